"""The weekly letter to the administrator with the head of the audit chain: an anchor kept outside of the record."""

from datetime import date, timedelta

from models.record.verifying import Verified
from notifications.letters import LetterDraft, Recipient, drafts

ANCHOR = "audit-anchor"


def anchor_letter(to: Recipient, found: Verified, *, on: date) -> list[LetterDraft]:
    """The letter of the week the day lies in: dated its Monday, so that it is put once a week."""
    fault = found.faults[0].text.in_(to.language) if found.faults else ""
    told = {"anchor": str(found.head), "entries": found.entries, "fault": fault, "day": on}
    return drafts(ANCHOR, to, told, day=week_of(on), channels=("email",))


def week_of(on: date) -> date:
    """The Monday of the week the day lies in."""
    return on - timedelta(days=on.weekday())
