"""A wrong entry is corrected by a further one with its reason; what hung on it is worked out again."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.errors import InvalidInput, Refusal
from models.record.case_file import case_file
from models.record.correcting import Corrected, correct_entry
from models.record.database import reading, writing
from models.record.exporting import case_data
from models.record.replaying import replay
from models.record.tables import AuditEntry, Ballot, Case, EntryCorrection, Organisation, Reminder, Ruling, StepRecord
from models.record.verifying import verify
from tests.called import Merzim
from tests.installed import installed
from tests.record import rotation_year as year

ON = date(2026, 12, 24)


def corrected(record: Engine, number: str, step: str, on: date = ON, key: str = "k", **changes: Any) -> Corrected:
    with writing(record) as session:
        return correct_entry(
            session, number, step, changes, reason="описка в дате", on=on, at=year.moment(on), by="P-9", answer_key=key
        )  # fmt: skip


def decided(record: Engine) -> None:
    year.opened(record)
    year.answer(record, year.FIRST, *year.notice())
    year.reviewed(record, year.FIRST, destination=year.goes_to("C-2"))


def whole(record: Engine) -> None:
    """The trail holds, and every case is what its entries make of it."""
    with reading(record) as session:
        assert verify(session).ok
        for number in session.exec(select(Case.number)):
            data = json.loads(json.dumps(case_data(session, number), ensure_ascii=False))
            assert replay(data).differences == (), number


def test_a_terms_date_moves_with_the_day_it_was_counted_from(record: Engine) -> None:
    """Clause 10: the commission's 15 working days run from the day the portfolio was sent."""
    year.opened(record)
    year.answer(record, year.FIRST, *year.notice())
    year.answer(record, year.FIRST, *year.PORTFOLIO)
    assert year.steps_of(record)["review"].due == date(2027, 1, 5)
    found = corrected(record, year.FIRST, "portfolio", sent_on="2026-12-08")
    assert [(a and a.due, b and b.due) for a, b in found.moved] == [(date(2027, 1, 5), date(2026, 12, 30))]
    steps = year.steps_of(record)
    assert steps["portfolio"].form == {"sent_on": "2026-12-08"}
    assert (steps["portfolio"].recorded_by, steps["portfolio"].occurrence) == ("P-9", 1)
    assert steps["review"].due == date(2026, 12, 30)
    assert steps["review"].trace is not None
    assert steps["review"].trace[-1]["start"] == "2026-12-08"
    with reading(record) as session:
        planned = select(Reminder).where(
            Reminder.step_id == steps["review"].id, Reminder.state == "planned"
        )  # fmt: skip
        told = {(reminder.kind, reminder.on_day) for reminder in session.exec(planned)}
        assert {("on-day", date(2026, 12, 30)), ("moved", ON)} <= told
    whole(record)


def test_what_was_recorded_first_stays_beside_the_correction(record: Engine) -> None:
    decided(record)
    corrected(record, year.FIRST, "notice", served_on="2026-12-03")
    with reading(record) as session:
        kept = session.exec(select(EntryCorrection)).one()
        assert (kept.before["form"]["served_on"], kept.after["form"]["served_on"]) == ("2026-12-04", "2026-12-03")
        assert (kept.reason, kept.corrected_by, kept.on_day) == ("описка в дате", "P-9", ON)
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "entry-corrected")).one()
        assert (entry.clause, entry.step, entry.actor) == ("7", "notice", "P-9")
        assert (entry.before or {})["form"]["served_on"] == "2026-12-04"
        first = select(AuditEntry).where(AuditEntry.action == "step-recorded", AuditEntry.step == "notice")
        assert (session.exec(first).one().after or {})["form"]["served_on"] == "2026-12-04"
    whole(record)


def test_clause_7_a_notice_found_to_be_late_becomes_a_breach_and_one_found_in_time_no_more(record: Engine) -> None:
    year.opened(record)
    late = "notice", {"served_on": "2027-01-18", "method": "paper"}, date(2027, 1, 18)
    year.answer(record, year.FIRST, *late)
    assert [b["step"] for b in year.case_of(record).breaches] == ["notice"]
    corrected(record, year.FIRST, "notice", date(2027, 1, 20), served_on="2027-01-14")
    assert year.case_of(record).breaches == []
    assert not year.steps_of(record)["notice"].late
    corrected(record, year.FIRST, "notice", date(2027, 1, 21), "again", served_on="2027-01-19")
    assert [b["step"] for b in year.case_of(record).breaches] == ["notice"]
    whole(record)


def test_a_corrected_outcome_opens_another_way_and_closes_the_wrong_one(record: Engine) -> None:
    """Clause 20: consent refused ends the contract; it had been written down as given."""
    decided(record)
    year.answer(record, year.FIRST, "transfer", {"sent_on": "2026-12-23", "letter_no": "1"}, date(2026, 12, 23))
    told = {"received_on": "2026-12-24", "consents": True}
    year.answer(record, year.FIRST, "decision-notice", told, date(2026, 12, 24))
    before = {s for s, row in year.steps_of(record).items() if row.state == "open"}
    corrected(record, year.FIRST, "decision-notice", date(2026, 12, 25), consents=False)
    steps = year.steps_of(record)
    after = {s for s, row in steps.items() if row.state == "open"}
    assert "terminate" in after
    assert before - after
    assert all(steps[s].state == "cancelled" for s in before - after)
    whole(record)
    ended = {"act_no": "77", "act_on": "2026-12-28"}
    year.answer(record, year.FIRST, "terminate", ended, date(2026, 12, 28))
    assert year.case_of(record).result == "terminated"
    whole(record)


