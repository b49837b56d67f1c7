"""The list of heads an office has at hand: a line is a person heading an organisation for a time, or a vacant post.

Organisations and persons are known by their codes where the file gives them, else by name: the same name in the same
settlement is one organisation; the same full name (and date of birth, where both are known) is one person.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from models.registry import relations
from models.registry.cells import VACANT, FullName
from models.registry.columns import normal
from models.registry.drafting import Scope, check_order
from models.registry.lines import Line
from models.registry.naming import Names, organisation_key, person_key
from models.registry.rows import Drafts, Row
from models.registry.stored import Key, Registry

# How a post that someone fills for the time being begins.
_ACTING = ("и о", "врио", "исполняющий обязанности", "исполняющая обязанности", "исполняющий", "исполняющая", "м а")
_ACTING_WITHIN = ("міндетін атқарушы", "acting")
# Of a person: said on any of the lines, the same on all that say it.
_OF_PERSON = ("sex", "birth_date", "language", "email", "phone")


def draft_heads(lines: Iterable[Line], scope: Scope, drafts: Drafts, registry: Registry) -> None:
    """Organisations, officials, tenures, categories and vacancies of the lines, added to `drafts`.

    What the tables of the same import say of an organisation or a person stands over what these lines say.
    """
    reader = _Reader(scope, drafts, registry)
    for line in lines:
        reader.read(line)


class _Reader:
    def __init__(self, scope: Scope, drafts: Drafts, registry: Registry) -> None:
        self.scope, self.drafts, self.registry = scope, drafts, registry
        self.names = Names.of(drafts, registry)
        # Rows these lines drafted; those of other tables are not touched.
        self.own: dict[tuple[str, Key], Row] = {}
        self.headed = {(key[0], key[1]) for key in registry.held["tenures"]}
        for row in drafts.of("tenures"):
            self.headed.add((row.key[0], row.key[1]))

    def read(self, line: Line) -> None:
        authority = self.scope.authority(line)
        if authority is None:
            return
        check_order(line)
        organisation = self._organisation(line, authority)
        if organisation is None:
            return
        name = line.values.get("full_name")
        if name == VACANT:
            self._vacancy(line, organisation)
        elif isinstance(name, FullName):
            person = self._person(line, authority, organisation, name)
            if person is not None:
                self._tenure(line, person, organisation)
                self._category(line, person)

    def _organisation(self, line: Line, authority: Key) -> Key | None:
        name, settlement, code = line.text("organisation"), line.text("settlement"), line.text("organisation_code")
        if name is None or settlement is None or ("organisation_code" in line.values and code is None and line.bad):
            return None
        if code:
            key: Key = (authority, code)
        else:
            found = self.names.organisations.get((authority, organisation_key(name, settlement)), [])
            if len(found) > 1:
                others = tuple(each[1] for each in found)
                line.refuse(relations.AMBIGUOUS_ORGANISATION, "organisation", others=others)
                return None
            key = found[0] if found else (authority, self.names.new_code("O"))
        values: dict[str, Any] = {"code": key[1]}
        if code or key not in self.registry.held["organisations"]:
            values |= {"name_ru": name, "settlement": settlement}
        values |= {to: line.values[of] for of, to in _OF_ORGANISATION.items() if line.values.get(of)}
        self._merge(line, "organisations", key, values, authority, {"name_kk": name})
        self.names.add_organisation(key, name, settlement)
        return key

    def _person(self, line: Line, authority: Key, organisation: Key, name: FullName) -> Key | None:
        born = line.values.get("birth_date")
        born = born if isinstance(born, date) else None
        values: dict[str, Any] = {"last_name": name.last, "first_name": name.first, "middle_name": name.middle}
        code, compared = line.text("code"), person_key(values)
        if code:
            key: Key = (authority, code)
        else:
            found = self.names.find_persons(authority, compared, born)
            if len(found) > 1:
                line.refuse(relations.AMBIGUOUS_PERSON, "full_name", others=tuple(each[1] for each in found))
                return None
            if found and found[0] in self.registry.held["officials"] and (found[0], organisation) not in self.headed:
                line.warn(relations.TAKEN_AS, "full_name", other=found[0][1])
            key = found[0] if found else (authority, self.names.new_code("P"))
        # A name that only differs in letters that are not compared is not a new name.
        known = self.registry.held["officials"].get(key)
        if known and person_key(known.values) == compared:
            values = {}
        values |= {each: line.values[each] for each in _OF_PERSON if line.values.get(each) is not None}
        if key not in self.names.born:
            self.names.add_person(key, compared, born)
        elif born is not None:
            self.names.born[key] = born
        self._merge(line, "officials", key, values | {"code": key[1]}, authority)
        return key

    def _merge(
        self,
        line: Line,
        table: str,
        key: Key,
        values: dict[str, Any],
        authority: Key,
        fallback: dict[str, Any] | None = None,
    ) -> None:
        """A row of an organisation or a person, or one more line of it; lines that differ are refused."""
        row = self.own.get((table, key))
        if row is None:
            if self.drafts.first(table, key) is None:
                row = Row(table, key, dict(values), {"authority": authority}, [line], fallback=fallback or {})
                row.shares.append((line, values))
                self.own[table, key] = row
                self.drafts.add(row)
            return
        row.lines.append(line)
        row.shares.append((line, values))
        for name, value in values.items():
            if name not in row.values:
                row.values[name] = value
            elif not _same(row.values[name], value):
                line.refuse(relations.CONFLICT, _COLUMN_OF.get((table, name), name), place=row.line.place)

    def _tenure(self, line: Line, person: Key, organisation: Key) -> None:
        start, post = line.values.get("start_on"), line.text("post")
        if start is None:
            return
        stated = line.values.get("is_head")
        if post and stated is None and _acting(post):
            line.warn(relations.ACTING, "post")
        values: dict[str, Any] = {"post": post, "is_head": True if stated is None else stated, "start_on": start}
        values |= {each: line.values[each] for each in ("end_on", "act_no") if each in line.values}
        refs: dict[str, Key | None] = {"official": person, "organisation": organisation}
        self.drafts.add(Row("tenures", (person, organisation, start), values, refs, [line]))

    def _category(self, line: Line, person: Key) -> None:
        category, given = line.text("category"), line.values.get("given_on")
        if category is None:
            return
        if given is None:
            line.warn(relations.CATEGORY_UNDATED, "category")
            return
        key = (person, category, given)
        values: dict[str, Any] = {"category": category, "given_on": given}
        values |= {"valid_until": line.values["valid_until"]} if "valid_until" in line.values else {}
        known = self.own.get(("categories", key))
        # A person with several stints has the same category on each line.
        if known and known.values == values:
            known.lines.append(line)
            return
        row = Row("categories", key, values, {"official": person}, [line])
        self.own["categories", key] = row
        self.drafts.add(row)

    def _vacancy(self, line: Line, organisation: Key) -> None:
        post, start = line.text("post"), line.values.get("start_on")
        if post is None or start is None:
            return
        values: dict[str, Any] = {"post": post, "open_from": start}
        values |= {to: line.values[of] for of, to in _OF_VACANCY.items() if of in line.values}
        key = (organisation, post, start)
        self.drafts.add(Row("vacancies", key, values, {"organisation": organisation}, [line]))


_OF_ORGANISATION = {"organisation_kk": "name_kk", "district": "district"}
_OF_VACANCY = {"qualification": "qualification", "end_on": "filled_on"}
# The column of this file a field comes from, where it has another name.
_COLUMN_OF = {
    ("organisations", "name_ru"): "organisation",
    ("organisations", "name_kk"): "organisation_kk",
    ("officials", "last_name"): "full_name",
    ("officials", "first_name"): "full_name",
    ("officials", "middle_name"): "full_name",
}


def _same(one: Any, other: Any) -> bool:
    return one == other or (isinstance(one, str) and isinstance(other, str) and normal(one) == normal(other))


def _acting(post: str) -> bool:
    words = normal(post)
    return any(words == each or words.startswith(each + " ") for each in _ACTING) or any(
        each in words for each in _ACTING_WITHIN
    )
