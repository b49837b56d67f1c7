"""Letters in three languages: every kind, every language, nothing missing."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from jinja2 import UndefinedError

from models.errors import DefinitionError, InvalidInput
from models.receipts import SERVICES
from models.regulations import PROCEDURES, procedure
from models.regulations.rotation.act import ACT
from models.texts import LANGUAGES, Language, Text
from notifications import templates
from notifications.digest import DigestRow, digests
from notifications.kinds import kind
from notifications.letters import About, LetterDraft, case_letter
from notifications.sms import segments
from tests.notifications.conftest import AUTHORITY, DAY, recipient

LONG_NAME: dict[str, Any] = {
    "last_name": "Тестова-Образцова",
    "first_name": "Нурбанугүль-Мариям",
    "middle_name": "Абдрахманқызы",
}
CENTRE = Text(
    "КГУ «Центр оказания специальных социальных услуг № 3» Карагандинской области",
    "Қарағанды облысының «№ 3 арнаулы әлеуметтік қызметтер көрсету орталығы» КММ",
    "Centre of special social services No 3",
)
KINDS = sorted(path.parent.name for path in templates.TEMPLATES.glob("*/kind.yaml"))
KAZAKH_ONLY = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)


def letters(code: str, language: Language, **facts: object) -> dict[str, LetterDraft]:
    about = About("ASTANA-rotation-2026-0017", AUTHORITY, ACT.title, CENTRE)
    to = recipient(language=language, **LONG_NAME)
    made = case_letter(code, to, about, {**kind(code).example(), **facts}, day=DAY, organisations={"C-2": CENTRE})
    return {each.channel: each for each in made}


def variants(code: str) -> list[dict[str, object]]:
    """The example, and with each word, flag and missing value that the kind knows."""
    found: list[dict[str, object]] = [{}]
    for value in kind(code).values:
        found += [{value.fact: word} for word in value.words]
        found += [{value.fact: flag} for flag in (True, False) if value.type == "flag"]
        found += [{value.fact: None}] if value.optional else []
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_letter_is_written_in_every_language(code: str, language: Language) -> None:
    for facts in variants(code):
        written = letters(code, language, **facts)
        email, sms = written["email"], written["sms"]
        assert email.subject
        assert "\n" not in email.subject
        assert "ASTANA-rotation-2026-0017" in email.text
        assert recipient(language=language, **LONG_NAME).greeting() in email.text
        assert AUTHORITY.in_(language) in email.text
        assert templates.clauses(kind(code).clause, language) in email.text
        assert "None" not in email.text + sms.text
        assert "{" not in email.text + sms.text + email.subject
        assert "ASTANA-rotation-2026-0017" in sms.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", KINDS)
def test_sms_with_long_names_takes_two_segments_at_most_and_is_not_cut(code: str, language: Language) -> None:
    for facts in variants(code):
        sms = letters(code, language, **facts)["sms"].text
        assert segments(sms) <= 2
        assert not sms.endswith("...")


@pytest.mark.parametrize("code", KINDS)
def test_the_three_languages_are_three_languages(code: str) -> None:
    # The words of a letter alone, without the names it is filled with.
    for part in ("subject", "txt", "sms"):
        own = {
            language: re.sub(
                r"{[{%].*?[%}]}", "", (templates.TEMPLATES / code / f"{language}.{part}.j2").read_text(encoding="utf-8")
            )
            for language in LANGUAGES
        }
        assert KAZAKH_ONLY.search(own["kk"]), f"{code}: {part} is not in Kazakh"
        assert not KAZAKH_ONLY.search(own["ru"]), f"{code}: {part} is not in Russian"
        assert not CYRILLIC.search(own["en"]), f"{code}: {part} is not in English"
        assert "э" not in own["kk"].lower(), f"{code}: {part} has a letter that Kazakh words of this kind do not have"


def test_every_letter_that_is_owed_has_its_kind_and_no_other_is_there() -> None:
    owed = {service.letter for service in SERVICES.values()}
    for code in PROCEDURES:
        for process in (procedure(code).cycle, procedure(code).case):
            owed |= {letter for node in process.nodes for each in node.outcomes.values() for letter in each.letters}
            # A step that reminds the person concerned writes a letter of its own kind.
            owed |= {
                f"{code}-{step.code}"
                for step in process.steps
                if step.reminders.before and "official" in (step.performer, *step.reminders.roles)
            }
    assert owed == set(KINDS)


def test_every_kind_has_every_file_and_no_other() -> None:
    for folder in (path for path in templates.TEMPLATES.iterdir() if path.name != "_layout"):
        expected = {f"{language}.{part}.j2" for language in LANGUAGES for part in ("subject", "txt", "sms")}
        optional = {f"{language}.html.j2" for language in LANGUAGES}
        found = {path.name for path in folder.iterdir()} - {"kind.yaml"}
        assert found in (expected, expected | optional)


def test_letter_names_the_destination_by_its_name_in_the_readers_language() -> None:
    assert CENTRE.kk in letters("rotation-appointment", "kk")["email"].text
    assert CENTRE.ru in letters("rotation-appointment", "ru")["email"].text


def test_fact_that_is_missing_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"rotation-notice: the fact notice\.served_on is not known"):
        letters("rotation-notice", "ru", **{"notice.served_on": None})


def test_fact_of_the_wrong_type_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"rotation-notice: the fact notice\.served_on"):
        letters("rotation-notice", "ru", **{"notice.served_on": "soon"})
    with pytest.raises(InvalidInput, match=r"appeal-result: the fact appeal\.result: 'maybe' is none of"):
        letters("appeal-result", "ru", **{"appeal.result": "maybe"})


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no such kind of letter"):
        kind("rotation-nothing")


def test_dates_read_from_the_record_as_text_are_dates() -> None:
    text = letters("rotation-notice", "ru", **{"notice.served_on": "2026-12-04"})["email"].text
    assert "4 декабря 2026 г." in text


def test_name_a_template_asks_for_and_does_not_get_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "ru.sms.j2").write_text("{{ unknown }}", encoding="utf-8")
    monkeypatch.setattr(templates, "TEMPLATES", tmp_path)
    templates._environment.cache_clear()
    try:
        with pytest.raises(UndefinedError, match="unknown"):
            templates.sms("odd", "ru", {})
        (tmp_path / "odd" / "ru.sms.j2").write_text("{{ nothing }}", encoding="utf-8")
        templates._environment.cache_clear()
        with pytest.raises(UndefinedError, match="None"):
            templates.sms("odd", "ru", {"nothing": None})
    finally:
        templates._environment.cache_clear()


@pytest.mark.parametrize(
    ("language", "expected"), [("ru", "25 ноября 2026 г."), ("kk", "25 қараша 2026 ж."), ("en", "25 November 2026")]
)
def test_dates_are_written_by_each_languages_custom(language: Language, expected: str) -> None:
    assert templates.long_date(date(2026, 11, 25), language) == expected


def test_every_month_has_its_name_in_every_language() -> None:
    for language in LANGUAGES:
        assert len({templates.long_date(date(2026, month, 1), language) for month in range(1, 13)}) == 12


@pytest.mark.parametrize(
    ("reference", "language", "expected"),
    [
        ("7", "ru", "пункт 7"),
        ("10, 14", "ru", "пункты 10, 14"),
        ("10, 14", "kk", "10, 14-тармақтар"),
        ("8, прил.", "kk", "8-тармақ, қосымша"),
        ("8, прил.", "en", "clause 8, appendix"),
        ("own", "ru", "срок органа"),
    ],
)
def test_clauses_are_named_in_the_readers_language(reference: str, language: Language, expected: str) -> None:
    assert templates.clauses(reference, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_digest_in_html_escapes_what_people_typed(language: Language) -> None:
    row = DigestRow(
        to=recipient(language=language),
        title=Text("Шаг", "Қадам", "Step"),
        case_number="KRG-1",
        clause="7",
        due=DAY,
        authority=AUTHORITY,
        person="<script>alert(1)</script>",
    )
    (email, _) = digests([row, replace(row, case_number="KRG-2", overdue=True)], DAY)
    assert email.html is not None
    assert "<script>" not in email.html
    assert "&lt;script&gt;" in email.html
    assert "<script>" in email.text


def test_every_language_of_the_service_has_a_year() -> None:
    assert set(templates._YEAR) == set(get_args(Language))
