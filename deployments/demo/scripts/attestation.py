"""The attestation: opened by an operator in April 2027, seven servants of the regional akim's office."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from deployments.demo.script import Entry, Script, answer
from models.calendars import WorkingCalendar
from models.texts import Text

OPENED, HELD, HELD_AGAIN = "2027-04-05", "2027-05-18", "2027-06-08"
SHEETS, TESTED, SHOWN, TOLD = "2027-04-12", "2027-04-27", "2027-05-12", "2027-05-20"
MEMBERS = 6
"""As the sample's commission has; the quorum of two thirds is 4."""

SHOWS = {
    "B-01": Text("соответствует: все ступени в срок", "сәйкес: барлық кезең уақытында", "fits: every stage in time"),
    "B-02": Text("рекомендован к повышению", "лауазымын жоғарылатуға ұсынылды", "recommended for promotion"),
    "B-03": Text(
        "жалоба удовлетворена: снова на собеседование (отв. VII)",
        "шағым қанағаттандырылды: қайтадан әңгімелесуге (VII жауап)",
        "an appeal upheld: interviewed again (answer VII)",
    ),
    "B-04": Text(
        "решение без записи не принято (отв. VII), голоса поровну: решил председатель",
        "жазбасыз шешім қабылданбады (VII жауап), дауыстар тең: төраға шешті",
        "no decision without a recording (answer VII); a tie: the chair decided",
    ),
    "B-05": Text(
        "тест с опозданием, исполнителю и его руководителю напоминали",
        "тест кешікті, орындаушы мен оның басшысына ескертілді",
        "tested late: the performer and his superior were reminded",
    ),
    "B-06": Text(
        "освобождена после составления списка: отпуск по уходу (осн. 2)",
        "тізім жасалғаннан кейін босатылды: бала күту демалысы (2-негіз)",
        "exempt after the list: child-care leave (ground 2)",
    ),
    "B-07": Text("покинул должность: дело закрыто", "лауазымынан кетті: іс жабылды", "left the post: the case closes"),
}


def _scores(*points: int) -> dict[str, int]:
    return dict(zip(("serving_people", "effectiveness", "transparency"), points, strict=True))


def _tested(who: str, scores: dict[str, int], on: str = TESTED, shown: str = SHOWN) -> list[Entry]:
    return [
        answer(SHEETS, who, "assessment-sheet", made_on=SHEETS),
        answer(on, who, "testing", tested_on=on, scores=scores),
        answer(shown, who, "materials", shown_on=shown),
    ]


def _interview(on: str, who: str, decision: str, votes: dict[str, int], **more: Any) -> Entry:
    met = {"met_on": on, "members": MEMBERS, "present": 5}
    form = {**met, "recording": f"аудиозапись {who}", "votes": votes, "decision": decision, **more}
    return answer(on, who, "interview", way="meeting", **form)


def _told(who: str, on: str = TOLD) -> Entry:
    return answer(on, who, "decision-notice", received_on=on)


def _b_04() -> list[Entry]:
    votes = {"fits": 2, "demote": 2}
    tie: dict[str, Any] = {"met_on": HELD, "members": MEMBERS, "present": 4, "votes": votes, "chair": "demote"}
    return [
        *_tested("B-04", _scores(40, 55, 48)),
        answer(HELD, "B-04", "interview", **tie, decision="demote", recording=" ", clause="VII", way="command"),
        answer(HELD, "B-04", "interview", **tie, decision="demote", recording="аудиозапись B-04"),
        _told("B-04"),
    ]


def answers(_calendar: WorkingCalendar) -> list[Entry]:
    """What the operator answers."""
    return [
        answer(OPENED, "", "open", way="open"),
        *_tested("B-01", _scores(82, 64, 71)),
        # Answer VII: the servant sees all materials before the interview.
        answer("2027-05-11", "B-01", "interview", clause="VII", way="command", met_on="2027-05-11", members=MEMBERS,
               present=5, recording="аудиозапись B-01", votes={"fits": 5}, decision="fits"),
        _interview(HELD, "B-01", "fits", {"fits": 4, "promote": 1}),
        _told("B-01"),
        *_tested("B-02", _scores(95, 91, 88)),
        _interview(HELD, "B-02", "promote", {"promote": 5}),
        _told("B-02"),
        *_tested("B-03", _scores(38, 61, 44)),
        _interview(HELD, "B-03", "dismiss", {"dismiss": 3, "demote": 2}),
        _told("B-03"),
        answer("2027-05-26", "B-03", "appeal-window", filed_on="2027-05-26", appealed_to="head"),
        answer("2027-05-31", "B-03", "appeal-result", decided_on="2027-05-31", result="upheld"),
        _interview(HELD_AGAIN, "B-03", "fits", {"fits": 4, "demote": 1}),
        _told("B-03", "2027-06-10"),
        *_b_04(),
        *_tested("B-05", _scores(70, 52, 66), on="2027-05-19", shown="2027-05-25"),
        _interview(HELD_AGAIN, "B-05", "fits", {"fits": 5}),
        _told("B-05", "2027-06-10"),
        answer(SHEETS, "B-06", "assessment-sheet", made_on=SHEETS),
        answer("2027-05-04", "B-06", "exempt", ground="2", since="2027-05-04", document="приказ об отпуске № 77"),
        answer("2027-05-04", "B-07", "left-post", left_on="2027-04-30", reason="по собственному желанию"),
    ]  # fmt: skip


SCRIPT = Script(
    procedure="attestation",
    authority="AKM",
    year=2027,
    zone=ZoneInfo("Asia/Almaty"),
    starts_on=date.fromisoformat(OPENED),
    ends_on=date(2027, 6, 30),
    answers=answers,
    expected={
        "B-01": "fits", "B-02": "promote", "B-03": "fits", "B-04": "demote", "B-05": "fits", "B-06": "exempt",
        "B-07": "closed",
    },
    shows=SHOWS,
    shown_whole=("B-03", "B-05"),
    folder="attestation",
    # Answer III: the exemptions by their numbers.
    left_out={"B-08": "1", "B-09": "2", "B-10": "3", "B-11": "4", "B-12": "5"},
)  # fmt: skip
