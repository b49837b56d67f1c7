"""Addresses that letters, sheets and boards lead to: runs in the Prefect UI, pages of the gateway."""


def run_url(ui_url: str, run_id: str | None) -> str:
    """The address of a run in the UI; empty where there is no run or no UI."""
    return f"{ui_url.rstrip('/')}/runs/flow-run/{run_id}" if ui_url and run_id else ""


def document_url(ui_url: str, id: int) -> str:
    """Where a document is taken from: a page of the gateway, on the address that people open."""
    return _page(ui_url, f"documents/{id}")


def draft_url(ui_url: str, case: str, step: str) -> str:
    """Where the drafts of an open step's papers are taken from."""
    return _page(ui_url, f"drafts/{case}/{step}")


def meeting_url(ui_url: str, cycle: str) -> str:
    """Where the agenda of a cycle's meeting is taken from, and brought back to."""
    return _page(ui_url, f"meetings/{cycle}")


def serve_url(ui_url: str, case: str, step: str) -> str:
    """Where an open step's notice is served by letter."""
    return _page(ui_url, f"serve/{case}/{step}")


def _page(ui_url: str, path: str) -> str:
    """A page of the gateway; empty where there is no UI."""
    return f"{ui_url.rstrip('/').removesuffix('/v2')}/merzim/{path}" if ui_url else ""
