"""The outbox: letters as rows, written with their cause, claimed and settled.

A letter is a row of the transaction that caused it, unique by case, step, kind, recipient, channel and day: putting it
twice puts it once. It goes `created -> sending -> sent | temporary_failure | permanent_failure`. A sender claims
letters with a lease, so that two senders never hold the same one.

Delivery is at least once, not exactly once: a sender that dies after a server took a letter and before the row says
`sent` leaves it `sending`, and once its lease has run out the letter is sent again. A repeat carries the same
Message-ID (SMS: the same id to the gateway), by which servers, gateways and people can tell it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from models.errors import MerzimError
from models.record.letters import Letter, LetterCase
from models.record.prepared import Prepared
from models.settings import settings
from notifications.calendar_files import attachments
from notifications.letters import Channel, LetterDraft, unique_id
from notifications.outcomes import Outcome, PermanentFailure, Sent, TemporaryFailure
from notifications.rules import Rules

_TELLS_OF = Prepared(insert(LetterCase), ("letter_id", "case_number"))
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def put(
    session: Session, drafts: Iterable[LetterDraft], *, at: datetime, rules: Rules | None = None
) -> list[LetterDraft]:
    """Put letters into the outbox, in the session's transaction. Those that were there already are left alone.

    Gives back the drafts that were put. An SMS is not tried before quiet hours end.
    """
    rules = rules or Rules.of(settings())
    by_id = {draft.message_id(rules.domain): draft for draft in drafts}
    rows = [_row(draft, message_id, at, rules) for message_id, draft in by_id.items()]
    put_now = _insert(session, rows)
    tells_of = [
        {"letter_id": letter_id, "case_number": number}
        for message_id, letter_id in put_now.items()
        for number in by_id[message_id].cases
    ]
    if tells_of:
        _TELLS_OF.run(session.connection(), *tells_of)
    return [by_id[message_id] for message_id in put_now]


def claim(session: Session, at: datetime, *, owner: str, limit: int, lease: timedelta) -> list[Letter]:
    """Take up to `limit` letters that are due, or whose sender is dead, for `owner` alone. Each counts as a try."""
    free = _due(at)
    # Two senders at once: the rows one has locked are passed over by the other (on SQLite one waits for the other).
    chosen = (
        select(col(Letter.id))
        .where(free)
        .order_by(col(Letter.next_attempt_at), col(Letter.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = session.execute(
        update(Letter)
        .where(col(Letter.id).in_(chosen.scalar_subquery()), free)
        .values(state="sending", leased_by=owner, lease_until=at + lease, attempts=col(Letter.attempts) + 1)
        .returning(Letter)
        .execution_options(synchronize_session=False)
    )
    return sorted(taken.scalars(), key=lambda letter: letter.id)


def release(session: Session, letters: Sequence[Letter], owner: str, *, until: datetime | None = None) -> None:
    """Give claimed letters back untried, to be tried from `until` on (None: at once)."""
    if letters:
        session.connection().execute(
            update(Letter)
            .where(_held([letter.id for letter in letters], owner))
            .values(
                state="created",
                leased_by=None,
                lease_until=None,
                attempts=col(Letter.attempts) - 1,
                **({"next_attempt_at": until} if until else {}),
            )
        )


def settle(
    session: Session, outcomes: Sequence[tuple[Letter, Outcome]], *, at: datetime, owner: str, rules: Rules
) -> int:
    """Write what came of claimed letters; a letter another sender took meanwhile is left alone.

    A letter that failed for good, or too often, falls back on the other channel. Gives the number that did.
    """
    free = {"leased_by": None, "lease_until": None}
    sent = [letter.id for letter, outcome in outcomes if isinstance(outcome, Sent)]
    if sent:
        session.connection().execute(
            update(Letter).where(_held(sent, owner)).values(state="sent", sent_at=at, last_error=None, **free)
        )
    fallen_back = 0
    for letter, outcome in outcomes:
        if isinstance(outcome, Sent):
            continue
        after = _after_failure(letter, outcome, at, rules)
        held = session.connection().execute(update(Letter).where(_held([letter.id], owner)).values(**after, **free))
        if held.rowcount and after["state"] == "permanent_failure":
            fallen_back += _fall_back(session, letter, at, rules)
    return fallen_back


def next_due(session: Session) -> datetime | None:
    """When the next letter falls due, None where none is waiting."""
    waiting = select(func.min(Letter.next_attempt_at)).where(col(Letter.state).in_(("created", "temporary_failure")))
    return session.execute(waiting).scalar()


def _after_failure(
    letter: Letter, failure: TemporaryFailure | PermanentFailure, at: datetime, rules: Rules
) -> dict[str, Any]:
    if isinstance(failure, PermanentFailure):
        return {"state": "permanent_failure", "last_error": failure.reason}
    if letter.attempts >= rules.attempts:
        told = f"given up after {letter.attempts} tries: {failure.reason}"
        return {"state": "permanent_failure", "last_error": told}
    later = rules.earliest(letter.channel, at + rules.wait_after(letter.attempts), timezone_of(letter))
    return {"state": "temporary_failure", "last_error": failure.reason, "next_attempt_at": later}


def _due(at: datetime) -> Any:
    state, next_at = col(Letter.state), col(Letter.next_attempt_at)
    waiting = and_(state.in_(("created", "temporary_failure")), or_(next_at.is_(None), next_at <= at))
    return or_(waiting, and_(state == "sending", col(Letter.lease_until) <= at))


def _held(ids: Sequence[int], owner: str) -> Any:
    return and_(col(Letter.id).in_(ids), col(Letter.state) == "sending", col(Letter.leased_by) == owner)


def timezone_of(letter: Letter) -> str:
    """The time zone of its recipient's authority."""
    return str((letter.payload or {}).get("timezone", "UTC"))


