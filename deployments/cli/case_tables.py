"""The worklist, a case sheet and a cycle's board in a terminal."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Shown

from models.days import day_text
from models.filed import CaseFile, FiledStep, RollEntry
from models.names import Names, PersonName
from models.record.cycle_file import DAYS_AHEAD, CycleFile, DueStep
from models.record.worklist import WorkItem
from models.texts import Language, Text
from tasks import sheet_words as words
from tasks.markdown import one_line
from tasks.spoken import BAD, GONE, clause_text, overdue, roll_reasons, status, step_days

WIDTH = 160
"""Where nobody sees the screen (a pipe, a file), so that nothing is cut."""


def show_worklist(items: Sequence[tuple[WorkItem, date]], language: Language, names: Names) -> None:
    """Open steps, each with the day it is judged on."""
    screen = _Screen(language, names)
    table = screen.table(words.DUE, words.CASE, words.WHO, words.STEP, words.PERFORMER)
    for item, on in items:
        late = item.overdue(on)
        screen.row(
            table,
            [
                screen.day(item.act_by) + (f" {BAD}" if late else "") + (" ≈" if item.provisional else ""),
                item.case,
                screen.join(screen.name(item.person), item.place.code if item.place else ""),
                f"{screen.say(item.title)}, {clause_text(item.clause, language)}",
                screen.join(
                    screen.say(item.performer_title), screen.name(item.holder) or screen.nobody(item.performer)
                ),
            ],
            bad=late,
        )
    screen.show(table if items else screen.say(words.NOTHING))


def show_case(file: CaseFile, language: Language, names: Names, on: date, *, trace: bool = False) -> None:
    """One case; `on` is the day overdue steps are judged on."""
    screen = _Screen(language, names)
    person = file.person
    about = [file.number, screen.say(file.title), str(file.year)]
    if person is not None:
        place = person.place
        about += [person.post, screen.name(person.name)]
        about += [screen.say(place.name), place.settlement] if place else []
    screen.title(screen.join(*about))
    screen.standing(file)
    screen.steps(file, on)
    if trace:
        for step in file.steps:
            for told in step.traces:
                screen.part(f"{screen.say(step.title)} · {screen.say(told.term)}", map(screen.say, told.lines))
    screen.rest(file)


def show_cycle(file: CycleFile, language: Language, names: Names) -> None:
    """One cycle as it stands on its day."""
    screen = _Screen(language, names)
    own = file.own
    screen.title(screen.join(own.number, screen.say(own.title), str(own.year), screen.say(own.authority_name)))
    counts = [screen.say(words.TODAY, day=screen.day(file.on)), screen.say(words.CASES_COUNT, count=len(file.cases))]
    counts.append(screen.say(words.DONE_COUNT, on_time=file.on_time, late=file.late))
    counts += [f"{screen.say(title or words.NO_RESULT)}: {count}" for _, title, count in file.results]
    screen.show(screen.join(*counts))
    screen.standing(own)
    screen.due(screen.say(words.OVERDUE_STEPS), file.overdue, bad=True)
    screen.due(screen.say(words.NEXT_DAYS, count=DAYS_AHEAD, day=screen.day(file.until)), file.ahead)
    if file.cases:
        table = screen.table(words.CASE, words.WHO, words.STANDS, words.RESULT)
        for case in file.cases:
            stands = "; ".join(screen.join(screen.say(s.title), screen.day(s.act_by)) for s in case.open)
            result = screen.say(case.result_title) if case.result_title else ""
            where = case.place.code if case.place else ""
            late = screen.say(words.LATE_OF, late=case.late) if case.late else ""
            cells = [case.number, screen.join(screen.name(case.name), where), stands or GONE, screen.join(result, late)]
            screen.row(table, cells, bad=bool(case.late))
        screen.show(table)
    screen.steps(own, file.on)
    screen.roll(screen.say(words.LISTED), file.listed)
    screen.roll(screen.say(words.LEFT_OUT), file.left_out)
    screen.rest(own)


class _Screen:
    """Writes to the terminal; other people's words are never read as markup or as orders to the terminal."""

    def __init__(self, language: Language, names: Names) -> None:
        self.language, self.names = language, names
        self.console = Console(markup=False, highlight=False, emoji=False)
        if not self.console.is_terminal:
            self.console = Console(markup=False, highlight=False, emoji=False, width=WIDTH)

    def say(self, text: Text, **values: object) -> str:
        return (text.filled(**values) if values else text).in_(self.language)

    def day(self, day: date | None) -> str:
        return self.say(day_text(day)) if day else GONE

    def name(self, name: PersonName | None) -> str:
        return name.written(self.names) if name else ""

    def nobody(self, role: str) -> str:
        return "" if role == "official" else self.say(words.NOBODY)

    def join(self, *parts: str) -> str:
        return " · ".join(part for part in parts if part)

    def show(self, what: Table | str) -> None:
        self.console.print(one_line(what) if isinstance(what, str) else what, soft_wrap=isinstance(what, str))

    def title(self, text: str) -> None:
        self.console.print(Shown(one_line(text), style="bold"), soft_wrap=True)

    def part(self, title: str, lines: Iterable[str], *, bad: bool = False) -> None:
        """A titled list, nothing where it is empty."""
        items = list(lines)
        if items:
            self.console.print()
            self.console.print(Shown(one_line(title), style="bold red" if bad else "bold"), soft_wrap=True)
            for item in items:
                self.console.print(f"  {one_line(item)}", soft_wrap=True)

    def table(self, *heads: Text) -> Table:
        made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for head in heads:
            made.add_column(self.say(head), overflow="fold")
        return made

    def row(self, table: Table, cells: Iterable[str], *, bad: bool = False) -> None:
        table.add_row(*(Shown(one_line(cell)) for cell in cells), style="red" if bad else None)

    def standing(self, file: CaseFile) -> None:
        """What must not be missed: the last refusal, breaches, the result."""
        if file.message is not None:
            about = self.join(
                self.say(file.message.title) if file.message.title else "", self.clause(file.message.clause)
            )
            self.part(f"{BAD} {self.say(words.REFUSED)}", [self.join(about, self.say(file.message.text))], bad=True)
        breaches = [self.join(self.say(b.text), self.clause(b.clause)) for b in file.breaches]
        self.part(f"{BAD} {self.say(words.BREACHES)}", breaches, bad=True)
        if file.result_title is not None:
            self.part(self.say(words.RESULT), [self.join(self.say(file.result_title), self.day(file.result_on))])
        if file.closed_on is not None:
            self.show(self.say(words.CLOSED_ON, day=self.day(file.closed_on)))

    def clause(self, clause: str) -> str:
        return clause_text(clause, self.language) if clause else ""

    def steps(self, file: CaseFile, on: date) -> None:
        table = self.table(words.STEP, words.CLAUSE, words.PERFORMER, words.DUE, words.DONE)
        for step in file.steps:
            self.step(table, step, on)
        self.show(table)

    def step(self, table: Table, step: FiledStep, on: date) -> None:
        mark, word = status(step, self.language, on)
        late = overdue(step, on) or (step.late and step.state == "done")
        days = self.join(*step_days(step, self.language)) or GONE
        outcome = self.say(step.outcome_title) if step.outcome_title else ""
        done = self.join(f"{mark} {self.day(step.done_on)}" if step.done_on else mark, word, outcome)
        who = self.name(step.performer.name) or (self.nobody(step.performer.role) if step.is_open else "")
        title = step.title if step.occurrence == 1 else words.AGAIN.filled(title=step.title, nth=step.occurrence)
        performer = self.join(self.say(step.performer.title), who)
        self.row(table, [self.say(title), self.clause(step.clause), performer, days, done], bad=late)

    def due(self, title: str, steps: Sequence[DueStep], *, bad: bool = False) -> None:
        lines = [
            self.join(self.day(s.act_by), s.case, self.name(s.name), self.say(s.title), self.clause(s.clause))
            for s in steps
        ]
        self.part(f"{title} ({len(steps)})", lines, bad=bad)

    def roll(self, title: str, entries: Sequence[RollEntry]) -> None:
        lines = []
        for entry in entries:
            reasons = "; ".join(map(self.say, roll_reasons(entry)))
            name = self.name(entry.name) or f"№ {entry.official}"
            where = entry.place.code if entry.place else ""
            lines.append(f"{self.join(name, where, self.clause(entry.clause))}: {reasons}")
        self.part(f"{title} ({len(entries)})", lines)

    def rest(self, file: CaseFile) -> None:
        """Letters, documents, why on the list, the text it is run by."""
        letters = []
        for letter in file.letters:
            state = words.LETTER_STATES[letter.state]
            channel = self.say(words.CHANNELS[letter.channel])
            fallback = self.say(words.FALLBACK) if letter.is_fallback else ""
            who = self.name(letter.recipient)
            letters.append(
                self.join(self.day(letter.day), self.say(letter.title), who, channel, self.say(state), fallback)
            )
        self.part(self.say(words.LETTERS), letters)
        documents = [
            self.join(self.say(d.title), d.code, self.clause(d.clause), self.day(d.owed_on)) for d in file.documents
        ]
        self.part(self.say(words.DOCUMENTS), documents)
        if file.why is not None:
            self.part(self.say(words.WHY_LISTED), map(self.say, file.why.reasons))
        edition = file.edition
        basis = [self.join(self.say(edition.act), self.say(words.EDITION, code=edition.code))]
        if edition.decree and edition.adopted_from:
            basis.append(self.say(words.ADOPTED, day=self.day(edition.adopted_from), decree=edition.decree))
        basis += [
            self.join(f"{self.say(p.title)}: {self.say(p.value)}", self.say(p.note) if p.note else "")
            for p in edition.parameters
        ]
        self.part(self.say(words.BASIS), basis)
