"""The account of a play as a page of tables, for a terminal or a file."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich import box
from rich.console import Console
from rich.table import Table

from deployments.demo import words
from deployments.demo.account import Account
from models.acts import OWN
from models.days import Noun, day_text
from models.documents.kinds import kind_of
from models.filed import CaseFile, FiledStep
from models.regulations import procedure
from models.texts import Language, Text
from tasks import sheet_words

CASE = Noun(("дело", "дела", "дел"), "іс", ("case", "cases"))


class Telling:
    """Prints in one language."""

    def __init__(self, console: Console, language: Language) -> None:
        self.console, self.language = console, language

    def say(self, text: Text, **values: object) -> None:
        """One line."""
        self.console.print(self._in(text.filled(**values) if values else text), markup=False, highlight=False)

    def tell(self, found: Account, seconds: float) -> None:
        """The whole account."""
        script = found.script
        self.say(
            words.TITLE, procedure=procedure(script.procedure).title, year=script.year, authority=script.authority,
            cases=CASE.counted(len(found.cases)), first=day_text(script.starts_on), last=day_text(found.until),
            seconds=round(seconds),
        )  # fmt: skip
        self._outcomes(found)
        self._left_out(found)
        for case in self._sorted(found, found.cases):
            if found.who[case.number] in script.shown_whole:
                self._steps(found, case)
        counted = found.punctuality()
        self.say(words.STEPS, on_time=counted["on time"], late=counted["late"])
        self._letters(found)
        self._documents(found)
        self._refusals(found)
        self._breaches(found)
        self._lists(found)
        if found.ok:
            self.say(words.RIGHT)
        else:
            self.say(words.WRONG)
            for problem in found.problems:
                self.console.print(f"  {problem}", markup=False, highlight=False)

    def together(self, played: Iterable[tuple[Account, float]]) -> None:
        """A line for each of several plays."""
        rows = []
        for found, seconds in played:
            counted = found.punctuality()
            rows.append(
                [self._in(procedure(found.script.procedure).title), str(len(found.cases)),
                 str(counted["on time"]), str(counted["late"]), str(sum(len(f.refusals) for f in found.files())),
                 str(sum(found.letters.received.values())), str(round(seconds)),
                 self._in(words.AS_SCRIPTED if found.ok else words.OTHERWISE)]
            )  # fmt: skip
        heads = (
            words.PROCEDURE, words.CASES_COUNT, words.IN_TIME, sheet_words.LATE, words.REFUSALS_COUNT,
            words.LETTERS_COUNT, words.SECONDS, words.CAME,
        )  # fmt: skip
        self._table(words.TOGETHER, heads, rows)

    def _outcomes(self, found: Account) -> None:
        rows = []
        for cases in found.outcomes().values():
            title = cases[0].result_title or words.UNDECIDED
            told = [
                f"{found.who[c.number]} {c.number[-3:]}: {self._shows(found, c)}" for c in self._sorted(found, cases)
            ]
            rows.append([self._in(title), str(len(cases)), "\n".join(told)])
        self._table(words.CASES, (words.OUTCOME, words.COUNT, words.WHO), rows)

    @staticmethod
    def _sorted(found: Account, cases: Iterable[CaseFile]) -> list[CaseFile]:
        return sorted(cases, key=lambda case: found.who[case.number])

    def _left_out(self, found: Account) -> None:
        rows = [
            [who, clause, "; ".join(self._in(reason) for reason in reasons)]
            for who, (clause, reasons) in sorted(found.left_out.items())
        ]
        self._table(words.LEFT_OUT, (words.WHOM, sheet_words.CLAUSE, words.REASON), rows)

    def _shows(self, found: Account, case: CaseFile) -> str:
        return self._in(found.shows(case) or words.UNDECIDED)

    def _steps(self, found: Account, case: CaseFile) -> None:
        rows = [
            [self._in(s.title), self._clause(s.clause), _day(s.opened_on), _day(s.act_by), self._done(s)]
            for s in case.steps
            if s.state != "waiting"
        ]
        title = words.DATED.filled(case=case.number, shows=self._shows(found, case))
        self._table(title, (sheet_words.STEP, sheet_words.CLAUSE, words.OPENED, words.BY, words.DONE), rows)

    def _done(self, step: FiledStep) -> str:
        if step.done_on is None:
            return self._in(sheet_words.OPEN if step.is_open else words.CANCELLED)
        late = self._in(sheet_words.LATE) if step.late else ""
        came = self._in(step.outcome_title) if step.outcome_title else ""
        return " · ".join(filter(None, (_day(step.done_on), came, late)))

    def _letters(self, found: Account) -> None:
        received, sent = found.letters.received, found.letters.sent
        rows = [
            [self._in(sheet_words.CHANNELS[channel]), self._in(words.LANGUAGES[language]),
             str(received.get((channel, language), 0)), str(sent.get((channel, language), 0))]
            for channel, language in sorted({*received, *sent})
        ]  # fmt: skip
        self._table(words.LETTERS, (words.CHANNEL, words.LANGUAGE, words.RECEIVED, words.SENT), rows)
        if found.letters.repeats:
            self.say(words.REPEATED, count=found.letters.repeats)

    def _documents(self, found: Account) -> None:
        titles = {paper.kind: paper.title for file in found.files() for paper in file.papers}
        rows = [
            [self._in(kind.title if (kind := kind_of(found.script.procedure, code)) else titles[code]),
             self._clause(clause), str(count)]
            for (code, clause), count in sorted(found.documents().items())
        ]  # fmt: skip
        self._table(words.DOCUMENTS, (sheet_words.DOCUMENT, sheet_words.CLAUSE, words.COUNT), rows)

    def _refusals(self, found: Account) -> None:
        rows = [
            [file.number, self._in(r.title), self._clause(r.clause), self._in(r.reason)]
            for file in found.files()
            for r in file.refusals
        ]
        self._table(words.REFUSALS, (sheet_words.CASE, sheet_words.STEP, sheet_words.CLAUSE, words.REASON), rows)

    def _breaches(self, found: Account) -> None:
        rows = [
            [file.number, self._clause(b.clause), self._in(b.text)] for file in found.files() for b in file.breaches
        ]
        self._table(sheet_words.BREACHES, (sheet_words.CASE, sheet_words.CLAUSE, words.REASON), rows)

    def _lists(self, found: Account) -> None:
        """Those who come back: no place to go, or the five years over."""
        for year, listed in found.lists.items():
            for clause in found.script.relisted[year]:
                people = sorted(who for who, why in listed.items() if why == clause)
                if people:
                    told = words.LISTED.filled(year=year, clause=clause, people=", ".join(people))
                    self.console.print(f"{self._in(words.LISTS)}: {self._in(told)}", markup=False, highlight=False)

    def _table(self, title: Text, heads: Sequence[Text], rows: Iterable[Sequence[str]]) -> None:
        table = Table(
            title=self._in(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
        )
        for head in heads:
            table.add_column(self._in(head), overflow="fold")
        for row in rows:
            # Plain: what came out of the record is no markup.
            table.add_row(*(cell.replace("[", r"\[") for cell in row))
        if table.row_count:
            self.console.print(table)

    def _clause(self, clause: str) -> str:
        """Clauses in a row as first and last of them."""
        if clause == OWN:
            return self._in(sheet_words.OWN_STEP)
        found: list[list[str]] = []
        for each in clause.split(", "):
            follows = found and each.isdigit() and found[-1][-1].isdigit() and int(each) == int(found[-1][-1]) + 1
            if follows:
                found[-1].append(each)
            else:
                found.append([each])
        return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in found)

    def _in(self, text: Text) -> str:
        return text.in_(self.language)


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
