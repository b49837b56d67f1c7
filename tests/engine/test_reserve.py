"""The reserve where a scenario can't say it: its editions, its plan ahead, its forms, and what its steps brought into
the engine (a term dated later, a term ended by a stated day, a remark)."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.acts import OWN
from models.calendars import Correction, working_calendar
from models.engine import Answer, Decision, TimerPassed, advance, open_case
from models.errors import InvalidInput, NotInForce, Refusal
from models.form_schema import form_schema
from models.forms import read_form
from models.planning import plan
from models.process import Process
from models.record.recomputing import recomputed
from models.regulations.reserve.act import ACT, EDITION
from models.regulations.reserve.call import CYCLE
from models.regulations.reserve.candidate_forms import Exclude, Offer, PlanReport
from models.regulations.reserve.forms import Announce, Apply, Commission, Screen
from models.regulations.reserve.procedure import PROCEDURE
from models.regulations.reserve.process import CASE
from models.regulations.reserve.readmission import GROUNDS
from models.scenarios.playing import simulate
from models.scenarios.reading import read_scenario
from models.state import CaseState

RU = working_calendar("RU")
ANNOUNCED = date(2010, 8, 2)
FACTS = {"announce.published_on": "2010-08-02", "case.birth_date": "1975-05-01"}


def went(*answers: tuple[str, str, dict[str, Any]]) -> Decision:
    """A case after these answers, each (day, step, form); its last decision."""
    state = CaseState("case", EDITION, ANNOUNCED, FACTS)
    last = open_case(CASE, state, ANNOUNCED, RU)
    for day, step, form in answers:
        last = advance(CASE, last.state, Answer(step, form), date.fromisoformat(day), RU)
    return last


IN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("2010-08-20", "apply", {}),
    ("2010-09-03", "screen", {"admitted": True}),
    ("2010-09-20", "assess", {"score": 80, "recommended": True}),
    ("2010-10-15", "commission", {"decision": "include"}),
    ("2010-10-22", "order", {"order_no": "214-р", "in_force_on": "2010-10-22"}),
)


# The act


@pytest.mark.parametrize(
    ("on", "status"), [("2010-06-20", "not-yet"), ("2010-06-21", "in-force"), ("2011-07-18", "in-force"),
                       ("2011-07-19", "lapsed")]
)  # fmt: skip
def test_edition_is_in_force_from_its_signing_until_the_next_decree(on: str, status: str) -> None:
    assert EDITION.status(date.fromisoformat(on)) == status


def test_lapsed_text_binds_only_who_adopted_it() -> None:
    with pytest.raises(NotInForce, match=r"2010-06-21\.\.2011-07-18"):
        ACT.edition_on(date(2026, 1, 1))
    assert ACT.edition_on(date(2026, 1, 1), adopted_from=date(2026, 1, 1)) is EDITION
    with pytest.raises(NotInForce):
        ACT.edition_on(date(2010, 6, 20))


def test_clause_2_18_leaves_a_shorter_term_to_the_authority_and_no_longer_one() -> None:
    assert EDITION.with_values({"reserve-term": "for 3 years"})["reserve-term"].value == "for 3 years"
    with pytest.raises(InvalidInput, match=r"clause 2\.18"):
        EDITION.with_values({"reserve-term": "for 6 years"})


def test_terms_without_a_clause_are_the_authoritys_own() -> None:
    own = {code for code, parameter in EDITION.parameters.items() if parameter.is_own}
    assert own == {
        "positions-target", "announce-target", "no-documents-term", "screen-target", "assess-target",
        "commission-target", "order-target", "report-target", "appoint-target", "exclude-target",
    }  # fmt: skip
    assert all(p.clause == OWN or p.clause[0] in "234" for p in EDITION.parameters.values())


# The plan ahead


def test_plan_from_the_announcement_to_the_exclusion() -> None:
    rows = plan(PROCEDURE, date(2010, 8, 2), RU)
    found = [(r.state.code, str(r.state.ends or r.state.due or "")) for r in rows]
    # Counted by hand: 5 November, 31 December to 10 January are off or week-ends where they matter.
    assert found[:5] == [
        ("positions", "2010-08-16"), ("announce", "2010-08-16"), ("applications", "2010-09-16"),
        ("apply", "2010-09-15"), ("no-documents", "2010-10-16"),
    ]  # fmt: skip
    by_code = dict(found)
    assert by_code["order"] == "2010-12-13"
    assert ("publish", "2010-12-27") in found
    assert ("plan", "2011-01-13") in found
    assert ("plan-report", "2012-01-13") in found
    assert by_code["term-end"] == "2015-12-13"
    assert by_code["exclude"] == "2015-12-25"
    assert by_code["publish"] == "2016-01-11"
    assert by_code["offer"] == ""
    assert Counter(code for code, _ in found)["plan"] == 5


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2010, 6, 21), date(2030, 12, 31)))
def test_plan_from_any_day_ends_with_the_exclusion_published(start: date) -> None:
    rows = plan(PROCEDURE, start, RU)
    assert rows[-1].state.code == "publish"
    counts = Counter(r.state.code for r in rows)
    assert counts["publish"] == 2
    assert counts["exclude"] == counts["term-end"] == 1
    assert 4 <= counts["plan"] <= 5
    keys = [(r.kind, r.state.key) for r in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert row.state.due is not None or row.state.ends is not None or row.state.code == "offer"


# What the engine does for it


def test_a_step_opened_before_its_fact_is_dated_once_it_is_known_and_reminded_of_once() -> None:
    inside = went(*IN)
    offer = inside.state.open_step("offer")
    assert offer is not None
    assert (offer.due, offer.anchor_on) == (None, None)
    assert not any(r.step == "offer" for r in inside.reminders)
    known = advance(CASE, inside.state, Answer("vacancy", {"appeared_on": "2011-03-09"}), date(2011, 3, 10), RU)
    dated = known.state.open_step("offer")
    assert dated is not None
    assert (dated.occurrence, dated.anchor_on, dated.due) == (1, date(2011, 3, 9), date(2011, 4, 11))
    assert [r.step for r in known.reminders] == ["offer"] * len(known.reminders)
    assert known.reminders
    later = advance(CASE, known.state, Answer("publish", {}), date(2011, 3, 11), RU)
    assert later.reminders == ()
    assert later.state.open_step("offer") == dated
    assert recomputed(later.state, CASE, RU, date(2011, 3, 11)) == later.state


def test_a_vacancy_answered_dates_no_further_offer() -> None:
    vacancy = ("2011-03-10", "vacancy", {"appeared_on": "2011-03-09"})
    state = went(*IN, vacancy, ("2011-03-21", "offer", {"declines": True})).state
    assert state.known().get("vacancy.appeared_on") is None
    again = state.open_step("offer")
    assert again is not None
    assert (again.occurrence, again.due) == (2, None)
    # What was said before the step was opened again is still known: clause 4.7 asks for it.
    assert state.known()["offer.answer"] == "declines"


def test_clause_4_5_the_offer_keeps_the_post_its_vacancy_named_for_the_order_of_appointment() -> None:
    vacant = ("2011-03-10", "vacancy", {"appeared_on": "2011-03-09", "position": "главный врач"})
    decision = went(*IN, vacant, ("2011-03-21", "offer", {"accepts": True, "qualified": True}))
    assert decision.recorded is not None
    assert decision.recorded.form["position"] == "главный врач"


def test_an_order_may_end_the_term_earlier_and_the_day_is_not_rolled() -> None:
    # 22 July 2012 is a Sunday.
    order = (*IN[-1][:2], {**IN[-1][2], "until": "2012-07-22"})
    term = went(*IN[:-1], order).state.open_step("term-end")
    assert term is not None
    assert (term.ends, term.due, term.term) == (date(2012, 7, 22), None, "")
    whole = went(*IN).state.open_step("term-end")
    assert whole is not None
    assert (whole.ends, whole.term) == (date(2015, 10, 22), "for 5 years")


def test_a_remark_is_recorded_and_refuses_nothing() -> None:
    posts = CaseState("cycle", EDITION, ANNOUNCED)
    opened = open_case(CYCLE, posts, ANNOUNCED, RU)
    done = advance(CYCLE, opened.state, Answer("positions", {"service": {"a": 4, "b": 3}}), ANNOUNCED, RU)
    (breach,) = done.breaches
    assert (breach.step, breach.clause) == ("positions", "2.1")
    assert "a: 4" in breach.text.ru
    assert "b" not in breach.text.en.partition(":")[2]
    assert done.state.breaches == (breach,)


def test_nothing_of_the_selection_stays_open_in_the_reserve_and_nothing_at_all_after_the_exclusion() -> None:
    inside = went(*IN)
    assert {s.code for s in inside.state.open_steps} == {"publish", "plan", "term-end", "offer", "exclude"}
    out = went(*IN, ("2011-05-16", "exclude", {"ground": "4.6-death"}))
    assert {s.code for s in out.state.open_steps} == {"publish"}
    assert out.letters == ()
    ended = advance(CASE, out.state, Answer("publish", {}), date(2011, 5, 17), RU)
    assert ended.state.closed_on == date(2011, 5, 17)
    assert ended.state.open_steps == ()


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_of_clauses_4_6_and_4_7_leads_out_or_is_refused_under_its_clause(ground: str) -> None:
    form = {"ground": ground, "commission_on": "2011-05-13", "basis": "приказ", "score": 49}
    answer = ("2011-05-16", "exclude", form)
    if ground in ("4.6-term-over", "4.7-declined", "4.7-plan-failed"):
        # These three rest on what the case knows, and it knows of no such thing.
        with pytest.raises(Refusal) as refused:
            went(*IN, answer)
        assert refused.value.clause == ground[:3]
        return
    out = went(*IN, answer)
    assert out.state.result == "excluded"
    assert out.recorded is not None
    barred = "dismissal" in ground or ground == "4.7-low-score"
    assert out.recorded.outcome == ("deceased" if ground == "4.6-death" else "barred" if barred else "may-return")


def test_the_term_over_excludes_nobody_by_itself() -> None:
    state = went(*IN).state
    over = advance(CASE, state, TimerPassed("term-end"), date(2015, 10, 22), RU)
    assert over.state.result == "included"
    due = over.state.open_step("exclude")
    assert due is not None
    assert due.due == date(2015, 11, 6)
    assert {s.code for s in over.state.open_steps} == {"publish", "exclude"}


# Regional days off


def test_corrections_of_a_scenario_move_its_terms_and_no_others() -> None:
    written: dict[str, Any] = {
        "procedure": "reserve",
        "cycle": {"year": 2011, "announce": {"published_on": "2011-04-03"}},
        "expect": {"steps": {"apply": {"due": "2011-05-03"}}},
    }
    assert simulate(read_scenario(written)).ok
    correction = {"day": "2011-05-03", "working": False, "decree": "Радоница"}
    written["cycle"]["corrections"] = [correction]
    found = simulate(read_scenario(written))
    assert found.differences == ("steps.apply.due: expected 2011-05-03, found 2011-05-04",)
    assert read_scenario(written).corrections == (Correction(date(2011, 5, 3), False, "Радоница"),)


@pytest.mark.parametrize(
    ("corrections", "said"),
    [
        ({"2011-05-03": False}, "a list is needed"),
        ([{"day": "2011-05-03", "working": False}], "entry 1: a day, `working`"),
        ([{"day": "2011-05-03", "working": "maybe", "decree": "1"}], "entry 1: a day, `working`"),
        ([{"day": "3 мая", "working": False, "decree": "1"}], "entry 1, day: a date like"),
        ([{"day": "2011-05-03", "working": False, "decree": "1", "name": "x"}], "unknown key 'name'"),
    ],
)
def test_correction_that_is_none_is_told(corrections: object, said: str) -> None:
    cycle = {"announce": {"published_on": "2011-04-03"}, "corrections": corrections}
    with pytest.raises(InvalidInput, match=said):
        read_scenario({"procedure": "reserve", "cycle": cycle})


# Forms


@pytest.mark.parametrize(
    ("form", "given", "field", "answer"),
    [
        (Screen, {"admitted": True}, "decision", "admitted"),
        (Screen, {"refused": True, "ground": "forged"}, "decision", "refused"),
        (Commission, {"include": False}, "decision", "refuse"),
        (Commission, {"outcome": "include"}, "decision", "include"),
        (PlanReport, {"unsatisfactory": True, "fault_of_candidate": True}, "result", "unsatisfactory"),
        (Offer, {"offered_on": "2011-03-01", "declines": True}, "answer", "declines"),
        (Offer, {"accepts": False}, "answer", "declines"),
    ],
)
def test_an_answer_may_be_given_by_its_name(form: Any, given: dict[str, Any], field: str, answer: str) -> None:
    assert getattr(read_form(form, given, step="x", clause="1"), field) == answer


def test_two_answers_at_once_are_none() -> None:
    with pytest.raises(Refusal):
        read_form(Offer, {"accepts": True, "declines": True}, step="offer", clause="4.2")


def test_clause_2_19_names_the_gazette_and_one_periodical_need_not_be_a_list() -> None:
    filled = read_form(Announce, {"published_on": "2010-08-02"}, step="announce", clause="2.7")
    assert filled.periodicals == ["Изобильненский муниципальный вестник"]
    named = read_form(Announce, {"published_on": "2010-08-02", "periodical": "Наше время"}, step="a", clause="2.7")
    assert named.periodicals == ["Наше время"]


def test_the_form_offers_the_posts_on_the_list_and_every_ground() -> None:
    schema = form_schema(Apply, "ru", offers={"position": ["начальник отдела"]})
    assert schema["properties"]["position"]["enum"] == ["начальник отдела"]
    assert form_schema(Exclude, "kk")["properties"]["ground"]["enum"] == list(GROUNDS)


# Whatever is sent to a case


DAYS_ON = st.integers(0, 200)
FORMS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "apply": st.just({}),
    "screen": st.sampled_from([{"admitted": True}] * 3 + [{"refused": True, "grounds": ["forged"]}]),
    "assess": st.fixed_dictionaries(
        {"score": st.integers(0, 110), "recommended": st.sampled_from([True, True, False])}
    ),
    "commission": st.sampled_from([{"include": True}] * 3 + [{"include": False}]),
    "order": st.sampled_from([{"order_no": "1"}, {"order_no": "1", "shorter": True}, {"approved": False}]),
    "publish": st.just({}),
    "plan": st.just({}),
    "plan-report": st.fixed_dictionaries({"satisfactory": st.booleans(), "fault_of_candidate": st.booleans()}),
    "vacancy": st.fixed_dictionaries({"to_another": st.booleans()}),
    "offer": st.fixed_dictionaries({"accepts": st.booleans()}),
    "appoint": st.booleans().map(lambda yes: {"appointed": yes}),
    "exclude": st.fixed_dictionaries({"ground": st.sampled_from(list(GROUNDS)), "score": st.integers(0, 100)}),
    "withdraw": st.just({}),
}
EVENTS = st.lists(
    st.one_of([st.tuples(DAYS_ON, st.just(code), form) for code, form in FORMS.items()]), min_size=5, max_size=60
)


def dated(step: str, form: dict[str, Any], on: date) -> dict[str, Any]:
    """The form with the days that it needs, all on the day itself."""
    made = {k: v for k, v in form.items() if k not in ("shorter", "appointed")}
    if step == "order":
        made |= {"in_force_on": str(on)} | ({"until": str(on + timedelta(days=400))} if form.get("shorter") else {})
    if step == "vacancy":
        made["appeared_on"] = str(on)
    if step == "appoint" and form["appointed"]:
        made["appointed_on"] = str(on)
    if step == "exclude" and form["ground"].startswith("4.7"):
        made["commission_on"] = str(on)
    return made


@settings(max_examples=80, deadline=None)
@given(st.booleans(), EVENTS)
def test_whatever_is_sent_a_case_stays_whole(chosen: bool, events: list[tuple[int, str, dict[str, Any]]]) -> None:
    on, state = ANNOUNCED, open_case(CASE, CaseState("case", EDITION, ANNOUNCED, FACTS), ANNOUNCED, RU).state
    if chosen:
        on, state = date(2010, 10, 22), went(*IN).state
    for days, step, form in events:
        on += timedelta(days=days)
        state = taken(swept(CASE, state, on), step, dated(step, form, on), on)
        codes = Counter(s.code for s in state.open_steps)
        assert not codes or max(codes.values()) == 1
        assert (state.closed_on is None) == bool(state.open_steps), "a case that is open has a step, a closed one none"
        assert (state.result == "included") == ("exclude" in codes)
        assert "exclude" not in codes or codes.keys() <= IN_THE_RESERVE
        assert recomputed(state, CASE, RU, on) == state


IN_THE_RESERVE = {"publish", "plan", "plan-report", "term-end", "offer", "appoint", "exclude"}


def taken(state: CaseState, step: str, form: dict[str, Any], on: date) -> CaseState:
    """The state after the answer, or as it was where the law refuses it, under a clause and in words."""
    try:
        return advance(CASE, state, Answer(step, form), on, RU).state
    except Refusal as refused:
        if not (refused.clause and refused.reason.ru and refused.reason.kk):
            pytest.fail(f"{step} refused without a clause or a reason")
        return state


def swept(process: Process, state: CaseState, on: date) -> CaseState:
    """Timers that ended by the day, in order."""
    while ended := sorted(
        (s for s in state.open_steps if s.kind == "timer" and s.ends and s.ends <= on), key=lambda s: s.ends or on
    ):
        first = ended[0]
        state = advance(process, state, TimerPassed(first.code), first.ends or on, RU).state
    return state
