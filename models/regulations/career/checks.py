"""What the rules of the career attestation refuse, each under its clause."""

from models.facts import Facts
from models.precedence import not_before
from models.regulations.career import case, forms
from models.regulations.career.categories import CATEGORIES, CLAIMS, GROUPS, NONE, above
from models.regulations.refusing import left_out_for_a_reason, refused
from models.texts import Text


def reasons_for_leaving_out(form: forms.List, _facts: Facts) -> None:
    """Clause 9: whoever is left out of the list is left out for a reason."""
    left_out_for_a_reason(form.exclude, "list", "9")


def _claimant(form: forms.Admission, facts: Facts) -> bool:
    return (form.group or facts.get("case.group")) == CLAIMS


def group_is_known(form: forms.Admission, facts: Facts) -> None:
    """Clause 17: the pass mark hangs on the group."""
    group = form.group or facts.get("case.group")
    if group not in GROUPS:
        raise refused(
            "admission", "17", "group",
            "нужна группа, от неё зависит порог: {known}", "тобы қажет, шекті деңгей соған байланысты: {known}",
            "the group is needed, the mark hangs on it: {known}", known=", ".join(GROUPS),
        )  # fmt: skip


def claim_lies_above(form: forms.Admission, facts: Facts) -> None:
    """Clause 14 (2): a claim is of a category above the present one."""
    if not _claimant(form, facts):
        return
    present = str(form.present or facts.get("case.present", NONE))
    claimed = str(form.claimed or facts.get("case.claimed", ""))
    for field, code in (("present", present), ("claimed", claimed)):
        if code not in CATEGORIES:
            raise refused(
                "admission", "14", field,
                "категория «{code}» неизвестна; есть: {known}", "«{code}» санаты белгісіз; барлары: {known}",
                "category '{code}' is not known; there are: {known}", code=code or "-", known=", ".join(CATEGORIES),
            )  # fmt: skip
    if not above(claimed, present):
        raise refused(
            "admission", "14", "claimed",
            "заявленная категория «{claimed}» не выше действующей «{present}»",
            "мәлімделген «{claimed}» санаты қолданыстағы «{present}» санатынан жоғары емес",
            "the category claimed ({claimed}) does not lie above the present one ({present})",
            claimed=CATEGORIES[claimed], present=CATEGORIES[present],
        )  # fmt: skip


def courses_are_done(form: forms.Admission, facts: Facts) -> None:
    """Clause 14: the hours of the individual plan; for a claim the courses of the claimed category's profile, as hours
    stated without a profile are taken to be."""
    claims = _claimant(form, facts)
    claimed = str(form.claimed or facts.get("case.claimed") or "")
    if (form.hours_done is None) != (form.hours_planned is None) or (form.hours_done is None and not claims):
        raise refused(
            "admission", "14", "hours_done",
            "нужны часы: сколько пройдено (hours_done) и сколько в плане (hours_planned)",
            "сағат саны қажет: қаншасы өтілді (hours_done) және жоспарда қанша (hours_planned)",
            "the hours are needed: done (hours_done) and in the plan (hours_planned)",
        )  # fmt: skip
    if form.hours_done is not None and form.hours_planned is not None and form.hours_done < form.hours_planned:
        raise refused(
            "admission", "14", "hours_done",
            "пройдено {done} ч. курсов, по индивидуальному плану нужно {planned}",
            "{done} сағат курс өтілді, жеке жоспар бойынша {planned} қажет",
            "{done} hours of courses are done, the individual plan asks for {planned}",
            done=form.hours_done, planned=form.hours_planned,
        )  # fmt: skip
    if not claims:
        return
    said = form.profile is not None or form.profile_done is not None or form.hours_done is not None
    if not said or form.profile_done is False or form.profile not in (None, claimed):
        raise refused(
            "admission", "14", "profile",
            "нужны курсы по профилю заявленной категории: «{claimed}»",
            "мәлімделген санаттың бейіні бойынша курстар қажет: «{claimed}»",
            "courses of the claimed category's profile are needed: {claimed}", claimed=CATEGORIES[claimed],
        )  # fmt: skip


