"""The page behind the link of a notice: its recipient reads the text and confirms its receipt.

Whatever the link is worth, the page looks the same until the right person has said who they are; what is wrong then
looks the same as well. Nothing is confirmed by opening an address: programs that look at links in letters do that.
"""

from collections.abc import Callable
from typing import TypeVar

from markupsafe import Markup
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deployments.gateway.pages import language_of, page, problem
from deployments.gateway.runs import deliver_soon
from deployments.gateway.signing import accounts_of, text_of
from deployments.gateway.visit import csrf_field, needs, posted, visit_of
from models.errors import InvalidInput, Refusal
from models.record.cases import Case
from models.record.database import reading, writing
from models.record.loading import find_case
from models.record.people import Authority
from models.record.signing import TooManyTries, counted_try, tries_forgotten
from models.regulations import procedure
from models.texts import Text, as_is
from notifications.serving import confirm, opened, serve

TITLE = Text("Подтверждение получения", "Алғанын растау", "Confirmation of receipt")
ASK = Text(
    "Вам направлено уведомление. Чтобы прочитать его, введите свой табельный номер.",
    "Сізге хабарлама жіберілді. Оны оқу үшін табель нөміріңізді енгізіңіз.",
    "A notice was sent to you. To read it, enter your personnel number.",
)
NUMBER = Text("Табельный номер", "Табель нөмірі", "Personnel number")
READ = Text("Прочитать", "Оқу", "Read")
NOT_GOOD = Text(
    "Ссылка недействительна, уже использована, её срок истёк, или номер не подошёл. Обратитесь в кадровую службу.",
    "Сілтеме жарамсыз, қолданылған, мерзімі өткен немесе нөмір дұрыс емес. Кадр қызметіне хабарласыңыз.",
    "The link is not valid, has been used or has expired, or the number is wrong. Ask the personnel service.",
)
CONFIRM = Text("Подтверждаю получение", "Алғанымды растаймын", "I confirm that I received it")
MEANS = Text(
    "Кнопка подтверждает только то, что Вы получили этот текст сегодня. Записываются дата, сетевой адрес и отпечаток "
    "текста.",
    "Батырма осы мәтінді бүгін алғаныңызды ғана растайды. Күні, желілік мекенжай және мәтіннің таңбасы жазылады.",
    "The button confirms only that you received this text today. The date, the network address and a digest of the "
    "text are recorded.",
)
DONE = Text("Получение подтверждено: {day:%d.%m.%Y}.", "Алғаны расталды: {day:%d.%m.%Y}.", "Receipt confirmed: {day}.")
SERVE = Text("Вручить уведомление письмом", "Хабарламаны хатпен тапсыру", "Serve the notice by letter")
WHAT = Text(
    "{case}: {step}. Получатель получит письмо со ссылкой для подтверждения. Если он не подтвердит получение в срок, "
    "вам напомнят вручить уведомление на бумаге.",
    "{case}: {step}. Алушыға растау сілтемесі бар хат жіберіледі. Мерзімінде растамаса, хабарламаны қағаз түрінде "
    "тапсыру сізге еске салынады.",
    "{case}: {step}. The recipient gets a letter with a link to confirm. Without a confirmation in time you are "
    "reminded to serve the notice on paper.",
)
SEND = Text("Отправить", "Жіберу", "Send")
SENT = Text(
    "Письмо отправлено. Ссылка действует до {until:%d.%m.%Y} включительно.",
    "Хат жіберілді. Сілтеме {until:%d.%m.%Y} дейін (осы күнді қоса) жарамды.",
    "The letter is on its way. The link is good up to and including {until}.",
)
REFUSED = 404
"""Of every link that is of no use, for whatever reason."""
T = TypeVar("T")


async def link(request: Request) -> Response:
    """The same for every link there is or is not."""
    return _ask(request)


async def read(request: Request) -> Response:
    """The text, for its recipient."""
    form = await posted(request)
    token, number, visit = request.path_params["token"], text_of(form, "number"), visit_of(request)
    bind = accounts_of(request).bind()

    def look() -> str | None:
        with writing(bind) as session:
            found = opened(session, token, number[:100], at=visit.at)
        return found[2] if found else None

    text = await _slowly(request, token, look)
    if text is None:
        return _ask(request, wrong=True)
    language = language_of(request)
    body = Markup(
        '<div class="text">{text}</div><form method="post" action="/merzim/receipt/{token}/confirm">{csrf}'
        '<input type="hidden" name="number" value="{number}"><p class="soft">{means}</p>'
        "<button>{confirm}</button></form>"
    ).format(
        text=text, token=token, csrf=csrf_field(request), number=number, means=MEANS.in_(language),
        confirm=CONFIRM.in_(language),
    )  # fmt: skip
    return page(request, TITLE, body)


