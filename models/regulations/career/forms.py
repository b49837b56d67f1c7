"""Forms of the career attestation: what each step asks its performer."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from models.forms import Day, Form, asked
from models.regulations.career.categories import CATEGORIES, GROUPS, Category, Group
from models.regulations.career.decision import OUTCOMES
from models.regulations.shared_forms import RESULTS, appeal_result_field, day_or_today
from models.texts import Text

FOR_A_CLAIM = Text("Только при заявлении на категорию", "Тек санатқа өтініш берілгенде", "For a claim only")
AS_KNOWN = Text("Если пусто — по делу", "Бос болса — іс бойынша", "If empty, as the case has it")
COMPUTED = Text(
    "Считается само; если указано, сверяется",
    "Өзі есептеледі; көрсетілсе, салыстырылады",
    "Computed; if stated, compared",
)
_PERCENT = Text("Результат теста, %", "Тест нәтижесі, %", "Test result, %")
_WHOLE_PERCENT = Text("Целое число от 0 до 100", "0-ден 100-ге дейінгі бүтін сан", "A whole number from 0 to 100")


class List(Form):
    """Clause 9, appendix 1: the list of those to be attested, formed on the Platform."""

    title: ClassVar = Text("Список сформирован", "Тізім қалыптастырылды", "List formed")
    tab: ClassVar = Text("Список", "Тізім", "List")

    formed_on: Day | None = day_or_today(
        Text("Дата формирования", "Қалыптастырылған күн", "Formed on"),
        clause="9",
        also=("approved_on", "listed_on", "date"),
    )
    exclude: dict[str, str] = asked(
        Text("Исключить из списка", "Тізімнен шығару", "Leave out"),
        default_factory=dict,
        clause="9",
        help=Text(
            "Кто не аттестуется сейчас и почему; остальные в проекте списка остаются",
            "Кім қазір аттестатталмайды және неге; тізім жобасындағы қалғандары қалады",
            "Who is not attested now and why; the others on the draft list stay",
        ),
        pair=(
            Text("Работник (табельный номер)", "Қызметкер (табель нөмірі)", "Person (personnel number)"),
            Text("Причина", "Себебі", "Reason"),
        ),
    )


class Admission(Form):
    """Clause 14: who did the courses is admitted to the test."""

    title: ClassVar = Text("Допущен к тестированию", "Тестілеуге жіберілді", "Admitted to the test")
    tab: ClassVar = Text("Допуск", "Жіберу", "Admission")

    admitted_on: Day | None = day_or_today(
        Text("Дата допуска", "Жіберілген күн", "Admitted on"), clause="14", also=("date", "checked_on")
    )
    hours_done: int | None = asked(
        Text("Пройдено курсов, часов", "Өткен курстар, сағат", "Courses done, hours"),
        None,
        clause="14",
        ge=0,
        also=("hours", "courses_hours", "completed_hours"),
    )
    hours_planned: int | None = asked(
        Text("По индивидуальному плану, часов", "Жеке жоспар бойынша, сағат", "In the individual plan, hours"),
        None,
        clause="14",
        ge=0,
        also=("hours_plan", "plan_hours", "hours_in_plan", "planned_hours", "hours_required", "required_hours"),
    )
    profile: Category | None = asked(
        Text("Курсы по профилю категории", "Санат бейіні бойынша курстар", "Courses of the profile of"),
        None,
        clause="14",
        choices=CATEGORIES,
        also=("courses_profile", "course_profile"),
        help=FOR_A_CLAIM,
    )
    profile_done: bool | None = asked(
        Text(
            "Курсы по профилю заявленной категории пройдены",
            "Мәлімделген санат бейіні бойынша курстар өтілді",
            "Courses of the claimed category's profile done",
        ),
        None,
        clause="14",
        also=("profile_courses", "profile_courses_done"),
        help=FOR_A_CLAIM,
    )
    group: Group | None = asked(Text("Группа", "Тобы", "Group"), None, clause="17", choices=GROUPS, help=AS_KNOWN)
    present: Category | None = asked(
        Text("Действующая категория", "Қолданыстағы санат", "Present category"),
        None,
        clause="27",
        choices=CATEGORIES,
        help=AS_KNOWN,
    )
    claimed: Category | None = asked(
        Text("Заявленная категория", "Мәлімделген санат", "Category claimed"),
        None,
        clause="14",
        choices=CATEGORIES,
        help=AS_KNOWN,
    )


class Testing(Form):
    """Clause 17: the result of the test."""

    title: ClassVar = Text("Тест пройден", "Тест тапсырылды", "Test taken")
    tab: ClassVar = Text("Тест", "Тест", "Test")

    tested_on: Day = asked(Text("Дата тестирования", "Тестілеу күні", "Tested on"), clause="17", happened=True)
    percent: int = asked(_PERCENT, clause="17", ge=0, le=100, help=_WHOLE_PERCENT)


class Retest(Testing):
    """Clauses 27 (2), 28: the result of the test taken again."""

    title: ClassVar = Text("Тест пройден повторно", "Тест қайта тапсырылды", "Test taken again")
    tab: ClassVar = Text("Повторно", "Қайта", "Again")


def _contested(value: Any) -> Any:
    """Questions with their reasons as a mapping; a list of entries is taken too, one without a reason has none."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    found: dict[str, Any] = {}
    for entry in value:
        if not isinstance(entry, Mapping):
            found[str(entry)] = ""
            continue
        named = next((k for k in ("question", "number", "no", "task", "id") if k in entry), None)
        if named is None:
            return value
        found[str(entry[named])] = entry.get("reason") or ""
    return found


