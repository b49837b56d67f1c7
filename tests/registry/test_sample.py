"""The sample: what is committed, and what the rotation rules make of its region on 1 December 2026."""

from datetime import date

import phonenumbers
import pytest
from sqlmodel import select

from deployments.sample import FOLDER
from deployments.sample.generate import further_tables, tables
from deployments.sample.region import NOT_SUBJECT, SUBJECT, VACANT
from models.record.database import reading
from models.record.people import Authority
from models.record.registry_queries import Head, commission_in_force, heads
from models.tenure import Stint, Tenure, tenure
from tests.registry.office import Office, warned

ON = date(2026, 12, 1)
YEARS = 7


def test_the_committed_files_are_what_the_generator_makes() -> None:
    committed = {
        path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8-sig") for path in FOLDER.rglob("*.csv")
    }
    assert committed == tables() | further_tables()


@pytest.fixture
def sample(office: Office) -> Office:
    """An office with the sample region in its record."""
    report = office.imports(FOLDER)
    assert report.imported, list(report.lines("en"))
    assert warned(report) == []
    return office


def in_office(office: Office) -> dict[str, Head]:
    """The heads on the day, by organisation."""
    with reading(office.engine) as session:
        authority = session.exec(select(Authority)).one()
        return {head.organisation_code: head for head in heads(session, authority.id, "rotation", ON)}


def served(head: Head) -> Tenure:
    """Time as head of the organisation and its predecessors, on the day."""
    return tenure([Stint(first, last) for first, last in head.stints], ON)


def test_importing_the_sample_again_changes_nothing(sample: Office) -> None:
    assert sample.imports(FOLDER).outcome == "same"


def test_clause_5_those_meant_to_be_subject_are_and_nobody_else(sample: Office) -> None:
    found = in_office(sample)
    assert len(found) == 60
    assert {code for code, head in found.items() if served(head).reached(YEARS)} == set(SUBJECT)
    assert 12 <= len(SUBJECT) <= 20
    assert set(NOT_SUBJECT) < set(found)


def test_clause_5_the_edges_are_where_they_are_meant_to_be(sample: Office) -> None:
    found = {code: served(head) for code, head in in_office(sample).items()}
    lengths = {code: (found[code].years, found[code].months, found[code].day_rest) for code in found}
    assert lengths["C-35"] == (7, 0, 0)
    assert lengths["C-36"] == (7, 0, 16)
    assert lengths["C-06"] == lengths["C-26"] == (6, 11, 29)
    # Only through predecessors, one and two steps back: without a break, so one stint.
    assert found["C-04"].unbroken
    assert found["C-24"].unbroken
    # Dismissed and returned.
    assert not found["C-05"].unbroken


def test_clause_3_swaps_are_possible_and_one_settlement_has_no_place_to_go(sample: Office) -> None:
    found = in_office(sample)
    by_settlement: dict[str, list[str]] = {}
    for code in SUBJECT:
        by_settlement.setdefault(found[code].settlement, []).append(code)
    assert sum(1 for codes in by_settlement.values() if len(codes) >= 2) >= 4
    assert by_settlement["Приозёрск"] == ["C-63"]
    assert [code for code, head in found.items() if head.settlement == "Приозёрск"] == ["C-63"]


def test_clause_11_vacancies_ask_for_a_category_somebody_has(sample: Office) -> None:
    vacancies = sample.rows("vacancies")
    assert len(vacancies) == len(VACANT)
    held = {row["category"] for row in sample.rows("categories") if row["valid_until"] >= ON}
    assert {row["qualification"] for row in vacancies} <= held


def test_clause_9_the_commission_can_be_convened(sample: Office) -> None:
    with reading(sample.engine) as session:
        authority = session.exec(select(Authority)).one()
        found = commission_in_force(session, authority.id, "rotation", ON)
    assert found is not None
    assert len(found.members) == 7
    assert {member.part for member in found.members} == {
        "regional-office", "district-office", "centre", "media", "public-association",
    }  # fmt: skip
    assert sum(member.is_chair for member in found.members) == 1
    assert found.secretary_id is not None
    assert not found.secretary_is_member


def test_the_draft_is_adopted_before_the_cycle_opens(sample: Office) -> None:
    assert [(row["act"], row["from_day"] < date(2026, 11, 1)) for row in sample.rows("adoptions")] == [
        ("rotation", True)
    ]


def test_everybody_can_be_reached_in_one_of_three_languages(sample: Office) -> None:
    officials = sample.rows("officials")
    assert all(row["email"] or row["phone"] for row in officials)
    assert {row["language"] for row in officials} == {"ru", "kk", "en"}
    assert all(row["email"] is None or row["email"].endswith("@example.kz") for row in officials)
    phones = [phonenumbers.parse(row["phone"]) for row in officials if row["phone"]]
    assert all(phonenumbers.is_possible_number(phone) for phone in phones)
    assert all(str(phone.national_number).startswith("700000") for phone in phones)


def test_every_role_of_the_rotation_has_a_performer_with_a_superior(sample: Office) -> None:
    performers = sample.rows("performers")
    assert {row["role"] for row in performers if row["settlement"] is None} == {
        "hr_district", "hr_region", "commission_secretary",
    }  # fmt: skip
    assert all(row["superior_id"] for row in performers)
