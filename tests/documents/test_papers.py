"""Each paper of each procedure, in both languages: what it says, how it looks, that it is made again the same."""

import re
import shutil
import subprocess
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sqlmodel import col, select

from models.documents.kinds import kinds_of
from models.documents.wording import in_words, long_day
from models.record.database import reading, writing
from models.record.documents import find_document
from models.record.tables import AuditEntry, Official
from models.regulations import PROCEDURES
from notifications.documents.rendering import TEMPLATES, rendered, template_name
from notifications.documents.writing import verify
from tests.documents.conftest import Papers

# Procedure, kind, the end of the case's number -> what the paper says, in Russian and in Kazakh.
SAYS: dict[tuple[str, str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("rotation", "list", "2026"): (
        ("СПИСОК № 1", "Үлгінов-1 Айгүл Болатұлы", "Центр C-3", "P-4", "на пенсии", "3 (три)"),
        ("№ 1 ТІЗІМ", "Үлгінов-1 Айгүл Болатұлы", "C-3 орталығы", "P-4", "на пенсии", "3 (үш)"),
    ),
    ("rotation", "cover-letter", "2026"): (
        ("№ 12-3", "27 ноября 2026 года", "15 февраля 2027 года", "3 (три)", "Үлгінов-3"),
        ("№ 12-3", "2026 жылғы 27 қараша", "2027 жылғы 15 ақпан", "3 (үш)", "Үлгінов-3"),
    ),
    ("rotation", "notice", "001"): (
        ("УВЕДОМЛЕНИЕ", "№ 1", "4 декабря 2026 года", "Кому: Үлгінов-1 Айгүл Болатұлы", "пункт 7", "№ 1",
         "15 февраля 2027 года", "по 16 января 2027 года", "заказное письмо", "директор, Центр C-1", "Кадрова С. Е."),
        ("ХАБАРЛАМА", "№ 1", "2026 жылғы 4 желтоқсан", "Кімге: Үлгінов-1 Айгүл Болатұлы", "7-тармағы",
         "2027 жылғы 15 ақпан", "соңғы күні: 2027 жылғы 16 қаңтар", "тапсырыс хат", "C-1 орталығы"),
    ),
    ("rotation", "portfolio", "001"): (
        ("19. Участие в рабочих (творческих) группах", "высшее", "10 декабря 2026 года", "Центр C-1", "—"),
        ("19. Жұмыс (шығармашылық) топтарына", "высшее", "2026 жылғы 10 желтоқсан", "C-1 орталығы", "—"),
    ),
    ("rotation", "minutes", "001"): (
        ("ПРОТОКОЛ № 8", "21 декабря 2026 года", "7 (семь)", "5 (пять)", "Член 0, председатель", "отсутствовал(а)",
         "провести ротацию – 3 (три)", "Провести ротацию. Место назначения: Центр C-2", "управление области",
         "Председатель комиссии", "Кадрова С. Е.", "№ 7"),
        ("№ 8 ХАТТАМА", "2026 жылғы 21 желтоқсан", "7 (жеті)", "5 (бес)", "Член 0, төраға", "қатысқан жоқ",
         "ротация жүргізу – 3 (үш)", "Тағайындалатын орын: C-2 орталығы", "облыс басқармасы", "Комиссия төрағасы"),
    ),
    # The meeting's own: two cases in one paper, under the next number of its series.
    ("rotation", "minutes", "2026"): (
        ("ПРОТОКОЛ № 1", "22 декабря 2026 года", "Үлгінов-2", "Үлгінов-3", "провести ротацию – 5 (пять)",
         "отказать в ротации – 4 (четыре)", "Места для перемещения нет"),
        ("№ 1 ХАТТАМА", "2026 жылғы 22 желтоқсан", "Үлгінов-2", "Үлгінов-3", "ротация жүргізу – 5 (бес)",
         "Ауыстыратын орын жоқ"),
    ),
    ("rotation", "extract", "003"): (
        ("ВЫПИСКА ИЗ ПРОТОКОЛА № 1", "22 декабря 2026 года", "Үлгінов-3", "Отказать в ротации", "Выписка верна"),
        ("№ 1 ХАТТАМАДАН ҮЗІНДІ КӨШІРМЕ", "2026 жылғы 22 желтоқсан", "Үлгінов-3", "Көшірме дұрыс"),
    ),
    ("rotation", "decision-letter", "001"): (
        ("№ 14-1", "24 декабря 2026 года", "протокол № 8", "провести ротацию", "Центр C-2"),
        ("№ 14-1", "2026 жылғы 24 желтоқсан", "№ 8 хаттама", "ротация жүргізу", "C-2 орталығы"),
    ),
    ("rotation", "decision-notice", "001"): (
        ("28 декабря 2026 года", "пункт 14", "30 (тридцати)", "Центр C-2", "№ 14-1, 24 декабря 2026 года", "пункт 19"),
        ("2026 жылғы 28 желтоқсан", "14-тармағы", "30 (отыз)", "C-2 орталығы", "№ 14-1", "19-тармақ"),
    ),
    ("rotation", "appointment", "001"): (
        ("ПРИКАЗ", "№ 77-к", "28 января 2027 года", "Центр C-2", "1 февраля 2027 года", "по 1 февраля 2032 года",
         "5 (пять) лет", "21 декабря 2026 года", "28 декабря 2026 года"),
        ("БҰЙРЫҚ", "№ 77-к", "2027 жылғы 28 қаңтар", "C-2 орталығы", "2027 жылғы 1 ақпан", "2032 жылғы 1 ақпан"),
    ),
    ("rotation", "termination", "002"): (
        ("ПРИКАЗ", "№ 5-к", "пунктом 20", "Үлгінов-2", "29 декабря 2026 года", "30 декабря 2026 года", "нет"),
        ("БҰЙРЫҚ", "№ 5-к", "20-тармағына", "Үлгінов-2", "2026 жылғы 30 желтоқсан", "жоқ"),
    ),
    ("rotation", "acting", "001"): (
        ("№ 3-к", "пунктом 18", "2 февраля 2032 года", "приказ № 77-к", "1 февраля 2032 года", "Центр C-2"),
        ("№ 3-к", "18-тармағына", "2032 жылғы 2 ақпан", "№ 77-к бұйрық", "2032 жылғы 1 ақпан", "C-2 орталығы"),
    ),
    ("attestation", "assessment-sheet", "001"): (
        ("ОЦЕНОЧНЫЙ ЛИСТ", "Маманова-1", "благодарность <2026> & «грамота»", "12 апреля 2027 года"),
        ("БАҒАЛАУ ПАРАҒЫ", "Маманова-1", "благодарность <2026> & «грамота»", "2027 жылғы 12 сәуір"),
    ),
    ("attestation", "testing-conclusion", "001"): (
        ("82", "64", "41", "Сильные стороны:", "28 апреля 2027 года"),
        ("82", "64", "41", "Күшті жақтары:", "2027 жылғы 28 сәуір"),
    ),
    ("attestation", "minutes", "001"): (
        ("17 мая 2027 года", "запись 7/2027", "депутаты маслихатов", "Маманова-1", "5 (пять)", "2/3"),
        ("2027 жылғы 17 мамыр", "запись 7/2027", "мәслихат депутаттары", "Маманова-1", "5 (бес)", "2/3"),
    ),
    ("attestation", "extract", "002"): (("18 мая 2027 года", "Маманова-2"), ("2027 жылғы 18 мамыр", "Маманова-2")),
    ("attestation", "recording", "001"): (
        ("запись 7/2027", "17 мая 2027 года"), ("запись 7/2027", "2027 жылғы 17 мамыр"),
    ),
    ("attestation", "copy-for-the-department", "001"): (
        ("Департамент", "Маманова-1", "7 / 5"), ("департаментіне", "Маманова-1", "7 / 5"),
    ),
    ("evaluation", "work-plan", "001"): (
        ("Охват услугами", "95 %", "01.12.2026", "Цель 3", "1 января 2026 года – 31 декабря 2026 года", "5 (пять)"),
        ("Охват услугами", "95 %", "01.12.2026", "Цель 3", "2026 жылғы 1 қаңтар – 2026 жылғы 31 желтоқсан", "5 (бес)"),
    ),
    ("evaluation", "sheet", "001"): (
        ("Охват услугами", "4 (четыре)", "надлежащим образом", "11 января 2027 года", "да", "нет"),
        ("Охват услугами", "4 (төрт)", "тиісті түрде", "2027 жылғы 11 қаңтар", "иә", "жоқ"),
    ),
    ("evaluation", "minutes", "001"): (
        ("22 января 2027 года", "удовлетворительно", "утвердить результаты оценки – 5 (пять)"),
        ("2027 жылғы 22 қаңтар", "қанағаттанарлық", "бағалау нәтижелерін бекіту – 5 (бес)"),
    ),
    ("evaluation", "extract", "002"): (
        ("ВЫПИСКА ИЗ ПРОТОКОЛА № 2", "Пересмотреть", "эффективно"), ("№ 2 ХАТТАМАДАН", "тиімді"),
    ),
    ("career", "list", "2026"): (
        ("Кеңесов-1", "кейс-менеджер", "первичная аттестация", "2 (два)", "3 июня 2026 года"),
        ("Кеңесов-1", "кейс-менеджер", "алғашқы аттестаттау", "2 (екі)", "2026 жылғы 3 маусым"),
    ),
    ("career", "appeal", "002"): (
        ("17", "два верных ответа", "16 июня 2026 года", "60"),
        ("17", "два верных ответа", "2026 жылғы 16 маусым", "60"),
    ),
    ("career", "evaluation-sheet", "001"): (
        ("83 %", "66", "4,4 из 5", "86 (восемьдесят шесть)", "17 июня 2026 года"),
        ("83 %", "66", "5-тен 4,4", "86 (сексен алты)", "2026 жылғы 17 маусым"),
    ),
    ("career", "decision", "001"): (
        ("пункт 30", "86 (восемьдесят шесть)", "кейс-менеджер", "3 (три) года", "пороговый уровень – 70 %"),
        ("30-тармақ", "86 (сексен алты)", "кейс-менеджер", "3 (үш) жыл", "шекті деңгей – 70 %"),
    ),
    ("reserve", "list-of-posts", "2011"): (
        ("начальник отдела", "главный врач", "Главин О."), ("главный врач", "Главин О."),
    ),
    ("reserve", "announcement", "2011"): (
        ("начальник отдела", "по 16 февраля 2011 года", "30 (тридцать)", "17 января 2011 года"),
        ("начальник отдела", "2011 жылғы 16 ақпан", "30 (отыз)"),
    ),
    ("reserve", "application", "001"): (
        ("Кандидатов Пётр", "самовыдвижение", "5 (пять)", "1 февраля 2011 года"),
        ("Кандидатов", "өзін-өзі ұсыну", "5 (бес)"),
    ),
    ("reserve", "recommendation", "001"): (
        ("82,5 из 100", "собеседование, тестирование", "да"), ("82,5 / 100", "әңгімелесу, тестілеу", "иә"),
    ),
    ("reserve", "minutes", "001"): (
        ("ПРОТОКОЛ № 4", "рекомендовать включить", "82,5", "Член 6"), ("№ 4 ХАТТАМА", "енгізуді ұсыну", "82,5"),
    ),
    ("reserve", "order", "001"): (
        ("РАСПОРЯЖЕНИЕ", "№ 77-р", "19 апреля 2011 года", "19 апреля 2016 года", "Главин О."),
        ("ӨКІМ", "№ 77-р", "2011 жылғы 19 сәуір", "2016 жылғы 19 сәуір"),
    ),
    ("reserve", "publication", "001"): (
        ("включён кандидат", "№ 77-р", "25 апреля 2011 года"), ("кандидат енгізілді", "№ 77-р"),
    ),
    ("reserve", "plan", "001"): (
        ("10 мая 2011 года", "по 10 мая 2012 года"), ("2011 жылғы 10 мамыр", "2012 жылғы 10 мамыр"),
    ),
    ("reserve", "plan-report", "001"): (
        ("удовлетворительно", "10 мая 2012 года"), ("қанағаттанарлық", "2012 жылғы 10 мамыр"),
    ),
    ("reserve", "offer", "001"): (
        ("начальник отдела", "1 июня 2012 года", "согласен"), ("начальник отдела", "2012 жылғы 1 маусым", "келіседі"),
    ),
    ("reserve", "appointment", "001"): (("№ 90-р", "21 июня 2012 года"), ("№ 90-р", "2012 жылғы 21 маусым")),
    ("reserve", "exclusion-order", "001"): (
        ("№ 91-р", "25 июня 2012 года", "п. 4.8"), ("№ 91-р", "2012 жылғы 25 маусым", "4.8-т."),
    ),
}  # fmt: skip


def test_every_kind_of_every_procedure_was_written(papers: Papers) -> None:
    assert not papers.failed, {what: repr(why) for what, why in papers.failed.items()}
    wanted = {(p, code, papers.language) for p in PROCEDURES for code in kinds_of(p).by_code}
    assert wanted - {(r.procedure, r.kind, r.language) for r in papers.rows} == set()
    assert {(p, code) for p, code, _ in wanted} == {(p, kind) for p, kind, _ in SAYS}


@pytest.mark.parametrize("kind", SAYS, ids="-".join)
def test_a_paper_says_the_facts_of_its_case(papers: Papers, kind: tuple[str, str, str]) -> None:
    row = next(r for r in papers.of(*kind) if r.language == papers.language)
    text = papers.text(row)
    said = SAYS[kind][papers.language == "kk"]
    assert [fact for fact in said if fact not in text] == [], text


def test_no_paper_has_a_tag_left_or_a_value_that_is_none(papers: Papers) -> None:
    for row in papers.rows:
        text = papers.text(row)
        for left in ("{{", "}}", "{%", "%}", "None", "Undefined", "[]"):
            assert left not in text, (row.procedure, row.kind, left, text)


def test_every_paper_is_a_sound_a4_sheet_with_margins(papers: Papers) -> None:
    for row in papers.rows:
        section = papers.opened(row).sections[0]
        sheet = (section.page_width, section.page_height, section.left_margin, section.right_margin)
        assert [length and round(length.cm, 1) for length in sheet] == [21.0, 29.7, 3.0, 1.5]
        with zipfile.ZipFile(BytesIO(papers.files[row.id])) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                etree.fromstring(archive.read(name))


def test_acts_are_issued_in_both_languages_under_one_number_and_notices_in_the_persons_own(papers: Papers) -> None:
    for kind in ("appointment", "termination", "acting", "notice", "decision-notice"):
        by_due: dict[Any, list[tuple[str, str]]] = {}
        for row in papers.of("rotation", kind):
            by_due.setdefault(row.due_id, []).append((row.language, row.number))
        for texts in by_due.values():
            assert {language for language, _ in texts} == {"ru", "kk"}
            assert len({number for _, number in texts}) == 1
    # The office's own language first; elsewhere one language.
    assert papers.of("rotation", "appointment")[0].language == papers.language
    assert {r.language for r in papers.of("reserve", "order")} == {papers.language}


def test_numbers_of_a_series_follow_each_other_without_gaps(papers: Papers) -> None:
    series: dict[tuple[int, str, int], set[int]] = {}
    for row in papers.rows:
        if row.seq is not None:
            series.setdefault((row.authority_id, row.series, row.year), set()).add(row.seq)
    assert series
    for found in series.values():
        assert found == set(range(1, len(found) + 1)), series


def test_an_appeal_or_a_later_step_does_not_change_what_an_earlier_paper_says(papers: Papers) -> None:
    # The sheet first filled in says 4 of 5, the corrected one 3; the minutes follow the corrected one.
    first, corrected = papers.of("evaluation", "sheet", "001")
    assert (first.content["step"]["met"], corrected.content["step"]["met"]) == ("4", "3")
    # Published when included, before there was an exclusion to tell of.
    included, excluded = papers.of("reserve", "publication", "001")
    assert (included.content["steps"]["exclude"]["order_no"], excluded.content["steps"]["exclude"]["order_no"]) == (
        "",
        "91-р",
    )


def test_every_paper_is_made_again_from_the_record_byte_by_byte(papers: Papers) -> None:
    with reading(papers.record) as session:
        for row in papers.rows:
            found = verify(session, find_document(session, row.id))
            assert (found.intact, found.again, found.changed) == (True, True, ()), (
                row.procedure,
                row.kind,
                found.changed,
            )
            assert sha256(papers.files[row.id]).hexdigest() == row.sha256
            name = template_name(row.procedure, row.kind, row.language)
            again = rendered((TEMPLATES / name).read_bytes(), row.content, name=name, day=row.day)
            assert again == papers.files[row.id]


def test_what_the_record_says_otherwise_later_is_told_and_the_paper_stands(papers: Papers) -> None:
    row = papers.of("rotation", "notice", "001")[0]
    with writing(papers.record) as session:
        person = session.exec(select(Official).where(Official.code == "P-1", Official.last_name == "Үлгінов-1")).one()
        person.last_name = "Жаңатегі"
        session.add(person)
        session.flush()
        found = verify(session, find_document(session, row.id))
        session.rollback()
    assert found.ok
    assert "person.name" in found.changed


def test_each_paper_is_in_the_audit_trail_with_its_hash(papers: Papers) -> None:
    with reading(papers.record) as session:
        asked = select(AuditEntry).where(AuditEntry.action == "document-written").order_by(col(AuditEntry.id))
        trail = {e.after["document"]: e.after for e in session.exec(asked) if e.after}
    assert {row.id: row.sha256 for row in papers.rows} == {id_: after["sha256"] for id_, after in trail.items()}


def test_days_and_numbers_in_words() -> None:
    from datetime import date

    day = long_day(date(2026, 12, 21))
    assert (day.ru, day.kk) == ("21 декабря 2026 года", "2026 жылғы 21 желтоқсан")
    assert [in_words(n).ru for n in (0, 1, 15, 40, 217, 911)] == [
        "ноль", "один", "пятнадцать", "сорок", "двести семнадцать", "девятьсот одиннадцать",
    ]  # fmt: skip
    assert [in_words(n).kk for n in (0, 15, 40, 100, 217)] == [
        "нөл", "он бес", "қырық", "жүз", "екі жүз он жеті",
    ]  # fmt: skip
    assert in_words(1000).kk == "1000"
    assert all(re.fullmatch(r"[а-яё ]+", in_words(n).ru) and in_words(n).kk for n in range(1000))
    assert len({in_words(n).ru for n in range(1000)}) == len({in_words(n).kk for n in range(1000)}) == 1000


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_meetings_minutes_as_libreoffice_prints_them_have_every_member_vote_and_decision(
    papers: Papers, tmp_path: Path
) -> None:
    row = papers.of("rotation", "minutes", "2026")[0]
    (tmp_path / "minutes.docx").write_bytes(papers.files[row.id])
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for target in ("pdf", "txt:Text (encoded):UTF8"):
        asked = ["soffice", home, "--headless", "--convert-to", target, "--outdir", str(tmp_path), "minutes.docx"]
        subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True, timeout=240)
    assert (tmp_path / "minutes.pdf").read_bytes().startswith(b"%PDF-")
    printed = " ".join((tmp_path / "minutes.txt").read_text(encoding="utf-8-sig").split())
    members = [f"Член {n}" for n in range(7)]
    assert [name for name in members if name not in printed] == []
    decided = {
        "ru": (
            "провести ротацию – 5 (пять)", "отказать в ротации – 4 (четыре)", "провести ротацию – 1 (один)",
            "Место назначения: Центр C-1", "Отказать в ротации. Места для перемещения нет",
        ),
        "kk": (
            "ротация жүргізу – 5 (бес)", "ротациядан бас тарту – 4 (төрт)", "ротация жүргізу – 1 (бір)",
            "Тағайындалатын орын: C-1 орталығы", "Ротациядан бас тарту. Ауыстыратын орын жоқ",
        ),
    }  # fmt: skip
    assert [fact for fact in decided[papers.language] if fact not in printed] == [], printed
    # Signed by the chair, the members present and the secretary (clause 9).
    assert printed.count("____") >= 6
