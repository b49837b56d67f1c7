"""What the file of a case holds, as plain values with their texts in every language.

Days are legal days; moments are aware UTC. Nothing here reads the record: `models.record.case_file` fills it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.acts import OWN
from models.filled_forms import FilledField
from models.names import PersonName
from models.receipts import SERVE_ON_PAPER, on_paper
from models.texts import Language, Text

if TYPE_CHECKING:
    from models.filed_paper import KeptDocument


@dataclass(frozen=True)
class FiledPlace:
    """An organisation as a case names it."""

    code: str
    name: Text
    settlement: str


@dataclass(frozen=True)
class FiledPerson:
    """The person a case is about, in the post held when it opened.

    category, category_until  the qualification category as it stood then; `None` as the last day: without limit
    """

    name: PersonName
    post: str
    place: FiledPlace | None
    language: Language
    category: str | None = None
    category_until: date | None = None


@dataclass(frozen=True)
class FiledPerformer:
    """The role bound to act, and who holds it for this case; `None` where the registry names nobody."""

    role: str
    title: Text
    name: PersonName | None = None


@dataclass(frozen=True)
class FiledTrace:
    """How one of a step's dates was counted, as it was told when the step opened."""

    term: Text
    start: date
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class FiledStep:
    """One occurrence of a step, in the words people read.

    clause       where the text asks for the step, or `own`
    term_clause  where the text sets its term: `own` is the authority's own target, None that it has no term
    late         done after its last day; of an open step, that the sweep found it so
    form         what was filled in, field by field
    recorded_by  who brought the answer: a person's code or the part of the service
    """

    code: str
    occurrence: int
    kind: str
    state: str
    title: Text
    clause: str
    performer: FiledPerformer
    opened_on: date
    term: Text | None = None
    term_clause: str | None = None
    anchor_on: date | None = None
    due: date | None = None
    last_day: date | None = None
    not_before: date | None = None
    ends: date | None = None
    done_on: date | None = None
    late: bool = False
    provisional: bool = False
    outcome: str | None = None
    outcome_title: Text | None = None
    traces: tuple[FiledTrace, ...] = ()
    form: tuple[FilledField, ...] = ()
    recorded_at: datetime | None = None
    recorded_by: str | None = None

    @property
    def is_open(self) -> bool:
        """It can be answered, or is running."""
        return self.state == "open"

    @property
    def act_by(self) -> date | None:
        """The day to act by, or the day a period ends."""
        return self.due or self.ends

    @property
    def own_term(self) -> bool:
        """Its term is the authority's own, not from the text."""
        return self.term_clause == OWN

    def overdue(self, on: date) -> bool:
        """Open, and its last day lies before `on`."""
        return self.is_open and self.last_day is not None and self.last_day < on


@dataclass(frozen=True)
class FiledBreach:
    """The law was not kept."""

    step: str
    title: Text
    clause: str
    text: Text


@dataclass(frozen=True)
class FiledParameter:
    """A value of the edition the operator should know of: the text contradicts itself, or the authority set its own."""

    code: str
    title: Text
    value: Text
    clause: str
    chosen: bool
    note: Text | None = None


@dataclass(frozen=True)
class FiledEdition:
    """The text a case is run by. `adopted_from` and `decree`: the authority's own act that adopts it, where it did."""

    act: Text
    code: str
    status: str
    note: Text | None
    in_force_from: date | None
    adopted_from: date | None
    decree: str | None
    parameters: tuple[FiledParameter, ...] = ()


@dataclass(frozen=True)
class FiledLetter:
    """A letter of the case, under the title of the step it comes from.

    recipient     None where it went to an address that is nobody's in the registry
    confirmed_at  when the recipient confirmed its receipt by the link in it
    """

    kind: str
    step: str
    title: Text
    recipient: PersonName | None
    channel: str
    language: Language
    day: date
    state: str
    attempts: int
    sent_at: datetime | None
    last_error: str | None
    is_fallback: bool
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class FiledReminder:
    """A day on which a role is, or was, reminded of a step."""

    step: str
    occurrence: int
    on: date
    kind: str
    role: str
    state: str


