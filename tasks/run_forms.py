"""Forms as the Prefect UI draws them: one tab for each open step or event, codes hidden behind names.

Plain data in, plain data out; nothing here knows the law or Prefect. What the two UIs draw from a JSON schema, and why
the shapes below, is in docs/prefect-notes.md.

The person's answer is `{"answer": {<code>: {<field>: <value>}}}`, or `{<code>: {...}}` where the form has one tab only.
Beside it stands `signed-by`, which the gateway writes there (deployments/gateway), and takes out if anybody else did.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from models.texts import Language, Text

Schema = dict[str, Any]

ANSWER = "answer"
SIGNED = "signed-by"
"""Beside an answer: who gave it. Never a property of the schema: the UI would show it as a field."""
_SIGNED = {"patternProperties": {f"^{SIGNED}$": {"type": "string"}}}
CODES = "x-codes"
"""Our mark in a drawn schema: the name shown -> the value it stands for."""
ROWS = "x-rows"
"""Our mark in a drawn schema: these rows are a mapping."""
_KEY, _VALUE = "key", "value"


@dataclass(frozen=True)
class FormTab:
    """One thing that can be answered: an open step or an event that may happen."""

    # The step's or event's code, unique in the form: it comes back with the answer.
    code: str
    # On the tab: some 20 characters are seen.
    title: str
    # JSON schema of an object, as Pydantic makes it ($defs, null, Literal and dict are redrawn for the UI).
    schema: Mapping[str, Any]
    # Above the fields, in grey: the clause and the last day, for instance.
    description: str = ""
    # May happen, but nobody owes it (an event). The form's last such tab also lets through an answer to a step that
    # has been closed meanwhile, so that it is refused in words of our own and not in those of a JSON validator.
    optional: bool = False
    # Field -> code -> the name shown for it; fields inside others as "destination.kind"; true and false as "true",
    # "false". A field without names shows its codes.
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # How a yes-or-no field that has no default is asked.
    yes_no: tuple[str, str] = ("Да", "Нет")


@dataclass(frozen=True)
class Answer:
    """What a person sent through a run's form."""

    # Of the form that was answered, unique in the run: mark it handled in the transaction that records the answer.
    key: str
    # Of the tab; "" where the answer fits no tab at all.
    code: str
    values: dict[str, Any]
    # Who gave it, as the gateway knows; empty where it has no accounts.
    by: str = ""


def offered_names(offers: Mapping[str, Mapping[str, Text]], language: Language) -> dict[str, dict[str, str]]:
    """Names of the codes that fields offer, as a tab has them."""
    return {path: {code: text.in_(language) for code, text in codes.items()} for path, codes in offers.items()}


def form_schema(tabs: Sequence[FormTab], question: str = "") -> Schema:
    """The JSON schema of a form with these tabs; `question` stands over them.

    Raises ValueError for no tab at all, and for two tabs with one code.
    """
    codes = [tab.code for tab in tabs]
    if not codes or len(set(codes)) < len(codes):
        raise ValueError(f"a form needs tabs with codes of their own, not {codes}")
    boxes = {tab.code: {"title": tab.title, **_box(tab)} for tab in tabs}
    if len(tabs) == 1:
        return {"type": "object", "properties": boxes, "required": codes, "additionalProperties": False, **_SIGNED}
    lenient = next((tab.code for tab in reversed(tabs) if tab.optional), None)
    members: list[Schema] = []
    for tab in tabs:
        member: Schema = {"type": "object", "title": tab.title, "properties": {tab.code: boxes[tab.code]}}
        if tab.code == lenient:
            others = [code for code in codes if code != tab.code]
            member |= {"minProperties": 1, "propertyNames": {"not": {"enum": others}}}
        else:
            member |= {"required": [tab.code], "additionalProperties": False}
        members.append(member)
    union = {"title": question or " / ".join(tab.title for tab in tabs), "anyOf": members}
    whole = {"type": "object", "properties": {ANSWER: union}, "required": [ANSWER], "additionalProperties": False}
    return whole | _SIGNED


