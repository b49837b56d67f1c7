"""SMTP with TLS and a login, against a server that has both."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications.channels import Channels
from notifications.outcomes import Outgoing, Sent, TemporaryFailure
from tests.notifications.conftest import MORNING

LETTER = Outgoing("email", "person@example.kz", "<letter@merzim.example.kz>", "Мәтін\n", "Тақырып")


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for, as a server inside an authority's network may have."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


class Inbox:
    def __init__(self) -> None:
        self.taken: list[tuple[bool, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.taken.append((session.ssl is not None, envelope.content))
        return "250 OK"


def log_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (b"hr", b"p@ss word"), handled=False)


@pytest.fixture(params=["starttls", "ssl"])
def secure(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Inbox, int, str]]:
    """A server that takes mail over TLS and from those who log in."""
    inbox, mode, context = Inbox(), request.param, certificate(tmp_path)
    loop, ports = asyncio.new_event_loop(), []
    ready = threading.Event()

    def one() -> SMTP:
        later = mode == "starttls"
        return SMTP(
            inbox,
            authenticator=log_in,
            auth_required=True,
            auth_require_tls=later,
            tls_context=context if later else None,
            require_starttls=later,
            loop=loop,
        )

    async def serve() -> None:
        server = await loop.create_server(one, "127.0.0.1", 0, ssl=context if mode == "ssl" else None)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    yield inbox, ports[0], mode
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def url(port: int, mode: str, *, password: str = "p%40ss%20word", verify: str = "no") -> str:
    return f"mailtos://hr:{password}@127.0.0.1:{port}?from=hr@example.kz&mode={mode}&verify={verify}"


def test_letter_goes_over_tls_with_a_login(secure: tuple[Inbox, int, str]) -> None:
    inbox, port, mode = secure
    channels = Channels([url(port, mode)], [], timeout=60)
    assert [channels.send(LETTER, at=MORNING) for _ in range(2)] == [Sent(), Sent()]
    channels.close()
    assert [b"Message-ID: <letter@merzim.example.kz>" in content for _, content in inbox.taken] == [True, True]
    assert mode == "ssl" or all(encrypted for encrypted, _ in inbox.taken)


def test_server_nobody_vouches_for_is_not_trusted_unless_told_so(secure: tuple[Inbox, int, str]) -> None:
    inbox, port, mode = secure
    channels = Channels([url(port, mode, verify="yes")], [], timeout=60)
    outcome = channels.send(LETTER, at=MORNING)
    assert isinstance(outcome, TemporaryFailure)
    assert outcome.down
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.reason
    assert inbox.taken == []


def test_wrong_password_is_ours_to_put_right_not_the_letters_end(secure: tuple[Inbox, int, str]) -> None:
    _, port, mode = secure
    channels = Channels([url(port, mode, password="wrong")], [], timeout=60)
    outcome = channels.send(LETTER, at=MORNING)
    assert isinstance(outcome, TemporaryFailure)
    assert outcome.down
    assert outcome.reason.startswith("535")
    assert "wrong" not in outcome.reason
