"""Prefect's server as ours runs it, without the gateway in front: `python -m tests.prefect_process PORT`."""

import sys

import uvicorn
from prefect.server.api.server import create_app

from deployments.server import write_in_turn

if __name__ == "__main__":
    write_in_turn()
    uvicorn.run(create_app(final=True), port=int(sys.argv[1]), timeout_graceful_shutdown=3, log_level="warning")
