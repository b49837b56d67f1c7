"""What must have happened before: no day of a step lies before what the step rests on."""

from datetime import date

from models.engine_words import BEFORE_ITS_BASIS
from models.errors import Refusal


def not_before(day: date | None, earlier: date | None, step: str, clause: str, field: str) -> None:
    """What the step rests on happened already, on `earlier`. Raises `Refusal` where it had not by `day`."""
    if day is not None and earlier is not None and day < earlier:
        raise Refusal(BEFORE_ITS_BASIS.filled(day=day, earlier=earlier), clause=clause, step=step, field=field)
