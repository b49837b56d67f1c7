"""The attestation: its editions, its list, its conclusion, what scenarios can't say."""

from datetime import date
from typing import Any

import pytest

from models.acts import OWN
from models.calendars import working_calendar
from models.engine import Answer, Decision, advance, open_case
from models.errors import InvalidInput, NotInForce, Refusal
from models.facts import Facts
from models.form_schema import form_schema
from models.planning import plan
from models.regulations.attestation.act import ACT, FIRST
from models.regulations.attestation.commission import PARTS, made_up_lawfully
from models.regulations.attestation.conclusion import conclusion
from models.regulations.attestation.exemption import FACTS
from models.regulations.attestation.forms import BLOCKS
from models.regulations.attestation.procedure import PROCEDURE, interview_by, on_the_list
from models.regulations.attestation.process import CASE, CYCLE
from models.scenarios.reading import read_scenario
from models.state import CaseState
from models.texts import LANGUAGES

KZ = working_calendar("KZ")
OPENED = date(2017, 4, 3)
ANSWERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def opened(**person: Any) -> CaseState:
    facts = {f"case.{name}": value for name, value in person.items()}
    return open_case(CASE, CaseState("A-attestation-2017-001", FIRST, OPENED, facts), OPENED, KZ).state


def took(state: CaseState, step: str, form: dict[str, Any], on: date) -> Decision:
    return advance(CASE, state, Answer(step, form), on, KZ)


def after_test(scores: dict[str, Any], **form: Any) -> Decision:
    state = took(opened(), "assessment-sheet", {}, date(2017, 4, 12)).state
    return took(state, "testing", {"scores": scores, **form} if scores else form, date(2017, 4, 28))


# The act


def test_every_step_has_an_answer_of_the_text_or_is_marked_own_and_every_term_is_own() -> None:
    for node in (*CYCLE.nodes, *CASE.nodes):
        for clause in node.clause.split(", "):
            assert clause == OWN or clause in ANSWERS, node.code
        assert node.main_clause in node.clause.split(", ")
    terms = {s.deadline.term for s in CASE.steps if s.deadline and s.deadline.term}
    assert len(terms) == 7
    assert all(FIRST[term].is_own for term in terms)


def test_what_the_text_sets_no_authority_may_change_and_what_it_leaves_open_it_may() -> None:
    assert FIRST.with_values({"interview-term": "20 working days"})["interview-term"].value == "20 working days"
    for set_by_the_text in ("retirement-years", "pregnancy-weeks", "young-child", "service-months"):
        with pytest.raises(InvalidInput, match="is not open to the authority"):
            FIRST.with_values({set_by_the_text: 99})


@pytest.mark.parametrize("on", [date(2016, 12, 31), date(2018, 1, 1)])
def test_no_attestation_outside_2017_unless_the_text_was_adopted(on: date) -> None:
    with pytest.raises(NotInForce, match=r"2017: 2017-01-01\.\.2017-12-31"):
        ACT.edition_on(on)
    assert ACT.edition_on(date(2018, 1, 1), adopted_from=date(2018, 1, 1)) is FIRST


def test_a_plan_has_every_step_of_the_way_in_the_texts_order_with_its_own_mark() -> None:
    rows = plan(PROCEDURE, OPENED, KZ)
    assert [r.state.code for r in rows] == [
        "assessment-sheet", "testing", "materials", "interview", "decision-notice", "appeal-window",
    ]  # fmt: skip
    assert all(r.is_own for r in rows)


# The list


def test_first_ground_that_holds_is_named_and_all_are_listed() -> None:
    verdict = on_the_list({"leave": "maternity", "corps_a_reserve": True, "post": "bailiff"}, OPENED, FIRST)
    assert (verdict.listed, verdict.clause, [r.en[0] for r in verdict.reasons]) == (False, "2", ["2", "5"])


def test_who_is_attested_is_told_the_commission() -> None:
    verdict = on_the_list({"post": "village-akim"}, OPENED, FIRST)
    assert (verdict.listed, verdict.clause) == (True, "III")
    assert verdict.reasons[-1].en.endswith("level 2, commission at the office of the regional akim")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"post": "minister"}, "there is no post 'minister' of Corps B"),
        ({"leave": "sick"}, "accepted: none, maternity, childcare"),
        ({"children": ["2015-02-01", "soon"]}, "'soon' is not a date"),
        ({"sex": "f", "single": "perhaps"}, "accepted: yes, no"),
    ],
)
def test_fact_of_a_person_that_can_not_be_read_makes_the_scenario_unusable(facts: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput) as error:
        on_the_list(facts, OPENED, FIRST)
    assert told in str(error.value)


