"""What the text refuses while a candidate is in the reserve, each under its clause (clause 2.19, sections 3, 4)."""

from datetime import date

from models.facts import Facts
from models.precedence import not_before
from models.regulations.refusing import refused
from models.regulations.reserve import candidate_forms, readmission
from models.state import Breach
from models.terms import compute
from models.texts import Text


def told_in_gazette_and_on_the_portal(form: candidate_forms.Publish, facts: Facts) -> None:
    """Clause 2.19: in the gazette and on the portal, once the order is in force."""
    if not form.gazette or not form.portal:
        raise refused(
            "publish", "2.19", "portal" if form.gazette else "gazette",
            "информация размещается и в газете, и на портале", "ақпарат газетте де, порталда да орналастырылады",
            "it is told both in the gazette and on the portal",
        )  # fmt: skip
    order = "exclude.done_on" if facts.day("exclude.done_on") else "order.in_force_on"
    not_before(form.published_on or facts.on, facts.day(order), step="publish", clause="2.19", field="published_on")


def reported_when_the_year_is_over(form: candidate_forms.PlanReport, facts: Facts) -> None:
    """Clause 3.3.3: «по окончании срока, на который был разработан план»."""
    start = facts.day("plan.starts_on", "plan.done_on")
    if start is None:
        return
    over = compute(str(facts.parameter("plan-year")), start, facts.calendar).reached
    if (form.reported_on or facts.on) < over:
        raise refused(
            "plan-report", "3.3.3", "reported_on",
            "отзыв представляется по окончании срока плана, не раньше {over:%d.%m.%Y}",
            "пікір жоспар мерзімі аяқталған соң, {over:%d.%m.%Y} күнінен ерте емес ұсынылады",
            "the report is given when the plan's year is over, not before {over}", over=over,
        )  # fmt: skip


_OVER = ("exclude.done_on", "term-end.done_on", "appoint.appointed_on", "withdraw.done_on")
"""From any of these days on the candidate is excluded, or has to be."""


def _in_reserve(day: date, facts: Facts, step: str, field: str) -> None:
    """Clause 4.2: posts are offered to candidates, while they are in the reserve."""
    since, over = facts.day("order.in_force_on"), facts.day(*_OVER)
    if since is None or day < since or over is not None:
        raise refused(
            step, "4.2", field,
            "{day:%d.%m.%Y} не состоит в резерве", "{day:%d.%m.%Y} резервте тұрмайды",
            "not in the reserve on {day}", day=day,
        )  # fmt: skip


def vacancy_in_the_reserve(form: candidate_forms.Vacancy, facts: Facts) -> None:
    """Clause 4.2: one vacancy at a time is offered to a candidate, who is in the reserve."""
    _in_reserve(facts.on, facts, "vacancy", "appeared_on")
    standing = facts.day("vacancy.appeared_on")
    if standing is not None and not form.to_another:
        raise refused(
            "vacancy", "4.2", "appeared_on",
            "ещё не предложена вакансия от {day:%d.%m.%Y}: сначала ответ по ней",
            "{day:%d.%m.%Y} күнгі бос лауазым әлі ұсынылған жоқ: алдымен сол бойынша жауап",
            "the vacancy of {day} is not offered yet: that one comes first", day=standing,
        )  # fmt: skip


