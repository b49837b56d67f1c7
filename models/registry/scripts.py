"""Cyrillic and Latin letters: mixed by the keyboard, lost or garbled by a conversion."""

import re

# Cyrillic letters that look like Latin ones, capital and small.
_ALIKE = str.maketrans("АВЕКМНОРСТУХЅІЈаекорсухѕіјһ", "ABEKMHOPCTYXSIJaekopcyxsijh")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LOST = re.compile(r"\?+|\ufffd+|[\x00-\x1f\x7f-\x9f]+")
_TYPOGRAPHY = frozenset("«»„“”‘’№–—…·")


def mixed_letters(text: str) -> str:
    """The letters of the rarer script in words that mix Cyrillic and Latin; empty if no word does."""
    if not (_LATIN.search(text) and _CYRILLIC.search(text)):
        return ""
    found: list[str] = []
    for word in _WORD.findall(text):
        latin, cyrillic = _LATIN.findall(word), _CYRILLIC.findall(word)
        if latin and cyrillic:
            found += latin if len(latin) <= len(cyrillic) else cyrillic
    return ", ".join(dict.fromkeys(found))


def skeleton(code: str) -> str:
    """The code as it looks: codes that look the same, whatever their letters and case, have the same one."""
    return code.translate(_ALIKE).casefold().translate(_ALIKE)


def letters_lost(text: str) -> str:
    """The marks that stand where letters were: `?`, a control or the replacement character; empty if there are none."""
    found = _LOST.search(text)
    if not found:
        return ""
    marks = found.group()
    return marks if marks.isprintable() or "\ufffd" in marks else marks.encode("unicode_escape").decode()


def garbled(text: str) -> str:
    """What the text was before UTF-8 was read as a one-byte encoding; empty if it was not."""
    for encoding in ("cp1251", "cp1252"):
        try:
            meant = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        # «Р№5» is a lawful act number, and by chance also bytes of one letter in UTF-8: one letter proves nothing.
        changed = [letter for letter in meant if not letter.isascii()]
        letters = sum(1 for letter in changed if _CYRILLIC.match(letter))
        if letters >= 2 and all(_CYRILLIC.match(letter) or letter in _TYPOGRAPHY for letter in changed):
            return meant
    return ""
