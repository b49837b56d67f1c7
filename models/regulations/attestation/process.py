"""Comprehensive attestation of Corps B civil servants (Kazakhstan, 2017), step by step.

Read beside the text, an interview without numbered clauses: Roman numerals are its answers, in order (I to VIII);
exemptions go by the numbers that answer III counts them with. Where the text contradicts itself or is silent:

- it sets no day terms at all, and names no day on which the attestation begins: an operator opens the cycle, and
  every term is the authority's own, marked so. Missing one is late, but no breach;
- answer III judges exemption 1 «на момент аттестации» and exemption 4 «на момент прохождения собеседования». The list
  is drawn up before either: on the day the cycle opens, exemption 4 as of the day the interview is due by if every
  stage takes its full term. At the interview itself exemption 4 is judged again, on that day;
- exemption 1 speaks of two years and less to go: whoever has passed the retirement age is exempt too;
- a leave, a pregnancy, a place in the reserve may come after the list: the event `exempt`, until a decision is taken;
- answer III counts «иные лица, воспитывающие указанную категорию детей без матери»: children as those of a single
  mother, under 14, or disabled and under 18. A child under 3 exempts a woman whether she is alone or not;
- it is a one-off («разовый характер»), and several rounds are an operator's choice: who is being attested in one
  is not on the list of the next;
- answers IV and V: the three levels are one after the other («последовательно в 3 уровня»), the stages the same at
  each. When a level begins the text does not say; a cycle is one authority's, and each case names its commission;
- answer V: the testing ends in a conclusion with strengths and weaknesses. It sets no pass mark and no scale: the
  scale, and from which score a block is a strength, are the authority's own; no low score refuses anything;
- answer VII gives the right to see all materials, without a day. Shown late is late, against the authority's own
  term, and no breach: that term is not the text's. An interview before they were shown is refused: the right would be
  empty. They can't be shown before the testing is done: its conclusion is one of them;
- answer VI lists four decisions without saying how they are taken: the vote, its quorum and its majority are the
  authority's own (quorum two thirds, as in the yearly evaluation of the same servants; the chair decides a tie). All
  four are recommendations: a promotion, demotion or dismissal is another act, outside this text;
- answer VII: who represents whom in a commission is a list without numbers: at least one of each. The Higher commission
  of level 1 is not the authority's: who sits in it is not checked;
- answer VII: the Department «будет анализировать» the decisions taken. Nobody waits for it, so it is no step: a copy
  for the Department is owed with the minutes and the recording;
- answer VII lets the servant appeal to the head of the body, to the Department or to a court, without a term, and does
  not say what an upheld appeal leads to: back to the interview, with the same term from the day it was decided. An
  appeal filed in time may be decided after the window has closed. The window is the authority's own: it ends the case,
  not the right to go to a court.
"""

from datetime import date
from typing import Any

from models.facts import Facts
from models.process import BoundaryEvent, Deadline, Next, Process, Step
from models.regulations.attestation import checks, forms
from models.regulations.attestation.commission import choices_of_the_commission, convened_lawfully
from models.regulations.attestation.conclusion import conclusion
from models.regulations.commissions import known_of_commission
from models.regulations.shared_steps import CLOSED, NO_REMINDERS, as_said, left_post
from models.texts import Text

HR, TESTING_CENTRE, SECRETARY, OFFICIAL = "hr", "testing_centre", "commission_secretary", "official"

ROLES = {
    HR: Text("Служба управления персоналом", "Персоналды басқару қызметі", "Personnel service"),
    TESTING_CENTRE: Text("Центр тестирования", "Тестілеу орталығы", "Testing centre"),
    SECRETARY: Text("Секретарь комиссии", "Комиссия хатшысы", "Commission secretary"),
    OFFICIAL: Text("Служащий корпуса «Б»", "«Б» корпусының қызметшісі", "Servant of Corps B"),
}

