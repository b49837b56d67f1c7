"""What stood when a step was recorded: a document written late must say what it would have said in time."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from models.filed import FiledStep
from models.process import Process

_NEVER = datetime.max.replace(tzinfo=UTC)


def standing_at(process: Process, steps: Iterable[FiledStep], at: FiledStep | None) -> Mapping[str, FiledStep]:
    """The occurrence of each step that was recorded by then and not set aside before, by code.

    at  the step whose recording is the moment; `None`: as it stands now. What that step itself sets aside (an offer its
        vacancy) still stood.
    """
    order = list(steps)
    rank = {id(step): (step.recorded_at or _NEVER, n) for n, step in enumerate(order)}
    until = rank[id(at)] if at is not None and id(at) in rank else (_NEVER, len(order))
    recorded = [step for step in order if step.recorded_at is not None and rank[id(step)] <= until]
    found: dict[str, FiledStep] = {}
    for step in sorted(recorded, key=lambda s: rank[id(s)]):
        if at is None and step.state == "superseded":
            continue
        if not any(
            rank[id(step)] < rank[id(other)] < until and step.code in _set_aside(process, other) for other in recorded
        ):
            found[step.code] = step
    return found


def _set_aside(process: Process, step: FiledStep) -> tuple[str, ...]:
    if not process.has(step.code):
        return ()
    following = process.node(step.code).outcomes.get(step.outcome or "")
    return following.supersedes if following else ()
