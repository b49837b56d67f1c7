"""The board of a cycle: counts, what is due, who is on the list and why the others are not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from models.errors import InvalidInput
from models.record.cycle_file import CycleFile, cycle_file
from models.record.database import reading, writing
from models.record.loading import find_case
from models.record.tables import Official
from models.texts import LANGUAGES, Language
from tasks import boards
from tasks.boards import cycle_board
from tests.record.counting import counted
from tests.sheets import region
from tests.sheets.test_case_file import letters, to_review
from tests.sheets.test_sheets import EVIL, html_inside, links_inside, text_of


def file_on(database: Engine, on: date) -> CycleFile:
    with reading(database) as session:
        return cycle_file(session, region.CYCLE, on=on)


def board(file: CycleFile, language: Language = "ru", **options: Any) -> str:
    return cycle_board(file, language, **{"names": "initials", "ui_url": "", **options})


def test_the_next_seven_days_reach_the_seventh_and_no_further(database: Engine, cases: dict[str, str]) -> None:
    # Three portfolios are due on Monday, 21 December.
    for on, ahead, overdue in (
        (date(2026, 12, 13), 0, 0),
        (date(2026, 12, 14), 3, 0),
        (date(2026, 12, 21), 3, 0),
        (date(2026, 12, 22), 0, 3),
    ):
        file = file_on(database, on)
        assert (len(file.ahead), len(file.overdue)) == (ahead, overdue), on
    assert {step.step for step in file_on(database, date(2026, 12, 22)).overdue} == {"portfolio"}


def test_a_step_past_its_day_to_act_by_is_ahead_until_its_last_day(database: Engine, cases: dict[str, str]) -> None:
    # The notice: to be acted on by Friday 15 January, the last day is Saturday the 16th.
    steps = {s.step for s in file_on(database, date(2027, 1, 16)).ahead}
    assert steps == {"notice"}
    assert {s.step for s in file_on(database, date(2027, 1, 17)).ahead} == set()
    assert "notice" in {s.step for s in file_on(database, date(2027, 1, 17)).overdue}


def test_the_cycles_own_steps_are_due_before_there_are_cases(database: Engine) -> None:
    region.settle(database, 3)
    region.open_year(database)
    file = file_on(database, date(2026, 11, 25))
    assert [(s.case, s.step, s.due) for s in file.ahead] == [(region.CYCLE, "form-list", date(2026, 11, 30))]
    assert [s.step for s in file_on(database, date(2026, 12, 1)).overdue] == ["form-list"]
    assert (file.cases, len(file.listed), len(file.left_out)) == ((), 2, 1)


def test_steps_are_counted_done_in_time_and_late(database: Engine, cases: dict[str, str]) -> None:
    to_review(database, cases["101"])
    region.do(database, cases["102"], "portfolio", date(2026, 12, 22), {"sent_on": "2026-12-22"})
    file = file_on(database, date(2026, 12, 23))
    # Two of the cycle's own in time, one portfolio in time and one late.
    assert (file.on_time, file.late) == (3, 1)
    portfolio = next(s for s in file.steps if s.code == "portfolio")
    assert (portfolio.open, portfolio.overdue, portfolio.on_time, portfolio.late) == (1, 1, 1, 1)
    assert {c.number: c.late for c in file.cases} == {cases["101"]: 0, cases["102"]: 1, cases["103"]: 1}


def test_cases_are_counted_by_result(database: Engine, cases: dict[str, str]) -> None:
    region.do(database, cases["101"], "left-post", date(2026, 12, 3), {"left_on": "2026-12-02"})
    file = file_on(database, date(2026, 12, 4))
    assert [(code, count) for code, _, count in file.results] == [(None, 2), ("closed", 1)]
    assert "пока без результата: 2 · закрыто: покинул должность: 1" in text_of(board(file))


def test_everyone_judged_is_on_the_board_with_the_reason(database: Engine) -> None:
    region.settle(database, 4)
    region.open_cases(database, exclude={"102": "в декрете | <b>"})
    file = file_on(database, date(2026, 12, 1))
    assert [entry.official for entry in file.listed] == ["101", "103"]
    left = {entry.official: entry for entry in file.left_out}
    assert set(left) == {"102", "104"}
    assert left["102"].excluded == "в декрете | <b>"
    assert not left["104"].listed
    made = text_of(board(file))
    assert "Кто в списке и почему (2)" in made
    assert "Кто не в списке и почему (2)" in made
    assert "меньше 7 лет, ротации не подлежит (п. 5)" in made
    assert "исключён: в декрете" in made


def test_letters_of_the_cycle_are_counted_by_state(database: Engine, cases: dict[str, str]) -> None:
    with writing(database) as session:
        session.add_all(letters(cases["101"]))
    file = file_on(database, date(2026, 12, 5))
    assert file.letters == {"permanent_failure": 1, "sent": 1}
    assert "Письма: не отправлено 1, отправлено 1" in text_of(board(file))


def test_breaches_of_cases_are_on_the_board(database: Engine, cases: dict[str, str]) -> None:
    region.do(database, cases["101"], "notice", date(2027, 1, 20), {"served_on": "2027-01-20"})
    made = text_of(board(file_on(database, date(2027, 1, 20))))
    assert f"- {cases['101']}: Уведомление вручено 20.01.2027" in made
    assert made.index("## ⚠ Просрочено") < made.index("## ⚠ Нарушения") < made.index("## Дела")


def test_a_cycle_file_takes_as_many_queries_however_many_cases(database: Engine, cases: dict[str, str]) -> None:
    with reading(database) as session, counted(session) as few:
        cycle_file(session, region.CYCLE, on=date(2026, 12, 1))
    to_review(database, cases["101"])
    with writing(database) as session:
        session.add_all(letters(cases["101"]))
    with reading(database) as session, counted(session) as more:
        cycle_file(session, region.CYCLE, on=date(2026, 12, 1))
    assert 0 < len(few) == len(more) <= 24


def test_a_case_of_the_cycle_leads_to_its_file(database: Engine, cases: dict[str, str]) -> None:
    with reading(database) as session:
        assert cycle_file(session, cases["101"], on=date(2026, 12, 1)).own.number == region.CYCLE
        with pytest.raises(InvalidInput):
            cycle_file(session, "nobody's", on=date(2026, 12, 1))


def test_cases_link_to_their_runs(database: Engine, cases: dict[str, str]) -> None:
    with writing(database) as session:
        find_case(session, cases["101"]).run_id = "run-9"
    made = board(file_on(database, date(2026, 12, 1)), ui_url="http://127.0.0.1:4200")
    assert set(links_inside(made)) == {"http://127.0.0.1:4200/runs/flow-run/run-9"}


def test_words_of_the_registry_never_become_markup(database: Engine) -> None:
    region.settle(database, 4)
    with writing(database) as session:
        session.get_one(Official, 3).last_name = EVIL
    region.open_cases(database, exclude={"102": EVIL})
    for language in LANGUAGES:
        made = board(file_on(database, date(2026, 12, 22)), language, names="full")
        pieces = html_inside(made) - {"<br>", "<details>", "</details>"}
        assert all(piece.startswith("<summary>") and piece.count("<") == 2 for piece in pieces), pieces
        assert links_inside(made) == []


@pytest.mark.parametrize(("language", "words"), [("ru", "Просрочено"), ("kk", "Мерзімі өткен"), ("en", "Overdue")])
def test_the_board_speaks_the_language_asked_for(
    database: Engine, cases: dict[str, str], language: Language, words: str
) -> None:
    assert f"## ⚠ {words} (3)" in board(file_on(database, date(2026, 12, 22)), language)


def test_a_board_of_a_large_authority_stays_short(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    region.settle(database, 5)
    region.open_cases(database)
    monkeypatch.setattr(boards, "MOST", 2)
    monkeypatch.setattr(boards, "MOST_LISTED", 1)
    file = file_on(database, date(2026, 12, 22))
    made = board(file)
    assert (len(file.overdue), len(file.listed)) == (4, 4)
    assert "## ⚠ Просрочено (4)" in made
    assert made.count("… +2") == 2
    assert made.count("… +3") == 1


def test_the_board_says_what_must_happen_so_that_no_term_of_the_text_is_missed(
    database: Engine, cases: dict[str, str]
) -> None:
    """Clause 8: portfolios due in the week, counted by day; a term of the text is told from the authority's own."""
    file = file_on(database, date(2026, 12, 18))
    made = text_of(board(file))
    section = made.split("## ▶ Чтобы не нарушить срок: сделать по 25.12.2026")[1].split("## ")[0]
    row = next(line for line in section.splitlines() if "Портфолио" in line)
    assert "21.12.2026" in row
    assert f"| {len(cases)} |" in row
    assert "срок из текста" in row
    assert "п. 8" in row
    assert made.index("Чтобы не нарушить срок") < made.index("## Дела")


