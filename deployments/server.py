"""The Prefect server in a process of its own: API, UI and its background services, until SIGTERM.

    python -m deployments.server --port 4200

What it is set to comes from the environment, as for `prefect server start`; that command does not end with its parent.
"""

import argparse
from collections.abc import Sequence

from deployments.lifeline import end_with

OPEN_CONNECTIONS_SECONDS = 3
"""How long browsers and workers that stay connected may hold up the end."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m deployments.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    given = parser.parse_args(arguments)
    if given.parent is not None:
        end_with(given.parent)
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(
        create_app(final=True),
        host=given.host,
        port=given.port,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=OPEN_CONNECTIONS_SECONDS,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
