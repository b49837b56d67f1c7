"""What the rotation rules refuse, each under its clause."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.errors import Refusal
from models.facts import Facts
from models.precedence import not_before
from models.regulations.refusing import as_voted, left_out_for_a_reason, not_before_the_appeal, refused
from models.regulations.rotation import forms
from models.texts import Text

PARTS = {
    "regional-office": Text("управление области", "облыс басқармасы", "regional office"),
    "district-office": Text("отдел района", "аудан бөлімі", "district office"),
    "centre": Text("центры оказания услуг", "қызмет көрсету орталықтары", "service centres"),
    "media": Text("средства массовой информации", "бұқаралық ақпарат құралдары", "media"),
    "public-association": Text("общественные объединения", "қоғамдық бірлестіктер", "public associations"),
}
"""Clause 9: who is represented in the commission."""


def commission_in_order(parts: Sequence[str], chairs: int, secretary_is_member: bool, members: int) -> None:
    """Clause 9: at least five members from the five bodies named, a chair from among them, the secretary outside.

    `parts` are the bodies of the members, `members` the number the edition asks for. Raises `Refusal` that names each
    missing part.
    """
    missing: list[Text] = []
    if len(parts) < members:
        missing.append(
            Text("членов {have}, нужно не менее {need}", "мүше саны {have}, кемінде {need} керек",
                 "{have} members, at least {need} needed").filled(have=len(parts), need=members)
        )  # fmt: skip
    absent = [text for code, text in PARTS.items() if code not in parts]
    if absent:
        named = Text.joined(absent)
        missing.append(Text("нет представителей: {who}", "өкілдер жоқ: {who}", "nobody from: {who}").filled(who=named))
    if chairs != 1:
        missing.append(
            Text("председатель должен быть один, избран {have}", "төраға біреу болуы керек, сайланғаны {have}",
                 "one chair is needed, there are {have}").filled(have=chairs)
        )  # fmt: skip
    if secretary_is_member:
        missing.append(
            Text("секретарь не может быть членом комиссии", "хатшы комиссия мүшесі бола алмайды",
                 "the secretary can't be a member")
        )  # fmt: skip
    if missing:
        listed = Text.joined(missing, "; ")
        raise Refusal(
            Text("Комиссию нельзя созвать: {what}", "Комиссияны шақыруға болмайды: {what}",
                 "The commission can't be convened: {what}").filled(what=listed),
            clause="9", step="review",
        )  # fmt: skip


def list_formed_in_november(form: forms.FormList, facts: Facts) -> None:
    """Clause 6: the list is formed in November; clause 7: of a rotation to come; clause 5: left out for a reason."""
    opened = facts.day("case.opened_on")
    if opened is not None and form.approved_on < opened:
        raise refused(
            "form-list", "6", "approved_on",
            "список формируется в ноябре: не раньше {opened:%d.%m.%Y}, а не {day:%d.%m.%Y}",
            "тізім қараша айында қалыптастырылады: {opened:%d.%m.%Y} күнінен ерте емес, {day:%d.%m.%Y} емес",
            "the list is formed in November: not before {opened}, not on {day}",
            opened=opened, day=form.approved_on,
        )  # fmt: skip
    if form.planned_rotation_on <= form.approved_on:
        raise refused(
            "form-list", "7", "planned_rotation_on",
            "плановая дата ротации должна быть позже утверждения списка ({day:%d.%m.%Y})",
            "ротацияның жоспарлы күні тізім бекітілген күннен ({day:%d.%m.%Y}) кейін болуы керек",
            "the planned rotation day must come after the list was approved ({day})",
            day=form.approved_on,
        )  # fmt: skip
    left_out_for_a_reason(form.exclude, "form-list", "5")
    draft = facts.get("cycle.draft") if form.exclude else None
    unknown = [person for person in form.exclude if draft is not None and person not in draft]
    if draft is not None and unknown:
        raise refused(
            "form-list", "5", "exclude",
            "исключить можно того, кто в проекте списка: {known}; не {wrong}",
            "тізім жобасында барларды ғана шығаруға болады: {known}; {wrong} емес",
            "only who is on the draft list can be left out: {known}; not {wrong}",
            known=", ".join(draft) or "—", wrong=", ".join(unknown),
        )  # fmt: skip


def met_again_after_the_appeal(form: forms.Review, facts: Facts) -> None:
    """Clause 19: the commission reviews the portfolio again, once an appeal was upheld."""
    if facts.get("appeal.result") == "upheld":
        not_before(form.met_on, facts.day("appeal.decided_on"), step="review", clause="19", field="met_on")


def consent_is_recorded(form: forms.DecisionNotice, facts: Facts) -> None:
    """Clauses 15, 20: where the head is to move, consent or its refusal decides what follows."""
    if facts.get("review.decision") != "refuse" and form.consents is None:
        raise refused(
            "decision-notice", "20", "consents",
            "нужно указать, согласен ли руководитель: от этого зависит назначение (п. 15) или расторжение (п. 20)",
            "басшының келісетінін көрсету керек: тағайындау (15-т.) немесе шартты бұзу (20-т.) соған байланысты",
            "say whether the head consents: an appointment (15) or the end of the contract (20) hangs on it",
        )  # fmt: skip


def enough_members(form: forms.Review, facts: Facts) -> None:
    """Clause 9: the commission has at least five members."""
    need = int(facts.parameter("commission-members"))
    if form.members < need:
        raise refused(
            "review", facts.clause("commission-members"), "members",
            "в комиссии должно быть не менее {need} членов, а не {have}",
            "комиссияда кемінде {need} мүше болуы керек, {have} емес",
            "the commission has at least {need} members, not {have}",
            need=need, have=form.members,
        )  # fmt: skip


def decision_was_voted(form: forms.Review, facts: Facts) -> None:
    """Clause 9: quorum of two thirds, simple majority of an open vote, a tie goes to the chair's option."""
    as_voted(form, facts, "review", forms.DECISIONS)


