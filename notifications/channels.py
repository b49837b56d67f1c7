"""Email and SMS through apprise: the only module that knows apprise.

`MERZIM_MAIL_URLS` and `MERZIM_SMS_URLS` hold apprise URLs; the first one that takes a letter sends it.

- `mailto://`, `mailtos://`: the recipient is put in per letter. The SMTP connection and its TLS context are kept from
  letter to letter (apprise opens both anew for each, which takes 25 ms), and the Message-ID is the letter's own
  (apprise makes a new one each time, and a `+Message-ID` in the URL only adds a second header).
- any other apprise URL says where the recipient goes with `{to}`, and may take `{id}`, the letter's Message-ID, by
  which a gateway can tell a repeat: `smsc://login:password@{to}`, `json://gateway.example.kz/send?:phone={to}&:id={id}`.

apprise answers yes or no. What else it knows, it logs; the log of the sending thread is read for the status the
server gave, and goes no further, because it holds addresses.
"""

import logging
import re
import smtplib
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.charset import BASE64, Charset
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from functools import cache
from typing import Any, cast
from urllib.parse import quote, urlsplit

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins.email import NotifyEmail

from models.errors import InvalidInput
from models.settings import Settings
from notifications.calendar_files import Attachment
from notifications.outcomes import Outcome, Outgoing, PermanentFailure, Sent, TemporaryFailure, masked
from notifications.smtp import KeptConnection, Security, Server, outcome_of

_CRLF = compat32.clone(linesep="\r\n")
# A charset of our own: apprise changes how the process's "utf-8" is encoded.
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = _UTF8.body_encoding = BASE64
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@.]+")


class Channels:
    """Both channels, ready to send from several threads at once. Close them when nothing is left to send.

    Raises `InvalidInput`, which never shows a URL's password, for a URL that apprise can't use.
    """

    def __init__(self, mail_urls: Sequence[str], sms_urls: Sequence[str], *, timeout: float = 15.0) -> None:
        self._routes: dict[str, list[_Mail | _Gateway]] = {
            "email": [_route(url, timeout, f"mail URL {n}") for n, url in enumerate(mail_urls, 1)],
            "sms": [_route(url, timeout, f"SMS URL {n}") for n, url in enumerate(sms_urls, 1)],
        }

    @classmethod
    def of(cls, settings: Settings, *, timeout: float | None = None) -> "Channels":
        """The channels of an installation's settings; `timeout` in seconds, left out: as they say."""
        mail, sms = ([url.get_secret_value() for url in urls] for urls in (settings.mail_urls, settings.sms_urls))
        return cls(mail, sms, timeout=timeout or settings.send_timeout)

    def send(self, letter: Outgoing, *, at: datetime) -> Outcome:
        """Send one letter; `at` is the moment its Date header gives."""
        if not (_EMAIL if letter.channel == "email" else _E164).fullmatch(letter.address):
            return PermanentFailure("not an email address" if letter.channel == "email" else "not an E.164 number")
        outcome: Outcome = TemporaryFailure(f"no {letter.channel} URL is set", down=True)
        for route in self._routes[letter.channel]:
            outcome = route.send(letter, at)
            if not isinstance(outcome, TemporaryFailure):
                break
        return outcome

    def ask(self) -> dict[str, list[str | None]]:
        """Whether each way of each channel answers, without a letter: "" yes, what is wrong, None: can't be asked."""
        return {channel: [route.ask() for route in routes] for channel, routes in self._routes.items()}

    def close(self) -> None:
        """Close kept connections. Sending again opens new ones."""
        for routes in self._routes.values():
            for route in routes:
                route.close()


def _route(url: str, timeout: float, which: str) -> "_Mail | _Gateway":
    schema = url.partition("://")[0]
    route = _Mail(url, timeout) if schema in ("mailto", "mailtos") else _Gateway(url, timeout)
    try:
        route.check()
    except (TypeError, ValueError, KeyError) as error:
        raise InvalidInput(f"{which} ({schema}://...): {error}") from None
    return route


