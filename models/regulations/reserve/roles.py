"""Who acts in the reserve."""

from models.texts import Text

HR, GROUP, SECRETARY, HEAD, TUTOR = "hr", "working_group", "commission_secretary", "authority_head", "tutor"
CLAIMANT = "official"
"""The person the case is about: reminded by letter."""

ROLES = {
    HR: Text(
        "Отдел правового и кадрового обеспечения", "Құқықтық және кадрлық қамтамасыз ету бөлімі", "Personnel department"
    ),
    GROUP: Text("Рабочая группа экспертов", "Сарапшылардың жұмыс тобы", "Working group of experts"),
    SECRETARY: Text("Секретарь комиссии", "Комиссия хатшысы", "Commission secretary"),
    HEAD: Text("Глава администрации", "Әкімшілік басшысы", "Head of the administration"),
    TUTOR: Text(
        "Ответственный за подготовку кандидата", "Кандидатты даярлауға жауапты тұлға", "In charge of the training"
    ),
    CLAIMANT: Text("Претендент, кандидат", "Үміткер, кандидат", "Claimant, candidate"),
}
