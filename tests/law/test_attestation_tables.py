"""`attestation.exemption` over all its facts against the five grounds said a second time, and `attestation.level`
against the page's summary; retirement days against dates worked out by hand.
"""

import itertools
import json
from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.cli.decide import decide
from models.decisions import table
from models.errors import InvalidInput
from models.regulations.attestation.act import FIRST
from models.regulations.attestation.posts import POSTS, SEATS
from models.regulations.attestation.retirement import ages, retirement_on, retires_on

ON = date(2017, 5, 10)
EXEMPTION, LEVEL = table("attestation.exemption"), table("attestation.level")


def birthday(born: date, years: int) -> date:
    """The day one is so many years old: 29 February ends on the 28th."""
    year = born.year + years
    return date(year, born.month, min(born.day, monthrange(year, born.month)[1]))


def age_on(born: date, on: date) -> int:
    """Whole years by counting birthdays, not by adding to a date."""
    return sum(1 for years in range(1, 130) if birthday(born, years) <= on)


def second_statement(facts: dict[str, str], on: date) -> list[int]:
    """The five grounds in the page's words, by ages and months instead of the table's own days."""
    holds: list[int] = []
    retires = facts.get("retirement_on")
    if retires and (date.fromisoformat(retires) <= on or _years_left(on, date.fromisoformat(retires)) <= 2):
        holds.append(1)
    if facts.get("leave", "none") != "none":
        holds.append(2)
    woman = facts.get("sex") == "f"
    pregnant = int(facts.get("pregnancy_weeks", "0")) >= 12 and facts.get("certificate") == "true"
    ages = [
        (age_on(date.fromisoformat(born), on), bool(mark))
        for born, _, mark in (c.partition(":") for c in facts.get("children", "").split(",") if c)
        if date.fromisoformat(born) <= on
    ]
    alone = (woman and facts.get("single") == "true") or facts.get("raising_without_mother") == "true"
    young = woman and any(age < 3 for age, _ in ages)
    lone = alone and any(age < 14 or (disabled and age < 18) for age, disabled in ages)
    if (pregnant and facts.get("sex") != "m") or young or lone:
        holds.append(3)
    if facts.get("first_appointment") == "true" and "service_from" in facts:
        since = date.fromisoformat(facts["service_from"])
        months = (on.year - since.year) * 12 + on.month - since.month
        last = monthrange(on.year, on.month)[1]
        if on.day < min(since.day, last):
            months -= 1
        if months < 6:
            holds.append(4)
    if facts.get("corps_a_reserve") == "true":
        holds.append(5)
    return holds


def _years_left(on: date, retires: date) -> float:
    """2 where the same day two years on is the day itself; more than that is over 2."""
    whole = age_on(on, retires)
    return whole if birthday(on, whole) == retires else whole + 0.5


def grounds(facts: dict[str, str], on: date) -> list[int]:
    found = EXEMPTION.answer({"on": on.isoformat(), **facts})
    numbers = [int(r.ru.split(".")[0]) for r in found.reasons]
    assert found.outcome == ("exempt" if numbers else "subject")
    assert found.clause == (str(numbers[0]) if numbers else "III")
    assert found.extra["grounds"] == ", ".join(map(str, numbers))
    return numbers


DAYS = {
    "retirement_on": ["", "2019-05-10", "2019-05-11", "2017-05-10", "2010-01-01"],
    "leave": ["", "none", "maternity", "childcare"],
    "service_from": ["", "2016-11-10", "2016-11-11"],
    "first_appointment": ["", "true", "false"],
    "corps_a_reserve": ["", "true", "false"],
}
FAMILY = {
    "sex": ["", "f", "m"],
    "pregnancy_weeks": ["", "11", "12", "40"],
    "certificate": ["", "true", "false"],
    "children": [
        "", "2014-05-10", "2014-05-11", "2003-05-10", "2003-05-11", "1999-05-10:disabled", "1999-05-11:disabled",
        "2014-05-10,1999-05-11:disabled", "2017-05-11",
    ],
    "single": ["", "true", "false"],
    "raising_without_mother": ["", "true", "false"],
}  # fmt: skip


