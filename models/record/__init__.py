"""The legal record: every table by its name, imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.record.acts import Amendment
    from models.record.audit import AuditEntry, AuditLink, CalendarCorrection
    from models.record.cases import (
        Ballot,
        Case,
        Cycle,
        DueDocument,
        RefusedAnswer,
        Reminder,
        Ruling,
        StepRecord,
    )
    from models.record.commissions import Commission, CommissionMember, Meeting
    from models.record.confirmations import ReceiptLink
    from models.record.documents import Document, DocumentBlob, DocumentProblem
    from models.record.entry_corrections import EntryCorrection
    from models.record.letters import CalendarEntry, Letter, LetterCase
    from models.record.people import (
        Adoption,
        Authority,
        Category,
        Official,
        OfficialFact,
        Organisation,
        Performer,
        Predecessor,
        Superior,
        Tenure,
        Vacancy,
    )
    from models.record.users import Account, AccountRole, FailedSignIns, SignedIn

__all__ = [
    "Account",
    "AccountRole",
    "Adoption",
    "Amendment",
    "AuditEntry",
    "AuditLink",
    "Authority",
    "Ballot",
    "CalendarCorrection",
    "CalendarEntry",
    "Case",
    "Category",
    "Commission",
    "CommissionMember",
    "Cycle",
    "Document",
    "DocumentBlob",
    "DocumentProblem",
    "DueDocument",
    "EntryCorrection",
    "FailedSignIns",
    "Letter",
    "LetterCase",
    "Meeting",
    "Official",
    "OfficialFact",
    "Organisation",
    "Performer",
    "Predecessor",
    "ReceiptLink",
    "RefusedAnswer",
    "Reminder",
    "Ruling",
    "SignedIn",
    "StepRecord",
    "Superior",
    "Tenure",
    "Vacancy",
]

# SQLModel takes a third of a second to import; commands that need no record must not pay for it. One module
# loads them all, because a table's foreign keys name tables of the others.
_TABLES = "models.record.tables"


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(_TABLES), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
