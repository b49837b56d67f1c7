"""`merzim serve`: a notice served by letter, with a link by which its recipient confirms the receipt."""

import json
from typing import Annotated

import typer

from deployments.cli.options import Json


def serve(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A case's number: KRG-rotation-2026-007.")],
    step: Annotated[str, typer.Argument(metavar="STEP", help="The open step whose notice it is: notice.")],
    by: Annotated[str, typer.Option("--by", help="Who serves it.")] = "command",
    as_json: Json = False,
) -> None:
    """Serve the notice of an open step by letter; the receipt is recorded when the recipient confirms it by its link.

    Without a confirmation in time (the edition's `receipt-wait`) the step's performer is reminded to serve it on paper.
    """
    from deployments.cli.opened import opened_to_write
    from models import clock
    from notifications.serving import serve as put

    with opened_to_write() as session:
        link = put(session, number, step, at=clock.now(), by=by)
        told = {"case": number, "step": step, "until": link.until.isoformat(), "text_sha256": link.text_hash}
    print(json.dumps(told) if as_json else f"{number} {step}: until {told['until']}")
