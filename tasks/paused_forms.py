"""A run's form where Prefect keeps it: inputs of the run, named by its paused state."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State, StateDetails, StateType
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

MOST_ANSWERS = 1000
"""More answers than any one run gets; the server asks for a limit."""


@dataclass(frozen=True)
class PausedForm:
    """A form as Prefect keeps it: inputs of the run, by keys that its paused state names."""

    badge: str
    message: str
    # Holds a digest of what the form shows, so that a form once shown is never changed under its key.
    base: str
    schema: dict[str, Any] | None

    @classmethod
    def of(cls, badge: str, message: str, key: str, schema: dict[str, Any] | None) -> "PausedForm":
        """The form under a key that begins with `key`; `schema` None: nothing can be answered."""
        shown = json.dumps([schema, message], ensure_ascii=False).encode()
        return cls(badge, message, f"{key}-{hashlib.sha256(shown).hexdigest()[:8]}", schema)

    def again(self, time: int) -> "PausedForm":
        """The same form under another key: this one has been answered."""
        return PausedForm(self.badge, self.message, f"{self.base.partition('--')[0]}--{time}", self.schema)

    def of_same_content(self, state: State[Any] | None) -> "PausedForm | None":
        """This form under the key by which a paused state shows the very same fields already."""
        keyset = state.state_details.run_input_keyset if state is not None and state.is_paused() else None
        if keyset is None or self.schema is None:
            return None
        base = keyset["schema"].removeprefix("form-")
        return PausedForm(self.badge, self.message, base, self.schema) if _digest(base) == _digest(self.base) else None

    def keyset(self) -> dict[str, str]:
        base = self.base
        return {"schema": f"form-{base}", "response": f"answer-{base}", "description": f"about-{base}"}

    def state(self, pause: str = "") -> State[Any]:
        details = StateDetails(
            pause_reschedule=True,
            pause_key=pause or self.base,
            run_input_keyset=self.keyset() if self.schema else None,
        )
        message = self.message or None
        return State(type=StateType.PAUSED, name=self.badge, message=message, state_details=details)


def _digest(base: str) -> str:
    return base.partition("--")[0].rpartition("-")[2]


async def save(api: PrefectClient, run_id: UUID, form: PausedForm) -> PausedForm:
    """Keep the form for a state to name; gives the form with a key that has no answer yet."""
    if form.schema is None:
        return form
    candidate = form
    for time in range(2, MOST_ANSWERS):
        keys = candidate.keyset()
        new = await create_input(api, run_id, keys["schema"], candidate.schema)
        if new or await read_input(api, run_id, keys["response"]) is None:
            if candidate.message:
                await create_input(api, run_id, keys["description"], candidate.message)
            return candidate
        candidate = candidate.again(time)
    raise RuntimeError(f"{form.base}: the same form was answered {MOST_ANSWERS} times")


async def create_input(api: PrefectClient, run_id: UUID, key: str, value: Any) -> bool:
    """Whether the input was not there yet."""
    try:
        await api.create_flow_run_input(run_id, key, json.dumps(value, ensure_ascii=False))
    except PrefectHTTPStatusError as error:
        if error.response.status_code != 409:
            raise
        return False
    return True


async def read_input(api: PrefectClient, run_id: UUID, key: str) -> Any:
    """An input's value, None where there is none."""
    try:
        return json.loads(await api.read_flow_run_input(run_id, key))
    except (ObjectNotFound, PrefectHTTPStatusError) as error:
        if isinstance(error, PrefectHTTPStatusError) and error.response.status_code != 404:
            raise
        return None
