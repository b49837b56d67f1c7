"""The whole play on the record, once for all tests that look at it."""

from pathlib import Path

import pytest

from tests.demo.stage import Stage


@pytest.fixture(scope="package")
def played(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """From November 2026 to the list of 2032; to be looked at only."""
    folder: Path = tmp_path_factory.mktemp("stage")
    stage = Stage.put_up(folder)
    stage.play(stage.script.ends_on)
    return stage
