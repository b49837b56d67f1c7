"""Days of an authority's own calendar in a registry file: judged, and entered as `merzim calendar` enters them."""

from collections import defaultdict
from datetime import datetime

from sqlmodel import Session, select

from models.calendars import Correction
from models.record.corrections import correct, scope
from models.record.loading import calendar_of
from models.record.people import Authority
from models.registry import relations
from models.registry.rows import Drafts
from models.registry.stored import STORED, Registry
from models.registry.writing import Plan


def check_days(session: Session, drafts: Drafts, registry: Registry) -> None:
    """Refuses a day that is, for certain, what the file makes it already."""
    for row in drafts.good("calendar"):
        held = registry.held["calendar"].get(row.key)
        if held is not None and all(held.values[name] == value for name, value in row.values.items()):
            continue  # imported before
        calendar = calendar_of(session, _authority(session, drafts, row.key[0][0]))
        day, working = row.values["day"], row.values["working"]
        if calendar.is_working(day) == working and not calendar.is_provisional(day):
            kind = relations.WORKING_DAY if working else relations.DAY_OFF
            row.line.refuse(relations.DAY_ALREADY_SO, "day", kind=kind)


def _authority(session: Session, drafts: Drafts, code: str) -> Authority:
    """The authority of the record; one that is new with this file has no calendar of its own yet."""
    known = session.exec(select(Authority).where(Authority.code == code)).first()
    if known is not None:
        return known
    row = drafts.first("authorities", (code,))
    country = (row.get("country") if row else None) or STORED["authorities"].defaults["country"]
    return Authority(code=code, name_ru="", name_kk="", country=country)


def enter(session: Session, made: Plan, *, at: datetime, by: str) -> None:
    """Enter the days that are new or changed: open terms are computed again, audited, their performers told."""
    days: dict[str, list[Correction]] = defaultdict(list)
    for change in (*made.of("calendar", "new"), *made.of("calendar", "changed")):
        values = made.whole["calendar", change.key]
        days[change.key[0][0]].append(Correction(values["day"], values["working"], values["decree"]))
    for code, corrections in sorted(days.items()):
        correct(session, scope(session, authority=code), corrections, at=at, by=by)
