"""One cell: what is taken, what is refused and why."""

from datetime import date, datetime, time

import pytest

from models.registry.cells import CellError, FullName, Link, Raw, Spoilt, Value, read_cell
from models.registry.forms import FORM

DAY = FORM["tenures"].by_field["start_on"]
END = FORM["tenures"].by_field["end_on"]
PHONE = FORM["officials"].by_field["phone"]
EMAIL = FORM["officials"].by_field["email"]
CODE = FORM["officials"].by_field["code"]
NAME = FORM["officials"].by_field["full_name"]
POST = FORM["tenures"].by_field["post"]
HEAD = FORM["tenures"].by_field["is_head"]
LANGUAGE = FORM["officials"].by_field["language"]
PREDECESSORS = FORM["organisations"].by_field["predecessors"]
COLUMN = {
    column.title.en: column for column in (DAY, END, PHONE, EMAIL, CODE, NAME, POST, HEAD, LANGUAGE, PREDECESSORS)
}


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        ("Start", "2019-03-05", date(2019, 3, 5)),
        ("Start", "05.03.2019", date(2019, 3, 5)),
        ("Start", "  5.3.2019\u00a0", date(2019, 3, 5)),
        ("Start", "2019-03-05 00:00:00", date(2019, 3, 5)),
        ("Start", datetime(2019, 3, 5), date(2019, 3, 5)),  # noqa: DTZ001  # a workbook's day
        ("End", "", None),
        ("End", "—", None),
        ("End", "по н.в.", None),
        ("End", "қазіргі уақытқа дейін", None),
        ("Phone", "8 (700) 000-00-01", "+77000000001"),
        ("Phone", "77000000001", "+77000000001"),
        ("Phone", 77000000001, "+77000000001"),
        ("Phone", "+49 1512 0000001", "+4915120000001"),
        ("Email", " a.ospan@Example.KZ ", "a.ospan@example.kz"),
        ("Email", "office+registry@пример.kz", "office+registry@пример.kz"),
        ("Code", 17, "17"),
        ("Code", 17.0, "17"),
        ("Code", "\ufeffC-1 ", "C-1"),
        ("Full name", "Оспан  Айдос Серікұлы", FullName("Оспан", "Айдос", "Серікұлы")),
        ("Full name", "Ким Вера", FullName("Ким", "Вера", None)),
        ("Full name", "Мамедов Али Вели оглы", FullName("Мамедов", "Али", "Вели оглы")),
        ("Full name", "Уметова-Ким О'Лана", FullName("Уметова-Ким", "О'Лана", None)),
        ("First head", "иә", True),
        ("First head", "Нет", False),
        ("First head", True, True),
        ("Language", "каз.", "kk"),
        ("Language", "English", "en"),
        ("Language", "орыс тілі", "ru"),
        (
            "Predecessors",
            "C-1:слияние:01.02.2020; C-2:renaming:2021-03-04",
            (Link("C-1", "merger", date(2020, 2, 1)), Link("C-2", "renaming", date(2021, 3, 4))),
        ),
    ],
)
def test_a_good_cell_is_read(column: str, raw: Raw, value: Value) -> None:
    assert read_cell(COLUMN[column], raw, region="KZ") == (value, ())


