"""A commission's decision, as a form with votes tells it: kept with its ballots, so that it can be counted again."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, delete, select

from models.record.cases import Ballot, Case, Ruling
from models.record.people import Organisation
from models.state import StepState


def put_ruling(session: Session, case: Case, step: StepState, step_id: int, there: Ruling | None = None) -> None:
    """Keep the ruling of a step whose form has votes. `there`: what was kept of it, where the step is corrected."""
    form, votes = step.form, step.form.get("votes")
    if not isinstance(votes, Mapping) or step.done_on is None:
        return
    code = (form.get("destination") or {}).get("organisation")
    place = select(Organisation.id).where(Organisation.authority_id == case.authority_id, Organisation.code == code)
    values: dict[str, Any] = {
        "met_on": step.done_on,
        "option": str(form["decision"]),
        "destination_id": session.exec(place).first() if code else None,
        "no_place": bool(form.get("no_place")),
        "recused": list(form.get("recused") or []) or None,
    }
    if there is None:
        ruling = Ruling(case_id=case.id, step_id=step_id, **values)
    else:
        ruling = there.sqlmodel_update(values)
        session.exec(delete(Ballot).where(col(Ballot.ruling_id) == there.id))
    session.add(ruling)
    session.flush()
    session.add_all(
        Ballot(ruling_id=ruling.id, option=option, votes=count, casting=option == form.get("chair"))
        for option, count in votes.items()
        if count
    )
