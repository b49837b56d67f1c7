"""Every kind of file that is read in: valid ones with bytes, cells, values or parts of an archive spoilt."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import text

from models.record.archive import SUMS
from models.record.database import engine
from tests.badinput.house import House, Said, house
from tests.badinput.moments import SCENARIOS
from tests.badinput.surface import Check, Surface
from tests.badinput.values import DATES, LOOKALIKES, NUMBERS, TEXTS, hides
from tests.record import rotation_year as year
from tests.record.meeting_room import Sheets, exchange
from tests.registry.office import workbook

CELLS = [str(each) for each in (*DATES, *NUMBERS[:-1], *TEXTS) if not isinstance(each, int) or abs(each) < 10**300]
TABLES = {
    "organisations.csv": "Код;Наименование на русском;Наименование на казахском;Населённый пункт;Предшественники\n"
    "C-21;Центр «Үміт»;«Үміт» орталығы;Караганда;\nC-22;Центр «Арай»;«Арай» орталығы;Караганда;C-21:merger:01.02.2020\n",  # noqa: E501
    "officials.csv": "Код;Фамилия;Имя;Отчество;Пол;Дата рождения;Язык;Электронная почта;Телефон\n"
    "H-21;Сәрсенбай;Айгүл;Саматқызы;жен;21.06.1974;қазақша;a.sarsenbay@example.kz;+7 700 000 1001\n",
    "tenures.csv": "Код лица;Код организации;Должность;Первый руководитель;Дата назначения;Дата освобождения;Номер приказа\n"  # noqa: E501
    "P-1;C-2;заместитель;нет;02.04.2005;01.01.2006;134-к\n",
    "vacancies.csv": "Код организации;Должность;Требуемая квалификация;Вакантна с\nC-1;заместитель;первая;17.08.2026\n",
    "categories.csv": "Код лица;Квалификационная категория;Категория присвоена;Категория действует до\n"
    "P-1;высшая;07.02.2022;06.02.2027\n",
    "performers.csv": "Роль;Населённый пункт;Код лица;Код руководителя\nhr_district;Караганда;P-1;P-2\n",
    "commission.csv": "Процедура;Номер приказа о комиссии;Дата приказа о комиссии;Действует с;Код секретаря;ФИО;"
    "Кого представляет;Код лица;Электронная почта;Председатель\n"
    "rotation;215-НҚ;05.10.2026;05.10.2026;P-2;Уразбаева Динара Мұратқызы;regional-office;P-1;d@example.kz;да\n",
    "adoptions.csv": "Код акта;Применяется с;Решение о принятии\nevaluation;01.09.2025;приказ № 187-НҚ от 20.08.2025\n",
    "calendar.csv": "Дата;Рабочий день;Акт о дне\n08.05.2027;да;постановление № 100\n10.05.2027;нет;постановление № 100\n",  # noqa: E501
}
EDITION = """code: "2027"
in_force_from: 2027-01-01
published_on: 2026-11-30
parameters:
  portfolio-term: {value: 15 working days, clause: "8"}
  quorum: {value: "1/2", clause: "9"}
