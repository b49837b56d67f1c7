"""The settings, from their fields and the comments above them: one comment tells of the fields under it."""

import re
from itertools import groupby

from models.settings import Settings
from tests.pages.places import ROOT

MARK = "<!-- From here on made by `make pages`, from the comments of models/settings.py. -->\n"


def settings_table(head: str) -> str:
    """The page: what stands above the mark by hand, and every setting under it."""
    lines = ["| variable | left out | holds |", "|---|---|---|"]
    for about, told in groupby(_fields(), key=lambda each: each[0]):
        names = [name for _, name in told]
        variables = ", ".join(f"`MERZIM_{name.upper()}`" for name in names)
        lines.append(f"| {variables} | {', '.join(filter(None, map(_left_out, names)))} | {about} |")
    return head.partition(MARK)[0] + MARK + "\n" + "\n".join(lines) + "\n"


def _fields() -> list[tuple[str, str]]:
    """What is said of each field, and the field."""
    found: list[tuple[str, str]] = []
    about: list[str] = []
    before = ""
    for line in (ROOT / "models" / "settings.py").read_text(encoding="utf-8").splitlines():
        if comment := re.fullmatch(r"    # (.*)", line):
            about = [*about, comment[1]] if before.startswith("    # ") else [comment[1]]
        elif (field := re.match(r"    (\w+): ", line)) and field[1] in Settings.model_fields:
            found.append((" ".join(about), field[1]))
        before = line
    return found


def _left_out(name: str) -> str:
    default = Settings.model_fields[name].default
    if default is None or default in ("", ()):
        return ""
    written = " ".join(map(str, default)) if isinstance(default, tuple) else str(default)
    return f"`{written.removesuffix(':00')}`"
