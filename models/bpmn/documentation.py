"""What a drawing tells of a step beside its name: for people as a text, for programs as elements of our own."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

from models.acts import OWN, OWN_TERM, Edition, Parameter
from models.bpmn.effects import outcome_name
from models.forms import CLAUSE
from models.procedure import OWN_DAYS, Procedure
from models.process import BoundaryEvent, Process, Step
from models.terms import Term
from models.texts import Language, Text

Put = Callable[..., ET.Element]


def documentation(
    procedure: Procedure, process: Process, node: Step | BoundaryEvent, edition: Edition, language: Language
) -> str:
    """A step for people: its clause, performer, terms, and what each outcome comes to, a line each."""
    lines = [
        _OWN if node.clause == OWN else CLAUSE.filled(clause=node.clause),
        _PERFORMER.filled(role=procedure.roles[node.performer]),
    ]
    if isinstance(node, Step):
        lines += _terms(procedure, node, edition)
        lines += (
            [_WAITS.filled(steps=Text.joined(process.step(c).title for c in node.waits_for))] if node.waits_for else []
        )
    for outcome, following in node.outcomes.items():
        closed = Text.joined(process.step(c).title for c in following.cancels if process.step(c) is not node)
        away = Text.joined(process.node(c).title for c in following.supersedes)
        told = [t.filled(steps=s) for t, s in ((_CLOSES, closed), (_AWAY, away)) if s.ru]
        if told or len(node.outcomes) > 1:
            lines.append(_OUTCOME.filled(outcome=outcome_name(process, node, outcome), told=_sentence(told)))
    return "\n".join(line.in_(language) for line in lines)


def _sentence(texts: list[Text]) -> Text:
    return Text.joined(texts) if texts else _ON


def _terms(procedure: Procedure, step: Step, edition: Edition) -> list[Text]:
    found = []
    deadline = step.deadline
    if deadline is not None and deadline.term:
        found.append(_term(procedure, _TERM, edition[deadline.term], deadline.after[0]))
    if deadline is not None and deadline.on:
        found.append(_ON_DAY.filled(fact=_fact(procedure, deadline.on)))
    found += [_term(procedure, _GATE, edition[gate.term], gate.after) for gate in step.not_before]
    return found


def _term(procedure: Procedure, text: Text, parameter: Parameter, after: str) -> Text:
    told = text.filled(term=Term.parse(str(parameter.value)).describe(), fact=_fact(procedure, after))
    source = OWN_TERM if parameter.is_own else CLAUSE.filled(clause=parameter.clause)
    return Text(*(f"{told.in_(lang)} ({source.in_(lang)})" for lang in ("ru", "kk", "en")))


def _fact(procedure: Procedure, fact: str) -> Text:
    """A day that a term is counted from: whose it is, in words."""
    if fact in OWN_DAYS:
        return _OWN_DAYS[fact]
    code = fact.partition(".")[0]
    for process in (procedure.case, procedure.cycle):
        if process.has(code):
            return _OF_STEP.filled(step=process.node(code).title)
    return _KNOWN


def extension(parent: ET.Element, node: Step | BoundaryEvent, edition: Edition, put: Put) -> None:
    """The same for programs, by codes: `merzim:step` with its terms, gates, form, reminders and outcomes."""
    own = put(
        parent, "merzim:step", code=node.code, clause=node.clause, performer=node.performer,
        kind=node.kind if isinstance(node, Step) else "boundary-event",
        form=node.form.__name__ if node.form else None, doneOn=node.done_on,
    )  # fmt: skip
    if isinstance(node, Step):
        deadline = node.deadline
        if deadline is not None:
            _parameter(put, own, "merzim:term", edition[deadline.term] if deadline.term else None,
                       after=" ".join(deadline.after) if deadline.term else None, on=deadline.on)  # fmt: skip
        for gate in node.not_before:
            _parameter(put, own, "merzim:notBefore", edition[gate.term], after=gate.after)
        for code in node.waits_for:
            put(own, "merzim:waitsFor", step=code)
        plan = node.reminders
        put(
            own, "merzim:reminders", before=", ".join(plan.before), onDay=str(plan.on_day).lower(),
            overdue=", ".join(plan.overdue), weekly=str(plan.weekly).lower(), roles=" ".join(plan.roles),
        )  # fmt: skip
    for outcome, following in node.outcomes.items():
        lists = {
            name: " ".join(getattr(following, name))
            for name in ("opens", "reopens", "cancels", "supersedes", "letters", "documents")
        }
        ending = "case" if following.ends else "way" if following.finishes else None
        put(own, "merzim:outcome", code=outcome, result=following.result, ends=ending, **lists)


def _parameter(put: Put, parent: ET.Element, tag: str, parameter: Parameter | None, **more: Any) -> None:
    said = {} if parameter is None else {
        "parameter": parameter.code, "value": str(parameter.value), "clause": parameter.clause
    }  # fmt: skip
    put(parent, tag, **said, **more)


_OWN = Text("Не из текста: решает орган", "Мәтіннен емес: орган шешеді", "Not from the text: the authority's own")
_PERFORMER = Text("Исполнитель: {role}", "Орындаушы: {role}", "Performer: {role}")
_TERM = Text("Срок: {term}, от: {fact}", "Мерзімі: {term}, басталуы: {fact}", "Term: {term}, counted from: {fact}")
_GATE = Text("Не раньше: {term}, от: {fact}", "Ерте емес: {term}, басталуы: {fact}", "Not before: {term}, from: {fact}")
_ON_DAY = Text("День: {fact}", "Күні: {fact}", "On the day: {fact}")
_WAITS = Text("Ждёт: {steps}", "Күтеді: {steps}", "Waits for: {steps}")
_OUTCOME = Text("«{outcome}»: {told}", "«{outcome}»: {told}", "“{outcome}”: {told}")
_ON = Text("дело идёт дальше по схеме", "іс сызба бойынша жалғасады", "goes on as drawn")
_CLOSES = Text("закрывает неисполненными: {steps}", "орындалмаған күйде жабады: {steps}", "closes undone: {steps}")
_AWAY = Text("больше не действует: {steps}", "енді күші жоқ: {steps}", "no longer counts: {steps}")
_OF_STEP = Text("«{step}»", "«{step}»", "“{step}”")
_KNOWN = Text("день, известный делу", "іске белгілі күн", "a day the case knows")
_OWN_DAYS = {
    "opened": Text("день открытия шага", "қадам ашылған күн", "the day the step opens"),
    "not_before": Text("первый допустимый день", "рұқсат етілген алғашқы күн", "the first day allowed"),
}
