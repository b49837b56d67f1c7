"""Scenarios: how a file is read, played and compared."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.errors import InvalidInput, NotInForce
from models.outcomes import Outcome
from models.scenarios.playing import simulate
from models.scenarios.reading import load_scenario, read_scenario

CYCLE: Mapping[str, Any] = {
    "year": 2026,
    "form-list": {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"},
    "send-list": {"sent_on": "2026-11-27", "letter_no": "12-3"},
}
CASE: Mapping[str, Any] = {"tenure_years": 8, "settlement": "Karaganda"}
NOTICE = {"on": "2026-12-04", "step": "notice", "form": {"served_on": "2026-12-04"}}
DESIGN = """
name: Head declines the move, contract ends
procedure: rotation
country: KZ
cycle: {year: 2026, form-list: {approved_on: 2026-11-20, planned_rotation_on: 2027-02-15}, send-list: {sent_on: 2026-11-27, letter_no: "12-3"}}
case: {tenure_years: 8, settlement: Karaganda}
events:                       # in date order; the clock moves to each date and the sweep runs
  - {on: 2026-12-04, step: notice, form: {served_on: 2026-12-04, method: paper}}
  - {on: 2026-12-10, step: portfolio, form: {sent_on: 2026-12-10}}
  - {on: 2026-12-21, step: review, form: {met_on: 2026-12-21, members: 7, present: 5, votes: {rotate: 3, refuse: 2}, chair: rotate, decision: rotate, destination: {organisation: C-2, settlement: Karaganda}}}
  - {on: 2026-12-24, step: transfer, form: {sent_on: 2026-12-24, letter_no: "1"}}
  - {on: 2026-12-28, step: decision-notice, form: {received_on: 2026-12-28, consents: false}}
  - {on: 2026-12-30, step: terminate, form: {act_no: "77", act_on: 2026-12-30}}
expect:
  steps: {notice: {due: 2027-01-15}, portfolio: {due: 2026-12-21}, review: {due: 2027-01-05}, transfer: {due: 2026-12-30}}
  outcome: terminated
  refused: []                 # events the law refuses, as {step, clause}
"""  # noqa: E501


def played(*events: Mapping[str, Any], **more: Any) -> Outcome:
    written = {"procedure": "rotation", "cycle": CYCLE, "case": CASE, "events": list(events), **more}
    return simulate(read_scenario(written))


def wrong(**more: Any) -> str:
    with pytest.raises(InvalidInput) as error:
        played(**more)
    return str(error.value)


def loaded(folder: Path, text: str) -> Outcome:
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return simulate(load_scenario(file))


def unreadable(folder: Path, text: str) -> str:
    with pytest.raises(InvalidInput) as error:
        loaded(folder, text)
    return str(error.value).replace(str(folder), "")


def test_the_designs_own_example_passes(tmp_path: Path) -> None:
    found = loaded(tmp_path, DESIGN)
    assert (found.ok, found.outcome, found.refused) == (True, "terminated", ())


def test_json_has_the_keys_fixed_in_the_design(tmp_path: Path) -> None:
    data = loaded(tmp_path, DESIGN).as_dict()
    assert list(data)[:7] == ["name", "ok", "outcome", "steps", "reminders", "refused", "differences"]
    assert {"code", "occurrence", "opened_on", "due", "not_before", "done_on", "late", "clause"} <= data["steps"][
        0
    ].keys()
    assert {"step", "on", "role", "channel"} <= data["reminders"][0].keys()
    refused = played(NOTICE, NOTICE).as_dict("ru")["refused"]
    assert [(r["step"], r["clause"]) for r in refused] == [("notice", "7")]
    assert "уже записан" in refused[0]["reason"]


# Reading


def test_words_of_yaml_mean_what_a_lawyer_means(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        procedure: rotation
        cycle: {year: 2026, form-list: {approved_on: 2026-11-20, planned_rotation_on: 2027-02-15},
                send-list: {sent_on: 2026-11-27, letter_no: 012}}
        case: {tenure_years: 7.5, carried_over: no}
        events:
          - on: 2026-12-04
            step: notice
            form: {served_on: 2026-02-30}
        """,
    )
    letter = next(s for s in found.steps if s.code == "send-list").form["letter_no"]
    assert letter == "012", "not an octal number"
    assert [(r.step, r.clause) for r in found.refused] == [("notice", "7")]
    assert found.verdict is not None
    assert (found.verdict.listed, found.verdict.clause) == (True, "5"), "7.5 years, not carried over"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "/scenario.yaml: a scenario is a mapping with: name, about, procedure"),
        ("- 1", "/scenario.yaml: a scenario is a mapping"),
        ("name: a: b", "/scenario.yaml, line 1, column 8: mapping values are not allowed here"),
        ("name: x\nname: y", "/scenario.yaml, line 1, column 1: 'name' stands twice"),
        ("name: x", "/scenario.yaml: procedure: is missing"),
        ("procedure: rotations", "/scenario.yaml: no procedure 'rotations'; there are: rotation"),
        ("procedure: rotation\nevent: []", "/scenario.yaml: a scenario: unknown key 'event'; it has: name"),
        ("procedure: rotation\ncycle: 2026", "/scenario.yaml: cycle: names with values are needed, not 2026"),
        ("a: &a [*a]", "/scenario.yaml, line 1, column 4: found unconstructable recursive node"),
        ("? [a]\n: b", "/scenario.yaml, line 1, column 3: found unhashable key"),
        ("a: !!python/name:os.system", "/scenario.yaml, line 1, column 4: could not determine a constructor"),
        ("a: " + "[" * 5000, "/scenario.yaml: not readable as YAML"),
    ],
)
def test_file_that_is_no_scenario_is_told_what_is_wrong_and_where(tmp_path: Path, text: str, said: str) -> None:
    assert unreadable(tmp_path, text).startswith(said)


