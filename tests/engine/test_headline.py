"""The attestation of a region, played whole: judged as the decision tables judge, no case without an end."""

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from models.calendars import working_calendar
from models.decisions import table
from models.errors import NotInForce
from models.regulations.attestation.exemption import FACTS
from models.regulations.attestation.headline import OPENED, Headline, headline
from models.regulations.attestation.posts import POSTS
from models.regulations.attestation.procedure import PROCEDURE, exempted_by, interview_by
from models.regulations.attestation.region import SERVANTS, STAFFING, posts, servants
from tests.called import Merzim

EDITION = PROCEDURE.act.edition("2017")
CALENDAR = working_calendar("KZ")
FEW = 700


@cache
def played() -> Headline:
    return headline(FEW, 2017)


# The region


def test_region_has_as_many_servants_as_the_text_says_in_every_post_it_names() -> None:
    assert sum(STAFFING.values()) == SERVANTS == 7422
    assert set(STAFFING) == set(POSTS)
    assert Counter(posts(SERVANTS)) == STAFFING


@pytest.mark.parametrize("count", [1, 39, 700, 10_000])
def test_a_smaller_region_keeps_the_proportions(count: int) -> None:
    held = Counter(posts(count))
    assert sum(held.values()) == count
    assert all(abs(held[code] - count * of / SERVANTS) < 1 for code, of in STAFFING.items())


def test_about_65_per_cent_of_the_region_are_subject_on_whatever_seed() -> None:
    for seed in (1, 2, 2017):
        found = [exempted_by(s.facts, OPENED, EDITION) for s in servants(SERVANTS, seed, OPENED, EDITION)]
        assert 0.635 <= sum(not g for g in found) / SERVANTS <= 0.665


def test_the_seeded_region_is_the_same_everywhere() -> None:
    found = [exempted_by(s.facts, OPENED, EDITION) for s in servants(SERVANTS, 2017, OPENED, EDITION)]
    named = Counter(g[0].number if g else 0 for g in found)
    assert named == {0: 4774, 1: 321, 2: 852, 3: 1140, 4: 211, 5: 124}
    assert Counter(ground.number for g in found for ground in g) == {1: 321, 2: 870, 3: 2035, 4: 311, 5: 178}


# Who is exempt, and why


def test_every_servant_is_judged_as_the_decision_table_judges() -> None:
    exemption = table("attestation.exemption")
    interview_on = interview_by(OPENED, EDITION, CALENDAR)
    for one in played().played:
        written = {name: one.servant.facts[name] for name in FACTS if name in one.servant.facts}
        said = {n: ",".join(v) if isinstance(v, list) else str(v).lower() for n, v in written.items()}
        on_the_day = exemption.answer({"on": OPENED.isoformat(), **said})
        by_the_interview = exemption.answer({"on": interview_on.isoformat(), **said})
        expected = [r for r in on_the_day.reasons if not r.en.startswith("4.")]
        expected += [r for r in by_the_interview.reasons if r.en.startswith("4.")]
        assert [g.reason for g in one.grounds] == sorted(expected, key=lambda r: r.en[0])


def test_every_attested_servant_is_sorted_as_the_level_table_sorts() -> None:
    level = table("attestation.level")
    for one in played().played:
        found = level.answer({"post": one.servant.facts["post"]})
        assert (found.outcome, found.extra["seat"]) == (str(one.post.level), one.post.seat)


# The cases


def test_every_case_comes_to_its_end_and_nobody_exempt_has_one() -> None:
    for one in played().played:
        assert bool(one.grounds) == (one.state is None)
        if one.state is not None:
            assert one.case.closed_on is not None
            assert one.case.result in PROCEDURE.case.results
            assert not one.case.open_steps


def test_no_decision_without_materials_and_a_recording_or_before_six_months_of_service() -> None:
    decided = [one for one in played().played if one.state and one.case.standing("interview")]
    assert len(decided) > FEW / 2
    for one in decided:
        interview, materials = one.done("interview"), one.done("materials")
        assert interview.form["recording"]
        assert materials.done_on is not None
        assert interview.done_on is not None
        assert materials.done_on <= interview.done_on
        if one.servant.facts.get("first_appointment"):
            since = date.fromisoformat(one.servant.facts["service_from"])
            assert (interview.done_on - since).days >= 181


def test_what_is_refused_is_refused_under_the_clause_that_does_not_allow_it() -> None:
    refused = {(r.step, r.clause) for one in played().played for r in one.refused}
    assert refused == {("interview", "VII"), ("interview", "own"), ("interview", "4")}


def test_the_summary_adds_up() -> None:
    found = played().as_dict()
    assert found["servants"] == FEW == found["exempt"] + found["subject"]
    assert found["subject"] == sum(found["levels"].values()) == sum(found["seats"].values())
    assert found["subject"] == sum(found["results"].values())
    assert found["exempt"] == sum(found["grounds_named"].values()) <= sum(found["grounds_held"].values())
    by_seat = Counter[str]()
    for results in found["results_by_seat"].values():
        by_seat.update(results)
    assert by_seat == found["results"]
    assert (found["open"], found["breaches"]) == (0, 0)
    assert set(found["results"]) >= {"promote", "fits", "demote", "dismiss", "exempt"}


def test_the_same_seed_gives_the_same_attestation_and_another_seed_another() -> None:
    assert headline(120, 5).as_dict() == headline(120, 5).as_dict()
    assert headline(120, 5).as_dict()["results"] != headline(120, 6).as_dict()["results"]


def test_an_attestation_outside_the_editions_is_not_held() -> None:
    with pytest.raises(NotInForce):
        headline(10, 1, date(2019, 4, 3))


# The command


SMALL = ("headline", "attestation", "--servants", "60", "--seed", "3")


def test_command_prints_the_summary_as_json(merzim: Merzim) -> None:
    said = merzim(*SMALL, "--json")
    assert said.status == 0
    told = said.data
    assert told.pop("seconds") >= 0
    assert told == headline(60, 3).as_dict()


@pytest.mark.parametrize(
    ("lang", "said"), [("ru", "Не подлежат"), ("kk", "Зейнетке екі жыл және одан аз"), ("en", "attested (")]
)
def test_command_speaks_the_language_asked_for(lang: str, said: str, merzim: Merzim) -> None:
    assert said in merzim(*SMALL, "--lang", lang).out


def test_command_writes_every_servant_with_the_reasons(tmp_path: Path, merzim: Merzim) -> None:
    assert merzim(*SMALL, "--rows", tmp_path / "rows.csv").status == 0
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    for row in rows:
        exempt = row["outcome"] == "exempt"
        assert exempt == row["reasons"].startswith(f"{row['clause']}. ")
        assert exempt == (row["level"] == row["result"] == "")


def test_command_knows_no_other_headline(merzim: Merzim) -> None:
    assert "no headline run of 'rotation'" in merzim("headline", "rotation").err
