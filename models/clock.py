"""The one place that reads the clock. Everything else takes time as an argument: a day `on`, a moment `at`.

`MERZIM_SIMULATED_CLOCK` names a file that holds a moment with its offset, as `2026-11-01T09:00:00+05:00`: then that is
the time, for every process that has the variable. The demo and the tests move it on.
"""

import os
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from models.errors import InvalidInput

VARIABLE = "MERZIM_SIMULATED_CLOCK"


def now() -> datetime:
    """This moment, aware, in UTC.

    Raises `InvalidInput` where the simulated clock's file is missing or holds no moment: it never falls back on the
    wall clock.
    """
    path = os.environ.get(VARIABLE)
    return SimulatedClock(Path(path)).read() if path else datetime.now(UTC)


def machine() -> datetime:
    """This moment by the machine's own clock, aware, in UTC: that of Prefect, which no simulated clock sets."""
    return datetime.now(UTC)


def today(zone: str | ZoneInfo) -> date:
    """The day it is now in a time zone, such as `Asia/Almaty`."""
    return now().astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


def local(at: datetime, zone: str) -> date:
    """The day it is at the moment `at` in a time zone."""
    return at.astimezone(ZoneInfo(zone)).date()


class SimulatedClock:
    """A clock that stands where it was set, kept in a file that several processes may read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def set(self, moment: datetime) -> None:
        """Sets the clock. A reader at the same time sees the old moment or the new one, nothing between.

        Raises `InvalidInput` for a moment without an offset.
        """
        if moment.tzinfo is None:
            raise InvalidInput(f"the clock needs a moment with its offset, got {moment.isoformat()}")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(moment.astimezone(UTC).isoformat())
            Path(written).replace(self.path)
        except BaseException:
            Path(written).unlink(missing_ok=True)
            raise

    def read(self) -> datetime:
        """The moment it stands at, aware, in UTC. Raises `InvalidInput` where the file is missing or holds none."""
        try:
            moment = datetime.fromisoformat(self.path.read_text(encoding="utf-8").strip())
        except (OSError, ValueError) as error:
            raise InvalidInput(f"the simulated clock {self.path} can't be read: {error}") from None
        if moment.tzinfo is None:
            raise InvalidInput(f"the simulated clock {self.path} holds a moment without an offset: {moment}")
        return moment.astimezone(UTC)

    def environment(self) -> dict[str, str]:
        """The variable that puts a process under this clock."""
        return {VARIABLE: str(self.path)}
