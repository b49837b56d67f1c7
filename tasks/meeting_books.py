"""The agenda of a meeting as a workbook, and the filled one taken into the record: whole, or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from models import clock
from models.agenda import words
from models.agenda.book import file_name, write
from models.agenda.reading import Filled, FilledRow, Problem, belongs, read
from models.errors import Refusal
from models.meetings import Field
from models.record.cases import Case
from models.record.database import reading
from models.record.meeting_paper import fields_to_read, paper_of
from models.record.meetings import Decided, agenda, sitting
from models.texts import Language, Text
from tasks.holding import Held, hold_all
from tasks.proposals import proposed_words
from tasks.record import OPERATOR, the_record

DECISION = "decision"
RECORDED = Text("Записано решений: {count}", "Жазылған шешімдер: {count}", "Decisions recorded: {count}")
REPEATED = Text("Уже были записаны: {count}", "Бұрын жазылғаны: {count}", "Recorded before, and not changed: {count}")
CHECKED = Text("Проверено без записи: {count}", "Жазбай тексерілді: {count}", "Checked, nothing recorded: {count}")
NOTHING = Text(
    "Ничего не записано: исправьте строки и загрузите файл ещё раз",
    "Ештеңе жазылмады: жолдарды түзетіп, файлды қайта жүктеңіз",
    "Nothing is recorded: put the rows right and bring the file again",
)
LEFT = Text("Без решения остались: {count}", "Шешімсіз қалды: {count}", "Left without a decision: {count}")
MEANWHILE = Text(
    "Решены тем временем своей формой (не изменены, остальные записаны):",
    "Осы арада өз нысанымен шешілген (өзгертілмеді, қалғандары жазылды):",
    "Decided meanwhile by the form of their own (left as they are, the others are recorded):",
)


@dataclass(frozen=True)
class Imported:
    """What came of a filled workbook.

    decided    decided now; `repeated`: by an earlier import of the same row
    elsewhere  rows of cases that their own form decided in the meantime: told, and no hindrance to the others
    problems   why nothing was recorded, row by row
    left       cases of the cycle that wait for a decision still
    """

    cycle: str
    decided: int
    repeated: int
    elsewhere: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    left: int
    check_only: bool = False

    @property
    def recorded(self) -> bool:
        """The file's decisions are in the record."""
        return not self.problems and not self.check_only

    def lines(self, language: Language) -> Iterator[str]:
        """For people."""
        for problem in self.problems:
            yield problem.line(language)
        if self.problems:
            yield NOTHING.in_(language)
            return
        yield (CHECKED if self.check_only else RECORDED).filled(count=self.decided).in_(language)
        if self.repeated:
            yield REPEATED.filled(count=self.repeated).in_(language)
        if self.elsewhere:
            yield MEANWHILE.in_(language)
            for problem in self.elsewhere:
                yield f"  {problem.line(language)}"
        if self.left:
            yield LEFT.filled(count=self.left).in_(language)

    def as_json(self, language: Language) -> dict[str, Any]:
        """For scripts."""
        return {
            "cycle": self.cycle,
            "recorded": self.recorded,
            "decided": self.decided,
            "repeated": self.repeated,
            "left": self.left,
            "elsewhere": [each.as_json(language) for each in self.elsewhere],
            "problems": [each.as_json(language) for each in self.problems],
        }


def agenda_book(cycle: str, language: Language | None = None) -> tuple[str, bytes, int]:
    """The workbook of the cases waiting: its name, itself, how many they are. Raises as `sitting` does."""
    with reading(the_record()) as session:
        _, authority, _ = sitting(session, cycle)
        found = agenda(session, cycle, clock.local(clock.now(), authority.timezone))
        spoken = language or authority.language
        paper = paper_of(found, spoken, proposed_words(session, found, spoken))
    return file_name(cycle, spoken), write(paper), len(paper.rows)


def import_book(cycle: str, data: bytes, *, by: str = OPERATOR, check_only: bool = False) -> Imported:
    """Take a filled workbook into the record, in one transaction; imported again, it changes nothing.

    Every wrong cell and everything the law refuses is told by row, and then nothing is recorded. Raises `NotRead` for a
    file that is no such workbook, `InvalidInput` for one of another cycle.
    """
    with reading(the_record()) as session:
        own, authority, procedure = sitting(session, cycle)
        shared, fields = fields_to_read(procedure, authority.language)
        filled = read(data, shared, fields)
        belongs(filled, cycle)
        asked = select(Case.number).where(Case.cycle_id == own.cycle_id, Case.kind == "case")
        known = set(session.exec(asked.order_by(col(Case.number))))
    problems = list(filled.problems)
    if not filled.rows and not problems:
        problems.append(Problem(filled.sheet, 0, words.EMPTY))
    problems += _not_filled(filled, shared) if filled.rows else []
    rows = []
    for row in filled.rows:
        wrong = _wrong(filled, row, known, fields)
        if wrong is not None:
            problems.append(wrong)
        elif row.form.get(DECISION) is not None:
            rows.append(Decided(row.case, {**filled.shared, **row.form}, f"{filled.key(row)}:{row.case}"))
    unclear = {problem.case for problem in problems}
    held = Held()
    if not any(problem.row == 0 and not problem.case for problem in problems):
        sound = [row for row in rows if row.case not in unclear]
        held = hold_all(cycle, sound, by=by, check_only=check_only or bool(problems))
    problems += [filled.refused(refusal, fields) for refusal in held.refused]
    problems.sort(key=lambda problem: problem.row)
    with reading(the_record()) as session:
        left = len(agenda(session, cycle, clock.local(clock.now(), authority.timezone)).cases)
    told = tuple(filled.refused(each, fields) for each in held.elsewhere)
    return Imported(
        cycle,
        0 if problems else held.decided - held.repeated,
        0 if problems else held.repeated,
        told,
        tuple(problems),
        left,
        check_only,
    )


def _not_filled(filled: Filled, shared: tuple[Field, ...]) -> list[Problem]:
    """What is filled in once, and was not: told once, not at each case."""
    wrong = {problem.column for problem in filled.problems}
    missing = [f for f in shared if f.required and f.path not in filled.shared and f.title not in wrong]
    return [Problem(filled.meeting_sheet, 0, words.MISSING, column=each.title) for each in missing]


def _wrong(filled: Filled, row: FilledRow, known: set[str], fields: tuple[Field, ...]) -> Problem | None:
    if row.case and row.case not in known:
        return Problem(filled.sheet, row.row, words.NO_CASE.filled(cycle=filled.cycle), case=row.case)
    if row.form and DECISION not in row.form and not any(p.row == row.row for p in filled.problems):
        refusal = Refusal(words.NO_DECISION, clause="", case=row.case, field=DECISION)
        return filled.refused(refusal, fields)
    return None
