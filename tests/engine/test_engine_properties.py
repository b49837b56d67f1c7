"""Whatever is sent to a case, in whatever order, it stays whole."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.engine import Answer, Event, TimerPassed, open_case
from models.errors import InvalidInput, Refusal
from models.outcomes import Outcome
from models.regulations.rotation.act import DRAFT
from models.regulations.rotation.procedure import PROCEDURE
from models.regulations.rotation.process import CASE
from models.scenarios.playing import Course, simulate
from models.scenarios.reading import Happening, Scenario
from models.state import CaseState
from tests.engine.rotations import FACTS, KZ, SENT_ON

CODES = [n.code for n in CASE.nodes]
BACK = st.sampled_from([0, 0, 0, 0, 1, 3, 40])


def day(back: int) -> Mapping[str, int]:
    """So many days before the day of recording; put in when the event is played."""
    return {"days ago": back}


PLACE = st.fixed_dictionaries(
    {"organisation": st.sampled_from(["C-2", "C-9"]), "settlement": st.sampled_from(["Karaganda", "Temirtau"])},
    optional={"vacant": st.booleans(), "qualified": st.booleans()},
)
VOTES = st.fixed_dictionaries({}, optional={o: st.integers(0, 5) for o in ("rotate", "refuse", "move")})
LAWFUL = {
    "notice": st.fixed_dictionaries({"served_on": BACK.map(day)}),
    "portfolio": st.fixed_dictionaries({"sent_on": BACK.map(day)}),
    "review": st.one_of(
        [
            st.fixed_dictionaries(
                {
                    "met_on": BACK.map(day),
                    "members": st.just(7),
                    "present": st.just(5),
                    "votes": st.just({option: 5}),
                    "decision": st.just(option),
                    **({} if option == "refuse" else {"destination": PLACE}),
                }
            )
            for option in ("rotate", "refuse", "move")
        ]
    ),
    "transfer": st.fixed_dictionaries({"sent_on": BACK.map(day), "letter_no": st.just("1")}),
    "decision-notice": st.fixed_dictionaries({"received_on": BACK.map(day), "consents": st.booleans()}),
    "appoint": st.fixed_dictionaries({"act_no": st.just("1"), "act_on": BACK.map(day), "starts_on": st.just(day(-3))}),
    "terminate": st.fixed_dictionaries({"act_no": st.just("1"), "act_on": BACK.map(day)}),
    "acting": st.fixed_dictionaries({"act_no": st.just("1"), "act_on": BACK.map(day)}),
    "left-post": st.fixed_dictionaries({}, optional={"left_on": BACK.map(day)}),
    "appeal": st.fixed_dictionaries(
        {"filed_on": BACK.map(day), "result": st.sampled_from(["pending", "upheld", "rejected"])},
        optional={"decided_on": BACK.map(day)},
    ),
}
WILD = st.dictionaries(
    st.sampled_from(["served_on", "met_on", "votes", "members", "consents", "x"]),
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | VOTES | PLACE | BACK.map(day),
    max_size=4,
)
KINDS = st.sampled_from(["next"] * 12 + ["appeal", "any", "wild", "wait"])
"""Mostly what comes next, so that cases get far."""


def dated(form: Any, on: date) -> Any:
    """The form with its days put in."""
    if not isinstance(form, dict):
        return form
    if form.keys() == {"days ago"}:
        return (on - timedelta(days=form["days ago"])).isoformat()
    return {name: dated(value, on) for name, value in form.items()}


def check_whole(state: CaseState) -> None:
    """What holds of a case at any time."""
    for step in state.steps:
        assert step.clause
        assert step.performer in PROCEDURE.roles
        assert (step.done_on is None) == (step.status not in ("done", "superseded"))
        assert step.status != "open" or step.kind == "timer" or CASE.step(step.code).form is not None
    open_codes = [s.code for s in state.open_steps]
    assert len(set(open_codes)) == len(open_codes), "one occurrence of a step is open at a time"
    assert len({s.key for s in state.steps}) == len(state.steps)
    running = [s for s in state.steps if s.status in ("open", "waiting")]
    assert bool(running) == (state.closed_on is None), "an open case has something to be done, a closed one nothing"
    assert any(s.status == "open" for s in running) == bool(running), "nothing waits for what can't come"
    if state.closed_on is not None:
        assert state.result in CASE.results


def next_event(data: st.DataObject, state: CaseState, on: date) -> tuple[date, Event]:
    """Something that may happen after the day `on`, lawful or not."""
    on += timedelta(days=data.draw(st.integers(0, 25)))
    kind = data.draw(KINDS)
    running = [s.code for s in state.open_steps if s.code in LAWFUL]
    if kind == "wait" or (kind == "next" and not running):
        ends = [s.ends for s in state.open_steps if s.ends] or [on]
        return max(on, *ends), TimerPassed(data.draw(st.sampled_from(["term-end", *CODES])))
    if kind == "wild":
        return on, Answer(data.draw(st.sampled_from([*CODES, "notise"])), dated(data.draw(WILD), on))
    code = data.draw(st.sampled_from(running if kind == "next" else list(LAWFUL) if kind == "any" else [kind]))
    current = state.open_step(code)
    if current is not None and current.not_before is not None and data.draw(st.booleans()):
        on = max(on, current.not_before)
    return on, Answer(code, dated(data.draw(LAWFUL[code]), on))


@settings(max_examples=150)
@given(st.data())
def test_any_events_leave_the_case_whole_and_raise_nothing_but_refusals(data: st.DataObject) -> None:
    on = SENT_ON
    state = CaseState("case", DRAFT, on, dict(FACTS))
    course = Course(PROCEDURE, "case", state, KZ)
    course.take(open_case(CASE, state, on, KZ), on)
    closed_on: dict[tuple[str, int], date] = {}
    for _ in range(data.draw(st.integers(1, 25))):
        on, event = next_event(data, course.state, on)
        course.sweep(on)
        passed_in, before = course.state, deepcopy(course.state)
        try:
            course.event(event, on)
        except (Refusal, InvalidInput):
            assert course.state == before, "a refused event changes nothing"
        assert passed_in == before, "the state passed in is never changed"
        check_whole(course.state)
        for step in course.state.steps:
            if step.status not in ("open", "waiting"):
                closed_on.setdefault(step.key, on)
    course.sweep(on + timedelta(days=60))
    for reminder in course.sent:
        closed = closed_on.get((reminder.step, reminder.occurrence))
        assert closed is None or reminder.on <= closed, "nobody is reminded of what is closed"


@dataclass(frozen=True)
class Way:
    """A case from the list to its end, each step done some days late or early."""

    decision: str
    consents: bool
    delays: tuple[int, ...]


WAYS = st.builds(
    Way, st.sampled_from(["rotate", "move", "refuse"]), st.booleans(), st.tuples(*[st.integers(0, 30)] * 7)
)


@given(WAYS)
def test_every_case_that_is_answered_comes_to_an_end_whatever_the_delays(way: Way) -> None:
    on = SENT_ON
    happenings = [
        Happening(date(2026, 11, 20), "form-list", {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}),
        Happening(on, "send-list", {"sent_on": on.isoformat(), "letter_no": "1"}),
    ]

    def then(step: str, days: int, field: str, **form: Any) -> None:
        nonlocal on
        on += timedelta(days=days)
        happenings.append(Happening(on, step, {field: on.isoformat(), **form}))

    then("portfolio", way.delays[0], "sent_on")
    review = {"members": 7, "present": 7, "votes": {way.decision: 7}, "decision": way.decision}
    if way.decision != "refuse":
        review["destination"] = {"organisation": "C-2", "settlement": "Karaganda"}
    then("review", way.delays[1], "met_on", **review)
    then("transfer", way.delays[2], "sent_on", letter_no="1")
    if way.decision != "refuse" and way.consents:
        then("notice", way.delays[3], "served_on")
    then("decision-notice", way.delays[4], "received_on", consents=way.consents)
    if way.decision != "refuse" and way.consents:
        # 30 days run out, and those that a term ending on a day off is rolled by.
        then("appoint", way.delays[5] + 45, "act_on", act_no="1", starts_on="2028-01-10")
        on = date(2033, 1, 10)
        then("acting", way.delays[6], "act_on", act_no="2")
    elif way.decision != "refuse":
        then("terminate", way.delays[5], "act_on", act_no="1")
    found = played(happenings)
    assert found.refused == ()
    assert found.outcome == ("retained" if way.decision == "refuse" else "acting" if way.consents else "terminated")
    # What the text's terms call late is a breach, and nothing else is.
    lawful = {"form-list", "send-list", "notice", "portfolio", "review", "transfer", "acting"}
    late = [s.code for s in found.steps if s.late and s.code in lawful and s.done_on is not None]
    assert sorted(b.step for b in found.breaches) == sorted(late)


def played(happenings: list[Happening]) -> Outcome:
    person = {"settlement": "Karaganda", "tenure_years": 8}
    return simulate(
        Scenario("way", PROCEDURE, "KZ", {"year": 2026, "opened_on": date(2026, 11, 1)}, person, tuple(happenings), {})
    )
