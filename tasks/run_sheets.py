"""A sheet beside a run: a markdown artifact, one a key, put up to date in place."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey
from prefect.client.schemas.objects import ArtifactCollection


@dataclass(frozen=True)
class Sheet:
    """A markdown artifact beside a run: the case sheet, the cycle's board."""

    # Lower-case letters, digits and dashes; one artifact a key, put up to date in place.
    key: str
    markdown: str
    description: str = ""


async def new_sheet(api: PrefectClient, run_id: UUID, sheet: Sheet | None) -> None:
    """The sheet of a run that has none; one that had it keeps both, and shows the newer."""
    if sheet is None:
        return
    # By hand: the client's own methods would send each sheet round as an event, too.
    new = ArtifactCreate(
        type="markdown", key=sheet.key, data=sheet.markdown, description=sheet.description or None, flow_run_id=run_id
    )
    await api.request("POST", "/artifacts/", json=new.model_dump(mode="json", exclude_unset=True))


async def latest_sheets(api: PrefectClient, keys: Collection[str]) -> dict[str, ArtifactCollection]:
    """The newest sheets of these keys, by their key; some tens at a time."""
    if not keys:
        return {}
    wanted = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=list(keys)))
    return {str(found.key): found for found in await api.read_latest_artifacts(artifact_filter=wanted)}


async def put_sheet(api: PrefectClient, run_id: UUID, sheet: Sheet | None, latest: ArtifactCollection | None) -> None:
    """Write a sheet where it differs from the `latest` of its key."""
    if sheet is None:
        return
    description = sheet.description or None
    if latest is None or latest.flow_run_id != run_id:
        await new_sheet(api, run_id, sheet)
    elif (latest.data, latest.description) != (sheet.markdown, description):
        changed = ArtifactUpdate(data=sheet.markdown, description=description).model_dump(mode="json")
        await api.request("PATCH", "/artifacts/{id}", path_params={"id": latest.latest_id}, json=changed)
