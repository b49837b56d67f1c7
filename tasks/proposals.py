"""The proposal of places in words, for the meeting's sheet and its workbook."""

from sqlmodel import Session

from models.acts import OWN
from models.forms import CLAUSE
from models.proposal import CRITERIA, MOST, Left, Pair
from models.record.meetings import Agenda
from models.record.proposals import Proposed, proposal_for
from models.texts import Language, Text, as_is

NO_PLACE = Text("законного места нет (п. 12)", "заңды орын жоқ (12-т.)", "no lawful place (clause 12)")
MOVE = Text("переместить: {place}", "ауыстыру: {place}", "move: {place}")
ROTATE = Text("ротация: {place}", "ротация: {place}", "rotate: {place}")
SCORE = Text("Оценка {total}: {criteria}.", "Бағасы {total}: {criteria}.", "Score {total}: {criteria}.")
CRITERION = as_is("{what} {score} × {weight} ({clause})")
ITS_OWN = Text("вес и критерий органа", "органның өз салмағы мен өлшемі", "the authority's own")
OTHERS = Text("Другие законные места: {others}.", "Басқа заңды орындар: {others}.", "Other lawful places: {others}.")
ONLY = Text("Других законных мест нет.", "Басқа заңды орын жоқ.", "There is no other lawful place.")
GIVEN = Text("{place} ({total}; предложено по делу {case})", "{place} ({total}; {case} ісі бойынша ұсынылған)",
             "{place} ({total}; proposed in case {case})")  # fmt: skip
FREE = as_is("{place} ({total})")
TAKEN = Text("законные места предложены другим: {others}", "заңды орындар басқаларға ұсынылған: {others}",
             "the lawful places are proposed to others: {others}")  # fmt: skip
HELD = Text(
    "{place}: руководителю самому некуда перейти", "{place}: басшысының өзі ауысатын орын жоқ",
    "{place}: its own head has nowhere to go",
)  # fmt: skip
NOT_LAWFUL = as_is("{place}: {reason} ({clause})")
ALONE = Text(
    "в населённом пункте нет ни освобождаемых, ни вакантных мест (п. 3)",
    "елді мекенде босайтын да, бос та орын жоқ (3-т.)",
    "no place in the settlement is freed or vacant (clause 3)",
)
SHOWN = 5


def proposed_words(session: Session, agenda: Agenda, language: Language) -> dict[str, tuple[str, str]]:
    """For each case on the agenda the place proposed, and why; nothing where the procedure assigns no places."""
    if agenda.procedure.code != "rotation" or not agenda.cases:
        return {}
    found = proposal_for(session, agenda.cycle.number, agenda.cases[0].facts.on)
    return {
        each.case.number: tuple(text.in_(language) for text in said(found, each.case.number))  # type: ignore[misc]
        for each in agenda.cases
    }


def said(found: Proposed, case: str) -> tuple[Text, Text]:
    """The place proposed to one head, and why it."""
    pair = found.proposal.pairs.get(case)
    if pair is None:
        left = next((each for each in found.proposal.left if each.case == case), None)
        return NO_PLACE, _left(found, left) if left else NO_PLACE
    place = (MOVE if pair.decision == "move" else ROTATE).filled(place=found.seats[pair.seat].name)
    return place, Text.joined((_score(pair), _others(found, pair)), " ")


def _score(pair: Pair) -> Text:
    counted = [c for c in pair.criteria if c.score * c.weight]
    criteria = [
        CRITERION.filled(
            what=CRITERIA[c.code][1],
            score=f"{c.score / MOST:.2f}",
            weight=c.weight,
            clause=_clause(CRITERIA[c.code][0]),
        )
        for c in counted
    ]
    return SCORE.filled(total=f"{pair.total / MOST:.2f}", criteria=Text.joined(criteria, "; ") if criteria else "0")


def _others(found: Proposed, pair: Pair) -> Text:
    given = {other.seat: case for case, other in found.proposal.pairs.items()}
    others = [other for other in found.proposal.lawful[pair.case] if other.seat != pair.seat]
    if not others:
        return ONLY
    named = [
        (GIVEN if other.seat in given else FREE).filled(
            place=found.seats[other.seat].name, total=f"{other.total / MOST:.2f}", case=given.get(other.seat, "")
        )
        for other in others[:SHOWN]
    ]
    more = [as_is(f"+{len(others) - SHOWN}")] if len(others) > SHOWN else []
    return OTHERS.filled(others=Text.joined((*named, *more), "; "))


def _left(found: Proposed, left: Left) -> Text:
    """Why a head is left without a place."""
    reasons = []
    if left.taken_by:
        named = [
            GIVEN.filled(
                place=found.seats[pair.seat].name, total=f"{pair.total / MOST:.2f}", case=left.taken_by[pair.seat]
            )
            for pair in found.proposal.lawful[left.case]
            if pair.seat in left.taken_by
        ]
        reasons.append(TAKEN.filled(others=Text.joined(named[:SHOWN], "; ")))
    reasons += [
        HELD.filled(place=found.seats[pair.seat].name)
        for pair in found.proposal.lawful[left.case]
        if pair.seat not in left.taken_by
    ][:SHOWN]
    reasons += [
        NOT_LAWFUL.filled(place=found.seats[seat].name, reason=reason, clause=_clause(clause))
        for seat, (clause, reason) in list(left.reasons.items())[:SHOWN]
    ]
    return Text.joined(reasons, "; ") if reasons else ALONE


def _clause(clause: str) -> Text:
    return ITS_OWN if clause == OWN else CLAUSE.filled(clause=clause)
