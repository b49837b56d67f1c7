"""What of Prefect's API a person may call, by role. Pure: paths and bodies in, a judgement out.

Everything that is not listed here needs an administrator of the whole installation. Programs with the API key are not
judged: the workers need all of it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Scope = tuple[str | None, str | None]
"""An authority and a procedure, None meaning all."""

Kind = Literal[
    "free", "empty", "list", "list-if", "run", "runs", "reply", "logs", "query", "everything", "resume", "create"
]
"""How a call is judged:

free        nothing in it is about anybody: whoever may read anything
empty       an administrator's, but pages that others need ask for it, and break where it is refused: see EMPTY
list        a list or count of runs, or of what hangs on them: cut down to the runs that may be read
list-if     a list of deployments and the like: cut down where it asks for runs, too
run         about the run that the path names
runs        about the runs that the body names
reply       about the run that the answer names: looked at before it is passed on
logs        of the runs or task runs that the body's filter names
query       of the run that the query names
everything  can't be cut down: for those who may read everything
resume      an answer to a run's form
create      a run made from a deployment
"""

_ID = r"[0-9a-fA-F-]{32,36}"


@dataclass(frozen=True)
class Rule:
    """One kind of call."""

    kind: Kind
    method: str
    path: re.Pattern[str]


def _rule(kind: Kind, method: str, *paths: str) -> Rule:
    whole = "|".join(path.replace("{id}", f"(?P<id>{_ID})") for path in paths)
    return Rule(kind, method, re.compile(rf"/api/(?:{whole})/?"))


RULES = (
    _rule("free", "GET", "health", "ready", "hello", "version", "admin/version", "csrf-token"),
    _rule("free", "GET", f"flows/{_ID}", "flows/name/[^/]+", f"deployments/{_ID}", "deployments/name/[^/]+/[^/]+"),
    # The name and state of the pool a run waits in: every list of runs asks for them.
    _rule("free", "GET", "work_pools/[^/]+", "work_pools/[^/]+/queues/[^/]+"),
    _rule("free", "POST", "ui/schemas/validate", "ui/flows/count-deployments"),
    _rule("free", "POST", "saved_searches/filter"),
    _rule("empty", "GET", "admin/settings"),
    _rule("empty", "POST", "work_pools/(?:filter|count)", "work_pools/[^/]+/workers/filter"),
    _rule("list", "POST", "flow_runs/(?:filter|count|paginate|history|lateness)"),
    _rule("list", "POST", "task_runs/(?:filter|count|paginate|history)", "ui/flow_runs/history"),
    _rule("list", "POST", "ui/task_runs/(?:dashboard/counts|count)"),
    _rule("list", "POST", "artifacts/(?:latest/)?(?:filter|count)"),
    _rule("list-if", "POST", "(?:flows|deployments)/(?:filter|count|paginate)"),
    _rule("run", "GET", "flow_runs/{id}(?:/(?:graph|graph-v2|logs/download|input/[^/]+))?"),
    _rule("run", "POST", "flow_runs/{id}/input/filter"),
    _rule("runs", "POST", "ui/flow_runs/count-task-runs"),
    _rule("reply", "GET", f"task_runs/{_ID}", f"ui/task_runs/{_ID}", f"artifacts/{_ID}", "artifacts/[^/]+/latest"),
    _rule("logs", "POST", "logs/filter"),
    _rule("query", "GET", "flow_run_states"),
    _rule("everything", "POST", "events/filter", "events/count-by/[^/]+", "ui/flows/next-runs"),
    _rule("everything", "GET", "events/filter/next"),
    _rule("resume", "POST", "flow_runs/{id}/resume"),
    _rule("create", "POST", "deployments/{id}/create_flow_run"),
)

EMPTY: dict[str, object] = {
    # Nothing is told outside of who uses the service, and nothing is advertised.
    "settings": {"server": {"analytics_enabled": False, "ui": {"show_promotional_content": False}}},
    "filter": [],
    "count": 0,
    # Events name runs, and can't be cut down to some of them.
    "events/filter": {"events": [], "total": 0, "next_page": None},
}
"""What is answered in place of what may not be told, by the end of the path; the longest that fits."""

PROGRAMS_ONLY = (
    # What an answer, or a run, says of who gave or started it would be theirs to write.
    ("POST", re.compile(rf"/api/flow_runs/{_ID}/input/?")),
    ("DELETE", re.compile(rf"/api/flow_runs/{_ID}/input/[^/]+/?")),
    ("POST", re.compile(r"/api/flow_runs/?")),
    ("PATCH", re.compile(rf"/api/flow_runs/{_ID}/labels/?")),
)
"""Calls that no person needs, an administrator no more than anybody."""

READ_SOCKETS = frozenset({"/api/events/out", "/api/logs/out"})
"""Websockets that tell of all runs, so that only those who may read everything are let in."""


def judged(method: str, path: str) -> tuple[Kind, str] | None:
    """How this call is judged, and the id its path names; None: an administrator's."""
    for rule in RULES:
        found = rule.path.fullmatch(path) if rule.method == method else None
        if found is not None:
            return rule.kind, found.groupdict().get("id") or ""
    return None


