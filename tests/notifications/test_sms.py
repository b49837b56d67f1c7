"""How long a text message is (3GPP TS 23.038, TS 23.040)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.sms import fit, segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("қ" * 70, 1),
        # One letter outside of the GSM alphabet makes all of them two bytes long.
        ("a" * 70 + "ж", 2),
        ("a" * 134 + "№", 3),
        # An extension character takes two septets.
        ("a" * 158 + "€", 1),
        ("a" * 159 + "€", 2),
        # A character outside of the basic plane takes two units.
        ("ж" * 68 + "😀", 1),
        ("ж" * 69 + "😀", 2),
    ],
)
def test_segments_are_counted_as_operators_count_them(text: str, expected: int) -> None:
    assert segments(text) == expected


def test_text_that_fits_is_left_alone() -> None:
    assert fit("Срок прошёл") == "Срок прошёл"


def test_text_that_does_not_fit_is_cut_at_a_word_and_says_so() -> None:
    cut = fit("слово " * 40)
    assert cut.endswith("слово...")
    assert segments(cut) == 2


@given(st.text(max_size=700))
def test_fitted_text_never_takes_more_than_two_segments(text: str) -> None:
    assert segments(fit(text)) <= 2
