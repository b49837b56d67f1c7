"""Sends what is due in the outbox, several letters at once, and writes what came of each.

Network in threads, the database in the caller's: while letters are sent, outcomes that have come in are written
together, so that a crash leaves few letters that were sent and not written (those go out again, see `outbox`).
"""

import logging
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from uuid import uuid4

from sqlalchemy import Engine

from models.faults import fault
from models.record.database import writing
from models.record.letters import Letter
from models.settings import settings
from notifications.calendar_files import Attachment
from notifications.channels import Channels
from notifications.letters import Channel
from notifications.outbox import claim, release, settle, timezone_of
from notifications.outcomes import Outcome, Outgoing, Sent, TemporaryFailure
from notifications.receipts import with_link
from notifications.rules import Rules

log = logging.getLogger(__name__)

# So many failures in a row that have nothing to do with the recipient, and a channel is taken for down.
_DOWN_AFTER = 3
# Seconds in which outcomes are gathered before they are written: a commit costs as much as a letter.
_TOGETHER = 0.05


@dataclass(frozen=True)
class DeliveryReport:
    """What one delivery did: letters, by channel and language where they were sent."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    fallbacks: int = 0
    postponed: int = 0
    by: Mapping[tuple[Channel, str], int] = field(default_factory=dict)

    def __add__(self, other: "DeliveryReport") -> "DeliveryReport":
        return DeliveryReport(
            self.sent + other.sent,
            self.retried + other.retried,
            self.failed + other.failed,
            self.fallbacks + other.fallbacks,
            self.postponed + other.postponed,
            Counter(self.by) + Counter(other.by),
        )


def deliver(
    engine: Engine,
    at: datetime,
    *,
    channels: Channels | None = None,
    rules: Rules | None = None,
) -> DeliveryReport:
    """Send every letter that is due at `at`, the moment this begins; returns when none is left.

    Without `channels` those of the settings are used, and closed at the end. Any number of processes may deliver at the
    same time.
    """
    rules = rules or Rules.of(settings())
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    began = monotonic()

    def now() -> datetime:
        return at + timedelta(seconds=monotonic() - began)

    # Small enough to be through before the lease runs out, even if every server hangs.
    batch_size = min(500, max(1, int(rules.lease / (2 * rules.timeout))) * rules.senders)
    report = DeliveryReport()
    opened = closing(Channels.of(settings())) if channels is None else nullcontext(channels)
    with opened as open_channels, ThreadPoolExecutor(rules.senders, "letters") as pool:
        line = _Line(open_channels)
        while True:
            with writing(engine) as session:
                batch = claim(session, now(), owner=owner, limit=batch_size, lease=rules.lease)
                at_once, due = now(), []
                for letter in batch:
                    until = rules.earliest(letter.channel, at_once, timezone_of(letter))
                    if until <= at_once:
                        due.append(letter)
                    else:
                        # Quiet hours have caught up with it.
                        release(session, [letter], owner, until=until)
            fault("letters-claimed")
            if not batch:
                break
            report += DeliveryReport(postponed=len(batch) - len(due))
            for came in _sent(engine, pool, line, due, owner=owner, now=now):
                with writing(engine) as session:
                    fallbacks = settle(session, came, at=now(), owner=owner, rules=rules)
                fault("letters-settled")
                report += _counted(came, fallbacks, rules)
    return report


class _Line:
    """The channels, where one that is down is not tried again by this delivery: each try may take as long as a
    time-out, and a thousand letters would wait for the same dead server one after another.
    """

    def __init__(self, channels: Channels) -> None:
        self._channels = channels
        self._lock = threading.Lock()
        self._down: dict[Channel, list[TemporaryFailure]] = {"email": [], "sms": []}

    def send(self, letter: Letter, now: Callable[[], datetime]) -> Outcome | None:
        """What came of the letter; None: its lease ran out before its turn came, somebody else may have it."""
        at = now()
        if letter.lease_until is None or at >= letter.lease_until:
            return None
        with self._lock:
            failures = self._down[letter.channel]
            if len(failures) >= _DOWN_AFTER:
                return failures[-1]
        outcome = self._try(letter, at)
        with self._lock:
            if isinstance(outcome, TemporaryFailure) and outcome.down:
                failures.append(outcome)
            else:
                failures.clear()
        return outcome

    def _try(self, letter: Letter, at: datetime) -> Outcome:
        going = Outgoing(
            channel=letter.channel,
            address=letter.address,
            message_id=letter.message_id,
            text=with_link(letter.body, letter.message_id),
            subject=letter.subject,
            html=(letter.payload or {}).get("html"),
            calendars=tuple(Attachment(*each) for each in (letter.payload or {}).get("calendars", ())),
        )
        try:
            fault("letter-sending")
            outcome = self._channels.send(going, at=at)
            fault("letter-sent")
        except Exception as error:  # noqa: BLE001 - one letter that breaks a plugin must not keep the others back
            outcome = TemporaryFailure(f"{type(error).__name__} in the channel")
        # Neither address nor text: a log is read by more people than the record.
        if isinstance(outcome, Sent):
            log.info("letter %s (%s, %s) sent", letter.id, letter.kind, letter.channel)
        else:
            log.warning("letter %s (%s, %s) not sent: %s", letter.id, letter.kind, letter.channel, outcome.reason)
        return outcome


def _sent(
    engine: Engine,
    pool: ThreadPoolExecutor,
    line: _Line,
    letters: Sequence[Letter],
    *,
    owner: str,
    now: Callable[[], datetime],
) -> Iterator[list[tuple[Letter, Outcome]]]:
    """Letters with what came of them, as it comes: while the caller writes some, others are being sent."""
    pending: dict[Future[Outcome | None], Letter] = {pool.submit(line.send, letter, now): letter for letter in letters}
    try:
        while pending:
            wait(pending, return_when=FIRST_COMPLETED)
            done, _ = wait(pending, timeout=_TOGETHER)
            came = [(pending.pop(future), future.result()) for future in done]
            yield [(letter, outcome) for letter, outcome in came if outcome is not None]
    finally:
        # Interrupted: what has not been begun is free for the next sender at once.
        unsent = [letter for future, letter in pending.items() if future.cancel()]
        if unsent:
            with writing(engine) as session:
                release(session, unsent, owner)


def _counted(came: Sequence[tuple[Letter, Outcome]], fallbacks: int, rules: Rules) -> DeliveryReport:
    sent = [letter for letter, outcome in came if isinstance(outcome, Sent)]
    again = [
        letter for letter, outcome in came if isinstance(outcome, TemporaryFailure) and letter.attempts < rules.attempts
    ]
    by = Counter((letter.channel, str(letter.language)) for letter in sent)
    return DeliveryReport(len(sent), len(again), len(came) - len(sent) - len(again), fallbacks, by=by)