# Answers III, IV: the cases of the servants who are not exempt, opened with the cycle; it ends with the last decision.
CASES = Step(
    "cases",
    Text("Дела служащих", "Қызметшілердің істері", "Cases of the servants"),
    clause="III, IV",
    performer=SECRETARY,
    kind="call-activity",
    outcomes={"decided": Next(ends=True, result="completed")},
)

CYCLE = Process(
    "attestation-cycle",
    Text("Аттестация: проведение", "Аттестаттау: өткізу", "Attestation: one round"),
    steps=(CASES,),
    starts=("cases",),
    results={"completed": Text("завершена", "аяқталды", "completed")},
)


def _sheet(facts: Facts) -> dict[str, Any]:
    """What the registry knows of the servant."""
    told = (facts.get(f"case.{name}") for name in ("full_name", "post", "organisation_name"))
    return {"personal_data": ", ".join(str(t) for t in told if t) or None}


# Answer V, first stage: the personnel service draws up the assessment sheet.
SHEET = Step(
    "assessment-sheet",
    Text("Оценочный лист", "Бағалау парағы", "Assessment sheet"),
    clause="V",
    performer=HR,
    form=forms.AssessmentSheet,
    done_on="made_on",
    known=_sheet,
    deadline=Deadline("sheet-term", after=("case.opened_on",)),
    outcomes={"drawn-up": Next(opens=("testing",), letters=("attestation-testing",), documents=("assessment-sheet",))},
)


def _strengths_and_weaknesses(form: Any, facts: Facts) -> dict[str, Any]:
    """The conclusion is drawn from the scores, never typed. A plan has no scores."""
    scores = getattr(form, "scores", None)
    if scores is None:
        return {}
    found = conclusion(scores.model_dump(), facts.edition)
    return {"strengths": list(found.strengths), "weaknesses": list(found.weaknesses)}


# Answer V, second stage: testing of personal qualities and competences, with a conclusion.
TESTING = Step(
    "testing",
    Text("Тестирование", "Тестілеу", "Testing"),
    clause="V",
    performer=TESTING_CENTRE,
    form=forms.Testing,
    done_on="tested_on",
    deadline=Deadline("testing-term", after=("assessment-sheet.done_on",)),
    # The stage after the assessment sheet.
    rests_on={"V": ("assessment-sheet.done_on",)},
    checks=(checks.scores_within_the_scale,),
    completes=_strengths_and_weaknesses,
    outcomes={
        "tested": Next(
            opens=("materials", "interview"), letters=("attestation-interview",), documents=("testing-conclusion",)
        )
    },
)


def _conclusion(facts: Facts) -> dict[str, Any]:
    """What the testing came to, in words."""
    scores = facts.get("testing.scores")
    return {"conclusion": conclusion(scores, facts.edition).text} if scores else {}


# Answer VII: the servant is shown all materials, in time for the interview.
MATERIALS = Step(
    "materials",
    Text("Ознакомление с материалами", "Материалдармен таныстыру", "Materials shown"),
    clause="VII",
    performer=HR,
    form=forms.Materials,
    done_on="shown_on",
    known=_conclusion,
    deadline=Deadline("materials-lead", after=("interview.due",)),
    # All materials, the conclusion of the testing among them.
    rests_on={"VII": ("testing.done_on",)},
    outcomes={"shown": Next(opens=("interview",))},
)


def _taken(option: str) -> Next:
    """What follows each of the four decisions. One taken anew ends the appeal against the one before."""
    return Next(
        opens=("decision-notice",),
        supersedes=("appeal-window", "appeal-result"),
        result=option,
        letters=("attestation-decision",),
        documents=("minutes", "recording", "copy-for-the-department"),
    )


