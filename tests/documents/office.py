"""An office that goes through all five procedures until every kind of paper is owed. Nobody in it is real."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.record.database import writing
from models.record.meetings import Decided, record_meeting
from models.record.opening import open_cycle
from models.record.people import Official
from models.record.tables import Adoption, Authority, Case, CommissionMember, OfficialFact, Performer
from models.texts import Language
from notifications.documents.writing import Owed, keep_problem, owed, write
from tests.installed import set_to
from tests.record import samples
from tests.record.rotation_year import answer, moment, nothing, passed

ROTATION, ATTESTATION = "KRG-rotation-2026", "KRG-attestation-2027"
EVALUATION, CAREER, RESERVE = "KRG-evaluation-2026", "KRG-career-2026", "IZB-reserve-2011"
CIVIL = ("civil-service", "civil-service", "public-council", "academia", "public-association", "maslikhat", "academia")
PRESENT = [f"Член {n}" for n in range(5)]
KPI = {"indicator": "Охват услугами", "result": "95 %", "measure": "отчёт", "deadline": "2026-12-01", "goal": "Цель 3"}
Answers = tuple[tuple[str, dict[str, Any], str], ...]


def play(record: Engine, language: Language) -> None:
    """All five procedures, each paper owed at least once."""
    settle(record, language)
    rotation(record)
    attestation(record)
    evaluation(record)
    career(record)
    reserve(record, language)


def write_all(record: Engine, on: date = date(2032, 3, 1)) -> dict[Owed, Exception]:
    """Everything owed; what could not be written, and why."""
    with writing(record) as session:
        todo = owed(session)
    failed: dict[Owed, Exception] = {}
    for each in todo:
        try:
            with writing(record) as session:
                write(session, each, at=moment(on))
        except Exception as error:  # noqa: BLE001  # whatever it is, the test looks at it
            failed[each] = error
    return failed


def problem_kept(record: Engine, what: Owed, error: Any) -> None:
    with writing(record) as session:
        keep_problem(session, what, error, at=moment(date(2032, 3, 1)))


@contextmanager
def own_templates(folder: Path) -> Iterator[None]:
    """`MERZIM_TEMPLATES` set to a folder."""
    with set_to(MERZIM_TEMPLATES=str(folder)):
        yield


def settle(record: Engine, language: Language) -> None:
    """Karaganda with heads, servants and commissions of seven; each head's own language is the other one."""
    with writing(record) as session:
        of = samples.authority(session, language=language)
        of.name_ru, of.name_kk = "Управление занятости", "Жұмыспен қамту басқармасы"
        clerk = samples.official(session, of, "P-90", last_name="Кадрова", first_name="Сауле", middle_name="Ериковна")
        for act in ("attestation", "evaluation", "career"):
            own = {"opens-on": "by 1 June"} if act == "career" else {}
            samples.add(session, Adoption(authority_id=of.id, act=act, from_day=date(2025, 6, 1), decree=f"№ 2-{act}",
                                          parameters=own))  # fmt: skip
        for procedure in ("rotation", "attestation", "evaluation"):
            commission = samples.commission(session, of)
            commission.procedure, commission.secretary_id = procedure, clerk.id
            if procedure == "attestation":
                asked = select(CommissionMember).where(CommissionMember.commission_id == commission.id)
                for member, part in zip(session.exec(asked.order_by(col(CommissionMember.id))), CIVIL, strict=True):
                    member.part = part
        roles = (
            "hr_district",
            "hr_region",
            "commission_secretary",
            "hr",
            "supervisor",
            "superior",
            "centre",
            "platform",
        )
        for role in (*roles, "testing_centre", "expert_commission", "authority_head"):
            samples.performer(session, of, role, clerk)
        for n in range(1, 5):
            other: Language = "ru" if language == "kk" else "kk"
            head = samples.official(
                session, of, f"P-{n}", last_name=f"Үлгінов-{n}", middle_name="Болатұлы", language=other
            )
            samples.head(session, head, samples.organisation(session, of, f"C-{n}"), date(2010, 1, n))
        servants(session, of)


def servants(session: Session, of: Authority) -> None:
    """Three of Corps B, and three of a career centre."""
    place = samples.organisation(session, of, "A-1")
    for n in range(1, 4):
        who = samples.official(session, of, f"B-{n}", last_name=f"Маманова-{n}", birth_date=date(1985, 3, n), sex="f")
        samples.head(session, who, place, date(2020, 3, 2), is_head=False, post="главный специалист")
        fact = OfficialFact(official_id=who.id, name="post_code", value="village-akim", from_day=date(2020, 3, 2))
        samples.add(session, fact)
    centre = samples.organisation(session, of, "K-1")
    for n, facts in enumerate(({"career-group": "claims-category", "career-claim": "case-manager"},
                               {"career-group": "first-time"}), start=1):  # fmt: skip
        who = samples.official(session, of, f"K-{n}", last_name=f"Кеңесов-{n}")
        samples.head(session, who, centre, date(2020, 3, 2), is_head=False, post="специалист")
        for name, value in facts.items():
            samples.add(session, OfficialFact(official_id=who.id, name=name, value=value, from_day=date(2020, 3, 2)))


