"""How much room a text takes: measured by the letter, for the widest of the usual sans-serif fonts."""

import textwrap

_NARROW = frozenset("iljtfr.,:;!'|()[]/ іїјІ-")
_WIDE = frozenset("mwMWжшщмюыфЖШЩМЮЫФДЫЪъ@%№ӘҢҮҰӨ")


def text_width(text: str, size: float) -> float:
    """Pixels a line takes at a font size of so many pixels; rather more than less."""
    units = sum(0.4 if c in _NARROW else 0.86 if c in _WIDE else 0.7 if c.isupper() else 0.62 for c in text)
    return units * size


def lines_of(text: str, width: float, size: float, most: int = 99) -> list[str]:
    """The text in lines no wider than `width` pixels; a word too long is broken, what does not fit ends in «…»."""
    lines: list[str] = []
    for word in text.split():
        for part in _parts(word, width, size):
            if lines and text_width(f"{lines[-1]} {part}", size) <= width:
                lines[-1] = f"{lines[-1]} {part}"
            else:
                lines.append(part)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = textwrap.shorten(lines[-1], len(lines[-1]), placeholder="") + "…"
    return lines


def _parts(word: str, width: float, size: float) -> list[str]:
    if text_width(word, size) <= width:
        return [word]
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter + "-", size) > width:
            parts[-1] += "-"
            parts.append("")
        parts[-1] += letter
    return parts
