"""What the lines of a file say, as rows of the registry's tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from models.registry.lines import Line
from models.registry.stored import STORED, Key


@dataclass(slots=True)
class Row:
    """A row some lines of a file ask for. `values` and `refs` hold only what they speak of."""

    table: str
    key: Key
    values: dict[str, Any]
    # Field -> key of the row of the other table; None where the cell is empty.
    refs: dict[str, Key | None]
    lines: list[Line]
    # Every line must be good (a commission without one of its members is another commission), not just one.
    whole: bool = False
    # Fill a new row where its lines do not.
    fallback: dict[str, Any] = field(default_factory=dict)
    # What each line says, where several speak of the row.
    shares: list[tuple[Line, dict[str, Any]]] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        """Not to be imported."""
        judge = any if self.whole else all
        return judge(line.bad for line in self.lines)

    @property
    def line(self) -> Line:
        """The line to name when one is named."""
        return self.lines[0]

    def settled(self) -> dict[str, Any]:
        """The values of the good lines alone: a line that is not imported has no say in a row that is."""
        if not self.shares:
            return self.values
        said: dict[str, Any] = {}
        for line, values in self.shares:
            if not line.bad:
                said = values | said
        return said

    def get(self, name: str, held: Any = None) -> Any:
        """A field as the row says it, else as the record holds it (`held`: values by field)."""
        for source in (self.values, self.refs):
            if name in source:
                return source[name]
        return held.get(name) if held else None


@dataclass
class Drafts:
    """All rows asked for, by table and key. More than one of a key: the file says it more than once."""

    rows: dict[str, dict[Key, list[Row]]] = field(default_factory=lambda: {name: {} for name in STORED})

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows[row.table].setdefault(row.key, []).append(row)

    def of(self, table: str) -> Iterator[Row]:
        """The rows of a table, bad ones too."""
        for rows in self.rows[table].values():
            yield from rows

    def good(self, table: str) -> Iterator[Row]:
        """The rows of a table that can be imported."""
        return (row for row in self.of(table) if not row.bad)

    def first(self, table: str, key: Key) -> Row | None:
        """The first row of that key."""
        rows = self.rows[table].get(key)
        return rows[0] if rows else None
