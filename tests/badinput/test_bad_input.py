"""The same inputs each time, some hundreds of each kind; `python -m tests.badinput` tries more than ten thousand."""

import pytest

from tests.badinput.moments import answered, moments
from tests.badinput.surface import Surface
from tests.badinput.surfaces import SURFACES


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_nothing_breaks_and_nothing_is_taken_without_a_word(surface: Surface) -> None:
    tally = surface.try_(surface.quick)
    assert tally.found == []
    # It is not that all of it is refused, or taken.
    assert tally.became["taken"]
    assert len(tally.became) > 1


def test_every_form_there_is_has_a_moment_at_which_it_is_tried() -> None:
    assert {(each.procedure.code, each.step) for each in moments()} == answered()