def tested_again_after_the_first(form: forms.Retest, facts: Facts) -> None:
    """Clause 27 (2): the test is taken again, after the one that was failed."""
    first = facts.day("testing.tested_on")
    if first is not None and form.tested_on <= first:
        raise refused(
            "retest", "27", "tested_on",
            "повторный тест — после первого ({first:%d.%m.%Y}), а не {day:%d.%m.%Y}",
            "қайта тест бірінші тесттен ({first:%d.%m.%Y}) кейін болады, {day:%d.%m.%Y} емес",
            "the test is taken again after the first one ({first}), not on {day}", first=first, day=form.tested_on,
        )  # fmt: skip


def each_question_has_a_reason(form: forms.TestAppeal, _facts: Facts) -> None:
    """Clause 21: a reason for each contested question."""
    without = [question for question, reason in form.questions.items() if not (reason or "").strip()]
    if form.questions and not without:
        return
    which = Text(*(", ".join(without) or t for t in ("оспариваемых вопросов нет", "даулы сұрақтар жоқ", "none named")))
    raise refused(
        "test-appeal", "21", "questions",
        "по каждому вопросу нужно обоснование: {which}", "әр сұрақ бойынша негіздеме қажет: {which}",
        "a reason is needed for each contested question: {which}", which=which,
    )  # fmt: skip


def appealed_after_the_test(form: forms.TestAppeal, facts: Facts) -> None:
    """Clause 21: what is appealed is a result there is."""
    filed_on = form.filed_on or facts.on
    not_before(filed_on, facts.day(*case.TESTED), step="test-appeal", clause="21", field="filed_on")
    if form.decided_on is not None and form.decided_on < filed_on:
        raise refused(
            "test-appeal", "21", "decided_on",
            "решение по апелляции не может быть раньше апелляции", "апелляция бойынша шешім одан ерте бола алмайды",
            "an appeal can't be decided before it is filed",
        )  # fmt: skip


def upheld_changes_the_result(form: forms.TestAppeal | forms.AppealResult, facts: Facts) -> None:
    """Clause 21: an appeal upheld gives a new result, not below the old one."""
    step, before = "test-appeal" if isinstance(form, forms.TestAppeal) else "appeal-result", case.percent(facts)
    if form.result != "upheld":
        if form.percent is not None:
            raise refused(
                step, "21", "percent",
                "результат меняется, только если апелляция удовлетворена",
                "нәтиже апелляция қанағаттандырылса ғана өзгереді",
                "the result changes only where the appeal is upheld",
            )  # fmt: skip
        return
    if form.percent is None or (before is not None and form.percent < before):
        raise refused(
            step, "21", "percent",
            "апелляция удовлетворена: нужен новый результат, не ниже прежнего ({before}%)",
            "апелляция қанағаттандырылды: бұрынғыдан ({before}%) төмен емес жаңа нәтиже қажет",
            "the appeal is upheld: the new result is needed, not below the old one ({before} %)", before=before,
        )  # fmt: skip


def decision_is_the_computed_one(form: forms.Decision, facts: Facts) -> None:
    """Clauses 27, 28, 30: the decision follows from the result; one that was stated has to be the same."""
    found = case.decision(facts)
    stated = {"outcome": form.outcome, "category": form.category, "points": form.points}
    for field, value in stated.items():
        computed = found.outcome if field == "outcome" else found.extra.get(field)
        if value is not None and value != computed:
            reasons = Text.joined(found.reasons, "; ")
            raise refused(
                "decision", found.clause, field,
                "записано «{value}», а следует «{computed}»: {reasons}",
                "«{value}» деп жазылған, ал «{computed}» болуы керек: {reasons}",
                "'{value}' is written, '{computed}' follows: {reasons}",
                value=value, computed="-" if computed is None else computed, reasons=reasons,
            )  # fmt: skip


def holds_a_category(_form: forms.LevelChange, facts: Facts) -> None:
    """Clause 34: it speaks of specialists of the career centre, who hold a category or claim one."""
    if not case.claims(facts):
        raise refused(
            "level-change", "34", "moved_on",
            "пункт 34 — о специалистах с квалификационной категорией",
            "34-тармақ біліктілік санаты бар мамандар туралы",
            "clause 34 is about specialists with a qualification category",
        )  # fmt: skip
