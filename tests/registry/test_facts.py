"""Facts about a person that a procedure asks for: read, kept from day to day, refused where nobody could read them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from models.record.database import reading
from models.record.servants import facts_on, servants
from tests.registry.office import Office

HEADER = "official;name;value;from_day\n"


def test_facts_are_kept_as_they_were_written(region: Office) -> None:
    text = HEADER + "H-1;post_code;village-akim;\nH-1;leave;childcare;01.03.2017\nH-2;pregnancy_weeks;14;\n"
    assert region.imports({"facts.csv": text}).imported
    assert [(r["name"], r["value"], r["from_day"]) for r in region.rows("official_facts")] == [
        ("post_code", "village-akim", date(1900, 1, 1)),
        ("leave", "childcare", date(2017, 3, 1)),
        ("pregnancy_weeks", "14", date(1900, 1, 1)),
    ]


def test_days_and_marks_of_a_workbook_are_kept_as_they_can_be_read_again(region: Office) -> None:
    rows: list[list[Any]] = [
        ["official", "name", "value"],
        ["H-1", "service_from", date(2016, 12, 1)],
        ["H-1", "first_appointment", True],
        ["H-1", "pregnancy_weeks", 14],
        ["H-2", "corps_a_reserve", "иә"],
        ["H-2", "single", "нет"],
    ]
    assert region.imports({"facts.xlsx": rows}).imported
    assert [r["value"] for r in region.rows("official_facts")] == ["2016-12-01", True, "14", True, False]


def test_the_same_file_again_changes_nothing(region: Office) -> None:
    text = HEADER + "H-1;leave;childcare;01.03.2017\n"
    assert region.imports({"facts.csv": text}).imported
    again = region.imports({"facts.csv": text})
    assert again.tables["facts"] == {"new": 0, "changed": 0, "removed": 0, "unchanged": 1}
    assert any("сведения о лицах" in line for line in again.lines("ru"))


def test_with_replace_a_fact_the_file_leaves_out_is_removed(region: Office) -> None:
    assert region.imports({"facts.csv": HEADER + "H-1;leave;childcare;\nH-1;corps_a_reserve;да;\n"}).imported
    assert region.imports({"facts.csv": HEADER + "H-1;leave;none;\n"}, replace=True).imported
    assert [(r["name"], r["value"]) for r in region.rows("official_facts")] == [("leave", "none")]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("H-1;shoe_size;42;", "name", "not-one-of"),
        ("H-1;leave;sabbatical;", "value", "bad-fact"),
        ("H-1;children;2015-02-30;", "value", "bad-fact"),
        ("H-1;post_code;minister;", "value", "bad-fact"),
        ("H-1;leave;;", "value", "required"),
        ("H-1;Leave it;none;", "name", "bad-word"),
        ("H-9;leave;none;", "official", "unknown-reference"),
        ("H-1;leave;none;31.02.2017", "from_day", "no-such-day"),
    ],
)
def test_a_fact_nobody_could_use_is_refused(region: Office, line: str, column: str, code: str) -> None:
    assert region.refuses("facts", HEADER + line + "\n") == [(2, column, code)]


def test_one_fact_said_twice_for_one_day_is_refused(region: Office) -> None:
    text = HEADER + "H-1;leave;none;01.03.2017\nH-1;leave;childcare;01.03.2017\n"
    assert region.refuses("facts", text) == [(2, "official", "conflicting-rows"), (3, "official", "conflicting-rows")]


@pytest.fixture
def session(region: Office) -> Iterator[Session]:
    tenures = "official;organisation;post;is_head;start_on;end_on\n"
    tenures += (
        "H-1;C-1;акимат;нет;01.02.2015;\nH-1;C-2;отдел;нет;01.02.2016;\nH-2;C-1;отдел;нет;01.02.2015;28.02.2017\n"
    )
    facts = HEADER + "H-1;post_code;village-akim;\nH-2;post_code;village-akim;\n"
    facts += "H-1;leave;none;01.01.2017\nH-1;leave;childcare;01.03.2017\n"
    assert region.imports({"tenures.csv": tenures, "facts.csv": facts}).imported
    with reading(region.engine) as opened:
        yield opened


def test_a_fact_holds_from_its_day_until_the_next_one(session: Session) -> None:
    days = (date(2016, 12, 31), date(2017, 2, 28), date(2017, 3, 1))
    assert [facts_on(session, 1, day)[1].get("leave") for day in days] == [None, "none", "childcare"]


def test_servants_are_those_in_post_by_the_newest_post_they_hold(session: Session) -> None:
    found = {day: servants(session, 1, day, with_fact="post_code") for day in (date(2017, 2, 28), date(2017, 3, 1))}
    assert [(s.official_code, s.post, s.organisation_code) for s in found[date(2017, 2, 28)]] == [
        ("H-2", "отдел", "C-1"),
        ("H-1", "отдел", "C-2"),
    ]
    assert [s.official_code for s in found[date(2017, 3, 1)]] == ["H-1"]


def test_who_has_not_the_fact_is_no_servant(session: Session) -> None:
    assert servants(session, 1, date(2017, 3, 1), with_fact="sex") == []
