"""What the attestation refuses, each under the answer of the text that does not allow it."""

from typing import Any

from models.errors import Refusal
from models.facts import Facts
from models.regulations.attestation.exemption import FACTS, newly_appointed, read_facts
from models.regulations.attestation.forms import (
    BLOCKS,
    DECISIONS,
    AppealFiled,
    AppealResult,
    DecisionNotice,
    Exempt,
    Interview,
    Materials,
    Testing,
)
from models.texts import Text
from models.voted import NOTHING_DECIDED, OTHERWISE, voted


def tested_after_the_sheet(form: Testing, facts: Facts) -> None:
    """Answer V: the testing is the stage after the assessment sheet."""
    _not_before(form.tested_on or facts.on, facts, "assessment-sheet.done_on", "testing", "V", "tested_on")


def scores_within_the_scale(form: Testing, facts: Facts) -> None:
    """The authority's own scale."""
    most = int(facts.parameter("score-max"))
    for block, score in form.scores.model_dump().items():
        if score > most:
            raise _refused(
                "testing", facts.clause("score-max"), "scores",
                "«{block}»: {score:g} баллов, а наивысший балл {most}",
                "«{block}»: {score:g} балл, ал ең жоғары балл {most}",
                "{block}: {score:g} points, the highest score is {most}",
                block=BLOCKS[block], score=score, most=most,
            )  # fmt: skip


def all_materials_are_there(form: Materials, facts: Facts) -> None:
    """Answer VII: all materials, the conclusion of the testing among them."""
    _not_before(form.shown_on, facts, "testing.done_on", "materials", "VII", "shown_on")


def met_after_the_testing(form: Interview, facts: Facts) -> None:
    """Answer V: the interview is the last stage; answer VII: held again once an appeal was upheld."""
    _not_before(form.met_on, facts, "testing.done_on", "interview", "V", "met_on")
    for step in ("appeal-result", "appeal-window"):
        if facts.get(f"{step}.result") == "upheld":
            decided = "decided_on" if facts.get(f"{step}.decided_on") else "done_on"
            _not_before(form.met_on, facts, f"{step}.{decided}", "interview", "VII", "met_on")


def materials_were_shown(form: Interview, facts: Facts) -> None:
    """Answer VII: the servant's right to see all materials is worth nothing after the interview."""
    shown = facts.day("materials.shown_on")
    if shown is None or form.met_on < shown:
        raise _refused(
            "interview", "VII", "met_on",
            "служащий не ознакомлен со всеми материалами до собеседования {day:%d.%m.%Y}",
            "қызметші {day:%d.%m.%Y} күнгі әңгімелесуге дейін барлық материалдармен таныстырылмаған",
            "the servant was not shown all materials before the interview on {day}", day=form.met_on,
        )  # fmt: skip


def long_enough_in_service(form: Interview, facts: Facts) -> None:
    """Exemption 4 is judged on the day of the interview itself."""
    known = read_facts({name: facts.get(f"case.{name}") for name in FACTS})
    for ground in newly_appointed(form.met_on, known, facts.edition):
        raise Refusal(ground.reason, clause=str(ground.number), step="interview", field="met_on")


def decision_was_voted(form: Interview, facts: Facts) -> None:
    """Answer VI: one of four decisions. Quorum and majority are the authority's own."""
    outcome, reasons = voted(form, facts, "interview")
    if outcome == form.decision:
        return
    clause = facts.clause("quorum")
    if outcome in DECISIONS:
        told = OTHERWISE.filled(voted=DECISIONS[outcome], written=DECISIONS[form.decision], reasons=reasons)
        raise Refusal(told, clause=clause, step="interview", field="decision")
    raise Refusal(NOTHING_DECIDED.filled(reasons=reasons), clause=clause, step="interview", field="votes")


def told_after_the_interview(form: DecisionNotice, facts: Facts) -> None:
    """Answer VI: what is told is the decision taken."""
    _not_before(form.received_on, facts, "interview.met_on", "decision-notice", "VI", "received_on")


def appealed_once_told(form: AppealFiled, facts: Facts) -> None:
    """Answer VII: the servant who does not agree with the decision appeals it."""
    filed = form.filed_on or facts.on
    if form.filed_on is None and form.decided_on is not None:
        filed = form.decided_on
    _not_before(filed, facts, "decision-notice.received_on", "appeal-window", "VII", "filed_on")
    if form.decided_on is not None:
        _in_order(filed, form.decided_on, "appeal-window")


def decided_after_it_was_filed(form: AppealResult, facts: Facts) -> None:
    """Answer VII."""
    filed = facts.day("appeal-window.done_on")
    if filed is not None:
        _in_order(filed, form.decided_on or facts.on, "appeal-result")


def not_attested_yet(form: Exempt, facts: Facts) -> None:
    """Answer III: who was interviewed while nothing exempted him or her has been attested."""
    met_on = facts.day("interview.met_on")
    if met_on is not None:
        raise _refused(
            "exempt", "III", "since",
            "решение уже принято {day:%d.%m.%Y}: его можно только обжаловать",
            "шешім {day:%d.%m.%Y} күні қабылданған: оған тек шағымдануға болады",
            "the decision was taken on {day}: it can only be appealed", day=met_on,
        )  # fmt: skip


def _in_order(filed: Any, decided: Any, step: str) -> None:
    if decided < filed:
        raise _refused(
            step, "VII", "decided_on",
            "решение по жалобе не может быть раньше жалобы", "шағым бойынша шешім шағымнан ерте бола алмайды",
            "an appeal can't be decided before it is filed",
        )  # fmt: skip


def _not_before(day: Any, facts: Facts, fact: str, step: str, clause: str, field: str) -> None:
    earlier = facts.day(fact)
    if earlier is not None and day < earlier:
        raise _refused(
            step, clause, field,
            "{day:%d.%m.%Y} раньше того, на чём шаг основан ({earlier:%d.%m.%Y})",
            "{day:%d.%m.%Y} қадамның негізінен ({earlier:%d.%m.%Y}) ерте",
            "{day} is before what the step rests on ({earlier})", day=day, earlier=earlier,
        )  # fmt: skip


def _refused(step: str, clause: str, field: str, ru: str, kk: str, en: str, **values: Any) -> Refusal:
    return Refusal(Text(ru, kk, en).filled(**values), clause=clause, step=step, field=field)
