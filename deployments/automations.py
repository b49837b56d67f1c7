"""Prefect automations, put on the server by code: what the administrator has to know of is noticed while nobody looks.

A run failed or crashed; the sweep of a time zone did not come to its end; the outbox grows. Each starts the flow
`alarms`, which looks again and writes a letter through our own outbox. An automation that an administrator has switched
off in the UI stays off.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger, Posture

from models.texts import Language, Text
from notifications.alarms import AlarmKind
from tasks.alarms import OUTBOX, OUTBOX_GROWS, SWEPT, sweep_resource

ALARMS = "alarms/merzim"
"""The deployment that tells the administrator."""
SILENCE = timedelta(hours=25)
"""The sweep runs each day at the same hour, and has an hour to come to its end."""
MAKING_UP = timedelta(minutes=10)
"""A service that was down makes up the sweep when it comes up: that is waited for."""
AGAIN = timedelta(hours=1)
"""One that has fired holds its peace for so long; the letter comes once a day anyhow."""

_OURS = "merzim"
_RUN_FAILED = Text("Запуск прерван ошибкой", "Іске қосу қатемен үзілді", "A run failed")
_SWEEP_MISSING = Text("Утренний обход не прошёл: {zone}", "Таңғы тексеру өтпеді: {zone}", "No sweep: {zone}")
_OUTBOX = Text("Письма не уходят", "Хаттар жіберілмей жатыр", "Letters don't go out")
_TOLD = Text(
    "Письмо администратору (MERZIM_ADMIN_EMAIL, MERZIM_ADMIN_PHONE), не чаще раза в день",
    "Әкімшіге хат (MERZIM_ADMIN_EMAIL, MERZIM_ADMIN_PHONE), күніне бір реттен жиі емес",
    "A letter to the administrator (MERZIM_ADMIN_EMAIL, MERZIM_ADMIN_PHONE), once a day at most",
)


def wanted_automations(
    deployments: Mapping[str, UUID],
    sweeps: Iterable[tuple[str, str | None]],
    language: Language,
    *,
    silence: timedelta = SILENCE,
    making_up: timedelta = MAKING_UP,
) -> tuple[AutomationCore, ...]:
    """All of ours, for these deployments ("<flow>/<deployment>" -> its id) and these sweeps (time zone, region)."""
    alarms = deployments[ALARMS]
    watched = sorted({name.partition("/")[0] for name in deployments} - {ALARMS.partition("/")[0]})

    def ours(kind: AlarmKind, of: str, name: Text, trigger: EventTrigger, **action: Any) -> AutomationCore:
        after, parameters = action.pop("after", timedelta()), {"kind": kind, **action}
        return AutomationCore(
            name=name.in_(language),
            description=_TOLD.in_(language),
            tags=[_OURS, f"{_OURS}:{kind}{of}"],
            trigger=trigger,
            actions=[
                RunDeployment(source="selected", deployment_id=alarms, parameters=parameters, schedule_after=after)
            ],
        )

    failed = EventTrigger(
        expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
        match={"prefect.resource.id": "prefect.flow-run.*"},
        # Not the alarms' own: a failure of theirs would start them again.
        match_related={"prefect.resource.role": "flow", "prefect.resource.name": watched},
        posture=Posture.Reactive,
        threshold=1,
        within=AGAIN,
    )
    grows = EventTrigger(
        expect={OUTBOX_GROWS},
        match={"prefect.resource.id": OUTBOX},
        posture=Posture.Reactive,
        threshold=1,
        within=AGAIN,
    )
    run = {"__prefect_kind": "jinja", "template": "{{ event.resource.id }}"}
    return (
        ours("run-failed", "", _RUN_FAILED, failed, run=run),
        *(
            ours(
                "sweep-missing",
                f":{zone}{f':{region}' if region else ''}",
                _SWEEP_MISSING.filled(zone=f"{zone}{f' · {region}' if region else ''}"),
                EventTrigger(
                    expect={SWEPT},
                    match={"prefect.resource.id": sweep_resource(zone, region)},
                    posture=Posture.Proactive,
                    threshold=1,
                    within=silence,
                ),
                timezone=zone,
                **({} if region is None else {"region": region}),
                hours=silence / timedelta(hours=1),
                after=making_up,
            )
            for zone, region in sweeps
        ),
        ours("outbox", "", _OUTBOX, grows),
    )


async def automate(client: PrefectClient, wanted: Iterable[AutomationCore]) -> None:
    """Create what is missing, change what is different, take off ours that are wanted no more.

    One that stays as it is keeps what it has heard; changed, it begins anew.
    """
    there = {_key(each): each for each in await client.read_automations() if _key(each)}
    for each in wanted:
        found = there.pop(_key(each), None)
        if found is None:
            await client.create_automation(each)
        elif _shape(found) != _shape(each):
            await client.update_automation(found.id, each.model_copy(update={"enabled": found.enabled}))
    for left in there.values():
        await client.delete_automation(left.id)


def _key(automation: AutomationCore) -> str:
    return next((tag for tag in automation.tags if tag.startswith(f"{_OURS}:")), "")


def _shape(automation: AutomationCore | Automation) -> dict[str, Any]:
    kept = {"name", "description", "tags", "trigger", "actions"}
    return automation.model_dump(mode="json", include=kept)