def offered_as_the_text_asks(form: candidate_forms.Offer, facts: Facts) -> None:
    """Clauses 4.2, 4.4, 4.5: to a candidate, chosen by the head where there are several, fit for another post."""
    day = form.offered_on or facts.on
    _in_reserve(day, facts, "offer", "offered_on")
    vacancy = facts.day("vacancy.appeared_on") or form.vacancy_on
    if vacancy is not None and day < vacancy:
        raise refused(
            "offer", "4.2", "offered_on",
            "вакансия появилась {vacancy:%d.%m.%Y}, позже предложения",
            "бос лауазым {vacancy:%d.%m.%Y}, ұсыныстан кейін пайда болды",
            "the post fell vacant on {vacancy}, after the offer", vacancy=vacancy,
        )  # fmt: skip
    if form.candidates > 1 and form.chosen_on is None:
        raise refused(
            "offer", "4.4", "chosen_on",
            "кандидатов {n}: кому предложить, решает глава администрации; нужна дата решения",
            "{n} кандидат бар: кімге ұсынуды әкімшілік басшысы шешеді; шешімнің күні қажет",
            "there are {n} candidates: the head decides whom to offer it to; the day of the decision is needed",
            n=form.candidates,
        )  # fmt: skip
    own, other = facts.get("apply.position"), form.position or facts.get("vacancy.position")
    if form.qualified is False or (own and other and own != other and not form.qualified):
        raise refused(
            "offer", "4.5", "qualified",
            "другая должность («{other}») предлагается, если кандидат соответствует её квалификационным требованиям",
            "өзге лауазым («{other}») кандидат оның біліктілік талаптарына сәйкес болса ұсынылады",
            "another post ('{other}') may be offered to a candidate who has the qualification it asks for",
            other=other or "-",
        )  # fmt: skip


def offered_late(form: candidate_forms.Offer, facts: Facts) -> Breach | None:
    """Clause 4.2: of a vacancy that the offer alone tells of, whether a month had passed by then."""
    if form.vacancy_on is None or facts.day("vacancy.appeared_on") is not None:
        return None
    last = compute(str(facts.parameter("offer-term")), form.vacancy_on, facts.calendar).last_day
    assert last is not None
    day = form.offered_on or facts.on
    if day <= last:
        return None
    told = Text(
        "Должность предложена {day:%d.%m.%Y}, последний день был {last:%d.%m.%Y} (п. 4.2)",
        "Лауазым {day:%d.%m.%Y} ұсынылды, соңғы күні {last:%d.%m.%Y} болған (4.2-т.)",
        "The post was offered on {day}, the last day was {last} (clause 4.2)",
    )
    return Breach("offer", facts.clause("offer-term"), told.filled(day=day, last=last))


def appointed_after_the_offer(form: candidate_forms.Appoint, facts: Facts) -> None:
    """Clause 4.2: an appointment follows the candidate's consent; clause 4.3: and the working group recommends it."""
    day = form.appointed_on or form.decided_on or facts.on
    if form.recommended_on is not None and day < form.recommended_on:
        raise refused(
            "appoint", "4.3", "recommended_on",
            "рекомендация рабочей группы ({day:%d.%m.%Y}) даётся до назначения",
            "жұмыс тобының ұсынымы ({day:%d.%m.%Y}) тағайындауға дейін беріледі",
            "the working group recommends ({day}) before the appointment", day=form.recommended_on,
        )  # fmt: skip
    not_before(day, facts.day("offer.done_on"), step="appoint", clause="4.2", field="appointed_on")


def _clause(form: candidate_forms.Exclude) -> str:
    return form.ground.partition("-")[0]


def excluded_while_in_the_reserve(form: candidate_forms.Exclude, facts: Facts) -> None:
    """Clauses 4.6, 4.7: excluded is who is in the reserve."""
    day = form.in_force_on or facts.on
    not_before(day, facts.day("order.in_force_on"), step="exclude", clause=_clause(form), field="in_force_on")


def commission_decided_too(form: candidate_forms.Exclude, facts: Facts) -> Breach | None:
    """Clause 4.7: «на основании распоряжения и решения комиссии». An order that names no decision is shown."""
    if form.ground not in readmission.MAY or form.commission_on is not None:
        return None
    told = Text(
        "По п. 4.7 исключают распоряжением и решением комиссии: дата её решения не указана",
        "4.7-т. бойынша өкіммен және комиссия шешімімен шығарылады: шешімнің күні көрсетілмеген",
        "Under clause 4.7 it takes an order and a decision of the commission: the day of that one is not stated",
    )
    return Breach("exclude", "4.7", told)


