"""What an import with `--replace` removes: rows of a list that the file gives whole, and gives without them."""

from collections.abc import Iterator

from models.registry.rows import Drafts
from models.registry.stored import STORED, Key, Registry

# Tables whose rows make up a list of something: of a person, an organisation, a commission.
LISTS = {
    "tenures": "official", "categories": "official", "facts": "official", "predecessors": "organisation",
    "members": "commission",
}  # fmt: skip


def removed(table: str, drafts: Drafts, registry: Registry) -> Iterator[Key]:
    """Rows of the record that the file's lists leave out. A list with a bad row is not known whole: nothing goes."""
    if table == "superiors":
        yield from (key for key in registry.held[table] if _without_superior(key, drafts))
    if table not in LISTS:
        return
    owner = STORED[table].key.index(LISTS[table])
    listed = {row.key[owner] for row in drafts.good(table)} - {row.key[owner] for row in drafts.of(table) if row.bad}
    for key in registry.held[table]:
        if key[owner] in listed and key not in drafts.rows[table]:
            yield key


def _without_superior(key: Key, drafts: Drafts) -> bool:
    """The file asks for superiors and leaves this person's out."""
    return key not in drafts.rows["superiors"] and any(
        not row.bad and row.line.layout.position("superior") is not None
        for row in drafts.rows["officials"].get(key[0], ())
    )