@pytest.mark.parametrize(
    ("column", "raw", "code"),
    [
        ("Start", "", "required"),
        ("Start", "-", "required"),
        ("Start", "01/02/2020", "ambiguous-date"),
        ("Start", "13/02/2020", "ambiguous-date"),
        ("Start", "01.02.20", "ambiguous-date"),
        ("Start", "01-02-2020", "ambiguous-date"),
        ("Start", "2020.02.01", "ambiguous-date"),
        ("Start", "30.02.2020", "no-such-day"),
        ("Start", "2020-13-01", "no-such-day"),
        ("Start", "20200201", "not-a-date"),
        ("Start", "2020-W05-6", "not-a-date"),
        ("Start", "март 2020", "not-a-date"),
        ("Start", "н.в.", "not-a-date"),
        ("Start", 43862, "not-a-date"),
        ("Start", datetime(2020, 2, 1, 9, 30), "not-a-date"),  # noqa: DTZ001  # a workbook's moment
        ("Start", time(9, 30), "not-a-date"),
        ("Start", "01.02.0202", "implausible-date"),
        ("Phone", "123", "bad-phone"),
        ("Phone", "+7 700 000 00 01, +7 700 000 00 02", "bad-phone"),
        ("Phone", "8 700 CENTRE", "bad-phone"),
        ("Phone", "нет", "bad-phone"),
        ("Phone", 7.5, "not-text"),
        ("Email", "a.ospan@example", "bad-email"),
        ("Email", "a..ospan@example.kz", "bad-email"),
        ("Email", "a.ospan@-example.kz", "bad-email"),
        ("Email", "a.ospan@example..kz", "bad-email"),
        ("Email", f"{'a' * 65}@example.kz", "bad-email"),
        ("Email", "a.ospan", "bad-email"),
        ("Email", "a@example.kz; b@example.kz", "bad-email"),
        ("Email", "аospan@example.kz", "bad-email"),
        ("Code", "C 1", "bad-code"),
        ("Code", "C:1", "bad-code"),
        ("Code", "C" * 41, "bad-code"),
        ("Code", "=1+1", "formula"),
        ("Code", Spoilt("=A1", formula=True), "formula"),
        ("Code", Spoilt("#N/A", formula=False), "cell-error"),
        ("Code", True, "not-text"),
        ("Full name", "Оспан", "initials"),
        ("Full name", "Оспан А.С.", "initials"),
        ("Full name", "А. Оспан", "initials"),
        ("Full name", "Оспан Айдос 2", "bad-name"),
        ("Post", "д" * 501, "too-long"),
        ("Post", "?ызметкер", "letters-lost"),
        ("Post", "дире\ufffdтор", "letters-lost"),
        ("Post", "director\x07", "letters-lost"),
        ("Post", "директор".encode().decode("cp1251"), "garbled"),
        ("Post", "Қызмет".encode().decode("cp1252"), "garbled"),
        ("First head", "может быть", "not-one-of"),
        ("Language", "немецкий", "not-one-of"),
        ("Predecessors", "C-1", "bad-predecessor"),
        ("Predecessors", "C-1:marriage:01.02.2020", "bad-predecessor"),
        ("Predecessors", "C-1:merger:01/02/2020", "ambiguous-date"),
    ],
)
def test_a_bad_cell_is_refused(column: str, raw: Raw, code: str) -> None:
    with pytest.raises(CellError) as error:
        read_cell(COLUMN[column], raw, region="KZ")
    assert error.value.reason.code == code


@pytest.mark.parametrize(
    ("column", "raw", "value", "doubt"),
    [
        ("Phone", "+7 123 456 78 90", "+71234567890", "phone-unassigned"),
        ("Phone", "+7 7212 50 00 00", "+77212500000", "phone-fixed"),
        # A Cyrillic С among Latin letters, a Latin A among Cyrillic ones.
        ("Code", "СENTRE-1", "СENTRE-1", "lookalike"),
        ("Full name", "Оспан Aйдос", FullName("Оспан", "Aйдос", None), "lookalike"),
    ],
)
def test_a_doubtful_cell_is_taken_with_a_warning(column: str, raw: Raw, value: Value, doubt: str) -> None:
    found, doubts = read_cell(COLUMN[column], raw, region="KZ")
    assert found == value
    assert [each.reason.code for each in doubts] == [doubt]


def test_a_phone_without_a_country_is_read_by_the_authority_s_country() -> None:
    assert read_cell(PHONE, "030 901820", region="DE")[0] == "+4930901820"


def test_an_act_number_in_two_letters_is_not_taken_for_garbled_text() -> None:
    assert read_cell(FORM["tenures"].by_field["act_no"], "Р№5", region="KZ") == ("Р№5", ())
