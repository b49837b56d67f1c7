"""`merzim headline`: a procedure's largest case, played whole on the pure engine."""

import csv
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deployments.cli.options import FOUND, Json, Lang, print_json
from models.days import day_text, parse_day
from models.errors import InvalidInput
from models.texts import Language, Text

if TYPE_CHECKING:
    from models.regulations.attestation.headline import Headline

# The region of the text, and the day its attestation might have begun.
SERVANTS, SEED, ON = 7422, 2017, "2017-04-03"

TITLE = Text(
    "{title}: с {on}, {servants} служащих корпуса «Б»",
    "{title}: {on} бастап, «Б» корпусының {servants} қызметшісі",
    "{title}: from {on}, {servants} servants of Corps B",
)
SHARES = Text(
    "Не подлежат {exempt} ({out:.1%}), подлежат {subject} ({share:.1%})",
    "Жатпайды {exempt} ({out:.1%}), жатады {subject} ({share:.1%})",
    "{exempt} exempt ({out:.1%}), {subject} attested ({share:.1%})",
)
GROUND = Text("Основание (ответ III)", "Негізі (III жауап)", "Exemption (answer III)")
NAMED = Text("названо первым", "бірінші аталған", "named first")
HELD = Text("установлено", "анықталған", "holds")
COMMISSION = Text("Комиссия (ответ IV)", "Комиссия (IV жауап)", "Commission (answer IV)")
LEVEL = Text("уровень", "деңгей", "level")
ATTESTED = Text("подлежат", "жатады", "attested")
APPEALS = Text(
    "Обжаловано {appeals}, удовлетворено {appeals_upheld}",
    "Шағым {appeals}, қанағаттандырылды {appeals_upheld}",
    "{appeals} appeals, {appeals_upheld} upheld",
)
STEPS = Text(
    "Шагов исполнено {steps_done}, с опозданием {steps_late}, нарушений {breaches}, дел не закрыто {open}; "
    "последнее закрыто {last}",
    "Орындалған қадам {steps_done}, кешіккені {steps_late}, бұзушылық {breaches}, жабылмаған іс {open}; "
    "соңғысы {last} жабылды",
    "{steps_done} steps done, {steps_late} late, {breaches} breaches, {open} cases left open; "
    "the last one closed on {last}",
)
REFUSED = Text("Отказано и исправлено: {what}", "Бас тартылып, түзетілді: {what}", "Refused and put right: {what}")
OWN_RULE = Text("своё правило органа", "органның өз қағидасы", "the authority's own rule")
TOOK = Text("{seconds:.1f} с, seed {seed}", "{seconds:.1f} с, seed {seed}", "{seconds:.1f} s, seed {seed}")


def headline(
    procedure: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Which procedure: attestation.")],
    servants: Annotated[int, typer.Option(help="How many servants are generated.", min=1, max=100_000)] = SERVANTS,
    seed: Annotated[int, typer.Option(help="The same seed gives the same servants and the same decisions.")] = SEED,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day it opens.")] = ON,
    rows: Annotated[
        Path | None,
        typer.Option("--rows", metavar="FILE.csv", help="Write every servant: post, exemptions, commission, result."),
    ] = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """A region attested whole, without a server: who is exempt and why, each commission's cases, every decision.

    merzim headline attestation --lang ru

    Servants are generated; what the law makes of them is not. Exit status: 1 if any case did not come to its end.
    """
    if procedure != "attestation":
        raise InvalidInput(f"no headline run of '{procedure}'; there are: attestation")
    from models.regulations.attestation.headline import headline as played

    began = time.monotonic()
    found = played(servants, seed, parse_day(on, "--on"))
    summary = {**found.as_dict(), "seconds": round(time.monotonic() - began, 2)}
    if rows is not None:
        _write(found, rows, lang)
    if as_json:
        print_json(summary)
    else:
        _show(summary, lang)
    if summary["open"]:
        raise typer.Exit(FOUND)


def _write(found: "Headline", file: Path, language: Language) -> None:
    """One line a servant."""
    from models.regulations.attestation.posts import SEATS

    with file.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(
            ("servant", "post", "post_name", "outcome", "clause", "reasons", "level", "commission", "result")
        )
        for one in found.played:
            grounds, post = one.grounds, one.post
            attested = ("", "", "") if grounds else (post.level, SEATS[post.seat].name.in_(language), one.case.result)
            lines.writerow(
                (
                    one.servant.code,
                    post.code,
                    post.name.in_(language),
                    "exempt" if grounds else "subject",
                    grounds[0].number if grounds else "III",
                    "; ".join(g.reason.in_(language) for g in grounds),
                    *attested,
                )
            )


def _show(summary: dict[str, Any], language: Language) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    from models.regulations.attestation.forms import GROUNDS
    from models.regulations.attestation.posts import SEATS
    from models.regulations.attestation.procedure import PROCEDURE

    def say(text: Text, **values: Any) -> str:
        return text.filled(**values).in_(language)

    def number(count: int) -> str:
        return f"{count:,}".replace(",", " ")

    console = Console(highlight=False)
    console.width = console.width if console.is_terminal else 200
    opened = day_text(date.fromisoformat(summary["opened_on"]))
    console.print(say(TITLE, title=PROCEDURE.title, on=opened, servants=number(summary["servants"])))
    share = summary["subject_share"]
    counts = {"exempt": number(summary["exempt"]), "subject": number(summary["subject"])}
    console.print(say(SHARES, **counts, share=share, out=1 - share))

    grounds = Table(GROUND.in_(language))
    for head in (NAMED, HELD):
        grounds.add_column(head.in_(language), justify="right")
    for code, title in GROUNDS.items():
        held = summary["grounds_held"].get(code, 0)
        grounds.add_row(title.in_(language), number(summary["grounds_named"].get(code, 0)), number(held))
    console.print(grounds)

    results = [code for code in PROCEDURE.case.results if code in summary["results"]]
    commissions = Table(Column(COMMISSION.in_(language), no_wrap=True))
    for head in (LEVEL, ATTESTED, *(PROCEDURE.case.results[code] for code in results)):
        commissions.add_column(head.in_(language), justify="right")
    for seat, of in SEATS.items():
        decided = summary["results_by_seat"].get(seat, {})
        shown = (number(decided.get(code, 0)) for code in results)
        commissions.add_row(of.name.in_(language), str(of.level), number(summary["seats"].get(seat, 0)), *shown)
    commissions.add_section()
    whole = (number(summary["results"][code]) for code in results)
    commissions.add_row("", "", number(summary["subject"]), *whole)
    console.print(commissions)

    last = day_text(date.fromisoformat(summary["last_closed_on"]))
    console.print(say(APPEALS, **summary))
    console.print(say(STEPS, last=last, **summary))
    console.print(say(REFUSED, what="; ".join(_refusals(summary["refused"], language)) or "0"))
    console.print(say(TOOK, **summary))


def _refusals(counts: dict[str, int], language: Language) -> list[str]:
    """How often which step was refused under which clause."""
    from models.acts import OWN
    from models.forms import CLAUSE
    from models.regulations.attestation.procedure import PROCEDURE

    told = []
    for refused, count in counts.items():
        step, clause = refused.split()
        under = OWN_RULE if clause == OWN else CLAUSE.filled(clause=clause)
        told.append(f"{PROCEDURE.node(step).title.in_(language)}, {under.in_(language)}: {count}")
    return told
