"""The portfolio of a head in the demo: the 19 items of the appendix (clause 8), told as an operator would."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.days import YEAR

_BODY = {
    "education": "высшее",
    "speciality": "социальная работа",
    "courses": "«Управление качеством специальных социальных услуг», 72 часа, 2025 год",
    "openness": "сайт и страницы в социальных сетях, обновляются еженедельно",
    "barrier_free": "пандусы, тактильная разметка, подъёмник",
    "access_control": "пропускной режим, журнал посетителей",
    "safe_environment": "видеонаблюдение, 24 камеры, тревожная кнопка",
    "programmes": "программа социальной адаптации получателей услуг",
    "innovation": "проект «Школа самостоятельной жизни»",
    "expert_groups": "экспертный совет при управлении социальной защиты",
}


def portfolio(facts: Mapping[str, Any]) -> dict[str, str]:
    """The items, from what the case knows of the head (`case.…`)."""
    code = str(facts["case.organisation"])
    number = int("".join(c for c in code if c.isdigit()))
    starts = [date.fromisoformat(str(start)) for start, _ in facts["case.stints"]]
    years = YEAR.counted(2026 - min(starts).year).ru
    staff = 40 + number % 30
    return {
        **_BODY,
        "full_name": str(facts["case.full_name"]),
        "organisation": str(facts["case.organisation_name"]),
        "qualification": f"категория: {facts.get('case.category') or 'нет'}",
        "total_experience": YEAR.counted(18 + number % 12).ru,
        "social_experience": YEAR.counted(10 + number % 8).ru,
        "post_experience": years,
        "staffing": f"{staff} / {staff - number % 4}",
        "material_base": f"ремонт {2 + number % 3} комнат, новое оборудование кабинета реабилитации",
        "staff_trained_share": f"{60 + number % 35} %",
    }
