"""The attestation of a whole region on the pure engine: every servant judged, every case through to its decision.

Who is exempt is worked out as it is for any case; so is everything that follows. What people do (scores, votes,
appeals, slips) is drawn at random, the same for the same seed: slips are refused by the engine, and put right.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from models.acts import Edition
from models.calendars import WorkingCalendar, working_calendar
from models.days import plus_months
from models.engine import Answer, Event, TimerPassed, advance, open_case
from models.errors import MerzimError, Refusal
from models.outcomes import Refused
from models.regulations.attestation.exemption import Ground
from models.regulations.attestation.posts import POSTS, SEATS, Post
from models.regulations.attestation.procedure import PROCEDURE, exempted_by
from models.regulations.attestation.region import Servant, servants
from models.state import CaseState, StepState

OPENED = date(2017, 4, 3)
"""The attestation of 2017 was expected in the first half of the year."""

MEMBERS = 7
# How often what happens, of all cases that come so far.
LEFT, EXEMPT_LATER, LATE = 0.003, 0.008, 0.02
NO_QUORUM, NO_RECORDING, NOT_SHOWN = 0.01, 0.01, 0.008
APPEALED = {"promote": 0.0, "fits": 0.01, "demote": 0.35, "dismiss": 0.6}
UPHELD, DECIDED_LATER = 0.2, 0.5


class Stuck(MerzimError):
    """A case did not come to where the play expected it."""


@dataclass
class Played:
    """One servant: exempt, with all grounds that hold, or a case played to its end and what was refused on the way."""

    servant: Servant
    grounds: tuple[Ground, ...]
    state: CaseState | None = None
    refused: list[Refused] = field(default_factory=list)

    @property
    def post(self) -> Post:
        """The post held."""
        return POSTS[self.servant.facts["post"]]

    @property
    def case(self) -> CaseState:
        """The case of one who is not exempt."""
        if self.state is None:
            raise Stuck(f"{self.servant.code} has no case")
        return self.state

    def done(self, code: str) -> StepState:
        """The step, done and standing."""
        return self._there(code, self.case.standing(code))

    def open(self, code: str) -> StepState:
        """The step, open."""
        return self._there(code, self.case.open_step(code))

    def _there(self, code: str, step: StepState | None) -> StepState:
        if step is None:
            raise Stuck(f"{self.servant.code}: {code} is not there; refused: {self.refused}")
        return step


@dataclass(frozen=True)
class Headline:
    """An attestation played whole."""

    opened_on: date
    seed: int
    edition: Edition
    played: tuple[Played, ...]

    def as_dict(self) -> dict[str, Any]:
        """The summary as plain data; counts by code."""
        subject = [p for p in self.played if p.state is not None]
        states = [p.case for p in subject]
        steps = [s for state in states for s in state.steps]
        appeals = [s for s in steps if s.code == "appeal-window" and s.outcome != "not-appealed" and s.form]
        upheld = [s for s in steps if s.code in ("appeal-window", "appeal-result") and s.outcome == "upheld"]
        return {
            "procedure": PROCEDURE.code,
            "edition": self.edition.code,
            "opened_on": self.opened_on.isoformat(),
            "seed": self.seed,
            "servants": len(self.played),
            "exempt": len(self.played) - len(subject),
            "subject": len(subject),
            "subject_share": round(len(subject) / len(self.played), 4),
            "grounds_named": _counts(str(p.grounds[0].number) for p in self.played if p.grounds),
            "grounds_held": _counts(str(g.number) for p in self.played for g in p.grounds),
            "levels": _counts(str(p.post.level) for p in subject),
            "seats": _counts(p.post.seat for p in subject),
            "results": _counts(state.result for state in states),
            "results_by_seat": {seat: _counts(p.case.result for p in subject if p.post.seat == seat) for seat in SEATS},
            "appeals": len(appeals),
            "appeals_upheld": len(upheld),
            "steps_done": sum(s.status in ("done", "superseded") for s in steps),
            "steps_late": sum(s.late for s in steps),
            "breaches": sum(len(state.breaches) for state in states),
            "refused": _counts(f"{r.step} {r.clause}" for p in subject for r in p.refused),
            "open": sum(state.closed_on is None for state in states),
            "last_closed_on": max((s.closed_on for s in states if s.closed_on), default=self.opened_on).isoformat(),
        }


def _counts(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def headline(count: int, seed: int, opened_on: date = OPENED) -> Headline:
    """The attestation of `count` generated servants, opened on the day. Raises `NotInForce` outside the editions."""
    edition = PROCEDURE.act.edition_on(opened_on)
    calendar = working_calendar(PROCEDURE.act.country)
    play = _Play(edition, calendar, opened_on, Random(f"{seed} play"))  # noqa: S311  # no secret hangs on it
    return Headline(opened_on, seed, edition, tuple(play.one(s) for s in servants(count, seed, opened_on, edition)))


class _Play:
    """One attestation, servant after servant."""

    def __init__(self, edition: Edition, calendar: WorkingCalendar, opened_on: date, rng: Random) -> None:
        self.edition, self.calendar, self.opened_on, self.rng = edition, calendar, opened_on, rng

    def one(self, servant: Servant) -> Played:
        """Exempt, or through to the end of the appeal window."""
        found = exempted_by(servant.facts, self.opened_on, self.edition)
        played = Played(servant, found)
        if found:
            return played
        facts = {f"case.{name}": value for name, value in servant.facts.items()}
        state = CaseState(servant.code, self.edition, self.opened_on, facts)
        played.state = open_case(PROCEDURE.case, state, self.opened_on, self.calendar).state
        if self._stages(played):
            self._decision(played, self._met(played))
        return played

    def _stages(self, played: Played) -> bool:
        """The sheet, the test, the materials; false where the servant leaves the post, or becomes exempt, before it."""
        late = 12 if self._happens(LATE) else 0
        sheet = self._after(self.opened_on, self.rng.randint(2, 10) + late)
        self._do(played, sheet, "assessment-sheet", made_on=sheet)
        tested = self._after(sheet, self.rng.randint(5, 20))
        self._do(played, tested, "testing", tested_on=tested, scores=self._scores())
        if self._happens(LEFT):
            self._do(played, tested, "left-post")
            return False
        if self._happens(EXEMPT_LATER):
            self._do(played, tested, "exempt", ground="2", since=tested, document="order")
            return False
        if self._happens(NOT_SHOWN):
            self._interview(played, self._after(tested, 1), "fits")
        shown = self._after(tested, self.rng.randint(1, 5))
        self._do(played, shown, "materials", shown_on=shown)
        return True

    def _met(self, played: Played) -> date:
        """The interview, held once it is lawful; the day of it."""
        shown = played.done("materials").done_on or self.opened_on
        met = self._after(shown, self.rng.randint(3, 8))
        decision = self._weighed(played)
        if self._happens(NO_QUORUM):
            self._interview(played, met, decision, present=MEMBERS // 2)
            met = self._after(met, 1)
        if self._happens(NO_RECORDING):
            self._interview(played, met, decision, recording="")
        if not self._interview(played, met, decision):
            # Exemption 4: the six months have not come. They will, before the interview had to be held.
            since = date.fromisoformat(played.servant.facts["service_from"])
            met = self.calendar.roll_forward(plus_months(since, 6))
            self._interview(played, met, decision)
        return met

    def _decision(self, played: Played, met: date) -> None:
        """The servant is told, and appeals or not; upheld, everything from the interview on is done again."""
        told = self._after(met, self.rng.randint(0, 3))
        self._do(played, told, "decision-notice", received_on=told)
        if not self._happens(APPEALED[played.case.result]):
            self._let_the_window_end(played)
            return
        filed = self._after(told, self.rng.randint(1, 8))
        result = "upheld" if self._happens(UPHELD) else "rejected"
        addressee = self.rng.choice(("head", "department", "court"))
        decided = self._after(filed, self.rng.randint(1, 15))
        if addressee == "court" or self._happens(DECIDED_LATER):
            self._do(played, filed, "appeal-window", filed_on=filed, appealed_to=addressee)
            self._do(played, decided, "appeal-result", decided_on=decided, result=result)
        else:
            decided = filed
            self._do(
                played, filed, "appeal-window", filed_on=filed, appealed_to=addressee, result=result, decided_on=decided
            )
        if result == "upheld":
            again = self._after(decided, self.rng.randint(5, 15))
            self._interview(played, again, self.rng.choice(("fits", "demote")))
            self._decision(played, again)

    def _let_the_window_end(self, played: Played) -> None:
        window = played.open("appeal-window")
        self._event(played, TimerPassed(window.code), window.ends or window.opened_on)

    def _interview(self, played: Played, met: date, decision: str, **fields: Any) -> bool:
        """The commission meets; false where the law does not let it decide."""
        present = fields.pop("present", self.rng.randint(5, MEMBERS))
        against = self.rng.randint(0, (present - 1) // 2)
        other = "fits" if decision != "fits" else "promote"
        votes = {decision: present - against, other: against}
        form = {
            "met_on": met, "members": MEMBERS, "present": present, "votes": votes, "decision": decision,
            "recording": f"{played.servant.code}.ogg", **fields,
        }  # fmt: skip
        return self._do(played, met, "interview", **form)

    def _weighed(self, played: Played) -> str:
        """What the commission makes of the scores; no score decides alone."""
        mean = sum(played.done("testing").form["scores"].values()) / 3 + self.rng.gauss(0, 8)
        bounds = ((88, "promote"), (40, "fits"), (32, "demote"))
        return next((decision for least, decision in bounds if mean >= least), "dismiss")

    def _scores(self) -> Mapping[str, float]:
        able = self.rng.gauss(66, 12)
        blocks = ("serving_people", "effectiveness", "transparency")
        return {block: round(min(max(self.rng.gauss(able, 9), 0), 100), 1) for block in blocks}

    def _do(self, played: Played, on: date, step: str, **form: Any) -> bool:
        """A form brought on the day; false, and kept, where it is refused."""
        try:
            self._event(played, Answer(step, form), on)
        except Refusal as refusal:
            played.refused.append(Refused(step, refusal.clause, on, refusal.reason))
            return False
        return True

    def _event(self, played: Played, event: Event, on: date) -> None:
        played.state = advance(PROCEDURE.case, played.case, event, on, self.calendar).state

    def _after(self, day: date, working_days: int) -> date:
        day = self.calendar.roll_forward(day)
        for _ in range(working_days):
            day = self.calendar.roll_forward(day + timedelta(days=1))
        return day

    def _happens(self, share: float) -> bool:
        return self.rng.random() < share
