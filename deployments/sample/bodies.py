"""The offices of the sample for the four other procedures, each person with what he or she is there for."""

from deployments.sample.office import Commission, Office, Place, Servant
from deployments.sample.region import Staff

_CHIEF, _LEADING = "главный специалист", "ведущий специалист"

ATTESTATION = Office(
    "attestation",
    "AKM",
    "Аппарат акима Карагандинской области",
    "Қарағанды облысы әкімінің аппараты",
    decree="распоряжение № 41-р от 20.11.2026",
    phones=2000,
    place=Place("A-1", "Аппарат акима", "Әкім аппараты", "Караганда", "город Караганда"),
    servants=(
        # Subject: none of the five exemptions holds on 5 April 2027.
        Servant("B-01", _CHIEF, "2019-02-04", "1984-05-11", "f", {"post_code": "region-chief-specialist"}),
        Servant("B-02", _LEADING, "2021-09-01", "1990-10-02", "m", {"post_code": "region-leading-specialist"}),
        Servant("B-03", "руководитель сектора", "2016-06-01", "1979-01-20", "m", {"post_code": "region-section-head"}),
        Servant("B-04", _CHIEF, "2018-03-12", "1986-07-30", "f", {"post_code": "region-chief-specialist"}),
        Servant("B-05", "советник", "2022-01-17", "1981-12-08", "m", {"post_code": "region-adviser"}),
        Servant("B-06", _LEADING, "2023-05-15", "1995-03-03", "f", {"post_code": "region-leading-specialist"}),
        Servant("B-07", _CHIEF, "2020-08-03", "1988-11-25", "m", {"post_code": "region-chief-specialist"}),
        # Exemption 1: 63 in less than two years.
        Servant("B-08", _CHIEF, "2010-04-01", "1965-09-14", "m", {"post_code": "region-chief-specialist"}),
        # Exemption 2: on leave to care for a child; the child is under three besides.
        Servant(
            "B-09", _LEADING, "2022-10-03", "1996-06-06", "f",
            {"post_code": "region-leading-specialist", "leave": "childcare", "children": "2025-11-20"},
        ),
        # Exemption 3: a single mother, her child is under fourteen.
        Servant(
            "B-10", _CHIEF, "2017-01-16", "1987-02-17", "f",
            {"post_code": "region-chief-specialist", "children": "2015-08-09", "single": "да"},
        ),
        # Exemption 4: first appointed, six months of service come after the interview.
        Servant(
            "B-11", _LEADING, "2027-02-01", "2003-04-28", "m",
            {"post_code": "region-leading-specialist", "service_from": "2027-02-01", "first_appointment": "да"},
        ),
        # Exemption 5.
        Servant(
            "B-12", "пресс-секретарь", "2019-07-08", "1983-09-19", "f",
            {"post_code": "region-press-secretary", "corps_a_reserve": "да"},
        ),
    ),
    staff=(
        Staff("P-01", "hr", superior="P-11"),
        Staff("P-02", "testing_centre", superior="P-12"),
        Staff("P-03", "commission_secretary", superior="P-11"),
        Staff("P-11"),
        Staff("P-12"),
        Staff("P-13"),
    ),
    commission=Commission(
        "9-р", "2027-03-15", "P-03",
        (
            ("civil-service", "P-11", True), ("civil-service", "P-13", False), ("public-council", "", False),
            ("academia", "", False), ("public-association", "", False), ("maslikhat", "", False),
        ),
    ),
)  # fmt: skip

EVALUATION = Office(
    "evaluation",
    "KKS",
    "Аппарат Коксуского районного маслихата",
    "Көксу аудандық мәслихатының аппараты",
    decree="решение № 31-4 от 25.11.2026",
    phones=3000,
    place=Place("M-1", "Аппарат маслихата", "Мәслихат аппараты", "Балпык Би", "Коксуский район"),
    servants=tuple(
        # The head of the section is direct supervisor of two, and serves under P-01 as the others do.
        Servant(f"E-{number:02}", post, since, superior="E-05" if number in (4, 6) else "P-01")
        for number, (post, since) in enumerate(
            (
                (_CHIEF, "2018-09-03"), (_CHIEF, "2021-02-01"), (_LEADING, "2019-05-13"), (_LEADING, "2022-11-07"),
                ("заведующий сектором", "2016-03-01"), (_LEADING, "2024-06-03"),
            ),
            start=1,
        )
    ),
    staff=(
        Staff("P-01", "supervisor", superior="P-02"),
        Staff("P-02", "superior", superior="P-05"),
        Staff("P-03", "hr", superior="P-02"),
        Staff("P-04", "commission_secretary", superior="P-02"),
        Staff("P-05", "authorised_person"),
        *(Staff(f"P-{number}") for number in range(11, 18)),
    ),
    commission=Commission(
        "3-2", "2026-12-14", "P-04", tuple(("civil-service", f"P-{n}", n == 11) for n in range(11, 18))
    ),
)  # fmt: skip

