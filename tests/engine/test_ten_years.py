"""Ten years of one authority with every procedure, on the record: nothing dies, nobody is forgotten or troubled."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, zip_longest

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.acts import OWN
from models.errors import InvalidInput, Refusal
from models.facts import as_day
from models.record.correcting import correct_entry
from models.record.database import engine, reading, writing
from models.record.exporting import history
from models.record.migrations import upgrade
from models.record.replaying import replay
from models.record.tables import Adoption, AuditEntry, Case, CommissionMember, Letter, OfficialFact, StepRecord
from models.record.verifying import verify
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named
from tests.engine.decade import Decade, cycles, moment
from tests.record import samples

# The ten years are played once, by one worker.
pytestmark = pytest.mark.xdist_group("ten years")

START, END = date(2026, 11, 2), date(2036, 11, 2)
CALLS = {
    "attestation": [date(2027, 4, 5), date(2032, 4, 5)],
    "reserve": [date(2027, 9, 6), date(2030, 9, 2)],
}
HEADS, CLERKS = 2, 2
PARTS = {
    "attestation": ("civil-service", "civil-service", "public-council", "academia", "public-association", "maslikhat"),
}
OWN_DAYS = {"career": {"opens-on": "by 1 June"}}
POSTS = cycle(["region-chief-specialist", "village-akim", "region-adviser", "district-akim-staff"])
GROUPS = cycle([{"career-group": "claims-category", "career-claim": "case-manager"}, {"career-group": "manager"}])


@pytest.fixture(scope="module")
def decade() -> Iterator[Decade]:
    """The ten years, played once."""
    bind = engine("sqlite:///:memory:")
    upgrade(bind)
    settle(bind)
    played = Decade(bind, CALLS)
    played.play(START, END)
    yield played
    bind.dispose()


def settle(bind: Engine) -> None:
    """An authority that has adopted every act, with heads, clerks, a commission for each procedure, and performers."""
    with writing(bind) as session:
        of = samples.authority(session)
        everybody = samples.official(session, of, "P-9", email="office@example.kz", birth_date=date(1975, 1, 1))
        chief = samples.official(session, of, "P-10", email="chief@example.kz")
        for code in PROCEDURES:
            if code != "rotation":
                samples.add(session, Adoption(authority_id=of.id, act=procedure_named(code).act.code,
                                              from_day=date(2026, 9, 1), decree=f"№ {code}",
                                              parameters=OWN_DAYS.get(code, {})))  # fmt: skip
            commission = samples.commission(session, of)
            commission.procedure = code
            if code in PARTS:
                asked = select(CommissionMember).where(CommissionMember.commission_id == commission.id)
                for member, part in zip_longest(session.exec(asked.order_by(col(CommissionMember.id))), PARTS[code]):
                    if part is None:
                        session.delete(member)
                    else:
                        member.part = part
        roles = {role for code in PROCEDURES for role in procedure_named(code).roles if role != "official"}
        for role in sorted(roles):
            samples.performer(session, of, role, everybody, superior=chief)
        places = [samples.organisation(session, of, f"C-{n}", "Karaganda") for n in range(1, HEADS + 1)]
        for n in range(1, HEADS + CLERKS + 1):
            person = samples.official(
                session, of, f"P-{n}" if n < 9 else f"P-{n + 10}", email=f"p{n}@example.kz",
                birth_date=date(1985, 3, n), sex="f" if n % 2 else "m",
            )  # fmt: skip
            head = n <= HEADS
            place = places[(n - 1) % HEADS]
            post = "директор" if head else "маман"
            samples.head(session, person, place, date(2010, 1, n), is_head=head, post=post)
            facts = {"post_code": next(POSTS), **next(GROUPS)}
            for name, value in facts.items():
                samples.add(session, OfficialFact(official_id=person.id, name=name, value=value, from_day=START))


def test_every_procedure_ran_in_its_years(decade: Decade) -> None:
    ran = cycles(decade.bind)
    assert set(ran) == set(PROCEDURES)
    assert ran["rotation"] == 11
    assert ran["evaluation"] == 10
    assert ran["attestation"] == ran["reserve"] == 2
    assert ran["career"] == 10
    with reading(decade.bind) as session:
        cases = Counter(session.exec(select(Case.procedure).where(Case.kind == "case")))
    assert min(cases[code] for code in PROCEDURES) >= 4, cases


def test_no_case_is_dead(decade: Decade) -> None:
    """What is open at the end is within its time, or waits for something that may yet come; most has come to an end."""
    with reading(decade.bind) as session:
        rows = session.exec(select(Case, StepRecord).join(StepRecord).where(StepRecord.state == "open")).all()
        closed = session.exec(select(Case).where(col(Case.closed_on).is_not(None), Case.kind == "case")).all()
    long_ago = END - timedelta(days=60)
    for case, step in rows:
        day = step.last_day or step.ends or step.due
        assert day is None or day > long_ago, f"{case.number}: {step.code} was to be done by {day}"
        if day is None and step.kind != "call-activity":
            assert step.opened_on > long_ago or step.not_before or waits(case, step), f"{case.number}: {step.code}"
    assert len(closed) > 50


def waits(case: Case, step: StepRecord) -> bool:
    """Its term hangs on a fact that nobody has to bring about: a vacancy, a ground to exclude."""
    return procedure_named(case.procedure).process(case.kind).step(step.code).deadline is not None


def test_no_step_is_without_a_performer(decade: Decade) -> None:
    assert decade.nobody == set()
    assert decade.told > 500


def test_no_term_is_without_a_clause_or_the_authoritys_own_mark(decade: Decade) -> None:
    seen = set()
    with reading(decade.bind) as session:
        for case, step in session.exec(select(Case, StepRecord).join(StepRecord)):
            procedure = procedure_named(case.procedure)
            node = procedure.process(case.kind).node(step.code)
            deadline = getattr(node, "deadline", None)
            assert step.clause
            if step.term:
                assert deadline is not None
                assert deadline.term
                parameter = procedure.act.edition(case.edition)[deadline.term]
                assert parameter.clause == OWN or parameter.clause[0].isalnum()
                seen.add((case.procedure, step.code))
    assert len(seen) > 25


def test_nobody_is_reminded_of_a_step_after_it_is_done(decade: Decade) -> None:
    with reading(decade.bind) as session:
        reminded = session.exec(select(AuditEntry).where(AuditEntry.action == "reminder-sent")).all()
        letters = session.exec(select(Letter.kind).where(Letter.kind == "digest")).all()
    assert len(reminded) == decade.told
    assert len(letters) > 200
    for entry in reminded:
        assert (entry.case_number, entry.step) in decade.open_when_reminded[entry.on_day], entry


def test_the_trail_holds_and_every_case_played_again_is_what_the_record_says(decade: Decade) -> None:
    with reading(decade.bind) as session:
        found = verify(session)
        assert found.ok
        assert found.entries > 1000
        numbers = session.exec(select(Case.number)).all()
        assert len({number.split("-")[1] for number in numbers}) == len(PROCEDURES)
        for number in numbers:
            data = json.loads(json.dumps(history(session, number), ensure_ascii=False))
            assert replay(data).differences == (), number


def test_a_correction_of_any_day_is_refused_or_leaves_the_case_whole(decade: Decade) -> None:
    """A few cases of each procedure, each recorded day moved by one: the record and its replay never part."""
    outcomes: Counter[str] = Counter()
    with reading(decade.bind) as session:
        asked = select(Case.number, StepRecord.code, StepRecord.form).join(StepRecord)
        days = [
            (number, code, name, day)
            for number, code, form in session.exec(asked.where(StepRecord.state == "done").order_by(col(StepRecord.id)))
            for name, written in (form or {}).items()
            if (day := as_day(written)) is not None
        ]
    by_procedure = {code: [d for d in days if d[0].split("-")[1] == code] for code in PROCEDURES}
    for found in by_procedure.values():
        assert found
        for number, code, name, day in found[:: max(1, len(found) // 6)]:
            for moved in (day - timedelta(days=1), day + timedelta(days=1)):
                with Session(decade.bind) as session:
                    try:
                        correct_entry(session, number, code, {name: moved.isoformat()}, reason="описка", on=END,
                                      at=moment(END), by="lawyer", answer_key="x")  # fmt: skip
                    except (Refusal, InvalidInput) as refused:
                        outcomes[type(refused).__name__] += 1
                    else:
                        data = json.loads(json.dumps(history(session, number), ensure_ascii=False))
                        assert replay(data).differences == (), (number, code, name, moved)
                        outcomes["corrected"] += 1
                    session.rollback()
    assert outcomes["corrected"] > 20
    assert outcomes["Refusal"] > 3
