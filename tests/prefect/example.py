"""The pattern of a case's flow, whole and small: a record of its own, a form, and places where it can be killed.

A case here has two steps: `notice` (closed by `served_on`), then `decide` (`yes` or `no`); `left` may happen at any
time and ends it. A date before 2026 is refused, as the law would.
"""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from prefect import flow, task
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State

from tasks.runs import (
    Answer,
    FormTab,
    NewRun,
    RunView,
    Sheet,
    create_runs,
    finished,
    read_answers,
    show_all,
    wait_for_answer,
)

NOTICE: dict[str, Any] = {
    "type": "object",
    "title": "Уведомление вручено",
    "properties": {
        "served_on": {"type": "string", "format": "date", "title": "Дата вручения"},
        "method": {"type": "string", "enum": ["paper", "email"], "title": "Способ", "default": "paper"},
    },
    "required": ["served_on"],
}
DECIDE: dict[str, Any] = {
    "type": "object",
    "title": "Решение",
    "properties": {
        "decision": {"type": "string", "enum": ["yes", "no"], "title": "Решение"},
        "present": {"type": "integer", "title": "Присутствовало", "minimum": 0},
    },
    "required": ["decision"],
}
LEFT: dict[str, Any] = {
    "type": "object",
    "title": "Оставил должность",
    "properties": {"left_on": {"type": "string", "format": "date", "title": "С какого дня"}},
    "required": ["left_on"],
}
TABS = {
    "notice": FormTab(
        "notice", "Вручить", NOTICE, "п. 7 · до 15.01.2027", names={"method": {"paper": "на бумаге", "email": "почтой"}}
    ),
    "decide": FormTab("decide", "Решить", DECIDE, "п. 10", names={"decision": {"yes": "провести", "no": "отказать"}}),
    "left": FormTab("left", "Ушёл с поста", LEFT, optional=True),
}


async def create_run(deployment: str, parameters: dict[str, Any], view: RunView, *, client: PrefectClient) -> UUID:
    """One run that shows the view."""
    (made,) = await create_runs(deployment, [NewRun(parameters, view, f"{uuid4()}")], client=client)
    assert isinstance(made, UUID), made
    return made


async def show(run_id: UUID, view: RunView, *, client: PrefectClient, ended: bool = False) -> bool:
    """Whether one run shows the view, or is completed with it where it has ended."""
    told = (await show_all({run_id: view}, {run_id} if ended else (), client=client))[run_id]
    assert isinstance(told, bool), told
    return told


class Record:
    """A legal record of one case: what was done, what was refused, and which answers were handled."""

    def __init__(self, path: Path, case: int) -> None:
        self.path, self.case = path, case
        with self._open() as db:
            db.execute("create table if not exists done (step text primary key, value text, key text unique)")
            db.execute("create table if not exists refused (key text primary key, reason text)")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.path, timeout=10)
        try:
            with db:
                yield db
        finally:
            db.close()

    def done(self) -> dict[str, str]:
        """Step -> what was recorded for it."""
        with self._open() as db:
            return dict(db.execute("select step, value from done order by rowid"))

    def refusals(self) -> list[str]:
        """Why answers were refused, oldest first."""
        with self._open() as db:
            return [row[0] for row in db.execute("select reason from refused order by rowid")]

    def handled(self) -> set[str]:
        """Keys of the answers that were recorded or refused."""
        with self._open() as db:
            return {row[0] for row in db.execute("select key from done union select key from refused")}

    def take(self, answer: Answer) -> None:
        """Record an answer or refuse it, in one transaction with its key; taking it twice changes nothing."""
        done = self.done()
        step = "notice" if "notice" not in done else "decide"
        with self._open() as db:
            if answer.code not in (step, "left"):
                reason = f"{answer.code}: шаг уже выполнен"
            elif answer.code == "notice" and answer.values["served_on"] < "2026":
                reason = "п. 7: дата раньше начала цикла"
            else:
                value = repr(sorted(answer.values.items()))
                db.execute("insert or ignore into done values (?, ?, ?)", (answer.code, value, answer.key))
                return
            db.execute("insert or ignore into refused values (?, ?)", (answer.key, reason))

    def view(self) -> RunView:
        """What the run shows now."""
        done, refusals = self.done(), self.refusals()
        closed = "decide" in done or "left" in done
        step = "notice" if "notice" not in done else "decide"
        badge = f"Завершено · {list(done)[-1]}" if closed else f"{TABS[step].title} · до 15.01.2027"
        return RunView(
            name=f"Оразова А. · дело {self.case}",
            badge=badge,
            key=f"c{self.case}-v{len(done) + len(refusals)}",
            tabs=() if closed else (TABS[step], TABS["left"]),
            message=refusals[-1] if refusals else "",
            tags=("example", "closed" if closed else f"step:{step}"),
            question="Что сделано",
            sheet=Sheet(f"example-{self.case}", "\n".join(f"- {k}: {v}" for k, v in done.items()) or "- пусто"),
        )


def die(record: Path, point: str) -> None:
    """End this process, as a power cut would, the first time it comes to `point` and that was asked for."""
    asked = record.with_suffix(f".die-{point}")
    if asked.exists():
        asked.unlink()
        os._exit(9)


@flow(name="example-case")
async def example_case(case: int, record: str) -> State[Any]:
    """A case: reads what was answered, records it, waits again."""
    path = Path(record)
    kept = Record(path, case)
    die(path, "start")
    for answer in await read_answers(handled=kept.handled()):
        die(path, "read")
        kept.take(answer)
        die(path, "recorded")
    if kept.view().tabs:
        die(path, "wait")
        await wait_for_answer(kept.view())
    die(path, "finish")
    return await finished(kept.view())


@task
async def one_step(number: int) -> int:
    """A task of Prefect's."""
    return number + 1


@flow(name="example-broken")
async def example_broken(how: str) -> None:
    """Goes wrong in the way asked for."""
    if how == "exit":
        raise SystemExit(3)
    if how == "error":
        raise ValueError("a broken flow")
    await one_step(1)


@flow(name="example-sync")
def example_sync(number: int) -> None:
    """A flow that is not async."""
    if number < 0:
        raise ValueError(number)


@flow(name="example-long")
async def example_long(path: str) -> None:
    """Works until the file is there."""
    done = Path(path)
    done.with_suffix(".started").write_text(str(os.getpid()))
    while not done.exists():  # noqa: ASYNC110, ASYNC240 - another process ends it
        await asyncio.sleep(0.05)
