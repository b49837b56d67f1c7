"""The run list's filters as saved filters of the server: V1 of the UI offers them to everybody.

V2 keeps its saved filters in the browser alone and does not ask the server: it gets them from a page of ours
(`deployments/gateway/worklist.py`), and by links.
"""

from collections.abc import Iterable
from typing import Any

from prefect.client.orchestration import PrefectClient
from sqlmodel import Session, select

from models.record.cases import Cycle
from models.record.people import Adoption
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named
from models.texts import Language
from tasks.filters import RANGE_SECONDS, WorkFilter, work_filters

_OURS = "merzim"
"""Tells ours from those that people save: in a field the UI leaves empty."""
_PAGE = 200


def wanted_filters(session: Session) -> tuple[WorkFilter, ...]:
    """What the procedures ask for that some authority has adopted, or has opened a cycle of."""
    adopted = set(session.exec(select(Adoption.act)))
    opened = set(session.exec(select(Cycle.procedure)))
    wanted = (p for p in map(procedure_named, PROCEDURES) if p.act.code in adopted or p.code in opened)
    return work_filters(wanted)


async def save_filters(client: PrefectClient, filters: Iterable[WorkFilter], language: Language) -> None:
    """Put the filters on the server under their names in `language`; take off ours that are wanted no more.

    Only what differs is written. One that a person has saved stays, unless it bears the name of one of ours.
    """
    there: dict[str, dict[str, Any]] = {}
    while True:
        page = (
            await client.request("POST", "/saved_searches/filter", json={"limit": _PAGE, "offset": len(there)})
        ).json()
        there |= {each["name"]: each for each in page}
        if len(page) < _PAGE:
            break
    names = {each.title.in_(language): _asked(each) for each in filters}
    for name, asked in names.items():
        if name not in there or there[name]["filters"] != asked:
            await client.request("PUT", "/saved_searches/", json={"name": name, "filters": asked})
    for name, each in there.items():
        if name not in names and any(part["operation"] == _OURS for part in each["filters"] or ()):
            await client.request("DELETE", "/saved_searches/{id}", path_params={"id": each["id"]})


def _asked(each: WorkFilter) -> list[dict[str, Any]]:
    values = {"tag": [each.tag], "range": {"type": "span", "seconds": -RANGE_SECONDS}}
    return [
        {"object": "flowRun", "property": name, "type": "", "operation": _OURS, "value": value}
        for name, value in values.items()
    ]
