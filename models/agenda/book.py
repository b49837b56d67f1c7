"""A meeting's paper as an xlsx workbook to fill in: names to choose from, cells that are known locked.

Row 1 of the sheet of cases, and column D of the meeting's own, are hidden and hold the fields' paths: by them the
filled workbook is read again (`models.agenda.reading`), whatever language it is in and however it was sorted.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from models.filled_forms import NO, YES
from models.meetings import ATTENDANCE, Field, Paper, Row
from models.texts import Language, Text

MARK = "merzim-meeting"
"""What the hidden sheet of such a workbook begins with."""
CASE, MEMBER = "#case", "#member"
"""In the place of a field's path: the case's number, a member of the commission."""
OFFERED = "#"
"""After the path of a field whose choices hang on the case: its names end with their code in brackets."""
FACTS = "merzim"
LISTS = "lists"
FIRST_CASE = 3
"""The first row of the sheet of cases that is a case's."""

MEETING_SHEET = Text("Заседание", "Отырыс", "Meeting")
CASES_SHEET = Text("Дела", "Істер", "Cases")
WHY_SHEET = Text("Предложение", "Ұсыныс", "Proposal")
KNOWN = (
    Text("Дело", "Іс", "Case"),
    Text("Кто", "Кім", "Who"),
    Text("Организация", "Ұйым", "Organisation"),
    Text("Населённый пункт", "Елді мекен", "Settlement"),
    Text("Рассмотреть до", "Қарау мерзімі", "To be dealt with by"),
)
PROPOSED = Text("Предложение (не решение)", "Ұсыныс (шешім емес)", "Proposal (no decision)")
WHY = Text("Почему", "Неліктен", "Why")
NO_DECISION_YET = Text(
    "Предложение рассчитано по весам органа и комиссию не связывает",
    "Ұсыныс органның салмақтары бойынша есептелген және комиссияны міндеттемейді",
    "The proposal is worked out by the authority's weights and does not bind the commission",
)
MEMBERS = Text("Члены комиссии", "Комиссия мүшелері", "Members of the commission")
WAS_PRESENT = Text("Присутствовал(а)", "Қатысты", "Was present")
COUNTED = Text(
    "Если пусто — по отметкам ниже", "Бос болса — төмендегі белгілер бойынша", "If empty, by the marks below"
)
SEVERAL = Text("Несколько имён — через ;", "Бірнеше есім — ; арқылы", "Several names: parted by ;")
HELP = Text(
    "Заполните белые ячейки. Дело без решения на этом заседании не рассматривается.",
    "Ақ ұяшықтарды толтырыңыз. Шешімі жоқ іс бұл отырыста қаралмайды.",
    "Fill in the white cells. A case without a decision is not dealt with at this meeting.",
)
CHOOSE = Text("Выберите из списка", "Тізімнен таңдаңыз", "Choose from the list")
WHOLE = Text("Целое число от 0", "0-ден басталатын бүтін сан", "A whole number from 0")
A_DAY = Text("Дата, например 21.12.2026", "Күн, мысалы 21.12.2026", "A date, such as 21.12.2026")

_MANY = 30_000
"""More cells of lists than this, and the cases of one settlement share theirs: the law still refuses what is not for
one of them."""
_LOCKED = PatternFill("solid", fgColor="FFEDEFF3")
_HEAD = PatternFill("solid", fgColor="FFD5DCE8")
_SIDE = Side(style="thin", color="FFB8C0CC")
_LINE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write(paper: Paper) -> bytes:
    """The workbook."""
    return _Book(paper).bytes()


