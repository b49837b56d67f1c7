"""What our own pages share: their frame, their language, and the headers that keep them to themselves."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from deployments.gateway.visit import csrf_field, signed_in
from models.settings import settings
from models.texts import LANGUAGES, Language, Text

LANGUAGE_COOKIE = "merzim_language"
_NAMES: Mapping[Language, str] = {"ru": "Русский", "kk": "Қазақша", "en": "English"}

SIGN_OUT = Text("Выйти", "Шығу", "Sign out")
WORKLIST = Text("К списку дел", "Істер тізіміне", "To the worklist")
SERVICE = Text("Мерзім", "Мерзім", "Merzim")

HEADERS = {
    "Cache-Control": "no-store",
    # Nothing of ours is to be read, framed or told of elsewhere; there are no scripts at all.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # Not "no-referrer": with it browsers hide from us, too, that a form is our own (Origin: null).
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}

_STYLE = """
:root { color-scheme: light dark; --line: #c9ced6; --ink: #1c2430; --soft: #5a6472; --paper: #fff; --ground: #f3f5f8;
  --strong: #1d5fbf; --bad: #b3261e; --good: #1b6e3c }
@media (prefers-color-scheme: dark) { :root { --line: #3c4552; --ink: #e8ecf2; --soft: #a4afbd; --paper: #1b212a;
  --ground: #12161c; --strong: #6ea8ff; --bad: #ff8a80; --good: #7fd6a0 } }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--ground) }
header, main, footer { max-width: 46rem; margin: 0 auto; padding: 1rem }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap }
header b { font-size: 1.15rem } header .space { flex: 1 }
header form, footer form { display: inline }
main { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1.5rem }
.narrow header, .narrow main, .narrow footer { max-width: 26rem }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 1rem }
label { display: block; margin: .9rem 0 .25rem; color: var(--soft) }
input:not([type=hidden]), select, textarea { width: 100%; font: inherit; padding: .55rem .7rem; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .4rem }
button, a.button { font: inherit; padding: .55rem 1.1rem; border-radius: .4rem; border: 1px solid var(--strong);
  background: var(--strong); color: var(--paper); cursor: pointer; text-decoration: none; display: inline-block;
  margin-top: 1.2rem }
button.plain { background: none; border: none; color: var(--strong); padding: 0; margin: 0; text-decoration: underline }
a { color: var(--strong) } .soft { color: var(--soft) } .bad { color: var(--bad) } .good { color: var(--good) }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .35rem .6rem .35rem 0;
  border-bottom: 1px solid var(--line); vertical-align: top }
.text { white-space: pre-wrap; border-left: 3px solid var(--line); padding-left: 1rem }
footer { color: var(--soft) }
"""


def language_of(request: HTTPConnection) -> Language:
    """The language a page is shown in: chosen on a page of ours, the account's, the browser's, the installation's."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    visitor = signed_in(request)
    if visitor is not None and visitor.language is not None:
        return visitor.language
    for wanted in request.headers.get("accept-language", "").split(","):
        code = wanted.split(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return settings().language


def page(
    request: HTTPConnection,
    title: Text,
    body: Markup,
    *,
    status: int = 200,
    narrow: bool = False,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page of ours: `body` inside the frame that all share. Give text to `body` by `Markup.format`, which escapes."""
    language = language_of(request)
    content = Markup(
        '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        "<title>{title} · {service}</title><style>{style}</style></head><body{narrow}><header><b>{service}</b>"
        '<span class="space"></span>{account}</header><main><h1>{title}</h1>{body}</main>'
        "<footer><nav>{languages}</nav></footer></body></html>"
    ).format(
        language=language,
        title=title.in_(language),
        service=SERVICE.in_(language),
        style=Markup(_STYLE),  # noqa: S704 - our own
        account=_account(request, language),
        narrow=Markup(' class="narrow"') if narrow else "",
        body=body,
        languages=_languages(request, language),
    )
    response = HTMLResponse(content, status, {**HEADERS, **(headers or {})})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, httponly=True, samesite="lax", path="/")
    return response


def file(name: str, data: bytes, kind: str) -> Response:
    """A file to be kept under its own name; `kind` is its media type."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=kind, headers={**HEADERS, "Content-Disposition": disposition})


def problem(request: HTTPConnection, what: Text | None) -> Markup:
    """What went wrong, over the form that is shown again; nothing where nothing did."""
    if what is None:
        return Markup("")
    return Markup('<p class="bad" role="alert">{}</p>').format(what.in_(language_of(request)))


def _languages(request: HTTPConnection, chosen: Language) -> Markup:
    """Each language by its name; the page it leads to is this one, asked for the same."""
    asked = {name: value for name, value in request.query_params.items() if name != "lang"}
    links = [
        Markup("<b>{}</b>").format(name)
        if code == chosen
        else Markup('<a href="?{}">{}</a>').format(urlencode({**asked, "lang": code}), name)
        for code, name in _NAMES.items()
    ]
    return Markup(" · ").join(links)


def _account(request: HTTPConnection, language: Language) -> Markup:
    visitor = signed_in(request)
    if visitor is None or not visitor.login:
        return Markup("")
    return Markup(
        '<span class="soft">{name}</span><a href="/v2/runs">{worklist}</a>'
        '<form method="post" action="/merzim/sign-out">{csrf}<button class="plain">{out}</button></form>'
    ).format(name=visitor.name, worklist=WORKLIST.in_(language), csrf=csrf_field(request), out=SIGN_OUT.in_(language))
