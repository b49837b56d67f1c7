"""One person under two codes, and addresses two persons share."""

from models.registry import relations
from models.registry.findings import IN_REGISTRY, Place
from models.registry.naming import effective, known, person_key
from models.registry.reasons import Reason
from models.registry.rows import Drafts, Row
from models.registry.stored import Key, Registry
from models.texts import Text

_BY = {
    "birth_date": Text(
        ru="то же имя и дата рождения", kk="аты-жөні мен туған күні бірдей", en="same name and date of birth"
    ),
    "phone": Text(ru="то же имя и телефон", kk="аты-жөні мен телефоны бірдей", en="same name and phone"),
    "email": Text(ru="то же имя и почта", kk="аты-жөні мен поштасы бірдей", en="same name and email"),
}


def check_persons(drafts: Drafts, registry: Registry) -> None:
    """Refuses a person who is there under another code: the same full name with the same birthday, phone or email.

    A namesake who can't be told apart, and an address of two persons, are worth a warning.
    """
    seen: dict[tuple[object, ...], Key] = {}
    for key, values in effective("officials", drafts, registry):
        row = drafts.first("officials", key)
        name = person_key(values)
        same: tuple[str, Key] | None = None
        for by in _BY:
            if values.get(by) is None:
                continue
            shared = seen.setdefault((key[0], by, values[by]), key)
            other = seen.setdefault((key[0], by, values[by], name), key)
            if other != key:
                same = same or (by, other)
            elif shared != key and by != "birth_date":
                _on_either(drafts, key, shared, relations.SHARED_ADDRESS, by)
        # Where a birthday is known on both sides, it tells namesakes apart.
        namesake = seen.setdefault((key[0], "name", name), key)
        if same:
            _refuse(drafts, row, key, same)
        elif namesake != key and None in (
            values.get("birth_date"), known("officials", namesake, "birth_date", drafts, registry)
        ):  # fmt: skip
            _on_either(drafts, key, namesake, relations.NAMESAKE, "full_name")


def _refuse(drafts: Drafts, row: Row | None, key: Key, same: tuple[str, Key]) -> None:
    by, other_key = same
    other = drafts.first("officials", other_key)
    for mine, theirs, code in ((row, other, other_key[1]), (other, row, key[1])):
        if mine:
            column = "code" if mine.line.text("code") else "full_name"
            mine.line.refuse(relations.SAME_PERSON, column, other=code, by=_BY[by], place=_place(theirs))


def _on_either(drafts: Drafts, key: Key, other: Key, reason: Reason, field: str) -> None:
    """Warns at the row of the file, whichever of the two is in it."""
    for mine, theirs in ((key, other), (other, key)):
        row = drafts.first("officials", mine)
        if row:
            place = _place(drafts.first("officials", theirs))
            named = field if row.line.layout.position(field) is not None else "last_name"
            row.line.warn(reason, named, other=theirs[1], place=place)
            return


def _place(row: Row | None) -> Place:
    return row.line.place if row else IN_REGISTRY
