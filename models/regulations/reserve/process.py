"""The management personnel reserve, step by step: a call for applicants, and each claimant's way into it and out of it.

Read beside the text: each step carries the comment of its clause. Where the text contradicts itself or is silent:

- clauses 1.6, 2.1, 2.7 do not say which comes first, the list of posts or the announcement: side by side, and the cases
  are not all decided before both are there;
- clause 2.1 asks for no more than three claimants to a post «как правило»: more is recorded and shown, not refused;
- clause 2.2 has no ground of its own in 2.10, which keeps claimants from the second stage. Age and language are
  refused when the documents are brought; and as only persons of that age «могут включаться», the age is judged again
  on the day the commission decides and on the day the order comes into force. «От 25 до 55» is from the 25th birthday
  to the day before the 56th;
- clause 2.8 gives the 30 days to those who nominate themselves and says nothing of proposals (2.3): the same days.
  Documents brought later are refused as late (2.10), incomplete ones can be made good until then. When the file of
  somebody who brought nothing is closed is the authority's own;
- clause 2.14 has the working group name the winners of the first stage, while what it holds is the second (2.13): read
  as the claimants it recommends. Nobody decides on the others: their cases end there;
- clauses 2.10 to 2.17 set no terms: the authority's own targets, marked so. Missing one is late, but no breach;
- clause 2.17 leaves open what follows if the head does not approve: the case ends with a refusal;
- clause 2.18 sets the longest time in the reserve, from the day the order comes into force: it may set a shorter one;
- clause 2.11 speaks of claimants. A candidate leaves by the written request of 4.6, which takes an order;
- clause 3.3.2 gives a month from inclusion for the first plan and says nothing of the next ones: a month from the day
  the report on the last one was given. The plan's year runs from its approval, unless the plan says otherwise;
- clause 3.3.3 has the report given «по окончании срока» and sets no term: not before the plan's year ends, and due on
  that day as the authority's own target. In the last months of the term a plan is still due, and lapses with it;
- clause 4.2 sets a month for the offer and none for the answer: both are recorded together. Clause 4.3 puts the working
  group's recommendation before the appointment, and binds the head to nothing: its day is recorded where there is one.
  Who agreed and was not appointed stays in the reserve;
- clauses 2.5 and 2.9 say what a proposal and a reference hold, 2.13 who approves the working group, 3.3 what a plan
  holds (measures, days, marks): papers, which no rule can check. Clause 2.2 asks for citizenship: refused where it is
  said to be missing;
- clauses 4.6, 4.7 set no term for the order of exclusion: the authority's own. 4.7 asks for a decision of the
  commission beside the order: an exclusion recorded without its day is shown as a breach, and so is a request (4.6) or
  a low score (4.7) that is not on file. That the ground «препятствующие обстоятельства» is for posts of municipal
  service alone is said in brackets, and kept to;
- clause 4.8 names the eleventh paragraph of 4.7, which has ten: see `readmission`.
"""

from dataclasses import replace
from typing import Any

from models.acts import OWN
from models.facts import Facts
from models.process import BoundaryEvent, Deadline, Next, Process, ReminderPlan, Step
from models.regulations.reserve import candidate_checks, candidate_forms, checks, forms, readmission
from models.regulations.reserve.roles import CLAIMANT, GROUP, HEAD, HR, SECRETARY, TUTOR
from models.regulations.shared_steps import NO_REMINDERS, as_said, by_field
from models.texts import Text, as_is


def _of_the_person(facts: Facts) -> dict[str, Any]:
    return {"birth": facts.get("case.birth_date")}


def _posts(facts: Facts) -> dict[str, dict[str, Text]]:
    """Clause 1.6: the posts on the list."""
    posts = {**(facts.get("positions.service") or {}), **(facts.get("positions.managerial") or {})}
    return {"position": {post: as_is(post) for post in posts}} if posts else {}


# Clauses 2.2 to 2.5, 2.8, 2.9: the documents, within 30 calendar days.
APPLY = Step(
    "apply",
    Text("Документы претендента", "Үміткердің құжаттары", "Application"),
    clause="2.2, 2.3, 2.4, 2.5, 2.8, 2.9",
    refused_under="2.8",
    performer=CLAIMANT,
    form=forms.Apply,
    done_on="applied_on",
    known=_of_the_person,
    offers=_posts,
    deadline=Deadline("application-term", after=("announce.published_on",)),
    # A claimant is reminded while there is time; what is late is refused.
    reminders=ReminderPlan(before=("5 working days before", "1 working day before"), overdue=(), weekly=False),
    checks=(
        checks.brought_in_time,
        checks.may_come_back,
        checks.of_age_and_language,
        checks.proposed_by_one_who_may,
        checks.documents_complete,
        checks.post_is_on_the_list,
    ),
    outcomes={"applied": Next(opens=("screen",), cancels=("no-documents",), documents=("application",))},
)