async def confirmed(request: Request) -> Response:
    """The recipient confirms."""
    form = await posted(request)
    token, number, visit = request.path_params["token"], text_of(form, "number"), visit_of(request)
    bind = accounts_of(request).bind()

    def enter() -> object:
        with writing(bind) as session:
            return confirm(session, token, number[:100], at=visit.at, address=visit.address)

    day = await _slowly(request, token, enter)
    if day is None:
        return _ask(request, wrong=True)
    body = Markup('<p class="good">{}</p>').format(DONE.filled(day=day).in_(language_of(request)))
    return _followed(request, page(request, TITLE, body, narrow=True), "a receipt")


async def serve_form(request: Request) -> Response:
    """An operator is about to serve a notice by letter."""
    case, _, title = await run_in_threadpool(_asked, request)
    language = language_of(request)
    body = Markup('<p>{}</p><form method="post">{}<button>{}</button></form>').format(
        WHAT.filled(case=case, step=title).in_(language), csrf_field(request), SEND.in_(language)
    )
    return page(request, SERVE, body)


async def serve_sent(request: Request) -> Response:
    """An operator serves a notice by letter."""
    case, step, _ = await run_in_threadpool(_asked, request)
    await posted(request)
    visit, bind = visit_of(request), accounts_of(request).bind()
    by = visit.visitor.actor if visit.visitor else ""

    def put() -> object:
        with writing(bind) as session:
            return serve(session, case, step, at=visit.at, by=by).until

    language = language_of(request)
    try:
        until = await run_in_threadpool(put)
    except Refusal as refusal:
        return page(request, SERVE, problem(request, refusal.reason), status=409)
    body = Markup('<p class="good">{}</p>').format(SENT.filled(until=until).in_(language))
    return _followed(request, page(request, SERVE, body), case)


def _followed(request: Request, response: Response, about: str) -> Response:
    """Once it has been answered, the letter goes out, and the case's run is shown as the record has it."""
    response.background = BackgroundTask(deliver_soon, request.app.state.prefect, about)
    return response


def _asked(request: Request) -> tuple[str, str, Text]:
    """The case and step an operator may serve the notice of. Raises Forbidden, also where there is none."""
    number, step = request.path_params["number"], request.path_params["step"]
    with reading(accounts_of(request).bind()) as session:
        try:
            case: Case | None = find_case(session, number)
        except InvalidInput:
            case = None
        authority = session.get(Authority, case.authority_id) if case else None
    # What there is not is refused like what is not theirs.
    needs(request, "answer", authority.code if authority else None, case.procedure if case else None)
    assert case is not None
    try:
        return number, step, procedure(case.procedure).node(step).title
    except Refusal:
        return number, step, as_is(step)


async def _slowly(request: Request, token: str, ask: Callable[[], T | None]) -> T | None:
    """Ask, as often as one who does not guess would; None where the answer is no, or it is asked too often."""
    bind, visit = accounts_of(request).bind(), visit_of(request)

    def asked() -> T | None:
        counted = counted_try(bind, f"receipt {token[:64]}", f"receipt {visit.address}", at=visit.at)
        found = ask()
        if found is not None:
            tries_forgotten(bind, counted)
        return found

    try:
        return await run_in_threadpool(asked)
    except TooManyTries:
        return None


def _ask(request: Request, *, wrong: bool = False) -> Response:
    language = language_of(request)
    body = Markup(
        '{problem}<p>{ask}</p><form method="post" action="/merzim/receipt/{token}">{csrf}<label for="number">{number}'
        '</label><input id="number" name="number" required maxlength="100" autocomplete="off">'
        "<button>{read}</button></form>"
    ).format(
        problem=problem(request, NOT_GOOD if wrong else None),
        ask=ASK.in_(language), token=request.path_params["token"], csrf=csrf_field(request),
        number=NUMBER.in_(language), read=READ.in_(language),
    )  # fmt: skip
    return page(request, TITLE, body, status=REFUSED if wrong else 200, narrow=True)


ROUTES = [
    Route("/receipt/{token:str}", link, methods=["GET"]),
    Route("/receipt/{token:str}", read, methods=["POST"]),
    Route("/receipt/{token:str}/confirm", confirmed, methods=["POST"]),
    Route("/serve/{number:str}/{step:str}", serve_form, methods=["GET"]),
    Route("/serve/{number:str}/{step:str}", serve_sent, methods=["POST"]),
]
