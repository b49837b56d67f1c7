"""Rotation of first heads of state organisations that provide special social services, step by step.

Read beside the text: each step carries the comment of its clause. Where the text contradicts itself or is silent:

- clauses 5, 6 name no day on which the 7 years are counted: 1 December of the cycle's year, the day the list is due by;
- clause 5 subjects everyone with the tenure and gives nobody leave to keep a head off the list: the office may, for a
  reason that the list shows;
- clause 7 asks that 30 calendar days lie between the notice and the rotation. The planned day binds the notice; what
  the law refuses is an appointment sooner than 30 calendar days after the notice was in fact served. That lead is not
  rolled: clause 7 counts back from the rotation, and the 30th day before is in time whatever day it is;
- clauses 7, 14 tell the head «письменно»: on paper, by registered letter, by email or by SMS, as the operator records
  it. Whether an SMS is in writing the text does not say;
- clause 8 names 15 and 2 working days for the portfolio at once: a parameter, 15 unless the authority takes 2. It
  counts them from «формирование отчета и получение дополнительной информации», of a report no other clause mentions:
  the day the operator states, or else the day the list was sent;
- clause 9 lets the chair's vote decide a tie, and says nothing of three options of which none has a majority: no
  decision is taken;
- clause 10 gives the commission 15 working days without saying from when: from the day the portfolio was sent to it.
  After an upheld appeal the text is silent: the same term, from the day the appeal was decided;
- clause 10 (3) refers to clause 14 for moves; the case it means is described in clause 11. Clause 13 adds measures of
  merit for the choice of a place, which no rule can check;
- clause 11 asks for an equivalent post, and of equivalence the registry knows nothing: what the commission says counts,
  and a form that leaves it open is not refused;
- clause 12 keeps a head for whom there is no place before the commission each year: carried over to the next list;
- clause 14 sets no term for telling the head of the decision, clause 20 none for ending the contract, clause 15 none
  for issuing the act once the 30 days have run out: the authority's own targets, marked so. Missing one is late, but
  no breach;
- clause 15 refers to a notice «в пункте 10»; the notice of the decision is in clause 14;
- clause 15 appoints for 5 years, clause 18 acts when they have run out: counted from the day the appointment starts to
  the same day five years on. Where that day is off, the act naming the acting head is due on the next working day;
- clause 18 refers to a commission «в пункте 13»; it is formed under clauses 8 and 9. It leaves open when that
  commission meets: the acting head is on the next cycle's list;
- clause 19 sets no term for the appeal and does not stop the steps: an upheld one sends the case back to the review.
  A closed case (retained, contract ended, left the post) can't go back: its head comes before the next cycle;
- clause 20 ends the contract «при отказе от ротации» without saying from which decision: one to rotate or to move.
"""

from datetime import date
from typing import Any

from models.facts import Facts, as_day
from models.process import BoundaryEvent, Deadline, Gate, Next, Process, Step
from models.regulations.commissions import known_of_commission
from models.regulations.rotation import checks, forms, offers
from models.regulations.rotation.commission import convened_lawfully
from models.regulations.shared_steps import CLOSED, LONG_AHEAD, as_said, left_post
from models.terms import compute
from models.texts import Text

DISTRICT, REGION, SECRETARY = "hr_district", "hr_region", "commission_secretary"

ROLES = {
    DISTRICT: Text("Кадровая служба района (города)", "Аудан (қала) кадр қызметі", "District personnel office"),
    REGION: Text("Кадровая служба области", "Облыс кадр қызметі", "Regional personnel office"),
    SECRETARY: Text("Секретарь комиссии", "Комиссия хатшысы", "Commission secretary"),
    "official": Text("Первый руководитель", "Бірінші басшы", "First head"),
}

