"""What the text refuses between the list of posts and the order of inclusion, each under its clause (section 2)."""

from datetime import date
from typing import Any

from models.errors import InvalidInput, Refusal
from models.facts import Facts
from models.precedence import not_before
from models.regulations.refusing import refused
from models.regulations.reserve import forms, readmission
from models.regulations.reserve.admission import unfit
from models.state import Breach
from models.terms import compute
from models.texts import Text


def list_names_posts(form: forms.Positions, facts: Facts) -> None:
    """Clauses 1.6, 2.1: a reserve is formed for the posts of a list, each with the number needed."""
    if not form.service and not form.managerial:
        raise refused(
            "positions", "1.6", "service",
            "в перечне нет ни одной должности", "тізбеде бірде-бір лауазым жоқ", "the list names no post",
        )  # fmt: skip
    for post, needed in (form.service | form.managerial).items():
        if needed < 1:
            raise refused(
                "positions", "2.1", "service",
                "«{post}»: нужна численность не меньше 1, а не {needed}",
                "«{post}»: саны 1-ден кем болмауы керек, {needed} емес",
                "{post}: at least 1 is needed, not {needed}", post=post, needed=needed,
            )  # fmt: skip


def more_than_usual(form: forms.Positions, facts: Facts) -> Breach | None:
    """Clause 2.1: as a rule no more than three claimants to a post; more is let by, and shown."""
    most = int(facts.parameter("claimants-per-post"))
    over = [f"{post}: {n}" for post, n in (form.service | form.managerial).items() if n > most]
    if not over:
        return None
    told = Text(
        "Как правило, не более {most} претендентов на должность (п. 2.1): {over}",
        "Әдетте бір лауазымға {most} үміткерден аспайды (2.1-т.): {over}",
        "As a rule no more than {most} claimants to a post (clause 2.1): {over}",
    )
    return Breach("positions", facts.clause("claimants-per-post"), told.filled(most=most, over="; ".join(over)))


def announced_in_print_and_on_the_portal(form: forms.Announce, facts: Facts) -> None:
    """Clauses 2.7, 3.1: at least one printed periodical, and the portal."""
    need = int(facts.parameter("periodicals"))
    if len(form.periodicals) < need or not form.portal:
        raise refused(
            "announce", "2.7", "portal" if len(form.periodicals) >= need else "periodicals",
            "объявление публикуется не менее чем в {need} периодическом печатном издании и на портале",
            "хабарландыру кемінде {need} мерзімді баспа басылымында және порталда жарияланады",
            "the announcement goes into at least {need} printed periodical and onto the portal", need=need,
        )  # fmt: skip


def _in_time(day: date, facts: Facts, step: str, last: date | None) -> None:
    """Clauses 2.8, 2.10: from the announcement on, within 30 calendar days."""
    not_before(day, facts.day("announce.published_on"), step=step, clause="2.8", field="applied_on")
    if last is not None and day > last:
        raise refused(
            step, "2.10", "applied_on",
            "документы представлены {day:%d.%m.%Y}, а последний день был {last:%d.%m.%Y}: несвоевременно, ко второму "
            "этапу не допускается",
            "құжаттар {day:%d.%m.%Y} ұсынылды, соңғы күні {last:%d.%m.%Y} болған: мерзімінде емес, екінші кезеңге "
            "жіберілмейді",
            "documents were brought on {day}, the last day was {last}: late, not admitted to the second stage",
            day=day, last=last,
        )  # fmt: skip


def comes_forward_in_time(form: forms.Claimant, facts: Facts) -> None:
    """Clauses 2.7, 2.8, 2.10: a claimant comes forward once the call is announced, and while it runs."""
    if facts.day("announce.published_on") is None:
        raise refused(
            "claimant", "2.7", "applied_on",
            "объявление ещё не опубликовано", "хабарландыру әлі жарияланған жоқ", "nothing is announced yet",
        )  # fmt: skip
    # The timer has an end, the day after the term's last one.
    _in_time(form.applied_on or facts.on, facts, "claimant", facts.day("applications.due"))


