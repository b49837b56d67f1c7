"""What is sent, and what came of it."""

import re
from dataclasses import dataclass
from typing import Literal

from notifications.calendar_files import Attachment


@dataclass(frozen=True)
class Outgoing:
    """What goes over a channel: a letter with its recipient and its own Message-ID."""

    channel: Literal["email", "sms"]
    address: str
    message_id: str
    text: str
    subject: str = ""
    html: str | None = None
    # Of an email.
    calendars: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Sent:
    """The server took the letter."""


@dataclass(frozen=True)
class TemporaryFailure:
    """The letter may get through later. `down`: nothing gets through this channel now, whoever it is for."""

    reason: str
    down: bool = False


@dataclass(frozen=True)
class PermanentFailure:
    """This letter will never get through to this address."""

    reason: str


Outcome = Sent | TemporaryFailure | PermanentFailure


def masked(reason: str) -> str:
    """`reason` without anybody's address or number, in one short line: it may be logged and shown."""
    plain = re.sub(r"\S+@\S+", "<address>", " ".join(reason.split()))
    return re.sub(r"\+?\d{9,15}", "<number>", plain)[:200]
