"""What people read is said in their language, with the same things filled in."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("models", "notifications", "tasks", "flows", "deployments")
ALIKE = {"ротация", "портфолио", "телефон", "комиссия", "кейс-менеджер", "телефонограмма", "апелляция", "реферат"}
"""Words that Kazakh has from Russian, or with it."""
ALIKE |= {"оператор", "наурыз мейрамы", "тест", "цикл", "орган", "мерзім", "секунд", "журнал"}
Said = tuple[str, str, str]


@cache
def texts() -> tuple[tuple[str, Said], ...]:
    """Every text of the code that stands there in all words: where, and in Russian, Kazakh and English."""
    return tuple(_texts())


def _texts() -> Iterator[tuple[str, Said]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (said := _said(node)):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", said


def _said(call: ast.Call) -> Said | None:
    """`Text("…", "…", "…")`, or a call that makes a refusal of three texts in a row."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    given = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    named = {k.arg: k.value.value for k in call.keywords if isinstance(k.value, ast.Constant)}
    if name == "Text":
        told = [*given, *(str(named[lang]) for lang in ("ru", "kk", "en") if lang in named)]
        return (
            (told[0], told[1], told[2] if len(told) > 2 else "")
            if len(told) == len(call.args) + len(named) > 1
            else None
        )
    return (given[-3], given[-2], given[-1]) if name in ("refused", "_refused") and len(given) > 2 else None


def filled(text: str) -> set[str]:
    """The names of what is put in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_texts_are_found() -> None:
    assert len(texts()) > 1000


@pytest.mark.parametrize("package", PACKAGES)
def test_the_same_is_filled_in_in_each_language(package: str) -> None:
    wrong = [
        where
        for where, (ru, kk, en) in texts()
        if where.startswith(package) and not filled(ru) == filled(kk) == filled(en or ru)
    ]
    assert not wrong


def test_kazakh_is_not_russian_in_a_kazakh_slot() -> None:
    wrong = [
        where
        for where, (ru, kk, _) in texts()
        if ru == kk
        and (words := re.sub(r"\{[^}]*\}", "", ru).casefold().strip(" :.,«»"))
        and re.search("[а-я]{4}", words)
        and words not in ALIKE
    ]
    assert not wrong
