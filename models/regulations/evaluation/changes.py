"""What changes within the period: somebody comes into a post, or moves to another one (clause 6).

What the text leaves open here is told in `process`.
"""

from datetime import date
from typing import ClassVar

from models.decisions import Decision
from models.errors import Refusal
from models.facts import Facts
from models.forms import Day, Form, asked
from models.process import BoundaryEvent, Next
from models.regulations.evaluation.roles import HR
from models.regulations.evaluation.subject import judged
from models.regulations.refusing import refused
from models.texts import Text


class Joined(Form):
    """Somebody came into a post after the period had begun."""

    title: ClassVar = Text("Пришёл в должность", "Лауазымға келді", "Came into a post")
    tab: ClassVar = Text("Новый", "Жаңа", "New")

    person: str = asked(Text("Табельный номер", "Табель нөмірі", "Personnel number"), clause="6", min_length=1)
    in_post_from: Day = asked(
        Text("В должности с", "Лауазымға кіріскен күні", "In the post from"), clause="6", happened=True
    )


class NewPost(Form):
    """The servant moved to another post of the body."""

    title: ClassVar = Text("Перешёл на другую должность", "Басқа лауазымға ауысты", "Moved to another post")
    tab: ClassVar = Text("Переход", "Ауысу", "Move")

    in_post_from: Day = asked(
        Text("В новой должности с", "Жаңа лауазымға кіріскен күні", "In the new post from"), clause="6", happened=True
    )
    post: str = asked(Text("Новая должность", "Жаңа лауазымы", "New post"), clause="6", min_length=1)
    organisation: str | None = asked(
        Text("Код организации", "Ұйым коды", "Organisation's code"),
        None,
        help=Text("Если пусто — та же", "Бос болса — сол ұйым", "If empty, the same one"),
    )


def a_month_is_left(form: Joined, facts: Facts) -> None:
    """Clause 6: who is in the post for less than one month of the period is not evaluated."""
    start = facts.day("cycle.period_start")
    if start is not None and form.in_post_from <= start:
        raise refused(
            "joined", "6", "in_post_from",
            "{day:%d.%m.%Y}: не позже первого дня периода ({start:%d.%m.%Y}); такие служащие уже в списке",
            "{day:%d.%m.%Y}: кезеңнің бірінші күнінен ({start:%d.%m.%Y}) кеш емес; ондай қызметшілер тізімде бар",
            "{day} is no later than the first day of the period ({start}): those are on the list already",
            day=form.in_post_from, start=start,
        )  # fmt: skip
    found = _judged(form.in_post_from, facts)
    if found.outcome != "evaluated":
        raise Refusal(Text.joined(found.reasons, "; "), clause="6", step="joined", field="in_post_from")


def moved_within_the_period(form: NewPost, facts: Facts) -> None:
    """Clause 6 speaks of the time in the post within the period; clause 49: the sheet is of that time."""
    start, end = facts.day("cycle.period_start", "case.opened_on"), _last_day(facts)
    if (start is not None and form.in_post_from <= start) or form.in_post_from > end:
        raise refused(
            "new-post", "6", "in_post_from",
            "{day:%d.%m.%Y} вне оцениваемого периода (после {start:%d.%m.%Y}, по {end:%d.%m.%Y})",
            "{day:%d.%m.%Y} бағаланатын кезеңнен тыс ({start:%d.%m.%Y} кейін, {end:%d.%m.%Y} дейін)",
            "{day} lies outside the evaluation period (after {start}, to {end})",
            day=form.in_post_from, start=start, end=end,
        )  # fmt: skip
    signed = facts.day("sheet.done_on")
    if signed is not None:
        raise refused(
            "new-post", "49", "",
            "лист оценки уже подписан {day:%d.%m.%Y}: план больше не меняется",
            "бағалау парағына {day:%d.%m.%Y} қол қойылған: жоспар енді өзгермейді",
            "the sheet was signed on {day}: the plan changes no more", day=signed,
        )  # fmt: skip


def _judged(first: date, facts: Facts) -> Decision:
    return judged(first, _last_day(facts), facts.edition)


def _last_day(facts: Facts) -> date:
    """The last day of the period."""
    found = facts.day("cycle.period_end")
    assert found is not None, "a cycle of the evaluation has its period"
    return found


def _replanned(form: NewPost, facts: Facts) -> str:
    return "replanned" if _judged(form.in_post_from, facts).outcome == "evaluated" else "kept"


# Clause 6, of the cycle: a case opens for who came into a post within the period.
JOINED = BoundaryEvent(
    "joined",
    Text("Пришёл в должность в течение периода", "Кезең ішінде лауазымға келді", "Came into a post in the period"),
    clause="6",
    performer=HR,
    form=Joined,
    done_on="in_post_from",
    checks=(a_month_is_left,),
    outcomes={"admitted": Next()},
)

# Clauses 6, 44, of the case: a new plan for a new post held for a month of the period or longer.
NEW_POST = BoundaryEvent(
    "new-post",
    Text("Перешёл на другую должность", "Басқа лауазымға ауысты", "Moved to another post"),
    clause="6",
    performer=HR,
    form=NewPost,
    done_on="in_post_from",
    checks=(moved_within_the_period,),
    decide=_replanned,
    named={
        "replanned": Text("новый план по новой должности", "жаңа лауазым бойынша жаңа жоспар", "a new plan"),
        "kept": Text("оценивается по прежнему плану", "бұрынғы жоспар бойынша бағаланады", "the plan stays"),
    },
    outcomes={
        "replanned": Next(opens=("work-plan",), cancels=("work-plan", "sheet"), supersedes=("work-plan",)),
        "kept": Next(),
    },
)
