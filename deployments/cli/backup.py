"""`merzim backup` and `merzim restore`: the record copied while it is written to, and read back."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli.options import FOUND, Json, print_json
from models.errors import InvalidInput
from models.texts import Language, Text

if TYPE_CHECKING:
    from models.record.backup import Checked

MADE = Text(
    "Копия: {file}, строк {rows}, конец цепи журнала {anchor}",
    "Көшірме: {file}, жол саны {rows}, журнал тізбегінің соңы {anchor}",
    "Backup: {file}, {rows} rows, head of the audit chain {anchor}",
)
HOLDS = Text(
    "Копия цела: от {at}, строк {rows}, журнал цел ({anchor})",
    "Көшірме бүтін: {at} жасалған, жол саны {rows}, журнал бүтін ({anchor})",
    "The backup holds: of {at}, {rows} rows, the audit trail holds ({anchor})",
)
RESTORED = Text(
    "Восстановлено: копия от {at}, строк {rows}, журнал цел ({anchor}). Дальше: merzim up",
    "Қалпына келтірілді: {at} көшірмесі, жол саны {rows}, журнал бүтін ({anchor}). Енді: merzim up",
    "Restored: backup of {at}, {rows} rows, the audit trail holds ({anchor}). Next: merzim up",
)
WRONG = Text("Копия нарушена: {what}", "Көшірме бұзылған: {what}", "The backup is broken: {what}")


def backup(
    dest: Annotated[
        Path | None, typer.Argument(metavar="DEST", help="A folder, or the file to write.", show_default=False)
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--verify", metavar="FILE", help="Read a backup back into a database of its own.")
    ] = None,
    as_json: Json = False,
) -> None:
    """The whole record in one file: tables, papers, keys. The service goes on meanwhile; SQLite or PostgreSQL alike.

    merzim backup /mnt/backups

    merzim backup --verify /mnt/backups/merzim-20261122T020000Z.zip

    The file holds personal data and the key that signs links: only its owner may read it.
    """
    if (dest is None) == (check is None):
        raise InvalidInput("give a place to write to, or --verify FILE")
    from models.settings import settings

    language = settings().language
    if check is not None:
        from models.record.backup import check as checked

        _tell(checked(check), HOLDS, language, as_json=as_json)
        return
    assert dest is not None
    from deployments.cli.opened import record_there
    from models import clock
    from models.record.backup import back_up

    at = clock.now()
    to = dest / f"merzim-{at:%Y%m%dT%H%M%SZ}.zip" if dest.is_dir() else dest
    if not to.absolute().parent.is_dir():
        raise InvalidInput(f"{to.parent}: there is no such folder")
    with record_there() as bind:
        kept_in = Path(bind.url.database or "") if bind.dialect.name == "sqlite" else None
        if kept_in is not None and to.exists() and to.samefile(kept_in):
            raise InvalidInput(f"{to} is the record itself: a backup goes into another file")
        try:
            manifest = back_up(bind, to, at=at, home=settings().home.expanduser(), templates=settings().own_templates)
        except OSError as error:
            raise InvalidInput(f"{to}: {error.strerror or error}") from None
    if as_json:
        print_json({"file": str(to), **asdict(manifest)})
    else:
        rows = sum(manifest.rows.values())
        print(MADE.filled(file=to, rows=rows, anchor=manifest.anchor).in_(language))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup made by `merzim backup`.")],
    as_json: Json = False,
) -> None:
    """A backup read back into the empty database of the settings, brought up to date and verified.

    MERZIM_HOME=/srv/merzim merzim restore /mnt/backups/merzim-20261122T020000Z.zip

    Keys, and an office's own templates of papers, are put back where there are none. An older version's backup is
    migrated. Runs in Prefect are made again by `merzim up` or `merzim restore-runs`.
    """
    from models.record.backup import restore as read_back
    from models.record.database import engine
    from models.settings import settings

    bind = engine(settings().database)
    try:
        found = read_back(file, bind, home=settings().home.expanduser(), templates=settings().own_templates)
    finally:
        bind.dispose()
    _tell(found, RESTORED, settings().language, as_json=as_json)


def _tell(found: "Checked", said: Text, language: Language, *, as_json: bool) -> None:
    manifest = found.manifest
    faults = (fault.told if as_json else fault.text.in_(language) for fault in found.faults)
    wrong = [*found.wrong, *faults]
    if as_json:
        print_json({"ok": found.ok, "wrong": wrong, **asdict(manifest)})
    elif found.ok:
        rows = sum(manifest.rows.values())
        print(said.filled(at=manifest.made_at, rows=rows, anchor=manifest.anchor).in_(language))
    else:
        for each in wrong:
            print(WRONG.filled(what=each).in_(language))
    if not found.ok:
        raise typer.Exit(FOUND)
