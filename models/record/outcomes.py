"""Outcomes in the words people read, and what each leads to."""

from collections.abc import Collection, Mapping
from typing import Any

from models.filed import Ahead, Branch
from models.filled_forms import filled_form
from models.process import BoundaryEvent, Next, Process, Step
from models.texts import Text, as_is

_SAID = Text("{title}: {shown}", "{title}: {shown}", "{title}: {shown}")


def node_of(process: Process, code: str) -> Step | BoundaryEvent | None:
    """The step or boundary event; `None` where the process has none of that code any more."""
    return process.node(code) if process.has(code) else None


def node_title(process: Process, code: str) -> Text:
    """The title of a step or boundary event; its code where the process has none of that code any more."""
    node = node_of(process, code)
    return node.title if node else as_is(code)


def outcome_title(process: Process, code: str, outcome: str | None, values: Mapping[str, Any]) -> Text | None:
    """An outcome in words: a choice of the form, a result of the process, or what was said yes or no to.

    `None` where the step has one outcome only, so that it says no more than that the step is done, and where nothing
    names it.
    """
    node = node_of(process, code)
    if node is None or not outcome or len(node.outcomes) < 2:
        return None
    named = process.outcome_name(node, outcome)
    if named is not None:
        return named
    said = [f for f in filled_form(node.form, values) if f.kind == "yes-no"]
    return Text.joined(_SAID.filled(title=f.title, shown=f.shown) for f in said) if said else None


def ahead_of(process: Process, code: str, standing: Collection[str], *, alone: bool = False) -> Ahead:
    """What can follow an open step; one that opens nothing leads to the steps that wait for it.

    `standing`: the steps that are open or done, and so are not opened again. `alone`: no other step is open, so that
    an outcome at which its way finishes closes the case.
    """
    node = process.node(code)
    several = len(node.outcomes) > 1
    waiting = [s.code for s in process.steps if code in s.waits_for]
    found = []
    for outcome, following in node.outcomes.items():
        again = tuple(c for c in following.reopens if c not in standing)
        opens = (*following.opens, *again) or (() if following.ends or following.finishes else tuple(waiting))
        steps = tuple((s.title, s.clause) for s in map(process.step, opens))
        title = process.outcome_name(node, outcome) if several else None
        found.append(
            Branch(title, steps, _result(process, following), following.ends or (following.finishes and alone))
        )
    return Ahead(node.title, tuple(found))


def _result(process: Process, following: Next) -> Text | None:
    return process.results.get(following.result) if following.result else None
