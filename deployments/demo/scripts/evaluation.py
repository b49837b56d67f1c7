"""The evaluation of 2027: opened by the calendar, planned in January, decided in January and February of 2028."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from deployments.demo.script import Entry, Script, answer
from models.calendars import WorkingCalendar
from models.texts import Text

PLANNED, SIGNED, AGREED, SENT, HELD = "2027-01-12", "2028-01-12", "2028-01-13", "2028-01-17", "2028-01-26"
APPROVED, TOLD, HELD_AGAIN = "2028-01-28", "2028-01-31", "2028-02-16"
MEMBERS = 7
"""As the sample's commission has; the quorum of two thirds is 5."""

SHOWS = {
    "E-01": Text(
        "эффективно: пять КЦИ из пяти; заседание без кворума не состоялось (п. 58)",
        "тиімді: бес НМИ-дің бесеуі; кворумсыз отырыс болмады (58-т.)",
        "effective: five KPIs of five; no meeting without a quorum (clause 58)",
    ),
    "E-02": Text(
        "лист возвращён на исправление, исправлен за 2 рабочих дня (п. 54, 55)",
        "парақ түзетуге қайтарылды, 2 жұмыс күнінде түзетілді (54, 55-т.)",
        "the sheet is sent back and corrected in 2 working days (clauses 54, 55)",
    ),
    "E-03": Text(
        "комиссия пересмотрела оценку голосом председателя (п. 61, 66)",
        "комиссия бағаны төраға дауысымен қайта қарады (61, 66-т.)",
        "the commission revised the grade, by the chair's vote (clauses 61, 66)",
    ),
    "E-04": Text(
        "жалоба: решение пересмотрено (п. 70)", "шағым: шешім қайта қаралды (70-т.)",
        "an appeal: the decision is reconsidered (clause 70)",
    ),
    "E-05": Text(
        "план утверждён с опозданием (п. 44), с четырьмя КЦИ не принят (п. 48)",
        "жоспар кешігіп бекітілді (44-т.), төрт НМИ-мен қабылданбады (48-т.)",
        "the plan is late (clause 44), and not taken with four KPIs (clause 48)",
    ),
    "E-06": Text("покинул должность: дело закрыто", "лауазымынан кетті: іс жабылды", "left the post: the case closes"),
}  # fmt: skip


def _kpis(count: int = 5) -> list[dict[str, str]]:
    return [
        {"result": f"результат {n}", "measure": "доля ответов в срок, 95 %", "deadline": "2027-12-20",
         "goal": "открытый маслихат"}
        for n in range(1, count + 1)
    ]  # fmt: skip


def _planned(who: str, on: str = PLANNED) -> Entry:
    return answer(on, who, "work-plan", approved_on=on, kpis=_kpis())


def _met(count: int) -> list[dict[str, bool]]:
    return [{"met": n < count} for n in range(5)]


def _sheet(who: str, met: int) -> Entry:
    return answer(SIGNED, who, "sheet", signed_on=SIGNED, kpis=_met(met))


def _to_commission(who: str, agreed: str = AGREED, sent: str = SENT) -> list[Entry]:
    return [
        answer(agreed, who, "superior-review", decision="agree", reviewed_on=agreed),
        answer(sent, who, "submit", sent_on=sent),
        answer(sent, who, "schedule", meets_on=HELD, told_on=sent),
    ]


def _commission(who: str, decision: str, votes: dict[str, int], **more: Any) -> Entry:
    form: dict[str, Any] = {"met_on": HELD, "members": MEMBERS, "present": 6, "votes": votes, "decision": decision}
    return answer(HELD, who, "commission", way="meeting", **form, **more)


def _approved(who: str, approved: str = APPROVED, told: str = TOLD) -> list[Entry]:
    return [
        answer(approved, who, "approve", approved_on=approved),
        answer(told, who, "acquaint", told_on=told, channel="email"),
    ]


def _e_04() -> list[Entry]:
    """Clause 70: filed, recommended to be reconsidered, decided anew."""
    votes = {"revise": 6, "confirm": 1}
    again: dict[str, Any] = {"met_on": HELD_AGAIN, "members": MEMBERS, "present": 7, "votes": votes}
    return [
        _planned("E-04"),
        _sheet("E-04", 2),
        *_to_commission("E-04"),
        _commission("E-04", "confirm", {"confirm": 6}),
        *_approved("E-04"),
        answer("2028-02-02", "E-04", "appeal-window", filed_on="2028-02-02", appealed_to="department"),
        answer("2028-02-08", "E-04", "appeal-result", result="reconsider", decided_on="2028-02-08"),
        answer(HELD_AGAIN, "E-04", "commission", **again, decision="revise", grade="satisfactory"),
        *_approved("E-04", "2028-02-18", "2028-02-21"),
    ]


def answers(_calendar: WorkingCalendar) -> list[Entry]:
    """What the operator answers."""
    late = "2027-01-26"
    return [
        _planned("E-01"),
        _sheet("E-01", 5),
        *_to_commission("E-01"),
        # Clause 58: three of seven are no quorum.
        answer(HELD, "E-01", "commission", clause="58", way="command", met_on=HELD, members=MEMBERS, present=3,
               votes={"confirm": 3}, decision="confirm"),
        _commission("E-01", "confirm", {"confirm": 6}),
        *_approved("E-01"),
        _planned("E-02"),
        _sheet("E-02", 5),
        # Clause 54: a sheet goes back for a reason.
        answer(AGREED, "E-02", "superior-review", clause="54", decision="return", reviewed_on=AGREED),
        answer(AGREED, "E-02", "superior-review", decision="return", reviewed_on=AGREED,
               reason="нет подтверждения по КЦИ 5"),
        answer("2028-01-17", "E-02", "correct-sheet", signed_on="2028-01-17", kpis=_met(4)),
        *_to_commission("E-02", "2028-01-18", "2028-01-20"),
        _commission("E-02", "confirm", {"confirm": 5, "revise": 1}),
        *_approved("E-02"),
        _planned("E-03"),
        _sheet("E-03", 3),
        *_to_commission("E-03"),
        _commission("E-03", "revise", {"confirm": 3, "revise": 3}, chair="revise", grade="proper"),
        *_approved("E-03"),
        *_e_04(),
        answer(PLANNED, "E-05", "work-plan", clause="48", approved_on=PLANNED, kpis=_kpis(4)),
        _planned("E-05", late),
        _sheet("E-05", 4),
        *_to_commission("E-05"),
        _commission("E-05", "confirm", {"confirm": 6}),
        *_approved("E-05"),
        _planned("E-06"),
        answer("2027-06-15", "E-06", "left-post", left_on="2027-06-14", reason="перевод в другой орган"),
    ]  # fmt: skip


SCRIPT = Script(
    procedure="evaluation",
    authority="KKS",
    year=2027,
    zone=ZoneInfo("Asia/Almaty"),
    starts_on=date(2027, 1, 1),
    ends_on=date(2028, 3, 15),
    answers=answers,
    expected={
        "E-01": "effective", "E-02": "proper", "E-03": "proper", "E-04": "satisfactory", "E-05": "proper",
        "E-06": "closed",
    },
    shows=SHOWS,
    shown_whole=("E-02", "E-04", "E-05"),
    folder="evaluation",
)  # fmt: skip
