"""The act: Labour Code of Kazakhstan of 23 November 2015, articles 36 and 37. Cited as article (part)."""

from datetime import date

from models.acts import OWN, Act, Edition, Parameter, parameters
from models.texts import Text

CODE = Edition(
    "2015",
    published_on=date(2015, 11, 23),
    in_force_from=date(2016, 1, 1),
    parameters=parameters(
        # Article 36: no longer than three months.
        Parameter("probation-term", "3 months", "36", Text("Испытательный срок", "Сынақ мерзімі", "Probation")),
        # Article 37 (1) sets no days for the order.
        Parameter("order-term", "3 working days", OWN, Text("Приказ об увольнении", "Босату бұйрығы", "Order")),
    ),
)

ACT = Act("probation", Text("Трудовой кодекс, ст. 36, 37", "Еңбек кодексі, 36, 37-б."), "KZ", (CODE,))