"""
TERMS = "id,term,start,country\na,10 working days,2026-12-01,KZ\nb,by 1 December,2026-11-01,RU\n"
ROWS = "id,members,present,votes.rotate,votes.refuse,chair,quorum\na,7,5,3,2,rotate,2/3\n"


@st.composite
def spoilt_text(draw: st.DrawFn, whole: str) -> bytes:
    """A text file with a few of its words, lines or letters changed; or saved otherwise."""
    for _ in range(draw(st.sampled_from((1, 1, 2, 4)))):
        how = draw(st.sampled_from(("word", "word", "word", "cell", "disguise", "insert", "drop line", "twice", "cut")))
        at = draw(st.integers(0, max(0, len(whole) - 1)))
        start, end = _around(whole, at, " \n;,:{}[]\"'" if how != "cell" else ";\n,")
        if how in ("word", "cell"):
            whole = whole[:start] + draw(st.sampled_from(CELLS)) + whole[end:]
        elif how == "disguise":
            whole = whole[:start] + whole[start:end].translate(LOOKALIKES) + whole[end:]
        elif how == "insert":
            whole = whole[:at] + draw(st.sampled_from(CELLS)) + whole[at:]
        elif how == "cut":
            whole = whole[:at] if at > 20 else whole
        else:
            start, end = _around(whole, at, "\n")
            line = whole[start : end + 1]
            whole = whole[:start] + (line * 2 if how == "twice" else "") + whole[end + 1 :]
    encoding = draw(st.sampled_from(("utf-8",) * 12 + ("utf-8-sig", "cp1251", "utf-16", "koi8-r", "utf-32")))
    return whole.encode(encoding, "surrogatepass" if encoding.startswith("utf-") else "replace")


def _around(whole: str, at: int, ends: str) -> tuple[int, int]:
    start = max((whole.rfind(end, 0, at) for end in ends), default=-1) + 1
    found = [each for each in (whole.find(end, at) for end in ends) if each >= 0]
    return start, min(found, default=len(whole))


@st.composite
def spoilt_bytes(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes changed, cut off, or put in."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(whole) - 1)))
        how, some = draw(st.sampled_from(("change", "cut", "insert", "drop"))), draw(st.binary(min_size=1, max_size=8))
        if how == "cut":
            return whole[:at]
        whole = whole[:at] + (some if how != "drop" else b"") + whole[at + (0 if how == "insert" else len(some)) :]
    return whole


PARTS = (
    "../../evil.txt",
    "/etc/passwd",
    "xl/vbaProject.bin",
    "xl/externalLinks/externalLink1.xml",
    "a\\b",
    "",
    "я" * 300,
)


@st.composite
def spoilt_archive(draw: st.DrawFn, whole: bytes) -> bytes:
    """An archive with one of its parts spoilt, left out, put in twice or too large; sometimes only its bytes."""
    if draw(st.integers(0, 5)) == 0:
        return draw(spoilt_bytes(whole))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    at = draw(st.integers(0, len(parts) - 1))
    name, content = parts[at]
    how = draw(st.sampled_from(("text", "text", "text", "bytes", "drop", "twice", "add", "rename", "swap", "large")))
    if how == "text":
        try:
            written = content.decode()
        except UnicodeDecodeError:
            how = "bytes"
        else:
            parts[at] = (name, draw(spoilt_text(written)))
    if how == "bytes":
        parts[at] = (name, draw(spoilt_bytes(content)))
    elif how == "drop":
        del parts[at]
    elif how == "twice":
        parts.append((name, draw(st.sampled_from((content, b"", content + b" ")))))
    elif how == "add":
        parts.append((draw(st.sampled_from(PARTS)), content))
    elif how == "rename":
        parts[at] = (draw(st.sampled_from(PARTS)), content)
    elif how == "swap":
        parts[at] = (name, parts[draw(st.integers(0, len(parts) - 1))][1])
    elif how == "large":
        parts[at] = (name, content + b" " * draw(st.sampled_from((1_000_000, 90_000_000))))
    made = io.BytesIO()
    packed = (
        zipfile.ZIP_DEFLATED if how == "large" else draw(st.sampled_from((8, 8, zipfile.ZIP_STORED, zipfile.ZIP_LZMA)))
    )
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", packed) as archive:
        warnings.simplefilter("ignore")
        for each, data in parts:
            archive.writestr(each or "empty", data)
    return made.getvalue()


def _same(one: bytes, other: bytes) -> bool:
    """Two archives with the same parts."""
    return _parts(one) == _parts(other)


def _parts(whole: bytes) -> Mapping[str, int] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            # The list of sums proves the others; a line of it that stands twice changes nothing.
            names = [info for info in archive.infolist() if info.filename != SUMS]
            found = {info.filename: zlib.crc32(archive.read(info)) for info in names}
            return found if len(found) == len(names) else None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return None


Kind = tuple[str, st.SearchStrategy[bytes], tuple[str, ...], Callable[[Said, bytes], None]]
"""A file's name, what is in it, the command it is given to, and what must hold where it is taken."""


def registry(home: House) -> Iterator[Kind]:
    """The registry: csv and xlsx."""
    seen = partial(_lawful, home)
    for name, table in TABLES.items():
        yield name, spoilt_text(table), ("import", "{file}", "--authority", "KRG"), seen
    sheets = {
        name.removesuffix(".csv"): [line.split(";") for line in table.splitlines()] for name, table in TABLES.items()
    }
    book = workbook(home.folder / "whole.xlsx", sheets).read_bytes()
    yield "registry.xlsx", spoilt_archive(book), ("import", "{file}", "--authority", "KRG"), seen


