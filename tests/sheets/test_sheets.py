"""The case sheet: readable in its language, safe whatever the registry holds, silent about persons."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from markdown_it import MarkdownIt
from sqlalchemy import Engine

from models.filed import CaseFile
from models.filed_paper import KeptDocument
from models.record.case_file import case_file
from models.record.database import reading, writing
from models.record.tables import Official, Organisation
from models.texts import LANGUAGES, Language, Text
from tasks import sheet_words, views
from tasks.sheets import case_sheet
from tests.installed import Setting
from tests.sheets import region
from tests.sheets.test_case_file import letters, to_review

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
EVIL = 'X|y <img src=x onerror="alert(1)"> [l](javascript:alert(1)) *b* `c` # - </details> http://evil.example.kz'
UI = "http://127.0.0.1:4200"


def file_of(database: Engine, number: str) -> CaseFile:
    with reading(database) as session:
        return case_file(session, number)


def sheet(file: CaseFile, language: Language = "ru", **options: Any) -> str:
    return case_sheet(file, language, **{"on": None, "names": "initials", "ui_url": UI, **options})


def html_inside(markdown: str) -> set[str]:
    """Every piece of HTML in the sheet."""
    found: set[str] = set()
    for token in PARSER.parse(markdown):
        if token.type == "html_block":
            found.update(line for line in token.content.splitlines() if line)
        found.update(child.content for child in token.children or () if child.type == "html_inline")
    return found


def links_inside(markdown: str) -> list[str]:
    found = (t.children or () for t in PARSER.parse(markdown))
    return [str(c.attrs["href"]) for children in found for c in children if c.type == "link_open"]


def row_of(markdown: str, title: str) -> list[str]:
    """The cells of the row of a step."""
    line = next(line for line in markdown.splitlines() if line.startswith(f"| **{title}"))
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def text_of(markdown: str) -> str:
    """Cells put together again, escapes gone."""
    return re.sub(r"\\([^\w\s])", r"\1", markdown.replace("<br>", " "))


@pytest.fixture
def rich_file(database: Engine, cases: dict[str, str]) -> CaseFile:
    """A case with a late step, a standing refusal, letters and free text in its forms."""
    number = cases["101"]
    portfolio = {"sent_on": "2026-12-10", "full_name": "Тайный Человек", "education": "тайное образование"}
    region.do(database, number, "portfolio", date(2026, 12, 10), portfolio)
    region.do(database, number, "notice", date(2027, 1, 20), {"served_on": "2027-01-20", "method": "paper"})
    region.refused(database, number, "review", date(2027, 1, 21), region.review(met_on="2027-01-21", present=3))
    with writing(database) as session:
        session.add_all(letters(number))
    return file_of(database, number)


def test_the_sheet_begins_with_the_post_and_what_must_not_be_missed(rich_file: CaseFile) -> None:
    made = sheet(rich_file)
    assert made.startswith("# Директор · Центр C-1\n")
    order = [made.index(each) for each in ("## ⚠ Ответ не принят", "## ⚠ Нарушения", "## Шаги", "## Письма")]
    assert order == sorted(order)


def test_a_step_has_clause_performer_due_done_and_its_mark(rich_file: CaseFile) -> None:
    made = sheet(rich_file)
    title, due, done = row_of(made, "Уведомление")
    assert "п. 7" in title
    assert "Кадрова С. Е." in title
    assert "15.01.2027 (пт)" in due
    assert "последний день 16.01.2027" in text_of(due)
    assert text_of(done) == "⚠ 20.01.2027 (ср) с опозданием"
    assert text_of(row_of(made, "Портфолио")[2]) == "✓ 10.12.2026 (чт) в срок"
    assert text_of(row_of(made, "Рассмотрение")[2]) == "▶ открыт"


def test_an_open_step_is_overdue_by_the_day_it_is_read_or_as_the_sweep_found_it(rich_file: CaseFile) -> None:
    # Its last day is 5 January.
    assert text_of(row_of(sheet(rich_file, on=date(2027, 1, 5)), "Рассмотрение")[2]) == "▶ открыт"
    assert text_of(row_of(sheet(rich_file, on=date(2027, 1, 6)), "Рассмотрение")[2]) == "⚠ просрочен"
    swept = tuple(replace(s, late=True) if s.code == "review" else s for s in rich_file.steps)
    made = sheet(replace(rich_file, steps=swept))
    assert text_of(row_of(made, "Рассмотрение")[2]) == "⚠ просрочен"
    assert "просрочено, последний день был 05.01.2027" in made


def test_why_each_date_is_folded_away_with_its_trace(rich_file: CaseFile) -> None:
    made = sheet(rich_file)
    folded = made[made.index("Как посчитаны сроки") : made.index("</details>")]
    assert "16.12.2026 (ср): не считается, праздник «День Независимости»" in folded
    assert made.count("<details>") == made.count("</details>") == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_language_shows_through(rich_file: CaseFile, language: Language) -> None:
    made = text_of(sheet(rich_file, language))
    for name, text in _words().items():
        mine = text.in_(language)
        for other in LANGUAGES:
            said = text.in_(other)
            if len(said) > 4 and "{" not in said and said not in mine and not _is_part_of_another(said, language):
                assert not re.search(rf"(?<!\w){re.escape(said)}(?!\w)", made), (name, said)


def _words() -> Mapping[str, Text]:
    return {name: value for name, value in vars(sheet_words).items() if isinstance(value, Text)}


def _is_part_of_another(said: str, language: Language) -> bool:
    return any(said in text.in_(language) for text in _words().values())


def test_every_label_has_real_kazakh() -> None:
    # The same word in both languages.
    shared = {"Цикл"}
    texts = [*_words().values(), *sheet_words.CHANNELS.values(), *sheet_words.LETTER_STATES.values()]
    for text in texts:
        assert text.ru
        assert text.en
        assert text.kk != text.ru or text.ru in shared | {"СМС"}, text
        for places in (re.findall(r"\{(\w+)\}", text.in_(language)) for language in LANGUAGES):
            assert sorted(places) == sorted(re.findall(r"\{(\w+)\}", text.ru)), text


def test_kazakh_sheet_reads_in_kazakh(rich_file: CaseFile) -> None:
    made = text_of(sheet(rich_file, "kk"))
    for words in ("Бұзушылықтар", "кешігіп", "жұмыс күні", "Комиссияның қарауы", "Мерзімдер қалай есептелді", "7-т."):
        assert words in made
    assert "C-1 орталығы" in made


def test_letters_show_channel_state_and_fallback_in_local_time(rich_file: CaseFile) -> None:
    made = text_of(sheet(rich_file))
    assert "⚠ эл. почта: не отправлено" in made
    assert "попыток: 5" in made
    assert "550 no such | box" in made
    assert "✓ СМС: отправлено 04.12.2026 (пт) 10:00 запасной канал" in made
    assert "secret body" not in made


def test_free_text_of_forms_is_counted_and_never_shown(rich_file: CaseFile) -> None:
    for language in LANGUAGES:
        made = text_of(sheet(rich_file, language, names="full"))
        assert "тайное образование" not in made
        assert "Тайный Человек" not in made
    assert "других заполненных полей: 2" in sheet(rich_file)
    assert "Способ: вручено на бумаге" in sheet(rich_file)


def test_numbers_of_papers_are_shown(database: Engine, cases: dict[str, str]) -> None:
    number = cases["101"]
    to_review(database, number)
    named = region.review(minutes_no="14/2", attendance=["Член 1"])
    region.do(database, number, "review", date(2026, 12, 21), named)
    made = text_of(sheet(file_of(database, number)))
    assert "Номер протокола: 14/2" in made
    assert "Член 1" not in made


@pytest.mark.parametrize(
    ("names", "shown", "hidden"),
    [
        ("full", ["Үлгінов-1 Айдос Болатұлы", "Кадрова Сауле Ериковна"], []),
        ("initials", ["Үлгінов-1 А. Б.", "Кадрова С. Е."], ["Айдос", "Сауле"]),
        ("number", ["KRG-rotation-2026-", "№ 101"], ["Үлгінов", "Айдос", "Сауле", "Кадрова С"]),
    ],
)
def test_names_are_written_as_the_setting_says(
    rich_file: CaseFile, names: str, shown: list[str], hidden: list[str]
) -> None:
    made = text_of(sheet(rich_file, names=names))
    assert all(each in made for each in shown)
    assert not any(each in made for each in hidden)


def test_a_runs_sheet_has_names_and_links_as_the_settings_say(rich_file: CaseFile, setting: Setting) -> None:
    setting(names="number", ui_url="https://merzim.example.kz/")
    made = views._case_sheet(replace(rich_file, cycle_run_id="run-1"), "ru", date(2026, 12, 22)).markdown
    assert "Үлгінов" not in made
    assert links_inside(made) == ["https://merzim.example.kz/runs/flow-run/run-1"]


def test_the_only_link_leads_to_the_cycles_run(rich_file: CaseFile) -> None:
    assert links_inside(sheet(replace(rich_file, cycle_run_id="run-1"))) == [f"{UI}/runs/flow-run/run-1"]
    assert links_inside(sheet(replace(rich_file, cycle_run_id="run-1"), ui_url="")) == []


def test_words_of_the_registry_and_of_forms_never_become_markup(database: Engine) -> None:
    region.settle(database, 4)
    with writing(database) as session:
        head = session.get_one(Official, 3)
        head.last_name = EVIL
        place = session.get_one(Organisation, 1)
        place.name_ru = place.name_kk = EVIL
        place.settlement = EVIL
    number = region.open_cases(database)["101"]
    to_review(database, number)
    evil = region.review(decision=EVIL)
    region.refused(database, number, "review", date(2026, 12, 21), evil)
    region.do(database, number, "review", date(2026, 12, 21), region.review(minutes_no=EVIL))
    for language in LANGUAGES:
        made = sheet(file_of(database, number), language, names="full")
        allowed = {"<br>", "<details>", "</details>"}
        for piece in html_inside(made) - allowed:
            assert re.fullmatch(r"<summary>[^<>|]*</summary>", piece), piece
        assert links_inside(made) == [f"{UI.removesuffix('/v2')}/merzim/drafts/{number}/transfer"]
        tables = [t.type for t in PARSER.parse(made)]
        assert tables.count("td_open") == 3 * (tables.count("tr_open") - tables.count("table_open"))
        assert not re.search(r"https?://evil", made)


def test_a_sheet_stays_narrow(rich_file: CaseFile) -> None:
    for line in sheet(rich_file, names="full").splitlines():
        if line.startswith("| ") and "---" not in line:
            for cell in line.strip("| ").split(" | "):
                longest = max(len(part.replace("**", "").replace("\\", "")) for part in cell.split("<br>"))
                assert longest <= 32, cell


def test_a_closed_case_says_how_it_ended(database: Engine, cases: dict[str, str]) -> None:
    number = cases["101"]
    region.do(database, number, "left-post", date(2026, 12, 3), {"left_on": "2026-12-02", "reason": "тайная причина"})
    made = text_of(sheet(file_of(database, number)))
    assert "Результат: закрыто: покинул должность" in made
    assert "Закрыто 03.12.2026" in made
    assert "тайная причина" not in made
    assert "## Что дальше" not in made
    assert "– отменён" in text_of(row_of(sheet(file_of(database, number)), "Портфолио")[2])


def test_steps_without_anybody_to_act_say_so(rich_file: CaseFile, database: Engine, cases: dict[str, str]) -> None:
    title = text_of(row_of(sheet(file_of(database, cases["103"])), "Портфолио")[0])
    assert title.endswith("Кадровая служба области никто не назначен")


def test_the_contradiction_of_clause_8_is_shown_to_the_operator(rich_file: CaseFile) -> None:
    made = sheet(rich_file)
    shown = made[made.index("## По какому тексту") :]
    assert "Пункт 8 проекта называет сразу два срока: 15 и 2 рабочих дня" in shown
    assert "принят органом с 01.09.2026 (вт), акт № 1" in shown


def test_a_destination_is_shown_while_the_head_is_going_there(database: Engine, cases: dict[str, str]) -> None:
    number = cases["101"]
    region.do(database, number, "notice", date(2026, 12, 4), {"served_on": "2026-12-04"})
    to_review(database, number)
    going = region.review(votes={"rotate": 5}, decision="rotate", destination={"organisation": "C-3"})
    region.do(database, number, "review", date(2026, 12, 21), going)
    region.do(database, number, "transfer", date(2026, 12, 24), {"sent_on": "2026-12-24", "letter_no": "1"})
    assert "Место назначения: Центр C-3, Қарағанды" in sheet(file_of(database, number))
    declined = {"received_on": "2026-12-28", "consents": False}
    region.do(database, number, "decision-notice", date(2026, 12, 28), declined)
    made = sheet(file_of(database, number))
    assert "Согласен на ротацию: нет" in text_of(row_of(made, "Уведомление о решении")[2])
    assert "срок органа, не из текста" in text_of(row_of(made, "Уведомление о решении")[1])
    region.do(database, number, "terminate", date(2026, 12, 30), {"act_no": "78", "act_on": "2026-12-30"})
    made = sheet(file_of(database, number))
    assert "Результат: договор расторгнут" in made
    assert "Место назначения: Центр" not in made


def test_documents_are_listed_with_number_and_link_and_what_waits_says_why(rich_file: CaseFile) -> None:
    paper = KeptDocument(
        7,
        rich_file.number,
        "notice",
        Text("уведомление", "хабарлама"),
        "7",
        "ru",
        "12-3/1",
        date(2026, 12, 4),
        "ab" * 32,
    )
    why = Text("нет шаблона", "үлгі жоқ")
    waits = replace(paper, id=None, number="", sha256="", problem=why)
    made = sheet(replace(rich_file, papers=(paper, waits)), ui_url="http://office:4200/v2")
    assert "[№ 12-3/1](http://office:4200/merzim/documents/7)" in made
    section = text_of(made).split("## Документы")[1].split("## ")[0]
    assert "SHA-256 abababababab…" in section
    assert "ещё не составлен нет шаблона" in section
    assert "(http" not in sheet(replace(rich_file, papers=(paper,)), ui_url="").split("## Документы")[1].split("## ")[0]


def test_what_is_to_be_done_names_who_is_to_do_it(rich_file: CaseFile) -> None:
    step = rich_file.open_steps[0]
    assert step.performer.name is not None
    first = next(line for line in text_of(sheet(rich_file)).splitlines() if line.startswith("- ") and "**" in line)
    for said in (step.title.ru, f"п. {step.clause}", step.performer.title.ru, step.performer.name.written("initials")):
        assert said in first


def test_a_letter_shows_when_its_receipt_was_confirmed(rich_file: CaseFile) -> None:
    """Proof of notice: the recipient's own confirmation, in the authority's time."""
    letter = replace(rich_file.letters[0], state="sent", confirmed_at=datetime(2026, 12, 28, 5, 30, tzinfo=UTC))
    made = text_of(sheet(replace(rich_file, letters=(letter,))))
    assert "✓ получение подтверждено 28.12.2026 (пн) 10:30" in made
    assert "подтверждено" not in text_of(sheet(replace(rich_file, letters=(replace(letter, confirmed_at=None),))))
