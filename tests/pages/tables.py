"""The table of a text: each clause, where it lives in the code, what proves it."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from models.acts import Edition
from models.regulations import procedure as procedure_named
from tests.pages.clauses import Row, rows, whole_of
from tests.pages.places import KINDS, Place, places
from tests.pages.proofs import Played, cites, clauses_named, hinges_of, named_tests, plays_of, table_tests, terms_of

SHOWN = 3
"""So many scenarios stand for all those that expect a date, or do a step."""
HEAD = """# {title}: the text, clause by clause

«{act}»

Made by `make pages`: the clauses as they were read ([{code}.csv](../../tests/pages/{code}.csv)), where each lives,
found by walking the code, and what proves it, from playing the scenarios. In brackets: the module in
`models/regulations/{code}/`. Scenarios (in `tests/scenarios/`) are those about the clause, or that refuse or record a
breach under it; `dates`: some that expect a date of its term; `steps`: where nothing else is, some that do it.

{rows} rows: {asking} ask for something, {silent} ask for nothing of the procedure. Editions: {editions}.

| clause | what it says | holds | where it lives | what proves it |
|---|---|---|---|---|"""


@dataclass(frozen=True)
class Entry:
    """A row of the table.

    named     scenarios that are about the clause, or refuse or record a breach under it
    dated     scenarios that expect a date of a term of its own
    played    scenarios in which a step of its own is done
    tests     tests named for the clause, or of its decision table
    """

    row: Row
    places: tuple[Place, ...]
    named: tuple[str, ...]
    dated: tuple[str, ...]
    played: tuple[str, ...]
    tests: tuple[str, ...]

    def of(self, *kinds: str) -> list[Place]:
        """Its places of these kinds."""
        return [p for p in self.places if p.kind in kinds]


@cache
def entries(code: str) -> tuple[Entry, ...]:
    """The table of a procedure's text, in the order of the text."""
    text = rows(code)
    known = tuple(r.clause for r in text)
    found = places(procedure_named(code), known)
    return tuple(_entry(code, row, _of_row(row, text, found), text) for row in text)


def _of_row(row: Row, text: Sequence[Row], found: Sequence[Place]) -> tuple[Place, ...]:
    """A clause's own row has what no row of its paragraphs names; a paragraph's has what it names."""
    others = {name for r in text if r.whole == row.whole and r is not row for name in r.by}

    def belongs(place: Place) -> bool:
        if row.whole not in {whole_of(c) for c in place.clauses}:
            return False
        return (
            place.name in row.by
            or (row.clause != row.whole and row.clause in place.clauses)
            or (row.leads and row.whole in place.clauses and place.name not in others)
        )

    return tuple(p for p in found if belongs(p))


def _entry(code: str, row: Row, own: tuple[Place, ...], text: Sequence[Row]) -> Entry:
    procedure = procedure_named(code)
    nodes = [*procedure.cycle.nodes, *procedure.case.nodes]
    known = tuple(r.clause for r in text)
    names = {p.name for p in own}
    others = {name for r in text if r.whole == row.whole and r is not row for name in r.by}
    owed = {p.name for p in own if p.kind in ("document", "letter")}
    steps = {p.name for p in own if p.kind in ("step", "event")}
    owing = {n.code for n in nodes if owed & {x for o in n.outcomes.values() for x in (*o.documents, *o.letters)}}
    # A period that a clause repeats (15 and 18: five years) is a parameter of the one that sets it.
    terms = {p.name for p in own if p.kind == "term"} or {t for n in nodes if n.code in steps for t in terms_of(n)}

    def under(clause: str, step: str, functions: set[str]) -> bool:
        """The refusal, or the breach, is of this row: of one of its places, or of no other row's."""
        if row.whole not in {whole_of(c.strip()) for c in clause.split(",")}:
            return False
        hinges = {step, *(h for n in nodes if n.code == step for h in hinges_of(n))}
        return bool(functions & names) or (not functions & others and bool(hinges & names or row.leads))

    def names_it(played: Played) -> bool:
        return (
            row.clause in (cited := cites(played, known))
            or (row.leads and row.whole in cited)
            or any(under(r.clause, r.step, r.functions) for r in played.refused)
            or any(under(b.clause, b.step, set()) for b in played.outcome.breaches)
        )

    def does_it(played: Played) -> bool:
        return any(s.code in steps | owing and s.status in ("done", "superseded") for s in played.outcome.steps)

    def having(holds: Callable[[Played], bool]) -> tuple[str, ...]:
        return tuple(p.name for p in plays_of(code) if holds(p))

    own_numbers = {row.clause, *((row.whole,) if row.leads else ())}
    tests = [w for of, numbers, w in named_tests() if of == code and own_numbers & {*clauses_named(numbers, known)}]
    tests += [file for p in own if p.kind == "table" for file in table_tests(p.name, p.module)]
    return Entry(
        row, own, having(names_it), having(lambda p: bool(terms & p.dated(procedure))), having(does_it),
        tuple(dict.fromkeys(tests)),
    )  # fmt: skip


