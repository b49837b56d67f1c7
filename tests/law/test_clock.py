"""The clock: the wall's, or a simulated one shared through a file."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest

from models import clock
from models.errors import InvalidInput

ALMATY = timezone(timedelta(hours=5))


def test_without_a_simulated_clock_it_is_the_wall_clock_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    before = datetime.now(UTC)  # noqa: TID251 - compared with the wall clock itself
    now = clock.now()
    after = datetime.now(UTC)  # noqa: TID251
    assert before <= now <= after
    assert now.tzinfo is UTC


def test_simulated_clock_stands_where_it_was_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulated = clock.SimulatedClock(tmp_path / "new" / "clock")
    simulated.set(datetime(2026, 11, 1, 1, 30, tzinfo=ALMATY))
    for name, value in simulated.environment().items():
        monkeypatch.setenv(name, value)
    assert clock.now() == datetime(2026, 10, 31, 20, 30, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert (clock.today("Asia/Almaty"), clock.today("UTC")) == (date(2026, 11, 1), date(2026, 10, 31))
    simulated.set(datetime(2031, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2031
    assert [file.name for file in simulated.path.parent.iterdir()] == ["clock"]


def test_another_process_sees_the_simulated_time(tmp_path: Path) -> None:
    simulated = clock.SimulatedClock(tmp_path / "clock")
    simulated.set(datetime(2026, 11, 1, tzinfo=UTC))
    done = subprocess.run(
        [sys.executable, "-c", "from models.clock import now; print(now().isoformat())"],
        cwd=Path(__file__).parents[2], env=simulated.environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "2026-11-01T00:00:00+00:00"


def test_a_reader_never_sees_half_a_moment(tmp_path: Path) -> None:
    simulated = clock.SimulatedClock(tmp_path / "clock")
    moments = {datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 12, 30, 15, 123456, tzinfo=UTC)}
    seen: set[datetime] = set()
    simulated.set(min(moments))

    def write() -> None:
        for _ in range(200):
            for moment in moments:
                simulated.set(moment)

    writer = Thread(target=write)
    writer.start()
    while writer.is_alive():
        seen.add(simulated.read())
    writer.join()
    assert seen <= moments


@pytest.mark.parametrize("written", ["", "yesterday", "2026-11-01T09:00:00"])
def test_a_broken_simulated_clock_is_an_error_never_the_wall_clock(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clock"
    path.write_text(written)
    monkeypatch.setenv(clock.VARIABLE, str(path))
    with pytest.raises(InvalidInput, match="simulated clock"):
        clock.now()
    path.unlink()
    with pytest.raises(InvalidInput, match="can't be read"):
        clock.now()


def test_a_moment_without_an_offset_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="offset"):
        clock.SimulatedClock(tmp_path / "clock").set(datetime(2026, 11, 1))  # noqa: DTZ001 - what is refused
