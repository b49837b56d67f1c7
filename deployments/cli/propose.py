"""`merzim propose`: a lawful plan of places for a rotation, best by the authority's weights. No decision."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deployments.cli.options import Json, OperatorsLang, print_json
from models.texts import Language, Text

if TYPE_CHECKING:
    from models.record.proposals import Proposed

HEAD = Text(
    "Предложение по {cycle}: предложено {placed}, без места {left}. Веса (органа): {weights}",
    "{cycle} бойынша ұсыныс: ұсынылғаны {placed}, орынсыз {left}. Салмақтар (органның өзінікі): {weights}",
    "Proposal for {cycle}: {placed} places, {left} heads without one. Weights (the authority's own): {weights}",
)


def propose(
    cycle: Annotated[str, typer.Argument(metavar="CYCLE", help="A cycle of the rotation: KRG-rotation-2026.")],
    weights: Annotated[
        str,
        typer.Option(
            "--weights",
            metavar="NAME=N,...",
            help="On top of the authority's own: potential=5,district=0.",
            show_default=False,
        ),
    ] = "",
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """Who may go where: as many heads as the law lets go, best by the weights (clauses 3, 11, 13).

    merzim propose KRG-rotation-2026 --weights potential=5,district=0

    Only what the commission's own form would let through is proposed, with why, and who is left without a place and
    why. It is a proposal and no decision: nothing is recorded. Criteria: qualification, potential, between-heads,
    district, waiting, tenure.
    """
    from deployments.cli.opened import opened
    from models import clock
    from models.record.meetings import sitting
    from models.record.proposals import proposal_for
    from models.settings import settings
    from tasks.proposals import said

    language = lang or settings().language
    with opened() as session:
        on = clock.today(sitting(session, cycle)[1].timezone)
        found = proposal_for(session, cycle, on, weights)
    if as_json:
        print_json(as_data(found, language))
        return
    from models.agenda.book import NO_DECISION_YET

    weighed = ", ".join(f"{code}={weight}" for code, weight in found.proposal.weights.items())
    placed, left = len(found.proposal.pairs), len(found.proposal.left)
    print(HEAD.filled(cycle=cycle, placed=placed, left=left, weights=weighed).in_(language))
    print(NO_DECISION_YET.in_(language))
    names = settings().names
    for case in sorted(found.candidates):
        place, why = said(found, case)
        who = found.people[case].written(names) if case in found.people else ""
        print(f"{case} · {who} · {found.candidates[case].organisation}: {place.in_(language)}")
        print(f"    {why.in_(language)}")


def as_data(found: "Proposed", language: Language) -> dict[str, Any]:
    """The proposal as plain data. `proposal` says that it is one; scores are thousandths."""
    from tasks.proposals import said

    taken = {pair.seat: case for case, pair in found.proposal.pairs.items()}
    rows = []
    for case in sorted(found.candidates):
        pair = found.proposal.pairs.get(case)
        rows.append(
            {
                "case": case,
                "organisation": found.candidates[case].organisation,
                "settlement": found.candidates[case].settlement,
                "decision": pair.decision if pair else None,
                "destination": pair.seat if pair else None,
                "score": pair.total if pair else None,
                "criteria": [
                    {"code": c.code, "score": c.score, "weight": c.weight} for c in (pair.criteria if pair else ())
                ],
                "alternatives": [
                    {"destination": p.seat, "decision": p.decision, "score": p.total, "proposed_to": taken.get(p.seat)}
                    for p in found.proposal.lawful[case]
                    if pair is None or p.seat != pair.seat
                ],
                "why": said(found, case)[1].in_(language),
            }
        )
    weights = dict(found.proposal.weights)
    return {
        "cycle": found.cycle, "on": found.on.isoformat(), "proposal": True, "weights": weights, "weights_clause": "own",
        "total": found.proposal.total, "cases": rows,
    }  # fmt: skip
