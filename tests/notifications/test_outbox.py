"""The outbox: letters put with their cause, once; claimed by one sender; settled; shown."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from models.record.database import reading, writing
from models.record.letters import Letter
from models.texts import Text
from notifications.digest import DigestRow, digests
from notifications.outbox import claim, next_due, put, release, settle
from notifications.outcomes import PermanentFailure, Sent, TemporaryFailure
from notifications.rules import Rules
from tests.at_once import at_once
from tests.notifications.conftest import AUTHORITY, DAY, MORNING, RULES, draft, letters, recipient

MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=10)


def row(case: str = "KRG-rotation-2026-001", **fields: Any) -> DigestRow:
    """A step somebody is reminded of."""
    title = Text("Уведомление о ротации", "Ротация туралы хабарлама", "Notice of rotation")
    known = {"to": recipient(), "title": title, "case_number": case, "clause": "7", "due": DAY, "authority": AUTHORITY}
    return DigestRow(**{**known, **fields})


def claimed(record: Engine, at: datetime, owner: str = "one", limit: int = 100) -> list[Letter]:
    with writing(record) as session:
        return claim(session, at, owner=owner, limit=limit, lease=LEASE)


def test_letter_put_twice_is_put_once(record: Engine) -> None:
    with writing(record) as session:
        assert put(session, [draft(1), draft(2)], at=MORNING, rules=RULES) == [draft(1), draft(2)]
    with writing(record) as session:
        again = put(session, [draft(1), draft(3), draft(3)], at=MORNING + MINUTE, rules=RULES)
    assert again == [draft(3)]
    assert [letter.case_number[-1] for letter in letters(record)] == ["1", "2", "3"]
    assert all(letter.state == "created" for letter in letters(record))


@pytest.mark.parametrize(
    "other",
    [
        draft(1, "sms"),
        draft(1, day=DAY + timedelta(days=1)),
        draft(1, kind="rotation-decision"),
        draft(1, step="transfer"),
        draft(1, case_number="KRG-rotation-2026-002"),
        draft(1, to=recipient(2)),
    ],
    ids=["channel", "day", "kind", "step", "case", "recipient"],
)
def test_letter_that_differs_in_any_part_of_its_key_is_another(sqlite_record: Engine, other: object) -> None:
    with writing(sqlite_record) as session:
        assert len(put(session, [draft(1), other], at=MORNING, rules=RULES)) == 2  # type: ignore[list-item]
    first, second = letters(sqlite_record)
    assert first.message_id != second.message_id


def test_letter_goes_with_its_cause_or_not_at_all(record: Engine) -> None:
    class CauseFailed(Exception): ...

    def fail() -> None:
        with writing(record) as session:
            put(session, [draft(1)], at=MORNING, rules=RULES)
            raise CauseFailed

    with pytest.raises(CauseFailed):
        fail()
    assert letters(record) == []


def test_message_id_is_the_same_wherever_it_is_made() -> None:
    assert draft(1).message_id("merzim.example.kz") == draft(1, text="другой текст").message_id("merzim.example.kz")
    assert draft(1).message_id("merzim.example.kz") == "<d2227f0630afd61f5d567b373cfa0c1b@merzim.example.kz>"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-30T15:59:59", "2026-11-30T15:59:59"),  # 20:59:59
        ("2026-11-30T16:00:00", "2026-12-01T03:00:00"),  # 21:00
        ("2026-11-30T18:59:00", "2026-12-01T03:00:00"),  # 23:59
        ("2026-11-30T19:00:00", "2026-12-01T03:00:00"),  # midnight
        ("2026-11-30T02:59:59", "2026-11-30T03:00:00"),  # 07:59:59
        ("2026-11-30T03:00:00", "2026-11-30T03:00:00"),  # 08:00
    ],
)
def test_sms_waits_for_the_end_of_quiet_hours_in_the_authoritys_zone(at: str, expected: str) -> None:
    moment, end = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (at, expected))
    assert Rules().earliest("sms", moment, "Asia/Almaty") == end
    assert Rules().earliest("email", moment, "Asia/Almaty") == moment
    assert Rules(quiet_email=True).earliest("email", moment, "Asia/Almaty") == end


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)  # 12:30 in Almaty
    at_lunch = Rules(quiet_from=noon.replace(hour=12).time(), quiet_until=noon.replace(hour=14, minute=0).time())
    assert at_lunch.earliest("sms", noon, "Asia/Almaty") == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    none = Rules(quiet_from=noon.time(), quiet_until=noon.time())
    assert none.earliest("sms", datetime(2026, 11, 30, 20, 0, tzinfo=UTC), "Asia/Almaty").hour == 20


def test_letter_put_in_quiet_hours_is_due_when_they_end(record: Engine) -> None:
    night = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
    with writing(record) as session:
        put(session, [draft(1), draft(1, "sms")], at=night, rules=RULES)
    (by_email,) = claimed(record, night)
    assert by_email.channel == "email"
    with writing(record) as session:
        settle(session, [(by_email, Sent())], at=night, owner="one", rules=RULES)
    with reading(record) as session:
        assert next_due(session) == datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    assert [letter.channel for letter in claimed(record, datetime(2026, 12, 1, 3, 0, tzinfo=UTC))] == ["sms"]


def test_claimed_letter_is_nobody_elses_until_its_lease_runs_out(record: Engine) -> None:
    with writing(record) as session:
        put(session, [draft(1)], at=MORNING, rules=RULES)
    (first,) = claimed(record, MORNING, "one")
    assert (first.state, first.leased_by, first.attempts) == ("sending", "one", 1)
    assert claimed(record, MORNING + LEASE - timedelta(seconds=1), "two") == []
    (again,) = claimed(record, MORNING + LEASE, "two")
    assert (again.id, again.leased_by, again.attempts) == (first.id, "two", 2)
    assert again.message_id == first.message_id


def test_sender_that_lost_its_lease_changes_nothing(record: Engine) -> None:
    with writing(record) as session:
        put(session, [draft(1)], at=MORNING, rules=RULES)
    (late,) = claimed(record, MORNING, "one")
    claimed(record, MORNING + LEASE, "two")
    with writing(record) as session:
        settle(session, [(late, PermanentFailure("no"))], at=MORNING + LEASE, owner="one", rules=RULES)
        release(session, [late], "one")
    (letter,) = letters(record)
    assert (letter.state, letter.leased_by, letter.last_error) == ("sending", "two", None)


def test_senders_at_once_never_claim_the_same_letter(record: Engine) -> None:
    with writing(record) as session:
        put(session, [draft(n) for n in range(200)], at=MORNING, rules=RULES)

    def take(name: str) -> list[int]:
        taken = []
        while batch := claimed(record, MORNING, name, 7):
            taken += [letter.id for letter in batch]
        return taken

    everything = [letter_id for ids in at_once(*(partial(take, name) for name in "abcd")) for letter_id in ids]
    assert len(everything) == len(set(everything)) == 200


def test_oldest_letters_are_claimed_first(record: Engine) -> None:
    with writing(record) as session:
        put(session, [draft(1)], at=MORNING + MINUTE, rules=RULES)
        put(session, [draft(2)], at=MORNING, rules=RULES)
    assert [letter.case_number[-1] for letter in claimed(record, MORNING + MINUTE, limit=1)] == ["2"]


def test_each_wait_is_longer_until_the_letter_is_given_up(record: Engine) -> None:
    with writing(record) as session:
        put(session, [draft(1)], at=MORNING, rules=RULES)
    at, seen = MORNING, []
    for _ in range(3):
        (letter,) = claimed(record, at)
        with writing(record) as session:
            settle(session, [(letter, TemporaryFailure("451 later"))], at=at, owner="one", rules=RULES)
        (now,) = letters(record)
        seen.append((now.state, now.attempts))
        assert now.next_attempt_at is not None
        at = now.next_attempt_at
    assert seen == [("temporary_failure", 1), ("temporary_failure", 2), ("permanent_failure", 3)]
    assert at == MORNING + 6 * MINUTE
    assert letters(record)[0].last_error == "given up after 3 tries: 451 later"
    assert claimed(record, MORNING + timedelta(days=1)) == []


def test_retry_of_an_sms_keeps_out_of_quiet_hours(record: Engine) -> None:
    evening = datetime(2026, 11, 30, 15, 59, 30, tzinfo=UTC)  # half a minute before 21:00
    with writing(record) as session:
        put(session, [draft(1, "sms")], at=evening, rules=RULES)
    (letter,) = claimed(record, evening)
    with writing(record) as session:
        settle(session, [(letter, TemporaryFailure("HTTP 503"))], at=evening, owner="one", rules=RULES)
    assert letters(record)[0].next_attempt_at == datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


def test_letter_that_failed_for_good_falls_back_on_the_other_channel(record: Engine) -> None:
    cases = ("KRG-rotation-2026-001", "KRG-rotation-2026-002")
    (only_email,) = digests([row(case, channels=("email",)) for case in cases], DAY)
    with writing(record) as session:
        put(session, [only_email], at=MORNING, rules=RULES)
    (failed,) = claimed(record, MORNING)
    with writing(record) as session:
        assert settle(session, [(failed, PermanentFailure("550 no"))], at=MORNING, owner="one", rules=RULES) == 1
    first, second = letters(record)
    assert (first.state, first.last_error) == ("permanent_failure", "550 no")
    assert (second.channel, second.address, second.state) == ("sms", "+77000000001", "created")
    assert second.fallback_of == first.id
    assert second.body.startswith("Merzim: ")
    for case in cases:
        assert [letter.fallback_of for letter in letters(record, case)] == [None, first.id]


def test_letter_already_going_over_the_other_channel_needs_no_fallback() -> None:
    both = digests([row()], DAY)
    assert [(each.channel, each.fallback) for each in both] == [("email", None), ("sms", None)]


def test_who_can_not_be_reached_at_all_gets_a_letter_that_shows_it() -> None:
    (nowhere,) = digests([row(to=recipient(email=None, phone=None))], DAY)
    assert (nowhere.channel, nowhere.address, nowhere.fallback) == ("email", "", None)


def test_who_has_one_address_gets_everything_over_it() -> None:
    (by_phone,) = digests([row(to=recipient(email=None), channels=("email",))], DAY)
    (by_email,) = digests([row(to=recipient(phone=None))], DAY)
    assert (by_phone.channel, by_phone.fallback, by_email.channel, by_email.fallback) == ("sms", None, "email", None)


def test_released_letter_is_as_if_it_had_not_been_claimed(record: Engine) -> None:
    with writing(record) as session:
        put(session, [draft(1)], at=MORNING, rules=RULES)
    with writing(record) as session:
        release(session, claim(session, MORNING, owner="one", limit=1, lease=LEASE), "one", until=MORNING + MINUTE)
    (letter,) = letters(record)
    assert (letter.state, letter.attempts, letter.next_attempt_at) == ("created", 0, MORNING + MINUTE)


def test_thousands_of_letters_are_put_at_once(record: Engine) -> None:
    with writing(record) as session:
        assert len(put(session, [draft(n) for n in range(5000)], at=MORNING, rules=RULES)) == 5000
        assert session.execute(select(func.count()).select_from(Letter)).scalar() == 5000
