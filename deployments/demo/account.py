"""What came of the play: counted from the record and from what the catchers hold, and held against the script."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from deployments.catchers import Catchers
from deployments.demo.progress import case_numbers, cycle_of, taken
from deployments.demo.script import Entry, Script
from models.days import iso_days
from models.filed import CaseFile
from models.record.case_file import case_files
from models.record.cases import Case
from models.record.letters import Letter
from models.record.opening import cycle_number
from models.texts import Language, Text

Counts = Mapping[tuple[str, str], int]
"""By channel and language."""


@dataclass(frozen=True)
class Letters:
    """Letters the outbox says are sent, and those the catchers really hold.

    missing    sent, and not with the catchers; unknown: the other way round
    repeats    caught more than once, told by the Message-ID: a sender died between sending and writing so
    """

    sent: Counts
    received: Counts
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    repeats: int
    failed: int
    waiting: int

    @property
    def agree(self) -> bool:
        """Every letter sent was received, and none besides."""
        return not self.missing and not self.unknown and self.sent == self.received and not self.waiting


@dataclass(frozen=True)
class Account:
    """All of it. `problems` are what is not as the script, or the record, says it must be.

    who    whom each case is about, by its number
    left_out  who was judged and is not on the list: who -> clause, reasons
    later  the cycles of other years that the script has answers for
    lists  who is on the lists of later years, by year: who -> clause
    """

    script: Script
    until: date
    whole: bool
    cycle: CaseFile | None
    cases: tuple[CaseFile, ...]
    letters: Letters
    who: Mapping[str, str]
    left_out: Mapping[str, tuple[str, tuple[Text, ...]]]
    later: tuple[CaseFile, ...]
    lists: Mapping[int, Mapping[str, str]]
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """As the script says, all of it."""
        return not self.problems

    def shows(self, case: CaseFile) -> Text | None:
        """What the case is there for; None: nobody thought of it."""
        return self.script.shows.get(self.who[case.number])

    def files(self) -> tuple[CaseFile, ...]:
        """The cycle's own file, those of its cases, those of other cycles."""
        return (*((self.cycle,) if self.cycle else ()), *self.cases, *self.later)

    def outcomes(self) -> dict[str, list[CaseFile]]:
        """Cases by what came of them so far; "" where nothing has yet."""
        found: dict[str, list[CaseFile]] = {}
        for case in self.cases:
            found.setdefault(case.result or "", []).append(case)
        return dict(sorted(found.items(), key=lambda item: -len(item[1])))

    def punctuality(self) -> Counter[str]:
        """Steps done on time, and late, of those that have a last day."""
        steps = (s for file in self.files() for s in file.steps if s.done_on is not None and s.last_day is not None)
        return Counter("late" if step.late else "on time" for step in steps)

    def documents(self) -> Counter[tuple[str, str]]:
        """Documents written, by kind and clause; each language is one."""
        written = (paper for file in self.files() for paper in file.papers if paper.id is not None)
        return Counter((paper.kind, paper.clause) for paper in written)


def account(
    session: Session,
    catchers: Catchers,
    script: Script,
    entries: Sequence[Entry],
    until: date,
    surprises: Iterable[str] = (),
) -> Account:
    """What the record and the catchers hold of the play up to the day `until`."""
    numbers, own = case_numbers(session, script), cycle_of(script)
    # Cycles are named by their years.
    who = {number: each for each, number in numbers.items() if each and not each.isdigit()}
    later = [numbers[entry.who] for entry in entries if entry.who.isdigit() and entry.who in numbers]
    files = {file.number: file for file in case_files(session, [own, *sorted({*who, *later})])}
    cases = tuple(file for number, file in files.items() if number in who)
    whole = until >= script.ends_on
    found = Account(
        script, until, whole, files.get(own), cases, letters(session, catchers), who, _left_out(session, script),
        tuple(files[number] for number in dict.fromkeys(later)), _lists(session, script),
    )  # fmt: skip
    problems = [*surprises, *_untaken(session, script, entries, until), *_letter_problems(found.letters)]
    if whole:
        problems += [*_other_outcomes(found), *_otherwise_left_out(found), *_not_listed(found)]
    return replace(found, problems=tuple(dict.fromkeys(problems)))


def letters(session: Session, catchers: Catchers) -> Letters:
    """The outbox held against the catchers."""
    outbox = {_bare(row.message_id): row for row in session.exec(select(Letter))}
    sent = {key: row for key, row in outbox.items() if row.state == "sent"}
    caught = Counter(_bare(m.message_id) for m in catchers.mail.box) + Counter(_bare(s.id) for s in catchers.sms.box)
    states = Counter(row.state for row in outbox.values())
    return Letters(
        sent=_counts(sent.values()),
        received=_counts(outbox[key] for key in caught if key in outbox),
        missing=tuple(sorted(set(sent) - set(caught))),
        unknown=tuple(sorted(set(caught) - set(outbox))),
        repeats=sum(caught.values()) - len(caught),
        failed=states["permanent_failure"],
        waiting=states["created"] + states["sending"] + states["temporary_failure"],
    )


def _bare(message_id: str) -> str:
    return message_id.strip("<> ")


def _counts(rows: Iterable[Letter]) -> Counts:
    return dict(sorted(Counter((row.channel, str(row.language)) for row in rows).items()))