def brought_in_time(form: forms.Apply, facts: Facts) -> None:
    """Clauses 2.8, 2.10: within 30 calendar days of the announcement."""
    _in_time(form.applied_on or facts.on, facts, "apply", facts.day("apply.due"))


def birth_of(form: Any, facts: Facts) -> date | None:
    """The birthday: as the form, the documents or the registry have it."""
    return getattr(form, "birth", None) or facts.day("apply.birth", "case.birth", "case.birth_date")


def of_age_and_language(form: forms.Apply, facts: Facts) -> None:
    """Clause 2.2: a citizen aged 25 to 55, with command of the state language."""
    birth = birth_of(form, facts)
    if birth is None:
        raise refused(
            "apply", "2.2", "birth",
            "нужна дата рождения: в резерв включаются в возрасте от 25 до 55 лет",
            "туған күні қажет: резервке 25 пен 55 жас аралығында енгізіледі",
            "the birthday is needed: the reserve is for those aged from 25 to 55",
        )  # fmt: skip
    _fit(birth, form.applied_on or facts.on, facts, "apply", "birth", form.state_language, form.citizen)


def _fit(
    birth: date, on: date, facts: Facts, step: str, field: str, state_language: bool = True, citizen: bool = True
) -> None:
    try:
        found = unfit(birth, on, facts.edition, state_language=state_language, citizen=citizen)
    except InvalidInput as error:
        raise refused(step, "2.2", "birth", "{why}", "{why}", "{why}", why=error) from None
    if found:
        raise Refusal(Text.joined(found.values()), clause="2.2", step=step, field=field)


def _too_old_on(day: date, facts: Facts, step: str) -> None:
    """Clause 2.2: «могут включаться» in that age, so that it is judged on the day of inclusion too."""
    birth = birth_of(None, facts)
    if birth is not None:
        _fit(birth, day, facts, step, "")


def proposed_by_one_who_may(form: forms.Apply, facts: Facts) -> None:
    """Clauses 2.3, 2.4: a proposal names who makes it."""
    if form.nomination == "proposed" and form.proposer is None:
        raise refused(
            "apply", "2.3", "proposer",
            "нужно указать, кто предложил претендента", "үміткерді кім ұсынғанын көрсету қажет",
            "say who proposes the claimant",
        )  # fmt: skip


def documents_complete(form: forms.Apply, facts: Facts) -> None:
    """Clauses 2.5, 2.8: the seven documents of a self-nomination, the two of a proposal; no more pages than allowed."""
    by_himself = form.nomination == "self"
    clause, needed = ("2.8", forms.SELF_NOMINATED) if by_himself else ("2.5", forms.PROPOSED)
    missing = [forms.DOCUMENTS[d] for d in needed if form.documents is not None and d not in form.documents]
    if missing:
        raise refused(
            "apply", clause, "documents",
            "не представлены: {missing}", "ұсынылмаған: {missing}", "not brought: {missing}",
            missing=Text.joined(missing),
        )  # fmt: skip
    for field, parameter, asked in (
        ("essay_pages", "essay-pages", by_himself), ("reference_pages", "reference-pages", True)
    ):  # fmt: skip
        pages, most = getattr(form, field), int(facts.parameter(parameter))
        if asked and pages is not None and pages > most:
            raise refused(
                "apply", clause, field,
                "«{what}»: не более {most} страниц, а не {pages}", "«{what}»: {most} беттен аспайды, {pages} емес",
                "{what}: at most {most} pages, not {pages}",
                what=forms.DOCUMENTS[field.partition("_")[0]], most=most, pages=pages,
            )  # fmt: skip


def post_is_on_the_list(form: forms.Apply, facts: Facts) -> None:
    """Clause 1.6: the reserve is formed for the posts of the list."""
    posts = {**(facts.get("positions.service") or {}), **(facts.get("positions.managerial") or {})}
    if form.position is not None and posts and form.position not in posts:
        raise refused(
            "apply", "1.6", "position",
            "должности «{post}» нет в перечне; есть: {known}", "тізбеде «{post}» лауазымы жоқ; барлары: {known}",
            "the post '{post}' is not on the list; there are: {known}", post=form.position, known=", ".join(posts),
        )  # fmt: skip


