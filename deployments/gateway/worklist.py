"""The run list by what it is asked for: links to each filter, and the filters themselves for V2 of the UI.

V1 offers the server's saved filters (`deployments/filters.py`). V2 keeps its own in the browser and knows no others, so
this page puts them there: opened once in a browser, V2's menu of filters has them.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deployments.filters import wanted_filters
from deployments.gateway.pages import HEADERS, language_of, page
from deployments.gateway.visit import somebody
from models.record.database import reading
from models.record.worklist import authorities
from models.texts import Language, Text
from tasks.filters import WorkFilter
from tasks.record import the_record

TITLE = Text("Список дел", "Істер тізімі", "Worklist")
EVERYWHERE = Text("Все органы", "Барлық органдар", "All authorities")
KEPT = Text(
    "Эти же фильтры — в меню списка запусков (Runs, справа вверху).",
    "Осы сүзгілер іске қосулар тізімінің мәзірінде де бар (Runs, оң жақта жоғарыда).",
    "The same filters are in the menu of the run list (Runs, top right).",
)
OLD = Text("прежний вид", "бұрынғы көрінісі", "former UI")

# What V2 calls the place, and how it writes a filter; ours are told by their ids, a person's own are left alone.
_SCRIPT = """(function () {
  var place = "prefect-ui-v2-saved-filters", own = [];
  try { own = JSON.parse(localStorage.getItem(place)) || []; } catch (e) { own = []; }
  var ours = JSON.parse(document.getElementById("filters").dataset.filters);
  own = own.filter(function (each) { return String(each.id).indexOf("merzim-") !== 0; });
  localStorage.setItem(place, JSON.stringify(ours.concat(own)));
})();"""
_HASH = b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
_POLICY = f"{HEADERS['Content-Security-Policy']}; script-src 'sha256-{_HASH}'"


async def worklist(request: Request) -> Response:
    """Links to every filter, of each authority whose cases the person may see."""
    visitor = somebody(request)
    filters, codes = await run_in_threadpool(_asked)
    language = language_of(request)
    mine = [code for code in codes if any(grant.authority in (None, code) for grant in visitor.grants)]
    body = Markup("").join(
        Markup("<h2>{}</h2>").format(code or EVERYWHERE.in_(language)) + _links(filters, code, language)
        for code in (mine if len(mine) > 1 else ["", *mine][-1:])
    )
    kept = json.dumps([_kept(each, language) for each in filters], ensure_ascii=False)
    script = Markup("<script>") + Markup(_SCRIPT) + Markup("</script>")  # noqa: S704 - our own
    body += Markup('<p id="filters" class="soft" data-filters="{}">{}</p>').format(kept, KEPT.in_(language)) + script
    return page(request, TITLE, body, headers={"Content-Security-Policy": _POLICY})


def _asked() -> tuple[tuple[WorkFilter, ...], list[str]]:
    with reading(the_record()) as session:
        return wanted_filters(session), [each.code for each in authorities(session)]


def _links(filters: Sequence[WorkFilter], authority: str, language: Language) -> Markup:
    rows = [
        Markup('<li><a href="{}">{}</a> <a class="soft" href="{}">{}</a></li>').format(
            each.link("/v2", authority), each.title.in_(language), each.link("", authority), OLD.in_(language)
        )
        for each in filters
    ]
    return Markup("<ul>") + Markup("").join(rows) + Markup("</ul>")


def _kept(each: WorkFilter, language: Language) -> dict[str, object]:
    return {"id": f"merzim-{each.tag}", "name": each.title.in_(language), "filters": {"tags": [each.tag]}}


ROUTES = (Route("/worklist", worklist),)
