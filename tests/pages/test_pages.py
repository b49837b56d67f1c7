"""The pages made from the code are what it gives now, and no clause that asks for something is missing from it."""

import re
from collections.abc import Iterator
from fractions import Fraction

import pytest

from models.acts import OWN
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named
from models.regulations.reserve import admission, readmission
from models.regulations.reserve.forms import PROPOSERS, SELF_NOMINATED
from tests.pages.clauses import HOLDS, rows, whole_of
from tests.pages.code_map import exceptions
from tests.pages.made import pages
from tests.pages.places import ROOT, places
from tests.pages.proofs import named_tests, plays_of
from tests.pages.tables import Entry, entries

ALL = [pytest.param(entry, id=f"{code}-{entry.row.clause}") for code in PROCEDURES for entry in entries(code)]
LIVES = {
    "duty": ("step", "event", "check", "function"),
    "term": ("term", "step"),
    "check": ("check", "table", "function", "value"),
    "form": ("form", "field", "document", "letter"),
}
"""What kind of place each demand has to have."""
WORDS = {1: "одн|один|месяц|бір", 2: "двух|два|екі", 3: "трех|три|үш", 10: "он |десят", 12: "двенадц"}
"""Numbers that a text writes in words."""


def test_pages_are_what_the_code_gives() -> None:
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, "made from the code, and not made anew: run `make pages`"


def test_no_module_goes_against_the_arrows_but_by_its_nature() -> None:
    # The door into a package, and the types of what a procedure is asked with.
    assert {told.split("`")[1] for told in exceptions()} == {"deployments/__main__.py", "models/procedure.py"}


@pytest.mark.parametrize("entry", ALL)
def test_clause_lives_in_the_code_and_is_proved(entry: Entry) -> None:
    row = entry.row
    assert row.holds
    assert set(row.holds) <= set(HOLDS)
    assert bool(row.why) != row.asks, "a clause that asks for nothing says why"
    kinds = {p.kind for p in entry.places}
    for demand in row.holds:
        if demand in LIVES:
            assert kinds & set(LIVES[demand]), f"no {demand} of clause {row.clause} in the code, only: {kinds}"
    if row.asks:
        assert entry.named or entry.played or entry.tests, "nothing proves it"
    if "check" in row.holds:
        assert entry.named or entry.tests, "no scenario and no test is about the check"
    if "term" in row.holds:
        assert entry.dated or (entry.of("check") and entry.named), "no scenario expects a date of the term"


@pytest.mark.parametrize("code", PROCEDURES)
def test_a_paragraphs_places_are_found_in_the_code_and_cite_its_clause(code: str) -> None:
    lost = {
        entry.row.clause: missing
        for entry in entries(code)
        if (missing := set(entry.row.by) - {p.name for p in entry.places})
    }
    assert not lost


@pytest.mark.parametrize("code", PROCEDURES)
def test_every_place_of_the_code_that_cites_a_clause_has_its_row(code: str) -> None:
    text = rows(code)
    shown = {place for entry in entries(code) for place in entry.places}
    known = {whole_of(r.clause) for r in text}
    found = places(procedure_named(code), tuple(r.clause for r in text))
    assert {c for place in found for c in place.clauses if whole_of(c) not in known} == set(), "no clause of the text"
    assert not [place for place in found if place not in shown]


@pytest.mark.parametrize("code", PROCEDURES)
def test_whatever_is_refused_or_breached_is_so_under_a_clause_of_the_text(code: str) -> None:
    known = {whole_of(r.clause) for r in rows(code)} | {OWN, "-"}
    cited = {c.strip() for p in plays_of(code) for r in p.refused for c in r.clause.split(",")}
    cited |= {b.clause for p in plays_of(code) for b in p.outcome.breaches}
    assert cited <= known


@pytest.mark.parametrize("code", PROCEDURES)
def test_whoever_refuses_says_under_which_clause(code: str) -> None:
    procedure = procedure_named(code)
    says = {c.__name__: set[str]() for p in (procedure.cycle, procedure.case) for n in p.nodes for c in n.checks}
    for place in places(procedure, tuple(r.clause for r in rows(code))):
        if place.name in says:
            says[place.name] |= {whole_of(c) for c in place.clauses}
    untold = {
        (r.clause, *refusing)
        for played in plays_of(code)
        for r in played.refused
        if (refusing := r.functions & {*says})
        and r.clause != OWN
        and not any(whole_of(c) in says[name] for name in refusing for c in r.clause.split(", "))
    }
    assert not untold


@pytest.mark.parametrize("code", PROCEDURES)
def test_every_number_of_the_act_stands_in_the_words_of_its_clause(code: str) -> None:
    said: dict[str, str] = {}
    for row in rows(code):
        said[row.whole] = f"{said.get(row.whole, '')} {row.says}"
    # Appendix 1-2 belongs to the clause that orders it.
    said["28-1"] = f"{said.get('28-1', '')} {said.get('appendix 1-2', '')}"
    for parameter in procedure_named(code).act.editions[-1].parameters.values():
        if not parameter.is_own:
            for number in numbers_of(parameter.value):
                words = WORDS.get(int(number) if number.isdigit() else 0, "-")
                assert re.search(rf"(?<!\d){number}(?!\d)|{words}", said[parameter.clause].casefold()), parameter.code


@pytest.mark.parametrize(
    ("clause", "codes"),
    [
        ("2.3", PROPOSERS),
        ("2.8", SELF_NOMINATED),
        ("2.10", admission.GROUNDS),
        ("4.6", readmission.MUST),
        ("4.7", readmission.MAY),
    ],
)
def test_what_a_clause_lists_is_its_paragraphs_in_the_order_of_the_text(clause: str, codes: list[str]) -> None:
    said = " ".join(row.says for row in rows("reserve") if row.whole == clause)
    assert re.findall(r"`(\S+)`", said) == list(codes)


def numbers_of(value: str | int | Fraction) -> Iterator[str]:
    """The numbers of a value as the texts write them."""
    shares = {Fraction(2, 3): "(двух третей|две трети|үштен екісі)", Fraction(1, 2): "50", Fraction(39, 10): "3,9"}
    if isinstance(value, Fraction):
        yield shares.get(value, str(value))
    elif isinstance(value, int):
        yield str(value)
    elif not value.startswith("by 30 November"):
        # The text says «в ноябре».
        yield from re.findall(r"\d+", value)


def test_tests_are_named_for_clauses_of_every_text() -> None:
    assert {procedure for procedure, _, _ in named_tests()} >= set(PROCEDURES) - {"attestation"}
