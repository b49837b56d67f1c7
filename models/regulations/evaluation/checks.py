"""What the evaluation methodology refuses, each under its clause."""

from collections.abc import Mapping
from typing import Any

from models.facts import Facts
from models.precedence import not_before
from models.regulations.evaluation import appeal_forms, forms
from models.regulations.evaluation.grade import graded
from models.regulations.refusing import all_counted, as_voted, refused
from models.terms import compute
from models.texts import Text

_SUPERVISOR = ("supervisor", "direct-supervisor")
_MISSING = {
    "result": Text("ожидаемый результат", "күтілетін нәтиже", "the result to be reached"),
    "measure": Text("критерий измерения", "өлшеу критерийі", "the measure"),
    "deadline": Text("срок", "мерзімі", "the deadline"),
    "goal": Text("стратегическая цель", "стратегиялық мақсат", "the strategic goal"),
}
"""Clause 47: what makes an indicator specific, measurable, limited in time, directed at a goal of the body."""


def five_indicators(form: forms.WorkPlan, facts: Facts) -> None:
    """Clause 48: five indicators, no more and no fewer."""
    need = int(facts.parameter("kpis"))
    if len(form.kpis) != need:
        raise refused(
            "work-plan", facts.clause("kpis"), "kpis",
            "КЦИ должно быть {need}, а не {have}", "НМИ саны {need} болуы керек, {have} емес",
            "there are to be {need} KPIs, not {have}", need=need, have=len(form.kpis),
        )  # fmt: skip


def indicators_are_whole(form: forms.WorkPlan, facts: Facts) -> None:
    """Clause 47: a clear result, a measure, a deadline within the period, the strategic goal. What is within reach (3)
    no rule can check."""
    start, end = facts.day("cycle.period_start", "case.opened_on"), facts.day("cycle.period_end")
    for number, kpi in enumerate(form.kpis, start=1):
        said = {"result": kpi.result or kpi.indicator, "measure": kpi.measure, "deadline": kpi.deadline,
                "goal": kpi.goal}  # fmt: skip
        missing = [_MISSING[name] for name, value in said.items() if value is None]
        if missing:
            named = Text.joined(missing)
            raise refused(
                "work-plan", "47", "kpis",
                "КЦИ {number}: не указано: {missing}", "{number}-НМИ: көрсетілмеген: {missing}",
                "KPI {number} lacks: {missing}", number=number, missing=named,
            )  # fmt: skip
        if kpi.deadline is not None and start is not None and end is not None and not start <= kpi.deadline <= end:
            raise refused(
                "work-plan", "47", "kpis",
                "КЦИ {number}: срок {day:%d.%m.%Y} вне периода {start:%d.%m.%Y} – {end:%d.%m.%Y}",
                "{number}-НМИ: {day:%d.%m.%Y} мерзімі {start:%d.%m.%Y} – {end:%d.%m.%Y} кезеңінен тыс",
                "KPI {number}: its deadline {day} lies outside the period {start} - {end}",
                number=number, day=kpi.deadline, start=start, end=end,
            )  # fmt: skip


def approved_by_whom_it_is_to_be(form: forms.WorkPlan, facts: Facts) -> None:
    """Clause 45: the superior approves the plan; clause 46: the first head, where that is the direct supervisor."""
    if form.approved_by is None:
        return
    by = "-".join(form.approved_by.casefold().replace("_", " ").replace("-", " ").split())
    if under_first_head(facts):
        if by == "superior":
            raise refused(
                "work-plan", "46", "approved_by",
                "непосредственный руководитель — первый руководитель: план утверждает он",
                "тікелей басшы — бірінші басшы: жоспарды сол бекітеді",
                "the direct supervisor is the first head: the first head approves the plan",
            )  # fmt: skip
    elif by in _SUPERVISOR:
        raise refused(
            "work-plan", "45", "approved_by",
            "план утверждает вышестоящий руководитель, а не непосредственный",
            "жоспарды тікелей басшы емес, жоғары тұрған басшы бекітеді",
            "the superior approves the plan, not the direct supervisor",
        )  # fmt: skip


def under_first_head(facts: Facts) -> bool:
    """Clauses 46, 52: the direct supervisor of the servant is the first head of the body."""
    said = facts.get("case.supervisor_is_first_head", facts.get("case.direct_supervisor", facts.get("case.supervisor")))
    return said is True or (isinstance(said, str) and said.casefold().replace("_", "-") in ("first-head", "first head"))


def all_indicators_judged(form: forms.Sheet, facts: Facts) -> None:
    """Clauses 48, 50: each of the five indicators is met or not."""
    if len(form.kpis) != int(facts.parameter("kpis")):
        graded(0, len(form.kpis), facts.edition)


def returned_for_a_reason(form: forms.SuperiorReview, facts: Facts) -> None:
    """Clause 54: a sheet goes back where the facts in evidence are missing or untrue."""
    if form.decision == "return" and not form.reason:
        raise refused(
            "superior-review", "54", "reason",
            "для возврата нужна причина: каких фактов не хватает или какие недостоверны",
            "қайтару үшін себебі қажет: қандай фактілер жеткіліксіз немесе дәйексіз",
            "a return needs its reason: which facts are missing or untrue",
        )  # fmt: skip