def others(home: House) -> Iterator[Kind]:
    """Scenarios, editions, batches, a commission's agenda."""
    for path in sorted(SCENARIOS.glob("*.yaml"))[::12]:
        yield "scenario.yaml", spoilt_text(path.read_text(encoding="utf-8")), ("simulate", "{file}"), _taken
    yield "edition.yaml", spoilt_text(EDITION), ("amend", "rotation", "{file}", "--apply"), partial(_lawful, home)
    yield "terms.csv", spoilt_text(TERMS), ("due", "--batch", "{file}"), _taken
    yield "rows.csv", spoilt_text(ROWS), ("decide", "vote", "--batch", "{file}"), _taken
    book = home.folder / "agenda.xlsx"
    assert home.merzim("meeting", "agenda", year.CYCLE, "-o", str(book)).status == 0
    sheets = Sheets(book.read_bytes()).meet()
    for n, number in enumerate((year.FIRST, year.SECOND), start=1):
        sheets.decide(number, exchange(n))
    agenda = ("meeting", "import", year.CYCLE, "{file}")
    yield "agenda.xlsx", spoilt_archive(sheets.bytes()), agenda, partial(_lawful, home)


def proofs(home: House) -> Iterator[Kind]:
    """What is proof of something: a case file, a backup. Nothing changed may pass for the genuine one."""
    case, whole = home.folder / "case.zip", home.folder / "whole.zip"
    assert home.merzim("case", year.FIRST, "--export", str(case)).status == 0
    assert home.merzim("backup", str(whole)).status == 0
    genuine = case.read_bytes(), whole.read_bytes()
    yield "case.zip", spoilt_archive(genuine[0]), ("replay", "{file}"), partial(_genuine, genuine[0])
    yield "backup.zip", spoilt_archive(genuine[1]), ("backup", "--verify", "{file}"), partial(_genuine, genuine[1])


def _taken(said: Said, _: bytes) -> None:
    assert said.out.strip(), said


def _genuine(genuine: bytes, _: Said, given: bytes) -> None:
    assert _same(genuine, given), "a changed file passes for the genuine one"


def _lawful(home: House, _: Said, __: bytes) -> None:
    """Nothing the record holds now hides anything, or is as large as no person writes it."""
    bind = engine(f"sqlite:///{home.file}")
    with bind.connect() as connection:
        for table in ("organisations", "officials", "tenures", "vacancies", "categories", "performers", "commissions",
                      "commission_members", "adoptions", "calendar_corrections", "amendments", "rulings"):  # fmt: skip
            for row in connection.execute(text(f"SELECT * FROM {table}")).mappings():
                for name, value in row.items():
                    if isinstance(value, str):
                        assert not hides(value), (table, name, value)
                        assert len(value) < 5_000, (table, name)
                        if name.endswith(("_on", "_from", "_until", "day")):
                            assert 1900 <= int(value[:4]) <= 2101, (table, name, value)
                    if name == "email" and value:
                        assert value.isprintable(), value
                        assert value.count("@") == 1, value
    bind.dispose()


@contextmanager
def _opened(kinds: Callable[[House], Iterator[Kind]], folder: Path) -> Iterator[tuple[st.SearchStrategy[Any], Check]]:
    with house(folder) as home:
        found = list(kinds(home))
        inputs = st.sampled_from(range(len(found))).flatmap(lambda n: st.tuples(st.just(n), found[n][1]))

        def check(tried: tuple[int, bytes]) -> str:
            name, _, command, holds = found[tried[0]]
            path = folder / name
            path.write_bytes(tried[1])

            def looked(said: Said) -> None:
                if said.status == 0:
                    holds(said, tried[1])

            said = home.try_(*(word.replace("{file}", str(path)) for word in command), then=looked)
            return {0: "taken", 1: "refused"}.get(said.status, "bad input")

        yield inputs, check


REGISTRY = Surface("registry: csv, xlsx, calendar.csv", partial(_opened, registry), quick=70, deep=600)
OTHERS = Surface("scenarios, editions, batches, agendas", partial(_opened, others), quick=60, deep=1_000)
PROOFS = Surface("case files and backups", partial(_opened, proofs), quick=40, deep=400)
