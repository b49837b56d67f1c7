"""While a category runs: its three years, a move to the highest level, another category, leaving (clauses 7, 34).

What the text leaves open is told in `process`.
"""

from typing import Any

from models.facts import Facts
from models.process import BoundaryEvent, Deadline, Next, Step
from models.regulations.career import case, checks, forms
from models.regulations.career.roles import CENTRE, PLATFORM
from models.regulations.shared_steps import LONG_AHEAD, left_post
from models.texts import Text

# Clause 7: a category is given for three years; then its holder is on the next list.
CATEGORY_END = Step(
    "category-end",
    Text("Категория действует", "Санат жарамды", "Category in force"),
    clause="7",
    performer=CENTRE,
    kind="timer",
    deadline=Deadline("category-term", after=("decision.done_on",)),
    reminders=LONG_AHEAD,
    outcomes={"ended": Next(finishes=True)},
)


def _kept(form: Any, facts: Facts) -> str:
    held = facts.get("decision.category") or case.present(facts)
    return "kept" if held in ("none", "career-consultant") else "not-said"


# Clause 34: who moves to the highest level keeps these two until they expire; of the others the text says nothing.
LEVEL_CHANGE = BoundaryEvent(
    "level-change",
    Text("Переход на высший уровень", "Жоғары деңгейге өту", "To the highest level"),
    clause="34",
    performer=CENTRE,
    form=forms.LevelChange,
    done_on="moved_on",
    checks=(checks.holds_a_category,),
    decide=_kept,
    named={
        "kept": Text("категория сохраняется", "санат сақталады", "the category is kept"),
        "not-said": Text("о категории текст молчит", "санат туралы мәтін үндемейді", "the text is silent about it"),
    },
    outcomes={"kept": Next(), "not-said": Next()},
)

# Clause 7: the years run from the last decision: a category given in a later case takes the place of this one.
NEW_CATEGORY = BoundaryEvent(
    "new-category",
    Text("Категория присвоена заново", "Санат қайта берілді", "A category given anew"),
    clause="7",
    performer=PLATFORM,
    form=forms.NewCategory,
    done_on="given_on",
    outcomes={"replaced": Next(cancels=("category-end",), finishes=True)},
    offered=False,
)

# At any open step: the person left the centre.
LEFT_POST = left_post(CENTRE)
