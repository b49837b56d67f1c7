"""Words in the picture of a process."""

from models.texts import Text

PICTURE = Text("Схема", "Сызба", "Diagram")
UNTIL = Text("до {day}", "{day} дейін", "by {day}")
CLAUSE = Text("п. {clause}", "{clause}-т.", "cl. {clause}")
CASE_KEY = Text(
    "done исполнено в срок;done-late исполнено с опозданием;open открыто;late просрочено;next возможно дальше;"
    "waits ждёт других шагов;gone отменено или больше не действует",
    "done мерзімінде орындалды;done-late кешігіп орындалды;open ашық;late мерзімі өтті;next әрі қарай мүмкін;"
    "waits басқа қадамдарды күтуде;gone жойылды немесе күші жоқ",
    "done done in time;done-late done late;open open;late overdue;next possible next;waits waits for other steps;"
    "gone cancelled or no longer counts",
)
"""What each mark means: the mark's kind, then its words."""
CYCLE_KEY = Text(
    "open ▶ дел открыто на шаге;late ! из них просрочено;done ✓ исполнено",
    "open ▶ қадамда ашық істер;late ! оның ішінде мерзімі өткені;done ✓ орындалды",
    "open ▶ cases open at the step;late ! of them overdue;done ✓ done",
)
