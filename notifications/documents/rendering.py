"""A document from its template and its content: the only module that knows docxtpl.

The same template and content make the same bytes. A template is not trusted: an office edits it, and somebody may have
sent it to the office.
"""

import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]

from models.errors import MerzimError
from models.settings import settings
from models.texts import Language
from notifications.documents.packing import packed, parts_of
from notifications.templates import OfficeTemplates, UnfitTemplate, told_plainly

TEMPLATES = Path(__file__).parent / "templates"
LARGEST, LARGEST_OPENED = 2 * 2**20, 20 * 2**20
"""Bytes of a template, and of all that is inside it."""

_REMOTE = re.compile(rb"<Relationship\b[^>]*\bTargetMode=\"External\"[^>]*>")
_LINK = re.compile(rb"/relationships/hyperlink\"")
# Fields that fetch, or run, something when the document is opened.
_FETCHING = re.compile(rb"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON)\b")
_ACTIVE = re.compile(r"vbaProject|/activeX/|/embeddings/|\.bin$", re.IGNORECASE)


class BadTemplate(MerzimError):
    """A document's template can't be used."""

    def __init__(self, template: str, problem: str) -> None:
        self.template, self.problem = template, problem
        super().__init__(f"template {template}: {problem}")


def template_name(procedure: str, kind: str, language: Language) -> str:
    """Where a kind's template lies under a folder of templates: `rotation/notice.ru.docx`."""
    return f"{procedure}/{kind}.{language}.docx"


def template(procedure: str, kind: str, language: Language) -> bytes:
    """A kind's template: the office's own copy (`MERZIM_TEMPLATES`) where there is one, or ours.

    Raises `BadTemplate` where there is neither.
    """
    name = template_name(procedure, kind, language)
    for folder in (settings().own_templates, TEMPLATES):
        file = folder / name
        if file.is_file():
            if file.stat().st_size > LARGEST:
                raise BadTemplate(name, f"is larger than {LARGEST // 2**20} MB")
            return file.read_bytes()
    raise BadTemplate(name, "there is none")


def rendered(source: bytes, content: Mapping[str, Any], *, name: str, day: date) -> bytes:
    """The document. `name` is the template's in messages; `day` stands in the file's properties.

    Raises `BadTemplate` that tells what is wrong with the template.
    """
    _look_through(name, source)
    try:
        with told_plainly():
            made = DocxTemplate(BytesIO(source))
            made.render(dict(content), OfficeTemplates(), autoescape=True)
        moment = datetime.combine(day, time(0))
        about = made.docx.core_properties
        about.created = about.modified = moment
        about.revision, about.author, about.last_modified_by = 1, "Merzim", "Merzim"
        about.title = str(content["document"]["title"])
        saved = BytesIO()
        made.docx.save(saved)
    except UnfitTemplate as error:
        raise BadTemplate(name, str(error)) from None
    except MerzimError:
        raise
    except Exception as error:  # a template may be broken in every way an archive, XML or Word knows
        raise BadTemplate(name, f"can't be read: {type(error).__name__}") from error
    return packed(parts_of(saved.getvalue()))


def digest_of(data: bytes) -> str:
    """The SHA-256 of a file."""
    return sha256(data).hexdigest()


def _look_through(name: str, source: bytes) -> None:
    """Refuses what a paper needs not, and an attacker does."""
    if len(source) > LARGEST:
        raise BadTemplate(name, f"is larger than {LARGEST // 2**20} MB")
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST_OPENED:
                raise BadTemplate(name, f"holds more than {LARGEST_OPENED // 2**20} MB")
            for info in archive.infolist():
                if _ACTIVE.search(info.filename):
                    raise BadTemplate(name, f"holds {info.filename}: no macros, controls or embedded files")
                data = archive.read(info)
                if info.filename.endswith(".rels") and any(not _LINK.search(r) for r in _REMOTE.findall(data)):
                    raise BadTemplate(name, f"{info.filename} asks for something from outside")
                if info.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in data:
                    raise BadTemplate(name, f"{info.filename} declares a document type")
                if info.filename.startswith("word/") and _FETCHING.search(data):
                    raise BadTemplate(name, f"{info.filename} has a field that fetches or runs something")
    except zipfile.BadZipFile:
        raise BadTemplate(name, "is not a docx file") from None
    except (RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise BadTemplate(name, f"can't be unpacked: {type(error).__name__}") from None