# Clauses 4, 5, 6: the list, in November.
FORM_LIST = Step(
    "form-list",
    Text("Формирование списка", "Тізім қалыптастыру", "Form the list"),
    clause="4, 5, 6",
    refused_under="6",
    performer=DISTRICT,
    form=forms.FormList,
    done_on="approved_on",
    deadline=Deadline("list-by", after=("case.opened_on",)),
    checks=(checks.list_formed_in_november,),
    offers=offers.people_to_leave_out,
    outcomes={"formed": Next(opens=("send-list",), documents=("list",))},
)

# Clause 6: sent to the region not later than 1 December.
SEND_LIST = Step(
    "send-list",
    Text("Направление списка", "Тізімді жіберу", "Send the list"),
    clause="6",
    performer=DISTRICT,
    form=forms.SendList,
    done_on="sent_on",
    deadline=Deadline("send-by", after=("case.opened_on",)),
    # What is sent is the list that was formed.
    rests_on={"6": ("form-list.approved_on",)},
    outcomes={"sent": Next(opens=("cases",), documents=("cover-letter",))},
)

# The cases of the heads on the list; the cycle ends with the last one decided.
CASES = Step(
    "cases",
    Text("Дела руководителей", "Басшылардың істері", "Cases of the heads"),
    clause="10",
    performer=SECRETARY,
    kind="call-activity",
    outcomes={"decided": Next(ends=True, result="completed")},
)

CYCLE = Process(
    "rotation-cycle",
    Text("Ротация: годовой цикл", "Ротация: жылдық цикл", "Rotation: yearly cycle"),
    steps=(FORM_LIST, SEND_LIST, CASES),
    starts=("form-list",),
    results={"completed": Text("завершён", "аяқталды", "completed")},
)

# Clause 7: the head is told in writing at least 30 calendar days before the rotation.
NOTICE = Step(
    "notice",
    Text("Уведомление о ротации", "Ротация туралы хабарлама", "Notice of rotation"),
    clause="7",
    performer=DISTRICT,
    form=forms.Notice,
    done_on="served_on",
    deadline=Deadline("notice-lead", after=("form-list.planned_rotation_on",)),
    # The notice is of a rotation planned already.
    rests_on={"7": ("form-list.approved_on",)},
    late=Text(
        "Уведомление вручено {done:%d.%m.%Y}, последний день был {last_day:%d.%m.%Y} (п. 7): ротация возможна не "
        "раньше 30 календарных дней после вручения",
        "Хабарлама {done:%d.%m.%Y} тапсырылды, соңғы күні {last_day:%d.%m.%Y} болған (7-т.): ротация тапсырылғаннан "
        "кейін 30 күнтізбелік күннен ерте болмайды",
        "The notice was served on {done}, the last day was {last_day} (clause 7): no rotation sooner than 30 calendar "
        "days after it",
    ),
    outcomes={"served": Next(letters=("rotation-notice",), documents=("notice",))},
)


def _portfolio(facts: Facts) -> dict[str, Any]:
    """Items 1, 2 and 8 of the appendix stand in the registry."""
    known = {"full_name": facts.get("case.full_name")}
    if name := facts.get("case.organisation_name"):
        known["organisation"] = Text(name, facts.get("case.organisation_name_kk") or name)
    if stints := facts.get("case.stints"):
        since = as_day(stints[-1][0])
        known["post_experience"] = Text("с {d:%d.%m.%Y}", "{d:%d.%m.%Y} бастап", "since {d}").filled(d=since)
    return known


# Clause 8 and the appendix: the portfolio of 19 items, to the commission.
PORTFOLIO = Step(
    "portfolio",
    Text("Портфолио", "Портфолио", "Portfolio"),
    clause="8",
    performer=REGION,
    form=forms.Portfolio,
    done_on="sent_on",
    known=_portfolio,
    deadline=Deadline("portfolio-term", after=("send-list.report_formed_on", "send-list.sent_on")),
    # The portfolio is of a head on the list.
    rests_on={"8": ("form-list.approved_on",)},
    outcomes={"sent": Next(opens=("review",), documents=("portfolio",))},
)


