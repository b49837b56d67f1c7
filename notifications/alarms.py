"""Letters to the administrator: the service is not well. One of a kind a day, through the same outbox as all others."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from models.settings import Settings
from models.texts import Text
from notifications.letters import CHANNELS, LetterDraft, Recipient, drafts

AlarmKind = Literal["run-failed", "sweep-missing", "outbox"]
ALARM = "alarm"
ADMINISTRATOR = "administrator"

_WHO = Text("Администратор", "Әкімші", "Administrator")


def administrator(settings: Settings, timezone: str) -> Recipient | None:
    """Whom the settings name; None where they name nobody."""
    if not (settings.admin_email or settings.admin_phone):
        return None
    return Recipient(
        key=ADMINISTRATOR,
        last_name="",
        first_name=_WHO.in_(settings.language),
        language=settings.language,
        email=settings.admin_email or None,
        phone=settings.admin_phone or None,
        timezone=timezone,
    )


def alarm(kind: AlarmKind, to: Recipient, details: Mapping[str, Any], *, day: date) -> list[LetterDraft]:
    """The letter over every channel the administrator can be reached by: one of them may be what is broken."""
    return drafts(ALARM, to, {"kind": kind, "day": day, **details}, day=day, channels=CHANNELS, step=kind)
