"""The rotation year: what the operator answers, by head; each is named by the organisation he or she leads."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from deployments.demo.script import Entry, Script, answer
from deployments.demo.scripts.portfolios import portfolio
from deployments.demo.scripts.rotation_stories import CHAIR_DECIDES, MEMBERS, STORIES, TIMETABLE, Story
from models.calendars import WorkingCalendar
from models.terms import compute

YEAR = 2026
OFFICE = "for 5 years"
NEXT_LIST = date(YEAR + 1, 11, 1)
"""The next year's cycle opens: its list carries over whoever had no place to go (clause 12)."""
LAST_LIST = date(YEAR + 6, 11, 1)
"""The first list after the five years have run out: the acting heads are on it (clause 18)."""


def answers(calendar: WorkingCalendar) -> list[Entry]:
    """Every answer; those of one head in the order in which they must be given."""
    return [*_cycle(), *(entry for head, story in STORIES.items() for entry in _head(head, story, calendar))]


def expected() -> dict[str, str]:
    """What must come of each head's case in the end: organisation -> result."""
    return {head: "acting" if story.result == "appointed" else story.result for head, story in STORIES.items()}


def carried_over() -> tuple[str, ...]:
    """Heads who must be on the next year's list because there was no place to go (clause 12)."""
    return tuple(h for h, s in STORIES.items() if s.result == "retained-until-next-review")


def _cycle() -> Iterator[Entry]:
    formed, planned, sent = TIMETABLE["formed"], TIMETABLE["planned"], TIMETABLE["sent"]
    # Clause 6: the list is formed in November, so October's is refused.
    yield answer(formed, "", "form-list", clause="6", approved_on=date(YEAR, 10, 30), planned_rotation_on=planned)
    yield answer(formed, "", "form-list", approved_on=formed, planned_rotation_on=planned)
    yield answer(sent, "", "send-list", sent_on=sent, letter_no="18-2/412")


def _head(head: str, story: Story, calendar: WorkingCalendar) -> Iterator[Entry]:
    number = head.removeprefix("C-")
    if story.notice is not None:
        yield answer(story.notice, head, "notice", served_on=story.notice, method=story.method)
    if story.left is not None:
        yield answer(story.left, head, "left-post", left_on=story.left, reason="по собственному желанию")
        return
    yield answer(story.portfolio, head, "portfolio", sent_on=story.portfolio)
    yield from _reviewed(head, story)
    yield answer(story.transfer, head, "transfer", sent_on=story.transfer, letter_no=f"7-{number}")
    yield from _told(head, story.told, story)
    appoint, starts = story.appoint, story.starts
    if story.appeal is not None:
        yield from _appealed(head, story)
    if story.result == "terminated":
        ended = TIMETABLE["terminated"]
        yield answer(ended, head, "terminate", act_no=f"{number}-л", act_on=ended)
    if appoint is None or starts is None:
        return
    act_no = f"{number}-к"
    if story.too_early is not None:
        on, clause = story.too_early
        yield answer(on, head, "appoint", clause=clause, act_no=act_no, starts_on=starts, act_on=on)
    yield answer(appoint, head, "appoint", act_no=act_no, starts_on=starts, act_on=appoint)
    ends = compute(OFFICE, starts, calendar).ends
    assert ends is not None
    acting = calendar.roll_forward(ends)
    yield answer(acting, head, "acting", act_no=f"{number}-ио", act_on=acting)


def _reviewed(head: str, story: Story) -> Iterator[Entry]:
    """The commission, in its meeting or by the case's own form; refused first where the story says so."""
    on, decided = story.review, _decision(story)
    if story.refused is not None:
        refused_on, clause, change = story.refused
        form = {**_met(refused_on), **decided, **change}
        yield answer(refused_on, head, "review", clause=clause, way=story.refused_way, **form)
    yield answer(on, head, "review", way="meeting" if story.in_meeting else "form", **_met(on), **decided)


def _met(on: date) -> dict[str, Any]:
    return {"met_on": on, "members": MEMBERS, "present": 6}


def _decision(story: Story) -> dict[str, Any]:
    if story.decision == "refuse":
        return {"votes": {"rotate": 1, "refuse": 5}, "decision": "refuse", "no_place": story.no_place}
    place = {"destination": {"organisation": story.to}}
    if story.tie:
        return {"votes": CHAIR_DECIDES, "chair": story.decision, "decision": story.decision, **place}
    return {"votes": {story.decision: 5, "refuse": 1}, "decision": story.decision, **place}


def _told(head: str, on: date, story: Story) -> Iterator[Entry]:
    consents: dict[str, Any] = {} if story.decision == "refuse" else {"consents": story.consents}
    yield answer(on, head, "decision-notice", received_on=on, **consents)


def _appealed(head: str, story: Story) -> Iterator[Entry]:
    """Clause 19: filed, upheld, and the case is back before the commission, which finds another place."""
    assert story.appeal is not None
    appeal = story.appeal
    filed, decided = appeal.filed, appeal.decided
    yield answer(filed, head, "appeal", filed_on=filed, result="pending")
    yield answer(decided, head, "appeal", filed_on=filed, result="upheld", decided_on=decided)
    again: dict[str, Any] = {"votes": {"rotate": 6}, "decision": "rotate", "destination": {"organisation": appeal.to}}
    yield answer(appeal.review, head, "review", **_met(appeal.review), **again)
    yield answer(appeal.transfer, head, "transfer", sent_on=appeal.transfer, letter_no="7-а")
    yield from _told(head, appeal.told, story)


def whole(entry: Entry, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """A portfolio holds what the registry knows of its head."""
    return {**portfolio(facts), **entry.form} if entry.step == "portfolio" else entry.form


def _moved() -> tuple[str, ...]:
    moved = {story.appeal.to if story.appeal else story.to for story in STORIES.values() if story.result == "appointed"}
    return tuple(sorted(moved))


def _last_list() -> tuple[Entry, ...]:
    """The list of the last year formed and sent, for whoever wants to try its cases by hand."""
    year = LAST_LIST.year
    formed, sent, planned = date(year, 11, 17), date(year, 11, 24), date(year + 1, 2, 15)
    return (
        answer(formed, str(year), "form-list", approved_on=formed, planned_rotation_on=planned),
        answer(sent, str(year), "send-list", sent_on=sent, letter_no=f"{year}-1"),
    )


SCRIPT = Script(
    procedure="rotation",
    authority="KRG",
    year=YEAR,
    zone=ZoneInfo("Asia/Almaty"),
    starts_on=date(YEAR, 11, 1),
    ends_on=LAST_LIST,
    answers=answers,
    expected=expected(),
    shows={head: story.shows for head, story in STORIES.items()},
    # A late notice, an appeal, a tie.
    shown_whole=("C-24", "C-25", "C-04"),
    known_by="head",
    days=(NEXT_LIST, LAST_LIST),
    # Clauses 12, 18: whoever comes before the commission again.
    relisted={NEXT_LIST.year: {"12": carried_over()}, LAST_LIST.year: {"18": _moved()}},
    fill=whole,
    afterwards=_last_list(),
)
