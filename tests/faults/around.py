"""What happens to a service besides kills, and the tests that make it happen: the second table of `docs/faults.md`."""

from dataclasses import dataclass

FAULTS, RECORD, LETTERS = "tests/faults", "tests/record/test_writers_at_once.py", "tests/notifications"
SURROUNDINGS, RUNS, DOWN = (f"{FAULTS}/{name}.py" for name in ("test_surroundings", "test_runs", "test_prefect_down"))
CHANNELS, DELIVERY = f"{LETTERS}/test_channels.py", f"{LETTERS}/test_delivery.py"


@dataclass(frozen=True)
class Around:
    """A fault, and what makes it: pytest's names."""

    fault: str
    tests: tuple[str, ...]


AROUND = (
    Around("killed at every point between the record and Prefect, on a real server", (
        f"{RUNS}::test_killed_between_a_run_and_the_record_each_case_has_one_run",
        f"{RUNS}::test_killed_anywhere_in_a_turn_an_answer_is_taken_once_and_its_run_waits_again",
    )),
    Around("a run that failed (the record away) or crashed over an answer, then the hourly delivery", (
        f"{RUNS}::test_a_run_that_failed_or_crashed_over_an_answer_is_started_again_by_the_next_delivery",
    )),
    Around("demo, worker and server of a real stack killed in the middle", ("tests/demo/test_kills.py",)),
    Around("Prefect's database deleted, then `merzim restore-runs`; its server killed twice under load", (
        DOWN,
    )),
    Around("two sweeps at once", (
        f"{SURROUNDINGS}::test_two_sweeps_at_once_do_the_work_of_one", f"{RECORD}::test_two_sweeps_open_one_cycle",
    )),
    Around("a worker and an operator at once", (
        f"{SURROUNDINGS}::test_of_a_worker_and_an_operator_at_once_one_wins_and_the_other_is_told",
        f"{RECORD}::test_of_two_who_answer_one_step_at_once_one_wins_and_the_other_is_told",
    )),
    Around("two workers with one answer", (f"{RECORD}::test_of_one_answer_brought_twice_at_once_one_is_recorded",)),
    Around("an answer against a timer", (
        f"{RECORD}::test_an_answer_against_a_timer_ends_as_if_one_had_come_after_the_other",
    )),
    Around("two heads decided at once for one place", (
        f"{RECORD}::test_clause_10_two_heads_decided_at_once_do_not_get_one_place",
    )),
    Around("PostgreSQL: a row held by somebody else", (
        f"{SURROUNDINGS}::test_a_row_that_somebody_holds_is_waited_for_then_told_of_and_nothing_is_half_done",
    )),
    Around("PostgreSQL: connections cut in an answer", (
        f"{SURROUNDINGS}::test_a_database_that_goes_away_in_an_answer_takes_nothing_with_it",
    )),
    Around("PostgreSQL: the server down, and started again", (
        f"{SURROUNDINGS}::test_a_server_that_is_down_is_waited_for_by_the_service_and_told_of_by_a_command",
    )),
    Around("PostgreSQL: restarted and locked while a month is caught up with", (
        f"{RUNS}::test_a_database_restarted_and_locked_in_the_catching_up_after_a_month_asleep_changes_nothing",
    )),
    Around("a full disk", (f"{SURROUNDINGS}::test_on_a_full_disk_an_answer_is_kept_whole_or_not_at_all",)),
    Around("a clock that jumps a day back and ahead", (
        f"{SURROUNDINGS}::test_a_clock_that_jumps_back_and_ahead_tells_nobody_twice",
    )),
    Around("down on 1 November and for a month", (
        f"{SURROUNDINGS}::test_asleep_on_1_november_and_for_a_month_it_opens_the_year_and_reminds_once",
    )),
    Around("SMTP that refuses, stalls, drops (also once it has the letter), answers 4xx and 5xx", (
        f"{CHANNELS}::test_each_way_a_mail_server_fails_is_told_apart_and_passes",
        f"{DELIVERY}::test_mail_server_that_fails_and_recovers_gets_every_letter_once",
    )),
    Around("an SMS gateway that times out, refuses, drops, answers 4xx and 5xx", (
        f"{CHANNELS}::test_each_way_an_sms_gateway_fails_is_told_apart_and_passes",
        f"{DELIVERY}::test_sms_gateway_that_fails_and_recovers_gets_every_letter_once",
    )),
    Around("two senders at once, a sender killed", (
        f"{DELIVERY}::test_two_senders_at_once_deliver_each_letter_once",
        f"{DELIVERY}::test_sender_killed_in_the_middle_loses_no_letter_and_repeats_can_be_told",
    )),
)  # fmt: skip