def destination_is_lawful(form: forms.Review, facts: Facts) -> None:
    """Clauses 3, 10, 11, 12: a place in the same settlement, a post this cycle frees or a vacancy, taken by nobody."""
    place = form.destination
    if form.decision == "refuse":
        if place is not None:
            raise refused(
                "review", "10", "destination",
                "при отказе место назначения не указывается", "бас тартқанда тағайындалатын орын көрсетілмейді",
                "a refusal names no destination",
            )  # fmt: skip
        return
    if form.no_place:
        raise refused(
            "review", "12", "no_place",
            "«нет места» совместимо только с отказом", "«орын жоқ» тек бас тартумен бірге болады",
            "'no place' goes with a refusal only",
        )  # fmt: skip
    if place is None:
        raise refused(
            "review", "10", "destination",
            "нужно указать организацию, в которую переходит руководитель",
            "басшы ауысатын ұйымды көрсету қажет", "the organisation the head goes to must be named",
        )  # fmt: skip
    known = _place(place, facts)
    _same_settlement(place, known, facts)
    _free(form.decision, place, known, facts)
    if form.decision == "move":
        _fit_to_move(place, known, facts)


def lawful_destinations(facts: Facts) -> dict[str, dict[str, Text]]:
    """Clauses 2, 3, 10, 11: the organisations a head may go to, for the form to offer; maybe none of those known."""
    places: Mapping[str, Mapping[str, Any]] = facts.get("cycle.places") or {}
    lawful = {
        code: Text(f"{place['name_ru']} ({code})", f"{place['name_kk']} ({code})", f"{place['name_ru']} ({code})")
        for code, place in places.items()
        if why_not_there(code, place, facts) is None
    }
    return {"destination.organisation": lawful} if places else {}


def why_not_there(code: str, place: Mapping[str, Any], facts: Facts) -> tuple[str, Text] | None:
    """Why a head may not go to a place that the registry knows: the clause and the reason; `None`: it is lawful."""
    taken: Mapping[str, Any] = facts.get("cycle.taken") or {}
    if code == facts.get("case.organisation"):
        return "2", Text("руководитель возглавляет её сейчас", "басшы оны қазір басқарады", "the head leads it now")
    if _spelt(place["settlement"]) != _spelt(facts.get("case.settlement") or ""):
        return "3", Text("в другом населённом пункте", "басқа елді мекенде", "in another settlement")
    if code in taken:
        given = Text("отдана по делу {case}", "{case} ісі бойынша берілді", "given away in case {case}")
        return "10", given.filled(case=taken[code])
    if not (place.get("freed") or place.get("vacant")):
        return "10", Text(
            "не освобождается в этом году и не вакантна", "биыл босамайды және бос емес", "neither freed nor vacant"
        )
    return None


def _place(place: forms.Destination, facts: Facts) -> Mapping[str, Any] | None:
    """What the registry knows of the place; `None` where no registry stands behind the case."""
    places: Mapping[str, Mapping[str, Any]] | None = facts.get("cycle.places")
    if places is None:
        return None
    if place.organisation not in places:
        raise refused(
            "review", "10", "destination",
            "организация {code} неизвестна; есть: {known}", "{code} ұйымы белгісіз; барлары: {known}",
            "organisation {code} is not known; there are: {known}",
            code=place.organisation, known=", ".join(places),
        )  # fmt: skip
    return places[place.organisation]


