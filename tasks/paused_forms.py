"""A run's form where Prefect keeps it: inputs of the run, named by its paused state."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
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

    def of_same_content(self, keyset: Mapping[str, str] | None) -> "PausedForm | None":
        """This form under the key by which a paused state shows the very same fields already."""
        if keyset is None or self.schema is None:
            return None
        base = keyset["schema"].removeprefix("form-")
        return replace(self, base=base) if _digest(base) == _digest(self.base) else None

    def unanswered(self, inputs: Collection[str]) -> "PausedForm":
        """This form under a key that has no answer among these inputs of its run."""
        form, time = self, 2
        while form.keyset()["response"] in inputs:
            form, time = replace(self, base=f"{self.base.partition('--')[0]}--{time}"), time + 1
        return form

    def inputs(self) -> dict[str, str]:
        """What the run has to hold for people to see it, by key."""
        keys, shown = self.keyset(), {"schema": self.schema, "description": self.message}
        return {
            keys[kind]: json.dumps(each, ensure_ascii=False) for kind, each in shown.items() if self.schema and each
        }

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


async def read_input(api: PrefectClient, run_id: UUID, key: str) -> Any:
    """An input's value, None where there is none."""
    try:
        return json.loads(await api.read_flow_run_input(run_id, key))
    except (ObjectNotFound, PrefectHTTPStatusError) as error:
        if isinstance(error, PrefectHTTPStatusError) and error.response.status_code != 404:
            raise
        return None
