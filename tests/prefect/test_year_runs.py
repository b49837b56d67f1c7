"""Attestation, evaluation, career attestation and reserve on one real Prefect stack, a few people of the sample each.

The answers are those of the demo's scripts, given to the forms of the runs; the sweep is called where only time moves a
case. What each run says when it rests, and what it came to, is looked at here.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from sqlalchemy import Engine

from deployments.demo.progress import case_numbers
from deployments.demo.script import Entry
from deployments.demo.scripts import script_of
from deployments.deploy import deploy
from deployments.stack import Stack
from deployments.timetable import timetable
from models.clock import SimulatedClock
from models.record.database import reading, writing
from models.record.loading import calendar_of
from models.record.opening import find_authority
from models.registry.importing import Options, import_registry
from tests.browser.office import Office, stack_on
from tests.records import empty_record

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(280)]
PLAYED = ("attestation", "evaluation", "career", "reserve")


@dataclass(frozen=True)
class Running:
    """The stack of the four offices, its clock and its record."""

    stack: Stack
    clock: SimulatedClock
    record: Engine


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Four offices of the sample in one record, and one stack."""
    folder: Path = tmp_path_factory.mktemp("offices")
    clock = SimulatedClock(folder / "clock")
    clock.set(datetime(2027, 1, 1, 9, tzinfo=script_of("evaluation").zone))
    record = empty_record(folder / "record.db")
    with writing(record) as session:
        for code in PLAYED:
            assert import_registry(session, script_of(code).registry, Options(), at=clock.read()).imported
    with stack_on(record, clock, folder) as stack:
        with reading(record) as session:
            planned = timetable(session)
        asyncio.run(deploy(planned))
        yield Running(stack, clock, record)
    record.dispose()


@pytest.fixture
async def office(running: Running) -> AsyncIterator[Office]:
    """Whoever answers."""
    async with get_client() as api:
        yield Office(running.stack, running.clock, running.record, api)


class Taking:
    """Some people of a script, taken through their year by its answers."""

    def __init__(self, office: Office, procedure: str, *people: str) -> None:
        self.office, self.script, self.people = office, script_of(procedure), people
        with reading(office.record) as session:
            calendar = calendar_of(session, find_authority(session, self.script.authority))
        self.waiting = [entry for entry in self.script.entries(calendar) if self._wanted(entry)]
        # Whose answer was refused, and under which clause, as the run tells it.
        self.refused: list[tuple[str, str]] = []

    def _wanted(self, entry: Entry) -> bool:
        if entry.way == "open" or (entry.who not in self.people and not self._of_cycle(entry)):
            return False
        return entry.form.get("person", self.people[0]) in self.people

    @staticmethod
    def _of_cycle(entry: Entry) -> bool:
        return not entry.who or entry.who.isdigit()

    def numbers(self, *people: str) -> list[str]:
        """Of their cases; of "" the cycle's."""
        with reading(self.office.record) as session:
            numbers = case_numbers(session, self.script)
        return [numbers[who] for who in people]

    async def badges(self, *people: str) -> list[str]:
        """What their runs say."""
        return [await self.office.badge(number) for number in self.numbers(*people)]

    def results(self) -> dict[str, str | None]:
        """What their cases came to."""
        return {who: self.office.case(*self.numbers(who)).result for who in self.people}

    def only(self, *people: str) -> None:
        """Go on with these; the others stay where they are."""
        self.people = people
        self.waiting = [entry for entry in self.waiting if self._wanted(entry)]

    def expected(self) -> dict[str, str | None]:
        """What the script says they come to."""
        return {who: self.script.expected[who] for who in self.people}

    async def opened(self, day: str, year: int | None = None) -> FlowRun:
        """The cycle opened by a run of its deployment, as the trigger or an operator starts it."""
        self._at(date.fromisoformat(day))
        authority, wanted = self.script.authority, year or self.script.year
        return await self.office.start(f"{self.script.procedure}-cycle", authority=authority, year=wanted)

    async def until(self, day: str, *mornings: str) -> None:
        """Every answer up to the day that was not given yet, and the sweep of some mornings."""
        swept = {date.fromisoformat(each) for each in mornings}
        due = [entry for entry in self.waiting if entry.on <= date.fromisoformat(day)]
        for on in sorted({*(entry.on for entry in due), *swept}):
            self._at(on)
            if on in swept:
                await self.office.start("sweep", timezone=self.script.zone.key)
            for entry in (each for each in due if each.on == on):
                await self._give(entry)
        self.waiting = [entry for entry in self.waiting if entry not in due]

    async def _give(self, entry: Entry) -> None:
        (number,) = self.numbers(entry.who)
        run = await self.office.answer(number, entry.step, **entry.form)
        assert run.state is not None
        if entry.clause:
            said = f"{run.state.name} {run.state.message}"
            assert f"п. {entry.clause}" in said, said
            self.refused.append((entry.who, entry.clause))

    def _at(self, day: date) -> None:
        self.office.clock.set(datetime(day.year, day.month, day.day, 10, tzinfo=self.script.zone))


