"""The demo's script is lawful on the sample region: the record takes it as the law asks, and refuses what it should."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from deployments.catchers import Catchers
from deployments.demo.account import account
from deployments.demo.progress import case_numbers, holds, refusal_of, taken
from deployments.demo.script import Entry
from deployments.demo.scripts import script_of
from deployments.demo.scripts.rotation_stories import STORIES
from models.errors import InvalidInput
from models.record.cases import Case, Cycle, RefusedAnswer, StepRecord
from models.record.database import reading
from models.record.letters import Letter
from models.regulations import PROCEDURES
from tests.demo.stage import Stage


def test_every_head_on_the_list_has_a_story_and_no_other(played: Stage) -> None:
    with reading(played.record) as session:
        people = {who for who in case_numbers(session, played.script) if who and not who.isdigit()}
    assert people == set(STORIES)
    assert 12 <= len(STORIES) <= 20


def test_every_answer_is_taken_or_refused_as_the_script_says(played: Stage) -> None:
    with reading(played.record) as session:
        found = taken(session, played.script, played.entries)
    came = {entry.name: (found[entry].clause if entry in found else "nothing") for entry in played.entries}
    assert came == {entry.name: entry.clause for entry in played.entries}


def test_nothing_is_refused_besides(played: Stage) -> None:
    with reading(played.record) as session:
        refused = Counter(session.exec(select(RefusedAnswer.clause)))
    assert refused == Counter(entry.clause for entry in played.entries if entry.clause)
    assert set(refused) >= {"3", "6", "7", "9", "15"}


def test_cases_end_as_the_script_says_and_who_comes_back_is_listed(played: Stage, tmp_path: Path) -> None:
    with reading(played.record) as session:
        found = account(session, Catchers(tmp_path), played.script, played.entries, played.script.ends_on)
    # Nothing is sent on this stage, so the letters are all still waiting, and nothing else is wrong.
    assert [problem for problem in found.problems if "letters" not in problem] == []
    assert {result: len(cases) for result, cases in found.outcomes().items()} == {
        "acting": 12, "retained-until-next-review": 2, "retained": 1, "terminated": 1, "closed": 1,
    }  # fmt: skip
    breaches = {(b.step, b.clause) for case in found.cases for b in case.breaches}
    assert breaches == {("notice", "7"), ("transfer", "10")}
    assert found.punctuality()["late"] == 2


def test_days_played_are_working_days_but_for_the_first(played: Stage) -> None:
    assert [day for day in played.days if not played.calendar.is_working(day)] == [date(2026, 11, 1)]


def test_the_calendars_own_days_matter_too(played: Stage) -> None:
    """Reminders, overdue marks, timers: more days than those of the operator's answers."""
    answered = {entry.on for entry in played.entries}
    assert answered < set(played.days)
    assert date(2031, 8, 15) in played.days  # 6 months before the first five years run out


def test_letters_go_out_in_each_language_over_each_channel(played: Stage) -> None:
    with reading(played.record) as session:
        found = Counter((letter.channel, letter.language) for letter in session.exec(select(Letter)))
    assert set(found) == {(channel, language) for channel in ("email", "sms") for language in ("ru", "kk", "en")}


@pytest.mark.parametrize(
    ("recorded", "said", "same"),
    [
        ({"a": "1", "b": {"c": 2, "d": 3}}, {"b": {"c": 2}}, True),
        ({"a": "1"}, {}, True),
        ({"a": "1"}, {"a": "2"}, False),
        ({"a": "1"}, {"b": "1"}, False),
        ({"a": "1"}, {"a": {"c": 1}}, False),
    ],
)
def test_what_was_recorded_holds_what_was_said(recorded: object, said: object, same: bool) -> None:
    assert holds(recorded, said) is same


def test_a_refusal_the_script_does_not_want_is_found_with_its_clause(played: Stage) -> None:
    with reading(played.record) as session:
        other = session.exec(select(RefusedAnswer).where(RefusedAnswer.clause == "9")).one()
        head = next(
            h for h, number in case_numbers(session, played.script).items() if number == _number(session, other.case_id)
        )
        refusal = refusal_of(session, played.script, Entry(date(2026, 12, 23), head, other.step, other.form))
        assert refusal is not None
        assert refusal.clause == "9"
        assert refusal_of(session, played.script, Entry(date(2026, 12, 23), head, other.step, {"present": 6})) is None


def test_later_cycles_are_opened_where_the_sweep_came_by_in_time(played: Stage) -> None:
    with reading(played.record) as session:
        years = sorted(session.exec(select(Cycle.year).where(Cycle.procedure == "rotation")))
    assert years == [2026, 2027, 2031, 2032]


def _number(session: Session, case_id: int) -> str:
    return session.exec(select(Case.number).where(Case.id == case_id)).one()


@pytest.mark.parametrize(
    ("procedure", "clauses", "late"),
    [
        ("attestation", ["VII", "VII"], {("testing", "V")}),
        ("evaluation", ["48", "54", "58"], {("work-plan", "44, 45, 46, 47, 48")}),
        ("career", ["14", "21"], {("evaluation", "28-1")}),
        ("reserve", ["2.10", "2.2", "2.7", "4.7", "4.8"], {("publish", "2.19")}),
    ],
)
def test_each_other_procedure_plays_its_year_as_its_script_says(
    procedure: str, clauses: list[str], late: set[tuple[str, str]], tmp_path: Path
) -> None:
    stage = Stage.put_up(tmp_path, procedure)
    stage.play(stage.script.ends_on)
    with reading(stage.record) as session:
        found = account(session, Catchers(tmp_path), stage.script, stage.entries, stage.script.ends_on)
        refused = sorted(session.exec(select(RefusedAnswer.clause)))
    assert [problem for problem in found.problems if "letters" not in problem] == []
    assert refused == clauses
    assert sorted(r.clause for file in found.files() for r in file.refusals) == clauses
    assert {(s.code, s.clause) for file in found.cases for s in file.steps if s.late and s.done_on} == late
    # Everybody has a story, and every story somebody.
    assert set(found.who.values()) == set(stage.script.shows) == set(stage.script.expected)
    stage.record.dispose()


def test_every_procedure_has_a_script_and_no_other() -> None:
    assert [script_of(code).procedure for code in PROCEDURES] == list(PROCEDURES)
    with pytest.raises(InvalidInput, match="there are: rotation, attestation"):
        script_of("promotion")


def test_clause_2_19_radonitsa_moves_the_term_in_stavropol_region_and_not_elsewhere(tmp_path: Path) -> None:
    """Two weeks from 27 April 2027 end on Tuesday 11 May: a day off in the region by its own act."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(script_of("reserve").registry, elsewhere)
    (elsewhere / "calendar.csv").unlink()
    due: dict[str, set[date | None]] = {}
    for where, registry in (("stavropol", None), ("elsewhere", elsewhere)):
        folder = tmp_path / f"of {where}"
        folder.mkdir()
        stage = Stage.put_up(folder, "reserve", registry)
        stage.play(date(2027, 4, 20))
        with reading(stage.record) as session:
            asked = select(StepRecord).where(StepRecord.code == "publish", StepRecord.state == "open")
            due[where] = {step.due for step in session.exec(asked)}
        stage.record.dispose()
    assert due == {"stavropol": {date(2027, 5, 12)}, "elsewhere": {date(2027, 5, 11)}}