def test_clause_9_a_corrected_vote_is_counted_again(record: Engine) -> None:
    decided(record)
    votes = {"rotate": 4, "refuse": 1}
    corrected(record, year.FIRST, "review", votes=votes, destination={"organisation": "C-3"})
    with reading(record) as session:
        ruling = session.exec(select(Ruling)).one()
        assert {b.option: b.votes for b in session.exec(select(Ballot))} == votes
        place = session.get_one(Organisation, ruling.destination_id)
        assert place.code == "C-3"
        # An entry keeps what it was judged by: of all places, the one it names.
        reviews = session.exec(select(AuditEntry).where(AuditEntry.step == "review").order_by(col(AuditEntry.id)))
        known = [dict((entry.after or {})["known"]) for entry in reviews]
        assert [list(each["cycle.places"]) for each in known] == [["C-2"], ["C-3"]]
    whole(record)
    with pytest.raises(Refusal, match="not known") as refused:
        corrected(record, year.FIRST, "review", key="no", destination={"organisation": "C-9"})
    with pytest.raises(Refusal) as refused:
        corrected(record, year.FIRST, "review", key="no", votes={"rotate": 1, "refuse": 4})
    assert refused.value.clause == "9"


def test_a_later_entry_that_would_not_be_lawful_is_named(record: Engine) -> None:
    decided(record)
    with pytest.raises(Refusal, match="Commission review") as refused:
        corrected(record, year.FIRST, "portfolio", sent_on="2026-12-23")
    assert refused.value.step == "review"
    assert year.steps_of(record)["portfolio"].form == {"sent_on": "2026-12-10"}
    with reading(record) as session:
        assert session.exec(select(EntryCorrection)).first() is None


def test_a_correction_of_the_list_reaches_its_open_cases(record: Engine) -> None:
    year.opened(record)
    assert year.steps_of(record, year.SECOND)["notice"].due == date(2027, 1, 15)
    found = corrected(record, year.CYCLE, "form-list", planned_rotation_on="2027-03-01")
    assert found.others == tuple(f"{year.CYCLE}-{n:03d}" for n in (1, 2, 3))
    assert year.steps_of(record, year.SECOND)["notice"].due == date(2027, 1, 29)
    whole(record)
    with pytest.raises(Refusal, match="opens and closes none"):
        corrected(record, year.CYCLE, "form-list", key="x", exclude={"P-1": "болен"})


@pytest.mark.parametrize(
    ("step", "changes"),
    [("review", {}), ("review", {"minutes_no": None}), ("transfer", {"sent_on": "2026-12-23"}), ("nothing", {})],
)
def test_a_correction_of_nothing_is_refused(step: str, changes: dict[str, Any], record: Engine) -> None:
    decided(record)
    with pytest.raises(InvalidInput):
        corrected(record, year.FIRST, step, **changes)


def test_a_reason_is_asked_for_and_a_day_to_come_is_refused(record: Engine) -> None:
    decided(record)
    with pytest.raises(Refusal, match="reason"), writing(record) as session:
        correct_entry(session, year.FIRST, "notice", {"served_on": "2026-12-03"}, reason=" ", on=ON,
                      at=year.moment(ON), by="P-9", answer_key="k")  # fmt: skip
    with pytest.raises(Refusal, match="not come yet"):
        corrected(record, year.FIRST, "notice", served_on="2026-12-30")
    # Recorded on the 4th, it is found on the 24th that it was served on the 10th.
    corrected(record, year.FIRST, "notice", served_on="2026-12-10")
    assert year.steps_of(record)["notice"].done_on == date(2026, 12, 10)
    whole(record)


def test_the_same_correction_twice_is_one(record: Engine) -> None:
    decided(record)
    corrected(record, year.FIRST, "notice", served_on="2026-12-03")
    assert corrected(record, year.FIRST, "notice", served_on="2026-12-03").repeated
    with reading(record) as session:
        assert len(session.exec(select(EntryCorrection)).all()) == 1


def test_corrections_follow_one_another_and_a_case_goes_on(record: Engine) -> None:
    decided(record)
    for n, day in enumerate(("2026-12-03", "2026-12-02", "2026-12-05")):
        corrected(record, year.FIRST, "notice", key=f"k{n}", served_on=day)
    corrected(record, year.FIRST, "portfolio", key="p", sent_on="2026-12-09")
    year.answer(record, year.FIRST, "transfer", {"sent_on": "2026-12-24", "letter_no": "1"}, ON)
    assert year.steps_of(record)["notice"].done_on == date(2026, 12, 5)
    assert year.steps_of(record)["decision-notice"].state == "open"
    whole(record)
    with reading(record) as session:
        rows = session.exec(select(StepRecord).join(Case).where(Case.number == year.FIRST)).all()
        assert len({(r.code, r.occurrence) for r in rows}) == len(rows)


def test_the_command_corrects_and_the_case_file_tells(merzim: Merzim, sqlite_record: Engine, tmp_path: Path) -> None:
    decided(sqlite_record)
    with installed(sqlite_record, year.moment(ON), tmp_path):
        words = ["correct", year.FIRST, "portfolio", "sent_on=2026-12-08"]
        assert merzim(*words).status != 0
        done = merzim(*words, "--reason", "по почтовому штемпелю", "--by", "lawyer", "--json")
        assert done.status == 0, done.err
        told = done.data
        assert told["corrected"]
        assert told["moved"][0]["step"] == "review"
        refused = merzim("correct", year.FIRST, "portfolio", "sent_on=2026-12-23", "--reason", "x", "--json")
        assert refused.status == 1
        assert refused.data["clause"] == "10"
        with reading(sqlite_record) as session:
            (told_of,) = case_file(session, year.FIRST).corrections
            assert (told_of.step, told_of.reason, told_of.by) == ("portfolio", "по почтовому штемпелю", "lawyer")
