"""A meeting on the record: its decisions whole or none, each judged in the light of the others of the same meeting."""

from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from models.record.correcting import correct_entry
from models.record.database import reading, writing
from models.record.meeting_file import meeting_file, meetings_of
from models.record.meetings import Decided, Meant, agenda, record_meeting
from models.record.tables import AuditEntry, Meeting, Ruling
from tests.record.counting import counted
from tests.record.meeting_room import MET, number, waiting
from tests.record.rotation_year import CYCLE, answer, case_of, goes_to, moment, nothing, review, steps_of

HELD = {
    "met_on": "2026-12-21", "members": 7, "present": 6, "minutes_no": "4",
    "attendance": [f"Член {n}" for n in range(6)],
}  # fmt: skip


def rotates(n: int, to: int, **fields: Any) -> Decided:
    form = {
        **HELD,
        "votes": {"rotate": 4, "refuse": 2},
        "decision": "rotate",
        "destination": goes_to(f"C-{to}"),
        **fields,
    }
    return Decided(number(n), form, f"k:{n}")


def stays(n: int, **fields: Any) -> Decided:
    form = {**HELD, "votes": {"refuse": 6}, "decision": "refuse", "no_place": True, **fields}
    return Decided(number(n), form, f"k:{n}")


def hold(record: Engine, *rows: Decided) -> Meant:
    """In a transaction of its own, taken back if anything is refused."""
    with writing(record) as session:
        came = record_meeting(session, CYCLE, rows, on=MET, at=moment(MET), by="P-9", then=nothing)
        if came.refused:
            session.rollback()
        return came


def test_clause_10_a_place_whose_head_is_kept_at_the_same_meeting_is_not_free(record: Engine) -> None:
    waiting(record, 3)
    # The one who gets the place stands before the one who keeps it.
    came = hold(record, rotates(1, 2), stays(2))
    assert [(r.case, r.clause) for r in came.refused] == [(number(1), "10")]
    assert "neither freed" in str(came.refused[0].reason)
    assert steps_of(record, number(2))["review"].state == "open"


def test_clause_10_one_place_is_given_once_at_a_meeting(record: Engine) -> None:
    waiting(record, 3)
    came = hold(record, rotates(1, 3), rotates(2, 3), rotates(3, 1))
    assert [r.case for r in came.refused] == [number(2)]
    assert number(1) in str(came.refused[0].reason)


def test_a_case_decided_by_its_own_form_meanwhile_is_told_and_its_place_stays_given(record: Engine) -> None:
    waiting(record, 4)
    answer(record, number(1), *review(destination=goes_to("C-2")))
    told = hold(record, rotates(1, 3), rotates(2, 1), rotates(3, 4))
    assert ([r.case for r in told.elsewhere], told.refused) == ([number(1)], [])
    assert [d.case.number for d in told.recorded] == [number(2), number(3)]
    assert (steps_of(record, number(1))["review"].form or {})["destination"]["organisation"] == "C-2"
    again = hold(record, rotates(4, 2))
    assert number(1) in str(again.refused[0].reason)


def test_a_meeting_is_one_row_with_its_rulings_and_told_again_changes_nothing(record: Engine) -> None:
    waiting(record, 3)
    first = hold(record, rotates(1, 2), rotates(2, 1))
    versions = [case_of(record, number(n)).version for n in (1, 2)]
    second = hold(record, rotates(1, 2), rotates(2, 1), stays(3))
    assert (len(first.recorded), len(second.repeated), len(second.recorded)) == (2, 2, 1)
    assert [case_of(record, number(n)).version for n in (1, 2)] == versions
    with reading(record) as session:
        (meeting,) = session.exec(select(Meeting)).all()
        assert {r.meeting_id for r in session.exec(select(Ruling))} == {meeting.id}
        decided = session.exec(select(AuditEntry).where(AuditEntry.step == "review")).all()
        # What a decision was judged by is kept with it: of all places, the one it names.
        known = next(e.after for e in decided if e.case_number == number(1))
        assert known is not None
        assert list(known["known"]["cycle.places"]) == ["C-2"]


def test_forty_cases_take_as_many_statements_to_read_as_four(record: Engine) -> None:
    waiting(record, 40)
    with reading(record) as session, counted(session) as few:
        found = agenda(session, CYCLE, MET)
    assert len(found.cases) == 40
    assert len(few) < 15
    with writing(record) as session, counted(session) as statements:
        rows = [rotates(n, n + 1 if n % 2 else n - 1) for n in range(1, 41)]
        came = record_meeting(session, CYCLE, rows, on=MET, at=moment(MET), by="P-9", then=nothing)
    assert len(came.recorded) == 40
    assert len([s for s, _ in statements if s.startswith("SELECT") and "organisations.name_ru" in s]) <= 2