# No clause: the file of somebody who brought no documents is closed.
NO_DOCUMENTS = Step(
    "no-documents",
    Text("Документы не представлены", "Құжаттар ұсынылмады", "No documents"),
    clause=OWN,
    performer=HR,
    kind="timer",
    deadline=Deadline("no-documents-term", after=("announce.published_on",)),
    reminders=NO_REMINDERS,
    outcomes={"closed": Next(ends=True, result="not-applied")},
)


# Clause 2.10: admitted to the second stage, or not, on one or more of five grounds.
SCREEN = Step(
    "screen",
    Text("Допуск ко второму этапу", "Екінші кезеңге жіберу", "Admission"),
    clause="2.10",
    performer=HR,
    form=forms.Screen,
    done_on="screened_on",
    deadline=Deadline("screen-target", after=("apply.done_on",)),
    rests_on={"2.10": ("apply.done_on",)},
    checks=(checks.refused_on_a_ground,),
    decide=as_said("decision"),
    outcomes={
        "admitted": Next(opens=("assess",)),
        "refused": Next(ends=True, result="refused", letters=("reserve-refused",)),
    },
)


# Clauses 2.13, 2.14: the working group's score and recommendation.
ASSESS = Step(
    "assess",
    Text("Оценка рабочей группой", "Жұмыс тобының бағалауы", "Scoring"),
    clause="2.13, 2.14",
    refused_under="2.14",
    performer=GROUP,
    form=forms.Assess,
    done_on="assessed_on",
    deadline=Deadline("assess-target", after=("screen.done_on",)),
    rests_on={"2.14": ("screen.done_on",)},
    checks=(checks.scored_within_the_scale,),
    remarks=(checks.recommended_with_a_low_score,),
    decide=by_field("recommended", "recommended", "not-recommended"),
    outcomes={
        "recommended": Next(opens=("commission",), documents=("recommendation",)),
        "not-recommended": Next(ends=True, result="not-recommended", letters=("reserve-refused",)),
    },
)

# Clauses 2.15, 2.16: the commission recommends to include, or refuses.
COMMISSION = Step(
    "commission",
    Text("Решение комиссии", "Комиссия шешімі", "Commission decision"),
    clause="2.15, 2.16",
    refused_under="2.16",
    performer=SECRETARY,
    form=forms.Commission,
    done_on="met_on",
    deadline=Deadline("commission-target", after=("assess.done_on",)),
    # On claimants the working group recommended.
    rests_on={"2.15": ("assess.done_on",)},
    checks=(checks.included_while_of_age,),
    decide=as_said("decision"),
    outcomes={
        "include": Next(opens=("order",), documents=("minutes",)),
        "refuse": Next(ends=True, result="refused", letters=("reserve-refused",), documents=("minutes",)),
    },
)


# Clauses 2.17, 2.18: the order. From the day it is in force in the reserve, for at most five years. From then on posts
# may be offered and grounds of exclusion arise: both steps stand open, and get their dates when there is one.
ORDER = Step(
    "order",
    Text("Распоряжение о включении", "Резервке енгізу туралы өкім", "Order of inclusion"),
    clause="2.17, 2.18",
    performer=HEAD,
    form=forms.Order,
    done_on="order_on",
    deadline=Deadline("order-target", after=("commission.done_on",)),
    checks=(checks.ordered_as_recommended,),
    decide=by_field("approved", "included", "not-approved"),
    outcomes={
        "included": Next(
            opens=("publish", "plan", "term-end", "offer", "exclude"),
            result="included",
            letters=("reserve-included",),
            documents=("order",),
        ),
        "not-approved": Next(ends=True, result="refused", letters=("reserve-refused",)),
    },
)


def _of_what(form: Any, facts: Facts) -> str:
    return "exclusion" if facts.day("exclude.done_on") else "inclusion"


