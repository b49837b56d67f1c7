"""What else a server is fitted with, once its deployments are there: automations, and filters for the run list."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from sqlmodel import Session

from deployments.automations import automate, wanted_automations
from deployments.filters import save_filters, wanted_filters
from deployments.regions import Sweeps, sweeps
from models.settings import settings
from models.texts import Language
from tasks.filters import WorkFilter


@dataclass(frozen=True)
class Fittings:
    """What the registry asks for, and the language it is named in."""

    # Time zone and region of each sweep.
    sweeps: Sweeps
    filters: tuple[WorkFilter, ...]
    language: Language


def fittings(session: Session) -> Fittings:
    """As the registry is now."""
    return Fittings(sweeps(session), wanted_filters(session), settings().language)


async def fit(client: PrefectClient, found: Mapping[str, UUID], wanted: Fittings) -> None:
    """Put them on the server of these deployments ("<flow>/<deployment>" -> its id); done again it changes nothing."""
    await automate(client, wanted_automations(found, wanted.sweeps, wanted.language))
    await save_filters(client, wanted.filters, wanted.language)
