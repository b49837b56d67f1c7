"""An act amended while cases run: kept or moved, computed again, taken back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.acts import Edition
from models.errors import InvalidInput, NotInForce
from models.record.acts import Amendment
from models.record.amending import Amending, NewEdition, enter, preview, preview_undo, read_edition, undo
from models.record.case_file import case_file
from models.record.database import reading, writing
from models.record.loading import act_of
from models.record.opening import open_cycle
from models.record.people import Adoption, Authority
from models.record.tables import AuditEntry, Case, Cycle, Reminder, StepRecord
from models.regulations.rotation.procedure import PROCEDURE
from tests.record import samples
from tests.record.counting import counted
from tests.record.rotation_year import CYCLE, FIRST, SECOND, answer, moment, notice, opened, region, steps_of
from tests.record.test_corrections import planned

TODAY = date(2026, 12, 1)
AT = moment(TODAY)
LONGER: Mapping[str, Any] = {"portfolio-term": {"value": "20 working days", "clause": "8-1"}}
LAW = NewEdition("2027", LONGER, in_force_from=date(2027, 1, 1), published_on=date(2026, 11, 30))
SHORTER = NewEdition("2028", {"portfolio-term": {"value": "5 working days"}}, in_force_from=date(2028, 1, 1))


def entered(record: Engine, new: NewEdition = LAW, *, move: bool = False) -> Amending:
    with writing(record) as session:
        return enter(session, PROCEDURE, new, at=AT, by="lawyer", move=move)


def taken_back(record: Engine, code: str = "2027", on: date = TODAY) -> Amending:
    with writing(record) as session:
        return undo(session, PROCEDURE, code, at=moment(on), by="lawyer")


def kept(record: Engine) -> dict[str, list[Any]]:
    """All that an amendment may touch but the audit trail and the versions, which only grow."""
    with reading(record) as session:
        rows: dict[str, list[Any]] = {
            table.__name__: [row.model_dump(exclude={"version"}) for row in session.exec(select(table).order_by("id"))]
            for table in (Amendment, Case, Cycle, StepRecord)
        }
        reminders = session.exec(select(Reminder).where(Reminder.state == "planned", Reminder.kind != "moved"))
        rows["Reminder"] = sorted((r.step_id, r.on_day, r.kind, r.role) for r in reminders)
        return rows


def what(found: Amending) -> list[Any]:
    moved = [(m.case.number, m.after.code, m.days) for each in found.moved for m in each.moved]
    return [[c.number for c in found.cases], moved]


def editions(record: Engine) -> set[tuple[str, str]]:
    with reading(record) as session:
        return set(session.exec(select(Case.number, Case.edition)))


def test_cases_kept_stay_under_the_edition_they_were_opened_under(record: Engine) -> None:
    opened(record, heads=1)
    before = kept(record)
    assert what(entered(record)) == [[CYCLE, FIRST], []]
    assert {name: rows for name, rows in kept(record).items() if name != "Amendment"} == {
        name: rows for name, rows in before.items() if name != "Amendment"
    }
    with reading(record) as session:
        act = act_of(session, PROCEDURE)
        assert [e.code for e in act.editions] == [*(e.code for e in PROCEDURE.act.editions), "2027"]
        assert act.edition_on(date(2027, 6, 1))["portfolio-term"].value == "20 working days"
        assert act.edition_on(date(2027, 6, 1))["portfolio-term"].clause == "8-1"
        assert case_file(session, FIRST).edition.code == "2026-draft"


def test_the_dry_run_says_what_moving_then_does_and_writes_nothing(record: Engine) -> None:
    opened(record, heads=2)
    before = kept(record)
    with reading(record) as session:
        shown = what(preview(session, PROCEDURE, LAW, AT, move=True))
    assert kept(record) == before
    day = (date(2026, 12, 21), date(2026, 12, 28))
    assert shown == [
        [CYCLE, FIRST, SECOND],
        [(number, "portfolio", {"due": day, "last_day": day}) for number in (FIRST, SECOND)],
    ]
    assert what(entered(record, move=True)) == shown


def test_cases_moved_have_their_terms_reminders_and_sheet_under_the_new_edition(record: Engine) -> None:
    opened(record, heads=1)
    entered(record, move=True)
    assert editions(record) == {(CYCLE, "2027"), (FIRST, "2027")}
    step = steps_of(record)["portfolio"]
    assert (step.term, step.due) == ("20 working days", date(2026, 12, 28))
    assert (date(2026, 12, 28), "on-day", "hr_region") in planned(record, "portfolio")
    assert (date(2026, 12, 21), "on-day", "hr_region") not in planned(record, "portfolio")
    assert (TODAY, "moved", "hr_region") in planned(record, "portfolio")
    with reading(record) as session:
        file = case_file(session, FIRST)
    portfolio = next(s for s in file.steps if s.code == "portfolio")
    assert (file.edition.code, portfolio.term_clause) == ("2027", "8-1")
    # What follows is counted under it too.
    done = answer(record, FIRST, "portfolio", {"sent_on": "2026-12-28"}, date(2026, 12, 28))
    assert done.decision is not None
    assert not done.decision.breaches


def test_old_and_new_are_audited(record: Engine) -> None:
    opened(record, heads=1)
    entered(record, move=True)
    taken_back(record)
    with reading(record) as session:
        acts = session.exec(select(AuditEntry).where(AuditEntry.actor == "lawyer").order_by(col(AuditEntry.id))).all()
    draft, law = {"edition": "2026-draft"}, {"edition": "2027"}
    for action, before, after in (("case-moved-to-edition", draft, law), ("case-returned-to-edition", law, draft)):
        found = [(a.case_number, a.before, a.after) for a in acts if a.action == action]
        assert found == [(CYCLE, before, after), (FIRST, before, after)]
    terms = [(a.before or {})["due"] + " " + (a.after or {})["due"] for a in acts if a.action == "term-recomputed"]
    assert terms == ["2026-12-21 2026-12-28", "2026-12-28 2026-12-21"]
    amended, back = (a for a in acts if a.action in ("act-amended", "amendment-taken-back"))
    assert amended.after == {"edition": "2027", "in_force_from": "2027-01-01", "parameters": LONGER}
    assert (back.before, back.after) == (amended.after, None)


def test_undo_brings_everything_back(record: Engine) -> None:
    opened(record, heads=2)
    answer(record, FIRST, *notice())
    before = kept(record)
    entered(record, move=True)
    with reading(record) as session:
        shown = what(preview_undo(session, PROCEDURE, "2027", AT))
    assert what(taken_back(record)) == shown
    assert kept(record) == before
    entered(record)
    taken_back(record)
    assert kept(record) == before, "and where cases were kept, there is nothing to bring back"


def test_undo_of_the_second_of_two_amendments_returns_to_the_first(record: Engine) -> None:
    opened(record, heads=1)
    entered(record, move=True)
    entered(record, SHORTER, move=True)
    assert steps_of(record)["portfolio"].due == date(2026, 12, 4)
    with pytest.raises(InvalidInput, match="the amendment '2028' is based on '2027': take that one back first"):
        taken_back(record)
    taken_back(record, "2028")
    assert editions(record) == {(CYCLE, "2027"), (FIRST, "2027")}
    taken_back(record)
    assert editions(record) == {(CYCLE, "2026-draft"), (FIRST, "2026-draft")}
    assert steps_of(record)["portfolio"].due == date(2026, 12, 21)


def test_a_case_opened_in_a_cycle_that_went_over_returns_with_it(record: Engine) -> None:
    region(record, 1)
    with writing(record) as session:
        open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 2)), by="sweep")
    entered(record, move=True)
    form = {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}
    answer(record, CYCLE, "form-list", form, date(2026, 12, 1))
    answer(record, CYCLE, "send-list", {"sent_on": "2026-12-01", "letter_no": "1"}, date(2026, 12, 1))
    assert editions(record) == {(CYCLE, "2027"), (FIRST, "2027")}
    assert steps_of(record)["portfolio"].term == "20 working days"
    taken_back(record)
    assert editions(record) == {(CYCLE, "2026-draft"), (FIRST, "2026-draft")}
    assert steps_of(record)["portfolio"].term == "15 working days"


def test_undo_is_refused_once_a_cycle_was_opened_or_a_case_closed_under_it(record: Engine) -> None:
    opened(record, heads=2)
    entered(record, move=True)
    answer(record, FIRST, "left-post", {"left_on": "2026-12-10"}, date(2026, 12, 10))
    with pytest.raises(InvalidInput, match=f"the case {FIRST} was closed under '2027'"):
        taken_back(record)
    with writing(record) as session:
        open_cycle(session, "rotation", "KRG", 2027, at=moment(date(2027, 11, 2)), by="sweep")
    with pytest.raises(InvalidInput, match="the cycle of 2027 was opened under '2027'"):
        taken_back(record)
    with pytest.raises(InvalidInput, match="no amendment '2029' of 'rotation' was entered; there are: 2027"):
        taken_back(record, "2029")


def test_a_cycle_opens_under_the_edition_in_force_that_day(record: Engine) -> None:
    opened(record, heads=1)
    entered(record)
    with writing(record) as session:
        case = open_cycle(session, "rotation", "KRG", 2027, at=moment(date(2027, 11, 2)), by="sweep")
        assert case.edition == "2027"
        assert case_file(session, case.number).edition.status == "in-force"


def test_a_cycle_on_a_day_no_edition_covers_is_refused_with_the_dates(record: Engine) -> None:
    region(record, 1)
    with writing(record) as session:
        of = samples.authority(session, "AST")
        session.delete(session.exec(select(Adoption).where(Adoption.authority_id == of.id)).one())
    with writing(record) as session, pytest.raises(NotInForce) as refused:
        open_cycle(session, "rotation", "AST", 2026, at=moment(date(2026, 11, 2)), by="clerk")
    assert "2026-draft: draft" in refused.value.reason.en
    assert "2026-11-01" in refused.value.reason.en
    entered(record)
    with writing(record) as session, pytest.raises(NotInForce, match="2027: 2027-01-01"):
        open_cycle(session, "rotation", "AST", 2026, at=moment(date(2026, 11, 2)), by="clerk")
    with writing(record) as session:
        assert open_cycle(session, "rotation", "AST", 2027, at=moment(date(2027, 11, 2)), by="clerk").edition == "2027"


def test_an_adoption_is_shown_on_every_case(record: Engine) -> None:
    opened(record, heads=1)
    for number in (CYCLE, FIRST):
        with reading(record) as session:
            shown = case_file(session, number).edition
        assert (shown.status, shown.adopted_from, shown.decree) == ("draft", date(2026, 9, 1), "№ 1")
    entered(record, move=True)
    with reading(record) as session:
        shown = case_file(session, FIRST).edition
    assert (shown.code, shown.adopted_from, shown.decree) == ("2027", date(2026, 9, 1), "№ 1")


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (NewEdition("2027", {"portfolio-term": {"value": "soon"}}), "'soon' is not of its kind"),
        (NewEdition("2027", {"portfolio-term": {"value": 15}}), "15 is not of its kind|not of its kind"),
        (NewEdition("2027", {"portfolio-term": {"value": "3 working days before"}}), "not of its kind"),
        (NewEdition("2027", {"quorum": {"value": "most"}}), "not of its kind"),
        (NewEdition("2027", {"tenure-years": {"value": "many"}}), "not of its kind"),
        (NewEdition("2027", {"portfolio": {"value": "2 weeks"}}), "has no parameter 'portfolio'; it has: "),
        (NewEdition("2026-draft", LONGER), "has an edition '2026-draft' already"),
        (NewEdition("2027", LONGER, based_on="2020"), "has no edition '2020'"),
    ],
)
def test_an_edition_that_can_not_be_is_refused(record: Engine, new: NewEdition, said: str) -> None:
    opened(record, heads=1)
    with reading(record) as session, pytest.raises(InvalidInput, match=said):
        preview(session, PROCEDURE, new, AT, move=True)
    before = kept(record)
    with pytest.raises(InvalidInput, match=said):
        entered(record, new, move=True)
    assert kept(record) == before


def test_an_edition_begins_after_the_last_one(record: Engine) -> None:
    region(record, 1)
    entered(record)
    for day in (date(2027, 1, 1), date(2026, 6, 1)):
        with pytest.raises(InvalidInput, match="edition 2027 begins on 2027-01-01: a new edition begins after"):
            entered(record, NewEdition("other", LONGER, in_force_from=day))
    entered(record, SHORTER)
    with reading(record) as session:
        act = act_of(session, PROCEDURE)
        assert (act.edition("2027").in_force_to, act.edition_on(date(2028, 1, 1)).code) == (date(2027, 12, 31), "2028")


def test_what_an_authority_chose_for_its_cycle_must_stay_open_to_it(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        adoption = session.exec(select(Adoption).where(Adoption.authority_id == of.id)).one()
        adoption.parameters = {"portfolio-term": "2 working days"}
        person = samples.official(session, of, "P-1")
        samples.head(session, person, samples.organisation(session, of, "C-1"), date(2010, 1, 1))
        open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 2)), by="sweep")
    with pytest.raises(InvalidInput, match="'portfolio-term' is set by clause 8-1: '2 working days' is not open"):
        entered(record, move=True)
    open_to_it = {"portfolio-term": {"value": "20 working days", "choices": ["2 working days"]}}
    assert what(entered(record, NewEdition("2027", open_to_it), move=True)) == [[CYCLE], []]


def test_a_file_is_read_whole_or_refused() -> None:
    read = read_edition(
        {"code": 2027, "in_force_from": date(2027, 1, 1), "parameters": {"quorum": {"value": "1/2", "clause": "9"}}}
    )
    assert read == NewEdition("2027", {"quorum": {"value": "1/2", "clause": "9"}}, in_force_from=date(2027, 1, 1))
    for wrong, said in [
        (None, "an edition is a mapping with: code, based_on"),
        ({"parameters": LONGER}, "needs a `code`"),
        ({"code": "2027"}, "`parameters` that say what it changes"),
        ({"code": "2027", "parameters": {}}, "`parameters` that say what it changes"),
        ({"code": "2027", "parameters": {"quorum": "1/2"}}, "parameter 'quorum': needs `value`"),
        ({"code": "2027", "parameters": {"quorum": {"value": "1/2", "why": "x"}}}, "needs `value`, and may have"),
        ({"code": "2027", "parameters": {"quorum": {"value": "1/2", "choices": "2/3"}}}, "`choices` is a list"),
        ({"code": "2027", "parameters": LONGER, "in_force_from": "soon"}, "in_force_from: a date like 2027-03-01"),
        ({"code": "2027", "parameters": LONGER, "in_force": "2027-01-01"}, "an edition has no 'in_force'; it has:"),
    ]:
        with pytest.raises(InvalidInput, match=said):
            read_edition(wrong)


def test_a_share_is_a_share_again_when_it_is_read_back(record: Engine) -> None:
    region(record, 1)
    entered(record, NewEdition("2027", {"quorum": {"value": "1/2"}}, in_force_from=date(2027, 1, 1)))
    with reading(record) as session:
        found: Edition = act_of(session, PROCEDURE).edition("2027")
    assert type(found["quorum"].value) is type(PROCEDURE.act.editions[0]["quorum"].value)


def statements(session: Session) -> int:
    with counted(session) as said:
        enter(session, PROCEDURE, LAW, at=AT, by="lawyer", move=True)
    return len(said)


def test_as_many_statements_for_twenty_cases_as_for_two(sqlite_record: Engine) -> None:
    opened(sqlite_record, heads=2)
    with writing(sqlite_record) as session:
        few = statements(session)
        session.rollback()
    with writing(sqlite_record) as session:
        of = session.exec(select(Authority)).one()
        first = session.exec(select(Case).where(Case.number == FIRST)).one()
        asked = select(StepRecord).where(StepRecord.case_id == first.id, StepRecord.code == "portfolio")
        step = session.exec(asked).one()
        for n in range(100, 118):
            person = samples.official(session, of, f"P-{n}")
            more = Case(**{**first.model_dump(exclude={"id"}), "number": f"{CYCLE}-{n}", "official_id": person.id})
            samples.add(session, more)
            samples.add(session, StepRecord(**{**step.model_dump(exclude={"id"}), "case_id": more.id}))
        assert statements(session) == few
        session.rollback()