def _new_percent(clause: str) -> Any:
    return asked(
        Text("Результат после апелляции, %", "Апелляциядан кейінгі нәтиже, %", "Result after the appeal, %"),
        None,
        clause=clause,
        ge=0,
        le=100,
        help=Text("Только если удовлетворена", "Тек қанағаттандырылса", "Only where upheld"),
        also=("new_percent",),
    )


class TestAppeal(Form):
    """Clause 21: an appeal against the test, with a reason for each contested question."""

    title: ClassVar = Text("Апелляция подана", "Апелляция берілді", "Appeal filed")
    tab: ClassVar = Text("Апелляция", "Апелляция", "Appeal")

    filed_on: Day | None = day_or_today(
        Text("Дата подачи", "Берілген күн", "Filed on"), clause="21", also=("date", "appealed_on")
    )
    questions: Annotated[dict[str, str | None], BeforeValidator(_contested)] = asked(
        Text("Оспариваемые вопросы", "Даулы сұрақтар", "Contested questions"),
        clause="21",
        also=("reasons", "contested", "contested_questions"),
        help=Text(
            "По каждому — мотивированное обоснование",
            "Әрқайсысы бойынша — дәлелді негіздеме",
            "A reason for each of them",
        ),
        pair=(
            Text("Задание (вопрос)", "Тапсырма (сұрақ)", "Question"),
            Text("Обоснование", "Негіздеме", "Reason"),
        ),
    )
    result: Literal["pending", "upheld", "rejected"] = appeal_result_field("21", also=("decision",))
    decided_on: Day | None = asked(Text("Дата решения", "Шешім күні", "Decided on"), None, clause="21", happened=True)
    percent: int | None = _new_percent("21")


class AppealResult(Form):
    """What an appeal filed before came to."""

    title: ClassVar = Text("Апелляция рассмотрена", "Апелляция қаралды", "Appeal decided")
    tab: ClassVar = Text("Решение", "Шешім", "Decision")

    decided_on: Day | None = day_or_today(Text("Дата решения", "Шешім күні", "Decided on"), also=("date",))
    result: Literal["upheld", "rejected"] = asked(
        Text("Результат", "Нәтижесі", "Result"),
        choices=RESULTS,
        also=("decision",),
    )
    percent: int | None = _new_percent("")


class Evaluation(Form):
    """Clause 28-1, appendix 1-2: the claimant's professional activity."""

    title: ClassVar = Text("Деятельность оценена", "Қызметі бағаланды", "Activity evaluated")
    tab: ClassVar = Text("Оценка", "Бағалау", "Evaluation")

    evaluated_on: Day | None = day_or_today(
        Text("Дата оценки", "Бағалау күні", "Evaluated on"), clause="28-1", also=("date", "met_on")
    )
    rating: float = asked(
        Text("Рейтинг за 12 месяцев, из 5", "12 айдағы рейтинг, 5-тен", "Rating of the last 12 months, of 5"),
        clause="28-1",
        ge=0,
        le=5,
    )
    violations: int = asked(
        Text("Нарушений за 12 месяцев", "12 айдағы бұзушылықтар", "Violations in the last 12 months"),
        clause="28-1",
        ge=0,
    )


class Decision(Form):
    """Clause 30: the decision the Platform forms. It is computed; what is stated has to be the same."""

    title: ClassVar = Text("Решение сформировано", "Шешім қалыптастырылды", "Decision formed")
    tab: ClassVar = Text("Решение", "Шешім", "Decision")

    decided_on: Day | None = day_or_today(
        Text("Дата решения", "Шешім күні", "Decided on"), clause="30", also=("date", "formed_on")
    )
    outcome: (
        Literal["fits", "does-not-fit", "claimed", "present", "below-claimed", "below-present", "dismissed"] | None
    ) = asked(
        Text("Решение", "Шешім", "Decision"), None, clause="30", choices=OUTCOMES, also=("decision",), help=COMPUTED
    )
    category: Category | None = asked(
        Text("Категория", "Санат", "Category"), None, clause="30", choices=CATEGORIES, help=COMPUTED
    )
    points: int | None = asked(Text("Баллы", "Балдар", "Points"), None, clause="30", ge=0, le=100, help=COMPUTED)


class LevelChange(Form):
    """Clause 34: from the middle to the highest level of qualification."""

    title: ClassVar = Text("Переход на высший уровень", "Жоғары деңгейге өту", "To the highest level")
    tab: ClassVar = Text("Уровень", "Деңгей", "Level")

    moved_on: Day | None = day_or_today(Text("Дата перехода", "Өту күні", "Moved on"), clause="34", also=("date",))


class NewCategory(Form):
    """Clause 7: another case gave a category, or ended in a dismissal."""

    title: ClassVar = Text("Категория присвоена заново", "Санат қайта берілді", "A category given anew")

    given_on: Day = asked(Text("Дата решения", "Шешім күні", "Decided on"), clause="7", happened=True)
    category: str | None = asked(Text("Категория", "Санат", "Category"), None, clause="7", choices=CATEGORIES)
    case: str | None = asked(Text("В деле", "Қай істе", "In the case"), None)
