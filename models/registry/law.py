"""Checks of rows against the procedures this program knows: acts, parameters, procedures, roles, facts."""

from collections.abc import Callable, Iterable
from typing import Any

from models.errors import InvalidInput, MerzimError
from models.procedure import Procedure
from models.registry import reasons, relations
from models.registry.rows import Drafts
from models.regulations import PROCEDURES, procedure


def check_law(drafts: Drafts) -> None:
    """Refuses adoptions of unknown acts or closed parameters, commissions of unknown procedures, unknown roles, facts
    that no procedure asks for or can read.
    """
    known = [procedure(code) for code in PROCEDURES]
    acts = {each.act.code: each.act for each in known}
    roles = {role: title for each in known for role, title in each.roles.items()}
    for row in drafts.good("adoptions"):
        act = acts.get(row.values["act"])
        if act is None:
            row.line.refuse(reasons.NOT_ONE_OF, "act", accepted=tuple(acts))
            continue
        try:
            edition = act.edition_on(row.values["from_day"], adopted_from=row.values["from_day"])
            edition.with_values(row.values.get("parameters") or {})
        except MerzimError as error:
            row.line.refuse(relations.PARAMETERS, "parameters", detail=str(error))
    for row in drafts.of("commissions"):
        if row.values["procedure"] not in PROCEDURES:
            for line in row.lines:
                line.refuse(reasons.NOT_ONE_OF, "procedure", accepted=PROCEDURES)
    for row in drafts.good("performers"):
        if row.values["role"] not in roles:
            row.line.refuse(reasons.NOT_ONE_OF, "role", accepted=tuple(roles))
    _facts(drafts, known)


def _facts(drafts: Drafts, known: Iterable[Procedure]) -> None:
    readers: dict[str, list[Callable[[str], Any]]] = {}
    for each in known:
        for name, read in each.registry_facts.items():
            readers.setdefault(name, []).append(read)
    for row in drafts.good("facts"):
        name, value = row.values["name"], row.values["value"]
        if name not in readers:
            row.line.refuse(reasons.NOT_ONE_OF, "name", accepted=tuple(readers))
            continue
        written = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        for read in readers[name]:
            try:
                read(written)
            except InvalidInput as error:
                row.line.refuse(relations.BAD_FACT, "value", detail=str(error))
