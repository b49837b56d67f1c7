"""Links by which a recipient confirms the receipt of a notice: who was sent what, and when it was confirmed."""

import hashlib
from datetime import date, datetime

from sqlmodel import Field, Session, col, select

from models.record.base import Record, key, moment
from models.record.cases import Case, StepRecord
from models.record.people import Official


class ReceiptLink(Record, table=True):
    """One letter with a link. The record holds no more of the link than its digest: it can't be made from here."""

    __tablename__ = "receipt_links"

    id: int = key()
    # SHA-256 of the link's token.
    token_hash: str = Field(unique=True)
    # Of the letter in the outbox.
    message_id: str = Field(unique=True)
    step_id: int = Field(foreign_key="step_records.id", index=True)
    official_id: int = Field(foreign_key="officials.id", index=True)
    # SHA-256 of subject and text as the recipient reads them.
    text_hash: str
    made_at: datetime = moment()
    made_by: str
    # The last day it is good for, local to the authority, and the moment that day ends.
    until: date
    expires_at: datetime = moment()
    # Another letter took its place.
    withdrawn_at: datetime | None = moment(default=None)
    # The first time the right person opened it.
    opened_at: datetime | None = moment(default=None)
    confirmed_at: datetime | None = moment(default=None)
    # The day of receipt, local to the authority, and the address it was confirmed from.
    confirmed_on: date | None = None
    address: str | None = None


def digest(text: str) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def usable_link(
    session: Session, token: str, number: str, at: datetime
) -> tuple[ReceiptLink, Case, StepRecord, Official] | None:
    """The link with this token, held, if it is good at the moment and of the person with this personnel number.

    One answer for every reason why it is not: None.
    """
    asked = (
        select(ReceiptLink, Case, StepRecord, Official)
        .join(StepRecord, col(StepRecord.id) == ReceiptLink.step_id)
        .join(Case, col(Case.id) == StepRecord.case_id)
        .join(Official, col(Official.id) == ReceiptLink.official_id)
        .where(ReceiptLink.token_hash == digest(token))
    )
    found = session.exec(asked.with_for_update(of=ReceiptLink)).first()
    if found is None:
        return None
    link, case, step, official = found
    good = link.confirmed_at is None and link.withdrawn_at is None and at < link.expires_at
    # Capitals and spaces are how people write, not who they are.
    same = "".join(number.split()).casefold() == "".join(official.code.split()).casefold()
    return (link, case, step, official) if good and same else None


def received_on(session: Session, case_id: int, step: str) -> date | None:
    """The day on which the recipient confirmed the notice of a step that is open; None: nobody has."""
    asked = select(ReceiptLink).join(StepRecord, col(StepRecord.id) == ReceiptLink.step_id)
    asked = asked.where(
        StepRecord.case_id == case_id,
        StepRecord.code == step,
        StepRecord.state == "open",
        col(ReceiptLink.confirmed_on).is_not(None),
    )
    found = session.exec(asked.order_by(col(ReceiptLink.id).desc())).first()
    return found.confirmed_on if found else None
