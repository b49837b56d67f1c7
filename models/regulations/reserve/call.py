"""The call for applicants: the list of posts, the announcement, 30 days for applications (clauses 1.6 to 2.10).

What the text leaves open is told in `process`.
"""

from models.process import BoundaryEvent, Deadline, Next, Process, ReminderPlan, Step
from models.regulations.reserve import checks, forms
from models.regulations.reserve.roles import HR, SECRETARY
from models.texts import Text

# Clauses 1.6, 2.1: the list of posts, and how many are needed for each.
POSITIONS = Step(
    "positions",
    Text("Перечень должностей", "Лауазымдар тізбесі", "List of posts"),
    clause="1.6, 2.1",
    performer=HR,
    form=forms.Positions,
    done_on="approved_on",
    deadline=Deadline("positions-target"),
    checks=(checks.list_names_posts,),
    remarks=(checks.more_than_usual,),
    outcomes={"approved": Next(documents=("list-of-posts",))},
)

# Clauses 2.7, 3.1: announced in at least one printed periodical and on the portal.
ANNOUNCE = Step(
    "announce",
    Text("Объявление о формировании резерва", "Резервті қалыптастыру туралы хабарландыру", "Announcement"),
    clause="2.7, 3.1",
    performer=HR,
    form=forms.Announce,
    done_on="published_on",
    deadline=Deadline("announce-target", after=("positions.done_on", "opened")),
    checks=(checks.announced_in_print_and_on_the_portal,),
    outcomes={"published": Next(opens=("applications",), documents=("announcement",))},
)

# Clause 2.8: applications come in for 30 calendar days.
APPLICATIONS = Step(
    "applications",
    Text("Приём документов", "Құжаттарды қабылдау", "Applications"),
    clause="2.8",
    performer=HR,
    kind="timer",
    deadline=Deadline("application-term", after=("announce.published_on",)),
    reminders=ReminderPlan(overdue=(), weekly=False),
    outcomes={"over": Next(opens=("cases",))},
)

# The cases of the claimants; the call ends with the last one decided.
CASES = Step(
    "cases",
    Text("Дела претендентов", "Үміткерлердің істері", "Cases of the claimants"),
    clause="2.13, 2.15",
    performer=SECRETARY,
    kind="call-activity",
    waits_for=("positions", "applications"),
    outcomes={"decided": Next(ends=True, result="completed")},
)

# Clauses 2.3, 2.4: a claimant comes forward, or is proposed; his case opens.
CAME_FORWARD = BoundaryEvent(
    "claimant",
    Text("Новый претендент", "Жаңа үміткер", "New claimant"),
    clause="2.3, 2.4",
    performer=HR,
    form=forms.Claimant,
    done_on="applied_on",
    checks=(checks.comes_forward_in_time,),
    outcomes={"registered": Next()},
)

CYCLE = Process(
    "reserve-cycle",
    Text("Резерв: приём претендентов", "Резерв: үміткерлерді қабылдау", "Reserve: call for applicants"),
    steps=(POSITIONS, ANNOUNCE, APPLICATIONS, CASES),
    starts=("positions", "announce"),
    boundary_events=(CAME_FORWARD,),
    results={"completed": Text("завершён", "аяқталды", "completed")},
)
