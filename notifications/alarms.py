"""Letters to the administrator: the service is not well. One of a kind a day, through the same outbox as all others."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from sqlmodel import Session, select

from models.record.people import Authority
from models.settings import settings
from models.texts import Text
from notifications.letters import CHANNELS, LetterDraft, Recipient, drafts

AlarmKind = Literal["run-failed", "sweep-missing", "outbox"]
ALARM = "alarm"
ADMINISTRATOR = "administrator"

_WHO = Text("Администратор", "Әкімші", "Administrator")


def home_timezone(session: Session) -> str:
    """The first authority's; UTC where there is none yet."""
    return session.exec(select(Authority.timezone).order_by(Authority.code)).first() or "UTC"


def administrator(session: Session) -> Recipient | None:
    """Whom the settings name; None where they name nobody."""
    own = settings()
    if not (own.admin_email or own.admin_phone):
        return None
    return Recipient(
        key=ADMINISTRATOR,
        last_name="",
        first_name=_WHO.in_(own.language),
        language=own.language,
        email=own.admin_email or None,
        phone=own.admin_phone or None,
        timezone=home_timezone(session),
    )


def alarm(kind: AlarmKind, to: Recipient, details: Mapping[str, Any], *, day: date) -> list[LetterDraft]:
    """The letter over every channel the administrator can be reached by: one of them may be what is broken."""
    return drafts(ALARM, to, {"kind": kind, "day": day, **details}, day=day, channels=CHANNELS, step=kind)