def page(code: str) -> str:
    """The table as a page."""
    procedure, table = procedure_named(code), entries(code)
    asking = [e for e in table if e.row.asks]
    head = HEAD.format(
        title=procedure.title, act=procedure.act.title.ru, code=code, rows=len(table), asking=len(asking),
        silent=len(table) - len(asking), editions=_editions(procedure.act.editions),
    )  # fmt: skip
    lines = (f"| {e.row.clause} | {e.row.says} | {', '.join(e.row.holds)} | {_where(e)} | {_proof(e)} |" for e in table)
    return "\n".join([head, *lines, "", "## What the text leaves open, and what was chosen", "", _left_open(code), ""])


def _left_open(code: str) -> str:
    """The list at the head of the procedure's `process.py`."""
    docstring = inspect.getdoc(import_module(f"models.regulations.{code}.process")) or ""
    return docstring[docstring.index("\n- ") :].strip()


def _editions(editions: Sequence[Edition]) -> str:
    until = {e.code: f" to {e.in_force_to}" if e.in_force_to else "" for e in editions}
    return ", ".join(f"`{e.code}` ({e.in_force_from or 'a draft'}{until[e.code]})" for e in editions)


def _where(entry: Entry) -> str:
    found = "<br>".join(line for kind in KINDS if (line := _line(kind, entry)))
    return "; ".join(filter(None, (entry.row.why, found))) if entry.row.why else found


def _line(kind: str, entry: Entry) -> str:
    own = entry.of("form", "field") if kind == "form" else entry.of(kind)
    if not own:
        return ""
    if kind == "form":
        return f"form {', '.join(_form(name, module, entry) for name, module in _forms(entry))}"
    said = (f"`{p.name}`{f' = {p.told}' if p.told else ''}{_module(p)}" for p in own)
    return f"{kind} {', '.join(dict.fromkeys(said))}"


def _forms(entry: Entry) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys((p.name.partition(".")[0], p.module) for p in entry.of("form", "field"))


def _form(name: str, module: str, entry: Entry) -> str:
    fields = [p.name.partition(".")[2] for p in entry.of("field") if p.name.startswith(f"{name}.")]
    return f"`{name}`{f': {_listed(fields)}' if fields else ''} ({module.rpartition('/')[2].removesuffix('.py')})"


def _listed(fields: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(fields))


def _module(place: Place) -> str:
    if place.kind in ("term", "value", "letter", "document", "reminders"):
        return ""
    return f" ({place.module.rpartition('/')[2].removesuffix('.py')})"


def _proof(entry: Entry) -> str:
    if not entry.row.asks:
        return ""
    dated = [n for n in entry.dated if n not in entry.named][:SHOWN] if "term" in entry.row.holds else []
    played = [] if entry.named or dated else entry.played[:SHOWN]
    files = dict.fromkeys(t.partition("::")[0].removeprefix("tests/") for t in entry.tests)
    proofs = {"scenarios": entry.named, "dates": dated, "steps": played, "tests": files}
    return "<br>".join(f"{what}: {', '.join(names)}" for what, names in proofs.items() if names)
