"""The papers of the probation."""

from models.documents.kinds import DocumentKind
from models.texts import Text

KINDS = (
    # Article 37 (1).
    DocumentKind(
        "dismissal-order",
        Text("Приказ об увольнении", "Жұмыстан босату туралы бұйрық"),
        number_in="act_no",
        tells=("probation",),
    ),
)
