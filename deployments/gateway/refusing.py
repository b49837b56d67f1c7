"""What somebody is told who may not have what they ask for."""

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from deployments.gateway.pages import language_of, page
from models.texts import Text

NOT_SIGNED_IN = "sign in first"
NOT_LOCAL = "without accounts this service answers on this machine only: `merzim users add`"
NOT_YOURS = "your rights are not enough for this"
FROM_ELSEWHERE = "this was not sent by a page of this address"

TITLE_FORBIDDEN = Text("Нет доступа", "Қолжетімсіз", "No access")
FORBIDDEN = Text(
    "Ваших прав для этого недостаточно. Обратитесь к администратору.",
    "Бұл үшін құқығыңыз жеткіліксіз. Әкімшіге хабарласыңыз.",
    "Your rights are not enough for this. Ask an administrator.",
)
TITLE_NOTHING = Text("Ничего нет", "Ештеңе жоқ", "Nothing here")
TITLE_ERROR = Text("Не получилось", "Сәтсіз аяқталды", "That did not work")
ERROR = Text(
    "Запрос не принят. Вернитесь назад и попробуйте ещё раз.",
    "Сұрау қабылданбады. Артқа қайтып, қайталап көріңіз.",
    "The request was not taken. Go back and try again.",
)


async def forbidden_page(request: Request, _: Exception) -> Response:
    """403, for a person."""
    return page(request, TITLE_FORBIDDEN, Markup("<p>{}</p>").format(_said(request, FORBIDDEN)), status=403)


async def error_page(request: Request, error: Exception) -> Response:
    """404 and the like, for a person."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    title = TITLE_NOTHING if status == 404 else TITLE_ERROR
    return page(request, title, Markup("<p>{}</p>").format(_said(request, ERROR)), status=status)


def _said(request: Request, text: Text) -> str:
    return text.in_(language_of(request))


async def turn_away(scope: Scope, receive: Receive, send: Send, why: str, *, status: int = 403) -> None:
    """Refuse a request with a reason as JSON; a websocket before it is accepted, which its handshake tells as 403."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await JSONResponse({"detail": why}, status, {"Cache-Control": "no-store"})(scope, receive, send)
