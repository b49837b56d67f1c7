"""Terms of the law in BPMN's own notation."""

from models.terms import Term

_UNITS = {"calendar day": "D", "week": "W", "month": "M", "year": "Y"}


def iso_duration(term: str) -> str:
    """A term as an ISO 8601 duration; empty where no duration says it: working days, a named day, a count back."""
    parsed = Term.parse(term)
    if parsed.kind in ("before", "by") or parsed.unit not in _UNITS:
        return ""
    return f"P{parsed.count}{_UNITS[parsed.unit]}"
