"""The run list's filters, in people's words: what is mine today, what is late, what waits for the commission.

Each asks for one tag (`tasks.views.tags`): of several, V1 shows the runs that have all and V2 those that have any.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from models.procedure import Procedure
from models.record.pressing import LATE, THIS_WEEK, TODAY
from models.texts import Language, Text
from tasks.markdown import link

OPEN = "open"
COMMISSION = "waits:commission"
BOARD = "cycle-board"

RANGE_SECONDS = 240 * 2_629_800
"""How far back V1 looks, which has no filter without a range: 240 of its months. A case runs for years."""

_FOR_ROLE = Text("Сегодня: {role}", "Бүгін: {role}", "Today: {role}")


@dataclass(frozen=True)
class WorkFilter:
    """One filter: its name in the UI, and the tag it asks for."""

    title: Text
    tag: str

    def link(self, ui_url: str, authority: str = "") -> str:
        """The run list so filtered, in the UI that `ui_url` leads to (V2 ends in `/v2`); one authority's cases only."""
        if ui_url.rstrip("/").endswith("/v2"):
            asked = {"tags": self.tag, "sort": "NAME_ASC"}
        else:
            asked = {"tag": self.tag, "type": "span", "seconds": str(-RANGE_SECONDS), "flow-runs-sort": "NAME_ASC"}
        # A run's name begins with its case's number, and that with the authority's code.
        asked["flow-run-search"] = f"{authority}-" if authority else ""
        return f"{ui_url.rstrip('/')}/runs?{urlencode({k: v for k, v in asked.items() if v})}"


COMMON = (
    WorkFilter(Text("Сделать сегодня", "Бүгін орындау", "To do today"), TODAY),
    WorkFilter(Text("Просрочено", "Мерзімі өткен", "Overdue"), LATE),
    WorkFilter(Text("Срок на этой неделе", "Мерзімі осы аптада", "Due this week"), THIS_WEEK),
    WorkFilter(Text("Ждёт комиссии", "Комиссияны күтуде", "Waits for the commission"), COMMISSION),
    WorkFilter(Text("Открытые дела", "Ашық істер", "Open cases"), OPEN),
    WorkFilter(Text("Доски циклов", "Циклдер тақталары", "Boards of cycles"), BOARD),
)


def shortcuts(ui_url: str, authority: str, language: Language) -> str:
    """Links to the filters everybody needs, for the cases of one authority: a line of markdown."""
    return " · ".join(link(each.title.in_(language), each.link(ui_url, authority)) for each in COMMON)


def work_filters(procedures: Iterable[Procedure]) -> tuple[WorkFilter, ...]:
    """Those everybody needs, and for each role that acts in the procedures what it has to do today.

    A role that several procedures name differently goes by its first name.
    """
    titles: dict[str, Text] = {}
    for procedure in procedures:
        acting = {node.performer for kind in ("cycle", "case") for node in procedure.process(kind).nodes}
        for role, title in procedure.roles.items():
            if role in acting and role != "official":
                titles.setdefault(role, title)
    return (*COMMON, *(WorkFilter(_FOR_ROLE.filled(role=title), f"{TODAY}:{role}") for role, title in titles.items()))
