"""`reserve.readmission`: may a person excluded on a ground come into the reserve again (clauses 4.6, 4.7, 4.8)?

Clause 4.8 names «абзацы седьмой, десятый, одиннадцатый» of 4.7. Counted from 4.7's own opening line, as paragraphs of a
clause are, the seventh is the refusal of an offered post and the tenth the score under 50 per cent. There is no
eleventh: 4.7 ends with its tenth, so that this reference bars nobody. Counted without the opening line the seventh
would be the move out of the district, and 4.7 would have neither a tenth nor an eleventh.
"""

from models.acts import Edition
from models.decisions import Decision, Key, Table, one_of
from models.texts import Text

MUST = {
    "4.6-appointed": Text(
        "назначен на должность из перечня", "тізбедегі лауазымға тағайындалды", "appointed to a post on the list"
    ),
    "4.6-own-request": Text("письменное заявление кандидата", "кандидаттың жазбаша өтініші", "own written request"),
    "4.6-death": Text(
        "смерть, признан судом умершим или безвестно отсутствующим",
        "қайтыс болуы, сот қайтыс болған не хабарсыз кеткен деп тануы",
        "death, or declared dead or missing by a court",
    ),
    "4.6-term-over": Text("срок нахождения в резерве истёк", "резервте болу мерзімі өтті", "the term has run out"),
    "4.6-obstacle": Text(
        "обстоятельства, препятствующие муниципальной службе",
        "муниципалдық қызметке кедергі жағдайлар",
        "circumstances that bar from municipal service",
    ),
    "4.6-dismissal-1": Text(
        "увольнение 1): неоднократное неисполнение обязанностей",
        "жұмыстан шығару 1): міндеттерін бірнеше рет орындамауы",
        "dismissal 1): duties repeatedly not done",
    ),
    "4.6-dismissal-2": Text(
        "увольнение 2): однократное грубое нарушение обязанностей",
        "жұмыстан шығару 2): міндеттерін бір рет өрескел бұзуы",
        "dismissal 2): one gross breach of duties",
    ),
    "4.6-dismissal-3": Text(
        "увольнение 3): утрата доверия, ценности",
        "жұмыстан шығару 3): сенімнің жоғалуы, құндылықтар",
        "dismissal 3): loss of trust over money or goods",
    ),
    "4.6-dismissal-4": Text(
        "увольнение 4): необоснованное решение, ущерб имуществу",
        "жұмыстан шығару 4): негізсіз шешім, мүлікке залал",
        "dismissal 4): an unfounded decision that harmed property",
    ),
    "4.6-dismissal-5": Text(
        "увольнение 5): грубое нарушение, высшая или главная группа",
        "жұмыстан шығару 5): өрескел бұзу, жоғары немесе басты топ",
        "dismissal 5): a gross breach, highest or main group of posts",
    ),
    "4.6-dismissal-6": Text(
        "увольнение 6): грубое нарушение руководителя организации",
        "жұмыстан шығару 6): ұйым басшысының өрескел бұзуы",
        "dismissal 6): a gross breach by the head of an organisation",
    ),
    "4.6-dismissal-7": Text(
        "увольнение 7): подложные документы при приёме",
        "жұмыстан шығару 7): қабылдау кезіндегі жалған құжаттар",
        "dismissal 7): forged documents on entering service",
    ),
    "4.6-dismissal-8": Text(
        "увольнение 8): ограничения и запреты службы",
        "жұмыстан шығару 8): қызмет шектеулері мен тыйымдары",
        "dismissal 8): restrictions and bans of the service",
    ),
    "4.6-dismissal-9": Text(
        "увольнение 9): неудовлетворительный результат испытания",
        "жұмыстан шығару 9): сынақтың қанағаттанарлықсыз нәтижесі",
        "dismissal 9): probation failed",
    ),
}
"""Clause 4.6: grounds on which a candidate is excluded."""

