"""What runs are to show, told to our server some tens at a time (`deployments/showing.py`).

Prefect's API takes four calls for a run, each a transaction of its own. Our server does the same in one transaction for
all of them, at a fraction of the cost, and nobody can answer a run between the look at it and its new state.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from pydantic import TypeAdapter

from tasks.paused_forms import PausedForm

PATH = "/merzim/runs"
TOGETHER = 25
"""Runs made or shown in one call: one transaction of the server's, during which nobody else writes."""


@dataclass(frozen=True)
class Sheet:
    """A markdown artifact beside a run: the case sheet, the cycle's board."""

    # Lower-case letters, digits and dashes; one artifact a key, put up to date in place.
    key: str
    markdown: str
    description: str = ""


@dataclass(frozen=True)
class Showing:
    """What one run is to show; what is None stays as it is."""

    run: UUID
    name: str | None = None
    # All the run's tags: those it had otherwise are taken off.
    tags: tuple[str, ...] | None = None
    sheet: Sheet | None = None
    form: PausedForm | None = None
    # pause: with the form, but for a run at work or broken (`tasks.runs.show_all`)
    # end: completed under the form's badge, but for a run at work
    # leave: its flow sees to the state itself, and names the form that is kept
    then: Literal["pause", "end", "leave"] = "leave"


@dataclass(frozen=True)
class Told:
    """What came of it."""

    # False: the run is left to its flow. None: there is no such run, or `error`.
    done: bool | None
    # The key of the form that is kept.
    base: str = ""
    # The class of what went wrong.
    error: str = ""


def slug(number: str) -> str:
    """A case's number as a part of keys."""
    return "".join(c if c.isalnum() else "-" for c in number.lower())


SHOWINGS = TypeAdapter(list[Showing])
TOLD = TypeAdapter(list[Told])


async def tell(api: PrefectClient, wanted: Sequence[Showing]) -> list[Told]:
    """Have the server show these, TOGETHER at most; what is unchanged is not written."""
    where = f"{str(api.api_url).rstrip('/').removesuffix('/api')}{PATH}"
    body, kind = SHOWINGS.dump_json(list(wanted)), {"Content-Type": "application/json"}
    # A page of ours, and none of the paths that the client's types know.
    answer = await api.request("POST", where, content=body, headers=kind)  # type: ignore[arg-type]
    return TOLD.validate_json(answer.content)
