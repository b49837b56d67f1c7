"""A real OpenID Connect provider on a port of its own: code flow with PKCE, RS256; it can be told to cheat."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from models import clock
from tests.ports import free_port

CLIENT, SECRET = "merzim", "the secret that both sides know"


@dataclass
class Provider:
    """Whoever comes to sign in is `said`; `cheats` puts other claims into the token, None takes one out.

    `forges` makes the answer to a code from the claims: the token's text, or whatever else the answer is.
    """

    url: str
    key: RSAKey
    said: dict[str, Any] = field(default_factory=dict)
    cheats: dict[str, Any] = field(default_factory=dict)
    forges: Callable[[dict[str, Any]], str | Response] | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """Its four pages."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._about),
                Route("/jwks", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    def reset(self, **said: Any) -> None:
        """From now on it is honest, and says this of whoever comes."""
        self.said, self.cheats, self.forges = said, {}, None

    async def _about(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                # As some do: "none" is offered, and must never be taken.
                "id_token_signing_alg_values_supported": ["RS256", "none"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if asked.get("code_challenge_method") != "S256" or asked["client_id"] != CLIENT:
            return JSONResponse({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.codes.pop(str(form["code"]), None)
        verifier = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "+").encode()).decode()
        known = request.headers.get("authorization", "") in (
            f"Basic {basic}", "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        )  # fmt: skip
        if asked is None or not known or challenge != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.url, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"], **self.said,
            **self.cheats,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        token = self.forges(claims) if self.forges else self.signed(claims)
        if isinstance(token, Response):
            return token
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def signed(self, claims: dict[str, Any]) -> str:
        """An honest token."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


def made_key() -> RSAKey:
    """A signing key."""
    return RSAKey.generate_key(2048, {"kid": "one"}, private=True)


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider that listens."""
    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}", made_key())
    server = uvicorn.Server(uvicorn.Config(provider.app(), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 60
    while not server.started:
        if time.monotonic() > end:
            raise TimeoutError("the provider did not start")
        time.sleep(0.02)
    yield provider
    server.should_exit = True
    thread.join(10)