# Clauses 9, 10, 13: the commission decides in 15 working days.
REVIEW = Step(
    "review",
    Text("Рассмотрение комиссией", "Комиссияның қарауы", "Commission review"),
    clause="9, 10, 13",
    refused_under="10",
    performer=SECRETARY,
    form=forms.Review,
    done_on="met_on",
    # After an appeal the text is silent: the same term, from the day the decision on it was taken.
    deadline=Deadline("review-term", after=("appeal.decided_on", "appeal.opened_on", "portfolio.sent_on")),
    # Reviewed is the portfolio sent to the commission.
    rests_on={"10": ("portfolio.sent_on",)},
    checks=(
        checks.met_again_after_the_appeal,
        checks.enough_members,
        convened_lawfully,
        checks.decision_was_voted,
        checks.destination_is_lawful,
    ),
    decide=as_said("decision"),
    offers=offers.choices_of_the_commission,
    told=offers.why_not_elsewhere,
    known=known_of_commission,
    outcomes={
        "rotate": Next(opens=("transfer",), reopens=("notice",), documents=("minutes",)),
        "move": Next(opens=("transfer",), reopens=("notice",), documents=("minutes",)),
        "refuse": Next(opens=("transfer",), cancels=("notice",), documents=("minutes",)),
    },
)

# Clause 10: the secretary passes the decision on in 7 working days.
TRANSFER = Step(
    "transfer",
    Text("Направление решения", "Шешімді жіберу", "Pass the decision on"),
    clause="10",
    performer=SECRETARY,
    form=forms.Transfer,
    done_on="sent_on",
    deadline=Deadline("transfer-term", after=("review.met_on",)),
    # What is passed on is the decision taken.
    rests_on={"10": ("review.met_on",)},
    outcomes={"sent": Next(opens=("decision-notice",), letters=("rotation-decision",), documents=("decision-letter",))},
)


def _told(form: Any, facts: Facts) -> str:
    """Clauses 12, 15, 20: what the head's answer, or the refusal to rotate, leads to."""
    if facts.get("review.decision") == "refuse":
        return "retained-until-next-review" if facts.get("review.no_place") else "retained"
    return "consents" if form.consents else "declines"


def _received(facts: Facts) -> dict[str, Any]:
    """Clause 15: the day on which the head confirmed the receipt of a letter."""
    return {"received_on": facts.get("receipt.confirmed_on")}


# Clause 14: the head is told of the decision. The text sets no term.
DECISION_NOTICE = Step(
    "decision-notice",
    Text("Уведомление о решении", "Шешім туралы хабарлама", "Notice of the decision"),
    clause="14",
    performer=DISTRICT,
    form=forms.DecisionNotice,
    known=_received,
    done_on="received_on",
    deadline=Deadline("decision-notice-term", after=("transfer.sent_on",)),
    # The notice follows the decision.
    rests_on={"14": ("review.met_on",)},
    checks=(checks.consent_is_recorded,),
    decide=_told,
    outcomes={
        "consents": Next(opens=("appoint",), documents=("decision-notice",)),
        "declines": Next(opens=("terminate",), cancels=("notice",), documents=("decision-notice",)),
        "retained": Next(ends=True, result="retained", letters=("rotation-retained",), documents=("decision-notice",)),
        "retained-until-next-review": Next(
            ends=True,
            result="retained-until-next-review",
            letters=("rotation-retained",),
            documents=("decision-notice",),
        ),
    },
)

# Clauses 15, 16, 17: not before 30 calendar days from receipt have run out, nor (clause 7) sooner than 30 calendar days
# after the notice. Clause 17: the qualification category stays valid to its own date; an appointment leaves it alone.
APPOINT = Step(
    "appoint",
    Text("Назначение", "Тағайындау", "Appointment"),
    clause="15, 16, 17",
    performer=DISTRICT,
    form=forms.Appoint,
    done_on="act_on",
    waits_for=("notice", "decision-notice"),
    not_before=(
        Gate("appoint-wait", "decision-notice.received_on"),
        Gate("notice-lead", "notice.served_on"),
    ),
    deadline=Deadline("appoint-target", after=("not_before",)),
    checks=(checks.starts_when_allowed,),
    outcomes={
        "appointed": Next(
            opens=("term-end",), result="appointed", letters=("rotation-appointment",), documents=("appointment",)
        )
    },
)

