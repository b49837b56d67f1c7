"""Attestation of staff of labour mobility centres (career centres), step by step.

Read beside the text: each step carries the comment of its clause. Where the text contradicts itself or is silent:

- only the amending order No 271 is at hand: clauses it leaves alone (1-6, 10-13, 15, 16, 18-20, 22-26, 29, 31-33) are
  unknown, so are the earlier words of those it changes; see `act.py` for what that makes of the edition before it;
- clause 4 of No 271 puts it into force ten calendar days after its publication, whose day is not in the text: taken for
  19 September 2025, another one is a change of `act.py` or an amendment;
- no clause of it says when the yearly list is formed, who is admitted and tested by which day, or when the decision is
  formed: the authority's own terms, marked so, and the decision on the day its grounds are there. Missing one is late,
  but no breach;
- clause 9 lists «аттестуемых» without saying how often one is attested: everyone whose group the registry names, but
  whoever holds a category still in force (clause 7) and claims no higher one, and whoever is being attested already;
- clause 9 gives nobody leave to keep a person off the list: the centre may, for a reason that the list shows. Its form,
  appendix 1, is not at hand: the paper names person, post, group and categories;
- clause 14 (1) asks for the hours of the plan, 14 (2) for the courses of the profile: of who claims a category the
  profile, and the hours too where they are stated. Hours stated without a profile are taken to be of that profile:
  who admits answers for it;
- clause 17: a manager attested for the first time fits both 17 (1), 70 %, and 17 (3), 85 %: the group the list or the
  admission names decides;
- clause 21 counts «не позднее двух рабочих дней» without saying from when: from the day of the test, which gives its
  result at once. It does not stop the other steps (28-1 leaves them 2 calendar days), so they run side by side, and an
  appeal that is upheld takes the case back. Who decides it and in which term is in clauses not at hand: own;
- clauses 27 (1) and 28 (2) lower «действующую» category: at the test taken again that is the one clause 27 has lowered
  already. Who had «карьерный консультант» and failed twice is by then without category, and so falls under 28 (1);
- clause 27 (2) asks everyone below the mark to be attested again «не позже, чем через двенадцать месяцев» without
  saying from when: from the day of the failed test. What follows when nobody tests again, it does not say: overdue;
- clause 28 dismisses or lowers by the failed test itself; the decision of the Platform records it. It names no group
  «специалист карьерного центра без заявления»; nobody is in it here;
- clause 28-1 runs from the end of «этап тестирования»: the day of the test, and where an appeal was upheld the day it
  was decided. Appendix 1-2 is silent between a rating of 3.9 and 4.0: 0 points. It counts «за последние 12 месяцев»,
  its footnote «между аттестациями»: 12 months, as each criterion says;
- clause 30 speaks of «баллы» for those who have only a test: its percent. A total of 69 and less gives a claimant the
  category below the claimed one, which may be more than 70 to 84 would leave: as the text has it. It does not say that
  a category confirmed («present») runs anew: its three years are counted from the decision, as of one given. A category
  given in a later case ends the years of an earlier one: both run «с момента» of the last decision (7);
- clause 34 keeps «без категории» and «карьерный консультант» of who moves to the highest level until they expire, so
  «без категории» runs three years too (clause 7). Of the two others it says nothing: nothing changes, and it is said.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from models.acts import OWN
from models.facts import Facts
from models.process import Deadline, Next, Process, ReminderPlan, Step
from models.regulations.career import case, checks, forms
from models.regulations.career.category import CATEGORY_END, LEFT_POST, LEVEL_CHANGE, NEW_CATEGORY
from models.regulations.career.decision import OUTCOMES
from models.regulations.career.roles import CENTRE, EXPERTS, OFFICIAL, PLATFORM
from models.regulations.shared_steps import CLOSED, NO_REMINDERS
from models.texts import Text

# Clause 9, appendix 1: the list of those to be attested, on the Platform.
LIST = Step(
    "list",
    Text("Список аттестуемых", "Аттестатталушылар тізімі", "List of those to be attested"),
    clause="9",
    performer=CENTRE,
    form=forms.List,
    done_on="formed_on",
    deadline=Deadline("list-term", after=("case.opened_on",)),
    checks=(checks.reasons_for_leaving_out,),
    outcomes={"formed": Next(opens=("cases",), documents=("list",))},
)

# The cases of those on the list; the cycle ends with the last one decided.
CASES = Step(
    "cases",
    Text("Дела аттестуемых", "Аттестатталушылардың істері", "Cases of those attested"),
    clause="30",
    performer=CENTRE,
    kind="call-activity",
    outcomes={"decided": Next(ends=True, result="completed")},
)

CYCLE = Process(
    "career-cycle",
    Text("Аттестация карьерных центров: цикл", "Мансап орталықтарын аттестаттау: цикл", "Career attestation: cycle"),
    steps=(LIST, CASES),
    starts=("list",),
    results={"completed": Text("завершён", "аяқталды", "completed")},
)

# Clause 14: admitted is who did the courses.
ADMISSION = Step(
    "admission",
    Text("Допуск к тестированию", "Тестілеуге жіберу", "Admission to the test"),
    clause="14",
    performer=PLATFORM,
    form=forms.Admission,
    done_on="admitted_on",
    deadline=Deadline("admission-term", after=("list.formed_on", "case.opened_on")),
    # Admitted is who is on the list.
    rests_on={"14": ("list.done_on",)},
    checks=(checks.group_is_known, checks.claim_lies_above, checks.courses_are_done),
    known=case.known_at_admission,
    outcomes={"admitted": Next()},
)


def _tested(form: Any, facts: Facts) -> str:
    return "reached" if case.reaches(form.percent, facts) else "below"


_MARK = {
    "reached": Text("порог достигнут", "шекті деңгейге жетті", "the mark is reached"),
    "below": Text("порог не достигнут", "шекті деңгейге жетпеді", "the mark is not reached"),
}

# Clause 17: the test, and the group's mark. Clause 27 (2): who is below it takes it again.
TESTING = Step(
    "testing",
    Text("Тестирование", "Тестілеу", "Testing"),
    clause="17, 27",
    performer=PLATFORM,
    form=forms.Testing,
    done_on="tested_on",
    waits_for=("admission",),
    deadline=Deadline("testing-term", after=("admission.done_on",)),
    # Tested is who was admitted.
    rests_on={"14": ("admission.done_on",)},
    decide=_tested,
    named=_MARK,
    outcomes={
        "reached": Next(opens=("test-appeal", "evaluation"), letters=("career-test-result",)),
        "below": Next(opens=("test-appeal", "decision", "retest"), letters=("career-test-result",)),
    },
)


def _appealed(form: Any, facts: Facts) -> str:
    if form.result == "upheld":
        return "upheld" if case.reaches(form.percent, facts) else "upheld-below-the-mark"
    return "filed" if form.result == "pending" else "rejected"


# An appeal upheld takes the case back to what the new result leads to: nobody who reached the mark is tested again.
_UPHELD = Next(
    opens=("evaluation",),
    cancels=("decision", "retest", "category-end"),
    supersedes=("decision",),
    result="",
    letters=("career-appeal-result",),
)
_STANDS = Next(finishes=True, letters=("career-appeal-result",))
_APPEAL = {
    "none": Text("не подана", "берілген жоқ", "none"),
    "filed": Text("подана", "берілді", "filed"),
    "upheld-below-the-mark": Text(
        "удовлетворена, порог не достигнут",
        "қанағаттандырылды, шекті деңгейге жетпеді",
        "upheld, the mark is not reached",
    ),
}

# Clause 21: an appeal against the result, in 2 working days, side by side with the other steps.
TEST_APPEAL = Step(
    "test-appeal",
    Text("Апелляция на результат теста", "Тест нәтижесіне апелляция", "Appeal against the test"),
    clause="21",
    performer=OFFICIAL,
    kind="timer",
    form=forms.TestAppeal,
    done_on="filed_on",
    deadline=Deadline("appeal-term", after=case.TESTED),
    # The letter with the result says until when.
    reminders=NO_REMINDERS,
    checks=(
        checks.appealed_after_the_test,
        checks.each_question_has_a_reason,
        checks.upheld_changes_the_result,
    ),
    decide=_appealed,
    named=_APPEAL,
    expires="none",
    outcomes={
        "none": Next(finishes=True),
        "filed": Next(opens=("appeal-result",), documents=("appeal",)),
        "rejected": _STANDS,
        "upheld": _UPHELD,
        "upheld-below-the-mark": _STANDS,
    },
)

# What the appeal filed came to: how it is decided is in clauses that are not at hand.
APPEAL_RESULT = Step(
    "appeal-result",
    Text("Рассмотрение апелляции", "Апелляцияны қарау", "Decision on the appeal"),
    clause=OWN,
    performer=PLATFORM,
    form=forms.AppealResult,
    done_on="decided_on",
    deadline=Deadline("appeal-result-term", after=("test-appeal.done_on",)),
    # An appeal is decided once it is filed.
    rests_on={"21": ("test-appeal.done_on",)},
    checks=(checks.upheld_changes_the_result,),
    decide=_appealed,
    named=_APPEAL,
    outcomes={"rejected": _STANDS, "upheld": _UPHELD, "upheld-below-the-mark": _STANDS},
)

# Clause 28-1, appendix 1-2: only who claims a category and reached the mark; of the others the decision is next.
EVALUATION = Step(
    "evaluation",
    Text("Оценка профессиональной деятельности", "Кәсіби қызметті бағалау", "Evaluation of professional activity"),
    clause="28-1",
    performer=EXPERTS,
    form=forms.Evaluation,
    done_on="evaluated_on",
    unless=case.why_not_evaluated,
    instead=("decision",),
    deadline=Deadline(
        "evaluation-term",
        after=("appeal-result.done_on", "test-appeal.decided_on", "test-appeal.done_on", *case.TESTED),
    ),
    # After the test stage.
    rests_on={"28-1": case.TESTED},
    outcomes={"evaluated": Next(opens=("decision",), documents=("evaluation-sheet",))},
)


def _decided(form: Any, facts: Facts) -> str:
    return case.decision(facts).outcome


def _computed(form: Any, facts: Facts) -> dict[str, Any]:
    """What the Platform works out: the outcome, and the category and the points where there are any."""
    found = case.decision(facts)
    return {"outcome": found.outcome} | {k: v for k, v in found.extra.items() if k in ("category", "points")}


def _category(result: str) -> Next:
    """A category was given: it runs three years, from the last decision."""
    return Next(
        opens=("category-end",),
        cancels=("category-end",),
        result=result,
        letters=("career-decision",),
        documents=("decision",),
    )


def _post(result: str) -> Next:
    return Next(finishes=True, result=result, letters=("career-decision",), documents=("decision",))


# Clauses 27, 28, 30: the decision the Platform forms, the day its grounds are there.
DECISION = Step(
    "decision",
    Text("Решение", "Шешім", "Decision"),
    clause="30, 27, 28",
    performer=PLATFORM,
    form=forms.Decision,
    done_on="decided_on",
    deadline=Deadline(on="opened"),
    rests_on={"30": ("evaluation.done_on", *case.TESTED)},
    checks=(checks.decision_is_the_computed_one,),
    decide=_decided,
    completes=_computed,
    outcomes={
        "fits": _post("fits"),
        "does-not-fit": _post("does-not-fit"),
        "claimed": _category("claimed"),
        "present": _category("present"),
        "below-claimed": _category("below-claimed"),
        "below-present": _category("below-present"),
        "dismissed": replace(_post("dismissed"), cancels=("category-end",)),
    },
)


def _tested_again(form: Any, facts: Facts) -> str:
    return "reached" if case.reaches(form.percent, facts) else case.failed_again(form.percent, facts).outcome


# What the first test led to no longer counts, but for the category it left (clause 27 (1)).
_FIRST_TEST = ("test-appeal", "appeal-result", "evaluation")

# Clause 27 (2): again in 12 months at the latest; clause 28: what failing again comes to.
RETEST = Step(
    "retest",
    Text("Повторная аттестация", "Қайта аттестаттау", "Attestation again"),
    clause="27, 28",
    performer=CENTRE,
    form=forms.Retest,
    done_on="tested_on",
    deadline=Deadline("retest-term", after=("testing.tested_on",)),
    checks=(checks.tested_again_after_the_first,),
    decide=_tested_again,
    named={"reached": _MARK["reached"]},
    reminders=ReminderPlan(before=("3 months before", "1 month before", "5 working days before"), roles=(OFFICIAL,)),
    outcomes={
        "reached": Next(
            opens=("test-appeal", "evaluation"),
            cancels=("test-appeal", "appeal-result", "decision"),
            supersedes=_FIRST_TEST,
            letters=("career-test-result",),
        ),
        **{
            failed: Next(
                opens=("test-appeal", "decision"),
                cancels=("test-appeal", "appeal-result", "decision"),
                supersedes=_FIRST_TEST,
                result=failed,
                letters=("career-test-result",),
            )
            for failed in ("below-present", "dismissed")
        },
    },
)

CASE = Process(
    "career",
    Text("Аттестация работника карьерного центра", "Мансап орталығының қызметкерін аттестаттау", "Career attestation"),
    steps=(
        ADMISSION,
        TESTING,
        TEST_APPEAL,
        APPEAL_RESULT,
        EVALUATION,
        DECISION,
        RETEST,
        CATEGORY_END,
    ),
    starts=("admission", "testing"),
    boundary_events=(LEVEL_CHANGE, NEW_CATEGORY, LEFT_POST),
    results={
        **OUTCOMES,
        **CLOSED,
    },
)


def assume(step: str, due: date, facts: Facts) -> dict[str, Any]:
    """What a plan takes for granted before anyone has acted: a specialist without category claims one and gets it."""
    del due, facts
    if step == "admission":
        return {"group": "claims-category", "present": "none", "claimed": "career-consultant"}
    if step in ("testing", "retest"):
        return {"percent": 100}
    return {"rating": 5, "violations": 0} if step == "evaluation" else {}