# Clause 2.19: inclusion, and exclusion, told within two weeks after the order came into force.
PUBLISH = Step(
    "publish",
    Text("Публикация в газете и на портале", "Газетте және порталда жариялау", "Publication"),
    clause="2.19",
    performer=HR,
    form=candidate_forms.Publish,
    done_on="published_on",
    deadline=Deadline("publish-term", after=("exclude.done_on", "order.in_force_on")),
    checks=(candidate_checks.told_in_gazette_and_on_the_portal,),
    decide=_of_what,
    outcomes={
        "inclusion": Next(finishes=True, documents=("publication",)),
        "exclusion": Next(ends=True, documents=("publication",)),
    },
)

# Clauses 3.3 to 3.3.2: a plan for one year, not later than a month after inclusion; then one for each next year.
PLAN = Step(
    "plan",
    Text("Индивидуальный план подготовки", "Жеке даярлау жоспары", "Individual plan"),
    clause="3.3, 3.3.1, 3.3.2",
    refused_under="3.3.2",
    performer=TUTOR,
    form=candidate_forms.Plan,
    done_on="approved_on",
    deadline=Deadline("plan-term", after=("plan-report.done_on", "order.in_force_on")),
    # A plan after inclusion.
    rests_on={"3.3.2": ("order.in_force_on",)},
    outcomes={"approved": Next(opens=("plan-report",), documents=("plan",))},
)


# Clause 3.3.3: how it was done, when the plan's year ends.
PLAN_REPORT = Step(
    "plan-report",
    Text("Отзыв о выполнении плана", "Жоспардың орындалуы туралы пікір", "Report on the plan"),
    clause="3.3.3",
    performer=TUTOR,
    form=candidate_forms.PlanReport,
    done_on="reported_on",
    deadline=Deadline("report-target", after=("plan.starts_on", "plan.done_on")),
    checks=(candidate_checks.reported_when_the_year_is_over,),
    decide=as_said("result"),
    outcomes={
        "satisfactory": Next(opens=("plan",), documents=("plan-report",)),
        "unsatisfactory": Next(opens=("plan",), documents=("plan-report",)),
    },
)

# Clauses 2.18, 4.6: the term in the reserve runs; when it has run out, the candidate is excluded.
TERM_END = Step(
    "term-end",
    Text("Срок нахождения в резерве", "Резервте болу мерзімі", "Term in the reserve"),
    clause="2.18, 4.6",
    performer=HR,
    kind="timer",
    deadline=Deadline("reserve-term", after=("order.in_force_on",), on="order.until"),
    reminders=ReminderPlan(
        before=("3 months before", "1 month before"), on_day=False, overdue=(), weekly=False, roles=(CLAIMANT,)
    ),
    outcomes={"over": Next(opens=("exclude",), cancels=("plan", "plan-report", "offer", "appoint"))},
)


def _post_offered(form: Any, facts: Facts) -> dict[str, Any]:
    """Clauses 4.2, 4.5: the post that the vacancy recorded before names, where the offer names none."""
    return {"position": getattr(form, "position", None) or facts.get("vacancy.position")}


# Clauses 4.2, 4.4, 4.5: a vacancy offered within one month. Who declines stays, unless he is excluded (4.7).
OFFER = Step(
    "offer",
    Text("Предложение вакантной должности", "Бос лауазымды ұсыну", "Offer of a post"),
    clause="4.2, 4.4, 4.5",
    performer=HR,
    form=candidate_forms.Offer,
    done_on="offered_on",
    deadline=Deadline("offer-term", after=("vacancy.appeared_on",)),
    checks=(candidate_checks.offered_as_the_text_asks,),
    remarks=(candidate_checks.offered_late,),
    decide=as_said("answer"),
    completes=_post_offered,
    outcomes={
        "accepts": Next(opens=("appoint",), supersedes=("vacancy",), documents=("offer",)),
        "declines": Next(opens=("offer",), supersedes=("vacancy",), documents=("offer",)),
    },
)


_TO_LEAVE = ("plan", "plan-report", "offer", "term-end")
"""What is not asked any more of a candidate who has to be excluded."""


