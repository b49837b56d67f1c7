"""Who acts in the evaluation."""

from models.texts import Text

SUPERVISOR, SUPERIOR, HR, SECRETARY, AUTHORISED = (
    "supervisor", "superior", "hr", "commission_secretary", "authorised_person",
)  # fmt: skip

ROLES = {
    SUPERVISOR: Text("Непосредственный руководитель", "Тікелей басшы", "Direct supervisor"),
    SUPERIOR: Text(
        "Вышестоящий (или первый) руководитель", "Жоғары тұрған (немесе бірінші) басшы", "Superior (or first head)"
    ),
    HR: Text("Специалист по кадрам", "Кадр мәселесімен айналысатын маман", "Personnel specialist"),
    SECRETARY: Text("Секретарь комиссии", "Комиссия хатшысы", "Commission secretary"),
    AUTHORISED: Text("Уполномоченное лицо", "Уәкілетті тұлға", "Authorised person"),
    "official": Text("Служащий", "Қызметші", "Servant"),
}