def ground_is_proved(form: candidate_forms.Exclude, facts: Facts) -> Breach | None:
    """Clauses 4.6, 4.7: what the ground itself speaks of, a written request or a score, is on file."""
    missing = None
    if form.ground == "4.6-own-request" and form.basis is None and facts.day("withdraw.done_on") is None:
        missing = Text(
            "Письменное заявление кандидата не записано", "Кандидаттың жазбаша өтініші жазылмаған",
            "The candidate's written request is not recorded",
        )  # fmt: skip
    elif form.ground == "4.7-low-score" and form.score is None:
        missing = Text("Оценка не указана", "Баға көрсетілмеген", "The score is not stated")
    return Breach("exclude", _clause(form), missing) if missing is not None else None


def ground_holds(form: candidate_forms.Exclude, facts: Facts) -> None:
    """Clauses 4.6, 4.7: what the case knows does not speak against the ground."""
    where: tuple[str, str, str] = ("exclude", _clause(form), "ground")
    match form.ground:
        case "4.6-term-over" if (ends := _term_ends(facts)) is not None and (form.in_force_on or facts.on) < ends:
            raise refused(
                *where, "срок нахождения в резерве истекает {ends:%d.%m.%Y}",
                "резервте болу мерзімі {ends:%d.%m.%Y} бітеді", "the term in the reserve ends on {ends}", ends=ends,
            )  # fmt: skip
        case "4.6-obstacle" if (post := facts.get("apply.position")) in (facts.get("positions.managerial") or {}):
            raise refused(
                *where,
                "основание — для резерва должностей муниципальной службы, а «{post}» — руководящая должность",
                "бұл негіз муниципалдық қызмет лауазымдарының резерві үшін, ал «{post}» — басшы лауазым",
                "this ground is for posts of municipal service, and '{post}' is that of a manager", post=post,
            )  # fmt: skip
        case "4.7-declined" if facts.get("offer.answer") != "declines":
            raise refused(
                *where, "кандидат не отказывался от предложенной должности",
                "кандидат ұсынылған лауазымнан бас тартпаған", "the candidate has declined no post",
            )  # fmt: skip
        case "4.7-plan-failed" if not (
            facts.get("plan-report.result") == "unsatisfactory" and facts.get("plan-report.fault_of_candidate")
        ):
            raise refused(
                *where, "последний отзыв не говорит о неудовлетворительных результатах по вине кандидата",
                "соңғы пікірде кандидаттың кінәсінен болған қанағаттанарлықсыз нәтижелер туралы айтылмаған",
                "the last report tells of no failure through the candidate's fault",
            )  # fmt: skip
        case "4.7-low-score" if form.score is not None and readmission.share_reached(
            form.score, form.maximum, facts.edition
        ):
            raise refused(
                *where, "{score:g} из {maximum:g} — не менее 50 процентов",
                "{maximum:g} ішінен {score:g} — 50 пайыздан кем емес",
                "{score:g} of {maximum:g} is not under 50 per cent", score=form.score, maximum=form.maximum,
            )  # fmt: skip


def _term_ends(facts: Facts) -> date | None:
    """Clause 2.18: the end of the time in the reserve, as the order or else the text sets it."""
    since, ends = facts.day("order.in_force_on"), facts.day("order.until")
    if ends is None and since is not None:
        ends = compute(str(facts.parameter("reserve-term")), since, facts.calendar).ends
    return ends


def withdraws_while_there_is_something_to_leave(form: candidate_forms.Withdraw, facts: Facts) -> None:
    """Clauses 2.11, 4.6: who is excluded already has nothing to leave."""
    if facts.day("exclude.done_on") is not None:
        raise refused(
            "withdraw", "4.6", "withdrawn_on",
            "кандидат уже исключён из резерва", "кандидат резервтен шығарылып қойған",
            "the candidate is excluded already",
        )  # fmt: skip
