"""The list of heads an office has at hand: no codes, a line is a person in an organisation."""

from tests.registry.office import Office, warned

HEADER = (
    "№;Организация;Населённый пункт;Первый руководитель;Должность;Дата назначения;Дата освобождения;"
    "Категория;Дата присвоения;Язык;Эл. почта;Телефон\n"
)
LINES = (
    "1;КГУ «Үміт»;Караганда;Ахметова Айгүл Серікқызы;директор;15.03.2015;;вторая;01.02.2022;каз;"
    "a@example.kz;87000000001\n"
    "2;КГУ «Достық»;Караганда;Орлов Игорь Иванович;директор;10.01.2016;31.12.2019;;;рус;;87000000002\n"
    "3;КГУ  «достық»;Караганда;Ким Вера;директор;01.01.2020;н.в.;;;англ;v@example.kz;\n"
    "4;КГУ «Үміт»;Темиртау;вакант;директор;01.02.2026;;;;;;\n"
    "5;КГУ «Арман»;Темиртау;Орлов Игорь Иванович;директор;09.01.2020;;;;;i@example.kz;\n"
)


def authority(office: Office) -> Office:
    """The office with its authority."""
    assert office.imports({"a.csv": "code;name_ru;name_kk\nKRG;Управление;Басқарма\n"}).imported
    return office


def test_organisations_persons_and_tenures_come_out_of_the_lines(office: Office) -> None:
    report = authority(office).imports({"heads.csv": HEADER + LINES})
    assert report.imported, list(report.lines("en"))
    assert [(row["code"], row["name_ru"], row["settlement"]) for row in office.rows("organisations")] == [
        ("O-0001", "КГУ «Үміт»", "Караганда"),
        ("O-0002", "КГУ «Достық»", "Караганда"),
        ("O-0003", "КГУ «Үміт»", "Темиртау"),
        ("O-0004", "КГУ «Арман»", "Темиртау"),
    ]
    people = [
        (row["code"], row["last_name"], row["middle_name"], row["language"], row["email"], row["phone"])
        for row in office.rows("officials")
    ]
    assert people == [
        ("P-0001", "Ахметова", "Серікқызы", "kk", "a@example.kz", "+77000000001"),
        # Told on two lines: the phone on one, the mail on the other.
        ("P-0002", "Орлов", "Иванович", "ru", "i@example.kz", "+77000000002"),
        ("P-0003", "Ким", None, "en", "v@example.kz", None),
    ]
    tenures = [
        (row["official_id"], row["organisation_id"], str(row["start_on"]), row["end_on"] is None, row["is_head"])
        for row in office.rows("tenures")
    ]
    assert tenures == [
        (1, 1, "2015-03-15", True, True),
        (2, 2, "2016-01-10", False, True),
        (3, 2, "2020-01-01", True, True),
        (2, 4, "2020-01-09", True, True),
    ]
    assert [row["category"] for row in office.rows("categories")] == ["вторая"]
    assert [(row["organisation_id"], str(row["open_from"])) for row in office.rows("vacancies")] == [(3, "2026-02-01")]
    assert warned(report) == [(0, "", "no-kazakh-name")]


def test_the_same_list_again_changes_nothing_whatever_the_order_of_its_lines(office: Office) -> None:
    assert authority(office).imports({"heads.csv": HEADER + LINES}).imported
    assert office.imports({"heads.csv": HEADER + LINES}).outcome == "same"
    backward = "".join(line + "\n" for line in reversed(LINES.splitlines()))
    assert office.imports({"heads.csv": HEADER + backward}).outcome == "same"


def test_next_year_s_list_ends_one_tenure_and_begins_another(office: Office) -> None:
    assert authority(office).imports({"heads.csv": HEADER + LINES}).imported
    text = (
        "7;КГУ «Үміт»;Караганда;Ахметова Айгүл Серікқызы;директор;15.03.2015;30.09.2027;;;;;\n"
        "8;КГУ «Үміт»;Караганда;Цой Олег;директор;01.10.2027;;;;;;\n"
    )
    report = office.imports({"heads.csv": HEADER + text})
    assert {name: (each["new"], each["changed"]) for name, each in report.tables.items()} == {
        "organisations": (0, 0), "officials": (1, 0), "tenures": (1, 1),
    }  # fmt: skip
    assert office.rows("officials")[0]["email"] == "a@example.kz"


def test_namesakes_at_one_time_need_personnel_numbers(office: Office) -> None:
    lines = "".join(f"{at};КГУ «{name}»;Абай;Ким Вера;директор;01.02.2020;;;;;;\n" for at, name in enumerate("АБ"))
    report = authority(office).imports({"heads.csv": HEADER + lines})
    assert [(found.place.row, found.reason.code) for found in report.bad] == [
        (2, "heads-two-organisations"),
        (3, "heads-two-organisations"),
    ]
    assert "табельные номера" in report.bad[0].why("ru")
    numbered = (HEADER + lines).replace("№", "Табельный номер").replace("\n0;", "\nH-0;").replace("\n1;", "\nH-1;")
    report = office.imports({"heads.csv": numbered})
    assert report.imported, list(report.lines("en"))
    assert [row["code"] for row in office.rows("officials")] == ["H-0", "H-1"]