class _Book:
    def __init__(self, paper: Paper) -> None:
        self.paper, self.language = paper, paper.language
        self.book = Workbook()
        first = self.book.active
        assert isinstance(first, Worksheet)
        self.meeting = first
        self.meeting.title = self.said(MEETING_SHEET)
        self.cases = self.book.create_sheet(self.said(CASES_SHEET))
        self.lists = self.book.create_sheet(LISTS)
        self.lists.sheet_state = "veryHidden"
        self.ranges: dict[tuple[str, ...], str] = {}
        self.rules: dict[tuple[str, str], DataValidation] = {}

    def said(self, text: Text) -> str:
        return text.in_(self.language)

    def bytes(self) -> bytes:
        self._meeting()
        self._cases()
        if any(row.why for row in self.paper.rows):
            self._why()
        facts = self.book.create_sheet(FACTS)
        facts.sheet_state = "veryHidden"
        facts.append([MARK, self.paper.cycle, self.paper.step, self.language])
        written = BytesIO()
        self.book.save(written)
        return written.getvalue()

    def _meeting(self) -> None:
        sheet, paper = self.meeting, self.paper
        for row, text in enumerate((paper.title, paper.authority, paper.cycle, self.said(HELP)), start=1):
            _put(sheet, row, 1, text).font = Font(bold=row == 1, size=13 if row == 1 else 11)
        row = 6
        for each in self.paper.shared:
            if each.path == ATTENDANCE and self.paper.members:
                continue
            _put(sheet, row, 1, each.title, fill=_LOCKED)
            known = self.paper.known.get(each.path)
            cell = _put(sheet, row, 2, known, fill=_LOCKED if known is not None else None, locked=known is not None)
            counted = each.path == "present" and bool(self.paper.members)
            _put(sheet, row, 3, self.said(COUNTED) if counted else each.help)
            _put(sheet, row, 4, each.path)
            self._validate(sheet, cell.coordinate, each)
            if each.kind == "day":
                cell.number_format = "DD.MM.YYYY"
            row += 1
        if self.paper.members:
            row += 1
            _put(sheet, row, 1, self.said(MEMBERS), fill=_HEAD).font = Font(bold=True)
            _put(sheet, row, 2, self.said(WAS_PRESENT), fill=_HEAD).font = Font(bold=True)
            yes_no = self._yes_no(sheet)
            for name, shown in self.paper.members.items():
                row += 1
                _put(sheet, row, 1, shown, fill=_LOCKED)
                yes_no.add(_put(sheet, row, 2, None, locked=False).coordinate)
                _put(sheet, row, 4, MEMBER)
                _put(sheet, row, 5, name)
        for letter, width in (("A", 46), ("B", 24), ("C", 60)):
            sheet.column_dimensions[letter].width = width
        for letter in ("D", "E"):
            sheet.column_dimensions[letter].hidden = True
        _protect(sheet)

    def _cases(self) -> None:
        sheet, paper = self.cases, self.paper
        proposed = any(row.proposal for row in paper.rows)
        known = [*KNOWN, *([PROPOSED] if proposed else [])]
        paths = [
            CASE,
            *[""] * (len(known) - 1),
            *(each.path if each.fixed else each.path + OFFERED for each in paper.fields),
        ]
        titles = [*(self.said(text) for text in known), *(each.title for each in paper.fields)]
        for column, (path, title) in enumerate(zip(paths, titles, strict=True), start=1):
            _put(sheet, 1, column, path)
            head = _put(sheet, 2, column, title, fill=_HEAD)
            head.font = Font(bold=True)
            head.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[get_column_letter(column)].width = max(12, min(34, len(title) + 2))
        sheet.row_dimensions[1].hidden = True
        for column, each in enumerate(paper.fields, start=len(known) + 1):
            if each.help:
                sheet.cell(2, column).comment = Comment(each.help, MARK)
        shared_lists = sum(len(o) for row in paper.rows for o in row.offers.values()) > _MANY
        unions = _by_settlement(paper.rows) if shared_lists else {}
        for at, row in enumerate(paper.rows, start=FIRST_CASE):
            told = (row.case, row.person, row.organisation, row.settlement, row.due, row.proposal)
            for column, text in enumerate(told[: len(known)], start=1):
                _put(sheet, at, column, text, fill=_LOCKED)
            for column, each in enumerate(paper.fields, start=len(known) + 1):
                offered = row.offers.get(each.path)
                locked = offered is not None and not offered
                _put(sheet, at, column, None, fill=_LOCKED if locked else None, locked=locked)
                if offered:
                    names = unions.get((each.path, row.settlement)) or tuple(offered.values())
                    self._choose(sheet, f"{get_column_letter(column)}{at}", names, strict=each.kind == "choice")
        if paper.rows:
            last = FIRST_CASE + len(paper.rows) - 1
            for column, each in enumerate(paper.fields, start=len(known) + 1):
                letter = get_column_letter(column)
                if not any(each.path in row.offers for row in paper.rows):
                    self._validate(sheet, f"{letter}{FIRST_CASE}:{letter}{last}", each)
            sheet.auto_filter.ref = f"A2:{get_column_letter(len(titles))}{last}"
        sheet.freeze_panes = sheet.cell(FIRST_CASE, 3)
        _protect(sheet)

    def _why(self) -> None:
        """Beside the cases, and never taken for a decision: it is not read again."""
        sheet = self.book.create_sheet(self.said(WHY_SHEET))
        _put(sheet, 1, 1, self.said(NO_DECISION_YET)).font = Font(bold=True)
        for column, (text, width) in enumerate(((KNOWN[0], 26), (KNOWN[1], 34), (PROPOSED, 40), (WHY, 110)), start=1):
            _put(sheet, 3, column, self.said(text), fill=_HEAD).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = width
        for at, row in enumerate(self.paper.rows, start=4):
            for column, told in enumerate((row.case, row.person, row.proposal, row.why), start=1):
                _put(sheet, at, column, told).alignment = Alignment(wrap_text=True, vertical="top")
        _protect(sheet)

    # What a cell takes

    def _validate(self, sheet: Worksheet, cells: str, each: Field) -> None:
        if each.kind == "choice":
            self._choose(sheet, cells, tuple(each.choices.values()), strict=True)
        elif each.kind == "yes-no":
            self._yes_no(sheet).add(cells)
        elif each.kind == "number":
            rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
            self._add(sheet, rule, cells, WHOLE)
        elif each.kind == "day":
            rule = DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True)
            self._add(sheet, rule, cells, A_DAY)

    def _yes_no(self, sheet: Worksheet) -> DataValidation:
        names = f'"{self.said(YES)},{self.said(NO)}"'
        key = (sheet.title, names)
        if key not in self.rules:
            self.rules[key] = DataValidation("list", formula1=names, allow_blank=True)
            self._add(sheet, self.rules[key], "", CHOOSE)
        return self.rules[key]

    def _choose(self, sheet: Worksheet, cells: str, names: Sequence[str], *, strict: bool) -> None:
        where = self._list(tuple(names))
        key = (sheet.title, where)
        if key not in self.rules:
            self.rules[key] = DataValidation("list", formula1=where, allow_blank=True)
            self._add(sheet, self.rules[key], "", CHOOSE if strict else SEVERAL, strict=strict)
        self.rules[key].add(cells)

    def _add(self, sheet: Worksheet, rule: DataValidation, cells: str, told: Text, *, strict: bool = True) -> None:
        rule.error, rule.prompt, rule.showInputMessage = self.said(told), self.said(told), not strict
        rule.showErrorMessage = strict
        if cells:
            rule.add(cells)
        sheet.add_data_validation(rule)

    def _list(self, names: tuple[str, ...]) -> str:
        """A column of the hidden sheet that holds these names."""
        if names not in self.ranges:
            column = len(self.ranges) + 1
            for row, name in enumerate(names, start=1):
                _put(self.lists, row, column, name)
            letter = get_column_letter(column)
            self.ranges[names] = f"{LISTS}!${letter}$1:${letter}${len(names)}"
        return self.ranges[names]


def _by_settlement(rows: Sequence[Row]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        for path, codes in row.offers.items():
            found.setdefault((path, row.settlement), {}).update(dict.fromkeys(codes.values()))
    return {key: tuple(names) for key, names in found.items()}


def _put(
    sheet: Worksheet, row: int, column: int, value: Any, *, fill: PatternFill | None = None, locked: bool = True
) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _CONTROL.sub("", value)
        # A name that begins with "=" is a name, not a formula.
        cell.data_type = "s"
    else:
        cell.value = value
    cell.protection = Protection(locked=locked)
    if fill is not None:
        cell.fill = fill
    if fill is not None or not locked:
        cell.border = _LINE
    return cell


def _protect(sheet: Worksheet) -> None:
    """Against a slip, not against anybody: there is no password."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.autoFilter = False


def file_name(cycle: str, language: Language) -> str:
    """The workbook's name, in Latin letters for every system."""
    return f"{cycle}-agenda-{language}.xlsx"
