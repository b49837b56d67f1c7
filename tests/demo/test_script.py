"""The demo's script is lawful on the sample region: the record takes it as the law asks, and refuses what it should."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from deployments.catchers import Catchers
from deployments.demo.account import account
from deployments.demo.progress import case_numbers, holds, refusal_of, taken
from deployments.demo.script import LAST_LIST, Entry
from deployments.demo.stories import STORIES
from models.record.cases import Case, Cycle, RefusedAnswer
from models.record.database import reading
from models.record.letters import Letter
from tests.demo.stage import Stage


def test_every_head_on_the_list_has_a_story_and_no_other(played: Stage) -> None:
    with reading(played.record) as session:
        assert set(case_numbers(session)) - {""} == set(STORIES)
    assert 12 <= len(STORIES) <= 20


def test_every_answer_is_taken_or_refused_as_the_script_says(played: Stage) -> None:
    with reading(played.record) as session:
        found = taken(session, played.script)
    came = {entry.name: (found[entry].clause if entry in found else "nothing") for entry in played.script}
    assert came == {entry.name: entry.clause for entry in played.script}


def test_nothing_is_refused_besides(played: Stage) -> None:
    with reading(played.record) as session:
        refused = Counter(session.exec(select(RefusedAnswer.clause)))
    assert refused == Counter(entry.clause for entry in played.script if entry.clause)
    assert set(refused) >= {"3", "6", "7", "9", "15"}


def test_cases_end_as_the_script_says_and_who_comes_back_is_listed(played: Stage, tmp_path: Path) -> None:
    with reading(played.record) as session:
        found = account(session, Catchers(tmp_path), played.script, LAST_LIST)
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
    answered = {entry.on for entry in played.script}
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
        head = next(h for h, number in case_numbers(session).items() if number == _number(session, other.case_id))
        refusal = refusal_of(session, Entry(date(2026, 12, 23), head, other.step, other.form))
        assert refusal is not None
        assert refusal.clause == "9"
        assert refusal_of(session, Entry(date(2026, 12, 23), head, other.step, {"present": 6})) is None


def test_later_cycles_are_opened_where_the_sweep_came_by_in_time(played: Stage) -> None:
    with reading(played.record) as session:
        years = sorted(session.exec(select(Cycle.year).where(Cycle.procedure == "rotation")))
    assert years == [2026, 2027, 2031, 2032]


def _number(session: Session, case_id: int) -> str:
    return session.exec(select(Case.number).where(Case.id == case_id)).one()
