"""Names of days off in Russian and Kazakh, by the English name the `holidays` package gives them.

The package has Kazakh but no Russian names for Kazakhstan, and Russian but no Kazakh names for Russia.
"""

import re
from datetime import date

from models.days import day_text
from models.texts import Text, as_is

KZ = {
    "New Year's Day": Text("Новый год", "Жаңа жыл", "New Year"),
    "Orthodox Christmas": Text("православное Рождество", "православиелік Рождество", "Orthodox Christmas"),
    "International Women's Day": Text(
        "Международный женский день", "Халықаралық әйелдер күні", "International Women's Day"
    ),
    "Nowruz Holiday": Text("Наурыз мейрамы", "Наурыз мейрамы", "Nauryz"),
    "Kazakhstan's People Solidarity Holiday": Text(
        "Праздник единства народа Казахстана", "Қазақстан халқының бірлігі мерекесі", "Kazakhstan People's Unity Day"
    ),
    "Defender of the Fatherland Day": Text("День защитника Отечества", "Отан қорғаушы күні", "Defender Day"),
    "Victory Day": Text("День Победы", "Жеңіс күні", "Victory Day"),
    "Capital Day": Text("День столицы", "Астана күні", "Capital Day"),
    "Constitution Day": Text("День Конституции", "Конституция күні", "Constitution Day"),
    "Republic Day": Text("День Республики", "Республика күні", "Republic Day"),
    "First President Day": Text("День Первого Президента", "Тұңғыш Президент күні", "First President Day"),
    "Independence Day": Text("День Независимости", "Тәуелсіздік күні", "Independence Day"),
    "Eid al-Adha": Text("первый день Курбан-айта", "Құрбан айттың бірінші күні", "first day of Kurban Ait"),
}

RU = {
    "New Year's Day": Text("Новый год", "Жаңа жыл", "New Year"),
    "New Year Holidays": Text("новогодние каникулы", "жаңа жылдық демалыс", "New Year holidays"),
    "Christmas Day": Text("Рождество Христово", "Рождество", "Christmas"),
    "Defender of the Fatherland Day": Text("День защитника Отечества", "Отан қорғаушы күні", "Defender Day"),
    "International Women's Day": Text(
        "Международный женский день", "Халықаралық әйелдер күні", "International Women's Day"
    ),
    "Holiday of Spring and Labor": Text(
        "Праздник Весны и Труда", "Көктем және еңбек мерекесі", "Spring and Labour Day"
    ),
    "International Workers' Solidarity Day": Text(
        "День международной солидарности трудящихся", "Еңбекшілердің халықаралық ынтымағы күні", "Workers' Day"
    ),
    "Victory Day": Text("День Победы", "Жеңіс күні", "Victory Day"),
    "Russia Day": Text("День России", "Ресей күні", "Russia Day"),
    "Day of the Adoption of the Declaration of Sovereignty of the Russian Federation": Text(
        "День принятия Декларации о государственном суверенитете",
        "Мемлекеттік егемендік туралы декларация қабылданған күн",
        "Day of the Declaration of Sovereignty",
    ),
    "Unity Day": Text("День народного единства", "Халық бірлігі күні", "Unity Day"),
    "Day of consent and reconciliation": Text(
        "День согласия и примирения", "Келісім және татуласу күні", "Day of Consent and Reconciliation"
    ),
    "Anniversary of the Great October Socialist Revolution": Text(
        "годовщина Октябрьской революции", "Қазан төңкерісінің жылдығы", "anniversary of the October Revolution"
    ),
    "Constitution Day": Text("День Конституции", "Конституция күні", "Constitution Day"),
}

NAMES = {"KZ": KZ, "RU": RU}

WEEKEND = Text("выходной", "демалыс күні", "weekend")
HOLIDAY = Text("праздник «{name}»", "«{name}» мерекесі", "{name}")
CARRIED = Text(
    "выходной, перенесённый с праздника «{name}»", "«{name}» мерекесінен ауыстырылған демалыс", "carried over: {name}"
)
MOVED_FROM = Text(
    "выходной, перенесённый с {day}", "{day} күнінен ауыстырылған демалыс", "day off moved from {day}"
)  # fmt: skip
MOVED_TO = Text(
    "рабочий день: выходной перенесён на {day}",
    "жұмыс күні: демалыс {day} күніне ауыстырылған",
    "worked: its day off is moved to {day}",
)
CORRECTED_OFF = Text("нерабочий день: {decree}", "жұмыс күні емес: {decree}", "day off: {decree}")
CORRECTED_WORKING = Text("рабочий день: {decree}", "жұмыс күні: {decree}", "worked: {decree}")

_LABEL = re.compile(r" \(([^()]*(?:observed|estimated)[^()]*)\)\Z")
_SUBSTITUTED = re.compile(r"substituted from (\d\d)/(\d\d)/(\d{4})")


def is_estimated(name: str) -> bool:
    """The package marks the day as an estimate (a holiday of the moon, not announced when it was released)."""
    return "estimated" in name


def moved_from(name: str) -> date | None:
    """The day whose day off was moved to the day of this name, as `Day off (substituted from 05/04/2024)`."""
    found = _SUBSTITUTED.search(name)
    return date(int(found[3]), int(found[1]), int(found[2])) if found else None


def reason(country: str, name: str) -> Text:
    """Why a day is off, from the package's English name for it. Several holidays on one day are all named."""
    return Text.joined(_one(country, part) for part in name.split("; "))


def _one(country: str, name: str) -> Text:
    moved = moved_from(name)
    if moved is not None:
        return MOVED_FROM.filled(day=day_text(moved))
    bare = _LABEL.sub("", name)
    known = NAMES.get(country, {}).get(bare, as_is(bare))
    return (CARRIED if "observed" in name[len(bare) :] else HOLIDAY).filled(name=known)