def read_run_input(schema: Mapping[str, Any], key: str, run_input: Mapping[str, Any]) -> Answer:
    """The answer in what the form's resume was given, names turned back into codes."""
    by = str(run_input.get(SIGNED) or "")
    given = {name: value for name, value in run_input.items() if name != SIGNED}
    inside = given.get(ANSWER, given)
    boxes = _boxes(schema)
    if not isinstance(inside, Mapping):
        return Answer(key, "", {ANSWER: inside}, by)
    code = next((c for c in inside if c in boxes), next(iter(inside), ""))
    values = inside.get(code)
    if not isinstance(values, Mapping):
        return Answer(key, str(code), {} if values is None else {ANSWER: values}, by)
    return Answer(key, str(code), _read(boxes.get(code, {}), dict(values)), by)


def run_input(schema: Mapping[str, Any], code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What to resume a run with whose form has this schema: `values` by code, as `read_run_input` gives them back."""
    boxes = _boxes(schema)
    inside = {code: _write(boxes.get(code, {}), dict(values))}
    return {ANSWER: inside} if ANSWER in schema.get("properties", {}) else inside


def _boxes(schema: Mapping[str, Any]) -> dict[str, Schema]:
    properties = dict(schema.get("properties", {}))
    if ANSWER not in properties:
        return properties
    return {code: box for member in properties[ANSWER]["anyOf"] for code, box in member["properties"].items()}


def _box(tab: FormTab) -> Schema:
    drawn = _Drawing(tab).draw(dict(tab.schema), "")
    if drawn.get("type") != "object" or not drawn.get("properties"):
        raise ValueError(f"{tab.code}: a tab's schema must be an object with fields")
    return drawn | ({"description": tab.description} if tab.description else {})


class _Drawing:
    """Redraws one tab's schema into what the UI can show."""

    def __init__(self, tab: FormTab) -> None:
        self.tab = tab
        self.definitions: Mapping[str, Any] = tab.schema.get("$defs") or tab.schema.get("definitions") or {}

    def draw(self, node: Schema, path: str) -> Schema:
        """One field, `path` from the tab's top ("" is the tab itself)."""
        node = self._resolved(node)
        default = node.get("default")
        if "properties" in node:
            drawn = self._object(node, path)
        elif node.get("type") == "object":
            drawn = self._mapping(node, path)
        elif isinstance(node.get("items"), dict):
            drawn = node | {"items": self.draw(node["items"], path)}
        else:
            return self._choice(node, path)
        # What was filled in before comes back by name, too.
        return drawn | ({"default": _write(drawn, default)} if default else {})

    def _resolved(self, node: Schema, seen: tuple[str, ...] = ()) -> Schema:
        """Without $ref, null and one-sided unions: the UI would show each as tabs of its own."""
        node = {k: deepcopy(v) for k, v in node.items() if k not in ("$defs", "definitions")}
        if reference := node.pop("$ref", None):
            if reference in seen:
                raise ValueError(f"{self.tab.code}: a form can't hold itself ({reference})")
            target = self.definitions[reference.rsplit("/", 1)[-1]]
            return self._resolved({**target, **node}, (*seen, reference))
        for keyword in ("anyOf", "oneOf", "allOf"):
            members = [m for m in node.get(keyword, ()) if m.get("type") != "null"]
            kinds = {m.get("type") for m in members}
            if kinds == {"number", "string"}:
                # Pydantic takes a Decimal as a number or as text.
                members = [m for m in members if m["type"] == "number"]
            if len(members) == 1:
                rest = {k: v for k, v in node.items() if k != keyword}
                return self._resolved({**members[0], **rest}, seen)
            if members:
                node[keyword] = members
        if node.get("default", 0) is None:
            del node["default"]
        return node

    def _object(self, node: Schema, path: str) -> Schema:
        inside = f"{path}." if path else ""
        drawn = {name: self.draw(child, inside + name) for name, child in node["properties"].items()}
        for name in drawn.keys() - set(node.get("required", ())):
            if drawn[name].get("required") and "default" not in drawn[name]:
                # Left alone, the UI would send the defaults inside it, and be told that the rest is missing.
                drawn[name] = _without_defaults(drawn[name])
        return node | {"properties": drawn}

    def _mapping(self, node: Schema, path: str) -> Schema:
        """A dict, which the UI would ask for as JSON: a field for each known key of numbers, else rows."""
        value = node.get("additionalProperties")
        shown = self.draw(dict(value) if isinstance(value, Mapping) else {"type": "string"}, f"{path}.{_VALUE}")
        keys = self._resolved(node.get("propertyNames") or {"type": "string"})
        kept = {k: v for k, v in node.items() if k in ("title", "description", "position")}
        titles = self.tab.names.get(path, {})
        if (known := keys.get("enum")) and shown.get("type") in ("integer", "number", "boolean"):
            drawn = {key: {**shown, "title": titles.get(key, key)} for key in known}
            return {**kept, "type": "object", "properties": drawn, "additionalProperties": False}
        key = self.draw(keys, f"{path}.{_KEY}") if known else {"type": "string", "minLength": 1}
        row = {
            "type": "object",
            "title": node.get("title", ""),
            "properties": {
                _KEY: {**key, "title": titles.get(_KEY, node.get("title", _KEY)), "position": 0},
                _VALUE: {**shown, "title": titles.get(_VALUE, shown.get("title", _VALUE)), "position": 1},
            },
            "required": [_KEY, _VALUE],
        }
        return {**kept, "type": "array", "items": row, ROWS: True}

    def _choice(self, node: Schema, path: str) -> Schema:
        """A choice between codes, shown by name."""
        names = self.tab.names.get(path, {})
        if node.get("type") == "boolean":
            if not names and "default" in node:
                return node
            yes, no = self.tab.yes_no
            codes = {names.get("true", yes): True, names.get("false", no): False}
        else:
            codes = {name: code for code, name in self._codes(node, names)}
        if not codes:
            return node
        kept = {k: v for k, v in node.items() if k not in ("const", "enum", "oneOf", "anyOf", "type", "default")}
        drawn = {**kept, "type": "string", "enum": list(codes), CODES: codes}
        if "default" in node:
            drawn["default"] = next((name for name, code in codes.items() if code == node["default"]), None)
            if drawn["default"] is None:
                del drawn["default"]
        return drawn

    def _codes(self, node: Schema, names: Mapping[str, str]) -> Iterator[tuple[Any, str]]:
        members = node.get("oneOf") or node.get("anyOf")
        pairs: list[tuple[Any, str]] = []
        if "const" in node:
            pairs = [(node["const"], "")]
        elif "enum" in node:
            pairs = [(code, "") for code in node["enum"]]
        elif members and all("const" in m for m in members):
            pairs = [(m["const"], m.get("title", "")) for m in members]
        shown: set[str] = set()
        for code, title in pairs:
            name = names.get(str(code)) or title or str(code)
            # Two people of one name: the code tells them apart.
            name = f"{name} ({code})" if name in shown else name
            shown.add(name)
            yield code, name


def _without_defaults(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: _without_defaults(v) for k, v in node.items() if k != "default" or isinstance(v, dict)}
    return [_without_defaults(v) for v in node] if isinstance(node, list) else node


def _read(node: Mapping[str, Any], value: Any) -> Any:
    """A value out of the form: names back into codes, rows back into a mapping."""
    codes = node.get(CODES)
    if isinstance(codes, Mapping):
        return codes.get(value, value) if isinstance(value, str) else value
    if isinstance(value, Mapping):
        fields = node.get("properties", {})
        return {name: _read(fields.get(name, {}), child) for name, child in value.items()}
    if isinstance(value, list):
        read = [_read(node.get("items", {}), child) for child in value]
        return {row[_KEY]: row.get(_VALUE) for row in read} if node.get(ROWS) else read
    return value


def _write(node: Mapping[str, Any], value: Any) -> Any:
    """The other way round; a name is let through as it is, and null is left out, which the form can't hold."""
    codes = node.get(CODES)
    if isinstance(codes, Mapping):
        return next((name for name, code in codes.items() if code == value and type(code) is type(value)), value)
    if node.get(ROWS) and isinstance(value, Mapping):
        inside = node["items"]["properties"][_VALUE]
        keys = node["items"]["properties"][_KEY]
        return [{_KEY: _write(keys, key), _VALUE: _write(inside, child)} for key, child in value.items()]
    if isinstance(value, Mapping):
        fields = node.get("properties", {})
        return {name: _write(fields.get(name, {}), child) for name, child in value.items() if child is not None}
    if isinstance(value, list | tuple):
        return [_write(node.get("items", {}), child) for child in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
