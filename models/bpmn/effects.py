"""What the outcomes of a process do to its flow: outcomes of one effect together, and their names."""

from dataclasses import dataclass

from models.process import BoundaryEvent, Next, Process, Step
from models.texts import Text, as_is

MOST_NAMES = 2
"""Outcomes named on one flow; of more, the first and how many others."""


@dataclass(frozen=True)
class Effect:
    """Outcomes after which the case goes on in the same way; `following` is what follows each of them."""

    outcomes: tuple[str, ...]
    following: Next
    name: Text


def effects(process: Process, node: Step | BoundaryEvent) -> list[Effect]:
    """The outcomes of a step, those that lead the same way together, in the order of its definition."""
    found: dict[tuple[object, ...], list[str]] = {}
    for outcome, following in node.outcomes.items():
        alone = outcome if isinstance(node, Step) and outcome == node.expires else ""
        result = following.result if following.ends or following.finishes else None
        way = (following.opens, following.reopens, following.cancels, following.ends, following.finishes, result, alone)
        found.setdefault(way, []).append(outcome)
    return [
        Effect(tuple(codes), node.outcomes[codes[0]], _together([outcome_name(process, node, c) for c in codes]))
        for codes in found.values()
    ]


def outcome_name(process: Process, node: Step | BoundaryEvent, outcome: str) -> Text:
    """An outcome in words: as people read it elsewhere, or as its result is named; else in a word of the drawing's."""
    result = process.results.get(node.outcomes[outcome].result or "")
    return process.outcome_name(node, outcome) or result or OUTCOMES.get(outcome) or as_is(outcome)


def _together(names: list[Text]) -> Text:
    names = list(dict.fromkeys(names))
    if len(names) <= MOST_NAMES:
        return Text.joined(names, " / ")
    return _OTHERS.filled(first=names[0], count=len(names) - 1)


_OTHERS = Text("{first} и ещё {count}", "{first} және тағы {count}", "{first} and {count} more")
OUTCOMES = {
    "consents": Text("согласен", "келіседі", "consents"),
    "declines": Text("не согласен", "келіспейді", "declines"),
    "filed": Text("подана", "берілді", "filed"),
    "none": Text("жалобы нет", "шағым жоқ", "no appeal"),
    "not-appealed": Text("жалобы нет", "шағым жоқ", "no appeal"),
    "inclusion": Text("о включении", "енгізу туралы", "of inclusion"),
    "exclusion": Text("об исключении", "шығару туралы", "of exclusion"),
    "recommended": Text("рекомендован", "ұсынылды", "recommended"),
    "appointed": Text("назначен", "тағайындалды", "appointed"),
    "not-appointed": Text("не назначен", "тағайындалмады", "not appointed"),
    "to-offer": Text("предложить кандидату", "кандидатқа ұсыну", "to be offered"),
    "to-another": Text("предложить другому", "басқаға ұсыну", "offered to another"),
    "asks-out": Text("просит исключить из резерва", "резервтен шығаруды сұрайды", "asks to be excluded"),
    "over": Text("срок истёк", "мерзімі өтті", "over"),
    "ended": Text("срок истёк", "мерзімі өтті", "over"),
}
"""Names of outcomes that neither the step, its form nor its result names."""
