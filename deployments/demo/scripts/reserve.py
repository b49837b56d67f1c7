"""The reserve of a district in Stavropol region: the call of 2027, the years in the reserve, the next call of 2028.

Under Russia's calendar and the authority's own: Radonitsa, 11 May 2027, is off there.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from deployments.demo.script import Entry, Script, answer
from models.calendars import WorkingCalendar
from models.texts import Text

OPENED, ANNOUNCED, CAME, APPLIED = "2027-01-12", "2027-01-18", "2027-01-25", "2027-02-01"
SCREENED, SCORED, MET, ORDERED, IN_FORCE = "2027-02-12", "2027-03-11", "2027-04-09", "2027-04-20", "2027-04-27"
PLANNED = "2027-05-20"
DEPARTMENT, MANAGER = "начальник отдела", "директор школы"
NEXT = "2028"

SHOWS = {
    "K-01": Text(
        "в резерве; двух недель п. 2.19 хватило благодаря Радонице; план каждый год (п. 3.3)",
        "резервте; 2.19-т. екі аптасы Радоница арқасында жетті; жыл сайын жоспар (3.3-т.)",
        "in the reserve; the two weeks of 2.19 sufficed thanks to Radonitsa; a plan each year (clause 3.3)",
    ),
    "K-02": Text(
        "включён на год, опубликован с опозданием (п. 2.19); срок истёк (п. 4.6)",
        "бір жылға енгізілді, кешігіп жарияланды (2.19-т.); мерзімі бітті (4.6-т.)",
        "included for a year, published late (2.19); the term ran out (4.6)",
    ),
    "K-03": Text(
        "отказался от должности, исключён (п. 4.7); вновь не допускается (п. 4.8)",
        "лауазымнан бас тартты, шығарылды (4.7-т.); қайта жіберілмейді (4.8-т.)",
        "declined a post, excluded (4.7), and not let in again (4.8)",
    ),
    "K-04": Text(
        "письменный отказ во время отбора (п. 2.11)", "іріктеу кезінде жазбаша бас тартты (2.11-т.)",
        "withdrew in writing from the selection (2.11)",
    ),
    "K-05": Text("не допущен ко второму этапу (п. 2.10)", "екінші кезеңге жіберілмеді (2.10-т.)",
                 "not admitted to the second stage (2.10)"),
    "K-06": Text("57 лет: документы не приняты (п. 2.2)", "57 жаста: құжаттары қабылданбады (2.2-т.)",
                 "57 years old: the documents are not taken (2.2)"),
    "K-07": Text("документы после 30 дней не приняты (п. 2.10)", "30 күннен кейінгі құжаттар қабылданбады (2.10-т.)",
                 "documents after the 30 days are not taken (2.10)"),
    "K-08": Text("принял предложенную должность и назначен (п. 4.2)",
                 "ұсынылған лауазымды қабылдап, тағайындалды (4.2-т.)",
                 "took the post offered and is appointed (4.2)"),
}  # fmt: skip


def _call() -> list[Entry]:
    return [
        answer(OPENED, "", "open", way="open"),
        # Clause 2.1: four to a post are more than usual, and shown.
        answer("2027-01-15", "", "positions", approved_on="2027-01-15", service={DEPARTMENT: 4},
               managerial={MANAGER: 2}),
        # Clause 2.7: in print, and on the portal.
        answer(ANNOUNCED, "", "announce", clause="2.7", published_on=ANNOUNCED, portal=False),
        answer(ANNOUNCED, "", "announce", published_on=ANNOUNCED, portal=True),
        *(answer(CAME, "", "claimant", person=who, applied_on=CAME) for who in SHOWS),
    ]  # fmt: skip


def _applied(who: str, position: str = DEPARTMENT) -> Entry:
    return answer(APPLIED, who, "apply", applied_on=APPLIED, position=position)


def _scored(who: str, score: int, position: str = DEPARTMENT) -> list[Entry]:
    return [
        _applied(who, position),
        answer(SCREENED, who, "screen", screened_on=SCREENED, decision="admitted"),
        answer(SCORED, who, "assess", assessed_on=SCORED, score=score, recommended=True, methods=["interview", "test"]),
    ]


def _included(who: str, score: int, published: str, position: str = DEPARTMENT, **order: Any) -> list[Entry]:
    number = f"{who[-2:]}-р"
    return [
        *_scored(who, score, position),
        answer(MET, who, "commission", met_on=MET, decision="include"),
        answer(ORDERED, who, "order", order_no=number, order_on=ORDERED, in_force_on=IN_FORCE, **order),
        answer(published, who, "publish", published_on=published),
        answer(PLANNED, who, "plan", approved_on=PLANNED),
    ]


def _excluded(who: str, on: str, ground: str, published: str, **more: Any) -> list[Entry]:
    return [
        answer(on, who, "exclude", ground=ground, in_force_on=on, **more),
        answer(published, who, "publish", published_on=published),
    ]


def answers(_calendar: WorkingCalendar) -> list[Entry]:
    """What the operator answers."""
    vacant, too_soon, declined, excluded = "2027-06-15", "2027-06-22", "2027-06-29", "2027-07-05"
    return [
        *_call(),
        *_included("K-01", 88, "2027-05-12"),
        answer("2028-05-22", "K-01", "plan-report", reported_on="2028-05-22", result="satisfactory"),
        answer("2028-06-05", "K-01", "plan", approved_on="2028-06-05"),
        # Clause 2.18: at most five years.
        *_included("K-02", 76, "2027-05-19", until="2028-04-27"),
        *_excluded("K-02", "2028-05-04", "4.6-term-over", "2028-05-10", order_no="61-р"),
        *_included("K-03", 81, "2027-05-05"),
        answer(vacant, "K-03", "vacancy", appeared_on=vacant, position=DEPARTMENT),
        # Clause 4.7: nobody is excluded for declining a post before he has.
        answer(too_soon, "K-03", "exclude", clause="4.7", ground="4.7-declined", in_force_on=too_soon, order_no="38-р",
               commission_on=too_soon),
        answer(declined, "K-03", "offer", offered_on=declined, answer="declines"),
        *_excluded("K-03", excluded, "4.7-declined", "2027-07-08", order_no="40-р", commission_on=excluded),
        *_scored("K-04", 69),
        answer("2027-03-30", "K-04", "withdraw", withdrawn_on="2027-03-30", reason="переезд"),
        _applied("K-05"),
        answer(SCREENED, "K-05", "screen", screened_on=SCREENED, decision="refused", grounds=["unqualified"]),
        answer(APPLIED, "K-06", "apply", clause="2.2", applied_on=APPLIED, position=DEPARTMENT),
        answer("2027-02-24", "K-07", "apply", clause="2.10", applied_on="2027-02-24", position=DEPARTMENT),
        *_included("K-08", 93, "2027-05-05", MANAGER),
        answer("2027-09-01", "K-08", "vacancy", appeared_on="2027-09-01", position=MANAGER),
        answer("2027-09-15", "K-08", "offer", offered_on="2027-09-15", answer="accepts"),
        answer("2027-10-01", "K-08", "appoint", decided_on="2027-10-01", appointed_on="2027-10-01", act_no="112-к"),
        *_excluded("K-08", "2027-10-08", "4.6-appointed", "2027-10-13", order_no="71-р"),
        # The next call: who declined a post does not come back (clause 4.8).
        answer("2028-01-17", NEXT, "open", way="open"),
        answer("2028-01-18", NEXT, "announce", published_on="2028-01-18"),
        answer("2028-01-20", NEXT, "claimant", clause="4.8", person="K-03", applied_on="2028-01-20"),
    ]  # fmt: skip


SCRIPT = Script(
    procedure="reserve",
    authority="IZB",
    year=2027,
    zone=ZoneInfo("Europe/Moscow"),
    starts_on=date.fromisoformat(OPENED),
    ends_on=date(2028, 6, 9),
    answers=answers,
    expected={
        "K-01": "included", "K-02": "excluded", "K-03": "excluded", "K-04": "withdrawn", "K-05": "refused",
        "K-06": "not-applied", "K-07": "not-applied", "K-08": "excluded",
    },
    shows=SHOWS,
    shown_whole=("K-01", "K-02", "K-03"),
    folder="reserve",
)  # fmt: skip
