"""What else a server is fitted with, once its deployments are there: automations, and filters for the run list."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from sqlmodel import Session, col, select

from deployments.automations import automate, wanted_automations
from deployments.filters import save_filters, wanted_filters
from models.record.people import Authority
from models.settings import settings
from models.texts import Language
from tasks.filters import WorkFilter


@dataclass(frozen=True)
class Fittings:
    """What the registry asks for, and the language it is named in."""

    zones: tuple[str, ...]
    filters: tuple[WorkFilter, ...]
    language: Language


def fittings(session: Session) -> Fittings:
    """As the registry is now."""
    zones = session.exec(select(Authority.timezone).distinct().order_by(col(Authority.timezone))).all()
    return Fittings(tuple(zones), wanted_filters(session), settings().language)


async def fit(client: PrefectClient, found: Mapping[str, UUID], wanted: Fittings) -> None:
    """Put them on the server of these deployments ("<flow>/<deployment>" -> its id); done again it changes nothing."""
    await automate(client, wanted_automations(found, wanted.zones, wanted.language))
    await save_filters(client, wanted.filters, wanted.language)