async def test_attestation_is_opened_by_an_operator_appealed_and_ended_by_the_sweep(office: Office) -> None:
    taking = Taking(office, "attestation", "B-03", "B-04", "B-07")
    cycle = await taking.opened("2027-04-05")
    assert cycle.state is not None
    assert cycle.state.is_paused()
    assert office.case("AKM-attestation-2027").run_id == str(cycle.id)
    assert await taking.badges("B-03", "B-04") == ["Оценочный лист · до 19.04.2027"] * 2
    await taking.until("2027-05-04")
    (appealed, *_) = taking.numbers("B-03")
    assert office.filled(appealed, "testing")["weaknesses"] == ["serving_people", "transparency"]
    # Two steps are open at once: the materials and the interview.
    assert (await taking.badges("B-03", "B-07")) == [
        "Открыто 2: Ознакомление с материалами · до 18.05.2027", "закрыто: покинул должность",
    ]  # fmt: skip
    await taking.until("2027-05-20")
    # Answer VII: no decision without a recording.
    assert taking.refused == [("B-04", "VII")]
    assert taking.results() == {"B-03": "dismiss", "B-04": "demote", "B-07": "closed"}
    await taking.until("2027-05-31")
    # Upheld: to be interviewed again.
    assert (office.case(appealed).result, await taking.badges("B-03")) == (
        None, ["Собеседование в комиссии · до 21.06.2027"],
    )  # fmt: skip
    await taking.until("2027-06-10", "2027-06-10")
    assert await taking.badges("B-03", "B-04") == [
        "Срок обжалования · до 24.06.2027", "не соответствует, рекомендуется к понижению",
    ]  # fmt: skip
    await taking.until("2027-06-30", "2027-06-30")
    assert (taking.waiting, taking.results()) == ([], taking.expected())
    assert [str(office.case(number).closed_on) for number in taking.numbers(*taking.people)] == [
        "2027-06-30", "2027-06-10", "2027-05-04",
    ]  # fmt: skip


async def test_evaluation_goes_back_for_correction_and_once_more_to_the_commission(office: Office) -> None:
    taking = Taking(office, "evaluation", "E-02", "E-04")
    cycle = await taking.opened("2027-01-01")
    assert cycle.state is not None
    assert cycle.state.is_paused()
    assert await taking.badges("E-02") == ["Открыто 2: Индивидуальный план работы · до 19.01.2027"]
    await taking.until("2028-01-13", "2028-01-05")
    # Clauses 54, 55: two working days from the return of 13 January.
    assert await taking.badges("E-02") == ["Исправление листа · до 17.01.2028"]
    assert taking.refused == [("E-02", "54")]
    taking.only("E-04")
    await taking.until("2028-02-08")
    # Clause 70: to be reconsidered.
    assert await taking.badges("E-04") == ["Заседание комиссии · до 22.02.2028"]
    await taking.until("2028-02-21")
    assert await taking.badges("E-04") == ["Срок обжалования · до 01.03.2028"]
    await taking.until("2028-03-02", "2028-03-02")
    assert await taking.badges("E-04") == ["выполняет функциональные обязанности удовлетворительно"]
    assert (taking.waiting, taking.results()) == ([], taking.expected())


async def test_career_test_is_appealed_and_taken_again(office: Office) -> None:
    taking = Taking(office, "career", "W-02", "W-03")
    await taking.opened("2027-03-01")
    assert await taking.badges("") == ["Список аттестуемых · до 17.03.2027"]
    await taking.until("2027-03-31")
    assert await taking.badges("", "W-03", "W-02") == [
        "Дела аттестуемых",
        "Открыто 2: Рассмотрение апелляции · до 07.04.2027",
        "Открыто 3: Апелляция на результат теста · до 01.04.2027",
    ]
    await taking.until("2028-02-11", "2028-02-15")
    assert await taking.badges("W-03", "W-02") == [
        "соответствует занимаемой должности", "Категория действует · до 11.02.2031",
    ]  # fmt: skip
    assert taking.refused == [("W-03", "21")]
    assert (taking.waiting, taking.results()) == ([], taking.expected())


async def test_reserve_lives_under_its_own_calendar_until_the_candidate_is_out_of_it(office: Office) -> None:
    taking = Taking(office, "reserve", "K-03")
    await taking.opened("2027-01-12")
    await taking.until("2027-04-20", "2027-02-18")
    # Clause 2.19: two weeks from 27 April end on Radonitsa, off in Stavropol region.
    assert await taking.badges("K-03") == ["Открыто 5: Публикация в газете и на портале · до 12.05.2027"]
    await taking.until("2027-07-08", "2027-04-21")
    assert await taking.badges("", "K-03") == ["завершён", "исключён из резерва"]
    await taking.opened("2028-01-17", 2028)
    await taking.until("2028-01-20")
    # Clause 4.8: who declined a post does not come back with the next call.
    assert taking.refused == [("", "2.7"), ("K-03", "4.7"), ("2028", "4.8")]
    assert (taking.waiting, taking.results()) == ([], taking.expected())
