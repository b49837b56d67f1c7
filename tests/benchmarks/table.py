"""The table of a benchmark run: what was measured, beside whom, and whether the target is met."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """One target.

    ratio    the figure the target speaks of; None where what it compares with was not measured
    target   in words
    met      whether it is; None for what has no target
    """

    work: str
    ours: str
    other: str
    ratio: float | None
    target: str
    met: bool | None

    @property
    def verdict(self) -> str:
        """In a word."""
        return {True: "pass", False: "falls short", None: ""}[self.met]


@dataclass
class Table:
    """All lines of a run."""

    lines: list[Line] = field(default_factory=list)

    def at_least(self, work: str, ours: float, other: float, times: float, unit: str) -> None:
        """Ours is to be at least `times` the other figure, both the more the better."""
        ratio = ours / other
        self.lines.append(Line(work, shown(ours, unit), shown(other, unit), ratio, f"≥ {times:g}×", ratio >= times))

    def at_most(self, work: str, ours: float, other: float, times: float, unit: str) -> None:
        """Ours is to be at most `times` the other figure, both the less the better."""
        ratio = ours / other
        self.lines.append(Line(work, shown(ours, unit), shown(other, unit), ratio, f"≤ {times:g}×", ratio <= times))

    def under(self, work: str, ours: float, limit: float, unit: str) -> None:
        """Ours is to be under a limit."""
        self.lines.append(Line(work, shown(ours, unit), "", None, f"< {shown(limit, unit)}", ours < limit))

    def plain(self, work: str, ours: float, unit: str) -> None:
        """A figure without a target."""
        self.lines.append(Line(work, shown(ours, unit), "", None, "", None))

    def markdown(self) -> str:
        """As a table."""
        head = "| work | Merzim | beside | ratio | target | |\n|---|---|---|---|---|---|"
        rows = [
            f"| {line.work} | {line.ours} | {line.other} | {'' if line.ratio is None else f'{line.ratio:.2f}'} "
            f"| {line.target} | {line.verdict} |"
            for line in self.lines
        ]
        return "\n".join([head, *rows])


def shown(value: float, unit: str) -> str:
    """A figure people can read: `1,234/s`, `3.1 ms`, `62 MB`."""
    if unit == "s" and value < 1:
        return f"{value * 1000:,.3g} ms"
    if unit == "B":
        scale = next((k for k in (1_000_000_000, 1_000_000, 1_000) if value >= k), 1)
        return f"{value / scale:,.3g} { {1_000_000_000: 'GB', 1_000_000: 'MB', 1_000: 'kB', 1: 'B'}[scale] }"
    number = f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"
    return f"{number}{'/s' if unit == '/s' else f' {unit}'}"


def engines(found: Mapping[str, Mapping[str, float]]) -> str:
    """The engines side by side."""
    columns = [("open", "open, cases", "/s"), ("advance", "advance a step, p50", "s"), ("sweep", "sweep, 2 % due", "s"),
               ("memory", "memory", "B"), ("bytes", "a case", "B")]  # fmt: skip
    head = "| engine | " + " | ".join(title for _, title, _ in columns) + " |\n|" + "---|" * (len(columns) + 1)
    rows = [
        f"| {name} | " + " | ".join(shown(row[key], unit) if key in row else "" for key, _, unit in columns) + " |"
        for name, row in found.items()
    ]
    return "\n".join([head, *rows])
