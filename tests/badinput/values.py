"""Values people and programs write where something else was asked for."""

import math
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

LOOKALIKES = str.maketrans("aceopxyABCEHKMOPTXасеорхуАВСЕНКМОРТХ", "асеорхуАВСЕНКМОРТХaceopxyABCEHKMOPTX")
"""Latin letters that look like Cyrillic ones, and the other way round."""

DATES = (
    "12/31/2026", "31.12.2026", "31/12/2026", "2026/12/31", "2026-13-01", "2026-02-30", "2026-12-1", "20261201",
    "2026-W49-2", "2026-12-01T00:00:00", "2026-12-01T23:59:59+05:00", "0000-00-00", "0001-01-01", "1582-10-10",
    "1899-12-31", "1990-12-31", "2101-01-01", "9999-12-31", "10000-01-01", "-2026-12-01", "２０２６-１２-０１",
    "1 декабря 2026 г.", "2026-12-01\x00", " 2026-12-01", "завтра", "today", "2026‑12‑01", "٢٠٢٦-١٢-٠١", "44927", "1798761600",  # noqa: E501
    "2099-12-31", "2026-12-31",
)  # fmt: skip
"""Days in other orders, of other calendars, of no calendar, too far away."""

NUMBERS = (
    -1, 0, 1, 7, 2**31 - 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 10**400, -0.0, 0.5, 1e-320, 1e308,
    math.nan, math.inf, -math.inf, True, False, "1e3", "0x10", "1_000", "１２", "٣", "-1", "7.0", "+5", " 7 ", "NaN",
    "inf", "1,5", "Ⅶ", "9" * 5000,
)  # fmt: skip
"""Counts and scores that are none."""

TEXTS = (
    "", " ", "\u00a0", "\u200b", "\x00", "a\x00b", "\x1b[31mкрасный", "\x07", "\r\n", "\u2028", "\x85", "\ufeffтекст",
    "\u202eтскет", "\u2066скрытый\u2069", "\u200fсправа", "a\u0301\u0301\u0301" * 40, "\ud800", "ok\udfff",
    "\udc00\ud800",    "\U000e0041", "\ufffe", "я" * 20_000, "=1+1", "=HYPERLINK(\"http://example.kz\")", "@SUM(1)", "{{ 7*7 }}",  # noqa: E501
    "{% for x in y %}", "${jndi:ldap://example.kz}", "<script>alert(1)</script>", "</textarea>", "' OR 1=1 --",
    "../../etc/passwd", "%00", "%n%s", "null", "None", "true", "ß", "İ", "ﬁ", "№ 12-3/4 «Қ»", "🐫", "|", "\\",
)  # fmt: skip
"""Texts that are nothing, hide something, or mean something elsewhere."""

OTHERS: tuple[Any, ...] = (None, [], {}, [None], [[]], {"": ""}, {"$ref": "#"}, [1, "a"], {"value": 1}, [{}])

anything: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(DATES), st.sampled_from(NUMBERS), st.sampled_from(TEXTS), st.sampled_from(OTHERS),
    st.text(max_size=12), st.integers(), st.floats(), st.dates().map(str),
    st.recursive(st.none() | st.booleans() | st.text(max_size=3),
                 lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
                 max_leaves=4),
)  # fmt: skip


def disguised(text: str) -> str:
    """The same to the eye, another text."""
    return text.translate(LOOKALIKES)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Everything that is written in a form, with the way to it; groups themselves too."""
    if path:
        yield path, value
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, child in pairs:
        yield from leaves(child, (*path, name))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with another value at the end of the way."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {**value, first: changed(value.get(first), rest, new)}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        return [changed(each, rest, new) if at == first else each for at, each in enumerate(value)]
    return new


@st.composite
def spoilt(draw: st.DrawFn, lawful: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """A lawful form with one to three things wrong, or a letter that only looks right."""
    form: Any = dict(lawful)
    for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3)))):
        known = [path for path, _ in leaves(form)] + [(name,) for name in fields]
        path = draw(st.sampled_from(known)) if known else ("on",)
        now = dict(leaves(form)).get(path)
        how = draw(st.sampled_from(("replaced", "replaced", "replaced", "disguised", "left out", "added")))
        if how == "left out" and len(path) == 1:
            form = {name: value for name, value in form.items() if name != path[0]}
        elif how == "added":
            form = {**form, draw(st.sampled_from(TEXTS + DATES) | st.text(max_size=8)): draw(anything)}
        elif how == "disguised" and isinstance(now, str):
            form = changed(form, path, disguised(now))
        else:
            form = changed(form, path, draw(anything))
    return dict(form)


def hides(text: str) -> bool:
    """It holds a sign that no reader sees: controls, direction overrides, halves of a pair, what Unicode has not."""
    return any((unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co") and sign not in "\n\t") or sign in _OVERRIDES
               for sign in text)  # fmt: skip


_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