def test_two_heads_of_one_organisation_are_refused_without_telling_a_name(office: Office) -> None:
    text = "1;КГУ «А»;Абай;Ким Вера;директор;01.02.2020;;;;;;\n2;КГУ «А»;Абай;Цой Олег;директор;01.03.2020;;;;;;\n"
    report = authority(office).imports({"heads.csv": HEADER + text})
    assert [(found.place.row, found.column, found.reason.code) for found in report.bad] == [
        (2, "Дата назначения", "overlapping-posts"),
        (3, "Дата назначения", "overlapping-posts"),
    ]
    assert "другое лицо" in report.bad[0].why("ru")
    assert not any("Цой" in found.why("ru") for found in report.bad)


def test_lines_that_contradict_each_other_about_a_person_are_refused(office: Office) -> None:
    text = (
        "1;КГУ «А»;Абай;Ким Вера;директор;01.02.2018;31.12.2019;;;рус;v@example.kz;\n"
        "2;КГУ «Б»;Абай;Ким Вера;директор;01.02.2020;;;;каз;w@example.kz;\n"
    )
    found = authority(office).refuses("heads", HEADER + text)
    assert found == [(3, "Язык", "conflicting-rows"), (3, "Эл. почта", "conflicting-rows")]


def test_one_bad_line_does_not_take_the_organisation_with_it(office: Office) -> None:
    text = (
        "1;КГУ «А»;Абай;Ким В.;директор;01.02.2018;31.12.2019;;;;;\n2;КГУ «А»;Абай;Цой Олег;директор;01.02.2020;;;;;;\n"
    )
    report = authority(office).imports({"heads.csv": HEADER + text}, partial=True)
    assert [(found.place.row, found.reason.code) for found in report.bad] == [(2, "initials")]
    assert len(office.rows("organisations")) == len(office.rows("officials")) == len(office.rows("tenures")) == 1


def test_a_line_that_is_not_taken_has_no_say_about_the_person(office: Office) -> None:
    text = (
        "1;КГУ «А»;Абай;Ким Вера;директор;01.02.2018;31.12.2017;;;каз;v@example.kz;87000000009\n"
        "2;КГУ «А»;Абай;Ким Вера;директор;01.02.2020;;;;;v@example.kz;\n"
    )
    report = authority(office).imports({"heads.csv": HEADER + text}, partial=True)
    assert [(found.place.row, found.reason.code) for found in report.bad] == [(2, "end-before-start")]
    person = office.rows("officials")[0]
    assert (person["language"], person["email"], person["phone"]) == ("ru", "v@example.kz", None)


def test_a_person_known_elsewhere_is_taken_by_name_and_said(office: Office) -> None:
    assert authority(office).imports({"heads.csv": HEADER + LINES}).imported
    text = "1;КГУ «Үміт»;Темиртау;Орлов Игорь Иванович;директор;01.03.2015;31.12.2015;;;;;\n"
    report = office.imports({"heads.csv": HEADER + text})
    assert warned(report) == [(2, "Первый руководитель", "taken-as")]
    assert report.tables["officials"]["unchanged"] == 1


def test_several_of_that_name_in_the_record_need_a_number(region: Office) -> None:
    more = "code;full_name;birth_date\nH-3;Оспан Айдос Серікұлы;01.01.1990\n"
    assert region.imports({"officials.csv": more}).imported
    text = "1;Центр «Үміт»;Караганда;Оспан Айдос Серікұлы;директор;01.03.2015;;;;;;\n"
    report = region.imports({"heads.csv": HEADER + text})
    assert [found.reason.code for found in report.bad] == ["ambiguous-person"]
    assert "H-1, H-3" in report.bad[0].why("ru")
    born = HEADER.replace("№", "Дата рождения") + text.replace("1;", "01.01.1990;", 1)
    assert region.imports({"heads.csv": born}).imported
    assert [row["official_id"] for row in region.rows("tenures")] == [3]


def test_organisations_and_persons_of_the_record_are_found_by_name(region: Office) -> None:
    text = "1;центр  Үміт;караганда;ОСПАН Айдос Серікұлы;директор;01.03.2015;;;;;;\n"
    report = region.imports({"heads.csv": HEADER + text})
    assert report.imported, list(report.lines("en"))
    assert {name: (each["new"], each["changed"]) for name, each in report.tables.items()} == {
        "organisations": (0, 0), "officials": (0, 0), "tenures": (1, 0),
    }  # fmt: skip


def test_an_acting_head_is_recorded_as_the_file_says_and_pointed_out(office: Office) -> None:
    text = "1;КГУ «А»;Абай;Ким Вера;и.о. директора;01.02.2018;;;;;;\n"
    report = authority(office).imports({"heads.csv": HEADER + text})
    assert (2, "Должность", "acting") in warned(report)
    assert office.rows("tenures")[0]["is_head"] is True
    told = HEADER.replace("№", "Стаж первого руководителя") + text.replace("1;", "нет;", 1)
    report = office.imports({"heads.csv": told})
    assert (warned(report), office.rows("tenures")[0]["is_head"]) == ([], False)


def test_a_category_without_its_day_is_left_out_and_said(office: Office) -> None:
    text = "1;КГУ «А»;Абай;Ким Вера;директор;01.02.2018;;вторая;;;;\n"
    report = authority(office).imports({"heads.csv": HEADER + text})
    assert report.imported
    assert (2, "Категория", "category-undated") in warned(report)
    assert office.rows("categories") == []