def _lists(session: Session, script: Script) -> dict[int, dict[str, str]]:
    numbers = {cycle_number(script.authority, script.procedure, year): year for year in script.relisted}
    cycles = session.exec(select(Case).where(col(Case.number).in_(numbers)).order_by(Case.number))
    named = "organisation" if script.known_by == "head" else "official"
    return {
        numbers[cycle.number]: {line[named]: line["clause"] for line in cycle.facts["roll"] if line["listed"]}
        for cycle in cycles
    }


def _left_out(session: Session, script: Script) -> dict[str, tuple[str, tuple[Text, ...]]]:
    """Of a list that the script does not look at, nobody: a region has many who are not subject."""
    cycle = session.exec(select(Case).where(Case.number == cycle_of(script))).first()
    roll = cycle.facts.get("roll", ()) if cycle is not None and script.left_out else ()
    return {
        line["official"]: (line["clause"], tuple(Text(**reason) for reason in line["reasons"]))
        for line in roll
        if not line["listed"]
    }


def _untaken(session: Session, script: Script, entries: Sequence[Entry], until: date) -> list[str]:
    """Answers given and not in the record: lost; or taken otherwise than the law asks."""
    due = [entry for entry in entries if entry.on <= until]
    found = taken(session, script, due)
    lost = [f"{entry.name}: not in the record" for entry in due if entry not in found]
    return lost + [
        f"{e.name}: clause {e.clause or 'none'} was to refuse it, and clause {t.clause or 'none'} did"
        for e, t in found.items()
        if e.clause != t.clause
    ]


def _letter_problems(found: Letters) -> list[str]:
    told = [f"letter {key} is sent, and was not received" for key in found.missing]
    told += [f"letter {key} was received, and is not in the outbox" for key in found.unknown]
    if found.waiting:
        told.append(f"{found.waiting} letters are still waiting")
    if found.sent != found.received and not told:
        told.append(f"letters sent {found.sent}, received {found.received}")
    return told


def _other_outcomes(found: Account) -> list[str]:
    came = {found.who[case.number]: case.result for case in found.cases}
    wanted = found.script.expected
    other = [who for who in {*came, *wanted} if came.get(who) != wanted.get(who)]
    told = [f"{who}: outcome {came.get(who)}, not {wanted.get(who)}" for who in other]
    if found.cycle is None or found.cycle.result != "completed":
        told.append("the cycle is not completed")
    return sorted(told)


def _otherwise_left_out(found: Account) -> list[str]:
    came = {who: clause for who, (clause, _) in found.left_out.items()}
    wanted = found.script.left_out
    return [
        f"{who}: left out of the list under clause {came.get(who)}, not {wanted.get(who)}"
        for who in sorted({*came, *wanted})
        if came.get(who) != wanted.get(who)
    ]


def _not_listed(found: Account) -> list[str]:
    """Whoever comes back is on the list of that year."""
    return [
        f"{who} is not on the list of {year} under clause {clause}"
        for year, by_clause in found.script.relisted.items()
        for clause, people in by_clause.items()
        for who in people
        if found.lists.get(year, {}).get(who) != clause
    ]


def as_data(found: Account, language: Language, more: Mapping[str, Any]) -> dict[str, Any]:
    """For `--json`: one object."""
    counted = found.punctuality()
    return {
        "procedure": found.script.procedure,
        "ok": found.ok,
        "problems": list(found.problems),
        **more,
        "until": found.until.isoformat(),
        "outcomes": {result or "undecided": len(cases) for result, cases in found.outcomes().items()},
        "steps": {"on_time": counted["on time"], "late": counted["late"]},
        "letters": {
            "received": _nested(found.letters.received),
            "outbox": _nested(found.letters.sent),
            "agree": found.letters.agree,
            "repeats": found.letters.repeats,
            "failed": found.letters.failed,
            "waiting": found.letters.waiting,
        },
        "documents": [
            {"kind": kind, "clause": clause, "count": count}
            for (kind, clause), count in sorted(found.documents().items())
        ],
        "refusals": [
            {"case": f.number, "step": r.step, "clause": r.clause, "reason": r.reason.in_(language)}
            for f in found.files()
            for r in f.refusals
        ],
        "breaches": [
            {"case": f.number, "step": b.step, "clause": b.clause, "text": b.text.in_(language)}
            for f in found.files()
            for b in f.breaches
        ],
        "left_out": {
            who: {"clause": clause, "reasons": [reason.in_(language) for reason in reasons]}
            for who, (clause, reasons) in found.left_out.items()
        },
        "lists": {str(year): dict(listed) for year, listed in found.lists.items()},
        "cases": [_case(found, case, language) for case in found.cases],
    }


def _nested(counts: Counts) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {"email": {}, "sms": {}}
    for (channel, language), count in counts.items():
        found[channel][language] = count
    return found


def _case(found: Account, case: CaseFile, language: Language) -> dict[str, Any]:
    steps = ("code", "occurrence", "clause", "state", "outcome", "late")
    days = ("opened_on", "due", "last_day", "not_before", "ends", "done_on")
    return {
        "number": case.number,
        found.script.known_by: found.who[case.number],
        "shows": shows.in_(language) if (shows := found.shows(case)) else "",
        "outcome": case.result,
        "closed_on": case.closed_on.isoformat() if case.closed_on else None,
        "steps": [{n: getattr(s, n) for n in steps} | iso_days(s, days) for s in case.steps],
    }
