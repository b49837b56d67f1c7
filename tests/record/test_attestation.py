"""The attestation against the record: an imported registry judged, cases opened with the cycle, decided, appealed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.errors import NotInForce, Refusal
from models.record.database import reading, writing
from models.record.opening import open_cycle
from models.record.sweeping import calls_decided
from models.record.tables import Adoption, AuditEntry, Authority, Case, DueDocument, Letter, Official, StepRecord
from models.registry.importing import Options, import_registry
from notifications.owed import put_letters
from tests.record.counting import counted
from tests.record.rotation_year import answer, case_of, moment, passed, steps_of

CYCLE = "KRG-attestation-2017"
FIRST = f"{CYCLE}-001"
OPENED = date(2017, 4, 3)
PARTS = ("civil-service", "civil-service", "public-council", "academia", "public-association", "maslikhat")

OFFICIALS = """code;full_name;sex;birth_date;email
B-1;Оспан Айдос Серікұлы;m;1980-02-01;b1@example.kz
B-2;Белова Анна Ивановна;f;1985-04-03;b2@example.kz
B-3;Ким Вера Павловна;f;1959-02-01;b3@example.kz
B-4;Ли Олег Юрьевич;m;1956-01-01;b4@example.kz
B-5;Сергазы Дана Маратқызы;f;1990-07-07;b5@example.kz
B-6;Орлов Пётр Ильич;m;1970-01-01;b6@example.kz
P-9;Жақып Мадина Асқарқызы;f;1975-01-01;p9@example.kz
"""
FACTS = """official;name;value;from_day
B-1;post_code;village-akim;
B-2;post_code;region-chief-specialist;
B-2;children;2015-06-01;
B-3;post_code;region-chief-specialist;
B-4;post_code;regional-department-head;
B-5;post_code;district-akim-staff;
B-5;service_from;2016-12-01;
B-5;first_appointment;да;
B-6;post_code;region-adviser;
"""
TENURES = "official;organisation;post;is_head;start_on;end_on\n" + "".join(
    f"B-{n};A-1;{post};нет;01.02.2015;{end}\n"
    for n, post, end in (
        (1, "аким села", ""), (2, "главный специалист", ""), (3, "главный специалист", ""), (4, "руководитель", ""),
        (6, "советник", "31.03.2017"),
    )
)  # fmt: skip
MEMBERS = "procedure;act_no;act_on;valid_from;full_name;part;is_chair\n" + "".join(
    f"attestation;12;01.03.2017;01.03.2017;{name};{part};{'да' if n == 0 else 'нет'}\n"
    for n, (name, part) in enumerate(
        zip(("Абай Ержан", "Ахмет Гүлнар", "Бек Салтанат", "Дос Ерлан", "Ермек Лаура", "Жан Тимур"), PARTS, strict=True)
    )
)


def region(record: Engine, folder: Path, **files: str) -> None:
    """An authority whose registry came from files."""
    given = {
        "authorities": "code;name_ru;name_kk\nKRG;Аппарат акима;Әкім аппараты\n",
        "organisations": "code;name_ru;name_kk;settlement\nA-1;Аппарат;Аппарат;Караганда\n",
        "officials": OFFICIALS,
        "tenures": TENURES,
        "facts": FACTS,
        "commission": MEMBERS,
        **files,
    }
    folder.mkdir(exist_ok=True)
    for name, text in given.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with writing(record) as session:
        report = import_registry(session, folder, Options(), at=moment(date(2017, 3, 1)))
        assert report.imported, list(report.lines("en"))


def opened(record: Engine, folder: Path, **files: str) -> None:
    """The attestation of 2017 opened by an operator."""
    region(record, folder, **files)
    with writing(record) as session:
        open_cycle(session, "attestation", "KRG", at=moment(OPENED), by="operator")


def roll(record: Engine) -> dict[str, tuple[bool, str]]:
    entries = case_of(record, CYCLE).facts["roll"]
    return {entry["official"]: (entry["listed"], entry["clause"]) for entry in entries}


def cases(session: Session) -> list[Case]:
    return list(session.exec(select(Case).where(Case.kind == "case").order_by(col(Case.number))))


SCORES = {"serving_people": 82, "effectiveness": 64, "transparency": 41}
STAGES: tuple[tuple[str, dict[str, Any], date], ...] = (
    ("assessment-sheet", {"made_on": "2017-04-12"}, date(2017, 4, 12)),
    ("testing", {"tested_on": "2017-04-28", "scores": SCORES}, date(2017, 4, 28)),
    ("materials", {"shown_on": "2017-05-12"}, date(2017, 5, 12)),
)


def interview(day: date = date(2017, 5, 16), **fields: Any) -> tuple[str, dict[str, Any], date]:
    form = {
        "met_on": day.isoformat(), "members": 6, "present": 5, "recording": "audio", "votes": {"fits": 5},
        "decision": "fits",
    }  # fmt: skip
    return "interview", {**form, **fields}, day


def decided(record: Engine, number: str = FIRST) -> None:
    for step in (*STAGES, interview(), ("decision-notice", {"received_on": "2017-05-18"}, date(2017, 5, 18))):
        answer(record, number, *step, then=put_letters)


def test_a_case_opens_with_the_cycle_for_each_servant_who_is_not_exempt(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files")
    assert roll(record) == {
        "B-1": (True, "III"),  # 37 years old
        "B-2": (False, "3"),  # a child of one year
        "B-3": (False, "1"),  # 58 on 1 February 2017: past it
        "B-4": (False, "1"),  # 63 on 1 January 2019
        "B-5": (True, "III"),  # six months on 1 June, before the interview of 8 June
    }  # B-6 left on 31 March; P-9 is no servant of Corps B
    with reading(record) as session:
        first, second = cases(session)
        assert (first.number, first.facts["case.level"], first.facts["case.seat"]) == (FIRST, 2, "akim-office")
        assert first.facts["case.full_name"] == "Оспан Айдос Серікұлы"
        assert (second.facts["case.level"], second.organisation_id) == (3, None)
        # What was judged stays on the list; a case knows what the interview asks again, and no more.
        assert not {f"case.{name}" for name in ("children", "leave", "sex", "retirement_on")} & set(first.facts)
        acts = [e.action for e in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))]
        assert [a for a in acts if a in ("cycle-opened", "case-opened")] == [
            "cycle-opened",
            "case-opened",
            "case-opened",
        ]
    assert steps_of(record, FIRST)["assessment-sheet"].due == date(2017, 4, 17)


def test_reasons_of_everyone_left_out_stand_on_the_list(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files", facts=FACTS + "B-2;leave;childcare;\n")
    reasons = {e["official"]: [r["ru"] for r in e["reasons"]] for e in case_of(record, CYCLE).facts["roll"]}
    assert [r[:2] for r in reasons["B-2"]] == ["2.", "3."]
    assert "01.02.2017" in reasons["B-3"][0]
    assert "2-й уровень" in reasons["B-1"][1]


def test_retirement_stated_in_the_registry_goes_before_the_one_worked_out(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files", facts=FACTS + "B-3;retirement_on;2020-02-01;\n")
    assert roll(record)["B-3"] == (True, "III")


def test_opening_takes_the_same_statements_however_many_servants_there_are(record: Engine, tmp_path: Path) -> None:
    many = "".join(f"S-{n};Тестов Иван{'а' * (n % 7)};m;{1970 + n // 28}-01-{n % 28 + 1:02};\n" for n in range(60))
    facts = "".join(f"S-{n};post_code;bailiff;\n" for n in range(60))
    region(record, tmp_path / "files", officials=OFFICIALS + many, facts=FACTS + facts)
    with writing(record) as session, counted(session) as statements:
        open_cycle(session, "attestation", "KRG", at=moment(OPENED), by="operator")
    assert len(statements) < 60
    with reading(record) as session:
        assert len(cases(session)) == 62


def test_who_is_being_attested_in_one_round_is_not_on_the_list_of_another(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files")
    answer(record, f"{CYCLE}-002", "left-post", {}, date(2017, 5, 20))
    with writing(record) as session:
        second = open_cycle(session, "attestation", "KRG", at=moment(date(2017, 6, 1)), by="operator", another=True)
        found = {entry["official"]: (entry["listed"], entry["clause"]) for entry in second.facts["roll"]}
        first = session.exec(select(Official.code).join(Case).where(Case.number == FIRST)).one()
    assert second.number == f"{CYCLE}-2"
    assert found[first] == (False, "own")


def test_a_lapsed_text_opens_no_cycle_unless_it_was_adopted(record: Engine, tmp_path: Path) -> None:
    region(record, tmp_path / "files")
    with pytest.raises(NotInForce, match=r"2017: 2017-01-01\.\.2017-12-31"), writing(record) as session:
        open_cycle(session, "attestation", "KRG", at=moment(date(2019, 4, 3)), by="operator")
    with writing(record) as session:
        of = session.exec(select(Authority)).one()
        session.add(Adoption(authority_id=of.id, act="attestation", from_day=date(2019, 1, 1), decree="№ 4"))
    with writing(record) as session:
        case = open_cycle(session, "attestation", "KRG", at=moment(date(2019, 4, 3)), by="operator")
        assert (case.number, case.edition) == ("KRG-attestation-2019", "2017")


def test_a_case_goes_through_every_stage_and_its_cycle_ends_with_the_last(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files")
    decided(record)
    answer(record, f"{CYCLE}-002", "left-post", {}, date(2017, 5, 20))
    steps = steps_of(record, FIRST)
    said = steps["testing"].form or {}
    assert (said["strengths"], said["weaknesses"]) == (["serving_people"], ["transparency"])
    assert steps["appeal-window"].ends == date(2017, 6, 2)
    with reading(record) as session:
        (calling,) = calls_decided(session)
        assert calling.case_number == CYCLE
        kinds = select(col(Letter.kind)).where(Letter.case_number == FIRST).distinct()
        assert set(session.exec(kinds)) == {
            "attestation-testing", "attestation-interview", "attestation-decision", "attestation-appeal",
        }  # fmt: skip
        owed = session.exec(select(col(DueDocument.code)).order_by(col(DueDocument.id))).all()
        assert owed == [
            "assessment-sheet", "testing-conclusion", "minutes", "recording", "copy-for-the-department",
        ]  # fmt: skip
    passed(record, FIRST, "appeal-window", date(2017, 6, 2))
    passed(record, CYCLE, "cases", date(2017, 6, 2))
    done = case_of(record, FIRST)
    assert (done.result, done.closed_on) == ("fits", date(2017, 6, 2))
    assert case_of(record, CYCLE).result == "completed"
    with reading(record) as session:
        # The end of the call activity opens no case a second time.
        assert len(cases(session)) == 2


def test_an_upheld_appeal_takes_the_result_back_and_tells_the_servant(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files")
    decided(record)
    assert case_of(record, FIRST).result == "fits"
    answer(record, FIRST, "appeal-window", {"appealed_to": "court"}, date(2017, 6, 1), then=put_letters)
    answer(record, FIRST, "appeal-result", {"result": "upheld"}, date(2017, 6, 20), then=put_letters)
    assert case_of(record, FIRST).result is None
    again = steps_of(record, FIRST)["interview"]
    assert (again.occurrence, again.due) == (2, date(2017, 7, 12))
    with reading(record) as session:
        letter = session.exec(select(Letter).where(Letter.kind == "attestation-appeal-result")).one()
        assert "01.06.2017" in letter.body or "1 июня 2017" in letter.body
        assert "заново" in letter.body
    answer(record, FIRST, *interview(date(2017, 6, 26), votes={"promote": 5}, decision="promote"))
    assert case_of(record, FIRST).result == "promote"


def test_the_commission_of_the_registry_is_the_one_that_decides(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files", commission=MEMBERS.replace("maslikhat", "academia"))
    for step in STAGES:
        answer(record, FIRST, *step)
    with pytest.raises(Refusal, match="nobody from: maslikhat deputies") as refused:
        answer(record, FIRST, *interview())
    assert refused.value.clause == "VII"


def test_members_are_counted_from_the_registry(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files")
    for step in STAGES:
        answer(record, FIRST, *step)
    with pytest.raises(Refusal, match="the commission has 6 members, not 7"):
        answer(record, FIRST, *interview(members=7))


def test_the_higher_commission_is_not_looked_for_in_the_authority(record: Engine, tmp_path: Path) -> None:
    facts = FACTS.replace("B-1;post_code;village-akim", "B-1;post_code;regional-department-head")
    opened(record, tmp_path / "files", facts=facts, commission=MEMBERS.replace("maslikhat", "academia"))
    for step in STAGES:
        answer(record, FIRST, *step)
    answer(record, FIRST, *interview(members=11, present=9, votes={"fits": 9}))
    assert case_of(record, FIRST).result == "fits"


def test_six_months_not_come_by_the_interview_refuse_it(record: Engine, tmp_path: Path) -> None:
    opened(record, tmp_path / "files")
    for step in STAGES:
        answer(record, f"{CYCLE}-002", *step)
    with pytest.raises(Refusal) as refused:
        answer(record, f"{CYCLE}-002", *interview())
    assert refused.value.clause == "4"
    with reading(record) as session:
        opened_steps = select(StepRecord).join(Case).where(Case.number == f"{CYCLE}-002", StepRecord.state == "open")
        assert [s.code for s in session.exec(opened_steps)] == ["interview"]