# Answers V, VI, VII, last stage: the interview, recorded, and the commission's decision.
INTERVIEW = Step(
    "interview",
    Text("Собеседование в комиссии", "Комиссиядағы әңгімелесу", "Interview"),
    clause="V, VI, VII",
    refused_under="VII",
    performer=SECRETARY,
    form=forms.Interview,
    done_on="met_on",
    deadline=Deadline(
        "interview-term",
        after=("appeal-result.done_on", "appeal-window.decided_on", "appeal-window.done_on", "testing.done_on"),
    ),
    # The last stage.
    rests_on={"V": ("testing.done_on",)},
    checks=(
        checks.met_again_after_the_appeal,
        checks.materials_were_shown,
        checks.long_enough_in_service,
        convened_lawfully,
        checks.decision_was_voted,
    ),
    decide=as_said("decision"),
    offers=choices_of_the_commission,
    known=known_of_commission,
    outcomes={option: _taken(option) for option in forms.DECISIONS},
)

# The servant is told of the decision; the text takes it for granted.
DECISION_NOTICE = Step(
    "decision-notice",
    Text("Сообщение решения", "Шешімді хабарлау", "Notice of the decision"),
    clause="VII",
    performer=HR,
    form=forms.DecisionNotice,
    done_on="received_on",
    deadline=Deadline("decision-notice-term", after=("interview.met_on",)),
    # What is told is the decision taken.
    rests_on={"VI": ("interview.met_on",)},
    outcomes={"told": Next(opens=("appeal-window",), letters=("attestation-appeal",))},
)


def _appealed(form: Any, facts: Facts) -> str:
    return {"pending": "filed"}.get(form.result, str(form.result))


_BACK = Next(
    opens=("interview",),
    supersedes=("interview", "decision-notice"),
    result="",
    letters=("attestation-appeal-result",),
)
_STANDS = Next(ends=True, letters=("attestation-appeal-result",))

# Answer VII: appeal to the head of the body, the Department or a court, while the window is open.
APPEAL_WINDOW = Step(
    "appeal-window",
    Text("Срок обжалования", "Шағымдану мерзімі", "Time to appeal"),
    clause="VII",
    performer=OFFICIAL,
    kind="timer",
    form=forms.AppealFiled,
    done_on="filed_on",
    deadline=Deadline("appeal-term", after=("decision-notice.received_on",)),
    reminders=NO_REMINDERS,
    checks=(checks.appealed_once_told,),
    decide=_appealed,
    expires="not-appealed",
    outcomes={
        "not-appealed": Next(ends=True),
        "filed": Next(opens=("appeal-result",)),
        "rejected": _STANDS,
        "upheld": _BACK,
    },
)

# Answer VII: what came of an appeal filed in time.
APPEAL_RESULT = Step(
    "appeal-result",
    Text("Рассмотрение жалобы", "Шағымды қарау", "Appeal decided"),
    clause="VII",
    performer=HR,
    form=forms.AppealResult,
    done_on="decided_on",
    deadline=Deadline("appeal-result-term", after=("appeal-window.done_on",)),
    checks=(checks.decided_after_it_was_filed,),
    decide=as_said("result"),
    outcomes={"rejected": _STANDS, "upheld": _BACK},
)

# Answer III: an exemption that came, or was found, after the list.
EXEMPT = BoundaryEvent(
    "exempt",
    Text("Не подлежит аттестации", "Аттестаттауға жатпайды", "Exempt"),
    clause="III",
    performer=HR,
    form=forms.Exempt,
    done_on="since",
    checks=(checks.not_attested_yet,),
    outcomes={"exempt": Next(ends=True, result="exempt")},
)

# At any open step: the servant left the post.
LEFT_POST = left_post(HR)

CASE = Process(
    "attestation",
    Text("Аттестация", "Аттестаттау", "Attestation"),
    steps=(SHEET, TESTING, MATERIALS, INTERVIEW, DECISION_NOTICE, APPEAL_WINDOW, APPEAL_RESULT),
    starts=("assessment-sheet",),
    boundary_events=(EXEMPT, LEFT_POST),
    results={
        **forms.DECISIONS,
        "exempt": Text("не подлежит аттестации", "аттестаттауға жатпайды", "exempt"),
        **CLOSED,
    },
)


def assume(step: str, due: date, facts: Facts) -> dict[str, Any]:
    """What a plan takes for granted before anyone has acted: the servant fits, nobody appeals."""
    return {"decision": "fits"} if step == "interview" else {}
