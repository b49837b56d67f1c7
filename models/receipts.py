"""Notices whose term hangs on the day of receipt, and how a confirmed receipt is entered. Pure.

A letter serves the notice; it carries a link that is good once, for its recipient, until a set day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

WAIT = "receipt-wait"
"""The edition's parameter: how long a confirmation is waited for before the notice is served on paper."""
DAYS = "3 working days"
"""The wait where an edition has no such parameter."""
SERVE_ON_PAPER = "serve-on-paper"
"""The kind of the reminder to the step's performer: nobody has confirmed."""


@dataclass(frozen=True)
class Service:
    """How one step's notice is served by letter.

    letter    the kind of letter
    received  the field of the step's form that holds the day of receipt
    given     what else the form holds then
    records   whether a confirmed receipt is all that the step's form asks: then it is recorded; else an operator does
    """

    letter: str
    received: str
    given: Mapping[str, Any] = field(default_factory=dict)
    records: bool = True


SERVICES: Mapping[tuple[str, str], Service] = {
    # Rotation, clause 7: told in writing; the 30 days before a rotation are counted from the day of service.
    ("rotation", "notice"): Service("rotation-notice-receipt", "served_on", {"method": "email"}),
    # Clauses 14, 15: the 30 days run from receipt. Whether the head consents (clause 20) is said to the operator.
    ("rotation", "decision-notice"): Service("rotation-decision-receipt", "received_on", records=False),
    # Answer VII: the decision can be appealed; the window runs from the day of receipt.
    ("attestation", "decision-notice"): Service("attestation-decision-receipt", "received_on"),
    # Clauses 12, 68, 69: acquainted by a message whose receipt is on record.
    ("evaluation", "acquaint"): Service("evaluation-result-receipt", "told_on", {"channel": "email"}),
}
"""By procedure and step: every notice to the person a case is about whose receipt starts a term, or that the text
wants handed over. Not one of them: the result of a test, which the Platform shows on the spot (career, clause 21); a
post offered in writing, which the candidate answers in writing (reserve, clause 4.2); the right to see all materials
(attestation, answer VII), which no letter holds."""


def service(procedure: str, step: str) -> Service | None:
    """How this step's notice is served by letter; None: it is not."""
    return SERVICES.get((procedure, step))


def on_paper(asked: Iterable[tuple[date, str]], on: date | None) -> bool:
    """Whether a step's notice is to be served on paper, by the reminders to do so: their days and states.

    The last one counts: it is planned for when the last letter's link has expired, and cancelled by a confirmation.
    `on`: the day it is asked; None: only what the performer has been told counts.
    """
    day, state = max(asked, default=(date.max, "cancelled"))
    return state == "done" or (state == "planned" and on is not None and day <= on)
