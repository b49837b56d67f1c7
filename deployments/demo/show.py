"""The demo from beginning to end: puts the world up, plays, tells, and takes it down or leaves it up."""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from prefect.client.orchestration import get_client
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deployments.demo import words
from deployments.demo.account import Account, account, as_data
from deployments.demo.play import Day, Play
from deployments.demo.script import LAST_LIST
from deployments.demo.telling import Telling
from deployments.demo.world import STARTS_ON, World, open_world
from deployments.lifeline import interrupted
from models.days import day_text
from models.record.database import reading
from models.texts import Language

WIDTH = 150
"""Where nobody sees the screen, so that tables are not squeezed."""


def show(
    state: Path | None,
    *,
    keep: bool = False,
    until: date | None = None,
    port: int | None = None,
    as_json: bool = False,
    language: Language = "ru",
) -> bool:
    """Play the demo in `state`, or in a folder of its own; whether all went as the script says."""
    # With --json stdout is for the one object; whoever watches does so on stderr.
    console = Console(stderr=as_json, width=None if (sys.stderr if as_json else sys.stdout).isatty() else WIDTH)
    telling = Telling(console, language)
    folder = state or Path(tempfile.mkdtemp(prefix="merzim-demo-"))
    began, played, finished = monotonic(), False, False
    signal.signal(signal.SIGTERM, interrupted)
    try:
        telling.say(words.SETTING_UP)
        with open_world(folder, port=port, language=language) as world:
            played = True
            telling.say(words.ADDRESS, url=world.stack.ui_url)
            found = asyncio.run(_play(world, telling, until))
            seconds = monotonic() - began
            _told(found, telling, seconds, as_json, world if keep else None)
            finished = found.ok
            if keep:
                _stay(world, telling, found)
    finally:
        if state is None and (finished or not played):
            shutil.rmtree(folder, ignore_errors=True)
        elif played and not finished:
            telling.say(words.GO_ON, folder=folder)
    return finished


async def _play(world: World, telling: Telling, until: date | None) -> Account:
    async with get_client() as api:
        play = Play(world, api)
        if world.today > STARTS_ON:
            telling.say(words.GOING_ON, day=day_text(world.today))
        answers = sum(until is None or entry.on <= until for entry in play.script)
        with _watched(telling, answers, play.already()) as watch:
            play.watch = watch
            await play.run(until)
    with reading(world.record) as session:
        return account(session, world.catchers, play.script, until or LAST_LIST, play.surprises)


def _told(found: Account, telling: Telling, seconds: float, as_json: bool, kept: World | None) -> None:
    if not as_json:
        telling.tell(found, STARTS_ON, seconds)
        return
    more: dict[str, Any] = {"seconds": round(seconds, 1)}
    if kept is not None:
        more |= {"ui": kept.stack.ui_url, "letters_page": _letters_page(kept), "pid": os.getpid()}
    print(json.dumps(as_data(found, telling.language, more), ensure_ascii=False, indent=2), flush=True)


def _stay(world: World, telling: Telling, found: Account) -> None:
    """Until Ctrl-C or SIGTERM. After the whole play the last list is sent, so that the UI is a worklist."""
    if found.whole:
        telling.say(words.WORKLIST, year=LAST_LIST.year)
        asyncio.run(_send_the_last_list(world))
    telling.say(words.ADDRESS, url=world.stack.ui_url)
    telling.say(words.OPEN_CASES, url=f"{world.stack.ui_url}/v2/runs?tags=open")
    telling.say(words.LETTERS_PAGE, url=_letters_page(world))
    telling.say(words.KEPT, pid=os.getpid())
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


async def _send_the_last_list(world: World) -> None:
    async with get_client() as api:
        await Play(world, api).send_list(LAST_LIST.year)


def _letters_page(world: World) -> str:
    return f"http://{world.catchers.sms.host}:{world.catchers.sms.port}/"


class _Watch(Protocol):
    def __call__(self, day: Day) -> None: ...


@contextmanager
def _watched(telling: Telling, answers: int, already: int) -> Iterator[_Watch]:
    """A progress bar on a terminal, a line a day elsewhere."""
    if not telling.console.is_terminal:
        yield lambda day: telling.say(words.DAY, **_of(day))
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=telling.console, transient=True) as bar:
        task = bar.add_task("", total=answers, completed=already)

        def watch(day: Day) -> None:
            bar.update(task, advance=len(day.entries), description=day_text(day.day).in_(telling.language))

        yield watch


def _of(day: Day) -> dict[str, object]:
    return {
        "day": day_text(day.day), "answers": len(day.entries), "refused": day.refused, "letters": day.letters,
    }  # fmt: skip
