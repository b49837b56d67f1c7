"""The demo's stories: what happens to each head on the sample's list of 2026, and what it shows.

Days are chosen inside the terms of the rules; `tests/demo` plays them on the record, where the engine judges each one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from models.texts import Text

MEMBERS = 7
"""The sample's commission, as its order names it; the quorum of two thirds is 5."""
CHAIR_DECIDES = {"rotate": 3, "refuse": 3}

TIMETABLE = {
    "formed": date(2026, 11, 18),
    "sent": date(2026, 11, 26),
    "planned": date(2027, 2, 15),
    "terminated": date(2027, 1, 8),
}

Decision = Literal["rotate", "move", "refuse"]


@dataclass(frozen=True)
class Appeal:
    """Filed and upheld (clause 19); then reviewed again, with another place."""

    filed: date
    decided: date
    review: date
    to: str
    transfer: date
    told: date


@dataclass(frozen=True)
class Story:
    """One head's way through the year.

    to         the organisation the head goes to
    refused    a first answer to `review` that the law refuses: day, clause, what is different in it
    too_early  a first answer to `appoint` that the law refuses: day, clause
    notice     None: the commission refuses to rotate before the notice is served, and it is not owed any more
    """

    shows: Text
    result: str
    decision: Decision = "rotate"
    to: str = ""
    notice: date | None = date(2026, 12, 3)
    method: str = "paper"
    portfolio: date = date(2026, 12, 9)
    in_meeting: bool = False
    review: date = date(2026, 12, 23)
    tie: bool = False
    no_place: bool = False
    refused: tuple[date, str, Mapping[str, Any]] | None = None
    refused_way: Literal["form", "command"] = "form"
    transfer: date = date(2026, 12, 29)
    told: date = date(2027, 1, 5)
    consents: bool = True
    too_early: tuple[date, str] | None = None
    appoint: date | None = None
    starts: date | None = None
    appeal: Appeal | None = None
    left: date | None = None


_SWAP = Text("ротация, взаимная", "ротация, өзара ауысу", "rotation, an exchange")
_MOVE = Text("перемещение на вакантную должность", "бос лауазымға ауыстыру", "move to a vacant post")
_NO_PLACE = Text(
    "отказ: места для перемещения нет, переносится на следующий год",
    "бас тарту: ауыстыратын орын жоқ, келесі жылға көшіріледі",
    "refused: there is no place, carried over to the next year",
)
_HELD, _PASSED_ON, _KNOWN = date(2026, 12, 22), date(2026, 12, 28), date(2026, 12, 30)
_ACT, _STARTS = date(2027, 2, 3), date(2027, 2, 15)
_ACT_2 = date(2027, 2, 9)


def _at_meeting(shows: Text, decision: Decision, to: str, **otherwise: Any) -> Story:
    """Decided at the commission's meeting of 22 December, many cases in one form."""
    own: dict[str, Any] = {"notice": date(2026, 12, 1), "transfer": _PASSED_ON, "told": _KNOWN, **otherwise}
    if decision == "refuse":
        result = "retained-until-next-review" if "no_place" in own else "retained"
    else:
        result, own = "appointed", {"appoint": _ACT, "starts": _STARTS, **own}
    return Story(shows, result, decision, to, in_meeting=True, review=_HELD, **own)