def may_come_back(form: forms.Apply, facts: Facts) -> None:
    """Clause 4.8: excluded on some grounds, a person can't be included again."""
    earlier = facts.get("case.earlier_exclusions") or facts.get("case.earlier_exclusion") or ()
    for ground in [earlier] if isinstance(earlier, str) else earlier:
        barred = readmission.TABLE.answer({"ground": str(ground)})
        if barred.outcome == "barred":
            raise Refusal(barred.reasons[0], clause=barred.clause, step="apply")


def refused_on_a_ground(form: forms.Screen, facts: Facts) -> None:
    """Clause 2.10: not admitted on one or more of the five grounds, and on no other."""
    if (form.decision == "refused") != bool(form.grounds):
        raise refused(
            "screen", "2.10", "grounds",
            "отказ — хотя бы по одному из пяти оснований, допуск — без оснований",
            "бас тарту — бес негіздің кемінде біреуі бойынша, жіберу — негізсіз",
            "a refusal rests on at least one of the five grounds, an admission on none",
        )  # fmt: skip


def scored_within_the_scale(form: forms.Assess, facts: Facts) -> None:
    """Clause 2.14: a score out of the greatest possible."""
    if form.score > form.maximum:
        raise refused(
            "assess", "2.14", "score",
            "{score:g} баллов больше наибольшего, {maximum:g}", "{score:g} балл ең жоғарысынан ({maximum:g}) көп",
            "a score of {score:g} is above the greatest, {maximum:g}", score=form.score, maximum=form.maximum,
        )  # fmt: skip


def recommended_with_a_low_score(form: forms.Assess, facts: Facts) -> Breach | None:
    """Clauses 2.14, 4.7: no rule forbids to recommend under 50 per cent, but with it he may be excluded at once."""
    if not form.recommended or readmission.share_reached(form.score, form.maximum, facts.edition):
        return None
    told = Text(
        "Рекомендован с оценкой {score:g} из {maximum:g}: менее 50 процентов — основание исключения (п. 4.7)",
        "{maximum:g} ішінен {score:g} бағамен ұсынылды: 50 пайыздан төмен — шығару негізі (4.7-т.)",
        "Recommended with {score:g} of {maximum:g}: under 50 per cent is a ground of exclusion (clause 4.7)",
    )
    return Breach("assess", "4.7", told.filled(score=form.score, maximum=form.maximum))


def included_while_of_age(form: forms.Commission, facts: Facts) -> None:
    """Clauses 2.16, 2.2: a claimant who is included is of age still."""
    if form.decision == "include":
        _too_old_on(form.met_on or facts.on, facts, "commission")


def ordered_as_recommended(form: forms.Order, facts: Facts) -> None:
    """Clauses 2.17, 2.18, 2.2: an order with a number and its day, for at most five years."""
    if not form.approved:
        return
    if form.order_no is None or form.in_force_on is None:
        raise refused(
            "order", "2.17", "order_no" if form.order_no is None else "in_force_on",
            "нужны номер распоряжения и день вступления в силу", "өкімнің нөмірі мен күшіне енетін күні қажет",
            "the order's number and the day it comes into force are needed",
        )  # fmt: skip
    not_before(form.in_force_on, facts.day("commission.done_on"), step="order", clause="2.17", field="in_force_on")
    _too_old_on(form.in_force_on, facts, "order")
    longest = compute(str(facts.parameter("reserve-term")), form.in_force_on, facts.calendar).ends
    assert longest is not None
    if form.until is not None and not form.in_force_on < form.until <= longest:
        raise refused(
            "order", "2.18", "until",
            "в резерве не более 5 лет: с {start:%d.%m.%Y} самое позднее до {longest:%d.%m.%Y}",
            "резервте 5 жылдан аспайды: {start:%d.%m.%Y} бастап ең кеші {longest:%d.%m.%Y} дейін",
            "at most 5 years in the reserve: from {start} until {longest} at the latest",
            start=form.in_force_on, longest=longest,
        )  # fmt: skip