# Clauses 4.2, 4.3: the candidate who agreed is appointed, or stays in the reserve.
APPOINT = Step(
    "appoint",
    Text("Назначение кандидата", "Кандидатты тағайындау", "Appointment"),
    clause="4.2, 4.3",
    performer=HEAD,
    form=candidate_forms.Appoint,
    done_on="decided_on",
    deadline=Deadline("appoint-target", after=("offer.done_on",)),
    checks=(candidate_checks.appointed_after_the_offer,),
    decide=by_field("appointed_on", "appointed", "not-appointed"),
    outcomes={
        "appointed": Next(opens=("exclude",), cancels=_TO_LEAVE, documents=("appointment",)),
        "not-appointed": Next(opens=("offer",)),
    },
)


def _coming_back(form: Any, facts: Facts) -> str:
    """Clause 4.8; nobody writes to the dead."""
    if form.ground == "4.6-death":
        return "deceased"
    return "barred" if readmission.judged(form.ground).outcome == "barred" else "may-return"


_EXCLUDED = Next(
    opens=("publish",),
    cancels=(*_TO_LEAVE, "publish", "appoint"),
    result="excluded",
    documents=("exclusion-order",),
)

# Clauses 4.6, 4.7, 4.8: excluded on a ground; 4.6 must, 4.7 may. Dated once a ground is known that must.
EXCLUDE = Step(
    "exclude",
    Text("Исключение из резерва", "Резервтен шығару", "Exclusion"),
    clause="4.6, 4.7, 4.8",
    performer=HR,
    form=candidate_forms.Exclude,
    done_on="in_force_on",
    deadline=Deadline("exclude-target", after=("term-end.done_on", "appoint.appointed_on", "withdraw.done_on")),
    checks=(candidate_checks.excluded_while_in_the_reserve, candidate_checks.ground_holds),
    remarks=(candidate_checks.commission_decided_too, candidate_checks.ground_is_proved),
    decide=_coming_back,
    outcomes={
        "may-return": replace(_EXCLUDED, letters=("reserve-excluded",)),
        "barred": replace(_EXCLUDED, letters=("reserve-excluded",)),
        "deceased": _EXCLUDED,
    },
)


# Clauses 4.2, 4.4: a post fell vacant; where there are several candidates, the head decides whom to offer it to.
VACANCY = BoundaryEvent(
    "vacancy",
    Text("Появилась вакансия", "Бос лауазым пайда болды", "Vacancy"),
    clause="4.2, 4.4",
    performer=HR,
    form=candidate_forms.Vacancy,
    done_on="appeared_on",
    checks=(candidate_checks.vacancy_in_the_reserve,),
    decide=by_field("to_another", "to-another", "to-offer"),
    outcomes={
        "to-offer": Next(),
        "to-another": Next(opens=("offer",), cancels=("offer",), supersedes=("vacancy",)),
    },
)


def _leaves(form: Any, facts: Facts) -> str:
    return "asks-out" if facts.get("order.approved") else "withdrawn"


# Clause 2.11: out of the selection, in writing, at any time; clause 4.6: a candidate's request takes an order.
WITHDRAW = BoundaryEvent(
    "withdraw",
    Text("Письменный отказ", "Жазбаша бас тарту", "Withdrawal"),
    clause="2.11, 4.6",
    performer=HR,
    form=candidate_forms.Withdraw,
    done_on="withdrawn_on",
    checks=(candidate_checks.withdraws_while_there_is_something_to_leave,),
    decide=_leaves,
    outcomes={
        "withdrawn": Next(ends=True, result="withdrawn"),
        "asks-out": Next(opens=("exclude",), cancels=(*_TO_LEAVE, "appoint")),
    },
)

CASE = Process(
    "reserve",
    Text("Резерв управленческих кадров", "Басқарушы кадрлар резерві", "Management personnel reserve"),
    steps=(
        APPLY, NO_DOCUMENTS, SCREEN, ASSESS, COMMISSION, ORDER, PUBLISH, PLAN, PLAN_REPORT, TERM_END, OFFER, APPOINT,
        EXCLUDE,
    ),
    starts=("apply", "no-documents"),
    boundary_events=(VACANCY, WITHDRAW),
    results={
        "not-applied": Text("документы не представлены", "құжаттар ұсынылмады", "no documents brought"),
        "refused": Text("отказано", "бас тартылды", "refused"),
        "not-recommended": Text("не рекомендован", "ұсынылмады", "not recommended"),
        "withdrawn": Text("отказался от участия", "қатысудан бас тартты", "withdrew"),
        "included": Text("в резерве", "резервте", "in the reserve"),
        "excluded": Text("исключён из резерва", "резервтен шығарылды", "excluded"),
    },
)  # fmt: skip
