"""The first page of ours: who is signed in, and with which rights."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from deployments.gateway.pages import WORKLIST, language_of, page
from deployments.gateway.visit import Visitor, somebody
from models.roles import ROLE_NAMES
from models.texts import Language, Text

TITLE = Text("Ваши права", "Сіздің құқықтарыңыз", "Your rights")
OPEN_DOOR = Text(
    "Учётные записи не заведены: служба открыта всем, кто работает на этом компьютере.",
    "Тіркелгілер енгізілмеген: қызмет осы компьютерде жұмыс істейтіндердің бәріне ашық.",
    "There are no accounts: the service is open to whoever works on this machine.",
)
PASSWORD = Text("Сменить пароль", "Құпиясөзді ауыстыру", "Change the password")
ROLE = Text("Роль", "Рөлі", "Role")
AUTHORITY = Text("Орган", "Орган", "Authority")
PROCEDURE = Text("Процедура", "Рәсім", "Procedure")
ALL = Text("все", "барлығы", "all")


async def home(request: Request) -> Response:
    """Who is signed in, and what for."""
    visitor = somebody(request)
    language = language_of(request)
    if not visitor.login:
        body = Markup("<p>{}</p>").format(OPEN_DOOR.in_(language))
    else:
        who = Markup('<p>{} · {} · <a href="/merzim/password">{}</a></p>')
        body = who.format(visitor.name, visitor.login, PASSWORD.in_(language)) + _grants(visitor, language)
    body += Markup('<a class="button" href="/v2/runs">{}</a>').format(WORKLIST.in_(language))
    return page(request, TITLE, body)


def _grants(visitor: Visitor, language: Language) -> Markup:
    from models.regulations import procedure

    rows = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            ROLE_NAMES[grant.role].in_(language),
            grant.authority or ALL.in_(language),
            procedure(grant.procedure).title.in_(language) if grant.procedure else ALL.in_(language),
        )
        for grant in visitor.grants
    )
    head = Markup("<tr><th>{}</th><th>{}</th><th>{}</th></tr>").format(
        ROLE.in_(language), AUTHORITY.in_(language), PROCEDURE.in_(language)
    )
    return Markup("<table>") + head + rows + Markup("</table>")
