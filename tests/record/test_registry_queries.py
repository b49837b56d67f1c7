"""Who heads what, since when, and who decides: asked of the registry in a fixed number of queries."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.record.database import reading, writing
from models.record.people import Reorganisation
from models.record.places import place_facts, places
from models.record.registry_queries import Head, commission_in_force, heads
from models.record.tables import (
    Case,
    Category,
    CommissionMember,
    Official,
    Organisation,
    Predecessor,
    Ruling,
    Vacancy,
)
from tests.record import samples
from tests.record.counting import counted
from tests.record.samples import add

ON = date(2026, 12, 1)


def follows(session: Session, later: Organisation, earlier: Organisation, kind: Reorganisation = "merger") -> None:
    add(
        session,
        Predecessor(organisation_id=later.id, predecessor_id=earlier.id, kind=kind, on_day=date(2020, 1, 1)),
    )


def found_heads(record: Engine, on: date = ON) -> dict[str, Head]:
    with reading(record) as session:
        return {each.official_code: each for each in heads(session, 1, "rotation", on)}


def test_head_in_post_on_the_day_with_all_the_list_asks_for(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        place = samples.organisation(session, of, "C-1", district="Бұқар жырау")
        person = samples.official(session, of, "P-1", middle_name="Сынаққызы")
        samples.head(session, person, place, date(2015, 3, 1), date(2018, 6, 30))
        samples.head(session, person, place, date(2019, 1, 10))
        add(
            session,
            Category(official_id=person.id, category="2", given_on=date(2018, 1, 1), valid_until=date(2023, 1, 1)),
            Category(official_id=person.id, category="1", given_on=date(2023, 1, 1), valid_until=date(2028, 1, 1)),
            Category(official_id=person.id, category="высшая", given_on=date(2027, 1, 1)),
        )
    found = found_heads(record)["P-1"]
    assert found == Head(
        official_id=1, official_code="P-1", last_name="Тестова-P-1", first_name="Айгүл", middle_name="Сынаққызы",
        organisation_id=1, organisation_code="C-1", organisation_ru="Центр C-1", organisation_kk="C-1 орталығы",
        settlement="Қарағанды", district="Бұқар жырау", post="директор",
        stints=((date(2015, 3, 1), date(2018, 6, 30)), (date(2019, 1, 10), None)),
        category="1", category_until=date(2028, 1, 1),
    )  # fmt: skip
    assert found.full_name == "Тестова-P-1 Айгүл Сынаққызы"


def test_who_is_not_a_head_on_the_day_is_not_there(record: Engine) -> None:
    with writing(record) as session:
        of, other = samples.authority(session), samples.authority(session, "PVL")
        place = samples.organisation(session, of, "C-1")
        people = {code: samples.official(session, of, code) for code in ("left", "deputy", "later", "last", "first")}
        samples.head(session, people["left"], place, date(2010, 1, 1), date(2026, 11, 30))
        samples.head(session, people["deputy"], place, date(2010, 1, 1), is_head=False)
        samples.head(session, people["later"], place, date(2026, 12, 2))
        samples.head(session, people["last"], place, date(2010, 1, 1), ON)
        samples.head(session, people["first"], place, ON)
        elsewhere = samples.organisation(session, other, "C-1")
        samples.head(session, samples.official(session, other, "foreign"), elsewhere, date(2010, 1, 1))
    # Both ends of a stint are days in post.
    assert set(found_heads(record)) == {"last", "first"}


def test_clause_5_stints_run_through_predecessors_at_any_distance(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        oldest, older, now, sister, unrelated = (
            samples.organisation(session, of, code) for code in ("oldest", "older", "now", "sister", "unrelated")
        )
        follows(session, older, oldest, "renaming")
        follows(session, now, older, "merger")
        follows(session, now, sister, "merger")
        person, colleague = samples.official(session, of, "P-1"), samples.official(session, of, "P-2")
        samples.head(session, person, oldest, date(2005, 1, 1), date(2009, 12, 31))
        samples.head(session, person, unrelated, date(2010, 1, 1), date(2010, 12, 31))
        samples.head(session, person, older, date(2011, 1, 1), date(2015, 12, 31), is_head=False)
        samples.head(session, person, sister, date(2016, 1, 1), date(2019, 12, 31))
        samples.head(session, person, now, date(2020, 1, 1))
        samples.head(session, colleague, older, date(2000, 1, 1), date(2004, 12, 31))
    assert found_heads(record)["P-1"].stints == (
        (date(2005, 1, 1), date(2009, 12, 31)),
        (date(2016, 1, 1), date(2019, 12, 31)),
        (date(2020, 1, 1), None),
    )


def test_organisations_that_name_each_other_as_predecessors_do_not_run_for_ever(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        one, two = samples.organisation(session, of, "one"), samples.organisation(session, of, "two")
        follows(session, one, two)
        follows(session, two, one)
        person = samples.official(session, of, "P-1")
        samples.head(session, person, two, date(2010, 1, 1), date(2012, 1, 1))
        samples.head(session, person, one, date(2015, 1, 1))
    assert len(found_heads(record)["P-1"].stints) == 2


def test_tenure_that_begins_after_the_day_is_not_counted(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        place, person = samples.organisation(session, of, "C-1"), samples.official(session, of, "P-1")
        samples.head(session, person, place, date(2010, 1, 1), date(2026, 12, 31))
        samples.head(session, person, place, date(2027, 2, 1))
    assert found_heads(record)["P-1"].stints == ((date(2010, 1, 1), date(2026, 12, 31)),)


def test_clause_12_last_result_is_that_of_the_last_case_decided_or_not(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        for code in ("carried", "decided", "running"):
            person, place = samples.official(session, of, code), samples.organisation(session, of, code)
            samples.head(session, person, place, date(2010, 1, 1))
        results: dict[int, dict[str, str | None]] = {
            2024: {"carried": "retained", "decided": "retained-until-next-review", "running": "acting"},
            2025: {"carried": "retained-until-next-review", "decided": "retained", "running": None},
        }
        for year, each in results.items():
            cycle = samples.cycle(session, of, year)
            for number, (code, result) in enumerate(each.items(), start=1):
                samples.case(
                    session, cycle, f"{year}-{code}", session.get_one(Official, number), result=result,
                    result_on=date(year + 1, 2, 1) if result else None,
                )  # fmt: skip
        other = samples.cycle(session, of, 2026, procedure="attestation")
        samples.case(session, other, "A-1", session.get_one(Official, 1), result="fits", result_on=ON, opened_on=ON)
    found = found_heads(record)
    assert {code: (head.last_result, head.last_result_on) for code, head in found.items()} == {
        "carried": ("retained-until-next-review", date(2026, 2, 1)),
        "decided": ("retained", date(2026, 2, 1)),
        "running": (None, None),
    }


@pytest.mark.parametrize("many", [2, 40])
def test_heads_take_three_queries_however_many_they_are(many: int, record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        for n in range(many):
            person = samples.official(session, of, f"P-{n}")
            samples.head(session, person, samples.organisation(session, of, f"C-{n}"), date(2010, 1, 1))
    with reading(record) as session, counted(session) as statements:
        assert len(heads(session, 1, "rotation", ON)) == many
    assert len(statements) == 3


def test_commission_in_force_on_the_day_with_its_members(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        secretary = samples.official(session, of, "P-9")
        samples.commission(session, of, date(2025, 1, 1), date(2026, 6, 30))
        newer = samples.commission(session, of, date(2026, 7, 1))
        newer.secretary_id = secretary.id
        samples.commission(session, of, date(2027, 1, 1))
    with reading(record) as session, counted(session) as statements:
        found = commission_in_force(session, 1, "rotation", ON)
        assert found is not None
        assert (found.id, found.secretary_id, found.secretary_is_member) == (2, 1, False)
        assert [m.part for m in found.members][:2] == ["regional-office", "district-office"]
        assert [m.is_chair for m in found.members] == [True] + 6 * [False]
        assert len(statements) == 1
        ended = commission_in_force(session, 1, "rotation", date(2026, 6, 30))
        assert ended is not None
        assert ended.id == 1
        assert commission_in_force(session, 1, "rotation", date(2024, 1, 1)) is None
        assert commission_in_force(session, 1, "attestation", ON) is None


def test_secretary_among_the_members_is_seen(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        person = samples.official(session, of, "P-9")
        made = samples.commission(session, of, date(2025, 1, 1))
        made.secretary_id = person.id
        add(session, CommissionMember(commission_id=made.id, full_name="-", part="media", official_id=person.id))
    with reading(record) as session:
        found = commission_in_force(session, 1, "rotation", ON)
        assert found is not None
        assert found.secretary_is_member


class Region:
    """Five heads of one settlement on the list of a cycle, a sixth organisation with a vacancy, one elsewhere."""

    def __init__(self, session: Session) -> None:
        of = samples.authority(session)
        self.authority, self.cycle = of, samples.cycle(session, of)
        self.cases: dict[str, Case] = {}
        for n in range(1, 6):
            place = samples.organisation(session, of, f"C-{n}")
            person = samples.official(session, of, f"P-{n}")
            self.cases[place.code] = samples.case(session, self.cycle, f"R-{n}", person, place)
        vacant = samples.organisation(session, of, "C-6")
        add(
            session,
            Vacancy(organisation_id=vacant.id, post="директор", qualification="1", open_from=date(2026, 1, 1)),
            Vacancy(organisation_id=1, post="директор", open_from=date(2025, 1, 1), filled_on=date(2025, 5, 1)),
        )
        samples.organisation(session, of, "C-7")
        samples.organisation(session, of, "C-8", closed_on=date(2026, 1, 1))
        far = samples.organisation(session, of, "far", settlement="Балқаш")
        add(session, Vacancy(organisation_id=far.id, post="директор", open_from=date(2026, 1, 1)))

    def rules(self, session: Session, code: str, option: str, to: int | None = None, state: str = "done") -> None:
        case = self.cases[code]
        step = samples.step(session, case, "review", state=state, done_on=ON)
        add(session, Ruling(case_id=case.id, step_id=step.id, met_on=ON, option=option, destination_id=to))


def free(record: Engine, own: str = "C-1", settlement: str = "Қарағанды") -> list[str]:
    with reading(record) as session:
        here = [p for p in places(session, 1, 1, ON).values() if p.settlement == settlement and p.code != own]
        return [p.code for p in here if p.taken_by is None and (p.freed or p.vacant)]


def test_clauses_3_10_11_free_places_are_freed_or_vacant_in_the_settlement(record: Engine) -> None:
    with writing(record) as session:
        Region(session)
    assert free(record) == ["C-2", "C-3", "C-4", "C-5", "C-6"]
    assert free(record, settlement="Балқаш") == ["far"]
    with reading(record) as session, counted(session) as statements:
        found = places(session, 1, 1, ON)
    assert len(statements) == 3
    assert set(found) == {"C-1", "C-2", "C-3", "C-4", "C-5", "C-6", "C-7", "far"}
    assert (found["C-6"].vacant, found["C-6"].freed, found["C-6"].qualification) == (True, False, "1")
    assert (found["C-1"].vacant, found["C-1"].freed) == (False, True)
    assert (found["C-7"].vacant, found["C-7"].freed) == (False, False)


def test_clause_10_a_place_given_away_is_not_free_and_a_refused_head_frees_none(record: Engine) -> None:
    with writing(record) as session:
        region = Region(session)
        region.rules(session, "C-1", "rotate", to=2)
        region.rules(session, "C-3", "refuse")
    assert free(record, own="C-4") == ["C-1", "C-5", "C-6"]
    with reading(record) as session:
        facts = place_facts(session, 1, 1, ON, "R-4")
        assert dict(facts["cycle.taken"]) == {"C-2": "R-1"}
        assert facts["cycle.places"]["C-3"]["freed"] is False
        # A case does not stand in its own way when it comes back to the commission.
        assert dict(place_facts(session, 1, 1, ON, "R-1")["cycle.taken"]) == {}


def test_clause_19_a_decision_set_aside_on_appeal_gives_the_place_back(record: Engine) -> None:
    with writing(record) as session:
        region = Region(session)
        region.rules(session, "C-1", "rotate", to=2, state="superseded")
    assert "C-2" in free(record, own="C-4")


@pytest.mark.parametrize("result", ["terminated", "closed"])
def test_clause_20_a_head_who_does_not_go_gives_the_place_back(result: str, record: Engine) -> None:
    with writing(record) as session:
        region = Region(session)
        region.rules(session, "C-1", "rotate", to=2)
        region.cases["C-1"].result = result
        session.add(region.cases["C-1"])
    assert free(record, own="C-4") == ["C-1", "C-2", "C-3", "C-5", "C-6"]


def test_places_are_read_only_when_a_check_asks_for_them(record: Engine) -> None:
    with writing(record) as session:
        Region(session)
    with reading(record) as session, counted(session) as statements:
        facts = place_facts(session, 1, 1, ON, "R-1")
        assert facts["cycle.taken"] or {}
        assert statements == []
        assert "C-2" in facts["cycle.places"]
        assert "C-2" not in facts["cycle.taken"]
        assert len(statements) == 3