class _Gateway:
    """Any apprise plugin, made anew for each letter with the recipient in its URL."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url, self._timeout = url, timeout

    def check(self) -> None:
        if "{to}" not in self._url:
            raise ValueError("write {to} where the recipient's address goes")
        self._plugin("+77000000000", "check@example.kz")

    def send(self, letter: Outgoing, _at: datetime) -> Outcome:
        service = Apprise(asset=_asset())
        service.add(self._plugin(letter.address, letter.message_id))
        with _listening() as heard:
            taken = service.notify(body=letter.text, title=letter.subject, body_format=NotifyFormat.TEXT)
        return Sent() if taken else _told(heard)

    def ask(self) -> str | None:
        """Whether somebody listens there; a gateway says no more without a message."""
        plugin = self._plugin("+77000000000", "check@example.kz")
        at = urlsplit(getattr(plugin, "notify_url", None) or "")
        host, port = at.hostname or plugin.host, at.port or plugin.port
        secure = at.scheme == "https" or plugin.secure
        if not host or _E164.fullmatch(host):
            return None
        try:
            socket.create_connection((host, port or (443 if secure else 80)), self._timeout).close()
        except OSError as error:
            return masked(f"{type(error).__name__}: {error}")
        return ""

    def close(self) -> None:
        """Nothing is kept."""

    def _plugin(self, to: str, message_id: str) -> Any:
        url = self._url.replace("{to}", quote(to, safe="")).replace("{id}", quote(message_id.strip("<>"), safe=""))
        with _listening():
            plugin = Apprise.instantiate(url, asset=_asset(), suppress_exceptions=True)
        if plugin is None:
            raise ValueError("apprise does not know this URL, or a package it needs is not installed")
        plugin.request_rate_per_sec = 0
        plugin.socket_connect_timeout = plugin.socket_read_timeout = self._timeout
        return plugin


class _Mail:
    """Kept SMTP connections to one server, as many as threads send at once."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url, self._timeout = url, timeout
        self._lock = threading.Lock()
        self._idle: list[_KeptMail] = []

    def check(self) -> None:
        self._idle.append(self._plugin())

    def send(self, letter: Outgoing, at: datetime) -> Outcome:
        with self._lock:
            plugin = self._idle.pop() if self._idle else None
        plugin = plugin or self._plugin()
        try:
            return plugin.deliver(letter, at)
        finally:
            with self._lock:
                self._idle.append(plugin)

    def ask(self) -> str | None:
        """Whether the server lets us in."""
        plugin = self._plugin()
        try:
            return plugin.ask()
        finally:
            plugin.hang_up()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for plugin in idle:
            plugin.hang_up()

    def _plugin(self) -> "_KeptMail":
        with _listening() as heard:
            wanted = NotifyEmail.parse_url(self._url)  # type: ignore[no-untyped-call]
            try:
                return _KeptMail(asset=_asset(), timeout=self._timeout, **(wanted or {}))
            except TypeError:
                raise ValueError(masked("; ".join(heard)) or "apprise does not know this URL") from None


class _KeptMail(NotifyEmail):  # type: ignore[no-untyped-call]
    """apprise's mail plugin, with the connection kept and the server's answer told."""

    request_rate_per_sec = 0
    # The text goes out as it is; apprise's default would turn it into HTML and back.
    notify_format = NotifyFormat.TEXT

    def __init__(self, *, timeout: float, **wanted: Any) -> None:
        super().__init__(**wanted)  # type: ignore[no-untyped-call]
        if self.pgp_mode != "no" or self.cc or self.bcc:
            raise ValueError("pgp, wkd, cc and bcc are not supported")
        # apprise has the name encoded already where the URL gives it apart from the address.
        name, self._sender = (str(part or "") for part in self.from_addr)
        self._sender_name = str(make_header(decode_header(name)))
        self._service = Apprise(asset=self.asset)
        self._service.add(self)
        self._connection = KeptConnection(
            Server(
                host=self.smtp_host,
                port=int(self.port or 0),
                security=cast("Security", self.secure_mode),
                user=self.user,
                password=self.password,
                verify_certificate=self.verify_certificate,
                timeout=timeout,
            )
        )
        self._due: tuple[Outgoing, datetime] | None = None
        self._outcome: Outcome | None = None

    def ask(self) -> str:
        """Connect and sign in; empty where the server takes it."""
        try:
            self._connection.greet()
        except (OSError, smtplib.SMTPException) as error:
            return masked(f"{type(error).__name__}: {error}")
        return ""

    def deliver(self, letter: Outgoing, at: datetime) -> Outcome:
        """Send one letter through apprise."""
        self._due, self._outcome = (letter, at), None
        with _listening() as heard:
            self._service.notify(body=letter.text, title=letter.subject, body_format=NotifyFormat.TEXT)
        outcome: Outcome | None = self._outcome
        return outcome or TemporaryFailure(masked("; ".join(heard)) or "apprise sent nothing")

    def send(self, body: str, title: str = "", *_: Any, **__: Any) -> bool:
        """What apprise calls to send one message."""
        if not self._due:
            return False
        try:
            to, message = self._message(*self._due, title, body)
        except (ValueError, MessageError) as error:
            self._outcome = PermanentFailure(masked(f"can't be written as a message: {error}"))
            return False
        try:
            self._connection.submit(self._sender, to, message)
        except (OSError, smtplib.SMTPException) as error:
            self._outcome = outcome_of(error)
            return False
        self._outcome = Sent()
        return True

    def hang_up(self) -> None:
        """Take leave of the server."""
        self._connection.hang_up()

    def _message(self, letter: Outgoing, at: datetime, subject: str, text: str) -> tuple[str, bytes]:
        local, domain = letter.address.rsplit("@", 1)
        # No server we know of takes SMTPUTF8 for sure; a domain has a spelling in ASCII, a mailbox has not.
        to = f"{local}@{domain.encode('idna').decode()}"
        to.encode("ascii")
        # The older of Python's two mail interfaces: it takes a third of the other's time.
        message = _part(text, "plain")
        if letter.html:
            message = MIMEMultipart("alternative", _subparts=[message, _part(letter.html, "html")])
        if letter.calendars:
            message = MIMEMultipart("mixed", _subparts=[message, *map(_calendar, letter.calendars)])
        message["Subject"] = _header("Subject", subject)
        sender = _header("From", self._sender_name)
        sender.append(f"<{self._sender}>", "us-ascii")
        message["From"] = sender
        message["To"] = to
        message["Date"] = format_datetime(at)
        message["Message-ID"] = letter.message_id
        # No out-of-office replies, please (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        if self.reply_to:
            message["Reply-To"] = ", ".join(sorted(self.reply_to))
        for name, value in self.headers.items():
            if name.lower() != "message-id":
                message[name] = _header(name, value)
        return to, message.as_bytes(policy=_CRLF)


