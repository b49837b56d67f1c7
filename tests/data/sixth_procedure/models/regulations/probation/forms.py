"""What each step of the probation asks."""

from typing import ClassVar

from models.forms import Day, Form, asked
from models.texts import Text


class NotPassed(Form):
    """Article 37 (1): the employee is told in writing, with the reasons."""

    title: ClassVar = Text("Не выдержал испытание", "Сынақтан өтпеді", "Did not pass")

    told_on: Day = asked(Text("Дата уведомления", "Хабарланған күні", "Told on"))
    reasons: str = asked(Text("Причины", "Себептері", "Reasons"))


class Order(Form):
    """The order that ends the contract."""

    title: ClassVar = Text("Приказ об увольнении", "Босату бұйрығы", "Order")

    act_on: Day = asked(Text("Дата приказа", "Бұйрық күні", "Date of the order"))
    act_no: str = asked(Text("Номер приказа", "Бұйрық нөмірі", "Number of the order"))
