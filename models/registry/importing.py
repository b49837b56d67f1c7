"""A registry file, from opening to the record: read, checked whole, written in one transaction or not at all."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.errors import InvalidInput
from models.record.audit import append_all
from models.registry import relations
from models.registry.checking import check
from models.registry.days_off import check_days, enter
from models.registry.drafting import Scope, draft
from models.registry.findings import Finding, Place, Weight
from models.registry.forms import AUTHORITIES, FORMS, HEADS
from models.registry.headers import Layout, understand
from models.registry.heads import draft_heads
from models.registry.lines import Line, read_lines
from models.registry.report import Report, SheetRead
from models.registry.rows import Drafts
from models.registry.sources import open_sources
from models.registry.stored import STORED, load
from models.registry.trail import Occasion, as_codes, trail
from models.registry.writing import Plan, plan, write


@dataclass(frozen=True)
class Options:
    """How to import.

    `partial`: import the good rows although others are bad. `replace`: the tenures, categories and facts of a person,
    the predecessors of an organisation and the members of a commission are what the file says, others are removed; an
    empty cell undoes an end that is recorded.
    `dry_run`: check and compare only. `authority`: of rows that name none. `encoding`: of csv files.
    """

    partial: bool = False
    replace: bool = False
    dry_run: bool = False
    authority: str | None = None
    encoding: str | None = None
    actor: str = "import"


def import_registry(session: Session, path: Path, options: Options, *, at: datetime, label: str = "") -> Report:
    """Import `path` (csv, xlsx or a folder of them) in the session's own transaction.

    Nothing is written if a row is bad and `options.partial` is not set, or on a dry run: see `Report.imported`.
    `at` is the moment it is recorded (aware UTC); `label` is put before the names of files, wherever they are told.
    """
    findings: list[Finding] = []
    sources = open_sources(path, options.encoding, label)
    try:
        findings += sources.findings
        layouts = []
        for sheet in sources.sheets:
            layout = understand(sheet)
            if layout:
                layouts.append(layout)
            else:
                findings += sheet.findings
        known = _known(session)
        lines, scope = _read(layouts, known, options, findings)
    finally:
        sources.close()

    drafts = Drafts()
    named = {code for rows in lines.values() for line in rows if (code := line.text("authority"))}
    registry = load(session, named.union(scope.authorities))
    for form in FORMS:
        if form is not HEADS:
            draft(lines[form.code], scope, drafts)
    if lines[HEADS.code]:
        draft_heads(lines[HEADS.code], scope, drafts, registry)
    check(drafts, registry, replace=options.replace)
    check_days(session, drafts, registry)

    made = plan(drafts, registry, replace=options.replace)
    findings += _warnings(drafts, made, path)
    report = Report(
        partial=options.partial,
        dry_run=options.dry_run,
        sheets=[_sheet(layout, lines[layout.form.code]) for layout in layouts],
        tables=_counts(made),
        changes=_changes(made),
        findings=findings,
    )
    if options.dry_run or (report.bad and not options.partial):
        return report
    if any(made.changes.values()):
        occasion = _occasion(sources.files, drafts, known, options.actor, at)
        try:
            with session.begin_nested():
                write(session, made, registry)
                enter(session, made, at=at, by=options.actor)
                append_all(session, trail(made, registry, occasion))
        except IntegrityError as error:
            findings.append(Finding(Place(path.name), relations.REFUSED_BY_DATABASE, details={"detail": error.orig}))
            return report
    report.imported = True
    return report


def _known(session: Session) -> dict[str, tuple[str, str]]:
    """Country and time zone of every authority of the record."""
    authorities = STORED["authorities"].table.c
    found = session.execute(select(authorities.code, authorities.country, authorities.timezone))
    return {code: (country, timezone) for code, country, timezone in found}


def _read(
    layouts: list[Layout], known: Mapping[str, tuple[str, str]], options: Options, findings: list[Finding]
) -> tuple[dict[str, list[Line]], Scope]:
    """The lines of each table, and the authority of those that name none."""
    lines: dict[str, list[Line]] = {form.code: [] for form in FORMS}
    countries = {code: country for code, (country, _) in known.items()}
    own: dict[str, str] = {}
    scope = _scope(countries, options)
    # Authorities come first: their countries tell how phones are read.
    for form in FORMS:
        for layout in layouts:
            if layout.form is not form:
                continue
            sole = scope.authorities[0] if len(scope.authorities) == 1 else ""
            lines[form.code] += read_lines(layout, countries, sole, findings)
            findings += layout.sheet.findings
        if form is AUTHORITIES:
            for line in lines[form.code]:
                if code := line.text("code"):
                    own[code] = countries[code] = line.text("country") or countries.get(code, "KZ")
            # Files that tell of authorities are theirs, whoever else is in the record.
            scope = _scope(own or countries, options)
    if options.authority is not None and options.authority not in countries:
        raise InvalidInput(f"no authority {options.authority!r} in the file or in the registry")
    if not scope.authorities:
        orphans = [line for rows in lines.values() for line in rows if line.text("authority") is None]
        findings += [Finding(place, relations.NO_AUTHORITIES) for place in _files(orphans)]
    return lines, scope


def _scope(countries: Mapping[str, str], options: Options) -> Scope:
    return Scope((options.authority,) if options.authority is not None else tuple(sorted(countries)))


def _files(lines: Iterable[Line]) -> list[Place]:
    return list(dict.fromkeys(line.layout.sheet.place() for line in lines))


def _warnings(drafts: Drafts, made: Plan, path: Path) -> list[Finding]:
    """What is to be said of the file, not of a row of it."""
    new = {change.key for change in made.of("organisations", "new")}
    count = sum(1 for row in drafts.good("organisations") if row.key in new and "name_kk" not in row.values)
    if not count:
        return []
    return [Finding(Place(path.name), relations.NAME_KK_TAKEN, Weight.WARNING, details={"count": count})]


def _sheet(layout: Layout, lines: Iterable[Line]) -> SheetRead:
    own = [line for line in lines if line.layout is layout]
    bad = sum(1 for line in own if line.bad)
    return SheetRead(layout.sheet.file, layout.sheet.name, layout.form, layout.sheet.encoding, len(own), bad)


def _counts(made: Plan) -> dict[str, dict[str, int]]:
    counts = {}
    for table in STORED:
        found = {kind: len(made.of(table, kind)) for kind in ("new", "changed", "removed")}
        found["unchanged"] = made.unchanged[table]
        if any(found.values()):
            counts[table] = found
    return counts


def _changes(made: Plan) -> list[dict[str, Any]]:
    """Rows of the record that change, without what they say: a person's data stays in the record and its trail."""
    return [
        {
            "table": table,
            "kind": kind,
            "key": [as_codes(part) for part in change.key],
            "fields": sorted(change.after or ()),
        }
        for (table, kind), changes in made.changes.items()
        if kind != "new"
        for change in changes
    ]


def _occasion(
    files: Iterable[Path], drafts: Drafts, known: Mapping[str, tuple[str, str]], actor: str, at: datetime
) -> Occasion:
    zones = {code: zone for code, (_, zone) in known.items()}
    for row in drafts.good("authorities"):
        zones[row.key[0]] = row.get("timezone") or zones.get(row.key[0], STORED["authorities"].defaults["timezone"])
    on = {code: at.astimezone(ZoneInfo(zone)).date() for code, zone in zones.items()}
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return Occasion(at, on, actor, {"files": digests})
