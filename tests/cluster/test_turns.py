"""Several ask at once: one sweep of an authority at a time, and one outbox for all senders, on PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func
from sqlmodel import select

from deployments.catchers import Catchers
from models.record.audit import AuditEntry
from models.record.database import reading, writing
from models.record.letters import Letter
from models.record.turns import in_turn
from notifications.delivery import deliver
from tasks import sweeping
from tests.benchmarks import region
from tests.installed import Setting, installed

pytestmark = pytest.mark.postgres
SENDERS, HEADS = 3, 12
LATE = date(2026, 12, 22)
MORNING = datetime(LATE.year, LATE.month, LATE.day, 5, tzinfo=UTC)


@pytest.fixture
def opened(postgres_record: Engine, tmp_path: Path) -> Iterator[Engine]:
    """A region whose heads all have a portfolio that is late, on that morning."""
    region.settle(postgres_record, HEADS)
    region.open_year(postgres_record)
    with writing(postgres_record) as session:
        region.form_list(session)
        region.send_list(session)
    with installed(postgres_record, MORNING, tmp_path):
        yield postgres_record


def test_of_many_sweeps_of_an_authority_one_does_the_work_and_the_others_wait(
    opened: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    together, inside = Barrier(SENDERS), Counter[str]()

    def sweep() -> int:
        together.wait()
        with sweeping.sweep_of(region.CODE):
            inside["now"] += 1
            assert inside["now"] == 1
            marked = asyncio.run(sweeping.mark_steps.fn(region.CODE, LATE))
            told = asyncio.run(sweeping.remind_performers.fn(region.CODE, LATE)).told
            inside["now"] -= 1
        return marked + told

    with ThreadPoolExecutor(SENDERS) as pool:
        done = sorted(pool.map(lambda _: sweep(), range(SENDERS)))
    assert done[:-1] == [0] * (SENDERS - 1)
    assert done[-1] > HEADS
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    with reading(opened) as session:
        marks = select(AuditEntry.case_number).where(AuditEntry.action == "step-overdue")
        assert Counter(session.exec(marks)) == {region.case(number): 1 for number in range(1, HEADS + 1)}


def test_a_turn_is_given_up_by_whoever_dies_in_it_and_another_name_is_another_turn(opened: Engine) -> None:
    with in_turn(opened, "sweep A"), in_turn(opened, "sweep B"):
        pass
    with pytest.raises(RuntimeError), in_turn(opened, "sweep A"):
        raise RuntimeError
    with in_turn(opened, "sweep A"):
        pass


def test_senders_share_one_outbox_and_no_letter_goes_twice(opened: Engine, setting: Setting, tmp_path: Path) -> None:
    asyncio.run(sweeping.remind_performers.fn(region.CODE, LATE))
    with reading(opened) as session:
        waiting = session.exec(select(func.count()).select_from(Letter)).one()
    assert waiting
    with Catchers(tmp_path) as catchers:
        setting(mail_urls=catchers.email_url, sms_urls=catchers.sms_url)
        with ThreadPoolExecutor(SENDERS) as pool:
            sent = [report.sent for report in pool.map(lambda _: deliver(opened, MORNING), range(SENDERS))]
        came = Counter(message.message_id for message in catchers.mail.box)
    assert sum(sent) == waiting == len(came)
    assert set(came.values()) == {1}