def said(record: Engine, number: str, *steps: tuple[str, dict[str, Any], str]) -> None:
    """Answers on their days; a step without a form is a timer that ends."""
    for step, form, day in steps:
        if form:
            answer(record, number, step, {k: v for k, v in form.items() if k}, date.fromisoformat(day))
        else:
            passed(record, number, step, date.fromisoformat(day))


def meet(record: Engine, cycle: str, on: str, shared: dict[str, Any], **rows: dict[str, Any]) -> None:
    """A meeting that decides these cases: by the end of their numbers."""
    day = date.fromisoformat(on)
    decided = [Decided(f"{cycle}-{n[1:]}", {"met_on": on, **shared, **row}, f"m-{n}-{on}") for n, row in rows.items()]
    with writing(record) as session:
        came = record_meeting(session, cycle, decided, on=day, at=moment(day), by="P-90", then=nothing)
        assert not came.refused, came.refused[0].reason
        assert not came.elsewhere


def opened(record: Engine, procedure: str, authority: str, year: int | None, on: str) -> None:
    with writing(record) as session:
        open_cycle(session, procedure, authority, year, at=moment(date.fromisoformat(on)), by="operator")


HARD_TO_PRINT = "благодарность <2026> & «грамота»"
HELD = {"members": 7, "present": 5, "attendance": PRESENT}


def rotation(record: Engine) -> None:
    """001 is decided alone and appointed, and acts five years on; 002 declines, 003 stays: decided at a meeting."""
    opened(record, "rotation", "KRG", 2026, "2026-11-02")
    said(record, ROTATION,
         ("form-list", {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15",
                        "exclude": {"P-4": "на пенсии"}}, "2026-11-20"),
         ("send-list", {"sent_on": "2026-11-27", "letter_no": "12-3"}, "2026-11-27"))  # fmt: skip
    for n in (1, 2, 3):
        said(record, f"{ROTATION}-00{n}", ("portfolio", {"sent_on": "2026-12-10", "education": "высшее"}, "2026-12-10"))
    first, second = f"{ROTATION}-001", f"{ROTATION}-002"
    said(record, first,
         ("notice", {"served_on": "2026-12-04", "method": "registered-letter"}, "2026-12-04"),
         ("review", {**HELD, "met_on": "2026-12-21", "minutes_no": "8", "votes": {"rotate": 3, "refuse": 2},
                     "chair": "rotate", "decision": "rotate", "destination": {"organisation": "C-2"}}, "2026-12-21"),
         ("transfer", {"sent_on": "2026-12-24", "letter_no": "14-1"}, "2026-12-24"),
         ("decision-notice", {"received_on": "2026-12-28", "consents": True}, "2026-12-28"),
         ("appoint", {"act_no": "77-к", "act_on": "2027-01-28", "starts_on": "2027-02-01"}, "2027-01-28"),
         ("term-end", {}, "2032-02-02"),
         ("acting", {"act_no": "3-к", "act_on": "2032-02-02"}, "2032-02-02"))  # fmt: skip
    meet(record, ROTATION, "2026-12-22", HELD,
         _002={"votes": {"rotate": 5}, "decision": "rotate", "destination": {"organisation": "C-1"}},
         _003={"votes": {"refuse": 4, "rotate": 1}, "decision": "refuse", "no_place": True})  # fmt: skip
    said(record, second,
         ("transfer", {"sent_on": "2026-12-25", "letter_no": "14-2"}, "2026-12-25"),
         ("decision-notice", {"received_on": "2026-12-29", "consents": False}, "2026-12-29"),
         ("terminate", {"act_no": "5-к", "act_on": "2026-12-30"}, "2026-12-30"))  # fmt: skip


def attestation(record: Engine) -> None:
    """One decided alone, two at a meeting."""
    opened(record, "attestation", "KRG", None, "2027-04-05")
    scores = {"serving_people": 82, "effectiveness": 64, "transparency": 41}
    for n in (1, 2, 3):
        said(record, f"{ATTESTATION}-00{n}",
             ("assessment-sheet", {"made_on": "2027-04-12", "incentives": HARD_TO_PRINT}, "2027-04-12"),
             ("testing", {"tested_on": "2027-04-28", "scores": scores}, "2027-04-28"),
             ("materials", {"shown_on": "2027-05-10"}, "2027-05-10"))  # fmt: skip
    told = {**HELD, "recording": "запись 7/2027"}
    said(record, f"{ATTESTATION}-001", ("interview", {**told, "met_on": "2027-05-17", "votes": {"fits": 5},
                                                      "decision": "fits"}, "2027-05-17"))  # fmt: skip
    meet(record, ATTESTATION, "2027-05-18", told, _002={"votes": {"promote": 4, "fits": 1}, "decision": "promote"})