def test_conflict_of_interest_is_refused_unless_the_authority_ruled_on_it(record: Engine) -> None:
    waiting(record, 2)
    came = hold(record, rotates(1, 2, recused=["Член 1"]))
    assert [(r.clause, r.field) for r in came.refused] == [("own", "recused")]
    assert "conflict-of-interest" in str(came.refused[0].reason)


def test_conflict_of_interest_leaves_the_vote_and_where_ruled_so_the_quorum_of_that_case_alone(record: Engine) -> None:
    waiting(record, 3, conflict_of_interest="quorum")
    four = {**HELD, "present": 5, "attendance": [f"Член {n}" for n in range(5)]}
    # 5 of 7 present, 2 of them kept out: 3 of 5, and two thirds of 5 are 4.
    out = ["Член 1", "Член 2"]
    short = hold(record, rotates(1, 2, **four, votes={"rotate": 3}, recused=out))
    assert "no quorum: 3 of 5" in str(short.refused[0].reason)
    # An absent one with a conflict leaves the base alone: 4 of 5 could vote.
    came = hold(
        record,
        rotates(1, 2, **four, votes={"rotate": 3, "refuse": 1}, recused=["Член 1", "Член 6"]),
        rotates(2, 1, **four, votes={"rotate": 5}),
    )
    assert [d.case.number for d in came.recorded] == [number(1), number(2)]
    with reading(record) as session:
        (held,) = meetings_of(session, CYCLE)
        file = meeting_file(session, held.id)
    first, second = file.cases
    assert (file.conflict_rule, first.recused, second.recused) == ("quorum", ("Член 1", "Член 6"), ())
    # The minutes count it again from the record, and come to the same.
    assert "4 of 5 were present" in " ".join(map(str, first.reasons))
    assert "5 of 7 were present" in " ".join(map(str, second.reasons))
    assert [(m.full_name, m.present) for m in file.sat if m.is_chair] == [("Член 0", True)]


def test_a_conflict_corrected_is_what_the_minutes_count_by(record: Engine) -> None:
    waiting(record, 2, conflict_of_interest="vote")
    hold(record, rotates(1, 2, votes={"rotate": 4}, recused=["Член 1", "Член 2"]))
    with writing(record) as session:
        correct_entry(
            session, number(1), "review", {"recused": ["Член 3"], "votes": {"rotate": 4, "refuse": 1}},
            reason="the wrong names", on=MET, at=moment(MET), by="P-9", answer_key="put-right",
        )  # fmt: skip
    with reading(record) as session:
        (held,) = meetings_of(session, CYCLE)
        (first,) = meeting_file(session, held.id).cases
    assert first.recused == ("Член 3",)
    assert "conflict of interest: 1;" in str(first.reasons[0])


def test_the_chair_with_a_conflict_decides_no_tie(record: Engine) -> None:
    waiting(record, 2, conflict_of_interest="vote")
    tie = {"votes": {"rotate": 2, "refuse": 2}, "recused": ["Член 0", "Член 1"]}
    came = hold(record, rotates(1, 2, chair="rotate", **tie))
    assert "the chair is kept out" in str(came.refused[0].reason)
    assert "chair's vote is not given" in str(hold(record, rotates(1, 2, **tie)).refused[0].reason)
    more = hold(record, rotates(1, 2, votes={"rotate": 5}, recused=["Член 1", "Член 2"]))
    assert "4 could vote" in str(more.refused[0].reason)


def test_a_meeting_after_an_upheld_appeal_is_another_one(record: Engine) -> None:
    waiting(record, 3)
    hold(record, rotates(1, 2), rotates(2, 1), stays(3))
    appeal = {"filed_on": "2026-12-22", "result": "upheld", "decided_on": "2026-12-28"}
    answer(record, number(1), "appeal", appeal, date(2026, 12, 28))
    on = date(2026, 12, 29)
    with writing(record) as session:
        again = Decided(number(1), {**rotates(1, 2).form, "met_on": on.isoformat()}, "again:1")
        came = record_meeting(session, CYCLE, [again], on=on, at=moment(on), by="P-9", then=nothing)
    assert [d.case.number for d in came.recorded] == [number(1)]
    with reading(record) as session:
        first, second = meetings_of(session, CYCLE)
        old = {c.case: c.standing for c in meeting_file(session, first.id).cases}
        assert old == {number(1): False, number(2): True, number(3): True}
        assert [c.case for c in meeting_file(session, second.id).cases] == [number(1)]
