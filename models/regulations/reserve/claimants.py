"""The reserve and the registry: who a claimant is, and whether he may come back (clauses 2.3, 2.4, 2.5, 4.8)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from models.engine import Decision
from models.errors import Refusal
from models.facts import as_day
from models.procedure import Listed, Verdict
from models.record.cases import Case, StepRecord
from models.record.people import Authority, Official
from models.regulations.reserve import readmission
from models.texts import Text

_CAME = Text("Обратился как претендент", "Үміткер ретінде жүгінді", "Came forward as a claimant")


def admit(session: Session, cycle_case: Case, decision: Decision) -> Listed:
    """The person who came forward: of the registry by number, or entered into it under that number.

    Raises `Refusal` for somebody new without a name (2.5), and for somebody who can't be included again (4.8).
    """
    assert decision.recorded is not None
    form = decision.recorded.form
    code = str(form["person"])
    person = session.exec(
        select(Official).where(Official.authority_id == cycle_case.authority_id, Official.code == code)
    ).first()
    if person is None:
        person = _entered(session, cycle_case, code, form)
    earlier = _excluded_before(session, person)
    for ground in earlier:
        barred = readmission.judged(ground)
        if barred.outcome == "barred":
            raise Refusal(barred.reasons[0], clause=barred.clause, step="claimant", case=cycle_case.number)
    birth = as_day(form.get("birth")) or person.birth_date
    facts = {
        "full_name": " ".join(filter(None, (person.last_name, person.first_name, person.middle_name))),
        "birth_date": birth.isoformat() if birth else None,
        "earlier_exclusions": earlier,
    }
    return Listed(person.id, person.code, None, "", Verdict(True, (_CAME,), "2.4"), facts)


def _entered(session: Session, cycle_case: Case, code: str, form: Any) -> Official:
    """Somebody from outside: entered under the number with the name the proposal, or he himself, states."""
    if not form.get("last_name") or not form.get("first_name"):
        raise Refusal(
            Text(
                "{code} в реестре нет: для нового претендента нужны фамилия и имя",
                "{code} тізілімде жоқ: жаңа үміткер үшін тегі мен аты қажет",
                "{code} is not in the registry: a new claimant needs a last and a first name",
            ).filled(code=code),
            clause="2.5",
            step="claimant",
            case=cycle_case.number,
            field="last_name",
        )
    authority = session.get_one(Authority, cycle_case.authority_id)
    birth = as_day(form.get("birth"))
    known = _as_in_the_registry({**form, "code": code}, authority.country, cycle_case.number)
    person = Official(authority_id=authority.id, birth_date=birth, language=authority.language, **known)
    session.add(person)
    session.flush()
    return person


def _as_in_the_registry(form: Mapping[str, Any], country: str, case: str) -> dict[str, Any]:
    """What an import would make of the same cells. Raises `Refusal` for one that it would not take."""
    from models.registry.cells import CellError, read_cell
    from models.registry.forms import OFFICIALS

    found: dict[str, Any] = {}
    for field in ("code", "last_name", "first_name", "middle_name", "email", "phone"):
        column = OFFICIALS.by_field[field]
        try:
            found[field], _ = read_cell(column, form.get(field), region=country)
        except CellError as error:
            why = error.reason.text.filled(**error.details)
            raise Refusal(
                Text("«{title}»: {why}", "«{title}»: {why}", "{title}: {why}").filled(title=column.title, why=why),
                clause="2.5", step="claimant", case=case, field="person" if field == "code" else field,
            ) from error  # fmt: skip
    return found


def _excluded_before(session: Session, person: Official) -> list[str]:
    """Grounds on which the person was excluded from a reserve of the authority before, the first one first."""
    asked = (
        select(StepRecord)
        .join(Case)
        .where(Case.procedure == "reserve", Case.official_id == person.id)
        .where(StepRecord.code == "exclude", StepRecord.state == "done")
        .order_by(col(StepRecord.done_on), col(StepRecord.id))
    )
    return [str((step.form or {})["ground"]) for step in session.exec(asked)]
