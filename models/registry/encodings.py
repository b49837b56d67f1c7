"""Which encoding a csv is in. Offices save them as UTF-8, as Windows-1251, and as whatever their program had."""

import codecs
from dataclasses import dataclass

from models.registry import reasons
from models.registry.reasons import NotTaken

# One-byte encodings tried on what is not UTF-8, in the order they are named to people. KZ-1048 is Windows-1251
# with the Kazakh letters.
_ONE_BYTE = {"Windows-1251": "cp1251", "KZ-1048": "kz1048", "CP866": "cp866", "KOI8-R": "koi8-r"}
_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
_KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
_TYPOGRAPHY = frozenset("№«»“”„’‘–—…\u00a0°§")
# The commonest letters of Russian and Kazakh text, small: a wrong encoding turns them into rare ones.
_COMMON = frozenset("оеаинтсрлыдкмө")
# Enough to tell encodings apart, and quick on files of any length.
_LOOKED_AT = 200_000
_ONE_WORD = 8


class EncodingError(NotTaken):
    """The bytes can't be read as text."""


@dataclass(frozen=True)
class Decoded:
    """A file's text, the encoding it was in, and whether that is a guess."""

    text: str
    encoding: str
    guessed: bool = False


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """The text of `content`: as `encoding` if that is given; else by its byte order mark, else as UTF-8, else guessed.

    Raises `EncodingError` where two encodings fit alike, or none.
    """
    if encoding is not None:
        return _as_told(content, encoding)
    if content.startswith(codecs.BOM_UTF8):
        return Decoded(_strict(content, "utf-8-sig"), "UTF-8")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Decoded(_strict(content, "utf-16"), "UTF-16")
    if (order := _utf16_without_mark(content)) is not None:
        return Decoded(_strict(content, order), "UTF-16", guessed=True)
    if b"\0" in content:
        raise EncodingError(reasons.ENCODING_UNKNOWN)
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        if _is_utf8_but_for(content, error):
            raise EncodingError(reasons.ENCODING_WRONG, encoding="UTF-8", at=error.start + 1) from None
        return _guess(content, error.start)


def _as_told(content: bytes, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(_ONE_BYTE.get(encoding, encoding))
    except LookupError:
        raise EncodingError(reasons.ENCODING_UNKNOWN) from None
    name = "utf-8-sig" if codec.name == "utf-8" else codec.name
    return Decoded(_strict(content, name), encoding)


def _strict(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise EncodingError(
            reasons.ENCODING_WRONG, encoding=codec.removesuffix("-sig").upper(), at=error.start + 1
        ) from None


def _utf16_without_mark(content: bytes) -> str | None:
    """The high byte of every Latin letter, digit and delimiter is 0, of every Cyrillic letter 4."""
    sample = content[:_LOOKED_AT]
    if len(sample) < 4 or len(content) % 2:
        return None
    even, odd = ((half.count(0) + half.count(4)) / (len(sample) / 2) for half in (sample[0::2], sample[1::2]))
    if odd > 0.8 and even < 0.2:
        return "utf-16-le"
    if even > 0.8 and odd < 0.2:
        return "utf-16-be"
    return None


def _is_utf8_but_for(content: bytes, error: UnicodeDecodeError) -> bool:
    """Mostly UTF-8 with a few bad bytes is damaged, not another encoding: in those, no pair of bytes fits UTF-8."""
    before = content[: error.start]
    pairs = len(before.decode("utf-8", errors="ignore").encode("utf-16-le")) // 2
    return len(before) - pairs >= 8


def _guess(content: bytes, first: int) -> Decoded:
    # From the first byte beyond ASCII on, with the sign before it.
    sample = content[max(first - 1, 0) : first + _LOOKED_AT]
    readings: dict[str, _Reading] = {}
    for name, codec in _ONE_BYTE.items():
        try:
            reading = _reading(sample.decode(codec))
        except UnicodeDecodeError:
            continue
        if reading.likeness > 0:
            readings[name] = reading
    if not readings:
        raise EncodingError(reasons.ENCODING_UNKNOWN)
    if {"Windows-1251", "KZ-1048"} <= readings.keys():
        # They share the Russian letters: one Kazakh letter read as a Serbian or Ukrainian one tells them apart.
        foreign = readings["Windows-1251"].noise > readings["KZ-1048"].noise
        del readings["Windows-1251" if foreign else "KZ-1048"]
    best = max(readings, key=lambda name: readings[name].likeness)
    # One word proves little: what is merely possible stays possible.
    near = 0.8 if readings[best].letters >= _ONE_WORD else 0.4
    fit = [name for name, reading in readings.items() if reading.likeness >= readings[best].likeness * near]
    if len(fit) > 1:
        raise EncodingError(reasons.ENCODING_AMBIGUOUS, candidates=tuple(fit))
    return Decoded(_strict(content, _ONE_BYTE[best]), best, guessed=True)


@dataclass(frozen=True)
class _Reading:
    """How text beyond ASCII looks in one encoding: 1 is Russian or Kazakh as people write it, 0 or less is noise."""

    likeness: float
    letters: int
    # Signs nobody writes in these languages.
    noise: int


def _reading(text: str) -> _Reading:
    letters = noise = total = 0
    good, before = 0.0, " "
    for sign in text:
        if not sign.isascii():
            total += 1
            if sign in _RUSSIAN or sign in _KAZAKH:
                letters += 1
                # A capital after a small letter is how one encoding read as another looks.
                torn = sign.isupper() and before.islower()
                good += -1.0 if torn else 1.0 if sign.lower() in _COMMON else 0.5
            elif sign in _TYPOGRAPHY:
                good += 0.25
            else:
                noise += 1
                good -= 2.0
        before = sign
    return _Reading(good / total if total else 0.0, letters, noise)
