"""Forms, and fields of forms, that several procedures ask for in the same words; each gives a clause of its own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BeforeValidator

from models.forms import Day, Form, asked
from models.texts import Text

EMPTY_IS_TODAY = Text("Если пусто — сегодня", "Бос болса — бүгін", "If empty, today")
TWO_THIRDS = Text(
    "Сколько членов; кворум — две трети", "Қанша мүше; кворум — үштен екісі", "Members; quorum two thirds"
)
RESULTS = {
    "upheld": Text("удовлетворена", "қанағаттандырылды", "upheld"),
    "rejected": Text("отклонена", "қанағаттандырылмады", "rejected"),
}
"""What an appeal comes to."""
PENDING = {"pending": Text("на рассмотрении", "қаралуда", "pending")}


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


ONE_OR_MORE = BeforeValidator(_listed)
"""Of a list: one alone need not be written as a list."""


def day_or_today(title: Text, *, clause: str = "", also: tuple[str, ...] = ()) -> Any:
    """A day on which something was done; left empty, the day of recording."""
    return asked(title, None, clause=clause, happened=True, also=also, help=EMPTY_IS_TODAY)


def appeal_result_field(clause: str, also: tuple[str, ...] = ()) -> Any:
    """What an appeal came to; pending until it is decided."""
    title = Text("Результат", "Нәтижесі", "Result")
    return asked(title, "pending", clause=clause, choices=PENDING | RESULTS, also=also)


def minutes_no_field(clause: str) -> Any:
    """The number of a meeting's minutes."""
    return asked(Text("Номер протокола", "Хаттама нөмірі", "Minutes No"), None, clause=clause)


def members_field(clause: str) -> Any:
    """How many members the commission has in all."""
    title = Text("Членов комиссии всего", "Комиссия мүшелері, барлығы", "Members in all")
    return asked(title, clause=clause, ge=0)


def present_field(clause: str, help: Text | None = None) -> Any:
    """How many members were present."""
    return asked(Text("Присутствовали", "Қатысқандар", "Present"), clause=clause, ge=0, help=help)


def attendance_field(clause: str) -> Any:
    """Names of the members present."""
    return asked(Text("Кто присутствовал", "Кім қатысты", "Who was present"), default_factory=list, clause=clause)


def chair_field(clause: str, choices: Mapping[str, Text]) -> Any:
    """The chair's own vote, which decides a tie."""
    return asked(
        Text("Голос председателя", "Төраға дауысы", "Chair's vote"),
        None,
        clause=clause,
        choices=choices,
        help=Text("Решает при равенстве голосов", "Дауыстар тең болса, шешеді", "Decides a tie"),
    )


class Ballot(Form):
    """Votes for each option, a field an option."""

    title: ClassVar = Text("Голоса", "Дауыстар", "Votes")

    def cast(self) -> dict[str, int]:
        """Votes by option, options without a vote left out."""
        return {option: count for option, count in self.model_dump().items() if count}


class LeftPost(Form):
    """The person left the post."""

    title: ClassVar = Text("Покинул должность", "Лауазымынан кетті", "Left the post")
    tab: ClassVar = Text("Уход", "Кету", "Leaving")

    left_on: Day | None = day_or_today(Text("Дата ухода", "Кеткен күні", "Left on"), also=("date",))
    reason: str | None = asked(Text("Причина", "Себебі", "Reason"), None)
