"""Every command that needs no Prefect server, with arguments and options of any kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from deployments.cli import COMMANDS, loaded
from models.regulations import PROCEDURES, procedure
from tests.badinput.house import house
from tests.badinput.surface import Check, Surface
from tests.badinput.values import DATES, NUMBERS, TEXTS, disguised
from tests.record import rotation_year as year

SERVERS = {"demo", "up", "deploy", "restore-runs"}
"""Commands that start a server, or speak with one."""
LIKELY: dict[str, tuple[str, ...]] = {
    "number": (year.FIRST, year.CYCLE, "KRG-rotation-2026-999", disguised(year.FIRST), "P-1"),
    "cycle": (year.CYCLE, year.FIRST, "KRG-rotation-2031"),
    "step": (*procedure("rotation").codes, "correct-entry", "nоtice"),
    "code": tuple(PROCEDURES),
    "procedure": tuple(PROCEDURES),
    "authority": ("KRG", "КRG", "IZB"),
    "country": ("KZ", "RU", "XX", "kz"),
    "day": ("2026-12-31", "2027-05-08"),
    "off": ("2027-05-08",),
    "worked": ("2027-05-10",),
    "kind": ("off", "working"),
    "year": ("2026", "2027", "0", "-1", "99999"),
    "years": ("0", "5", "-3"),
    "start": ("2026-11-01", "2100-12-31"),
    "on": ("2026-06-01",),
    "decree": ("№ 1",),
    "login": ("a.ospan", "admin", "A B"),
    "role": ("viewer", "operator", "nobody"),
    "words": ("10 working days", "2026-12-01", "15 calendar days", "after", "by 1 December", "--"),
    "name": ("tenure", "rotation-destination", "vote"),
    "written": (
        "served_on=2026-12-22", "served_on=12/31/2026", "met_on=2026-12-22", "votes.rotate=-1", "votes=1", "members=7",
        "tenure_years=6", "x", "=", "a=b=c", "a.b.c=1", '{"a": 1}', "[1]", "present=1e400", "on=NaN",
    ),
    "weights": ("tenure=1", "x=-1", "=", "tenure=nan"),
    "anchor": ("1:" + "0" * 64, "x:y", "-1:"),
    "servants": ("3", "0", "-1"),
    "rows": ("3", "-1"),
    "seed": ("1",),
    "edition": ("2026-draft", "x"),
    "language": ("ru", "kk", "en", "de"),
    "lang": ("ru", "kk", "en", "de"),
    "cases": ("keep", "move", "drop"),
    "file": ("none.csv", ".", "home/record.db", "clock", "/dev/null", "a/b/c", "bad\udcff.csv", "/dev/stdin"),
    "files": ("none.yaml", ".", "home/record.db", "clock", "/dev/null"),
    "encoding": ("utf-8", "cp1251", "rot13", "utf-7", "x"),
}  # fmt: skip
"""What is usually written for each argument and option."""
PATHS = (
    "none.csv",
    ".",
    "clock",
    "home/record.db",
    "/dev/null",
    "",
    "a/b/c",
    "heads.csv",
    "out.json",
    "/proc/self/mem",
)
HEAVY = {"--servants", "--rows"}
"""Options by which one command may be asked for hours of work."""
# Of an argument the operating system can hold: no NUL, and bytes that are no UTF-8 as Python shows them.
OTHER = [
    *(t for t in (*TEXTS, *DATES) if "\0" not in t and len(t) < 20_000 and t.isprintable()),
    *(str(n) for n in NUMBERS if not isinstance(n, int) or abs(n) < 10**300),
    "\udcff", "a\udc80b", "\x1b[31m", "\n", "--", "-x", "--no-such-option", "@file",
]  # fmt: skip


def commands() -> dict[tuple[str, ...], Any]:
    """Every command and subcommand, by its words."""
    found: dict[tuple[str, ...], Any] = {}
    for name in COMMANDS.keys() - SERVERS:
        command = loaded(name)
        inner = getattr(command, "commands", None)
        found |= {(name, sub): each for sub, each in inner.items()} if inner else {(name,): command}
    return dict(sorted(found.items()))


@st.composite
def lines(draw: st.DrawFn, known: dict[tuple[str, ...], Any]) -> tuple[str, ...]:
    """A command line."""
    words = draw(st.sampled_from(sorted(known)))
    said = list(words)
    for parameter in known[words].params:
        name, flag = parameter.name, getattr(parameter, "is_flag", False)
        if parameter.param_type_name == "option":
            option = draw(st.sampled_from(parameter.opts))
            if name == "help" or not (parameter.required or draw(st.integers(0, 3)) == 0):
                continue
            said += [option] if flag else [option, draw(_value(name, option))]
        elif parameter.nargs == -1:
            said += draw(st.lists(_value(name), max_size=4))
        elif parameter.required or draw(st.booleans()):
            said.append(draw(_value(name)))
    if draw(st.integers(0, 9)) == 0:
        said.insert(draw(st.integers(1, len(said))), draw(st.sampled_from(OTHER)))
    return tuple(said)


def _value(name: str, option: str = "") -> st.SearchStrategy[str]:
    likely = st.sampled_from(LIKELY.get(name, PATHS))
    return likely if option in HEAVY else st.one_of(likely, likely, st.sampled_from(OTHER))


@contextmanager
def called(folder: Path) -> Iterator[tuple[st.SearchStrategy[Any], Check]]:
    """A command line, tried in a house."""
    with house(folder) as home:

        def check(tried: tuple[str, ...]) -> str:
            return {0: "taken", 1: "refused", 130: "refused"}.get(home.try_(*tried).status, "bad input")

        yield lines(commands()), check


COMMAND_LINE = Surface("command line", called, quick=100, deep=1_500)
