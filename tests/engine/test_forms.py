"""Forms: their schema in each language, and what is said of a form filled in wrongly."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendars import working_calendar
from models.errors import Refusal
from models.facts import Facts
from models.form_schema import choice_names, form_schema
from models.forms import Day, Form, asked, read_form
from models.regulations import PROCEDURES, procedure
from models.regulations.rotation.act import DRAFT
from models.regulations.rotation.forms import Appeal, Appoint, FormList, Notice, Portfolio, Review, SendList
from models.regulations.rotation.process import CASE, CYCLE
from models.regulations.shared_forms import LeftPost
from models.texts import LANGUAGES, Language, Text

REVIEW: Mapping[str, Any] = {
    "met_on": "2026-12-21",
    "members": 7,
    "present": 5,
    "votes": {"rotate": 5},
    "decision": "rotate",
    "destination": {"organisation": "C-2", "settlement": "Karaganda"},
}


def refused(form: type[Form], data: Mapping[str, Any]) -> Refusal:
    with pytest.raises(Refusal) as error:
        read_form(form, data, step="step", clause="7")
    assert error.value.clause == "7"
    return error.value


# The schema


@pytest.mark.parametrize(
    ("language", "title", "field", "clause"),
    [
        ("ru", "Уведомление вручено", "Дата вручения", "п. 7"),
        ("kk", "Хабарлама тапсырылды", "Тапсырылған күн", "7-т."),
        ("en", "Notice served", "Served on", "clause 7"),
    ],
)
def test_schema_is_in_the_language_with_the_clause_of_each_field(
    language: Language, title: str, field: str, clause: str
) -> None:
    schema = form_schema(Notice, language)
    served = schema["properties"]["served_on"]
    assert (schema["title"], served["title"], served["description"]) == (title, field, clause)
    assert served["format"] == "date"
    assert schema["required"] == ["served_on"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_every_form_has_a_title_in_the_language_at_any_depth(language: Language) -> None:
    for node in (*CYCLE.nodes, *CASE.nodes):
        if node.form is None:
            continue
        schema = form_schema(node.form, language)
        for model in (schema, *schema.get("$defs", {}).values()):
            for name, field in model.get("properties", {}).items():
                assert field["title"], (node.code, name)
                assert (language == "en") == field["title"].isascii(), (node.code, name)
        assert "merzim" not in str(schema), "our own marks stay out"


def test_kazakh_titles_are_not_the_russian_ones() -> None:
    same = [
        (node.code, name)
        for node in (*CYCLE.nodes, *CASE.nodes)
        if node.form is not None
        for name, field in form_schema(node.form, "kk")["properties"].items()
        if field["title"] == form_schema(node.form, "ru")["properties"][name]["title"]
    ]
    assert same == []


def test_fields_keep_the_order_of_the_form() -> None:
    properties = form_schema(Portfolio, "ru")["properties"]
    assert [p["position"] for p in properties.values()] == list(range(20))
    assert [p["title"].split(".")[0] for p in list(properties.values())[1:]] == [str(n) for n in range(1, 20)]


def test_what_the_record_knows_is_the_default_and_a_case_narrows_the_choice() -> None:
    offers = {"destination.organisation": ["C-2", "C-9"]}
    schema = form_schema(Review, "ru", {"members": 7, "met_on": date(2026, 12, 21), "gone": 1}, offers)
    assert schema["properties"]["members"]["default"] == 7
    assert schema["properties"]["met_on"]["default"] == "2026-12-21"
    assert "gone" not in schema["properties"]
    assert schema["$defs"]["Destination"]["properties"]["organisation"]["enum"] == ["C-2", "C-9"]


def test_codes_have_names_in_the_language() -> None:
    assert choice_names(Notice, "kk")["method"]["registered-letter"] == "тапсырыс хат"
    assert choice_names(Review, "ru")["decision"]["refuse"] == "отказать в ротации"


# Reading


def test_form_is_read_with_what_json_holds() -> None:
    form = read_form(Review, REVIEW, step="review", clause="10")
    assert form.met_on == date(2026, 12, 21)
    assert form.votes.cast() == {"rotate": 5}


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_field_left_blank_is_a_field_left_out(blank: str | None) -> None:
    form = read_form(
        SendList, {"sent_on": "2026-11-27", "letter_no": "1", "report_formed_on": blank}, step="", clause=""
    )
    assert form.report_formed_on is None
    assert "must be filled in" in str(refused(SendList, {"sent_on": blank, "letter_no": "1"}).reason)


@pytest.mark.parametrize("blank", [{}, {"organisation": "", "settlement": None}])
def test_group_of_fields_all_blank_is_left_out(blank: Mapping[str, Any]) -> None:
    assert read_form(Review, {**REVIEW, "destination": blank}, step="", clause="").destination is None


def test_pairs_keep_their_blanks_so_that_nobody_is_listed_again_unseen() -> None:
    given_pairs = {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15", "exclude": {"P-1": ""}}
    assert read_form(FormList, given_pairs, step="", clause="").exclude == {"P-1": ""}


def test_number_of_a_letter_or_act_may_be_a_number() -> None:
    written = {"act_no": 77, "act_on": "2027-01-28", "starts_on": "2027-02-01"}
    assert read_form(Appoint, written, step="", clause="").act_no == "77"


def test_date_by_another_name_is_taken_and_a_boundary_events_day_may_be_left_out() -> None:
    assert read_form(LeftPost, {"date": "2026-12-18"}, step="", clause="").left_on == date(2026, 12, 18)
    assert read_form(Appeal, {"date": "2026-12-18", "result": "upheld"}, step="", clause="").filed_on is not None
    assert read_form(LeftPost, {}, step="", clause="").left_on is None


class Count(Form):
    """A group of fields."""

    title: ClassVar = Text("Счёт", "Есеп", "Count")
    yes: int = asked(Text("За", "Қолдады", "Yes"), 0, ge=0)


class Whole(Form):
    """A field of each kind."""

    title: ClassVar = Text("Форма", "Нысан", "Form")
    day: Day = asked(Text("День", "Күні", "Day"))
    way: Literal["post", "sms"] = asked(Text("Способ", "Тәсілі", "Way"), "post")
    perhaps: Literal["a", "b"] | None = asked(Text("Выбор", "Таңдау", "Choice"), None)
    number: int = asked(Text("Число", "Саны", "Number"), 0)
    agreed: bool = asked(Text("Согласен", "Келіседі", "Agreed"), False)
    votes: Count | None = asked(Text("Голоса", "Дауыстар", "Votes"), None)
    names: list[str] = asked(Text("Имена", "Есімдер", "Names"), default_factory=list)
    pairs: dict[str, str] = asked(Text("Пары", "Жұптар", "Pairs"), default_factory=dict)
    note: str = asked(Text("Пометка", "Белгі", "Note"), "")


FIELDS = "day, way, perhaps, number, agreed, votes, names, pairs, note"
WRONG: tuple[tuple[Mapping[str, Any], str, str, str], ...] = (
    ({"day": None}, "«День»: нужно заполнить", "«Күні»: толтыру қажет", "Day: must be filled in"),
    (
        {"dya": "2026-12-04"},
        f"«dya»: такого поля в форме нет; поля формы: {FIELDS}",
        f"«dya»: формада мұндай өріс жоқ; форма өрістері: {FIELDS}",
        f"dya: the form has no such field; its fields: {FIELDS}",
    ),
    (
        {"day": "2026-11-31"},
        "«День»: нужна дата вида 2026-12-01, а не '2026-11-31'",
        "«Күні»: 2026-12-01 түріндегі күн қажет, '2026-11-31' емес",
        "Day: a date like 2026-12-01 is needed, not '2026-11-31'",
    ),
    (
        {"way": "pigeon"},
        "«Способ»: допускается: post, sms, а не 'pigeon'",
        "«Тәсілі»: рұқсат етіледі: post, sms, 'pigeon' емес",
        "Way: accepted: post, sms, not 'pigeon'",
    ),
    (
        {"perhaps": 1},
        "«Выбор»: допускается: a, b, а не 1",
        "«Таңдау»: рұқсат етіледі: a, b, 1 емес",
        "Choice: accepted: a, b, not 1",
    ),
    (
        {"number": "seven"},
        "«Число»: нужно целое число, а не 'seven'",
        "«Саны»: 'seven' емес, бүтін сан қажет",
        "Number: a whole number is needed, not 'seven'",
    ),
    (
        {"agreed": "perhaps"},
        "«Согласен»: нужно «да» или «нет» (true, false), а не 'perhaps'",
        "«Келіседі»: «иә» немесе «жоқ» (true, false) қажет, 'perhaps' емес",
        "Agreed: yes or no is needed, not 'perhaps'",
    ),
    (
        {"votes": {"yes": -1}},
        "«Голоса: За»: допускается ≥ 0, а не -1",
        "«Дауыстар: Қолдады»: ≥ 0 рұқсат етіледі, -1 емес",
        "Votes: Yes: accepted: ≥ 0, not -1",
    ),
    (
        {"votes": {"abstain": 1}},
        "«Голоса: abstain»: такого поля в форме нет; поля формы: yes",
        "«Дауыстар: abstain»: формада мұндай өріс жоқ; форма өрістері: yes",
        "Votes: abstain: the form has no such field; its fields: yes",
    ),
    (
        {"votes": "yes:5"},
        "«Голоса»: нужны поля: yes, а не 'yes:5'",
        "«Дауыстар»: мына өрістер қажет: yes, 'yes:5' емес",
        "Votes: these fields are needed: yes, not 'yes:5'",
    ),
    (
        {"names": "everybody"},
        "«Имена»: нужен перечень, а не 'everybody'",
        "«Есімдер»: тізбе қажет, 'everybody' емес",
        "Names: a list is needed, not 'everybody'",
    ),
    (
        {"names": ["Aida", ["x"]]},
        "«Имена: 1»: нужен текст, а не введённое",
        "«Есімдер: 1»: мәтін қажет, енгізілген мән емес",
        "Names: 1: a text is needed, not what was entered",
    ),
    (
        {"pairs": "P-1"},
        "«Пары»: нужны пары «имя: значение», а не введённое",
        "«Жұптар»: «атау: мән» жұптары қажет, енгізілген мән емес",
        "Pairs: pairs of name and value are needed, not what was entered",
    ),
    (
        {"note": ["1"]},
        "«Пометка»: нужен текст, а не введённое",
        "«Белгі»: мәтін қажет, енгізілген мән емес",
        "Note: a text is needed, not what was entered",
    ),
)


@pytest.mark.parametrize(("data", "ru", "kk", "en"), WRONG)
def test_wrong_field_is_named_with_what_it_accepts_in_each_language(
    data: Mapping[str, Any], ru: str, kk: str, en: str
) -> None:
    reason = refused(Whole, {"day": "2026-12-04", **data}).reason
    assert (reason.ru, reason.kk, reason.en) == (ru, kk, en)


@pytest.mark.parametrize(
    "value",
    [
        "Иванов И. И.",
        "Иванов",
        "Aida Serik",
        "a.serik@example.kz",
        "+77000000000",
        "87000000000",
        "1985-04-03 Иванов",
        77000000000,
    ],
)
@pytest.mark.parametrize("field", ["day", "way", "perhaps", "agreed", "votes", "names", "pairs"])
def test_refusal_does_not_quote_what_may_tell_of_a_person(field: str, value: object) -> None:
    reason = refused(Whole, {"day": "2026-12-04", field: value}).reason
    told = refused(Whole, {"day": "2026-12-04", str(value): 1, "pairs": {str(value): [value]}}).reason
    assert all(str(value) not in said.in_(language) for said in (reason, told) for language in LANGUAGES)


def test_every_wrong_field_is_told_at_once_and_the_first_is_named() -> None:
    refusal = refused(Whole, {"day": "yesterday", "number": "x", "votes": {"yes": "many"}})
    assert refusal.field == "day"
    told = str(refusal.reason).split("; ")
    assert [said.split(":")[0] for said in told] == ["Day", "Number", "Votes"]


@pytest.mark.parametrize("day", [20261204, 86400, 1.5, "2026-12-04T00:00:00", "04.12.2026", "20261204", True, [1]])
def test_only_a_day_is_a_day(day: object) -> None:
    assert "a date like 2026-12-01 is needed" in str(refused(Notice, {"served_on": day}).reason)


class Sample(Form):
    """All kinds of fields."""

    title: ClassVar = Text("форма", "форма", "form")
    day: Day = asked(Text("день", "күн", "day"))
    note: str | None = asked(Text("пометка", "белгі", "note"), None)


@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(["day", "note"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
)))  # fmt: skip
def test_whatever_is_sent_is_read_or_refused(data: dict[str, Any]) -> None:
    found: Sample | Refusal
    try:
        found = read_form(Sample, data, step="sample", clause="1")
    except Refusal as refusal:
        found = refusal
    if isinstance(found, Refusal):
        assert all(found.reason.in_(language) for language in LANGUAGES)
    else:
        assert type(found.day) is date


FORMS = sorted(
    {
        (code, node.code, node.form, node.clause)
        for code in PROCEDURES
        for kind in ("cycle", "case")
        for node in procedure(code).process(kind).nodes
        if node.form is not None
    },
    key=lambda each: each[:2],
)


def said_in(node: Any) -> list[str]:
    """Every title and description of a schema."""
    if isinstance(node, list):
        return [text for each in node for text in said_in(each)]
    if not isinstance(node, dict):
        return []
    own = [node[k] for k in ("title", "description") if isinstance(node.get(k), str)]
    return own + [text for key, each in node.items() if key != "properties" for text in said_in(each)] + [
        text for each in node.get("properties", {}).values() for text in said_in(each)
    ]  # fmt: skip


def coded(schema: dict[str, Any], node: dict[str, Any], path: str = "") -> list[str]:
    """Paths of the fields that are chosen among codes."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    found = [path] if "enum" in node or "const" in node else []
    for part in (*node.get("anyOf", ()), *([node["items"]] if isinstance(node.get("items"), dict) else ())):
        found += coded(schema, part, path)
    for name, each in node.get("properties", {}).items():
        found += coded(schema, each, f"{path}.{name}" if path else name)
    return found


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize(("code", "step", "form", "clause"), FORMS, ids=[f"{f[0]}-{f[1]}" for f in FORMS])
def test_form_is_in_the_operators_language_and_shows_names_not_codes(
    code: str, step: str, form: type[Form], clause: str, language: Language
) -> None:
    schema = form_schema(form, language, clause=clause)
    foreign = [text for text in said_in(schema) if re.search(r"[a-z]{3,}", text)]
    assert foreign == [], (code, step)
    names = choice_names(form, language)
    assert [path for path in coded(schema, schema) if path not in names] == []
    assert all(len(set(each.values())) == len(each) for each in names.values())


