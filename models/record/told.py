"""Who is told that the date of an open step has moved: for the preview of a correction or an amendment."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from models.names import PersonName
from models.record.acting import Performers
from models.record.case_rows import name_of
from models.record.cases import Case
from models.record.people import Official, Organisation
from models.record.recomputing import Moved


def performers_of(session: Session, moved: Sequence[Moved]) -> Mapping[tuple[int, str], PersonName]:
    """Who acts in the role of each step, by case and step; three queries. A role nobody is named for is left out."""
    ids = {m.case.id for m in moved}
    authorities = {m.case.authority_id for m in moved}
    if not ids:
        return {}
    known = Performers(session, authorities)
    # By authority, not by case: an authority's people are a few thousand, its cases may not fit into one statement.
    of_cases = (
        select(Case.id, Organisation.settlement, Official)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
        .outerjoin(Official, col(Official.id) == Case.official_id)
        .where(col(Case.authority_id).in_(authorities), col(Case.closed_on).is_(None))
    )
    around = {case: (settlement, official) for case, settlement, official in session.exec(of_cases) if case in ids}
    found: dict[tuple[int, str], PersonName] = {}
    for each in moved:
        settlement, concerned = around[each.case.id]
        acting = known.holder(each.case.authority_id, each.case.procedure, each.after.performer, concerned, settlement)
        name = name_of(acting)
        if name is not None:
            found[each.case.id, each.after.code] = name
    return found
