"""The attestation as one procedure: act, cycle, case, who is exempt."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.acts import OWN, Edition
from models.calendars import WorkingCalendar, working_calendar
from models.procedure import Procedure, Verdict
from models.regulations import later
from models.regulations.attestation.act import ACT
from models.regulations.attestation.exemption import EXEMPT, FACTS, GROUNDS_IN, KEYS, Ground, grounds, read_facts
from models.regulations.attestation.level import level_text
from models.regulations.attestation.posts import post_of
from models.regulations.attestation.process import CASE, CYCLE, ROLES, assume
from models.terms import compute
from models.texts import Text

POST_CODE = "post_code"
"""The fact by which the registry knows a servant of Corps B: a code of `attestation.level`."""

_RUNNING = Text(
    "Уже аттестуется: дело {case}", "Аттестатталып жатыр: {case} ісі", "Is being attested already: case {case}"
)
_SUBJECT = Text(
    "Ни одно из пяти оснований освобождения не установлено",
    "Босатудың бес негізінің бірде-біреуі анықталмады",
    "None of the five exemptions holds",
)


def on_the_list(facts: Mapping[str, Any], on: date, edition: Edition) -> Verdict:
    """Answer III: whether a servant is attested, judged on the day the cycle opens; answer IV: at which level.

    `facts`: those of `attestation.exemption`, `post`, and `open_case`, the number of a case of another round that is
    not over. Raises `InvalidInput` for one that can't be read, and for a post that is none of Corps B.
    """
    post = post_of(facts["post"]) if facts.get("post") is not None else None
    if facts.get("open_case"):
        return Verdict(False, (_RUNNING.filled(case=facts["open_case"]),), OWN)
    found = exempted_by(facts, on, edition)
    if found:
        return Verdict(False, tuple(g.reason for g in found), str(found[0].number))
    return Verdict(True, (_SUBJECT, *((level_text(post),) if post else ())), GROUNDS_IN)


def exempted_by(facts: Mapping[str, Any], on: date, edition: Edition) -> tuple[Ground, ...]:
    """Answer III: the exemptions that hold for a list drawn up on the day; exemption 4 looks on to the interview."""
    interview_on = interview_by(on, edition, working_calendar(ACT.country))
    return grounds(on, interview_on, edition, read_facts(facts))


def interview_by(opened_on: date, edition: Edition, calendar: WorkingCalendar) -> date:
    """The last day of an interview if every stage takes its full term."""
    day = opened_on
    for term in ("sheet-term", "testing-term", "interview-term"):
        due = compute(str(edition[term].value), day, calendar).last_day
        assert due is not None
        day = due
    return day


CONSEQUENCES = {
    "promote": (
        Text(
            "рекомендация к повышению в должности (ответ VI)",
            "лауазымын жоғарылату ұсынымы (VI жауап)",
            "a recommendation to promote (answer VI)",
        ),
    ),
    "demote": (
        Text(
            "рекомендация к понижению в должности (ответ VI)",
            "лауазымын төмендету ұсынымы (VI жауап)",
            "a recommendation to demote (answer VI)",
        ),
    ),
    "dismiss": (
        Text(
            "рекомендация к увольнению (ответ VI)",
            "жұмыстан шығару ұсынымы (VI жауап)",
            "a recommendation to dismiss (answer VI)",
        ),
    ),
}
"""What a result means elsewhere."""


_REGISTRY = "models.regulations.attestation.roster"
PROCEDURE = Procedure(
    code="attestation",
    title=Text(
        "Комплексная аттестация корпуса «Б»", "«Б» корпусын кешенді аттестаттау", "Comprehensive attestation of Corps B"
    ),
    act=ACT,
    cycle=CYCLE,
    case=CASE,
    cases_on="cases",
    roles=ROLES,
    meets_on="interview",
    meeting=("met_on", "members", "present", "attendance", "minutes_no"),
    judge=on_the_list,
    judged_by=(*FACTS, "post"),
    left_out=EXEMPT,
    assume=assume,
    registry_facts={POST_CODE: post_of, **{key.name: key.parse for key in KEYS}},
    roster=later(_REGISTRY, "roster"),
    surroundings=later(_REGISTRY, "surroundings"),
    consequences=CONSEQUENCES,
)
