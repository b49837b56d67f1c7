"""Every form of every procedure: lawful answers spoilt, and answers made from the schema that the page shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

from models.calendars import working_calendar
from models.engine import Answer, advance
from models.errors import Refusal
from models.form_schema import form_schema
from tests.badinput.answers import desk, recorded, refused
from tests.badinput.moments import Moment, moments
from tests.badinput.surface import Check, Surface
from tests.badinput.values import spoilt


def from_schema(found: tuple[Moment, ...]) -> dict[tuple[str, str], st.SearchStrategy[Any]]:
    """What each form's own JSON schema lets through, and what it does not, by procedure and step."""
    forms = {(each.procedure.code, each.step): each.form for each in found}
    paths = {
        f"/{code}/{step}": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": _whole(form_schema(form, "ru"))}}},
                "responses": {"200": {"description": "taken"}},
            }
        }
        for (code, step), form in forms.items()
    }
    known = schemathesis.openapi.from_dict(
        {"openapi": "3.1.0", "info": {"title": "forms", "version": "1"}, "paths": paths}
    )
    return {
        (code, step): st.one_of(
            [
                known[f"/{code}/{step}"]["POST"].as_strategy(generation_mode=mode)
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
            ]
        )
        .map(lambda case: case.body)
        .filter(lambda body: isinstance(body, dict))
        for code, step in forms
    }


def _whole(schema: Any, definitions: Any = None) -> Any:
    """Without references, and without the marks by which the page puts its fields in order."""
    if isinstance(schema, list):
        return [_whole(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    definitions = definitions or schema.get("$defs", {})
    if reference := schema.get("$ref"):
        schema = {**definitions[reference.rsplit("/", 1)[-1]], **schema}
    return {k: _whole(v, definitions) for k, v in schema.items() if k not in ("$ref", "$defs", "position")}


def inputs() -> st.SearchStrategy[tuple[Moment, dict[str, Any]]]:
    """A moment, and what is written in its form then."""
    found = moments()
    made = from_schema(found)
    return st.sampled_from(found).flatmap(
        lambda moment: st.tuples(
            st.just(moment),
            st.one_of(
                spoilt(moment.lawful, tuple(moment.form.model_fields)),
                spoilt(moment.lawful, tuple(moment.form.model_fields)),
                made[moment.procedure.code, moment.step],
                made[moment.procedure.code, moment.step].map(lambda body: {**moment.lawful, **body}),
            ),
        )
    )


@contextmanager
def judged(_: Path) -> Iterator[tuple[st.SearchStrategy[Any], Check]]:
    """An answer judged by the engine alone."""

    def check(tried: tuple[Moment, dict[str, Any]]) -> str:
        moment, form = tried
        process, calendar = moment.procedure.process(moment.kind), working_calendar(moment.country)
        try:
            decision = advance(process, moment.state, Answer(moment.step, form), moment.on, calendar)
        except Refusal as refusal:
            refused(refusal)
            return "refused"
        assert decision.recorded is not None
        recorded(moment, form, decision.recorded.form)
        return "taken"

    yield inputs(), check


@contextmanager
def answers(folder: Path) -> Iterator[tuple[st.SearchStrategy[Any], Check]]:
    """An answer taken into a record."""
    with desk(folder) as at:

        def check(tried: tuple[Moment, dict[str, Any]]) -> str:
            moment, form = tried
            try:
                given = at.answer(moment, form)
            except Exception:
                at.cases.pop(id(moment), None)
                raise
            given.judge(moment, form)
            return "refused" if given.taken.refusal else "taken"

        yield inputs(), check


ENGINE = Surface("forms of all procedures, judged", judged, quick=300, deep=6_000)
FORMS = Surface("forms of all procedures, into the record", answers, quick=120, deep=2_000)