def test_clauses_2_3_10_form_says_why_a_place_is_not_offered() -> None:
    here = {"name_ru": "Дом", "name_kk": "Үй", "settlement": "Караганда"}
    places = {
        "C-1": {**here, "freed": True},
        "C-2": {**here, "vacant": True},
        "C-3": {**here, "freed": True},
        **{f"C-{n}": here for n in range(4, 11)},
        "T-1": {**here, "settlement": "Темиртау", "vacant": True},
    }
    known = {
        "case.organisation": "C-1", "case.settlement": "Караганда", "cycle.places": places,
        "cycle.taken": {"C-3": "KRG-rotation-2026-004"},
    }  # fmt: skip
    facts = Facts(known, date(2026, 12, 21), DRAFT, working_calendar("KZ"))
    step = CASE.step("review")
    assert step.offers is not None
    assert step.told is not None
    assert list(step.offers(facts)["destination.organisation"]) == ["C-2"]
    note = step.told(facts)["destination.organisation"]
    assert note.ru == (
        "Не предлагаются: руководитель возглавляет её сейчас (п. 2) — C-1; отдана по делу KRG-rotation-2026-004 (п. 10)"
        " — C-3; не освобождается в этом году и не вакантна (п. 10) — C-4, C-5, C-6, C-7, C-8 и ещё 2;"
        " в другом населённом пункте (п. 3) — 1"
    )
    shown = form_schema(Review, "kk", notes=step.told(facts))["$defs"]["Destination"]["properties"]["organisation"]
    assert "басқа елді мекенде (3-т.) — 1" in shown["description"]
