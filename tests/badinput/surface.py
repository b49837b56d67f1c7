"""A way in, what is tried on it, and what came of it."""

import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

MOST_TOLD = 20
"""So many acceptances are told of one surface, be they of one kind."""
Check = Callable[[Any], str]
"""Tries one input; `taken`, `refused` or another word for what became of it. Raises AssertionError where it was taken
without a word, or half; whatever else it raises is a crash."""


@dataclass
class Tally:
    """What became of the inputs of a surface."""

    tried: int = 0
    became: dict[str, int] = field(default_factory=dict)
    crashes: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    @property
    def found(self) -> list[str]:
        """All that should not be."""
        return self.crashes + self.silent


@dataclass(frozen=True)
class Surface:
    """`opened` makes what the inputs are given to, in a folder of its own."""

    name: str
    opened: Callable[[Path], AbstractContextManager[tuple[st.SearchStrategy[Any], Check]]]
    # How many inputs the suite tries, and how many `python -m tests.badinput` does.
    quick: int
    deep: int

    def try_(self, examples: int) -> Tally:
        """Always the same inputs, as many as asked; the first of each kind of fault is kept with its input."""
        tally = Tally()
        places: set[tuple[str, int]] = set()
        with (
            tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder,
            self.opened(Path(folder)) as (inputs, check),
        ):

            @seed(271)
            @settings(
                max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(inputs)
            def run(tried: Any) -> None:
                tally.tried += 1
                try:
                    came = check(tried)
                except Exception as error:  # noqa: BLE001  # that is what is looked for
                    place = _place(error)
                    silent = isinstance(error, AssertionError)
                    if place not in places or (silent and len(tally.silent) < MOST_TOLD):
                        told = f"{type(error).__name__} at {place[0]}:{place[1]}: {str(error)[:300]} <- {tried!r:.600}"
                        (tally.silent if silent else tally.crashes).append(told)
                    places.add(place)
                    came = "broke"
                tally.became[came] = tally.became.get(came, 0) + 1

            run()
        return tally


def _place(error: Exception) -> tuple[str, int]:
    """The last line of ours that it came through."""
    root = str(Path(__file__).parents[2])
    ours: Iterator[traceback.FrameSummary] = (
        frame
        for frame in reversed(traceback.extract_tb(error.__traceback__))
        if frame.filename.startswith(root) and ".venv" not in frame.filename
    )
    frame = next(ours)
    return Path(frame.filename).name, frame.lineno or 0
