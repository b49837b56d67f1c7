"""A proposal for the plan of a rotation: who may go where, best by the authority's weights (clauses 3, 11, 13).

A proposal and no decision: it is shown to the commission and never applied by itself. A pair is proposed only if the
very check that judges the commission's decision lets it through; a place that a head of the cycle still holds is given
away only if that head goes elsewhere, so that chains and exchanges come out whole.

First as many heads as the law lets go are given a place (clause 5: they are subject to rotation; clause 12 keeps those
for whom there is none); among these assignments the one with the greatest sum of scores.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul
from typing import Literal, NamedTuple

from models.errors import InvalidInput, Refusal
from models.facts import Facts
from models.texts import Text

Decision = Literal["rotate", "move"]

WEIGHTS: Mapping[str, int] = {
    "qualification": 3, "potential": 3, "between-heads": 1, "district": 1, "waiting": 2, "tenure": 1,
}  # fmt: skip
"""What the authority has not weighed otherwise. No text sets weights: they are its own."""
MOST = 1000
"""A criterion's score, and a weight, go up to this."""

CRITERIA: Mapping[str, tuple[str, Text]] = {
    "qualification": (
        "11, 13",
        Text(
            "категория отвечает требованию места", "санаты орынның талабына сай", "category meets what the place asks"
        ),
    ),
    "potential": (
        "3, 13",
        Text(
            "сильные показатели — туда, где они слабее",
            "көрсеткіші жоғары басшы — көрсеткіші төмен жерге",
            "strong indicators to where they are weaker",
        ),
    ),
    "between-heads": (
        "10 (1)",
        Text("место освобождает другой руководитель", "орынды басқа басшы босатады", "freed by another head"),
    ),
    "district": ("own", Text("тот же район", "сол ауданның өзі", "the same district")),
    "waiting": ("12", Text("ждёт места с прошлого года", "өткен жылдан бері орын күтуде", "waiting since last year")),
    "tenure": ("5", Text("стаж в одной организации", "бір ұйымдағы өтілі", "tenure in one organisation")),
}
"""What is weighed: by which clause, and in words. `own`: no clause speaks of it."""


@dataclass(frozen=True)
class Candidate:
    """A head whose case the commission has not decided.

    facts       as the review's check is given them, with the places around
    indicators  measures of knowledge, achievements and work (clause 13), 0 to 100, by name
    waiting     carried over from last year's list (clause 12)
    tenure      whole years in the organisation
    """

    case: str
    organisation: str
    settlement: str
    district: str
    facts: Facts
    qualifications: tuple[str, ...] = ()
    indicators: Mapping[str, int] = field(default_factory=dict)
    waiting: bool = False
    tenure: int = 0

    @property
    def strength(self) -> float | None:
        """The mean of the indicators, 0 to 1; None where none is known."""
        known = self.indicators
        return sum(known.values()) / len(known) / 100 if known else None


@dataclass(frozen=True)
class Seat:
    """A place: vacant, or freed by heads of this cycle.

    held_by  the cases, not decided yet, of the heads who hold it
    """

    code: str
    name: Text
    settlement: str
    district: str
    vacant: bool
    freed: bool
    qualification: str | None
    held_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """One criterion of a pair: its score of 0 to `MOST`, its weight."""

    code: str
    score: int
    weight: int