@pytest.mark.parametrize("facts", [DAYS, FAMILY], ids=["grounds 1, 2, 4, 5", "ground 3"])
def test_exemption_agrees_with_the_second_statement_on_every_combination(facts: dict[str, list[str]]) -> None:
    seen: Counter[tuple[int, ...]] = Counter()
    for values in itertools.product(*facts.values()):
        given_facts = {name: value for name, value in zip(facts, values, strict=True) if value}
        found = grounds(given_facts, ON)
        assert found == second_statement(given_facts, ON), given_facts
        seen[tuple(found)] += 1
    # Neither way of saying it is trivially the same: both answers come, and in every mixture.
    assert len(seen) >= 2
    assert seen[()] > 0


days = st.dates(date(1995, 1, 1), date(2022, 12, 31))
children = st.lists(st.tuples(days, st.booleans()), max_size=3).map(
    lambda found: ",".join(f"{born}{':disabled' if disabled else ''}" for born, disabled in found)
)
marks = st.sampled_from(["", "true", "false"])


@given(
    on=st.dates(date(2016, 1, 1), date(2020, 12, 31)),
    facts=st.fixed_dictionaries(
        {
            "retirement_on": st.one_of(st.just(""), days.map(str)),
            "leave": st.sampled_from(["", "none", "maternity", "childcare"]),
            "pregnancy_weeks": st.one_of(st.just(""), st.integers(0, 42).map(str)),
            "certificate": marks,
            "sex": st.sampled_from(["", "f", "m"]),
            "children": children,
            "single": marks,
            "raising_without_mother": marks,
            "service_from": st.one_of(st.just(""), days.map(str)),
            "first_appointment": marks,
            "corps_a_reserve": marks,
        }
    ),
)
def test_exemption_agrees_with_the_second_statement_on_any_day(on: date, facts: dict[str, str]) -> None:
    stated = {name: value for name, value in facts.items() if value}
    assert grounds(stated, on) == second_statement(stated, on)


def test_pages_example_lists_every_ground_that_holds_the_first_named() -> None:
    facts = {
        "retirement_on": "2019-05-10", "leave": "none", "pregnancy_weeks": "0", "certificate": "false", "sex": "f",
        "children": "2015-02-01,2004-06-01:disabled", "single": "false", "raising_without_mother": "false",
        "service_from": "2016-12-01", "first_appointment": "true", "corps_a_reserve": "false",
    }  # fmt: skip
    found = EXEMPTION.answer({"on": "2017-05-10", **facts})
    assert (found.outcome, found.clause) == ("exempt", "1")
    assert [r.en[:2] for r in found.reasons] == ["1.", "3.", "4."]


def test_nothing_stated_exempts_nobody() -> None:
    found = EXEMPTION.answer({"on": "2017-05-10"})
    assert (found.outcome, found.reasons, found.extra) == ("subject", (), {"grounds": ""})


@pytest.mark.parametrize("on", [date(2017, 2, 28), date(2017, 3, 1)])
def test_child_born_on_29_february_is_three_on_the_28th(on: date) -> None:
    assert grounds({"sex": "f", "children": "2014-02-28"}, on) == []
    assert grounds({"sex": "f", "children": "2016-02-29"}, date(2019, 2, 27)) == [3]
    assert grounds({"sex": "f", "children": "2016-02-29"}, date(2019, 2, 28)) == []


def test_six_months_from_the_end_of_august_come_at_the_end_of_february() -> None:
    new = {"service_from": "2016-08-31", "first_appointment": "true"}
    assert grounds(new, date(2017, 2, 27)) == [4]
    assert grounds(new, date(2017, 2, 28)) == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"leave": "sick"}, "accepted: none, maternity, childcare"),
        ({"sex": "x"}, "accepted: f, m"),
        ({"children": "2015-02-01:ill"}, "accepted: 2015-02-01, or 2004-06-01:disabled"),
        ({"children": "2015-02-30"}, "there is no such day"),
        ({"pregnancy_weeks": "-1"}, "weeks can't be below zero"),
        ({"single": "perhaps"}, "accepted: yes, no"),
        ({"age": "60"}, "'age' is not a key"),
    ],
)
def test_fact_that_can_not_be_read_is_told(facts: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidInput, match=r"attestation\.exemption") as error:
        EXEMPTION.answer({"on": "2017-05-10", **facts})
    assert told in str(error.value)


# Who sits where, as the page sums it up: told by the words of the post, not by its code.


