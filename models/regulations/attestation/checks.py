"""What the attestation refuses, each under the answer of the text that does not allow it."""

from models.errors import Refusal
from models.facts import Facts
from models.precedence import not_before
from models.regulations.attestation import forms
from models.regulations.attestation.exemption import FACTS, newly_appointed, read_facts
from models.regulations.refusing import as_voted, not_before_the_appeal, refused


def scores_within_the_scale(form: forms.Testing, facts: Facts) -> None:
    """The authority's own scale."""
    most = int(facts.parameter("score-max"))
    for block, score in form.scores.model_dump().items():
        if score > most:
            raise refused(
                "testing", facts.clause("score-max"), "scores",
                "«{block}»: {score:g} баллов, а наивысший балл {most}",
                "«{block}»: {score:g} балл, ал ең жоғары балл {most}",
                "{block}: {score:g} points, the highest score is {most}",
                block=forms.BLOCKS[block], score=score, most=most,
            )  # fmt: skip


def met_again_after_the_appeal(form: forms.Interview, facts: Facts) -> None:
    """Answer VII: the interview is held again once an appeal was upheld."""
    for step in ("appeal-result", "appeal-window"):
        if facts.get(f"{step}.result") == "upheld":
            decided = "decided_on" if facts.get(f"{step}.decided_on") else "done_on"
            not_before(form.met_on, facts.day(f"{step}.{decided}"), "interview", "VII", "met_on")


def materials_were_shown(form: forms.Interview, facts: Facts) -> None:
    """Answer VII: the servant's right to see all materials is worth nothing after the interview."""
    shown = facts.day("materials.shown_on")
    if shown is None or form.met_on < shown:
        raise refused(
            "interview", "VII", "met_on",
            "служащий не ознакомлен со всеми материалами до собеседования {day:%d.%m.%Y}",
            "қызметші {day:%d.%m.%Y} күнгі әңгімелесуге дейін барлық материалдармен таныстырылмаған",
            "the servant was not shown all materials before the interview on {day}", day=form.met_on,
        )  # fmt: skip


def long_enough_in_service(form: forms.Interview, facts: Facts) -> None:
    """Exemption 4 is judged on the day of the interview itself."""
    known = read_facts({name: facts.get(f"case.{name}") for name in FACTS})
    for ground in newly_appointed(form.met_on, known, facts.edition):
        raise Refusal(ground.reason, clause=str(ground.number), step="interview", field="met_on")


def decision_was_voted(form: forms.Interview, facts: Facts) -> None:
    """Answer VI: one of four decisions. Quorum and majority are the authority's own."""
    as_voted(form, facts, "interview", forms.DECISIONS)


def appealed_once_told(form: forms.AppealFiled, facts: Facts) -> None:
    """Answer VII: the servant who does not agree with the decision appeals it."""
    filed = form.filed_on or form.decided_on or facts.on
    not_before(filed, facts.day("decision-notice.received_on"), "appeal-window", "VII", "filed_on")
    not_before_the_appeal(form.decided_on, filed, "appeal-window", "VII")


def decided_after_it_was_filed(form: forms.AppealResult, facts: Facts) -> None:
    """Answer VII."""
    not_before_the_appeal(form.decided_on or facts.on, facts.day("appeal-window.done_on"), "appeal-result", "VII")


def not_attested_yet(form: forms.Exempt, facts: Facts) -> None:
    """Answer III: who was interviewed while nothing exempted him or her has been attested."""
    met_on = facts.day("interview.met_on")
    if met_on is not None:
        raise refused(
            "exempt", "III", "since",
            "решение уже принято {day:%d.%m.%Y}: его можно только обжаловать",
            "шешім {day:%d.%m.%Y} күні қабылданған: оған тек шағымдануға болады",
            "the decision was taken on {day}: it can only be appealed", day=met_on,
        )  # fmt: skip
