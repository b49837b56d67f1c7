"""A real SMTP server and a real SMS gateway for each test."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from deployments.catchers import Catchers
from models.record.database import reading
from models.record.letters import Letter, LetterCase
from models.texts import Text
from notifications.channels import Channels
from notifications.letters import LetterDraft, Recipient
from notifications.rules import Rules

# 09:00 in Almaty, a Monday.
MORNING = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
DAY = date(2026, 11, 30)
AUTHORITY = Text(
    "Управление координации занятости и социальных программ Карагандинской области",
    "Қарағанды облысының жұмыспен қамтуды үйлестіру және әлеуметтік бағдарламалар басқармасы",
    "Regional Department of Employment and Social Programmes",
)
RULES = Rules(waits=(timedelta(minutes=1), timedelta(minutes=5)), attempts=3, timeout=timedelta(seconds=2))


@pytest.fixture
def catchers(tmp_path: Path) -> Iterator[Catchers]:
    """Both servers, listening on free ports."""
    with Catchers(tmp_path / "caught") as running:
        yield running


@pytest.fixture
def channels(catchers: Catchers, request: pytest.FixtureRequest) -> Iterator[Channels]:
    """Channels that send to the catchers: patient, on a busy machine too. Where a test says that one hangs, or stalls,
    it is given up after two seconds.
    """
    hangs = any(word in request.node.name for word in ("hangs", "stall"))
    made = Channels([catchers.email_url], [catchers.sms_url], timeout=2 if hangs else 60)
    yield made
    made.close()


def recipient(number: int = 1, **fields: object) -> Recipient:
    """Somebody of the sample authority, reachable by email and SMS unless said otherwise."""
    return Recipient(
        **{
            "key": f"KRG/{number}",
            "last_name": "Тестова",
            "first_name": "Айгүл",
            "language": "ru",
            "email": f"person{number}@example.kz",
            "phone": f"+7700000{number:04}",
            **fields,
        }  # type: ignore[arg-type]
    )


def letters(record: Engine, case: str | None = None) -> list[Letter]:
    """All letters in the order they were put, or those that tell of a case, digests among them."""
    about = select(LetterCase.letter_id).where(LetterCase.case_number == case)
    with reading(record) as session:
        asked = select(Letter).order_by(col(Letter.day), col(Letter.id))
        return list(session.exec(asked if case is None else asked.where(col(Letter.id).in_(about))))


def draft(number: int = 1, channel: str = "email", **fields: object) -> LetterDraft:
    """A letter that is written already."""
    return LetterDraft(
        **{
            "kind": "rotation-notice",
            "channel": channel,
            "to": recipient(number),
            "day": DAY,
            "text": f"Письмо № {number}\n",
            "subject": f"Тема {number}" if channel == "email" else "",
            "case_number": f"KRG-rotation-2026-{number:03}",
            "step": "notice",
            "cases": (f"KRG-rotation-2026-{number:03}",),
            **fields,
        }  # type: ignore[arg-type]
    )