def level_by_words(name: str) -> int:
    """The page's table. What belongs to a town or district is level 3, but for those it puts at level 2."""
    first = (
        "руководители областных подразделений", "руководители областных управлений", "руководитель аппарата",
        "заместители руководителя аппарата акима области", "заместитель руководителя аппарата областного маслихата",
        "заведующий аппаратом",
    )  # fmt: skip
    if name.startswith(first):
        return 1
    third = (
        "руководители отделов городских и районных", "главные специалисты городских и районных",
        "ведущие специалисты городских и районных", "сотрудники",
    )  # fmt: skip
    return 3 if name.startswith(third) else 2


def test_level_of_every_post_is_that_of_the_page() -> None:
    levels: Counter[str] = Counter()
    for code, post in POSTS.items():
        found = LEVEL.answer({"post": code})
        assert found.outcome == str(level_by_words(post.name.ru)), code
        assert found.extra["seat"] in SEATS
        levels[found.outcome] += 1
    # Seven posts the text names for the first level, 26 and 6 for the others.
    assert levels == {"1": 7, "2": 26, "3": 6}


def test_post_is_found_however_its_code_is_written_and_an_unknown_one_is_told() -> None:
    assert LEVEL.answer({"post": "Village_Akim"}).outcome == "2"
    with pytest.raises(InvalidInput, match="there is no post 'akim' of Corps B; there are: branch-head, "):
        LEVEL.answer({"post": "akim"})


def test_posts_are_listed_with_their_names_from_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    decide("attestation.level", show=True)
    shown = capsys.readouterr().out
    decide("attestation.level", show=True, as_json=True)
    listed = json.loads(capsys.readouterr().out)[0]["keys"][0]["choices"]
    assert len(listed) == len(POSTS)
    assert {"code": "village-akim", **vars(POSTS["village-akim"].name)} in listed
    for code, post in POSTS.items():
        assert f"{code} " in shown
        assert post.name.ru in shown
        assert len({post.name.ru, post.name.kk, post.name.en}) == 3


def test_batch_gives_every_reason_in_its_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "servants.csv"
    file.write_text("id,on,leave,sex,children\n1,2017-05-10,maternity,f,2016-01-01\n2,2017-05-10,,m,\n")
    decide("attestation.exemption", file=str(file))
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "id,outcome,clause,reasons,grounds"
    assert rows[1].startswith("1,exempt,2,2. On maternity leave; 3. A woman with a child under three")
    assert rows[1].endswith(',"2, 3"')
    assert rows[2] == "2,subject,III,,"


# The day of retirement.


@pytest.mark.parametrize(
    ("born", "sex", "retires"),
    [
        # Men: 63 years.
        ("1956-03-15", "m", "2019-03-15"),
        ("1956-02-29", "m", "2019-02-28"),
        # Women: 58 in 2017, half a year more from each January on.
        ("1959-12-31", "f", "2017-12-31"),
        # 58 on the day the age rises to 58.5: half a year more.
        ("1960-01-01", "f", "2018-07-01"),
        ("1960-06-30", "f", "2018-12-30"),
        # 58.5 on 1 January 2019, when it takes 59: half a year more.
        ("1960-07-01", "f", "2019-07-01"),
        ("1969-05-05", "f", "2032-05-05"),
    ],
)
def test_retirement_comes_on_the_day_the_age_of_that_day_is_reached(born: str, sex: str, retires: str) -> None:
    assert retirement_on(date.fromisoformat(born), sex, FIRST) == date.fromisoformat(retires)


@given(st.dates(date(1950, 1, 1), date(1990, 12, 31)))
def test_on_the_day_of_retirement_the_age_is_reached_and_the_day_before_it_is_not(born: date) -> None:
    schedule = ages(str(FIRST["retirement-age-women"].value))

    def reached(on: date) -> bool:
        months = next(a.months for a in reversed(schedule) if a.since <= on)
        years, half = divmod(months, 12)
        day = birthday(born, years)
        if half:
            month = (day.month + 5) % 12 + 1
            year = day.year + (day.month > 6)
            day = date(year, month, min(born.day, monthrange(year, month)[1]))
        return on >= day

    retires = retires_on(born, schedule)
    assert reached(retires)
    assert not reached(retires - timedelta(days=1))


@pytest.mark.parametrize("written", ["", "sixty", "58; 59", "58 from 2018-01-01", "58.33", "58; 59 from 2018-13-01"])
def test_retirement_ages_that_can_not_be_read_are_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        ages(written)
