"""Who acts in a role in a case: the person's own superior, where the role is theirs, or the settlement's performer.

A procedure says which of its roles are the superiors of the person a case is about (`Procedure.superiors`). Where the
registry names no superior of the person, and for every other role, the performer of the case's settlement acts, or the
one of the whole authority.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.record.cases import Case
from models.record.people import Official, Organisation, Performer, Superior
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named

CONCERNED = "official"
"""The role of the person a case is about."""
HIGHEST = 3
"""How far up a procedure may name superiors: whoever is copied stands one above the last who acts."""


@cache
def levels() -> Mapping[tuple[str, str], int]:
    """How far above the person concerned a role stands: (procedure, role) -> 1 for the immediate superior."""
    found = {(code, role): up for code in PROCEDURES for role, up in procedure_named(code).superiors.items()}
    assert all(1 <= up < HIGHEST for up in found.values()), found
    return found


class Acting:
    """Who acts, as expressions over a query of cases with their `Organisation`: `joined` adds what they read."""

    def __init__(self, role: Any) -> None:
        """`role` is the column, or the expression, that holds the role."""
        self._role = role
        self._local, self._general = aliased(Performer), aliased(Performer)
        self._above = [aliased(Superior) for _ in range(HIGHEST)]

    def joined(self, asked: Select[tuple[Any, ...]]) -> Select[tuple[Any, ...]]:
        """The query with the tables that say who acts."""
        below: Any = col(Case.official_id)
        for superior in self._above:
            asked = asked.outerjoin(superior, col(superior.official_id) == below)
            below = col(superior.superior_id)
        asked = asked.outerjoin(
            self._local, and_(self._acts(self._local), col(self._local.settlement) == Organisation.settlement)
        )
        return asked.outerjoin(self._general, and_(self._acts(self._general), col(self._general.settlement).is_(None)))

    @property
    def holder(self) -> ColumnElement[Any]:
        """The id of the official who acts; NULL where nobody is named.

        Nobody stands above the first head: he acts for the superior his subordinate would have (evaluation, clauses 46,
        52), unless a performer is named.
        """
        named = func.coalesce(self._own(0), col(self._local.official_id), col(self._general.official_id), self._own(-1))
        return case((self._role == CONCERNED, col(Case.official_id)), else_=named)

    @property
    def superior(self) -> ColumnElement[Any]:
        """The id of the superior of who acts."""
        named = func.coalesce(col(self._local.superior_id), col(self._general.superior_id))
        own = or_(self._role == CONCERNED, self._own(0).is_not(None))
        return case((own, self._own(1)), else_=named)

    def _own(self, further: int) -> ColumnElement[Any]:
        """The person's own superior who holds the role, or the one so much further up."""
        found = [
            (and_(col(Case.procedure) == procedure, self._role == role), col(self._above[up - 1 + further].superior_id))
            for (procedure, role), up in levels().items()
            if up + further >= 1
        ]
        if further == 1:
            found.append((self._role == CONCERNED, col(self._above[0].superior_id)))
        return case(*found, else_=null()) if found else null()

    def _acts(self, performer: Any) -> ColumnElement[bool]:
        return and_(col(performer.authority_id) == Case.authority_id, col(performer.role) == self._role)


class Performers:
    """The same, of cases that are read already: three queries."""

    def __init__(self, session: Session, authorities: set[int]) -> None:
        self._by_role: dict[tuple[int, str, str | None], Official] = {
            (p.authority_id, p.role, p.settlement): o
            for p, o in session.execute(
                select(Performer, Official)
                .join(Official, col(Official.id) == Performer.official_id)
                .where(col(Performer.authority_id).in_(authorities))
            )
        }
        person, above = aliased(Official), aliased(Official)
        rows: Sequence[Any] = session.execute(
            select(col(Superior.official_id), above)
            .join(person, col(person.id) == Superior.official_id)
            .join(above, col(above.id) == Superior.superior_id)
            .where(col(person.authority_id).in_(authorities))
        ).all()
        self._superior: dict[int, Official] = {below: superior for below, superior in rows}  # noqa: C416

    def holder(
        self, authority: int, procedure: str, role: str, concerned: Official | None, settlement: str | None
    ) -> Official | None:
        """Who acts in the role in a case about `concerned`; None where nobody is named."""
        if role == CONCERNED:
            return concerned
        up = levels().get((procedure, role), 0) if concerned is not None else 0
        above = self._chain(concerned, up) if concerned is not None else []
        named = self._by_role.get((authority, role, settlement)) or self._by_role.get((authority, role, None))
        return (above[up - 1] if up and len(above) == up else None) or named or (above[-1] if above else None)

    def _chain(self, concerned: Official, up: int) -> list[Official]:
        found: list[Official] = []
        below: Official | None = concerned
        while below is not None and len(found) < up:
            below = self._superior.get(below.id)
            if below is not None:
                found.append(below)
        return found
