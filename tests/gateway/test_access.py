"""What each role may have of Prefect's API, and whose runs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import websockets
from sqlmodel import select

from models.record.audit import AuditEntry
from models.record.cases import StepRecord
from models.record.database import reading
from tasks.runs import FormTab, NewRun, RunView, create_runs
from tests.browser.office import CYCLE, Office
from tests.gateway.visitors import Browser

Browse = Callable[..., Browser]
OTHER = "IZB-reserve-2026"
NOTICE = {"served_on": "2026-12-04", "method": "вручено на бумаге"}
FORM = {"type": "object", "properties": {"on": {"type": "string", "title": "Дата"}}, "required": ["on"]}


async def elsewheres_run(office: Office) -> UUID:
    """A run of another authority, waiting for an answer."""
    view = RunView(f"{OTHER} · Чужое дело", "Ждёт", "izb-reserve-2026-v1", (FormTab("announce", "Объявление", FORM),),
                   tags=("authority:IZB", "procedure:reserve", "open"))  # fmt: skip
    (made,) = await create_runs("reserve-case/merzim", [NewRun({"case": OTHER}, view, "elsewhere")], client=office.api)
    assert isinstance(made, UUID)
    return made


def by(office: Office, number: str, step: str) -> str | None:
    """Who recorded a step, as the record has it."""
    row = _step(office, number, step)
    return row.recorded_by if row else None


def _step(office: Office, number: str, step: str) -> StepRecord | None:
    case = office.case(number)
    with reading(office.record) as session:
        found = select(StepRecord).where(StepRecord.case_id == case.id, StepRecord.code == step)
        return session.exec(found).first()


CALLS: dict[str, tuple[str, str, Any]] = {
    "settings": ("GET", "admin/settings", None),
    "variables": ("POST", "variables/filter", {}),
    "blocks": ("POST", "block_documents/filter", {}),
    "automations": ("POST", "automations/", {"name": "x", "trigger": {}, "actions": []}),
    "pool": ("DELETE", "work_pools/no-such-pool", None),
    "pause": ("POST", "deployments/{deployment}/pause_deployment", {}),
    "delete": ("DELETE", "flow_runs/00000000-0000-4000-8000-000000000000", None),
    "force": ("POST", "flow_runs/{run}/set_state", {"state": {"type": "PAUSED"}, "force": False}),
    "read": ("GET", "flow_runs/{run}", None),
    "logs": ("POST", "logs/filter", {"logs": {"flow_run_id": {"any_": ["{run}"]}}}),
    "other": ("GET", "flow_runs/{other}", None),
    "input": ("POST", "flow_runs/{run}/input", {"key": "answer-x", "value": "1"}),
    "labels": ("PATCH", "flow_runs/{run}/labels", {"merzim.by": "user:administrator"}),
    "raw": ("POST", "flow_runs/", {"flow_id": "00000000-0000-4000-8000-000000000000"}),
}
MATRIX = {
    "nobody": "",
    "viewer": "read logs",
    "secretary": "read logs",
    "operator": "read logs",
    "auditor": "read logs other",
    "elsewhere": "other",
    # Not even an administrator writes what an answer, or a run, says of who gave it.
    "administrator": "settings variables blocks automations pool pause delete force read logs other",
}


@pytest.mark.parametrize("role", MATRIX)
async def test_each_role_has_what_it_needs_and_no_more(browse: Browse, office: Office, role: str) -> None:
    browser, other = browse(role), await elsewheres_run(office)
    deployment = (await office.api.read_deployment_by_name("deliveries/merzim")).id
    ids = {"run": str(office.run_id(CYCLE)), "other": str(other), "deployment": str(deployment)}
    allowed = set()
    for name, (method, path, body) in CALLS.items():
        filled = body
        if name == "logs":
            filled = {"logs": {"flow_run_id": {"any_": [ids["run"]]}}}
        answer = browser.api(method, path.format(**ids), filled)
        if answer.status_code != 403:
            allowed.add(name)
        if role != "administrator" and name == "settings" and answer.status_code == 200:
            # In place of the settings, so that the pages work: nothing of them.
            assert set(answer.json()["server"]) == {"analytics_enabled", "ui"}
            allowed.discard(name)
    assert allowed == set(MATRIX[role].split())
    if role == "administrator":
        await office.api.resume_deployment(deployment)
        await office.settled(office.run_id(CYCLE))


async def test_a_list_holds_the_runs_of_ones_own_authority_alone(browse: Browse, office: Office) -> None:
    await elsewheres_run(office)
    own, other, all_ = browse("viewer").runs(), browse("elsewhere").runs(), browse("auditor").runs()
    assert own
    assert all(name.startswith("KRG-rotation") for name in own)
    # Its cycle may have been opened meanwhile.
    assert f"{OTHER} · Чужое дело" in other
    assert all(name.startswith(OTHER) for name in other)
    assert set(own) | set(other) < set(all_)
    assert browse("nobody").api("POST", "flow_runs/filter").status_code == 403


async def test_no_filter_widens_a_list_or_tells_what_is_not_in_it(browse: Browse, office: Office) -> None:
    other = str(await elsewheres_run(office))
    viewer = browse("viewer")
    assert viewer.runs(tags={"all_": ["authority:IZB"]}) == []
    assert viewer.runs(tags={"any_": ["authority:IZB"]}) == []
    assert viewer.runs(id={"any_": [other]}) == []
    joined = {"operator": "or_", "tags": {"all_": ["authority:IZB"]}}
    tags = {"tags": {"operator": "or_", "any_": ["authority:IZB"]}}
    for flow_runs in (joined, tags):
        assert viewer.api("POST", "flow_runs/filter", {"flow_runs": flow_runs}).status_code == 403
    # Counts, histories and other lists tell as much as the runs themselves.
    asked = {"flow_runs": {"id": {"any_": [other]}}}
    assert viewer.api("POST", "flow_runs/count", asked).json() == 0
    assert viewer.api("POST", "flows/filter", asked).json() == []
    assert viewer.api("POST", "deployments/filter", asked).json() == []
    assert viewer.api("POST", "artifacts/filter", {}).status_code == 200
    sheets = viewer.api("POST", "artifacts/latest/filter", {"limit": 200}).json()
    assert sheets
    assert all("krg-rotation" in each["key"] for each in sheets)
    assert viewer.api("POST", "events/filter", {}).json()["events"] == []
    assert viewer.api("GET", f"artifacts/{sheets[0]['latest_id']}").status_code == 200
    assert browse("elsewhere").api("GET", f"artifacts/{sheets[0]['latest_id']}").status_code == 403
    logs = {"logs": {"operator": "or_", "flow_run_id": {"any_": [str(office.run_id(CYCLE))]}}}
    assert viewer.api("POST", "logs/filter", logs).status_code == 403
    assert viewer.api("POST", "logs/filter", {}).status_code == 403


async def test_rights_in_two_authorities_show_both_whatever_is_asked_besides(browse: Browse, office: Office) -> None:
    await elsewheres_run(office)
    # The record names the runs of cases; that of a meeting shows none and is told by its tags.
    form = (FormTab("meeting", "Заседание", FORM),)
    for place, tags in ((CYCLE, ("authority:KRG", "procedure:rotation")), (OTHER, ("authority:IZB", "procedure:x")),
                        ("AST-1", ("authority:AST", "procedure:rotation"))):  # fmt: skip
        meeting = RunView(f"{place} · Заседание комиссии", "Ждёт", "meeting-of-two", form, tags=(*tags, "meeting"))
        new = NewRun({"cycle": place}, meeting, f"meeting-of-{place}")
        assert isinstance((await create_runs("meeting/merzim", [new], client=office.api))[0], UUID)
    both = browse("both")
    names = both.runs()
    assert {name for name in names if "Заседание" in name} == {
        f"{CYCLE} · Заседание комиссии", f"{OTHER} · Заседание комиссии",
    }  # fmt: skip
    assert any(name.startswith(f"{CYCLE}-") for name in names)
    assert all(name.startswith(("KRG-rotation", OTHER)) for name in names)
    assert set(both.runs(tags={"any_": ["open"]})) <= set(names)


async def test_an_answer_is_signed_with_the_account_whatever_the_browser_says(browse: Browse, office: Office) -> None:
    # A case of this test's own: the office is shared.
    number = f"{CYCLE}-013"
    run_id = office.run_id(number)
    operator = browse("operator")
    forged = {"run_input": {"answer": {"notice": NOTICE}, "signed-by": "user:administrator"}}
    for kind in ("json", "jinja"):
        hidden = {"run_input": {"__prefect_kind": kind, "value": "{}", "template": "{}"}}
        assert operator.api("POST", f"flow_runs/{run_id}/resume", hidden).status_code == 403
    for stranger in ("viewer", "secretary", "elsewhere", "nobody"):
        assert browse(stranger).api("POST", f"flow_runs/{run_id}/resume", forged).status_code == 403
    answer = operator.api("POST", f"flow_runs/{run_id}/resume", forged)
    assert answer.json()["status"] == "ACCEPT", answer.text
    await office.settled(run_id)
    assert by(office, number, "notice") == "user:operator"
    with reading(office.record) as session:
        entry = select(AuditEntry).where(AuditEntry.case_number == number, AuditEntry.step == "notice")
        recorded = [each.actor for each in session.exec(entry) if each.action == "step-recorded"]
    assert recorded == ["user:operator"]


async def test_another_authoritys_case_can_be_neither_answered_nor_opened(browse: Browse, office: Office) -> None:
    other = await elsewheres_run(office)
    body = {"run_input": {"announce": {"on": "2026-12-04"}}}
    assert browse("operator").api("POST", f"flow_runs/{other}/resume", body).status_code == 403
    cycles = (await office.api.read_deployment_by_name("reserve-cycle/merzim")).id
    for parameters in ({"authority": "IZB"}, {"authority": "IZB", "case": CYCLE + "-404"}, {}, {"authority": ["KRG"]}):
        started = {"parameters": parameters}
        assert browse("operator").api("POST", f"deployments/{cycles}/create_flow_run", started).status_code == 403
    sweep = (await office.api.read_deployment_by_name("sweep/merzim")).id
    started = {"parameters": {"timezone": "Asia/Almaty"}}
    assert browse("operator").api("POST", f"deployments/{sweep}/create_flow_run", started).status_code == 403


async def test_a_cycle_that_a_person_opens_is_opened_by_that_person(browse: Browse, office: Office) -> None:
    deployment = (await office.api.read_deployment_by_name("reserve-cycle/merzim")).id
    started = {
        "parameters": {"authority": "IZB"},
        "labels": {"merzim.by": "user:administrator"},
        "tags": ["authority:KRG"],
    }
    elsewhere = browse("elsewhere")
    path = f"deployments/{deployment}/create_flow_run"
    assert elsewhere.api("POST", path, started).status_code == 403
    del started["labels"]
    made = elsewhere.api("POST", path, started)
    assert made.status_code == 201, made.text
    run = await office.settled(UUID(made.json()["id"]))
    assert "authority:KRG" not in run.tags
    with reading(office.record) as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.authority_code == "IZB"))
        opened = {each.actor for each in entries if each.action in ("cycle-opened", "case-opened")}
    assert opened == {"user:elsewhere"}


async def test_what_another_site_sends_is_refused_session_or_not(browse: Browse, office: Office) -> None:
    operator = browse("operator")
    path = f"/api/flow_runs/{office.run_id(CYCLE)}/resume"
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": office.stack.ui_url.replace("127.0.0.1", "localhost")},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert operator.http.post(path, json={}, headers=headers).status_code == 403
    del operator.http.headers["origin"]
    assert operator.http.post(path, json={}).status_code == 403
    assert (
        "access-control-allow-origin"
        not in operator.http.get("/api/health", headers={"origin": "https://evil.example"}).headers
    )


async def test_a_websocket_opens_for_who_may_read_all_and_from_our_own_pages(browse: Browse, office: Office) -> None:
    address = f"{office.stack.api_url.replace('http', 'ws')}/events/out"
    protocol = [websockets.Subprotocol("prefect")]

    async def opens(login: str, origin: str, path: str = "events/out") -> bool:
        cookie = {"cookie": f"merzim_session={browse(login).session}"}
        at = address.replace("events/out", path)
        try:
            async with websockets.connect(
                at, subprotocols=protocol, origin=websockets.Origin(origin), additional_headers=cookie
            ):
                return True
        except websockets.InvalidStatus:
            return False

    own = office.stack.ui_url
    assert await opens("auditor", own)
    assert not await opens("auditor", "https://evil.example")
    assert not await opens("operator", own)
    assert not await opens("administrator", own, "events/in")
