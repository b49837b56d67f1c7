"""Who acts in the career attestation."""

from models.texts import Text

CENTRE, PLATFORM, EXPERTS, OFFICIAL = "centre", "platform", "expert_commission", "official"

ROLES = {
    CENTRE: Text("Центр трудовой мобильности", "Еңбек мобильділігі орталығы", "Labour mobility centre"),
    PLATFORM: Text("Оператор Платформы", "Платформа операторы", "Operator of the Platform"),
    EXPERTS: Text("Экспертная комиссия", "Сараптама комиссиясы", "Expert commission"),
    OFFICIAL: Text("Аттестуемый", "Аттестатталушы", "Person attested"),
}
