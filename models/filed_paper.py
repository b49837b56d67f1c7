"""A paper of a case, as people see it listed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.filed import plain
from models.texts import Language, Text


@dataclass(frozen=True)
class KeptDocument:
    """A document of a case for people to see; one that is owed and not written yet has neither number nor hash.

    problem  why it could not be written
    """

    id: int | None
    case: str
    kind: str
    title: Text
    clause: str
    language: Language | None
    number: str
    day: date
    sha256: str
    revision: int = 1
    problem: Text | None = None

    @property
    def file_name(self) -> str:
        """`KRG-rotation-2026-007_notice_1_ru.docx`."""
        return file_name(self.case, self.kind, self.number, self.language or "", self.revision)

    def as_data(self, language: Language) -> dict[str, Any]:
        """As plain data for JSON."""
        return {**plain(self, language), "file": self.file_name if self.id else None}


def file_name(case: str, kind: str, number: str, language: str, revision: int = 1) -> str:
    """`KRG-rotation-2026-007_notice_1_ru.docx`: the number as far as a file's name can hold it."""
    safe = "".join(c if c.isalnum() else "-" for c in number).strip("-")
    return f"{case}_{kind}_{safe}{f'-{revision}' if revision > 1 else ''}_{language}.docx"
