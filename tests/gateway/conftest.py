"""One office behind the gateway with accounts, on the real stack, for all tests here that need it."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from models.record.database import writing
from models.registry.importing import Options, import_registry
from tests.browser.conftest import chromium  # noqa: F401  # the same browser as theirs
from tests.browser.office import SAMPLE, Office, open_office
from tests.gateway.provider import CLIENT, SECRET, Provider, running_provider
from tests.gateway.visitors import Browser, make_people, signed_in

SERVED = ("office", "browse", "chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop and one worker for those that share the office."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and any(name in getattr(item, "fixturenames", ()) for name in SERVED):
            item.add_marker(pytest.mark.xdist_group("gateway"))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="package")
def provider() -> Iterator[Provider]:
    """The OpenID Connect provider that the office's gateway knows."""
    with running_provider() as running:
        yield running


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def office(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> AsyncIterator[Office]:
    """Two authorities: Karaganda with its rotation of 2026, and Izobilny with its reserve; accounts for both."""
    more = {
        "MERZIM_OIDC_ISSUER": provider.url, "MERZIM_OIDC_CLIENT_ID": CLIENT, "MERZIM_OIDC_CLIENT_SECRET": SECRET,
        "MERZIM_OIDC_NAME": "Портал органа",
    }  # fmt: skip
    async with open_office(tmp_path_factory.mktemp("gateway"), None, **more) as opened:
        with writing(opened.record) as session:
            report = import_registry(session, SAMPLE / "reserve", Options(), at=opened.clock.read())
            assert not report.bad
        # From now on the gateway asks who comes; the office itself has the key.
        make_people(opened.record, opened.clock.read())
        await opened.open_cases()
        opened.clock.set(datetime(2026, 12, 4, 10, tzinfo=ZoneInfo("Asia/Almaty")))
        yield opened


@pytest.fixture
def browse(office: Office) -> Iterator[Callable[[str], Browser]]:
    """Signs somebody in, in a browser of their own."""
    opened: list[Browser] = []

    def browser(login: str = "") -> Browser:
        opened.append(signed_in(office, login) if login else Browser.at(office.stack.ui_url))
        return opened[-1]

    yield browser
    for each in opened:
        each.http.close()