MAY = {
    "4.7-liquidation": Text("ликвидация органа, организации", "органның, ұйымның таратылуы", "body wound up"),
    "4.7-post-cut": Text("сокращение должности", "лауазымның қысқартылуы", "the post was cut"),
    "4.7-end-of-head-term": Text(
        "конец полномочий главы: срочный договор истёк",
        "басшы өкілеттігінің аяқталуы: мерзімді шарт бітті",
        "fixed-term contract ended with the head's office",
    ),
    "4.7-other-post": Text(
        "назначен на иную равную или вышестоящую должность",
        "өзге тең немесе жоғары лауазымға тағайындалды",
        "appointed to another post, equal or higher",
    ),
    "4.7-income-statement": Text(
        "не представлены сведения о доходах", "табыстар туралы мәліметтер берілмеді", "no statement of income"
    ),
    "4.7-declined": Text("отказ от предложенной должности", "ұсынылған лауазымнан бас тартуы", "declined the post"),
    "4.7-moved-away": Text("переезд за пределы района", "ауданнан тыс жерге көшуі", "moved out of the district"),
    "4.7-plan-failed": Text(
        "план подготовки не выполнен по вине кандидата",
        "даярлау жоспары кандидаттың кінәсінен орындалмады",
        "the plan failed through the candidate's fault",
    ),
    "4.7-low-score": Text(
        "оценка менее 50 процентов", "50 пайыздан төмен баға", "a score under 50 per cent of the greatest"
    ),
}
"""Clause 4.7: grounds on which a candidate may be excluded, in the order of its paragraphs, the second to the tenth."""

GROUNDS = MUST | MAY
BARRING_PARAGRAPHS = (7, 10)
"""Of clause 4.7, counted from its opening line (clause 4.8); the eleventh does not exist."""

_AGAIN = Text(
    "«{ground}»: п. 4.8 такого основания не называет, повторное включение возможно",
    "«{ground}»: 4.8-т. мұндай негізді атамайды, резервке қайта енгізуге болады",
    "{ground}: clause 4.8 does not name this ground, inclusion again is possible",
)
_NEVER = Text(
    "«{ground}»: {where} — повторное включение в резерв не допускается (п. 4.8)",
    "«{ground}»: {where} — резервке қайта енгізуге жол берілмейді (4.8-т.)",
    "{ground}: {where}, inclusion again is not allowed (clause 4.8)",
)
_ITEM = Text("подпункт «{n}» п. 4.6", "4.6-т. «{n}» тармақшасы", "item {n}) of clause 4.6")
_PARAGRAPH = Text("абзац {n} п. 4.7", "4.7-т. {n}-абзацы", "paragraph {n} of clause 4.7")


def judged(ground: str) -> Decision:
    """Clause 4.8: `barred` after a dismissal of 4.6 1) to 9) and the two paragraphs of 4.7, `allowed` after others."""
    where = None
    if ground.startswith("4.6-dismissal-"):
        where = _ITEM.filled(n=ground.rpartition("-")[2])
    elif ground in MAY:
        # The opening line is the first paragraph.
        paragraph = list(MAY).index(ground) + 2
        where = _PARAGRAPH.filled(n=paragraph) if paragraph in BARRING_PARAGRAPHS else None
    if where is None:
        return Decision("allowed", "4.8", (_AGAIN.filled(ground=GROUNDS[ground]),))
    return Decision("barred", "4.8", (_NEVER.filled(ground=GROUNDS[ground], where=where),))


def share_reached(score: float, maximum: float, edition: Edition) -> bool:
    """Clause 4.7, last paragraph: the score is not under 50 per cent of the greatest possible."""
    return score >= float(edition["satisfactory-share"].value) * maximum


TABLE = Table(
    name="reserve.readmission",
    doc="May a person excluded from the reserve on a ground be included again (clause 4.8)?",
    keys=(Key("ground", one_of(*GROUNDS), "the ground of exclusion, such as 4.7-declined", choices=GROUNDS),),
    decide=judged,
    outcomes="allowed, barred",
    example="ground=4.7-declined",
)