def _same_settlement(place: forms.Destination, known: Mapping[str, Any] | None, facts: Facts) -> None:
    """Clause 3: rotation stays within one settlement; clause 2: and leads to another organisation."""
    own = facts.get("case.settlement")
    there = known["settlement"] if known else place.settlement
    if place.organisation == facts.get("case.organisation"):
        raise refused(
            "review", "2", "destination",
            "{code} — организация, которую руководитель уже возглавляет",
            "{code} — басшы қазірдің өзінде басқаратын ұйым",
            "{code} is the organisation the head leads already", code=place.organisation,
        )  # fmt: skip
    if own is not None and there is None:
        raise refused(
            "review", "3", "destination",
            "нужно указать населённый пункт места назначения", "тағайындалатын орынның елді мекенін көрсету қажет",
            "the destination's settlement must be named",
        )  # fmt: skip
    # The form may name a settlement that the registry does not know the place in.
    within = str(own or there or "")
    for named in (there, place.settlement):
        if named is not None and _spelt(named) != _spelt(within):
            raise refused(
                "review", "3", "destination",
                "ротация только в пределах одного населённого пункта: {own}, а не {there}",
                "ротация бір елді мекен шегінде ғана: {own}, {there} емес",
                "rotation stays within one settlement: {own}, not {there}", own=within, there=named,
            )  # fmt: skip


def _free(decision: str, place: forms.Destination, known: Mapping[str, Any] | None, facts: Facts) -> None:
    """Clauses 2, 10: a post this cycle frees, or a vacancy; one head to a place."""
    taken: Mapping[str, Any] = facts.get("cycle.taken") or {}
    if place.organisation in taken:
        raise refused(
            "review", "10", "destination",
            "место {code} уже назначено по делу {case}", "{code} орны {case} ісі бойынша тағайындалып қойған",
            "{code} is already given in case {case}", code=place.organisation, case=taken[place.organisation],
        )  # fmt: skip
    if decision == "rotate" and known is not None and not (known.get("freed") or known.get("vacant")):
        raise refused(
            "review", "10", "destination",
            "{code}: должность не освобождается в этом году и не вакантна",
            "{code}: лауазым биыл босамайды және бос емес",
            "{code}: the post is neither freed this year nor vacant", code=place.organisation,
        )  # fmt: skip


def _fit_to_move(place: forms.Destination, known: Mapping[str, Any] | None, facts: Facts) -> None:
    """Clause 11: an equivalent vacant post, and the qualification it asks for."""
    vacant = bool(known.get("vacant")) if known is not None else place.vacant is not False
    needs = known.get("qualification") if known is not None else None
    has = facts.get("case.qualifications") or ()
    has = (has,) if isinstance(has, str) else has
    qualified = place.qualified if place.qualified is not None else (needs is None or needs in has)
    faults = [
        (not vacant, Text("должность не вакантна", "лауазым бос емес", "the post is not vacant")),
        (
            place.equivalent is False,
            Text("должность не равнозначна", "лауазым тең дәрежелі емес", "the post is not equivalent"),
        ),
        (
            not qualified,
            Text("нет требуемой квалификации ({needs})", "талап етілетін біліктілік жоқ ({needs})",
                 "the qualification asked for ({needs}) is missing").filled(needs=needs or "-"),
        ),
    ]  # fmt: skip
    wrong = [text for holds, text in faults if holds]
    if wrong:
        what = Text.joined(wrong, "; ")
        raise refused(
            "review", "11", "destination",
            "перемещение в {code}: {what}", "{code} ұйымына ауыстыру: {what}", "move to {code}: {what}",
            code=place.organisation, what=what,
        )  # fmt: skip


def starts_when_allowed(form: forms.Appoint, facts: Facts) -> None:
    """Clause 15: the five years run from the day of appointment, not from a day before the act."""
    if form.starts_on < form.act_on:
        raise refused(
            "appoint", "15", "starts_on",
            "назначение не может начаться раньше акта ({day:%d.%m.%Y})",
            "тағайындау актіден ({day:%d.%m.%Y}) ерте басталмайды",
            "an appointment can't start before its act ({day})", day=form.act_on,
        )  # fmt: skip


def there_is_a_decision_to_appeal(form: forms.Appeal, facts: Facts) -> None:
    """Clause 19: what is appealed is a decision of the commission."""
    met_on, filed_on = facts.day("review.met_on"), form.filed_on or form.decided_on or facts.on
    if met_on is None or filed_on < met_on:
        raise refused(
            "appeal", "19", "filed_on",
            "обжалуется решение комиссии, а его на {day:%d.%m.%Y} ещё нет",
            "комиссияның шешіміне шағымданады, ал {day:%d.%m.%Y} күні ол әлі жоқ",
            "a decision of the commission is what is appealed, and on {day} there is none", day=filed_on,
        )  # fmt: skip
    not_before_the_appeal(form.decided_on, filed_on, "appeal", "19")


def _spelt(name: object) -> str:
    return " ".join(str(name).casefold().split())
