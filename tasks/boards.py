"""The cycle's board: where all its cases stand, as markdown shown beside the cycle's run."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from models.acts import OWN, OWN_TERM
from models.filed import FiledPlace, RollEntry
from models.names import Names, PersonName
from models.record.cycle_file import DAYS_AHEAD, CycleCase, CycleFile, DueStep, StepCount
from models.regulations import procedure as procedure_named
from models.texts import Language, Text
from notifications.links import meeting_url, run_url, serve_url
from tasks import sheet_words as words
from tasks.drawings import cycle_picture
from tasks.markdown import bullets, cell, details, escaped, link, page
from tasks.sheets import SheetParts
from tasks.spoken import BAD, GONE, GOOD, NOW, Spoken, clause_text, roll_reasons

MOST = 60
"""Rows of one of the board's tables; what is left out is counted. The rest is in `merzim cases`."""
MOST_LISTED = 100
"""People of the list, and of those left out; the rest is in `merzim case` with the cycle's number."""
DUE = (words.DUE, words.STEP, words.CASE)
Item = TypeVar("Item")


def cycle_board(file: CycleFile, language: Language, *, names: Names, ui_url: str) -> str:
    """The cycle as markdown in one language; `names` and `ui_url` as for a case sheet."""
    return _Board(file, language, names, ui_url).markdown()


def _bar(part: int, whole: int) -> str:
    """Ten squares, as many of them full as tenths are done: it reads without colour."""
    full = 10 * part // whole
    return "■" * full + "□" * (10 - full)