CAREER = Office(
    "career",
    "CTM",
    "Центр трудовой мобильности Карагандинской области",
    "Қарағанды облысының еңбек мобильділігі орталығы",
    decree="приказ № 96 от 16.11.2026",
    # No clause names the day of the yearly list.
    parameters="opens-on=by 1 March",
    phones=4000,
    place=Place("T-1", "Карьерный центр города Караганды", "Қарағанды қаласының мансап орталығы", "Караганда",
                "город Караганда"),
    servants=(
        Servant("W-01", "карьерный консультант", "2024-02-05",
                facts={"career-group": "claims-category", "career-claim": "career-consultant"}),
        Servant("W-02", "кейс-менеджер", "2019-04-15", facts={"career-group": "claims-category",
                "career-claim": "mentor"}, category=("кейс-менеджер", "2025-06-02", "2028-06-02")),
        Servant("W-03", "ассистент", "2026-08-03", facts={"career-group": "first-time"}),
        Servant("W-04", "руководитель отдела", "2020-10-01", facts={"career-group": "manager"}),
        Servant("W-05", "специалист", "2021-07-12", facts={"career-group": "centre-specialist"}),
        Servant("W-06", "ассистент", "2026-10-05", facts={"career-group": "first-time"}),
        Servant("W-07", "карьерный консультант", "2018-01-22", facts={"career-group": "claims-category",
                "career-claim": "case-manager"}, category=("карьерный консультант", "2025-04-14", "2028-04-14")),
        # Not on the list: the category stands, and no higher one is claimed (clause 7).
        Servant("W-08", "наставник", "2015-03-02", facts={"career-group": "claims-category"},
                category=("наставник", "2026-05-18", "2029-05-18")),
    ),
    staff=(
        Staff("P-01", "centre", superior="P-11"),
        Staff("P-02", "platform", superior="P-11"),
        Staff("P-03", "expert_commission", superior="P-11"),
        Staff("P-11"),
    ),
)  # fmt: skip

_RADONITSA = "Радоница: акт Ставропольского края"

RESERVE = Office(
    "reserve",
    "IZB",
    "Администрация Изобильненского муниципального района Ставропольского края",
    "Ставрополь өлкесі Изобильный муниципалдық ауданының әкімшілігі",
    decree="постановление № 812 от 23.11.2026",
    country="RU",
    timezone="Europe/Moscow",
    mail="example.ru",
    groups=("russian",),
    phones=5000,
    # The ninth day after Easter, off in the region and worked in the rest of Russia.
    calendar=tuple((on, _RADONITSA) for on in ("2027-05-11", "2028-04-25", "2029-04-17", "2030-05-07")),
    place=Place("D-1", "Администрация района", "Аудан әкімшілігі", "Изобильный", "Изобильненский район"),
    servants=(
        *(Servant(f"K-{number:02}", born=born) for number, born in enumerate(
            ("1985-03-14", "1979-08-02", "1988-12-19", "1991-01-30", "1976-06-21"), start=1)),
        # 57 years old: too old for the reserve (clause 2.2).
        Servant("K-06", born="1970-02-11"),
        Servant("K-07", born="1983-10-05"),
        Servant("K-08", born="1990-04-26"),
    ),
    staff=(
        Staff("P-01", "hr", superior="P-11"),
        Staff("P-02", "working_group", superior="P-11"),
        Staff("P-03", "commission_secretary", superior="P-11"),
        Staff("P-04", "tutor", superior="P-11"),
        Staff("P-05", "authority_head"),
        Staff("P-11"),
    ),
)  # fmt: skip

OFFICES = (ATTESTATION, EVALUATION, CAREER, RESERVE)
