"""Our deployments as a `prefect.yaml`, for those who put them up with `prefect deploy --all`.

Written from what `merzim deploy` puts up itself, so that both give the same. `prefect deploy` makes no work pools, no
automations and no filters, and knows nothing of a registry that has changed since: `merzim deploy` does all of it.
"""

from collections.abc import Sequence
from typing import Any

import yaml

from deployments.deploy import Planned, schedule_slug
from tasks.pools import pool_of
from tasks.recovery import POOL

HEAD = """\
# Written by `merzim deploy --file {file}` from the registry.
# Don't edit it, write it anew.
#
#   prefect --no-prompt deploy --all --prefect-file {file}
#
# A work pool is made by the first worker that starts. `merzim deploy` makes it too, and puts up the automations and the
# saved filters.
"""


def prefect_yaml(planned: Sequence[Planned], *, file: str = "prefect.yaml", pool: str = POOL) -> str:
    """The file's text."""
    body = {"name": "merzim", "pull": [], "deployments": [_deployment(each, pool) for each in planned]}
    text = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=120)
    return HEAD.format(file=file) + text


def _deployment(planned: Planned, pool: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": pool_of(planned.region),
        "description": planned.description,
        "entrypoint": planned.entrypoint,
        "tags": list(planned.tags),
        "parameters": planned.parameters,
        "enforce_parameter_schema": True,
        "work_pool": {"name": pool_of(planned.region, pool)},
        "schedules": [
            {
                "cron": timed.cron,
                "timezone": timed.timezone,
                "slug": schedule_slug(timed),
                "parameters": timed.parameters,
            }
            for timed in planned.schedules
        ],
    }
    if planned.at_once is not None:
        found["concurrency_limit"] = {"limit": planned.at_once, "collision_strategy": "ENQUEUE"}
    return found
