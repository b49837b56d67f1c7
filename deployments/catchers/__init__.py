"""Where letters land when nothing may leave the machine: a real SMTP server and a real HTTP SMS gateway.

The demo and the tests send through them as production sends through its own servers; both can be told to fail.
`python -m deployments.catchers --dir DIR` runs the two as a process and writes their addresses to
`DIR/catchers.json`; `Catchers` runs them in threads of this process.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from deployments.catchers.box import Box, CaughtMail, CaughtSms
from deployments.catchers.failures import MailFailure, SmsFailure
from deployments.catchers.mail import MailCatcher
from deployments.catchers.sms import SmsGateway

__all__ = ["Addresses", "Catchers", "MailFailure", "SmsFailure", "email_url", "read_addresses", "sms_url"]

ADDRESSES = "catchers.json"


@dataclass(frozen=True)
class Addresses:
    """Where the two servers listen."""

    host: str
    smtp_port: int
    http_port: int
    pid: int

    @property
    def page(self) -> str:
        """The page that lists what was caught."""
        return f"http://{self.host}:{self.http_port}/"


def email_url(host: str, port: int, sender: str = "merzim@example.kz", name: str = "Merzim") -> str:
    """The apprise URL that sends to a mail catcher."""
    return f"mailto://{host}:{port}?from={sender}&name={name}&mode=insecure"


def sms_url(host: str, port: int) -> str:
    """The apprise URL that sends to an SMS gateway: a JSON body with `phone`, `text` and `id`."""
    unused = "&:version=&:title=&:attachments=&:type="
    return f"json://{host}:{port}/send?:phone={{to}}&:id={{id}}&:message=text{unused}"


class Catchers:
    """Both servers in threads of this process. What they catch is kept in `directory`, if one is given.

    Port 0 takes a free one. What an earlier process caught in the same directory is read back.
    """

    def __init__(
        self, directory: Path | None = None, *, host: str = "127.0.0.1", smtp_port: int = 0, http_port: int = 0
    ) -> None:
        self.directory = directory
        self.mail = MailCatcher(Box(CaughtMail, directory and directory / "mail.jsonl"), host=host, port=smtp_port)
        self.sms = SmsGateway(
            Box(CaughtSms, directory and directory / "sms.jsonl"), mail=self.mail, host=host, port=http_port
        )

    def start(self) -> Addresses:
        """Listen; the addresses are also written to `catchers.json` in the directory, whole or not at all."""
        self.mail.start()
        self.sms.start()
        addresses = Addresses(self.mail.host, self.mail.port, self.sms.port, os.getpid())
        if self.directory:
            whole = self.directory / f"{ADDRESSES}.new"
            whole.write_text(json.dumps(asdict(addresses)), encoding="utf-8")
            whole.replace(self.directory / ADDRESSES)
        return addresses

    def stop(self) -> None:
        """Close both servers. What was caught stays."""
        self.sms.stop()
        self.mail.stop()

    @property
    def email_url(self) -> str:
        return email_url(self.mail.host, self.mail.port)

    @property
    def sms_url(self) -> str:
        return sms_url(self.sms.host, self.sms.port)

    def __enter__(self) -> "Catchers":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def read_addresses(directory: Path) -> Addresses | None:
    """Where the catchers of `directory` listen, None until they do."""
    try:
        return Addresses(**json.loads((directory / ADDRESSES).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
