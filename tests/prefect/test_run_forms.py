"""What the Prefect UI is given to draw, and what is read back: no server needed."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from prefect.utilities.schema_tools import ValidationError, validate
from pydantic import BaseModel, ConfigDict, Field

from tasks.run_forms import FormTab, form_schema, read_run_input, run_input


class Place(BaseModel):
    settlement: str
    kind: Literal["same", "other"] = "same"


class Review(BaseModel):
    """Everything a form of ours may hold."""

    model_config = ConfigDict(extra="forbid")

    met_on: date
    consents: bool
    decision: Literal["rotate", "refuse"]
    late: bool = False
    place: Place | None = None
    score: Decimal | None = None
    exclude: dict[str, str] = Field(default_factory=dict)
    remarks: dict[Literal["T-7", "T-8"], str] = Field(default_factory=dict)
    ballots: dict[Literal["rotate", "refuse"], int] = Field(default_factory=dict)
    present: list[Literal["M-1", "M-2"]] = Field(default_factory=list)


NAMES = {
    "decision": {"rotate": "Провести", "refuse": "Отказать"},
    "place.kind": {"same": "тот же", "other": "другой"},
    "ballots": {"rotate": "За ротацию", "refuse": "За отказ"},
    "exclude": {"key": "Кого", "value": "Почему"},
    "remarks.key": {"T-7": "Ахметов А.", "T-8": "Серикова С."},
    "present": {"M-1": "Айгуль С.", "M-2": "Бекзат О."},
}
VALUES: dict[str, Any] = {
    "met_on": date(2026, 12, 21),
    "consents": False,
    "decision": "refuse",
    "late": True,
    "place": {"settlement": "Karaganda", "kind": "other"},
    "score": 4.5,
    "exclude": {"T-7": "pension"},
    "remarks": {"T-8": "in hospital"},
    "ballots": {"rotate": 2},
    "present": ["M-2"],
}
REVIEW = FormTab("review", "Решение", Review.model_json_schema(), "п. 10", names=NAMES)
SENT = FormTab(
    "transfer", "Передать", {"type": "object", "properties": {"sent_on": {"type": "string"}}, "required": ["sent_on"]}
)
LEFT = FormTab("left-post", "Ушёл", {"type": "object", "properties": {"left_on": {"type": "string"}}}, optional=True)


def _kinds(node: Any) -> set[str]:
    """Keywords in a schema that a UI would show as tabs, JSON or nothing."""
    if isinstance(node, list):
        return {kind for child in node for kind in _kinds(child)}
    if not isinstance(node, dict):
        return set()
    found = {key for key in ("$ref", "$defs", "anyOf", "oneOf", "allOf") if key in node}
    if node.get("type") == "object" and not node.get("properties"):
        found.add("json")
    return found.union(*(_kinds(child) for child in node.values()))


def test_a_pydantic_form_is_drawn_without_unions_references_or_json_fields() -> None:
    assert _kinds(form_schema([REVIEW])) == set()


@pytest.mark.parametrize("tabs", [[REVIEW], [SENT, REVIEW, LEFT]], ids=["one tab", "tabs"])
def test_values_come_back_as_codes_whatever_names_were_shown(tabs: list[FormTab]) -> None:
    schema = form_schema(tabs, "Что сделано")
    sent = run_input(schema, "review", VALUES)
    validate(sent, schema, raise_on_error=True)
    shown = sent["answer"]["review"] if len(tabs) > 1 else sent["review"]
    assert (shown["decision"], shown["consents"], shown["place"]["kind"]) == ("Отказать", "Нет", "другой")
    assert shown["present"] == ["Бекзат О."]
    assert shown["ballots"] == {"rotate": 2}
    assert shown["remarks"] == [{"key": "Серикова С.", "value": "in hospital"}]
    answer = read_run_input(schema, "c1-v1", sent)
    assert (answer.key, answer.code) == ("c1-v1", "review")
    read = Review.model_validate(answer.values)
    assert read == Review.model_validate(VALUES)
    assert answer.values == {**VALUES, "met_on": "2026-12-21"}


def test_what_was_filled_in_before_comes_back_by_name_at_any_depth_and_can_be_sent_again() -> None:
    before = {name: value for name, value in VALUES.items() if name != "met_on"}
    schema = Review.model_json_schema()
    for name, value in before.items():
        schema["properties"][name]["default"] = value
    drawn = form_schema([FormTab("review", "Решение", schema, names=NAMES)])
    fields = drawn["properties"]["review"]["properties"]
    assert fields["place"]["default"] == {"settlement": "Karaganda", "kind": "другой"}
    assert fields["present"]["default"] == ["Бекзат О."]
    assert fields["remarks"]["default"] == [{"key": "Серикова С.", "value": "in hospital"}]
    again = {name: field["default"] for name, field in fields.items() if "default" in field}
    sent = {"review": {**again, "met_on": "2026-12-21"}}
    validate(sent, drawn, raise_on_error=True)
    assert read_run_input(drawn, "k", sent).values == {**before, "met_on": "2026-12-21"}


def test_a_required_yes_or_no_is_asked_and_one_with_a_default_is_a_switch() -> None:
    fields = form_schema([REVIEW])["properties"]["review"]["properties"]
    assert fields["consents"]["enum"] == ["Да", "Нет"]
    assert fields["late"]["type"] == "boolean"


def test_an_optional_part_left_alone_is_left_out_and_not_half_sent() -> None:
    fields = form_schema([REVIEW])["properties"]["review"]["properties"]
    assert "default" not in fields["place"]["properties"]["kind"]
    assert fields["late"]["default"] is False


def test_two_people_of_one_name_are_told_apart_by_code() -> None:
    names = {"who": {"P-1": "Ахметов А.", "P-2": "Ахметов А."}}
    schema = {"type": "object", "properties": {"who": {"type": "string", "enum": ["P-1", "P-2"]}}}
    drawn = form_schema([FormTab("pick", "Кто", schema, names=names)])
    assert drawn["properties"]["pick"]["properties"]["who"]["enum"] == ["Ахметов А.", "Ахметов А. (P-2)"]
    assert read_run_input(drawn, "k", {"pick": {"who": "Ахметов А. (P-2)"}}).values == {"who": "P-2"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"answer": {"transfer": {}}}, "'sent_on' is a required property"),
        ({"answer": {"transfer": {"sent_on": 5}}}, "5 is not of type 'string'"),
        (
            {"answer": {"review": {"met_on": "2026-12-21", "consents": "Да", "decision": "rotate"}}},
            "'rotate' is not one of",
        ),
        ({"answer": {"transfer": {"sent_on": "x"}, "left-post": {"left_on": "x"}}}, "Validation failed"),
        ({}, "'answer' is a required property"),
    ],
)
def test_what_the_schema_can_see_is_rejected_by_the_server_and_says_the_field(sent: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("'", ".")):
        validate(sent, form_schema([SENT, REVIEW, LEFT]), raise_on_error=True)


def test_an_answer_to_a_step_closed_meanwhile_gets_through_to_be_refused_in_our_words() -> None:
    schema = form_schema([REVIEW, LEFT])
    stale = {"answer": {"transfer": {"sent_on": "2026-12-01"}}}
    validate(stale, schema, raise_on_error=True)
    answer = read_run_input(schema, "k", stale)
    assert (answer.code, answer.values) == ("transfer", {"sent_on": "2026-12-01"})


@pytest.mark.parametrize("tabs", [[], [SENT, SENT]], ids=["none", "one code twice"])
def test_a_form_needs_tabs_with_codes_of_their_own(tabs: list[FormTab]) -> None:
    with pytest.raises(ValueError, match="codes of their own"):
        form_schema(tabs)


def test_a_tab_without_fields_is_an_error_at_once_and_not_an_empty_dialog() -> None:
    with pytest.raises(ValueError, match="bare"):
        form_schema([FormTab("bare", "Пусто", {"type": "object", "properties": {}})])


@pytest.mark.parametrize("sent", [{"answer": 5}, {"answer": {}}, {"review": None}, {}, {"answer": {"gone": [1]}}])
def test_whatever_was_sent_is_read_as_an_answer(sent: dict[str, Any]) -> None:
    assert read_run_input(form_schema([REVIEW, LEFT]), "k", sent).key == "k"
