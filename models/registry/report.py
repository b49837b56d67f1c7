"""What an import found and did, for people and for scripts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from models.registry.columns import TableForm
from models.registry.findings import Finding, Weight
from models.texts import Language, Text

_STORED = {
    "authorities": Text(ru="органы", kk="органдар", en="authorities"),
    "calendar": Text(ru="дни календаря", kk="күнтізбе күндері", en="calendar days"),
    "adoptions": Text(ru="принятые акты", kk="қабылданған актілер", en="adoptions"),
    "organisations": Text(ru="организации", kk="ұйымдар", en="organisations"),
    "predecessors": Text(ru="предшественники", kk="ізашарлар", en="predecessors"),
    "officials": Text(ru="должностные лица", kk="лауазымды адамдар", en="officials"),
    "superiors": Text(ru="непосредственные руководители", kk="тікелей басшылар", en="superiors"),
    "tenures": Text(ru="назначения", kk="тағайындаулар", en="tenures"),
    "categories": Text(ru="категории", kk="санаттар", en="categories"),
    "facts": Text(ru="сведения о лицах", kk="адамдар туралы мәліметтер", en="facts"),
    "vacancies": Text(ru="вакансии", kk="бос орындар", en="vacancies"),
    "performers": Text(ru="исполнители", kk="орындаушылар", en="performers"),
    "commissions": Text(ru="комиссии", kk="комиссиялар", en="commissions"),
    "members": Text(ru="члены комиссий", kk="комиссия мүшелері", en="commission members"),
}
_COUNT = Text(
    ru="{table}: новых {new}, изменено {changed}, без изменений {unchanged}",
    kk="{table}: жаңасы {new}, өзгергені {changed}, өзгермегені {unchanged}",
    en="{table}: {new} new, {changed} changed, {unchanged} unchanged",
)
_REMOVED = Text(ru=", удалено {removed}", kk=", жойылғаны {removed}", en=", {removed} removed")
_SHEET = Text(
    ru="{place} — «{table}»: строк {rows}, не принято {bad}",
    kk="{place} — «{table}»: жолдар {rows}, қабылданбағаны {bad}",
    en="{place} — “{table}”: {rows} rows, {bad} not taken",
)
_WARNINGS = Text(ru="Предупреждения ({count}):", kk="Ескертулер ({count}):", en="Warnings ({count}):")
_ERRORS = Text(ru="Не принято ({count}):", kk="Қабылданбады ({count}):", en="Not taken ({count}):")
_OUTCOMES = {
    "imported": Text(ru="Импортировано.", kk="Импортталды.", en="Imported."),
    "partial": Text(
        ru="Импортировано без строк, перечисленных выше.",
        kk="Жоғарыда аталған жолдарсыз импортталды.",
        en="Imported, without the rows listed above.",
    ),
    "same": Text(
        ru="Всё это уже есть в реестре: изменений нет.",
        kk="Мұның бәрі тізілімде бар: өзгеріс жоқ.",
        en="All of it is in the registry already: nothing to change.",
    ),
    "dry-run": Text(
        ru="Проверка без записи: в реестре ничего не изменено.",
        kk="Жазусыз тексеру: тізілімде ештеңе өзгерген жоқ.",
        en="Checked only: nothing is changed in the registry.",
    ),
    "refused": Text(
        ru="Ничего не импортировано: исправьте строки или повторите с --partial.",
        kk="Ештеңе импортталған жоқ: жолдарды түзетіңіз немесе --partial-мен қайталаңыз.",
        en="Nothing is imported: put the rows right, or repeat with --partial.",
    ),
}


@dataclass(frozen=True)
class SheetRead:
    """A sheet whose header was understood: its table, how many rows it has and how many were not taken."""

    file: str
    name: str
    form: TableForm
    # Empty for a workbook.
    encoding: str
    rows: int
    bad: int


@dataclass
class Report:
    """What an import found and did. `imported`: the good rows are in the record now, or were before."""

    partial: bool
    dry_run: bool
    sheets: list[SheetRead]
    # By table of the record: new, changed, removed, unchanged. Where nothing was imported: what would be.
    tables: dict[str, dict[str, int]]
    # Rows changed or removed: table, kind, key, names of the fields.
    changes: list[dict[str, Any]]
    findings: list[Finding] = field(default_factory=list)
    imported: bool = False

    @property
    def bad(self) -> list[Finding]:
        """Why rows were not taken, in the order of the file."""
        return self._sorted([found for found in self.findings if found.weight is not Weight.WARNING])

    @property
    def warnings(self) -> list[Finding]:
        """What someone should look at, in the order of the file."""
        return self._sorted([found for found in self.findings if found.weight is Weight.WARNING])

    @property
    def outcome(self) -> str:
        """`imported`, `partial`, `same`, `dry-run` or `refused`."""
        if not self.imported:
            return "dry-run" if self.dry_run else "refused"
        if self.bad:
            return "partial"
        return "imported" if self.touched else "same"

    @property
    def touched(self) -> int:
        """How many rows are new, changed or removed."""
        return sum(counts["new"] + counts["changed"] + counts["removed"] for counts in self.tables.values())

    def _sorted(self, found: list[Finding]) -> list[Finding]:
        order = {(sheet.file, sheet.name): at for at, sheet in enumerate(self.sheets)}
        return sorted(found, key=lambda each: (order.get((each.place.file, each.place.sheet), -1), each.place.row))

    def lines(self, language: Language) -> Iterator[str]:
        """The report for people, line by line."""
        for sheet in self.sheets:
            place = sheet.file + (f", {sheet.name}" if sheet.name else "")
            table = sheet.form.title.in_(language)
            yield _SHEET.in_(language).format(place=place, table=table, rows=sheet.rows, bad=sheet.bad)
        for title, found in ((_WARNINGS, self.warnings), (_ERRORS, self.bad)):
            if found:
                yield title.in_(language).format(count=len(found))
                for each in found:
                    yield "  " + each.line(language)
        for name, counts in self.tables.items():
            line = _COUNT.in_(language).format(table=_STORED[name].in_(language), **counts)
            yield line + (_REMOVED.in_(language).format(**counts) if counts["removed"] else "")
        yield _OUTCOMES[self.outcome].in_(language)

    def as_json(self, language: Language) -> dict[str, Any]:
        """The report for scripts; reasons are in `language`, all else is stable."""
        return {
            "outcome": self.outcome,
            "imported": self.imported,
            "dry_run": self.dry_run,
            "partial": self.partial,
            "sheets": [
                {
                    "file": sheet.file,
                    "sheet": sheet.name or None,
                    "table": sheet.form.code,
                    "encoding": sheet.encoding or None,
                    "rows": sheet.rows,
                    "bad": sheet.bad,
                }
                for sheet in self.sheets
            ],
            "tables": self.tables,
            "changes": self.changes,
            "errors": [each.as_json(language) for each in self.bad],
            "warnings": [each.as_json(language) for each in self.warnings],
        }