def evaluation(record: Engine) -> None:
    """One sent back and corrected, then decided alone; one decided at a meeting, its grade revised."""
    opened(record, "evaluation", "KRG", 2026, "2026-01-05")
    for n in (1, 2):
        number = f"{EVALUATION}-00{n}"
        said(record, number,
             ("work-plan", {"kpis": [KPI] * 5, "approved_on": "2026-01-15"}, "2026-01-15"),
             ("period-end", {}, "2027-01-01"),
             ("sheet", {"met": 4}, "2027-01-11"))  # fmt: skip
    first, second = f"{EVALUATION}-001", f"{EVALUATION}-002"
    said(record, first,
         ("superior-review", {"decision": "return", "reason": "нет фактов"}, "2027-01-12"),
         ("correct-sheet", {"met": 3}, "2027-01-13"),
         ("superior-review", {"decision": "agree"}, "2027-01-14"))  # fmt: skip
    said(record, second, ("superior-review", {"decision": "agree"}, "2027-01-14"))
    for number in (first, second):
        said(
            record,
            number,
            ("submit", {"sent_on": "2027-01-15"}, "2027-01-15"),
            ("schedule", {"meets_on": "2027-01-22"}, "2027-01-18"),
        )
    said(record, first, ("commission", {**HELD, "met_on": "2027-01-22", "votes": {"confirm": 5}, "decision": "confirm"},
                         "2027-01-22"))  # fmt: skip
    meet(record, EVALUATION, "2027-01-22", {**HELD, "minutes_no": "2"},
         _002={"votes": {"revise": 5}, "decision": "revise", "grade": "effective"})  # fmt: skip


def career(record: Engine) -> None:
    """One claims a category and gets it; one appeals against the test."""
    opened(record, "career", "KRG", 2026, "2026-06-01")
    said(record, CAREER, ("list", {"formed_on": "2026-06-03"}, "2026-06-03"))
    with writing(record) as session:
        asked = select(Official.code, Case.number).join(Case, col(Case.official_id) == Official.id)
        numbers = dict(session.exec(asked.where(Case.procedure == "career")).all())
    said(record, numbers["K-1"],
         ("admission", {"profile": "case-manager"}, "2026-06-10"),
         ("testing", {"tested_on": "2026-06-16", "percent": 83}, "2026-06-16"),
         ("evaluation", {"rating": "4.4", "violations": 0}, "2026-06-17"),
         ("decision", {"": ""}, "2026-06-17"))  # fmt: skip
    said(record, numbers["K-2"],
         ("admission", {"hours_done": 80, "hours_planned": 72}, "2026-06-10"),
         ("testing", {"tested_on": "2026-06-16", "percent": 60}, "2026-06-16"),
         ("test-appeal", {"questions": {"17": "два верных ответа"}}, "2026-06-17"))  # fmt: skip


def reserve(record: Engine, language: Language) -> None:
    """In the reserve, a plan and its report, an offer taken, appointed and excluded; in Russia."""
    with writing(record) as session:
        of = Authority(code="IZB", name_ru="Администрация района", name_kk="Аудан әкімшілігі", country="RU",
                       timezone="Europe/Moscow", language=language)  # fmt: skip
        samples.add(session, of)
        samples.official(session, of, "P-1", last_name="Кандидатов", first_name="Пётр", birth_date=date(1975, 5, 1),
                         language=language)  # fmt: skip
        head = samples.official(session, of, "P-2", last_name="Главин", first_name="Олег")
        session.add(Performer(authority_id=of.id, role="authority_head", official_id=head.id))
        samples.commission(session, of, date(2010, 1, 1)).procedure = "reserve"
    opened(record, "reserve", "IZB", None, "2011-01-17")
    said(record, RESERVE,
         ("positions", {"service": {"начальник отдела": 3}, "managerial": {"главный врач": 2}}, "2011-01-17"),
         ("announce", {"published_on": "2011-01-17"}, "2011-01-17"),
         ("claimant", {"person": "P-1"}, "2011-01-24"))  # fmt: skip
    said(record, f"{RESERVE}-001",
         ("apply", {"applied_on": "2011-02-01", "position": "начальник отдела", "essay_pages": 5}, "2011-02-01"),
         ("screen", {"decision": "admitted"}, "2011-02-18"),
         ("assess", {"score": 82.5, "methods": ["interview", "test"], "recommended": True}, "2011-03-01"),
         ("commission", {"decision": "include", "minutes_no": "4"}, "2011-04-01"),
         ("order", {"order_no": "77-р", "in_force_on": "2011-04-19"}, "2011-04-15"),
         ("publish", {"published_on": "2011-04-25"}, "2011-04-25"),
         ("plan", {"approved_on": "2011-05-10"}, "2011-05-10"),
         ("plan-report", {"reported_on": "2012-05-10", "result": "satisfactory"}, "2012-05-10"),
         ("vacancy", {"appeared_on": "2012-06-01"}, "2012-06-04"),
         ("offer", {"offered_on": "2012-06-14", "answer": "accepts"}, "2012-06-14"),
         ("appoint", {"decided_on": "2012-06-20", "appointed_on": "2012-06-21", "act_no": "90-р"}, "2012-06-20"),
         ("exclude", {"ground": "4.6-appointed", "order_no": "91-р", "in_force_on": "2012-06-25"}, "2012-06-25"),
         ("publish", {"published_on": "2012-06-29"}, "2012-06-29"))  # fmt: skip