def test_the_board_tells_by_when_the_commission_has_to_meet(database: Engine, cases: dict[str, str]) -> None:
    """Clause 10: three cases wait for one meeting; the agenda is one click away."""
    assert "Ближайшие заседания" not in board(file_on(database, date(2026, 12, 1)))
    for number in cases.values():
        region.do(database, number, "portfolio", date(2026, 12, 10), {"sent_on": "2026-12-10"})
    made = text_of(board(file_on(database, date(2026, 12, 11)), ui_url="http://office:4200/v2"))
    assert f"Рассмотрение комиссией** · до 05.01.2027 (вт) · ждут решения: {len(cases)}" in made
    assert f"(http://office:4200/merzim/meetings/{region.CYCLE})" in made


def test_progress_is_told_by_squares_and_number(database: Engine, cases: dict[str, str]) -> None:
    assert "□□□□□□□□□□ завершено 0 %" in text_of(board(file_on(database, date(2026, 12, 1))))


def test_only_the_rows_of_a_board_are_made(database: Engine, cases: dict[str, str]) -> None:
    """Ten thousand cases in its file, and the board is no longer for it."""
    file = file_on(database, date(2026, 12, 18))
    many = replace(file, cases=file.cases * 4000, ahead=file.ahead * 4000)
    assert len(board(many)) < 90_000