def test_file_that_is_not_there_or_not_in_utf_8_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="No such file"):
        load_scenario(tmp_path / "gone.yaml")
    file = tmp_path / "cp1251.yaml"
    file.write_bytes("name: Отказ".encode("cp1251"))
    with pytest.raises(InvalidInput, match="not in UTF-8, from byte 6 on"):
        load_scenario(file)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"cycle": {**CYCLE, "yeer": 2026}}, "cycle: unknown key 'yeer'; is it 'year'?"),
        ({"case": {"tenure_year": 6}}, "case: unknown key 'tenure_year'; is it 'tenure_years'?"),
        ({"case": {"2023-04-02..": None}}, "case: '2023-04-02..' has no value"),
        ({"case": {"tenure_years": "seven"}}, "tenure_years: a number is needed, not 'seven'"),
        ({"case": {"stints": []}}, "stints: times in post like"),
        ({"case": {"stints": [["2019-13-01"]]}}, "stints: a start and an end (or none) are needed"),
        ({"cycle": {"year": "soon"}}, "cycle.year: a year like 2026 is needed, not 'soon'"),
        ({"cycle": {}}, "cycle.year: a year like 2026 is needed, not None"),
        ({"cycle": {**CYCLE, "opened_on": "November"}}, "cycle.opened_on: a date like 2026-12-01 is needed"),
        ({"cycle": {**CYCLE, "edition": "2030"}}, "act rotation has no edition '2030'; it has: 2026-draft"),
        ({"cycle": {**CYCLE, "parameters": {"quorum": "1/2"}}}, "'quorum' is set by clause 9"),
        ({"cycle": {**CYCLE, "places": ["C-2"]}}, "cycle.places: names with values are needed"),
        ({"cycle": {**CYCLE, "places": {"C-2": "Karaganda"}}}, "cycle.places.C-2: names with values are needed"),
        ({"cycle": {**CYCLE, "places": {"C-2": {"vacant": True}}}}, "cycle.places.C-2: needs `settlement`"),
        ({"cycle": {**CYCLE, "taken": "C-2"}}, "cycle.taken: names with values are needed"),
        ({"cycle": {**CYCLE, "commission": {"parts": 5}}}, "cycle.commission.parts: a list of the bodies"),
        ({"cycle": {**CYCLE, "commission": {"members": 5}}}, "cycle.commission: unknown key 'members'; it has: parts"),
        ({"country": "XX"}, "there is no calendar for country 'XX'"),
        ({"events": {"on": 1}}, "events: a list is needed"),
        ({"events": ["notice"]}, "events, entry 1: `on`, `step` and `form` are needed, not 'notice'"),
        ({"events": [{"step": "notice"}]}, "events, entry 1, on: a date like 2026-12-01 is needed, not None"),
        ({"events": [{**NOTICE, "forms": {}}]}, "events, entry 1: unknown key 'forms'; it has: on, step, form, about"),
        (
            {"events": [{**NOTICE, "step": "notise"}]},
            "events, entry 1: there is no step 'notise'; there are: form-list",
        ),
        ({"events": [{**NOTICE, "form": "x"}]}, "events, entry 1, form: names with values are needed, not 'x'"),
        (
            {"events": [NOTICE, {"on": "2026-12-03"}]},
            "events, entry 2: 2026-12-03 is before the entry above, on 2026-12-04",
        ),
        ({"events": [NOTICE], "until": "2026-12-01"}, "until: 2026-12-01 is before the last event"),
        ({"expect": {"result": "x"}}, "expect: unknown key 'result'; it has: outcome"),
        ({"expect": {"steps": {"notice": {"dew": "x"}}}}, "expect.steps.notice: unknown key 'dew'"),
        ({"expect": {"steps": {"notice": "2027"}}}, "expect.steps.notice: dates by name are needed, or 'never'"),
        ({"expect": {"steps": "notice"}}, "expect.steps: names of steps with their dates are needed"),
        ({"expect": {"refused": "none"}}, "expect.refused: a list is needed, each entry with: step, clause, on"),
        ({"expect": {"refused": [{"paragraph": 7}]}}, "expect.refused: unknown key 'paragraph'"),
        ({"expect": {"reminders": [{"day": 1}]}}, "expect.reminders: unknown key 'day'"),
    ],
)
def test_scenario_that_says_what_cant_be_is_told_so(more: Mapping[str, Any], said: str) -> None:
    assert wrong(**more).startswith(said)