def _row(draft: LetterDraft, message_id: str, at: datetime, rules: Rules) -> dict[str, Any]:
    payload: dict[str, Any] = {"timezone": draft.to.timezone}
    if draft.html:
        payload["html"] = draft.html
    files = attachments(draft.calendar, draft.cancelled, draft.to.language, at=at, domain=rules.domain)
    if files:
        payload["calendars"] = [[each.method, each.text] for each in files]
    if draft.fallback:
        spare = draft.fallback
        payload["fallback"] = {
            "channel": spare.channel,
            "address": spare.address,
            "subject": spare.subject,
            "body": spare.text,
            "html": spare.html,
        }
    return {
        "case_number": draft.case_number,
        "step": draft.step,
        "kind": draft.kind,
        "recipient_id": draft.to.official_id,
        "recipient_key": draft.to.key,
        "channel": draft.channel,
        "address": draft.address,
        "language": draft.to.language,
        "day": draft.day,
        "subject": draft.subject,
        "body": draft.text,
        "payload": payload,
        "state": "created",
        "attempts": 0,
        "next_attempt_at": rules.earliest(draft.channel, at, draft.to.timezone),
        "message_id": message_id,
        "created_at": at,
        "fallback_of": None,
    }


def _fall_back(session: Session, failed: Letter, at: datetime, rules: Rules) -> int:
    """The letter over the other channel, unless it goes there anyhow. Gives how many were put: 1 or 0."""
    payload = dict(failed.payload or {})
    spare = payload.pop("fallback", None)
    if not spare:
        return 0
    channel: Channel = spare["channel"]
    unique = (failed.case_number, failed.step, failed.kind, failed.recipient_key, channel, failed.day)
    message_id = unique_id(*unique, domain=rules.domain)
    row = {
        name: getattr(failed, name)
        for name in ("case_number", "step", "kind", "recipient_id", "recipient_key", "language", "day")
    } | {
        "channel": channel,
        "address": spare["address"],
        "subject": spare["subject"],
        "body": spare["body"],
        "payload": {"timezone": timezone_of(failed)} | ({"html": spare["html"]} if spare["html"] else {}),
        "state": "created",
        "attempts": 0,
        "next_attempt_at": rules.earliest(channel, at, timezone_of(failed)),
        "message_id": message_id,
        "created_at": at,
        "fallback_of": failed.id,
    }
    put_now = _insert(session, [row])
    for letter_id in put_now.values():
        same = select(literal(letter_id), col(LetterCase.case_number)).where(col(LetterCase.letter_id) == failed.id)
        session.connection().execute(insert(LetterCase).from_select(["letter_id", "case_number"], same))
    return len(put_now)


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert rows whose unique key is not there yet: Message-ID -> id of those that were inserted."""
    if not rows:
        return {}
    connection = session.connection()
    done = connection.execute(_inserting(connection.dialect.name), list(rows))
    return {row.message_id: row.id for row in done}


@cache
def _inserting(dialect: str) -> Any:
    if dialect not in _INSERTS:
        raise MerzimError(f"the outbox needs SQLite or PostgreSQL, not {dialect}")
    return _INSERTS[dialect](Letter).on_conflict_do_nothing().returning(col(Letter.message_id), col(Letter.id))