def test_a_misspelt_fact_of_a_person_is_told() -> None:
    for slip, meant in (("pregnancy_week", "pregnancy_weeks"), ("corps_a_reserv", "corps_a_reserve")):
        with pytest.raises(InvalidInput, match=f"unknown key '{slip}'; is it '{meant}'"):
            read_scenario({"procedure": "attestation", "cycle": {"opened_on": "2017-04-03"}, "case": {slip: 1}})
    assert set(FACTS) < set(PROCEDURE.judged_by)


def test_the_interview_is_expected_at_the_end_of_all_full_terms() -> None:
    # 10, 20 and 15 working days on: 17 April, 18 May, 8 June 2017.
    assert interview_by(OPENED, FIRST, KZ) == date(2017, 6, 8)
    shorter = FIRST.with_values({"testing-term": "5 working days"})
    assert interview_by(OPENED, shorter, KZ) == date(2017, 5, 18)


# The testing


def test_conclusion_names_strengths_and_weaknesses_and_what_is_neither() -> None:
    found = conclusion({"serving_people": 70, "effectiveness": 69.9, "transparency": 49.9}, FIRST)
    assert (found.strengths, found.weaknesses) == (("serving_people",), ("transparency",))
    assert found.text.en == "Strengths: serving the people (70). Weaknesses: transparency and accountability (49.9)."
    assert conclusion(dict.fromkeys(BLOCKS, 50.0), FIRST).text.ru == (
        "Сильные стороны: не выявлены. Слабые стороны: не выявлены."
    )


def test_what_is_a_strength_is_the_authoritys_own() -> None:
    strict = FIRST.with_values({"strength-from": 90, "weakness-below": 80})
    found = conclusion({"serving_people": 90, "effectiveness": 80, "transparency": 79}, strict)
    assert (found.strengths, found.weaknesses) == (("serving_people",), ("transparency",))


def test_conclusion_is_kept_with_the_testing_and_shown_with_the_materials() -> None:
    decision = after_test({"serving_people": 82, "effectiveness": 64, "transparency": 41})
    assert decision.recorded is not None
    assert decision.recorded.form["strengths"] == ["serving_people"]
    assert decision.recorded.form["weaknesses"] == ["transparency"]
    assert {s.code for s in decision.opened} == {"materials", "interview"}
    materials = CASE.step("materials")
    assert materials.known is not None

    known = materials.known(Facts(decision.state.known(), date(2017, 4, 28), FIRST, KZ))
    said = "Сильные стороны: служение народу (82). Слабые стороны: прозрачность и подотчётность (41)."
    assert known["conclusion"].ru == said
    assert (
        known["conclusion"].kk == "Күшті жақтары: халыққа қызмет ету (82). Әлсіз жақтары: ашықтық және есептілік (41)."
    )


@pytest.mark.parametrize(
    "names",
    [
        ("serving_people", "effectiveness", "transparency"),
        ("serving_the_people", "effectiveness", "transparency_and_accountability"),
        ("serving", "efficiency", "accountability"),
    ],
)
def test_scores_may_stand_in_their_group_or_beside_the_day_by_any_of_their_names(names: tuple[str, ...]) -> None:
    given = dict(zip(names, (82, 64, 41), strict=True))
    expected = {"serving_people": 82.0, "effectiveness": 64.0, "transparency": 41.0}
    for decision in (after_test(given), after_test({}, **given)):
        assert decision.recorded is not None
        assert decision.recorded.form["scores"] == expected


@pytest.mark.parametrize("score", [-1, "high", None])
def test_score_that_is_none_is_refused(score: Any) -> None:
    with pytest.raises(Refusal) as refused:
        after_test({"serving_people": 82, "effectiveness": 64, "transparency": score})
    assert refused.value.clause == "V"


# The commission


@pytest.mark.parametrize("missing", PARTS)
def test_commission_without_any_one_of_those_the_text_names_can_not_be_convened(missing: str) -> None:
    made_up_lawfully(list(PARTS))
    with pytest.raises(Refusal, match=f"nobody from: {PARTS[missing].en}") as refused:
        made_up_lawfully([part for part in PARTS if part != missing])
    assert refused.value.clause == "VII"


# The forms


def test_every_form_has_titles_in_each_language_and_no_field_without_one() -> None:
    for node in CASE.nodes:
        if node.form is None:
            continue
        schemas = {lang: form_schema(node.form, lang) for lang in LANGUAGES}
        assert len({schema["title"] for schema in schemas.values()}) == 3
        for lang, schema in schemas.items():
            for name, field in schema["properties"].items():
                assert field.get("title"), (node.code, name, lang)


def test_lists_of_incentives_and_sanctions_are_taken_as_one_text() -> None:
    form = {"incentives": ["letter of thanks", "medal"], "disciplinary_sanctions": [], "missed_deadlines": 0}
    decision = took(opened(), "assessment-sheet", form, date(2017, 4, 12))
    assert decision.recorded is not None
    assert decision.recorded.form == {
        "made_on": "2017-04-12", "incentives": "letter of thanks; medal", "sanctions": "", "missed_deadlines": "0",
    }  # fmt: skip