def test_cycle_that_no_edition_covers_is_not_opened() -> None:
    with pytest.raises(NotInForce):
        played(cycle={**CYCLE, "adopted_from": "2026-11-02"})
    assert played(cycle={**CYCLE, "adopted_from": "2026-11-01"}).verdict is not None


# Playing


def test_steps_of_the_cycle_may_stand_among_the_events() -> None:
    events = [
        {"on": d, "step": s, "form": CYCLE[s]} for d, s in [("2026-11-20", "form-list"), ("2026-11-27", "send-list")]
    ]
    assert played(*events, NOTICE, cycle={"year": 2026}).steps == played(NOTICE).steps


def test_case_starts_only_once_the_list_is_sent() -> None:
    found = played({"on": "2026-11-25", "step": "notice", "form": {"served_on": "2026-11-25"}}, NOTICE)
    assert [(r.step, r.clause) for r in found.refused] == [("notice", "7")]
    assert "'Send the list' opens it" in str(found.refused[0].reason)
    assert next(s for s in found.steps if s.code == "notice").done_on == date(2026, 12, 4)


def test_list_recorded_later_than_it_was_sent_opens_the_case_then() -> None:
    cycle = {**CYCLE, "send-list": {**CYCLE["send-list"], "on": "2026-12-02"}}
    found = {s.code: s for s in played(cycle=cycle).steps}
    assert found["send-list"].done_on == date(2026, 11, 27)
    assert not found["send-list"].late
    assert found["portfolio"].opened_on == date(2026, 12, 2)
    assert found["portfolio"].due == date(2026, 12, 21), "its term runs from the day the list was sent"


