"""How long a text message is: segments, as operators count and bill them (3GPP TS 23.038, TS 23.040)."""

from math import ceil

MAX_SEGMENTS = 2

# Anything else makes the whole message UCS-2: one Cyrillic letter is enough.
_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape before each: two septets


def segments(text: str) -> int:
    """How many segments `text` takes.

    160 septets fit into one segment and 153 into each of several; in UCS-2, 70 and 67 units of 16 bits.
    """
    units, alone, joined = _measure(text)
    return 1 if units <= alone else ceil(units / joined)


def fit(text: str, limit: int = MAX_SEGMENTS) -> str:
    """`text`, cut at a word and closed with `...` where it takes more than `limit` segments."""
    if segments(text) <= limit:
        return text
    kept = text
    while kept and segments(f"{kept}...") > limit:
        kept = kept[:-1]
    whole_words = kept.rsplit(maxsplit=1)[0] if " " in kept and not text[len(kept)].isspace() else kept
    return f"{whole_words.rstrip(' ,;:.')}..."


def _measure(text: str) -> tuple[int, int, int]:
    if all(c in _GSM_BASIC or c in _GSM_EXTENDED for c in text):
        return len(text) + sum(c in _GSM_EXTENDED for c in text), 160, 153
    return len(text.encode("utf-16-be")) // 2, 70, 67
