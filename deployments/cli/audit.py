"""`merzim audit`: whether the audit trail is what was entered."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli import new_app
from deployments.cli.options import FOUND, Json, print_json
from models.texts import Text

if TYPE_CHECKING:
    from models.record.chain import Anchor

HOLDS = Text(
    "Журнал цел: записей {entries}, конец цепи {head}",
    "Журнал бүтін: жазба саны {entries}, тізбектің соңы {head}",
    "The trail holds: {entries} entries, head of the chain {head}",
)
BROKEN = Text(
    "Журнал нарушен, первое нарушение: {first}",
    "Журнал бұзылған, бірінші бұзылған жері: {first}",
    "The trail is broken, first: {first}",
)
MORE = Text("и ещё: {count}", "тағы: {count}", "and more: {count}")
SAVED = Text("Записано в {file}: {anchor}", "{file} файлына жазылды: {anchor}", "Saved to {file}: {anchor}")

audit = new_app(help="The audit trail: verified, and anchored outside of the record; what was refused at the door.")


@audit.command("verify")
def verify_(
    anchor: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE|POSITION:HASH", help="A head the chain had before; may be given several times."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Every entry's hash computed again: finds one changed, removed, moved or put in. Exit status 1 where one is.

    merzim audit verify --anchor anchors.txt

    An anchor kept elsewhere also finds a trail cut off at its end, and one written anew with all its hashes.
    """
    from deployments.cli.opened import opened
    from models.record.verifying import verify
    from models.settings import settings

    anchors = tuple(a for written in anchor or () for a in _anchors(written))
    with opened() as session:
        found = verify(session, anchors)
    if as_json:
        print_json(found.as_data())
    else:
        language = settings().language
        if found.ok:
            print(HOLDS.filled(entries=found.entries, head=found.head).in_(language))
        else:
            print(BROKEN.filled(first=found.faults[0].text).in_(language))
            for fault in found.faults[1:]:
                print(f"  {fault.text.in_(language)}")
            if found.more:
                print(f"  {MORE.filled(count=found.more).in_(language)}")
    if not found.ok:
        raise typer.Exit(FOUND)


@audit.command("anchor")
def anchor_(
    save: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Add the anchor to this file, a line each.", dir_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """The head of the chain, to be kept where nobody who can write to the record reaches it (paper, mail, another
    machine).

    merzim audit anchor --save /mnt/elsewhere/anchors.txt
    """
    from deployments.cli.opened import opened
    from models import clock
    from models.record.verifying import head_of
    from models.settings import settings

    with opened() as session:
        head, at = head_of(session), clock.now()
    if save is not None:
        with save.open("a", encoding="utf-8") as file:
            file.write(f"{head} {at.isoformat(timespec='seconds')}\n")
    if as_json:
        print_json({"anchor": str(head), "position": head.position, "hash": head.hash, "at": at.isoformat()})
    elif save is not None:
        print(SAVED.filled(file=save, anchor=head).in_(settings().language))
    else:
        print(head)


@audit.command("refused")
def refused_(
    last: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 100, as_json: Json = False
) -> None:
    """What the gateway refused, to whom and when: the security log, newest last.

    merzim audit refused --last 20
    """
    from deployments.gateway.refused import refusals
    from models.settings import settings

    found = refusals(settings().home.expanduser())[-last:]
    if as_json:
        print_json(found)
        return
    for line in found:
        more = line["again"] + line["left_out"]
        what = f"{line['at']}  {line['status']}  {line['who']}  {line['method']} {line['path']}"
        print(what, *([f"+{more}"] if more else []))


def _anchors(written: str) -> "list[Anchor]":
    from models.record.verifying import read_anchor

    file = Path(written)
    if file.is_file():
        lines = file.read_text(encoding="utf-8").splitlines()
        return [read_anchor(line.split()[0]) for line in lines if line.strip()]
    return [read_anchor(written)]
