"""`merzim up`: the service on the real clock."""

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli.options import Json
from models.texts import Text

if TYPE_CHECKING:
    from deployments.restoring import Restored
    from deployments.stack import Stack

UP = Text(
    "Работает: {url}  (остановить: Ctrl-C или kill {pid})",
    "Жұмыс істеп тұр: {url}  (тоқтату: Ctrl-C немесе kill {pid})",
    "Up: {url}  (to stop: Ctrl-C or kill {pid})",
)
RESTORED = Text(
    "Восстановлено запусков в Prefect: {made}",
    "Prefect-те қалпына келтірілген іске қосулар: {made}",
    "Runs restored in Prefect: {made}",
)
NO_CHANNEL = Text(
    "{variable} не задано: такие письма не уйдут",
    "{variable} берілмеген: мұндай хаттар жіберілмейді",
    "{variable} is not set: such letters do not go out",
)


def up(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the server and its UI.")] = 4200,
    as_json: Json = False,
) -> None:
    """The service on the real clock: Prefect server and UI, deployments with their schedules, worker.

    The sweep runs each morning at 09:00 local time, deliveries each hour, the yearly triggers on their days. Files are
    in MERZIM_HOME (.merzim); the record is brought up to date first. Stopping it pauses no schedule.
    """
    from deployments.cli.server import address_file
    from deployments.service import run_until_told
    from models.settings import settings

    language = settings().language

    def ready(stack: "Stack", restored: "Restored") -> None:
        if as_json:
            told = {"ui": stack.ui_url, "api": stack.api_url, "pid": os.getpid(), "restored": restored.made}
            print(json.dumps(told), flush=True)
            return
        for variable, urls in (("MERZIM_MAIL_URLS", settings().mail_urls), ("MERZIM_SMS_URLS", settings().sms_urls)):
            if not urls:
                typer.echo(NO_CHANNEL.filled(variable=variable).in_(language), err=True)
        if restored.made:
            print(RESTORED.filled(made=restored.made).in_(language))
        print(UP.filled(url=stack.ui_url, pid=os.getpid()).in_(language), flush=True)

    run_until_told(ready, address_file(), host=host, port=port)
