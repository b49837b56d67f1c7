"""The command line, `merzim`. A command's module is imported only when that command runs or shows its help."""

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
import typer.core
import typer.exceptions

from deployments.cli.options import BAD_INPUT, FOUND
from deployments.collecting import collect_seldom
from models.errors import InvalidInput, MerzimError, Refusal

COMMANDS = {
    "demo": ("deployments.cli.demo:demo", "A region's rotation year on an embedded stack, with a simulated clock."),
    "up": ("deployments.cli.up:up", "The service on the real clock: server, deployments, worker."),
    "server": ("deployments.cli.members:server", "One of several servers, on PostgreSQL and Redis."),
    "services": ("deployments.cli.members:services", "Schedules and automations for several servers."),
    "worker": ("deployments.cli.members:worker", "A worker of some regions, on any machine."),
    "deploy": ("deployments.cli.deploy:deploy", "Deployments and schedules put on a Prefect server that is there."),
    "restore-runs": ("deployments.cli.restore_runs:restore_runs", "The runs of open cases made again in Prefect."),
    "serve": ("deployments.cli.serve:serve", "A notice served by letter, its receipt confirmed by a link."),
    "users": ("deployments.cli.users:users", "Accounts: who may sign in, and what for."),
    "due": ("deployments.cli.due:due", "The date a term comes to, with the account of how it was counted."),
    "decide": ("deployments.cli.decide:decide", "What a decision table answers: outcome, clause and reasons."),
    "simulate": ("deployments.cli.simulate:simulate", "Scenarios on the pure engine, compared with what they expect."),
    "headline": ("deployments.cli.headline:headline", "A whole region attested on the pure engine, with a summary."),
    "plan": ("deployments.cli.plan:plan", "The dated steps ahead of a procedure."),
    "bpmn": ("deployments.cli.bpmn:bpmn", "A procedure as BPMN 2.0 with layout, for Camunda Modeler or bpmn.io."),
    "import": ("deployments.cli.import_:import_", "A region's registry from csv or xlsx, checked row by row."),
    "amend": ("deployments.cli.amend:amend", "A new edition of an act, and the open cases it touches."),
    "calendar": ("deployments.cli.calendar:calendar", "Days off and worked days set by decree, and what they move."),
    "cases": ("deployments.cli.cases:cases", "The worklist: open steps of all cases, by the day to act by."),
    "open": ("deployments.cli.open:open_", "A cycle opened by an operator."),
    "person": ("deployments.cli.person:person", "One person: all cases, results and dates to come."),
    "case": ("deployments.cli.case:case", "One case sheet, or a cycle's board."),
    "documents": ("deployments.cli.documents:documents", "The papers of a case: listed, put in a folder, compared."),
    "record": ("deployments.cli.record:record", "An outcome recorded as the case's form would."),
    "meeting": ("deployments.cli.meeting:meeting", "A commission's agenda as a workbook, and the filled one taken in."),
    "propose": ("deployments.cli.propose:propose", "A lawful plan of a rotation's places, best by weights."),
    "correct": ("deployments.cli.correct:correct", "A wrong entry corrected by a further one, with its reason."),
    "health": ("deployments.cli.health:health", "Whether the service is well: its exit status says so."),
    "retention": ("deployments.cli.retention:retention", "Personal data of cases closed long ago, erased."),
    "audit": ("deployments.cli.audit:audit", "The audit trail verified, and anchored outside of the record."),
    "backup": ("deployments.cli.backup:backup", "The whole record in one file while the service runs; one verified."),
    "restore": ("deployments.cli.backup:restore", "A backup read back into an empty database."),
    "replay": ("deployments.cli.replay:replay", "A case file played again on the engine, from the file alone."),
}
"""A command's name -> `module:attribute` (a function, or a `typer.Typer` of several), and its line in the help."""


class LazyGroup(typer.core.TyperGroup):
    """Lists every command from `COMMANDS`, and imports the one that is called."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = {name: typer.core.TyperCommand(name, help=line) for name, (_, line) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command itself in place of its line in the list."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else loaded(name), rest


def loaded(name: str) -> Any:
    """The command of this name, its module imported."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        function, found = found, new_app()
        found.command(name)(function)
    command = typer.main.get_command(found)
    command.name = name
    return command


def new_app(**options: Any) -> typer.Typer:
    """A typer app whose help is plain text: drawing it with rich costs more than the whole command."""
    return typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True, **options
    )


app = new_app(cls=LazyGroup, name="merzim")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print("merzim", version("merzim"))
        raise typer.Exit


@app.callback()
def merzim(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Runs personnel procedures that the law writes as dated steps: who must do what, by which day, under which clause.

    Every command that prints data takes --json. Exit status: 0 done, 1 refused or a difference found, 2 bad input.
    """


def main() -> None:
    """The console script. Errors are told on stderr, as JSON where `--json` was asked for, without a traceback."""
    collect_seldom()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Kazakh letters are in no single-byte code page: data goes in and out as UTF-8 wherever we run. What is none (a
        # file's name may be) is written as escapes.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "backslashreplace"
            )
    try:
        status = app(standalone_mode=False, prog_name="merzim")
        sys.stdout.flush()
    except MerzimError as error:
        _tell(error_data(error), str(error))
        sys.exit(BAD_INPUT if isinstance(error, InvalidInput) else FOUND)
    except typer.exceptions.TyperException as error:
        if _json_asked() or not hasattr(error, "show"):
            _tell({"error": error.format_message(), "kind": "Usage"}, error.format_message())
        else:
            error.show()
        sys.exit(BAD_INPUT)
    except UnicodeEncodeError as error:
        # Bytes of the command line that are no text; only a file may be named so.
        _tell({"error": f"{error.object!a} is not UTF-8", "kind": "InvalidInput"}, f"{error.object!a} is not UTF-8")
        sys.exit(BAD_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:
        # The reader (`| head`) has had enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        # A file or folder that somebody named and that can't be read or written.
        if error.filename is None:
            raise
        _tell({"error": f"{error.filename}: {error.strerror}", "kind": "File"}, f"{error.filename}: {error.strerror}")
        sys.exit(BAD_INPUT)
    except Exception as error:
        if (told := _database_error(error)) is None:
            raise
        _tell({"error": told, "kind": "RecordUnavailable"}, told)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _database_error(error: Exception) -> str | None:
    """What a database says that does not answer, or that somebody else holds; None for any other error."""
    exceptions = sys.modules.get("sqlalchemy.exc")
    if exceptions is None or not isinstance(error, exceptions.OperationalError):
        return None
    lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    return f"the record's database does not answer, or somebody else holds it: {lines[0]}"


def error_data(error: MerzimError) -> dict[str, Any]:
    """An error as plain data: `error` the message, `kind` its class, and for a refusal what it cites."""
    data: dict[str, Any] = {"error": str(error), "kind": type(error).__name__}
    if isinstance(error, Refusal):
        cited = {"clause": error.clause, "step": error.step, "case": error.case, "field": error.field}
        data |= {name: value for name, value in cited.items() if value}
    return data


def _tell(data: dict[str, Any], message: str) -> None:
    if _json_asked():
        import json

        message = json.dumps(data, ensure_ascii=False)
    else:
        message = f"merzim: {message}"
    print(message, file=sys.stderr)


def _json_asked() -> bool:
    return "--json" in sys.argv[1:]
