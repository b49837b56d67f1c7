"""The yearly evaluation of Corps B civil servants, step by step.

Read beside the text (Kazakh; clauses as in the methodology). Where it contradicts itself or is silent:

- clause 2 of the decision lets chapter 6 stand «31 тамызына дейін»: that day included. Clause 4 puts the decision into
  force after its publication, whose day is not in the text: its own day, 31 July 2023, stands for it;
- chapter 6 is headed by one period, 1 July 2021 to 31 December 2022, and speaks in its clauses of any evaluation
  period: it is run for any period, by default the calendar year. Clause 50 counts by the results of «жыл», the year the
  plan was made for. The days of the period are the authority's own parameters (`period-start`, `period-end`);
- clause 44 counts 10 working days «НМИ бағалау кезеңі басталғаннан кейін», after the period starts, to the day the
  indicators are set; clause 45 gives none for the approval. One day is recorded, that of the approval. Of one who comes
  into the post later the text says nothing: admitted by the event `joined`, with the 10 days counted from the first
  day in the post, on which a plan could first be made;
- nor does it say anything of a move to another post within the period. Clause 6 asks for a month «нақты лауазымда», in
  the very post: with a month or more left in the new one a new plan is made for it (10 days from the move) and the
  servant is evaluated by it, once a year; with less the former plan stands (event `new-post`);
- clause 6 asks for less or more than one month «бағаланатын кезеңде», within the period: counted from the first day in
  the post, but no earlier than the period's; the same day number of the next month must have come within it. One on
  leave, sick, on a mission or in training is evaluated without taking part: no step waits for the servant;
- clause 47 (3), within reach, and the quality of a result no rule can check: the superior approves the plan (45);
- clause 45 lets the superior approve the plan, clause 46 the first head where that is the direct supervisor; clauses
  51-53 then give the sheet to the first head (52) and speak of the superior's decision only: the same decision is the
  first head's. The role that acts stays `superior`; who it is, is the registry's;
- clause 49 sets no term for the sheet, clauses 51-53 none for the superior, clause 57 none for the schedule, clause 67
  none for the approval, clause 70 none for the authorised body's answer and for the commission's second decision: the
  authority's own targets, marked so. Missing one is late, but no breach;
- clause 54 lists the only two grounds of a return, missing or untrue facts: a return without its reason is refused.
  How often a sheet may go back the text does not say: as often as need be;
- clause 57 says «үш жұмыс күні аралығында», within three working days before: read as the page does, told at least
  three working days ahead; told later, the day of the meeting is refused;
- clause 63 holds the meeting at the time agreed: not before the day named. A meeting held later is late, no breach;
- clause 61 speaks of a majority «Комиссия мүшелерінің», of members: of the votes cast by those present (58 lets two
  thirds decide); abstentions leave it so;
- clause 62 keeps the secretary from voting: a registry that has the secretary among the members is refused too, as a
  member is counted in the quorum;
- clause 59 replaces a member by amending the order: the commission in force on the day of the meeting is the one that
  is counted. Clause 64, what the secretary brings to the meeting, is owed as papers (the sheet, the minutes);
- clause 66 corrects «бағалау нәтижесін», the result: the grade. A revision that corrects nothing is refused;
- clauses 12, 68 count two working days «ол аяқталған соң», once the evaluation is over: from the approval (67). The
  letters of clause 69 are named for those absent (12, second part, refers to clause 5); the page asks for one of them;
- clause 70 counts the ten working days from the day of the decision, whenever the servant is told of it: the window
  runs beside the approval and the telling, and the case ends when both have ended. A `reconsider` is a recommendation
  in the text; the case goes back to the commission, and the approval and the telling fall away;
- clause 71 sets no term and no body's answer: recorded while the case is open, and a result set aside by a court goes
  back to the commission as under clause 70;
- appendices 3, 9 and 10, the forms that clauses 64, 44 and 49 order, are not in the text: the papers hold what the
  clauses name;
- clause 9 names what a result may be used for, and not which result for which: all of it for each.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.acts import Edition
from models.calendars import working_calendar
from models.facts import Facts, as_day
from models.process import BoundaryEvent, Deadline, Next, Process, Step
from models.regulations.commissions import known_of_commission, members_to_choose
from models.regulations.evaluation import appeal_forms, checks, forms
from models.regulations.evaluation.act import ACT
from models.regulations.evaluation.changes import JOINED, NEW_POST
from models.regulations.evaluation.grade import GRADES, graded
from models.regulations.evaluation.roles import AUTHORISED, HR, SECRETARY, SUPERIOR, SUPERVISOR
from models.regulations.shared_steps import CLOSED, NO_REMINDERS, as_said, left_post
from models.terms import compute
from models.texts import Text

# The cases of all who are evaluated; the year ends with the last result.
CASES = Step(
    "cases",
    Text("Дела служащих", "Қызметшілердің істері", "Cases of the servants"),
    clause="4, 6",
    performer=HR,
    kind="call-activity",
    outcomes={"decided": Next(ends=True, result="completed")},
)

CYCLE = Process(
    "evaluation-cycle",
    Text("Оценка деятельности: годовой цикл", "Қызметті бағалау: жылдық цикл", "Evaluation: yearly cycle"),
    steps=(CASES,),
    starts=("cases",),
    boundary_events=(JOINED,),
    results={"completed": Text("завершён", "аяқталды", "completed")},
)

# Clauses 44-48: five indicators, within 10 working days after the period starts.
WORK_PLAN = Step(
    "work-plan",
    Text("Индивидуальный план работы", "Жеке жұмыс жоспары", "Individual work plan"),
    clause="44, 45, 46, 47, 48",
    performer=SUPERVISOR,
    form=forms.WorkPlan,
    done_on="approved_on",
    deadline=Deadline(
        "work-plan-term", after=("new-post.in_post_from", "case.joined_on", "cycle.period_start", "case.opened_on")
    ),
    checks=(checks.five_indicators, checks.indicators_are_whole, checks.approved_by_whom_it_is_to_be),
    outcomes={"approved": Next(opens=("sheet",), letters=("evaluation-plan",), documents=("work-plan",))},
)

# Clauses 3 (11), 50: the period runs to its last day; the rest follows it.
PERIOD_END = Step(
    "period-end",
    Text("Оцениваемый период идёт", "Бағаланатын кезең жүріп жатыр", "Evaluation period"),
    clause="50",
    performer=HR,
    kind="timer",
    deadline=Deadline(on="cycle.period_over"),
    reminders=NO_REMINDERS,
    outcomes={"ended": Next(opens=("sheet",))},
)


def _grade(form: Any, facts: Facts) -> str:
    return graded(forms.number_met(form.kpis), len(form.kpis), facts.edition).outcome


def _computed(form: Any, facts: Facts) -> dict[str, Any]:
    """Clause 50: how many were met, and the grade it comes to."""
    return {"met": forms.number_met(form.kpis), "grade": _grade(form, facts)}


# Clauses 49, 50: the sheet; the grade is computed from it.
SHEET = Step(
    "sheet",
    Text("Лист оценки", "Бағалау парағы", "Evaluation sheet"),
    clause="49, 50",
    refused_under="50",
    performer=SUPERVISOR,
    form=forms.Sheet,
    done_on="signed_on",
    waits_for=("work-plan", "period-end"),
    deadline=Deadline("sheet-term", after=("cycle.period_end",)),
    # By the results of the whole period.
    rests_on={"50": ("period-end.ends",)},
    checks=(checks.all_indicators_judged,),
    decide=_grade,
    completes=_computed,
    outcomes=dict.fromkeys(GRADES, Next(opens=("superior-review",), documents=("sheet",))),
)


# Clauses 51-54: the superior (52: the first head) agrees, or sends the sheet back with the reason.
SUPERIOR_REVIEW = Step(
    "superior-review",
    Text("Рассмотрение листа вышестоящим", "Парақты жоғары тұрған басшының қарауы", "Superior's review"),
    clause="51, 52, 53, 54",
    refused_under="53",
    performer=SUPERIOR,
    form=forms.SuperiorReview,
    done_on="reviewed_on",
    deadline=Deadline("superior-term", after=("correct-sheet.done_on", "sheet.done_on")),
    # What is reviewed is the sheet filled in.
    rests_on={"51": ("correct-sheet.done_on", "sheet.done_on")},
    checks=(checks.returned_for_a_reason,),
    decide=as_said("decision"),
    outcomes={"agree": Next(opens=("submit",)), "return": Next(opens=("correct-sheet",))},
)

# Clause 55: a new sheet within 2 working days, to the superior again.
CORRECT_SHEET = Step(
    "correct-sheet",
    Text("Исправление листа", "Парақты түзету", "Correct the sheet"),
    clause="55",
    performer=SUPERVISOR,
    form=forms.CorrectSheet,
    done_on="signed_on",
    deadline=Deadline("correct-term", after=("superior-review.done_on",)),
    # What is brought again is the sheet sent back.
    rests_on={"55": ("superior-review.done_on",)},
    checks=(checks.all_indicators_judged,),
    decide=_grade,
    completes=_computed,
    outcomes=dict.fromkeys(GRADES, Next(opens=("superior-review",), documents=("sheet",))),
)

# Clause 56: to the commission within 2 working days after the superior signed.
SUBMIT = Step(
    "submit",
    Text("Передача в комиссию", "Комиссияның қарауына ұсыну", "Submit to the commission"),
    clause="56",
    performer=HR,
    form=forms.Submit,
    done_on="sent_on",
    deadline=Deadline("submit-term", after=("superior-review.done_on",)),
    # Once the superior has signed it.
    rests_on={"56": ("superior-review.done_on",)},
    outcomes={"sent": Next(opens=("schedule",))},
)

# Clause 57: the day of the meeting, agreed with the chair; evaluators told 3 working days before it.
SCHEDULE = Step(
    "schedule",
    Text("График заседания", "Отырыс кестесі", "Schedule the meeting"),
    clause="57",
    performer=HR,
    form=forms.Schedule,
    done_on="told_on",
    deadline=Deadline("schedule-term", after=("submit.sent_on",)),
    checks=(checks.evaluators_told_in_time,),
    outcomes={"scheduled": Next(opens=("commission",))},
)


RECONSIDERED = ("appeal-result.done_on", "appeal-window.decided_on", "court.decided_on")
"""The day an earlier decision was recommended to be reconsidered; known only where it was."""

# Clauses 58-66: confirmed, or revised, on the day agreed; after an appeal (70), on the authority's own term.
COMMISSION = Step(
    "commission",
    Text("Заседание комиссии", "Комиссия отырысы", "Commission meeting"),
    clause="58, 59, 60, 61, 62, 63, 64, 65, 66",
    refused_under="65",
    performer=SECRETARY,
    form=forms.Commission,
    done_on="met_on",
    deadline=Deadline("reconsider-term", after=(*RECONSIDERED, "opened"), on="schedule.meets_on"),
    # On the day agreed, not before it; again, once the decision was to be reconsidered.
    rests_on={"57, 63": ("schedule.meets_on",), "70": RECONSIDERED},
    checks=(checks.convened_lawfully, checks.decision_was_voted, checks.corrected_grade_stands),
    decide=as_said("decision"),
    offers=members_to_choose,
    known=known_of_commission,
    completes=lambda form, facts: {"grade": getattr(form, "grade", None) or checks.grade_of_sheet(facts)},
    outcomes=dict.fromkeys(forms.DECISIONS, Next(opens=("approve", "appeal-window"), documents=("minutes",))),
)


def _final(form: Any, facts: Facts) -> str:
    """The grade the commission confirmed, or corrected."""
    return str(facts.get("commission.grade"))


# Clause 67: approved by the authorised person and put into the minutes.
APPROVE = Step(
    "approve",
    Text("Утверждение результатов", "Нәтижелерді бекіту", "Approve the results"),
    clause="67",
    performer=AUTHORISED,
    form=forms.Approve,
    done_on="approved_on",
    deadline=Deadline("approve-term", after=("commission.met_on",)),
    # What is approved is what the commission decided.
    rests_on={"67": ("commission.met_on",)},
    decide=_final,
    outcomes={grade: Next(opens=("acquaint",), result=grade, letters=("evaluation-result",)) for grade in GRADES},
)

# Clauses 12, 68, 69: told within 2 working days, by a means that leaves a trace.
ACQUAINT = Step(
    "acquaint",
    Text("Ознакомление с результатами", "Нәтижелермен таныстыру", "Acquaint with the results"),
    clause="12, 68, 69",
    refused_under="69",
    performer=HR,
    form=forms.Acquaint,
    done_on="told_on",
    deadline=Deadline("acquaint-term", after=("approve.approved_on",)),
    # The results are told once the evaluation is over.
    rests_on={"68": ("approve.approved_on",)},
    outcomes={"told": Next(finishes=True)},
)


def _back(*over: str) -> Next:
    """The commission is to decide anew: its decision and what followed fall away, the day it was to meet on, and
    earlier appeals, which are over."""
    return Next(
        opens=("commission",),
        cancels=("approve", "acquaint", "appeal-window", "appeal-result"),
        supersedes=("schedule", "commission", "approve", "acquaint", *over),
        result="",
        letters=("evaluation-reconsidered",),
    )


# Clauses 70, 71: ten working days from the commission's decision.
APPEAL_WINDOW = Step(
    "appeal-window",
    Text("Срок обжалования", "Шағымдану мерзімі", "Time to appeal"),
    clause="70, 71",
    performer="official",
    kind="timer",
    form=appeal_forms.Appeal,
    done_on="filed_on",
    deadline=Deadline("appeal-term", after=("commission.met_on",)),
    checks=(checks.appeal_after_the_decision,),
    decide=as_said("result"),
    expires="none",
    # A right, not a duty: the letter of the result names the last day.
    reminders=NO_REMINDERS,
    outcomes={
        "none": Next(finishes=True),
        "pending": Next(opens=("appeal-result",)),
        "leave": Next(finishes=True, letters=("evaluation-left",)),
        "reconsider": _back("appeal-result", "court"),
    },
)

# Clause 70: what the authorised body recommends; it sets no term.
APPEAL_RESULT = Step(
    "appeal-result",
    Text("Решение по жалобе", "Шағым бойынша шешім", "Answer to the appeal"),
    clause="70, 71",
    performer=HR,
    form=appeal_forms.AppealResult,
    done_on="decided_on",
    deadline=Deadline("appeal-result-term", after=("appeal-window.done_on",)),
    # An appeal is decided once it is filed.
    rests_on={"70": ("appeal-window.done_on",)},
    decide=as_said("result"),
    outcomes={"leave": Next(finishes=True, letters=("evaluation-left",)), "reconsider": _back("court")},
)

# Clause 71: to court, at any time while the case is open.
COURT = BoundaryEvent(
    "court",
    Text("Обжалование в суде", "Сотқа шағымдану", "Appeal to a court"),
    clause="71",
    performer=HR,
    form=appeal_forms.Court,
    done_on="filed_on",
    checks=(checks.there_is_a_result_to_contest,),
    decide=as_said("result"),
    outcomes={"pending": Next(), "leave": Next(), "reconsider": _back("appeal-window", "appeal-result")},
)

# At any open step: the servant left the post, nobody is left to evaluate.
LEFT_POST = left_post(HR)

CASE = Process(
    "evaluation",
    Text("Оценка деятельности", "Қызметті бағалау", "Evaluation"),
    steps=(
        WORK_PLAN, PERIOD_END, SHEET, SUPERIOR_REVIEW, CORRECT_SHEET, SUBMIT, SCHEDULE, COMMISSION, APPROVE, ACQUAINT,
        APPEAL_WINDOW, APPEAL_RESULT,
    ),
    starts=("work-plan", "period-end"),
    boundary_events=(COURT, NEW_POST, LEFT_POST),
    results={**GRADES, **CLOSED},
)  # fmt: skip


def period(opened_on: date, edition: Edition, stated: Mapping[str, Any]) -> dict[str, str]:
    """Clauses 3 (11), 44, 50: the first and the last day of the period, and the day it is over, as dates in text.

    The period starts with the cycle and runs to the edition's `period-end`, unless its days are stated.
    """
    start = as_day(stated.get("period_start")) or opened_on
    end = as_day(stated.get("period_end"))
    end = end or compute(str(edition["period-end"].value), start, working_calendar(ACT.country)).last_day
    assert end is not None
    over = date.fromordinal(end.toordinal() + 1)
    return {"period_start": str(start), "period_end": str(end), "period_over": str(over)}


def assume(step: str, due: date, facts: Facts) -> dict[str, Any]:
    """What a plan takes for granted before anyone has acted: all indicators met, agreed to, confirmed."""
    if step == "sheet":
        return {"kpis": [forms.KpiMet(met=True)] * int(facts.parameter("kpis"))}
    if step == "schedule":
        last = compute("3 working days", due, facts.calendar).due
        return {"meets_on": last}
    return {"superior-review": {"decision": "agree"}, "commission": {"decision": "confirm"}}.get(step, {})