class _Board(Spoken):
    def __init__(self, file: CycleFile, language: Language, names: Names, ui_url: str) -> None:
        super().__init__(language, names, ui_url)
        self.file = file

    def markdown(self) -> str:
        own = SheetParts(self.file.own, self.language, self.file.on, self.names, self.ui_url)
        return page(
            own.heading(),
            self.summary(),
            own.standing(),
            own.refusal(),
            self.overdue(),
            self.on_paper(),
            self.risk(),
            self.meetings(),
            self.breaches(own),
            self.picture(),
            self.steps(),
            self.ahead(),
            self.cases(),
            own.steps(words.OWN_STEPS),
            own.dates(),
            self.roll(words.LISTED, self.file.listed),
            self.roll(words.LEFT_OUT, self.file.left_out),
            own.letters(),
            own.documents(),
            own.recorded(),
            own.refusals(),
            own.basis(),
        )

    def section(self, title: str, body: str) -> str:
        return f"## {title}\n\n{body}" if body else ""

    def place(self, place: FiledPlace | None) -> str:
        return place.name.in_(self.language) if place else ""

    def who(self, number: str, run_id: str | None, name: PersonName | None, place: FiledPlace | None) -> str:
        """A case in a table's cell: its number with a link to its run, the person and the place."""
        about = cell(self.beside_number(name), self.place(place))
        return "<br>".join(part for part in (link(number, run_url(self.ui_url, run_id)), about) if part)

    def rows(self, items: Sequence[Item], row: Callable[[Item], Sequence[str]]) -> list[Sequence[str]]:
        """A row each for as many as the board holds; the others are only counted, and cost nothing."""
        found = [row(item) for item in items[:MOST]]
        left = len(items) - MOST
        return [*found, [f"… +{left}", *[""] * (len(found[0]) - 1)]] if left > 0 else found

    def summary(self) -> str:
        """The whole in one line: how many cases, decided, steps in time and late, letters."""
        file = self.file
        decided = sum(case.result is not None or case.closed_on is not None for case in file.cases)
        parts = [f"**{self.say(words.TODAY, day=self.day(file.on))}**"]
        if file.cases:
            parts += [self.say(words.CASES_COUNT, count=len(file.cases)), self.say(words.DECIDED, count=decided)]
            whole = len(file.cases)
            parts.append(f"{_bar(decided, whole)} {self.say(words.PROGRESS, part=100 * decided // whole)}")
        if file.on_time or file.late:
            parts.append(self.say(words.DONE_COUNT, on_time=file.on_time, late=file.late))
        letters = [
            f"{self.say(words.LETTER_STATES[state])} {count}"
            for state, count in file.letters.items()
            if state in words.LETTER_STATES
        ]
        if letters:
            parts.append(f"{self.say(words.LETTERS)}: {', '.join(letters)}")
        return " · ".join(parts)

    def risk(self) -> str:
        """What has to happen in the next days so that no term is missed, however many cases: a line a step and a day.

        Terms of the text first: one missed is a breach of it.
        """
        until = self.file.until
        counted: dict[tuple[bool, date, str], list[DueStep]] = {}
        for step in self.file.ahead:
            last = step.last_day or step.act_by
            if last is not None and self.file.on <= last <= until:
                counted.setdefault((step.own, last, step.step), []).append(step)
        found = [(last, steps) for (_, last, _), steps in sorted(counted.items(), key=lambda item: item[0])]
        rows = self.rows(found, lambda at: [cell(self.day(at[0])), self._at_risk(at[1][0]), str(len(at[1]))])
        title = f"{NOW} {self.say(words.RISK, day=self.day(until))}"
        return self.section(title, self.table((words.WHEN, words.STEP, words.COUNT), rows))

    def _at_risk(self, step: DueStep) -> str:
        term = OWN_TERM if step.own else words.BY_LAW
        title, mark = step.title.in_(self.language), "" if step.own else f"{BAD} "
        about = [clause_text(step.clause, self.language), step.performer.in_(self.language)]
        return cell(title, *about, f"{mark}{term.in_(self.language)}")

    def meetings(self) -> str:
        """By when a commission has to sit, and for how many cases."""
        code = procedure_named(self.file.own.procedure).meets_on
        waiting = [s for case in self.file.cases for s in case.open if s.step == code]
        if not waiting:
            return ""
        days: dict[date | None, list[DueStep]] = {}
        for step in sorted(waiting, key=lambda s: s.last_day or date.max):
            days.setdefault(step.last_day, []).append(step)
        items = []
        for day, steps in days.items():
            by = self.say(words.BY, day=self.day(day)) if day else ""
            late = BAD if day is not None and day < self.file.on else NOW
            about = [by, self.say(words.WAIT_FOR_DECISION, count=len(steps)), self.clause(steps[0].clause)]
            items.append(f"{late} **{self.say(steps[0].title)}** · {' · '.join(part for part in about if part)}")
        agenda = meeting_url(self.ui_url, self.file.own.number)
        shown = page(bullets(self._some(items)), link(words.AGENDA.in_(self.language), agenda) if agenda else "")
        return self.section(self.say(words.MEETINGS), shown.strip())

    def picture(self) -> str:
        """The cases' process with how many stand where."""
        return self.section(self.say(words.PICTURE), cycle_picture(self.file, self.language)) if self.file.cases else ""

    def breaches(self, own: SheetParts) -> str:
        items = [own.breach(breach) for breach in self.file.own.breaches]
        items += [
            f"{link(case.number, run_url(self.ui_url, case.run_id))}: {own.breach(breach)}"
            for case in self.file.cases
            for breach in case.breaches
        ]
        return self.section(f"{BAD} {self.say(words.BREACHES)}", bullets(self._some(items)))

    def _some(self, items: Sequence[str]) -> Sequence[str]:
        return [*items[:MOST], f"… +{len(items) - MOST}"] if len(items) > MOST else items

    def clause(self, clause: str) -> str:
        return escaped(clause_text(clause, self.language))

    def overdue(self) -> str:
        title = f"{BAD} {self.say(words.OVERDUE_STEPS)} ({len(self.file.overdue)})"
        return self.section(title, self._due(self.file.overdue))

    def on_paper(self) -> str:
        """Notices whose receipt nobody has confirmed, each with where another letter is sent."""
        steps = self.file.on_paper
        title = f"{BAD} {self.say(words.SERVE_ON_PAPER)} ({len(steps)})"
        return self.section(title, self.table(DUE, self.rows(steps, self._on_paper)))

    def _on_paper(self, step: DueStep) -> Sequence[str]:
        letter = link(words.SERVE.in_(self.language), serve_url(self.ui_url, step.case, step.step))
        about = "<br>".join(part for part in (self._step(step), letter if self.ui_url else "") if part)
        return [self._day(step), about, self.who(step.case, step.run_id, step.name, step.place)]

    def ahead(self) -> str:
        title = self.say(words.NEXT_DAYS, count=DAYS_AHEAD, day=self.day(self.file.until))
        if not self.file.ahead:
            return f"## {title}\n\n{self.say(words.NOTHING)}" if self.file.own.closed_on is None else ""
        return self.section(f"{title} ({len(self.file.ahead)})", self._due(self.file.ahead))

    def _due(self, steps: Sequence[DueStep]) -> str:
        rows = self.rows(steps, lambda s: [self._day(s), self._step(s), self.who(s.case, s.run_id, s.name, s.place)])
        return self.table(DUE, rows)

    def _day(self, step: DueStep) -> str:
        lines = [self.day(step.act_by)] if step.act_by else []
        if step.last_day and step.last_day != step.act_by:
            lines.append(words.LAST_DAY.filled(day=self.day(step.last_day)).in_(self.language))
        if step.not_before and step.not_before > self.file.on:
            lines.append(words.NOT_BEFORE.filled(day=self.day(step.not_before)).in_(self.language))
        if step.provisional:
            lines.append(f"≈ {words.PROVISIONAL.in_(self.language)}")
        return cell(*lines)

    def _step(self, step: DueStep) -> str:
        title = step.title.in_(self.language)
        return cell(title, clause_text(step.clause, self.language), step.performer.in_(self.language))

    def cases(self) -> str:
        if not self.file.cases:
            return ""
        rows = self.rows(
            self.file.cases,
            lambda c: [self.who(c.number, c.run_id, c.name, c.place), self._stands(c), self._result(c)],
        )
        counts = [f"{self.say(title or words.NO_RESULT)}: {count}" for _, title, count in self.file.results]
        body = f"{' · '.join(counts)}\n\n{self.table((words.CASE, words.STANDS, words.RESULT), rows)}"
        return self.section(self.say(words.CASES), body)

    def _stands(self, case: CycleCase) -> str:
        lines = []
        for step in case.open:
            late = step.last_day is not None and step.last_day < self.file.on
            lines.append(f"{BAD if late else NOW} {step.title.in_(self.language)}")
            if step.act_by:
                lines.append(words.BY.filled(day=self.day(step.act_by)).in_(self.language))
        return cell(*lines) or GONE

    def _result(self, case: CycleCase) -> str:
        lines = [f"{GOOD} {case.result_title.in_(self.language)}"] if case.result_title else []
        if case.late:
            lines.append(f"{BAD} {words.LATE_OF.filled(late=case.late).in_(self.language)}")
        return cell(*lines) or GONE

    def steps(self) -> str:
        rows = [[self._counted(s), self._open_count(s), self._done_count(s)] for s in self.file.steps]
        heads = (words.STEP, words.OPEN_COUNT, words.DONE)
        return self.section(self.say(words.CASE_STEPS), self.table(heads, rows))

    def _counted(self, step: StepCount) -> str:
        clause = f" ({clause_text(step.clause, self.language)})" if step.clause != OWN else ""
        return escaped(f"{step.title.in_(self.language)}{clause}")

    def _open_count(self, step: StepCount) -> str:
        late = words.OVERDUE_COUNT.filled(count=step.overdue).in_(self.language) if step.overdue else ""
        return cell(str(step.open), late) if step.open else GONE

    def _done_count(self, step: StepCount) -> str:
        lines = [words.DONE_OF.filled(on_time=step.on_time).in_(self.language)] if step.on_time else []
        if step.late:
            lines.append(f"{BAD} {words.LATE_OF.filled(late=step.late).in_(self.language)}")
        return cell(*lines) or GONE

    def roll(self, title: Text, entries: Sequence[RollEntry]) -> str:
        items = []
        for entry in entries[:MOST_LISTED]:
            # A person who has no case yet has no number but the personnel one.
            name = self.name(entry.name) or f"№ {entry.official}"
            reasons = "; ".join(map(self.say, roll_reasons(entry)))
            about = " · ".join(escaped(p) for p in (name, self.place(entry.place)) if p)
            items.append(f"**{about}** · {self.clause(entry.clause)}: {reasons}")
        summary = f"{title.in_(self.language)} ({len(entries)})"
        if len(entries) > MOST_LISTED:
            items.append(f"… +{len(entries) - MOST_LISTED}")
        return details(summary, bullets(items)) if items else ""
