"""The case sheet: one case as markdown, shown beside its run.

It holds nothing about a person but the post, the name as the installation's setting writes it (`MERZIM_NAMES`) and the
reasons of the list: what a form says in free text is counted and not shown.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.days import day_text
from models.documents.kinds import drafted
from models.filed import Ahead, Branch, CaseFile, FiledBreach, FiledLetter, FiledStep
from models.filed_paper import KeptDocument
from models.filled_forms import FilledField
from models.names import Names
from models.receipts import service
from models.regulations import procedure
from models.texts import Language, Text
from notifications.links import document_url, draft_url, run_url, serve_url
from tasks import sheet_words as words
from tasks.corrections import corrections, refusals
from tasks.drawings import case_picture
from tasks.markdown import bullets, cell, code, details, escaped, link, page
from tasks.spoken import BAD, GONE, GOOD, LATER, Spoken, clause_text, overdue, status, step_days

PLACES = frozenset({"organisation", "settlement"})
"""Fields of free text that hold a place, never a person."""


def case_sheet(file: CaseFile, language: Language, on: date | None, *, names: Names, ui_url: str) -> str:
    """The case as markdown in one language.

    on      the day it is read: an open step whose last day lies before it is marked overdue; None: those that the sweep
            has found so
    names   how people are named; `ui_url`: where the Prefect UI is, empty: no links
    """
    return SheetParts(file, language, on, names, ui_url).markdown()


class SheetParts(Spoken):
    """A case sheet, part by part; the board of a cycle takes some of them for the cycle's own steps."""

    def __init__(self, file: CaseFile, language: Language, on: date | None, names: Names, ui_url: str) -> None:
        super().__init__(language, names, ui_url)
        self.file, self.on = file, on

    def markdown(self) -> str:
        return page(
            self.heading(),
            self.standing(),
            self.refusal(),
            self.breaches(),
            self.steps(),
            self.picture(),
            self.ahead(),
            self.documents(),
            self.letters(),
            self.dates(),
            self.recorded(),
            self.refusals(),
            self.why_listed(),
            self.basis(),
        )

    def moment(self, at: datetime) -> str:
        """In the authority's own time."""
        local = at.astimezone(ZoneInfo(self.file.timezone))
        return f"{self.day(local.date())} {local:%H:%M}"

    def clause(self, clause: str) -> str:
        return clause_text(clause, self.language)

    def title(self, step: FiledStep) -> str:
        text = step.title if step.occurrence == 1 else words.AGAIN.filled(title=step.title, nth=step.occurrence)
        return text.in_(self.language)

    def section(self, title: Text, body: str, mark: str = "") -> str:
        return f"## {mark}{self.say(title)}\n\n{body}" if body else ""

    def heading(self) -> str:
        file, person = self.file, self.file.person
        year = self.say(words.YEAR, year=file.year)
        if person is None:
            title = f"{self.say(file.title)} · {year}"
            about = [self.say(words.CYCLE), code(file.number), self.say(file.authority_name)]
        else:
            place = person.place
            post = person.post[:1].upper() + person.post[1:]
            where = place.name.in_(self.language) if place else ""
            title = " · ".join(escaped(part) for part in (post, where) if part)
            name = escaped(self.beside_number(person.name))
            about = [self.say(words.CASE), code(file.number), name, escaped(place.settlement) if place else ""]
            about.append(link(f"{file.title.in_(self.language)}, {file.year}", run_url(self.ui_url, file.cycle_run_id)))
        lines = [" · ".join(part for part in about if part)]
        if person is not None and person.category:
            text = words.CATEGORY if person.category_until else words.CATEGORY_OPEN
            until = self.day(person.category_until) if person.category_until else ""
            lines.append(self.say(text, category=person.category, day=until))
        return page(f"# {title or code(file.number)}", *lines).strip()

    def picture(self) -> str:
        """The process with how the case stands in it."""
        return self.section(words.PICTURE, case_picture(self.file, self.language, self.on))

    def standing(self) -> str:
        """What is to be done now, by whom, by when, under which clause; the result; whether the case is closed."""
        file = self.file
        items = [self._open(step) for step in file.open_steps]
        if file.result_title is not None:
            since = f" ({self.say(day_text(file.result_on))})" if file.result_on else ""
            items.append(f"{GOOD} **{self.say(words.RESULT)}: {self.say(file.result_title)}**{since}")
        place = next((r.destination for r in reversed(file.rulings) if r.standing and r.destination), None)
        if place is not None and file.result not in procedure(file.procedure).gives_back:
            items.append(self.say(words.DESTINATION, place=f"{place.name.in_(self.language)}, {place.settlement}"))
        if file.closed_on is not None:
            items.append(self.say(words.CLOSED_ON, day=self.day(file.closed_on)))
        return bullets(items)

    def _open(self, step: FiledStep) -> str:
        mark, _ = status(step, self.language, self.on)
        day = ""
        if overdue(step, self.on) and step.last_day:
            day = self.say(words.OVERDUE_SINCE, day=self.day(step.last_day))
        elif step.due:
            day = self.say(words.BY, day=self.day(step.due))
        elif step.ends:
            day = self.say(words.UNTIL, day=self.day(step.ends))
        early = self.say(words.NOT_BEFORE, day=self.day(step.not_before)) if step.not_before else ""
        about = [f"{mark} **{escaped(self.title(step))}**", day, early, escaped(self.clause(step.clause))]
        return " · ".join(part for part in (*about, self._who(step), *self._links(step)) if part)

    def _links(self, step: FiledStep) -> Iterable[str]:
        """That nobody has confirmed its notice; where its papers are drafted, and its notice is served by letter."""
        of, number = procedure(self.file.procedure), self.file.number
        if self.file.on_paper(step, self.on):
            yield f"{BAD} **{self.say(words.SERVE_ON_PAPER)}**"
        if self.ui_url and drafted(of, self.file.kind, step.code):
            yield link(words.DRAFT.in_(self.language), draft_url(self.ui_url, number, step.code))
        if self.ui_url and service(of.code, step.code):
            yield link(words.SERVE.in_(self.language), serve_url(self.ui_url, number, step.code))

    def _who(self, step: FiledStep) -> str:
        """The role that is to act, and who holds it; nobody is to do anything about a period that runs."""
        if step.kind != "user-task":
            return ""
        holder = self.beside_number(step.performer.name) if step.performer.name else words.NOBODY.in_(self.language)
        return escaped(", ".join(part for part in (step.performer.title.in_(self.language), holder) if part))

    def refusal(self) -> str:
        message = self.file.message
        if message is None:
            return ""
        title = f"**{self.say(message.title)}**" if message.title else ""
        clause = escaped(self.clause(message.clause))
        said = " · ".join(part for part in (title, clause) if part)
        return self.section(words.REFUSED, page(said, self.say(message.text)).strip(), f"{BAD} ")

    def breaches(self) -> str:
        return self.section(words.BREACHES, bullets(map(self.breach, self.file.breaches)), f"{BAD} ")

    def breach(self, breach: FiledBreach) -> str:
        """A breach with its clause, unless its text names it."""
        said, clause = breach.text.in_(self.language), self.clause(breach.clause)
        return escaped(said if clause in said else f"{said} · {clause}")

    def steps(self, title: Text = words.STEPS) -> str:
        rows = [[self._step(s), self._due(s), self._done(s)] for s in self.file.steps]
        return self.section(title, self.table((words.STEP, words.DUE, words.DONE), rows))

    def _step(self, step: FiledStep) -> str:
        title = "<br>".join(f"**{part}**" for part in cell(self.title(step)).split("<br>"))
        who = self.beside_number(step.performer.name)
        if step.performer.name is None and step.is_open:
            who = words.NOBODY.in_(self.language)
        return f"{title}<br>{cell(self.clause(step.clause), step.performer.title.in_(self.language), who)}"

    def _due(self, step: FiledStep) -> str:
        return cell(*step_days(step, self.language)) or GONE

    def _done(self, step: FiledStep) -> str:
        mark, word = status(step, self.language, self.on)
        outcome = step.outcome_title.in_(self.language) if step.outcome_title else ""
        if step.done_on is None:
            return cell(f"{mark} {word}")
        return cell(f"{mark} {self.day(step.done_on)}", word, outcome)

    def dates(self) -> str:
        parts: list[str] = []
        for step in self.file.steps:
            for trace in step.traces:
                term = trace.term.in_(self.language)
                parts.append(f"**{escaped(self.title(step))}** · {escaped(term)}")
                parts.append(bullets(self.say(line) for line in trace.lines))
        return details(words.WHY_DATES.in_(self.language), "\n\n".join(parts)) if parts else ""

    def ahead(self) -> str:
        items = [item for ahead in self.file.ahead for item in self._ahead(ahead)]
        if self.file.events:
            events = "; ".join(f"{self.say(title)} ({escaped(self.clause(c))})" for title, c in self.file.events)
            items.append(f"{self.say(words.ANY_TIME)}: {events}")
        return self.section(words.AHEAD, bullets(items))

    def _ahead(self, ahead: Ahead) -> Iterable[str]:
        after = self.say(words.AFTER, step=ahead.step)
        if len(ahead.branches) == 1:
            yield f"{after}: {self._branch(ahead.branches[0])}"
            return
        inner = "".join(f"\n  - {self._branch(branch)}" for branch in ahead.branches)
        yield f"{after}:{inner}"

    def _branch(self, branch: Branch) -> str:
        opens = ", ".join(f"{self.say(title)} ({escaped(self.clause(c))})" for title, c in branch.opens)
        result = f"{self.say(words.RESULT)}: {self.say(branch.result)}" if branch.result else ""
        ends = self.say(words.ENDS) if branch.ends else ""
        what = "; ".join(part for part in (opens, result, ends) if part) or self.say(words.STAYS)
        return f"«{self.say(branch.outcome)}»: {what}" if branch.outcome else what

    def letters(self) -> str:
        rows = [[cell(self.day(x.day)), self._letter(x), self._sent(x)] for x in self.file.letters]
        shown = self.table((words.DAY, words.LETTER, words.SENT), rows)
        return self.section(words.LETTERS, page(shown, self._reminders()).strip())

    def _letter(self, letter: FiledLetter) -> str:
        return cell(letter.title.in_(self.language), self.name(letter.recipient), f"{letter.kind} · {letter.language}")

    def _sent(self, letter: FiledLetter) -> str:
        failed = letter.state.endswith("failure")
        mark = BAD if failed else {"sent": GOOD, "cancelled": GONE}.get(letter.state, LATER)
        channel = words.CHANNELS[letter.channel].in_(self.language)
        lines = [f"{mark} {channel}: {words.LETTER_STATES[letter.state].in_(self.language)}"]
        if letter.sent_at:
            lines.append(self.moment(letter.sent_at))
        if letter.confirmed_at:
            lines.append(f"{GOOD} {words.RECEIVED.filled(at=self.moment(letter.confirmed_at)).in_(self.language)}")
        if letter.is_fallback:
            lines.append(words.FALLBACK.in_(self.language))
        if failed:
            lines.append(words.TRIES.filled(count=letter.attempts).in_(self.language))
            lines.append(letter.last_error or "")
        return cell(*lines)

    def _reminders(self) -> str:
        sent = sum(r.state == "done" for r in self.file.reminders)
        planned = [r.on for r in self.file.reminders if r.state == "planned"]
        ahead = [self.say(words.NEXT_REMINDER, day=self.day(min(planned)))] if planned else []
        return "; ".join([self.say(words.REMINDED, count=sent), *ahead]) if sent or planned else ""

    def documents(self) -> str:
        """Those written, with their numbers and where they are taken from, and those that wait, with why."""
        rows = [[cell(self.day(d.day)), self._document(d), self._numbered(d)] for d in self.file.papers]
        return self.section(words.DOCUMENTS, self.table((words.DAY, words.DOCUMENT, words.NUMBER), rows))

    def _document(self, paper: KeptDocument) -> str:
        title = paper.title.in_(self.language)
        written = f"{paper.language} · SHA-256 {paper.sha256[:12]}…" if paper.id is not None else ""
        return cell(title[:1].upper() + title[1:], self.clause(paper.clause), written)

    def _numbered(self, paper: KeptDocument) -> str:
        if paper.id is None:
            why = paper.problem.in_(self.language) if paper.problem else ""
            return cell(f"{BAD if why else LATER} {words.NOT_WRITTEN.in_(self.language)}", why)
        return f"{GOOD} {link(f'№ {paper.number}', document_url(self.ui_url, paper.id))}"

    def recorded(self) -> str:
        parts = []
        for step in self.file.steps:
            if not step.form:
                continue
            at = self.moment(step.recorded_at) if step.recorded_at else ""
            about = " · ".join(escaped(part) for part in (at, step.recorded_by) if part)
            parts.append(f"**{escaped(self.title(step))}** · {about}" if about else f"**{escaped(self.title(step))}**")
            parts.append(bullets(self._fields(step.form)))
        return details(words.RECORDED.in_(self.language), "\n\n".join(parts)) if parts else ""

    def _fields(self, fields: Sequence[FilledField]) -> Iterable[str]:
        hidden = 0
        for field in fields:
            if field.kind == "group":
                inside = ", ".join(f"{self.say(p.title)}: {self.say(p.shown)}" for p in field.parts if _open_to_all(p))
                yield f"{self.say(field.title)}: {inside or GONE}"
            elif _open_to_all(field):
                yield f"{self.say(field.title)}: {self.say(field.shown)}"
            else:
                hidden += 1
        if hidden:
            yield self.say(words.MORE_FIELDS, count=hidden)

    def refusals(self) -> str:
        return page(corrections(self), refusals(self)).strip()

    def why_listed(self) -> str:
        why = self.file.why
        if why is None:
            return ""
        items = [self.say(reason) for reason in why.reasons]
        return details(f"{words.WHY_LISTED.in_(self.language)} · {self.clause(why.clause)}", bullets(items))

    def basis(self) -> str:
        edition = self.file.edition
        about = [self.say(edition.act), self.say(words.EDITION, code=edition.code)]
        if edition.decree and edition.adopted_from:
            about.append(self.say(words.ADOPTED, day=self.day(edition.adopted_from), decree=edition.decree))
        elif edition.in_force_from:
            about.append(self.say(words.IN_FORCE, day=self.day(edition.in_force_from)))
        items = [" · ".join(about)]
        if edition.note:
            items.append(self.say(edition.note))
        for parameter in edition.parameters:
            chosen = f" ({self.say(words.CHOSEN)})" if parameter.chosen else ""
            note = f". {self.say(parameter.note)}" if parameter.note else ""
            items.append(f"**{self.say(parameter.title)}: {self.say(parameter.value)}**{chosen}{note}")
        return self.section(words.BASIS, bullets(items))


def _open_to_all(field: FilledField) -> bool:
    """Whether a field can be read by everyone who can open the UI: no free text, but numbers of papers and places."""
    return field.kind not in ("text", "list", "map") or field.name.endswith("_no") or field.name in PLACES