class Pair(NamedTuple):
    """A head and a place the law lets the head go to, by this decision, and what speaks for it.

    total   the sum of the scores by their weights
    scores  in the order of `CRITERIA`, and the weights they were multiplied by
    """

    case: str
    seat: str
    decision: Decision
    total: int
    scores: tuple[int, ...]
    weights: tuple[int, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The scores one by one."""
        return tuple(map(Criterion, CRITERIA, self.scores, self.weights))


@dataclass(frozen=True)
class Left:
    """A head left without a place, and why.

    reasons   why each place near enough to be thought of is not lawful: place -> clause and reason
    taken_by  lawful places that others get: place -> case
    """

    case: str
    reasons: Mapping[str, tuple[str, Text]]
    taken_by: Mapping[str, str]


@dataclass(frozen=True)
class Proposal:
    """The assignment. `pairs` by case; `lawful` are all lawful pairs of each case, the best first."""

    weights: Mapping[str, int]
    pairs: Mapping[str, Pair]
    lawful: Mapping[str, tuple[Pair, ...]]
    left: tuple[Left, ...]

    @property
    def total(self) -> int:
        """The sum of all scores."""
        return sum(pair.total for pair in self.pairs.values())


Judge = Callable[[Candidate, Seat, Decision], Refusal | None]
"""Why the law refuses a decision that sends the head there; None: it does not."""


def parse_weights(written: str, base: Mapping[str, int] = WEIGHTS) -> dict[str, int]:
    """`potential=5,district=0` on top of `base`. Raises `InvalidInput` for an unknown criterion or no whole number."""
    found = dict(base)
    for part in filter(None, (p.strip() for p in written.replace(";", ",").split(","))):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals or name not in CRITERIA or not number.isascii() or not number.isdigit() or int(number) > MOST:
            raise InvalidInput(
                f"'{part}' is no weight; accepted: {', '.join(f'{code}=0..{MOST}' for code in CRITERIA)}"
            )
        found[name] = int(number)
    return found


def propose(
    candidates: Sequence[Candidate], seats: Sequence[Seat], judge: Judge, weights: Mapping[str, int] = WEIGHTS
) -> Proposal:
    """The lawful assignment that is best by these weights; the same whatever order it is asked in."""
    heads = sorted(candidates, key=lambda c: c.case)
    places = sorted(seats, key=lambda s: s.code)
    lawful, refused = _lawful(heads, places, judge, weights)
    chosen = _solve(heads, places, lawful)
    given = {pair.seat: case for case, pair in chosen.items()}
    left = tuple(
        Left(c.case, refused[c.case], {p.seat: given[p.seat] for p in lawful[c.case] if p.seat in given})
        for c in heads
        if c.case not in chosen
    )
    return Proposal(dict(weights), chosen, {case: tuple(pairs) for case, pairs in lawful.items()}, left)


def _lawful(
    heads: Sequence[Candidate], places: Sequence[Seat], judge: Judge, weights: Mapping[str, int]
) -> tuple[dict[str, list[Pair]], dict[str, dict[str, tuple[str, Text]]]]:
    strengths = {c.case: c.strength for c in heads}
    longest = max((c.tenure for c in heads), default=0)
    weighed = tuple(weights.get(code, 0) for code in CRITERIA)
    by_settlement: dict[str, list[Seat]] = {}
    for seat in places:
        by_settlement.setdefault(_spelt(seat.settlement), []).append(seat)
    lawful: dict[str, list[Pair]] = {}
    refused: dict[str, dict[str, tuple[str, Text]]] = {}
    for head in heads:
        pairs, why = [], {}
        # Clause 3 lets nobody leave the settlement: the check would say so of every other place, at length.
        for seat in by_settlement.get(_spelt(head.settlement), ()):
            reason, decision = _decision(head, seat, judge)
            if decision is None:
                if reason is not None and seat.code != head.organisation:
                    why[seat.code] = (reason.clause, reason.reason)
                continue
            holders = [strengths[case] for case in seat.held_by if case in strengths]
            scores = _scored(head, seat, holders, longest)
            total = sum(map(mul, scores, weighed))
            pairs.append(Pair(head.case, seat.code, decision, total, scores, weighed))
        lawful[head.case] = sorted(pairs, key=lambda p: (-p.total, p.seat))
        refused[head.case] = why
    return lawful, refused


def _decision(head: Candidate, seat: Seat, judge: Judge) -> tuple[Refusal | None, Decision | None]:
    """By which decision the head may go there: a vacant post by a move, which asks for the qualification (clause 11);
    a post that a head of this cycle frees by a rotation (clause 10)."""
    reason: Refusal | None = None
    decisions: tuple[Decision, ...] = (*(("move",) if seat.vacant else ()), *(("rotate",) if seat.freed else ()))
    for decision in decisions or ("rotate",):
        found = judge(head, seat, decision)
        if found is None:
            return None, decision
        reason = reason or found
    return reason, None


def _scored(head: Candidate, seat: Seat, holders: Sequence[float | None], longest: int) -> tuple[int, ...]:
    known = [strength for strength in holders if strength is not None]
    # A place that nobody runs needs a strong head most; one run by a head of unknown strength, half as much.
    need = 1 - sum(known) / len(known) if known else 0.5 if holders else 1.0
    # Of a head nothing is known of, it says nothing.
    strength = head.strength or 0.0
    asks = seat.qualification
    # In the order of CRITERIA.
    return tuple(
        round(score * MOST)
        for score in (
            0.5 if asks is None else float(asks in head.qualifications),
            strength * need,
            float(not seat.vacant),
            float(bool(seat.district) and _spelt(seat.district) == _spelt(head.district)),
            float(head.waiting),
            head.tenure / longest if longest else 0.0,
        )
    )


def _solve(heads: Sequence[Candidate], places: Sequence[Seat], lawful: Mapping[str, Sequence[Pair]]) -> dict[str, Pair]:
    """The assignment problem. A head takes a place or stays: staying costs more than any score, and takes the place
    that only leaving would free."""
    if not heads:
        return {}
    # Both take a part of a second to load.
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    column = {seat.code: at for at, seat in enumerate(places)}
    own = {seat.held_by[0]: at for at, seat in enumerate(places) if len(seat.held_by) == 1 and not seat.vacant}
    # A place that two heads hold is free only if both go: it is offered to nobody, unless it is vacant besides.
    shut = {seat.code for seat in places if len(seat.held_by) > 1 and not seat.vacant}
    best = max((pair.total for pairs in lawful.values() for pair in pairs), default=0)
    staying, never = (best + 1) * (len(heads) + 1), (best + 1) * (len(heads) + 1) ** 2 * 4
    costs = np.full((len(heads), len(places) + len(heads)), never, dtype=np.int64)
    for at, head in enumerate(heads):
        costs[at, own.get(head.case, len(places) + at)] = staying
        for pair in lawful[head.case]:
            if pair.seat not in shut:
                costs[at, column[pair.seat]] = best - pair.total
    pairs: dict[str, Pair] = {}
    for at, place in zip(*linear_sum_assignment(costs), strict=True):
        head = heads[at]
        if costs[at, place] < staying:
            pairs[head.case] = next(p for p in lawful[head.case] if column[p.seat] == place)
    return pairs


def _spelt(name: str) -> str:
    return " ".join(name.casefold().split())