def _part(text: str, subtype: str) -> Any:
    # Typeshed does not know that a Charset will do, nor that a Header may be put into a message: hence Any.
    canonical = "\r\n".join(text.splitlines()) + "\r\n"
    return MIMEText(canonical, subtype, cast("str", _UTF8))


def _calendar(file: Attachment) -> Any:
    """A calendar file as Outlook takes it: its method stands in the type, too."""
    part = _part(file.text, "calendar")
    part.set_param("method", file.method)
    part.set_param("name", file.name)
    part["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return part


def _header(name: str, value: str) -> Header:
    one_line = " ".join(value.split())
    return Header(one_line, "us-ascii" if one_line.isascii() else _UTF8, header_name=name)


# SMSC's own codes in an answer that HTTP calls right: who we are, our funds, our address, their fault.
_SMSC_MAY_PASS = {2, 3, 4, 99}
# HTTP's for the same: they say nothing about the recipient.
_HTTP_MAY_PASS = {401, 402, 403, 407}
_HTTP_TRY_LATER = {408, 425, 429}


def _told(heard: Sequence[str]) -> Outcome:
    """What the plugin's log says about a letter that did not get through."""
    last = heard[-1] if heard else "apprise gave no reason"
    if api := re.search(r"API error \(code=(\d+)\)", last):
        ours = int(api[1]) in _SMSC_MAY_PASS
        return TemporaryFailure(masked(last), down=True) if ours else PermanentFailure(masked(last))
    if not (http := re.search(r"error=(\d{3})\b", last)):
        return TemporaryFailure(masked(last), down=True)
    status = int(http[1])
    if 400 <= status < 500 and status not in _HTTP_MAY_PASS | _HTTP_TRY_LATER:
        return PermanentFailure(f"HTTP {status}")
    return TemporaryFailure(f"HTTP {status}", down=status not in _HTTP_TRY_LATER and status < 500)


@cache
def _asset() -> AppriseAsset:
    return AppriseAsset(app_id="Merzim", app_desc="Merzim")


class _Log(logging.Filter):
    """Keeps what apprise and its HTTP client say in a thread that sends; it goes into no log."""

    def __init__(self) -> None:
        super().__init__()
        self.thread = threading.local()

    def filter(self, record: logging.LogRecord) -> bool:
        heard: list[str] | None = getattr(self.thread, "heard", None)
        if heard is None:
            return True
        if record.levelno >= logging.WARNING:
            heard.append(record.getMessage())
        return False


_LOG = _Log()
for _name in ("apprise", "urllib3.connectionpool"):
    logging.getLogger(_name).addFilter(_LOG)
# The SMPP client has a logger for each connection, which no filter reaches, and logs whole messages below this level.
logging.getLogger("smpp").setLevel(logging.WARNING)


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What apprise warns of in this thread meanwhile."""
    log = logging.getLogger("apprise")
    if not log.isEnabledFor(logging.WARNING):
        log.setLevel(logging.WARNING)
    heard: list[str] = []
    _LOG.thread.heard = heard
    try:
        yield heard
    finally:
        _LOG.thread.heard = None
