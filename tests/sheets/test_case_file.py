"""The file of a case holds what the record holds, in words, in a fixed number of queries."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from models.errors import InvalidInput
from models.filed import CaseFile, FiledStep
from models.record.case_file import case_file, case_files
from models.record.cycle_file import cycle_file
from models.record.database import reading, writing
from models.record.tables import Letter
from models.record.worklist import worklist
from models.texts import LANGUAGES
from tests.record.counting import counted
from tests.sheets import region


def file_of(database: Engine, number: str) -> CaseFile:
    with reading(database) as session:
        return case_file(session, number)


def step(file: CaseFile, code: str, occurrence: int = 1) -> FiledStep:
    return next(s for s in file.steps if (s.code, s.occurrence) == (code, occurrence))


def to_review(database: Engine, number: str) -> None:
    region.do(database, number, "portfolio", date(2026, 12, 10), {"sent_on": "2026-12-10"})


def refused_to_rotate(database: Engine, number: str) -> None:
    to_review(database, number)
    region.do(database, number, "review", date(2026, 12, 21), region.review())


def test_the_file_names_person_post_place_and_the_adopted_edition(database: Engine, cases: dict[str, str]) -> None:
    file = file_of(database, cases["101"])
    assert file.person is not None
    assert (file.person.post, file.person.name.full) == ("директор", "Үлгінов-1 Айдос Болатұлы")
    assert file.person.place is not None
    assert (file.person.place.code, file.person.place.settlement) == ("C-1", "Қарағанды")
    assert (file.cycle, file.year, file.authority) == (region.CYCLE, 2026, "KRG")
    edition = file.edition
    assert (edition.status, edition.adopted_from, edition.decree) == ("draft", date(2026, 9, 1), "№ 1")


def test_steps_are_in_words_with_clause_term_and_dates(database: Engine, cases: dict[str, str]) -> None:
    notice = step(file_of(database, cases["101"]), "notice")
    assert (notice.clause, notice.state, notice.title.kk) == ("7", "open", "Ротация туралы хабарлама")
    assert notice.term is not None
    assert notice.term.ru == "не позднее чем за 30 календарных дней"
    assert (notice.anchor_on, notice.last_day, notice.due) == (date(2027, 2, 15), date(2027, 1, 16), date(2027, 1, 15))
    assert (notice.term_clause, notice.own_term, notice.provisional) == ("7", False, True)


def test_the_trace_is_kept_in_every_language(database: Engine, cases: dict[str, str]) -> None:
    trace = step(file_of(database, cases["101"]), "portfolio").traces[0]
    assert trace.start == date(2026, 11, 27)
    for language in LANGUAGES:
        lines = [line.in_(language) for line in trace.lines]
        assert len(lines) > 5
        assert len(set(lines)) == len(lines)
    assert "День Независимости" in " ".join(line.ru for line in trace.lines)
    assert "Тәуелсіздік күні" in " ".join(line.kk for line in trace.lines)


def test_the_performer_of_the_settlement_goes_before_the_general_one(database: Engine, cases: dict[str, str]) -> None:
    names = {code: step(file_of(database, cases[code]), "notice").performer.name for code in ("101", "102")}
    assert {code: name.code for code, name in names.items() if name} == {"101": "s-1", "102": "s-2"}


def test_a_role_nobody_holds_is_told_so(database: Engine, cases: dict[str, str]) -> None:
    performer = step(file_of(database, cases["101"]), "portfolio").performer
    assert (performer.role, performer.name, performer.title.ru) == ("hr_region", None, "Кадровая служба области")


def test_a_step_done_late_is_a_breach_under_its_clause(database: Engine, cases: dict[str, str]) -> None:
    region.do(database, cases["101"], "notice", date(2027, 1, 20), {"served_on": "2027-01-20", "method": "sms"})
    file = file_of(database, cases["101"])
    assert step(file, "notice").late
    assert [(b.step, b.clause) for b in file.breaches] == [("notice", "7")]
    assert "20.01.2027" in file.breaches[0].text.kk
    assert file.breaches[0].title.kk == "Ротация туралы хабарлама"


def test_a_step_done_on_its_last_day_off_is_in_time_by_the_last_day(database: Engine, cases: dict[str, str]) -> None:
    region.do(database, cases["101"], "notice", date(2027, 1, 16), {"served_on": "2027-01-16"})
    assert not step(file_of(database, cases["101"]), "notice").late


def test_an_open_step_is_overdue_the_day_after_its_last_day(database: Engine, cases: dict[str, str]) -> None:
    notice = step(file_of(database, cases["101"]), "notice")
    assert [notice.overdue(date(2027, 1, day)) for day in (15, 16, 17)] == [False, False, True]


def test_a_form_is_filed_under_its_titles(database: Engine, cases: dict[str, str]) -> None:
    refused_to_rotate(database, cases["101"])
    review = step(file_of(database, cases["101"]), "review")
    fields = {field.name: field for field in review.form}
    assert (fields["met_on"].kind, fields["met_on"].shown.ru) == ("day", "21.12.2026 (пн)")
    assert (fields["decision"].kind, fields["decision"].shown.kk) == ("choice", "ротациядан бас тарту")
    assert fields["votes"].kind == "group"
    assert {part.name: part.value for part in fields["votes"].parts} == {"rotate": 1, "refuse": 4, "move": 0}
    assert (fields["no_place"].kind, fields["no_place"].shown.en) == ("yes-no", "no")
    assert review.outcome_title is not None
    assert review.outcome_title.ru == "отказать в ротации"


def test_a_ruling_is_filed_and_one_that_fell_on_appeal_no_longer_stands(
    database: Engine, cases: dict[str, str]
) -> None:
    number = cases["101"]
    refused_to_rotate(database, number)
    region.do(database, number, "transfer", date(2026, 12, 24), {"sent_on": "2026-12-24", "letter_no": "1"})
    upheld = {"filed_on": "2026-12-25", "result": "upheld", "decided_on": "2026-12-28"}
    region.do(database, number, "appeal", date(2026, 12, 28), upheld)
    again = region.review(
        met_on="2026-12-29", votes={"rotate": 5}, decision="rotate", destination={"organisation": "C-3"}
    )
    region.do(database, number, "review", date(2026, 12, 29), again)
    file = file_of(database, number)
    assert [(r.occurrence, r.option, r.standing) for r in file.rulings] == [(1, "refuse", False), (2, "rotate", True)]
    destination = file.rulings[1].destination
    assert destination is not None
    assert (destination.code, destination.name.kk) == ("C-3", "C-3 орталығы")
    assert (step(file, "review").state, step(file, "review", 2).state) == ("superseded", "done")
    appeal = step(file, "appeal").outcome_title
    assert appeal is not None
    assert appeal.ru == "удовлетворена"


def test_a_term_the_text_does_not_set_is_marked_as_the_authoritys_own(database: Engine, cases: dict[str, str]) -> None:
    number = cases["101"]
    refused_to_rotate(database, number)
    region.do(database, number, "transfer", date(2026, 12, 24), {"sent_on": "2026-12-24", "letter_no": "1"})
    told = step(file_of(database, number), "decision-notice")
    assert (told.clause, told.own_term) == ("14", True)
    assert not step(file_of(database, number), "transfer").own_term


def test_a_refusal_is_shown_until_something_is_recorded_and_kept_for_good(
    database: Engine, cases: dict[str, str]
) -> None:
    number = cases["101"]
    to_review(database, number)
    refusal = region.refused(database, number, "review", date(2026, 12, 21), region.review(present=3))
    file = file_of(database, number)
    assert file.message is not None
    assert (file.message.text.kk, file.message.clause) == (refusal.reason.kk, refusal.clause)
    assert file.message.title is not None
    assert file.message.title.ru == "Рассмотрение комиссией"
    region.do(database, number, "review", date(2026, 12, 21), region.review())
    file = file_of(database, number)
    assert file.message is None
    assert [(r.step, r.clause, r.reason.en) for r in file.refusals] == [("review", refusal.clause, refusal.reason.en)]


def test_what_can_follow_is_told_by_outcome(database: Engine, cases: dict[str, str]) -> None:
    to_review(database, cases["101"])
    file = file_of(database, cases["101"])
    after = {ahead.step.ru: ahead for ahead in file.ahead}
    review = after["Рассмотрение комиссией"]
    assert {branch.outcome.ru for branch in review.branches if branch.outcome} == {
        "провести ротацию",
        "переместить на вакантную должность",
        "отказать в ротации",
    }
    # The notice is open already: a decision to rotate opens the transfer only.
    assert {title.ru for branch in review.branches for title, _ in branch.opens} == {"Направление решения"}
    assert [title.ru for title, _ in after["Уведомление о ротации"].branches[0].opens] == ["Назначение"]
    assert {title.en for title, _ in file.events} == {"Left the post", "Appeal"}


def test_why_on_the_list_comes_from_the_cycles_list(database: Engine, cases: dict[str, str]) -> None:
    why = file_of(database, cases["101"]).why
    assert why is not None
    assert (why.listed, why.clause, why.official) == (True, "5", "101")
    assert "7 лет" in why.reasons[-1].ru


def test_the_contradiction_of_clause_8_and_the_authoritys_choice_are_told(database: Engine) -> None:
    region.settle(database, 2, **{"portfolio-term": "2 working days"})
    number = region.open_cases(database)["101"]
    file = file_of(database, number)
    told = next(p for p in file.edition.parameters if p.code == "portfolio-term")
    assert (told.clause, told.chosen, told.value.kk) == ("8", True, "2 жұмыс күні")
    assert told.note is not None
    assert step(file, "portfolio").due == date(2026, 12, 1)


def test_letters_are_filed_without_their_bodies_and_addresses(database: Engine, cases: dict[str, str]) -> None:
    number = cases["101"]
    with writing(database) as session:
        session.add_all(letters(number))
    file = file_of(database, number)
    first, second = file.letters
    assert (first.channel, first.state, first.attempts, first.is_fallback) == ("email", "permanent_failure", 5, False)
    assert (second.channel, second.state, second.is_fallback) == ("sms", "sent", True)
    assert (second.title.ru, second.recipient and second.recipient.code) == ("Уведомление о ротации", "101")
    said = str(file.as_data("ru"))
    assert "secret body" not in said
    assert "head@example.kz" not in said


def letters(number: str) -> list[Letter]:
    common: dict[str, Any] = {
        "case_number": number,
        "step": "notice",
        "kind": "rotation-notice",
        "recipient_id": 3,
        "recipient_key": "101",
        "language": "kk",
        "day": date(2026, 12, 4),
        "body": "secret body",
        "created_at": region.moment(date(2026, 12, 4)),
    }
    mail = Letter(
        **common, id=1, channel="email", address="head@example.kz", state="permanent_failure", attempts=5,
        message_id="a@x", last_error="550 no such | box",
    )  # fmt: skip
    text = Letter(
        **common, id=2, channel="sms", address="+77000000001", state="sent", message_id="b@x", fallback_of=1,
        sent_at=region.moment(date(2026, 12, 4)),
    )  # fmt: skip
    return [mail, text]


def test_a_file_takes_as_many_queries_however_long_the_case_and_however_many_cases(
    database: Engine, cases: dict[str, str]
) -> None:
    numbers = list(cases.values())
    with reading(database) as session, counted(session) as short:
        case_file(session, numbers[0])
    refused_to_rotate(database, numbers[0])
    region.do(database, numbers[0], "transfer", date(2026, 12, 24), {"sent_on": "2026-12-24", "letter_no": "1"})
    with writing(database) as session:
        session.add_all(letters(numbers[0]))
    with reading(database) as session, counted(session) as long:
        case_file(session, numbers[0])
    with reading(database) as session, counted(session) as every:
        case_files(session, numbers)
    assert 0 < len(short) == len(long) == len(every) <= 16


def test_files_come_in_the_order_asked_and_unknown_numbers_are_left_out(
    database: Engine, cases: dict[str, str]
) -> None:
    with reading(database) as session:
        found = case_files(session, [cases["103"], "nobody's", cases["101"], region.CYCLE])
    assert [file.number for file in found] == [cases["103"], cases["101"], region.CYCLE]
    assert found[-1].person is None


def test_a_number_nobody_has_is_refused(database: Engine, cases: dict[str, str]) -> None:
    with reading(database) as session, pytest.raises(InvalidInput, match="no case 'KRG-x'"):
        case_file(session, "KRG-x")


def test_as_data_is_plain_json_in_one_language(database: Engine, cases: dict[str, str]) -> None:
    to_review(database, cases["101"])
    data = json.loads(json.dumps(file_of(database, cases["101"]).as_data("kk")))
    assert data["person"]["name"] == {"code": "101", "name": "Үлгінов-1 Айдос Болатұлы"}
    review = next(s for s in data["steps"] if s["code"] == "review")
    assert (review["title"], review["due"], review["late"]) == ("Комиссияның қарауы", "2027-01-05", False)
    assert review["traces"][0]["lines"][0].startswith("10.12.2026")
    portfolio = next(s for s in data["steps"] if s["code"] == "portfolio")
    assert portfolio["recorded_at"] == "2026-12-10T05:00:00+00:00"


def test_files_and_worklist_read_the_same_on_postgresql(
    postgres_record: Engine, database: Engine, cases: dict[str, str]
) -> None:
    region.settle(postgres_record, 4)
    assert region.open_cases(postgres_record) == cases
    found = []
    for each in (database, postgres_record):
        to_review(each, cases["101"])
        with reading(each) as session:
            files = [file.as_data("ru") for file in case_files(session, list(cases.values()))]
            whole = cycle_file(session, region.CYCLE, on=date(2026, 12, 22)).as_data("ru")
            found.append((files, whole, worklist(session, by=date(2027, 1, 5))))
    assert found[0] == found[1]