def evaluators_told_in_time(form: forms.Schedule, facts: Facts) -> None:
    """Clause 57: agreed with the chair; the evaluators told three working days before the meeting."""
    if not form.agreed:
        raise refused(
            "schedule", "57", "agreed",
            "график составляется по согласованию с председателем комиссии",
            "кесте комиссия төрағасының келісімімен қалыптастырылады",
            "the schedule needs the consent of the commission's chair",
        )  # fmt: skip
    told = form.told_on or facts.on
    last = compute(str(facts.parameter("schedule-lead")), form.meets_on, facts.calendar).last_day
    if last is not None and told > last:
        raise refused(
            "schedule", facts.clause("schedule-lead"), "meets_on",
            "оценивающие оповещены {told:%d.%m.%Y}, а для заседания {meets:%d.%m.%Y} последний день — {last:%d.%m.%Y}",
            "бағалаушылар {told:%d.%m.%Y} хабардар етілді, ал {meets:%d.%m.%Y} отырысы үшін соңғы күн — "
            "{last:%d.%m.%Y}",
            "the evaluators were told on {told}; for a meeting on {meets} the last day is {last}",
            told=told, meets=form.meets_on, last=last,
        )  # fmt: skip


def convened_lawfully(form: forms.Commission, facts: Facts) -> None:
    """Clauses 58, 62: all members of the commission in force are counted, and its secretary does not vote.

    Where no registry stands behind the case (a scenario), there is nothing to compare with.
    """
    known: Mapping[str, Any] | None = facts.get("cycle.commission")
    if form.secretary_voted or (known is not None and known.get("secretary_is_member")):
        raise refused(
            "commission", "62", "votes",
            "секретарь комиссии не участвует в голосовании", "комиссия хатшысы дауыс беруге қатыспайды",
            "the commission's secretary does not vote",
        )  # fmt: skip
    parts = known.get("parts") if known is not None else None
    if parts is not None:
        all_counted(form.members, parts, "commission", "58")


def decision_was_voted(form: forms.Commission, facts: Facts) -> None:
    """Clause 58: two thirds present; clauses 60, 61: open vote, majority, a tie goes to the chair's option."""
    as_voted(form, facts, "commission", forms.DECISIONS, clause="61")


def corrected_grade_stands(form: forms.Commission, facts: Facts) -> None:
    """Clause 66: a revision corrects the grade, and the minutes hold it; clause 65: a confirmation leaves it (50)."""
    computed = grade_of_sheet(facts)
    if form.decision == "revise" and (form.grade is None or form.grade == computed):
        raise refused(
            "commission", "66", "grade",
            "при пересмотре в протокол вносится исправленная оценка, отличная от «{grade}»",
            "қайта қарағанда хаттамаға «{grade}» бағасынан өзге, түзетілген баға енгізіледі",
            "a revision puts a corrected grade into the minutes, other than '{grade}'",
            grade=forms.GRADE_NAMES.get(computed, computed),
        )  # fmt: skip
    if form.decision == "confirm" and form.grade not in (None, computed):
        raise refused(
            "commission", "65", "grade",
            "утверждается оценка из листа, «{grade}»; иную даёт только пересмотр",
            "парақтағы «{grade}» бағасы бекітіледі; өзгесі тек қайта қарағанда қойылады",
            "the grade of the sheet, '{grade}', is confirmed; only a revision gives another",
            grade=forms.GRADE_NAMES.get(computed, computed),
        )  # fmt: skip


def grade_of_sheet(facts: Facts) -> str:
    """Clause 50: the grade of the sheet, or of the last one corrected (55)."""
    return str(facts.get("correct-sheet.grade") or facts.get("sheet.grade") or "")


def appeal_after_the_decision(form: appeal_forms.Appeal, facts: Facts) -> None:
    """Clause 70: what is appealed is a decision of the commission."""
    filed = form.filed_on or facts.on
    not_before(filed, facts.day("commission.met_on"), "appeal-window", "70", "filed_on")
    not_before(form.decided_on, filed, "appeal-window", "70", "decided_on")


def there_is_a_result_to_contest(form: appeal_forms.Court, facts: Facts) -> None:
    """Clause 71: what goes to court is the result of the evaluation."""
    met_on, filed = facts.day("commission.met_on"), form.filed_on or form.decided_on or facts.on
    if met_on is None or filed < met_on:
        raise refused(
            "court", "71", "filed_on",
            "в суд обжалуется результат оценки, а на {day:%d.%m.%Y} его ещё нет",
            "сотқа бағалау нәтижесіне шағымданады, ал {day:%d.%m.%Y} күні ол әлі жоқ",
            "a result of the evaluation is what goes to court, and on {day} there is none", day=filed,
        )  # fmt: skip
    not_before(form.decided_on, filed, "court", "71", "decided_on")