def is_for_programs(method: str, path: str) -> bool:
    """Whether no person at all may call it."""
    return any(method == each and pattern.fullmatch(path) for each, pattern in PROGRAMS_ONLY)


def empty(path: str) -> object | None:
    """What is answered in place of this path's own answer; None: it is refused."""
    fitting = [end for end in EMPTY if path.rstrip("/").endswith(f"/{end}")]
    return EMPTY[max(fitting, key=len)] if fitting else None


class CantNarrow(Exception):
    """A filter that can't be cut down by adding to it."""


@dataclass(frozen=True)
class ByIds:
    """The runs in the scopes have to be named one by one."""


def narrowed(given: Mapping[str, Any] | None, scopes: Collection[Scope]) -> dict[str, Any] | ByIds:
    """A filter of runs that lets through no more than the scopes, by the tags that each run of ours has.

    `ByIds` where tags can't say it. Raises `CantNarrow` for a filter whose conditions are joined by "or": what is added
    to it would widen it.
    """
    found = dict(given or {})
    tags = found.get("tags") or {}
    if not isinstance(tags, Mapping) or _joined_by_or(found) or _joined_by_or(tags):
        raise CantNarrow
    if (None, None) in scopes:
        return found
    tags = dict(tags)
    if len(scopes) == 1:
        (scope,) = scopes
        tags["all_"] = [*(tags.get("all_") or ()), *tags_of(scope)]
        return found | {"tags": tags}
    single = [tags_of(scope) for scope in sorted(scopes, key=str)]
    if tags.get("any_") is None and all(len(each) == 1 for each in single):
        tags["any_"] = [each[0] for each in single]
        return found | {"tags": tags}
    return ByIds()


def named(given: Mapping[str, Any] | None, allowed: Collection[str]) -> dict[str, Any]:
    """A filter of runs that lets through no other than the `allowed` ones, by their ids."""
    found = dict(given or {})
    ids = found.get("id") or {}
    if not isinstance(ids, Mapping):
        raise CantNarrow
    wanted = ids.get("any_")
    chosen = sorted(allowed if wanted is None else set(allowed) & {str(each).lower() for each in wanted})
    return found | {"id": {**ids, "any_": chosen}}


def tags_of(scope: Scope) -> list[str]:
    """The tags that all runs in a scope have, and no others."""
    authority, procedure = scope
    return [
        *([f"authority:{authority}"] if authority is not None else ()),
        *([f"procedure:{procedure}"] if procedure is not None else ()),
    ]


def scope_of(tags: Collection[str]) -> Scope | None:
    """Whose run it is, by its tags; None: nobody's in particular, the service's own."""
    found = dict(tag.split(":", 1) for tag in tags if tag.startswith(("authority:", "procedure:")))
    return (found["authority"], found["procedure"]) if len(found) == 2 else None


def has_key(value: Any, key: str) -> bool:
    """Whether a body holds this key anywhere."""
    if isinstance(value, Mapping):
        return key in value or any(has_key(each, key) for each in value.values())
    return isinstance(value, list) and any(has_key(each, key) for each in value)


def is_rendered(value: Any, *, top: bool = True) -> bool:
    """Whether Prefect would put something else in place of what is written: a variable, a template, other JSON.

    Deep inside an answer a value may be given as JSON text, as a page of the UI does; never the whole of it.
    """
    if isinstance(value, Mapping):
        kind = value.get("__prefect_kind")
        if kind is not None and (top or kind not in ("none", "json")):
            return True
        return any(is_rendered(each, top=False) for each in value.values())
    return isinstance(value, list) and any(is_rendered(each, top=False) for each in value)


def _joined_by_or(criteria: Mapping[str, Any]) -> bool:
    operator = criteria.get("operator")
    return operator is not None and str(operator).lower() != "and_"