# Clause 20: the head refuses to rotate.
TERMINATE = Step(
    "terminate",
    Text("Расторжение договора", "Шартты бұзу", "End of the contract"),
    clause="20",
    performer=DISTRICT,
    form=forms.Terminate,
    done_on="act_on",
    deadline=Deadline("terminate-term", after=("decision-notice.received_on",)),
    # The contract ends because the head refuses.
    rests_on={"20": ("decision-notice.received_on",)},
    outcomes={
        "terminated": Next(ends=True, result="terminated", letters=("rotation-terminated",), documents=("termination",))
    },
)

# Clause 18: the five years run.
TERM_END = Step(
    "term-end",
    Text("Срок назначения идёт", "Тағайындау мерзімі жүріп жатыр", "Term of office"),
    clause="18",
    performer=DISTRICT,
    kind="timer",
    deadline=Deadline("office-term", after=("appoint.starts_on",)),
    reminders=LONG_AHEAD,
    outcomes={"ended": Next(opens=("acting",))},
)

# Clause 18: acting head until the commission decides; then before the commission again, in the next cycle.
ACTING = Step(
    "acting",
    Text("Назначение и. о.", "М.а. тағайындау", "Acting appointment"),
    clause="18",
    performer=DISTRICT,
    form=forms.Acting,
    done_on="act_on",
    deadline=Deadline(on="term-end.ends"),
    # When the five years have run out, not before.
    rests_on={"18": ("term-end.ends",)},
    outcomes={"acting": Next(ends=True, result="acting", letters=("rotation-acting",), documents=("acting",))},
)

# At any open step: the head left office.
LEFT_POST = left_post(DISTRICT)


# Clause 19: appeal to the Ministry, Administrative Procedural Code, article 91(5).
APPEAL = BoundaryEvent(
    "appeal",
    Text("Обжалование", "Шағымдану", "Appeal"),
    clause="19",
    performer=SECRETARY,
    form=forms.Appeal,
    done_on="filed_on",
    checks=(checks.there_is_a_decision_to_appeal,),
    decide=as_said("result"),
    outcomes={
        "pending": Next(),
        "rejected": Next(letters=("appeal-result",)),
        "upheld": Next(
            opens=("review",),
            cancels=("transfer", "decision-notice", "appoint", "terminate", "term-end", "acting"),
            supersedes=("review", "transfer", "decision-notice", "appoint", "term-end"),
            result="",
            letters=("appeal-result",),
        ),
    },
)

CASE = Process(
    "rotation",
    Text("Ротация", "Ротация", "Rotation"),
    steps=(NOTICE, PORTFOLIO, REVIEW, TRANSFER, DECISION_NOTICE, APPOINT, TERMINATE, TERM_END, ACTING),
    starts=("notice", "portfolio"),
    boundary_events=(LEFT_POST, APPEAL),
    results={
        "retained": Text("оставлен", "қалдырылды", "retained"),
        "retained-until-next-review": Text(
            "оставлен до следующего рассмотрения", "келесі қарауға дейін қалдырылды", "retained until the next review"
        ),
        "appointed": Text("назначен", "тағайындалды", "appointed"),
        "terminated": Text("договор расторгнут", "шарт бұзылды", "contract ended"),
        "acting": Text("исполняет обязанности", "міндетін атқарушы", "acting head"),
        **CLOSED,
    },
)


def assume(step: str, due: date, facts: Facts) -> dict[str, Any]:
    """What a plan takes for granted before anyone has acted: each step on its due date, a decision to rotate."""
    if step == "form-list":
        planned = compute(str(facts.parameter("rotation-by")), due, facts.calendar).due
        return {"planned_rotation_on": planned}
    if step == "review":
        return {"decision": "rotate"}
    if step == "decision-notice":
        return {"consents": True}
    return {"starts_on": due} if step == "appoint" else {}