@dataclass(frozen=True)
class FiledDocument:
    """A document the law asks for, under the title of the step that owes it."""

    code: str
    title: Text
    step: str | None
    clause: str
    owed_on: date


@dataclass(frozen=True)
class FiledRuling:
    """A commission's decision. `standing`: no appeal has set it aside."""

    step: str
    occurrence: int
    met_on: date
    option: str
    title: Text
    destination: FiledPlace | None
    no_place: bool
    standing: bool


@dataclass(frozen=True)
class Branch:
    """What one outcome of a step leads to: steps by title and clause, a result, the end of the case."""

    outcome: Text | None
    opens: tuple[tuple[Text, str], ...]
    result: Text | None
    ends: bool


@dataclass(frozen=True)
class Ahead:
    """What can follow an open step."""

    step: Text
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class RollEntry:
    """A person judged for a cycle's list: on it or not, and why.

    excluded  why the operator left out one whom the law puts on the list
    """

    official: str
    name: PersonName | None
    place: FiledPlace | None
    listed: bool
    clause: str
    reasons: tuple[Text, ...]
    excluded: str | None = None


@dataclass(frozen=True)
class FiledRefusal:
    """An answer that the law did not allow, and why it was not recorded."""

    step: str
    title: Text
    clause: str
    reason: Text
    given_at: datetime
    given_by: str


@dataclass(frozen=True)
class FiledCorrection:
    """A wrong entry corrected. `fields`: those that differ, each as it was recorded and as it is now."""

    step: str
    title: Text
    clause: str
    fields: tuple[tuple[FilledField | None, FilledField | None], ...]
    reason: str
    on: date
    by: str


@dataclass(frozen=True)
class Message:
    """The last refusal, of an answer to the step `title`."""

    text: Text
    clause: str
    title: Text | None = None


@dataclass(frozen=True)
class CaseFile:
    """One case, whole: what an operator sees of it.

    result           the outcome so far; may stand while steps stay open
    run_id           of Prefect's flow run that shows the case; `cycle_run_id` of its cycle's
    events           what can happen at any open step: title and clause
    why              why the person is on the cycle's list
    documents        those the law asks for; `papers`: as they were written, and those that wait to be
    message          the last refusal, until something is recorded
    """

    number: str
    kind: str
    procedure: str
    title: Text
    year: int
    cycle: str
    authority: str
    authority_name: Text
    timezone: str
    edition: FiledEdition
    person: FiledPerson | None
    opened_on: date
    closed_on: date | None
    result: str | None
    result_title: Text | None
    result_on: date | None
    version: int
    run_id: str | None
    cycle_run_id: str | None
    steps: tuple[FiledStep, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    events: tuple[tuple[Text, str], ...] = ()
    breaches: tuple[FiledBreach, ...] = ()
    rulings: tuple[FiledRuling, ...] = ()
    documents: tuple[FiledDocument, ...] = ()
    papers: "tuple[KeptDocument, ...]" = ()
    refusals: tuple[FiledRefusal, ...] = ()
    corrections: tuple[FiledCorrection, ...] = ()
    letters: tuple[FiledLetter, ...] = ()
    reminders: tuple[FiledReminder, ...] = ()
    why: RollEntry | None = None
    message: Message | None = None

    def on_paper(self, step: FiledStep, on: date | None) -> bool:
        """Nobody has confirmed the receipt of an open step's notice: it is to be served on paper."""
        mine = (r for r in self.reminders if (r.step, r.occurrence) == (step.code, step.occurrence))
        return step.is_open and on_paper(((r.on, r.state) for r in mine if r.kind == SERVE_ON_PAPER), on)

    @property
    def open_steps(self) -> tuple[FiledStep, ...]:
        """Steps that can be answered or are running, the most pressing first."""
        return tuple(sorted((s for s in self.steps if s.is_open), key=lambda s: s.act_by or date.max))

    def as_data(self, language: Language) -> dict[str, Any]:
        """As plain data for JSON, texts in one language."""
        found: dict[str, Any] = plain(self, language)
        return found


def plain(value: Any, language: Language) -> Any:
    """Dataclasses as dicts, days and moments in ISO, texts in one language."""
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, PersonName):
        return {"code": value.code, "name": value.full}
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name), language) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v, language) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v, language) for v in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Fraction) else value