STORIES: Mapping[str, Story] = {
    # Karaganda: an exchange, a move, the chair's casting vote, a head who declines.
    "C-01": _at_meeting(_SWAP, "rotate", "C-03"),
    "C-02": _at_meeting(_MOVE, "move", "C-22"),
    "C-03": _at_meeting(_SWAP, "rotate", "C-01"),
    "C-04": Story(
        Text("голоса поровну: решает председатель (п. 9)", "дауыстар тең: төраға шешеді (9-т.)",
             "a tie: the chair decides (clause 9)"),
        "appointed", to="C-05", notice=date(2026, 12, 1), tie=True, appoint=_ACT_2, starts=_STARTS,
    ),
    "C-05": Story(
        Text("руководитель не согласен: договор расторгнут (п. 20)", "басшы келіспейді: шарт бұзылды (20-т.)",
             "the head declines: the contract ends (clause 20)"),
        "terminated", to="C-04", notice=date(2026, 12, 1), consents=False,
    ),
    # Temirtau: a move, a late notice, an appeal upheld.
    "C-23": _at_meeting(_MOVE, "move", "C-34", notice=date(2026, 12, 3)),
    "C-24": Story(
        Text("уведомление опоздало: назначение отодвинуто (п. 7)", "хабарлама кешікті: тағайындау шегерілді (7-т.)",
             "a late notice: the appointment moves (clause 7)"),
        "appointed", to="C-25", notice=date(2027, 1, 22), method="registered-letter",
        too_early=(_ACT_2, "7"), appoint=date(2027, 2, 24), starts=date(2027, 2, 24),
    ),
    "C-25": Story(
        Text("жалоба удовлетворена: снова на комиссию (п. 19)", "шағым қанағаттандырылды: қайтадан комиссияға (19-т.)",
             "an appeal upheld: back to the commission (clause 19)"),
        "appointed", to="C-24", appoint=date(2027, 3, 5), starts=date(2027, 3, 9),
        appeal=Appeal(
            filed=date(2027, 1, 12), decided=date(2027, 1, 19), review=date(2027, 1, 26), to="C-23",
            transfer=date(2027, 1, 28), told=date(2027, 2, 1),
        ),
    ),
    # Balkhash: no quorum at first; a head who stays.
    "C-35": Story(
        Text("не было кворума, решено заново (п. 9)", "кворум болмады, қайта шешілді (9-т.)",
             "no quorum at first, decided anew (clause 9)"),
        "appointed", to="C-43", portfolio=date(2026, 12, 14), review=date(2026, 12, 25),
        refused=(date(2026, 12, 23), "9", {"present": 4, "votes": {"rotate": 4}}), appoint=_ACT_2, starts=_STARTS,
    ),
    "C-36": _at_meeting(
        Text("отказ в ротации: остаётся", "ротациядан бас тарту: қалады", "refused: stays in post"),
        "refuse", "", notice=date(2026, 12, 3), method="email", portfolio=date(2026, 12, 14),
    ),
    # Saran: a destination in another settlement refused; a decision passed on late.
    "C-44": Story(
        Text("место в другом населённом пункте отклонено (п. 3)", "басқа елді мекендегі орын қабылданбады (3-т.)",
             "a place in another settlement is refused (clause 3)"),
        "appointed", to="C-45", portfolio=date(2026, 12, 14), appoint=_ACT_2, starts=_STARTS, too_early=(_ACT, "15"),
        refused=(date(2026, 12, 23), "3", {"destination": {"organisation": "C-24"}}), refused_way="command",
    ),
    "C-45": _at_meeting(
        Text("решение направлено с опозданием (п. 10)", "шешім кешігіп жіберілді (10-т.)",
             "the decision is passed on late (clause 10)"),
        "rotate", "C-44", notice=date(2026, 12, 3), portfolio=date(2026, 12, 14), transfer=date(2027, 1, 13),
        told=date(2027, 1, 15), appoint=date(2027, 2, 22), starts=date(2027, 2, 24),
    ),
    "C-50": _at_meeting(_SWAP, "rotate", "C-51", notice=date(2026, 12, 3), portfolio=date(2026, 12, 14)),
    "C-51": _at_meeting(_SWAP, "rotate", "C-50", notice=date(2026, 12, 3), method="sms", portfolio=date(2026, 12, 14)),
    "C-55": Story(
        Text("покинул должность: дело закрыто", "лауазымынан кетті: іс жабылды", "left the post: the case is closed"),
        "closed", left=date(2026, 12, 15),
    ),
    # The only heads on the list in their settlements.
    "C-60": _at_meeting(_NO_PLACE, "refuse", "", notice=date(2026, 12, 3), portfolio=date(2026, 12, 14), no_place=True),
    "C-63": _at_meeting(_NO_PLACE, "refuse", "", notice=None, portfolio=date(2026, 12, 14), no_place=True),
}  # fmt: skip
