"""A meeting's agenda as a workbook: taken from here, and the filled one brought back."""

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from deployments.gateway.pages import WORKLIST, file, language_of, page
from deployments.gateway.runs import deliver_soon
from deployments.gateway.visit import Visitor, csrf_field, needs, posted, somebody
from models import clock
from models.agenda.reading import FILE_MB, NotRead
from models.errors import InvalidInput
from models.record.database import reading
from models.record.meetings import agenda, sitting
from models.texts import Language, Text, as_is
from tasks.documents import write_owed
from tasks.meeting_books import Imported, agenda_book, import_book
from tasks.record import the_record

TITLE = Text("Заседание комиссии: {cycle}", "Комиссия отырысы: {cycle}", "Commission meeting: {cycle}")
WAITING = Text("Ждут решения: {count}", "Шешім күтуде: {count}", "Waiting for a decision: {count}")
TAKE = Text("Скачать повестку .xlsx", "Күн тәртібін .xlsx түрінде алу", "Take the agenda as .xlsx")
BRING = Text("Заполненная повестка", "Толтырылған күн тәртібі", "The filled agenda")
SEND = Text("Проверить и записать", "Тексеріп, жазу", "Check and record")
HOW = Text(
    "Заполните присутствие, голоса и решения и загрузите файл. Проверяется весь файл; если хоть одна строка не "
    "принимается, не записывается ничего, а причины названы по строкам.",
    "Қатысуды, дауыстарды және шешімдерді толтырып, файлды жүктеңіз. Файл толық тексеріледі; бір жол қабылданбаса да "
    "ештеңе жазылмайды, себептері жол бойынша көрсетіледі.",
    "Fill in attendance, votes and decisions and bring the file back. It is checked whole; if any row is refused, "
    "nothing is recorded, and the reasons are told by row.",
)
NO_FILE = Text("Файл не выбран", "Файл таңдалмаған", "No file was chosen")
TOO_LARGE = Text("Файл больше {limit} МБ", "Файл {limit} МБ-тан үлкен", "The file is larger than {limit} MB")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
"""So many rows are told of at once."""


def meeting(request: Request) -> Response:
    """What waits for the commission, the agenda to take, and the place to bring it back."""
    cycle, _ = _meets(request)
    return _page(request, cycle)


def book(request: Request) -> Response:
    """The agenda, in the visitor's language."""
    cycle, _ = _meets(request)
    name, data, _ = agenda_book(cycle, language_of(request))
    return file(name, data, XLSX)


async def upload(request: Request) -> Response:
    """The filled agenda into the record; the runs of its cases follow."""
    cycle, visitor = await run_in_threadpool(_meets, request)
    told = int(request.headers.get("content-length") or 0)
    if not 0 < told <= (FILE_MB + 1) * 1_000_000:
        return await run_in_threadpool(_refused, request, cycle, TOO_LARGE.filled(limit=FILE_MB))
    form = await posted(request, files=1)
    given = form.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        return await run_in_threadpool(_refused, request, cycle, NO_FILE)
    data = await given.read(FILE_MB * 1_000_000 + 1)
    try:
        found = await run_in_threadpool(import_book, cycle, data, by=visitor.actor)
    except NotRead as error:
        return await run_in_threadpool(_refused, request, cycle, error.reason)
    except InvalidInput as error:
        return await run_in_threadpool(_refused, request, cycle, as_is(error))
    response = await run_in_threadpool(_told, request, cycle, found)
    if found.recorded and found.decided:
        response.background = BackgroundTask(_follow, request.app.state.prefect, cycle)
    return response


def _meets(request: Request) -> tuple[str, Visitor]:
    """The cycle of the address, for whom it is open."""
    somebody(request)
    cycle = str(request.path_params["cycle"])
    with reading(the_record()) as session:
        try:
            own, authority, procedure = sitting(session, cycle)
        except InvalidInput:
            raise HTTPException(404) from None
        return own.number, needs(request, "meet", authority.code, procedure.code)


def _page(request: Request, cycle: str, before: Markup | None = None, status: int = 200) -> Response:
    language = language_of(request)
    with reading(the_record()) as session:
        _, authority, _ = sitting(session, cycle)
        count = len(agenda(session, cycle, clock.local(clock.now(), authority.timezone)).cases)
    here = f"/merzim/meetings/{quote(cycle)}"
    body = Markup(
        '{before}<p>{waiting}</p><p><a class="button" href="{here}/agenda.xlsx">{take}</a></p><p class="soft">{how}</p>'
        '<form method="post" action="{here}" enctype="multipart/form-data">{csrf}<label for="file">{bring}</label>'
        '<input id="file" type="file" name="file" accept=".xlsx" required><button>{send}</button></form>'
        '<p><a href="/v2/runs">{worklist}</a></p>'
    ).format(
        before=before or Markup(""), waiting=WAITING.filled(count=count).in_(language), here=here,
        take=TAKE.in_(language), how=HOW.in_(language), csrf=csrf_field(request), bring=BRING.in_(language),
        send=SEND.in_(language), worklist=WORKLIST.in_(language),
    )  # fmt: skip
    return page(request, TITLE.filled(cycle=cycle), body, status=status)


def _refused(request: Request, cycle: str, reason: Text) -> Response:
    return _page(request, cycle, _lines([reason.in_(language_of(request))], "bad"), 422)


def _told(request: Request, cycle: str, found: Imported) -> Response:
    language: Language = language_of(request)
    lines = list(found.lines(language))
    # The last line says what was done of it all.
    kept = lines if len(lines) <= SHOWN else [*lines[: SHOWN - 1], f"… +{len(lines) - SHOWN}", lines[-1]]
    return _page(request, cycle, _lines(kept, "bad" if found.problems else "good"), 422 if found.problems else 200)


def _lines(lines: Sequence[str], kind: str) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup('<ul class="{}" role="status">{}</ul>').format(kind, items)


async def _follow(prefect: ASGIApp, cycle: str) -> None:
    """The papers of the meeting, and a run that brings the cases' runs up to the record. Both are made up for later
    where this fails: by the sweep and the hourly deliveries."""
    await run_in_threadpool(write_owed, cycle, whole_cycle=True)
    await deliver_soon(prefect, cycle)


ROUTES = [
    Route("/meetings/{cycle}", meeting),
    Route("/meetings/{cycle}/agenda.xlsx", book),
    Route("/meetings/{cycle}", upload, methods=["POST"]),
]
