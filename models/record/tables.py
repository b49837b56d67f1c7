"""Every table of the legal record in one place, so that its metadata is whole."""

# mypy: implicit-reexport
# ruff: noqa: F401

from models.record.acts import Amendment
from models.record.audit import AuditEntry, AuditLink, CalendarCorrection
from models.record.base import Record
from models.record.cases import Ballot, Case, Cycle, DueDocument, RefusedAnswer, Reminder, Ruling, StepRecord
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

metadata = Record.metadata
