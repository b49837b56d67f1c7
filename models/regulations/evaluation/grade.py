"""`evaluation.grade`: the grade that the number of indicators met comes to (clauses 48, 50)."""

from models.acts import Edition
from models.decisions import Decision, Key, Table, whole_number
from models.errors import InvalidInput, Refusal
from models.regulations.evaluation.act import EDITION
from models.texts import Text

GRADES = {
    "effective": Text(
        "выполняет функциональные обязанности эффективно",
        "функционалдық міндеттерді тиімді орындайды",
        "performs the duties effectively",
    ),
    "proper": Text(
        "выполняет функциональные обязанности надлежащим образом",
        "функционалдық міндеттерді тиісті түрде орындайды",
        "performs the duties properly",
    ),
    "satisfactory": Text(
        "выполняет функциональные обязанности удовлетворительно",
        "функционалдық міндеттерін қанағаттанарлық орындайды",
        "performs the duties satisfactorily",
    ),
    "unsatisfactory": Text(
        "выполняет функциональные обязанности неудовлетворительно",
        "функционалдық міндеттерін қанағаттанарлықсыз орындайды",
        "performs the duties unsatisfactorily",
    ),
}
"""Clause 50: the four grades, in its own words."""

_NOT_FIVE = Text(
    "КЦИ должно быть {need}, а не {have} (п. 48)",
    "НМИ саны {need} болуы керек, {have} емес (48-т.)",
    "there are {need} KPIs, not {have} (clause 48)",
)
_NOT_MET = Text(
    "выполнено может быть от 0 до {need} КЦИ, а не {have} (п. 48)",
    "0-ден {need}-ке дейінгі НМИ орындалуы мүмкін, {have} емес (48-т.)",
    "from 0 to {need} KPIs can be met, not {have} (clause 48)",
)
_VERDICT = Text(
    "выполнено КЦИ: {met} из {kpis}; оценка: «{grade}» (п. 50)",
    "орындалған НМИ: {kpis}-тен {met}; баға: «{grade}» (50-т.)",
    "KPIs met: {met} of {kpis}; the grade: '{grade}' (clause 50)",
)


def graded(met: int, kpis: int, edition: Edition) -> Decision:
    """Clause 50: the grade for `met` indicators wholly met of `kpis`.

    Raises `Refusal` under clause 48 where there are not exactly as many indicators as it asks for, or `met` can't be a
    number of them.
    """
    need, clause = int(edition["kpis"].value), edition["kpis"].clause
    if kpis != need:
        raise Refusal(_NOT_FIVE.filled(need=need, have=kpis), clause=clause, field="kpis")
    if not 0 <= met <= need:
        raise Refusal(_NOT_MET.filled(need=need, have=met), clause=clause, field="met")
    marks = (("effective", "effective-from"), ("proper", "proper-from"), ("satisfactory", "satisfactory-from"))
    grade = next((code for code, mark in marks if met >= int(edition[mark].value)), "unsatisfactory")
    reason = _VERDICT.filled(met=met, kpis=kpis, grade=GRADES[grade])
    return Decision(grade, edition["effective-from"].clause, (reason,))


def _decide(met: int, kpis: int) -> Decision:
    try:
        return graded(met, kpis, EDITION)
    except Refusal as refusal:
        raise InvalidInput(f"refused under clause {refusal.clause}: {refusal.reason}") from None


TABLE = Table(
    name="evaluation.grade",
    doc="What grade do the key indicators wholly met come to: five, four, three or fewer of five (clause 50)?",
    keys=(
        Key("met", whole_number, "indicators wholly met, 0 to 5"),
        Key("kpis", whole_number, "indicators in the plan: 5, and no other number (clause 48)", 5),
    ),
    decide=_decide,
    outcomes=", ".join(GRADES),
    example="met=4",
)
