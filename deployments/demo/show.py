"""The demo from beginning to end: puts the world up, plays, tells, and takes it down or leaves it up."""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from prefect.client.orchestration import get_client
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deployments.demo import words
from deployments.demo.account import Account, account, as_data
from deployments.demo.play import Day, Play
from deployments.demo.script import Script
from deployments.demo.scripts import script_of
from deployments.demo.telling import Telling
from deployments.demo.world import World, open_world
from deployments.lifeline import interrupted
from models.days import day_text
from models.record.database import reading
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named
from models.texts import Language

WIDTH = 150
"""Where nobody sees the screen, so that tables are not squeezed."""


@dataclass(frozen=True)
class Shown:
    """A demo played: what came of it and how long it took."""

    account: Account
    seconds: float


def show(
    procedure: str,
    state: Path | None,
    *,
    keep: bool = False,
    until: date | None = None,
    port: int | None = None,
    as_json: bool = False,
    language: Language = "ru",
) -> bool:
    """Play a procedure's demo in `state`, or in a folder of its own; whether all went as the script says."""
    telling = _telling(as_json, language)

    def tell(shown: Shown, world: World) -> None:
        _told(shown, telling, as_json, world if keep else None)
        if keep:
            _stay(world, telling, shown.account)

    return _shown(script_of(procedure), state, telling, tell, until=until, port=port).account.ok


def show_all(state: Path | None, *, port: int | None = None, as_json: bool = False, language: Language = "ru") -> bool:
    """Play the demos of all procedures one after the other, each in a world of its own; whether all went as scripted.

    With `state` each has a folder in it.
    """
    telling = _telling(as_json, language)

    def tell(shown: Shown, _world: World) -> None:
        if not as_json:
            _told(shown, telling, as_json, None)

    found = {
        each: _shown(script_of(each), state / each if state else None, telling, tell, port=port) for each in PROCEDURES
    }
    ok = all(shown.account.ok for shown in found.values())
    if as_json:
        data = {code: as_data(s.account, language, {"seconds": round(s.seconds, 1)}) for code, s in found.items()}
        print(json.dumps({"ok": ok, "procedures": data}, ensure_ascii=False, indent=2), flush=True)
    else:
        telling.together((shown.account, shown.seconds) for shown in found.values())
    return ok


def _shown(
    script: Script,
    state: Path | None,
    telling: Telling,
    tell: Callable[[Shown, World], None],
    *,
    until: date | None = None,
    port: int | None = None,
) -> Shown:
    """One demo, told while its world is up. A folder of its own is removed, but for one to go on from."""
    folder = state or Path(tempfile.mkdtemp(prefix=f"merzim-demo-{script.procedure}-"))
    began, played, finished = monotonic(), False, False
    signal.signal(signal.SIGTERM, interrupted)
    try:
        telling.say(words.PLAYING, procedure=procedure_named(script.procedure).title, authority=script.authority)
        telling.say(words.SETTING_UP)
        with open_world(folder, script, port=port, language=telling.language) as world:
            played = True
            telling.say(words.ADDRESS, url=world.stack.ui_url)
            shown = Shown(asyncio.run(_play(world, telling, until)), monotonic() - began)
            finished = shown.account.ok
            tell(shown, world)
    finally:
        if state is None and (finished or not played):
            shutil.rmtree(folder, ignore_errors=True)
        elif played and not finished:
            telling.say(words.GO_ON, folder=folder, procedure=script.procedure)
    return shown


def _telling(as_json: bool, language: Language) -> Telling:
    # With --json stdout is for the one object; whoever watches does so on stderr.
    console = Console(stderr=as_json, width=None if (sys.stderr if as_json else sys.stdout).isatty() else WIDTH)
    return Telling(console, language)


async def _play(world: World, telling: Telling, until: date | None) -> Account:
    script = world.script
    async with get_client() as api:
        play = Play(world, api)
        if world.today > script.starts_on:
            telling.say(words.GOING_ON, day=day_text(world.today))
        answers = sum(entry.on <= (until or script.ends_on) for entry in play.entries)
        with _watched(telling, answers, play.already()) as watch:
            play.watch = watch
            await play.run(until)
    with reading(world.record) as session:
        return account(session, world.catchers, script, play.entries, until or script.ends_on, play.surprises)


def _told(shown: Shown, telling: Telling, as_json: bool, kept: World | None) -> None:
    if not as_json:
        telling.tell(shown.account, shown.seconds)
        return
    more: dict[str, Any] = {"seconds": round(shown.seconds, 1)}
    if kept is not None:
        more |= {"ui": kept.stack.ui_url, "letters_page": _letters_page(kept), "pid": os.getpid()}
    print(json.dumps(as_data(shown.account, telling.language, more), ensure_ascii=False, indent=2), flush=True)


def _stay(world: World, telling: Telling, found: Account) -> None:
    """Until Ctrl-C or SIGTERM. After the whole play what makes the UI a worklist is done."""
    if found.whole and world.script.afterwards:
        telling.say(words.WORKLIST, year=world.script.ends_on.year)
        asyncio.run(_afterwards(world))
    telling.say(words.ADDRESS, url=world.stack.ui_url)
    telling.say(words.OPEN_CASES, url=f"{world.stack.ui_url}/v2/runs?tags=open")
    telling.say(words.LETTERS_PAGE, url=_letters_page(world))
    telling.say(words.KEPT, pid=os.getpid())
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


async def _afterwards(world: World) -> None:
    async with get_client() as api:
        await Play(world, api).afterwards()


def _letters_page(world: World) -> str:
    return f"http://{world.catchers.sms.host}:{world.catchers.sms.port}/"


@contextmanager
def _watched(telling: Telling, answers: int, already: int) -> Iterator[Callable[[Day], None]]:
    """A progress bar on a terminal, a line a day elsewhere."""
    if not telling.console.is_terminal:
        yield lambda day: telling.say(
            words.DAY, day=day_text(day.day), answers=len(day.entries), refused=day.refused, letters=day.letters
        )
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=telling.console, transient=True) as bar:
        task = bar.add_task("", total=answers, completed=already)

        def watch(day: Day) -> None:
            bar.update(task, advance=len(day.entries), description=day_text(day.day).in_(telling.language))

        yield watch
