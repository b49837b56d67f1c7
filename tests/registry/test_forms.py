"""The tables' columns and their names."""

import re
import string

import pytest

from models.registry import reasons, relations
from models.registry.columns import Kind, TableForm, normal
from models.registry.forms import FORMS
from models.registry.reasons import Reason
from models.registry.stored import STORED
from models.texts import LANGUAGES, Text

REASONS = [each for module in (reasons, relations) for each in vars(module).values() if isinstance(each, Reason)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_a_header_names_one_column_only(form: TableForm) -> None:
    names = [name for column in form.columns for name in column.names]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_every_column_goes_by_its_name_in_three_languages(form: TableForm) -> None:
    for column in form.columns:
        for language in LANGUAGES:
            assert form.by_name[normal(column.title.in_(language))] is column


def test_a_sheet_s_name_names_one_table_only() -> None:
    names = [name for form in FORMS for name in form.names]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_every_value_of_a_choice_has_one_meaning(form: TableForm) -> None:
    for column in form.columns:
        if column.choices:
            assert column.kind in (Kind.CHOICE, Kind.PREDECESSORS)
            spellings = {(normal(each), choice.code) for choice in column.choices for each in choice.spellings}
            assert len(spellings) == len(column.by_spelling)


@pytest.mark.parametrize("stored", STORED.values(), ids=lambda stored: stored.name)
def test_every_column_of_the_record_is_filled(stored: object) -> None:
    assert isinstance(stored, type(STORED["officials"]))
    # Days of the calendar go in as `merzim calendar` enters them: with the country, and the moment.
    columns = {column.name for column in stored.table.columns} - {"id"}
    columns -= {"country", "entered_at"} if stored.corrects else set()
    assert set(stored.columns.values()) == columns


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_a_reason_says_the_same_in_three_languages(reason: Reason) -> None:
    places = [
        sorted(name for _, name, _, _ in string.Formatter().parse(reason.text.in_(language)) if name)
        for language in LANGUAGES
    ]
    assert places[0] == places[1] == places[2]
    assert all(getattr(reason.text, language) for language in LANGUAGES)
    assert reason.text.ru != reason.text.kk


def test_kazakh_texts_are_kazakh() -> None:
    texts: list[Text] = [reason.text for reason in REASONS]
    russian = [text.kk for text in texts if not re.search("[әғқңөұүһі]", text.kk.lower())]
    assert russian == []
