"""Addresses that sheets and boards lead to: runs in the Prefect UI, papers behind the gateway."""


def run_url(ui_url: str, run_id: str | None) -> str:
    """The address of a run in the UI; empty where there is no run or no UI."""
    return f"{ui_url.rstrip('/')}/runs/flow-run/{run_id}" if ui_url and run_id else ""


def document_url(ui_url: str, id: int) -> str:
    """Where a document is taken from: a page of the gateway, on the address that people open."""
    return f"{ui_url.rstrip('/').removesuffix('/v2')}/merzim/documents/{id}" if ui_url else ""


def draft_url(ui_url: str, case: str, step: str) -> str:
    """Where the drafts of an open step's papers are taken from."""
    return f"{ui_url.rstrip('/').removesuffix('/v2')}/merzim/drafts/{case}/{step}"
