"""The probation of a new employee, step by step.

Article 37 (2): when the term has run out and nobody gave notice, the employee has passed; nothing need be done.
"""

from models.process import Deadline, Next, Process, Step
from models.regulations.probation import forms
from models.texts import Text

HR, MANAGER = "hr", "manager"
ROLES = {
    HR: Text("Кадровая служба", "Кадр қызметі", "Personnel office"),
    MANAGER: Text("Руководитель подразделения", "Бөлімше басшысы", "Manager"),
    "official": Text("Работник", "Қызметкер", "Employee"),
}

CASES = Step(
    "cases",
    Text("Дела принятых", "Қабылданғандардың істері", "Cases of the new"),
    clause="36",
    performer=HR,
    kind="call-activity",
    outcomes={"decided": Next(ends=True, result="completed")},
)

CYCLE = Process(
    "probation-cycle",
    Text("Испытание: год", "Сынақ: жыл", "Probation: year"),
    steps=(CASES,),
    starts=("cases",),
    results={"completed": Text("завершён", "аяқталды", "completed")},
)

# Articles 36, 37: three months from the first day; told in writing within them, or passed.
PROBATION = Step(
    "probation",
    Text("Испытательный срок", "Сынақ мерзімі", "Probation"),
    clause="36, 37",
    performer=MANAGER,
    kind="timer",
    form=forms.NotPassed,
    done_on="told_on",
    # A plan knows of no hiring: it counts from the day the case opens.
    deadline=Deadline("probation-term", after=("case.hired_on", "case.opened_on")),
    decide=lambda form, facts: "failed",
    expires="passed",
    outcomes={
        "failed": Next(opens=("order",), result="failed", letters=("probation-failed",)),
        "passed": Next(ends=True, result="passed", letters=("probation-passed",)),
    },
)

# Article 37 (1): the contract is ended.
ORDER = Step(
    "order",
    Text("Приказ об увольнении", "Босату бұйрығы", "Order"),
    clause="37",
    performer=HR,
    form=forms.Order,
    done_on="act_on",
    deadline=Deadline("order-term", after=("probation.told_on",)),
    outcomes={"ended": Next(ends=True, documents=("dismissal-order",))},
)

CASE = Process(
    "probation",
    Text("Испытательный срок", "Сынақ мерзімі", "Probation"),
    steps=(PROBATION, ORDER),
    starts=("probation",),
    results={
        "passed": Text("выдержал", "өтті", "passed"),
        "failed": Text("не выдержал", "өтпеді", "failed"),
    },
)
