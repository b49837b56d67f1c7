"""The rotation year: what the operator answers, by head; each is named by the organisation he or she leads."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from deployments.demo.script import Entry, Script
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
    formed, planned = TIMETABLE["formed"], TIMETABLE["planned"]
    too_early = {"approved_on": date(YEAR, 10, 30).isoformat(), "planned_rotation_on": planned.isoformat()}
    # Clause 6: the list is formed in November, so October's is refused.
    yield Entry(formed, "", "form-list", too_early, clause="6")
    yield Entry(
        formed, "", "form-list", {"approved_on": formed.isoformat(), "planned_rotation_on": planned.isoformat()}
    )
    sent = TIMETABLE["sent"]
    yield Entry(sent, "", "send-list", {"sent_on": sent.isoformat(), "letter_no": "18-2/412"})


def _head(head: str, story: Story, calendar: WorkingCalendar) -> Iterator[Entry]:
    number = head.removeprefix("C-")
    if story.notice is not None:
        form = {"served_on": story.notice.isoformat(), "method": story.method}
        yield Entry(story.notice, head, "notice", form)
    if story.left is not None:
        yield Entry(
            story.left, head, "left-post", {"left_on": story.left.isoformat(), "reason": "по собственному желанию"}
        )
        return
    yield Entry(story.portfolio, head, "portfolio", {"sent_on": story.portfolio.isoformat()})
    yield from _reviewed(head, story)
    yield Entry(story.transfer, head, "transfer", {"sent_on": story.transfer.isoformat(), "letter_no": f"7-{number}"})
    yield from _told(head, story.told, story)
    appoint, starts = story.appoint, story.starts
    if story.appeal is not None:
        yield from _appealed(head, story)
    if story.result == "terminated":
        ended = TIMETABLE["terminated"]
        yield Entry(ended, head, "terminate", {"act_no": f"{number}-л", "act_on": ended.isoformat()})
    if appoint is None or starts is None:
        return
    form = {"act_no": f"{number}-к", "starts_on": starts.isoformat()}
    if story.too_early is not None:
        on, clause = story.too_early
        yield Entry(on, head, "appoint", {**form, "act_on": on.isoformat()}, clause=clause)
    yield Entry(appoint, head, "appoint", {**form, "act_on": appoint.isoformat()})
    ends = compute(OFFICE, starts, calendar).ends
    assert ends is not None
    acting = calendar.roll_forward(ends)
    yield Entry(acting, head, "acting", {"act_no": f"{number}-ио", "act_on": acting.isoformat()})


def _reviewed(head: str, story: Story) -> Iterator[Entry]:
    """The commission, in its meeting or by the case's own form; refused first where the story says so."""
    on, decided = story.review, _decision(story)
    if story.refused is not None:
        refused_on, clause, change = story.refused
        yield Entry(refused_on, head, "review", {**_met(refused_on), **decided, **change}, clause, story.refused_way)
    yield Entry(on, head, "review", {**_met(on), **decided}, way="meeting" if story.in_meeting else "form")


def _met(on: date) -> dict[str, Any]:
    return {"met_on": on.isoformat(), "members": MEMBERS, "present": 6}


def _decision(story: Story) -> dict[str, Any]:
    if story.decision == "refuse":
        return {"votes": {"rotate": 1, "refuse": 5}, "decision": "refuse", "no_place": story.no_place}
    place = {"destination": {"organisation": story.to}}
    if story.tie:
        return {"votes": CHAIR_DECIDES, "chair": story.decision, "decision": story.decision, **place}
    return {"votes": {story.decision: 5, "refuse": 1}, "decision": story.decision, **place}


def _told(head: str, on: date, story: Story) -> Iterator[Entry]:
    form: dict[str, Any] = {"received_on": on.isoformat()}
    if story.decision != "refuse":
        form["consents"] = story.consents
    yield Entry(on, head, "decision-notice", form)


def _appealed(head: str, story: Story) -> Iterator[Entry]:
    """Clause 19: filed, upheld, and the case is back before the commission, which finds another place."""
    assert story.appeal is not None
    appeal = story.appeal
    filed = {"filed_on": appeal.filed.isoformat()}
    yield Entry(appeal.filed, head, "appeal", {**filed, "result": "pending"})
    yield Entry(appeal.decided, head, "appeal", {**filed, "result": "upheld", "decided_on": appeal.decided.isoformat()})
    again = {"votes": {"rotate": 6}, "decision": "rotate", "destination": {"organisation": appeal.to}}
    yield Entry(appeal.review, head, "review", {**_met(appeal.review), **again})
    yield Entry(appeal.transfer, head, "transfer", {"sent_on": appeal.transfer.isoformat(), "letter_no": "7-а"})
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
    listed = {"approved_on": formed.isoformat(), "planned_rotation_on": planned.isoformat()}
    return (
        Entry(formed, str(year), "form-list", listed),
        Entry(sent, str(year), "send-list", {"sent_on": sent.isoformat(), "letter_no": f"{year}-1"}),
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