@pytest.mark.parametrize(
    "stints",
    [
        "2015-03-01..2018-06-30,2023-04-02..",
        ["2015-03-01..2018-06-30", "2023-04-02.."],
        [["2015-03-01", "2018-06-30"], ["2023-04-02", None]],
        [["2015-03-01", "2018-06-30"], ["2023-04-02"]],
    ],
)
def test_clause_5_stints_may_be_written_in_several_ways(stints: object) -> None:
    found = played(case={"stints": stints})
    assert found.verdict is not None
    assert found.verdict.listed
    assert "7 years" in str(found.verdict.reasons[-1])


def test_clause_5_who_left_the_post_is_not_on_the_list() -> None:
    found = played(case={"stints": "2010-01-01..2026-10-31"})
    assert found.outcome == "not-subject"
    assert found.verdict is not None
    assert "No first head since 1 Nov 2026" in str(found.verdict.reasons[-1])


def test_scenario_that_states_no_tenure_is_of_a_head_on_the_list() -> None:
    assert played(NOTICE, case={"settlement": "Karaganda"}).refused == ()


def test_clock_that_moves_on_finds_what_is_overdue() -> None:
    found = {s.code: s for s in played(until="2026-12-22").steps}
    assert found["portfolio"].late
    assert not found["notice"].late
    assert not next(s for s in played(until="2026-12-21").steps if s.code == "portfolio").late


def test_reminders_stop_when_the_step_is_done() -> None:
    portfolio = {"on": "2026-12-16", "step": "portfolio", "form": {"sent_on": "2026-12-15"}}
    found = played(portfolio, until="2027-01-04")
    assert [r.on for r in found.reminders if r.step == "portfolio"] == [date(2026, 12, 11), date(2026, 12, 15)]


# Comparing


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"outcome": "retained"}, "outcome: expected retained, found None"),
        ({"steps": {"notice": {"due": "2027-01-16"}}}, "steps.notice.due: expected 2027-01-16, found 2027-01-15"),
        ({"steps": {"notice": {"late": True}}}, "steps.notice.late: expected True, found False"),
        ({"steps": {"notice": {"clause": 8}}}, "steps.notice.clause: expected 8, found 7"),
        ({"steps": {"review": {}}}, "steps.review: expected, but it was never opened"),
        ({"steps": {"notice#2": {}}}, "steps.notice#2: expected, but it was never opened"),
        ({"steps": {"notice": "never"}}, "steps.notice: expected never to be opened, opened on 2026-11-27"),
        (
            {"steps": [{"code": "notice", "due": "2027-01-16"}]},
            "steps.notice.due: expected 2027-01-16, found 2027-01-15",
        ),
        (
            {"refused": [{"step": "review", "clause": "10"}]},
            "refused: expected step review, clause 10, found step notice",
        ),
        ({"breaches": [{"step": "notice"}]}, "breaches: expected step notice, found none"),
        (
            {"reminders": [{"step": "portfolio", "on": "2026-12-14"}]},
            "reminders: expected step portfolio, on 2026-12-14",
        ),
        ({"reminders": []}, "reminders: expected none, found"),
    ],
)
def test_difference_says_what_was_expected_and_what_was_found(expect: Mapping[str, Any], said: str) -> None:
    found = played(NOTICE, NOTICE, expect=expect, until="2026-12-14")
    assert not found.ok
    assert found.differences[0].startswith(said)


def test_refusal_that_is_not_expected_is_a_difference_once_refusals_are_named() -> None:
    assert played(NOTICE, NOTICE, expect={"outcome": None}).ok
    assert (
        played(NOTICE, NOTICE, expect={"refused": []}).differences[0].startswith("refused: not expected: step notice")
    )
    twice = [{"step": "notice", "clause": 7}] * 2
    assert len(played(NOTICE, NOTICE, expect={"refused": twice}).differences) == 1


def test_expectations_that_hold() -> None:
    expect = {
        "outcome": None,
        "steps": {"notice#1": {"due": date(2027, 1, 15), "clause": 7}, "form-list": {"clause": "5"}, "review": "never"},
        "refused": [{"step": "notice", "clause": 7, "on": "2026-12-04"}],
        "breaches": [],
    }
    assert played(NOTICE, NOTICE, expect=expect).differences == ()
