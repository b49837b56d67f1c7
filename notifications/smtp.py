"""An SMTP connection that is kept from letter to letter, and what a server's answer means."""

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from time import monotonic
from typing import Literal

from notifications.outcomes import Outcome, PermanentFailure, TemporaryFailure, masked

Security = Literal["insecure", "starttls", "ssl"]

# A kept connection that was idle longer is asked whether it still stands.
_IDLE_SECONDS = 5.0


@dataclass(frozen=True)
class Server:
    """Where to connect, how, and as whom."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = None
    verify_certificate: bool = True
    timeout: float = 15.0

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """Made once: it reads every root certificate of the machine, which takes 25 ms."""
        context = ssl.create_default_context()
        if not self.verify_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class KeptConnection:
    """One connection, opened when first needed and again when the server has ended it. For one thread at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._used = 0.0

    def submit(self, sender: str, recipient: str, message: bytes) -> None:
        """Hand one message over. Raises what smtplib raises; `outcome_of` tells what it means."""
        if self._smtp and monotonic() - self._used > _IDLE_SECONDS:
            try:
                self._smtp.noop()
            except (OSError, smtplib.SMTPException):
                self._drop()
        kept = self._smtp is not None
        try:
            self._transmit(sender, recipient, message)
        except (OSError, smtplib.SMTPException) as error:
            broken = _code(error) in (0, 421)
            if broken:
                self._drop()
            # A server may end a kept connection when it likes; that says nothing about the letter. A time-out (smtplib
            # hides it in the context) is not tried again at once: it would take as long again.
            if not (kept and broken) or isinstance(error.__context__, TimeoutError):
                raise
            self.submit(sender, recipient, message)

    def greet(self) -> None:
        """Connect and sign in. Raises what smtplib raises."""
        self._smtp = self._smtp or self._connect()
        self._smtp.ehlo_or_helo_if_needed()

    def hang_up(self) -> None:
        """Take leave of the server."""
        if self._smtp:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _transmit(self, sender: str, recipient: str, message: bytes) -> None:
        self._smtp = self._smtp or self._connect()
        self._smtp.sendmail(sender, [recipient], message)
        self._used = monotonic()

    def _connect(self) -> smtplib.SMTP:
        to = self._server
        if to.security == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, _fqdn(), timeout=to.timeout, context=to.tls)
        else:
            smtp = smtplib.SMTP(to.host, to.port, _fqdn(), timeout=to.timeout)
        try:
            if to.security == "starttls":
                smtp.starttls(context=to.tls)
            if to.user and to.password:
                smtp.login(to.user, to.password)
        except (OSError, smtplib.SMTPException):
            smtp.close()
            raise
        return smtp

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
            self._smtp = None


def outcome_of(error: OSError | smtplib.SMTPException) -> Outcome:
    """5xx to the recipient or to the message is for good; all else may pass, even a 5xx to who we are."""
    code = _code(error)
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            reason: object = next(iter(refused.values()))[1]
        case smtplib.SMTPResponseException():
            reason = error.smtp_error
        case _:
            return TemporaryFailure(masked(f"{type(error).__name__}: {error}"), down=True)
    told = masked(f"{code} {reason.decode('utf-8', 'replace') if isinstance(reason, bytes) else reason}")
    about_the_letter = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) or code == 552
    if about_the_letter and code >= 500:
        return PermanentFailure(told)
    return TemporaryFailure(told, down=code == 421 or not about_the_letter)


def _code(error: OSError | smtplib.SMTPException) -> int:
    """The server's reply code, 0 where there was no reply."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return int(next(iter(refused.values()))[0])
        case smtplib.SMTPResponseException(smtp_code=code):
            return int(code)
        case _:
            return 0


@cache
def _fqdn() -> str:
    # It may ask DNS, so once.
    return socket.getfqdn()
