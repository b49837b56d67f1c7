"""What is deployed, with the schedules that the registry asks for: a yearly trigger for each authority that adopted a
procedure, a sweep for each time zone, deliveries.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from deployments.deploy import Planned, Timed
from deployments.regions import places, regions
from models.procedure import Procedure
from models.record.opening import yearly_openings
from models.record.people import Authority
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named

OPENING_HOUR = 9
"""Local time of the yearly triggers and of the sweep."""


def timetable(session: Session) -> tuple[Planned, ...]:
    """All deployments, as the registry is now: an import that brings an authority or an adoption asks for a new one.

    Where each region has workers of its own (MERZIM_POOLS), each has them all but the alarms.
    """
    found: list[Planned] = []
    for region in regions(session):
        here = places(session, region)
        procedures = (each for code in PROCEDURES for each in _procedure(session, procedure_named(code), here))
        found += [replace(each, region=region) for each in (*procedures, *_service(here, region))]
    return (*found, ALARMS)


def _procedure(session: Session, procedure: Procedure, here: Sequence[Authority]) -> tuple[Planned, ...]:
    """Its cycle and its cases; a run of the one or the other is a cycle, or a case, of some authority.

    Without tags: each run would get them too, and they would have to be taken off it again by a call of its own.
    """
    code, title = procedure.code, procedure.title
    return (
        Planned(
            f"flows.{code}.{code}_cycle",
            f"{title.ru}: годовой цикл органа / {title.kk}: органның жылдық циклі",
            schedules=_yearly(session, procedure, here),
        ),
        Planned(f"flows.{code}.{code}_case", f"{title.ru}: дело / {title.kk}: іс"),
    )


def _yearly(session: Session, procedure: Procedure, here: Sequence[Authority]) -> tuple[Timed, ...]:
    """A trigger for each authority that has a yearly opening of the procedure."""
    openings = {o.authority_id: o for o in yearly_openings(session) if o.procedure == procedure.code}
    return tuple(
        Timed(
            each.code,
            f"0 {OPENING_HOUR} {openings[each.id].day} {openings[each.id].month} *",
            each.timezone,
            {"authority": each.code},
        )
        for each in sorted(here, key=lambda place: place.code)
        if each.id in openings
    )


def _service(here: Sequence[Authority], region: str | None) -> tuple[Planned, ...]:
    zones = dict.fromkeys(place.timezone for place in here)
    own = {} if region is None else {"region": region}
    return (
        Planned("flows.meeting.meeting", "Заседание комиссии: много дел / Комиссия отырысы: көп іс"),
        Planned(
            "flows.sweep.sweep",
            "Каждое утро: напоминания, просрочки, сроки / Күн сайын таңертең: еске салу, мерзімдер",
            # Every day: only the authority's calendar knows its days off and Saturdays worked, and the flow asks it.
            schedules=tuple(Timed(zone, f"0 {OPENING_HOUR} * * *", zone, {"timezone": zone, **own}) for zone in zones),
            tags=("service",),
            at_once=1,
        ),
        Planned(
            "flows.deliveries.deliveries",
            "Каждый час: письма и СМС / Сағат сайын: хаттар мен СМС",
            schedules=(Timed("hourly", "0 * * * *", "UTC", own),),
            tags=("service",),
            at_once=1,
        ),
    )


ALARMS = Planned(
    "flows.alarms.alarms",
    "Письмо администратору: служба не в порядке / Әкімшіге хат: қызмет істен шықты",
    tags=("service",),
    at_once=1,
)
