"""Rows against each other and against the record."""

import pytest

from tests.registry.office import Office, warned

TENURES = "official;organisation;post;is_head;start_on;end_on\n"


def test_an_unknown_organisation_is_refused(region: Office) -> None:
    text = TENURES + "H-1;C-9;директор;да;01.02.2020;\n"
    assert region.refuses("tenures", text) == [(2, "organisation", "unknown-reference")]


def test_an_unknown_code_that_looks_like_a_known_one_is_shown_with_it(region: Office) -> None:
    # A Cyrillic С.
    report = region.imports({"tenures.csv": TENURES + "H-1;С-1;директор;да;01.02.2020;\n"})
    assert [found.reason.code for found in report.bad] == ["unknown-reference"]
    assert "есть «C-1»" in report.bad[0].why("ru")


def test_an_unknown_authority_is_refused(region: Office) -> None:
    text = "authority;code;full_name\nALA;H-3;Ким Вера\n"
    assert region.refuses("officials", text) == [(2, "authority", "unknown-reference")]


@pytest.mark.parametrize(
    ("table", "text", "column"),
    [
        ("tenures", TENURES + "H-1;C-1;директор;да;01.02.2020;31.01.2020\n", "end_on"),
        ("categories", "official;category;given_on;valid_until\nH-1;первая;01.02.2020;31.01.2020\n", "valid_until"),
        ("vacancies", "organisation;post;open_from;filled_on\nC-1;директор;01.02.2020;31.01.2020\n", "filled_on"),
    ],
)
def test_an_end_before_the_start_is_refused(region: Office, table: str, text: str, column: str) -> None:
    assert region.refuses(table, text) == [(2, column, "end-before-start")]


def test_one_head_post_in_two_hands_is_refused_in_both_rows(region: Office) -> None:
    # Both ends are days in post: the day of the change belongs to one of the two.
    text = TENURES + "H-1;C-1;директор;да;01.02.2018;01.02.2020\nH-2;C-1;директор;да;01.02.2020;\n"
    assert region.refuses("tenures", text) == [
        (2, "start_on", "overlapping-posts"),
        (3, "start_on", "overlapping-posts"),
    ]


def test_a_post_may_change_hands_from_one_day_to_the_next(region: Office) -> None:
    text = TENURES + "H-1;C-1;директор;да;01.02.2018;31.01.2020\nH-2;C-1;директор;да;01.02.2020;\n"
    assert region.imports({"tenures.csv": text}).imported


def test_a_deputy_beside_a_head_is_no_overlap(region: Office) -> None:
    text = TENURES + "H-1;C-1;директор;да;01.02.2018;\nH-2;C-1;заместитель;нет;01.02.2019;\n"
    assert region.imports({"tenures.csv": text}).imported


def test_a_post_held_by_someone_of_the_record_is_refused(region: Office) -> None:
    assert region.imports({"tenures.csv": TENURES + "H-1;C-1;директор;да;01.02.2018;\n"}).imported
    text = TENURES + "H-2;C-1;директор;да;01.02.2020;\n"
    report = region.imports({"tenures.csv": text})
    assert [found.reason.code for found in report.bad] == ["overlapping-posts"]
    assert "H-1" in report.bad[0].why("ru")
    assert "уже в реестре" in report.bad[0].why("ru")


def test_a_file_that_ends_one_tenure_may_begin_the_next(region: Office) -> None:
    assert region.imports({"tenures.csv": TENURES + "H-1;C-1;директор;да;01.02.2018;\n"}).imported
    text = TENURES + "H-2;C-1;директор;да;01.02.2020;\nH-1;C-1;директор;да;01.02.2018;31.01.2020\n"
    assert region.imports({"tenures.csv": text}).tables["tenures"] == {
        "new": 1, "changed": 1, "removed": 0, "unchanged": 0,
    }  # fmt: skip


def test_a_person_at_the_head_of_two_organisations_is_refused(region: Office) -> None:
    text = TENURES + "H-1;C-1;директор;да;01.02.2018;\nH-1;C-2;директор;да;01.02.2020;01.02.2021\n"
    assert region.refuses("tenures", text) == [
        (2, "start_on", "heads-two-organisations"),
        (3, "start_on", "heads-two-organisations"),
    ]


def test_a_person_s_own_stints_in_one_organisation_may_not_overlap(region: Office) -> None:
    text = TENURES + "H-1;C-1;директор;да;01.02.2018;31.12.2019\nH-1;C-1;директор;да;01.12.2019;\n"
    assert region.refuses("tenures", text) == [
        (2, "start_on", "overlapping-stints"),
        (3, "start_on", "overlapping-stints"),
    ]


def test_a_person_under_a_code_twice_is_refused(region: Office) -> None:
    text = "code;full_name\nH-3;Ким Вера\nH-3;Ким Вера\nH-4;Цой Олег\nH-4;Цой Игорь\n"
    assert region.refuses("officials", text) == [
        (3, "code", "duplicate-person"),
        (4, "code", "duplicate-person"),
        (5, "code", "duplicate-person"),
    ]


@pytest.mark.parametrize(
    "same", ["01.02.1970;;", ";a.ospan@example.kz;", ";;87000000001"], ids=["birthday", "email", "phone"]
)
def test_a_person_of_the_record_under_another_code_is_refused(region: Office, same: str) -> None:
    text = f"code;full_name;birth_date;email;phone\nH-9;ОСПАН Айдос Серікұлы;{same}\n"
    assert region.refuses("officials", text) == [(2, "code", "duplicate-person")]


def test_one_person_under_two_codes_of_a_file_is_refused_in_both_rows(region: Office) -> None:
    text = "code;full_name;birth_date\nH-3;Ким Вера;01.01.1980\nH-4;Ким Вера;01.01.1980\n"
    assert region.refuses("officials", text) == [(2, "code", "duplicate-person"), (3, "code", "duplicate-person")]


def test_namesakes_with_different_birthdays_are_two_persons(region: Office) -> None:
    text = "code;full_name;birth_date\nH-9;Оспан Айдос Серікұлы;01.02.1980\n"
    report = region.imports({"officials.csv": text})
    assert report.imported
    assert warned(report) == []


def test_a_namesake_without_a_birthday_is_worth_a_warning(region: Office) -> None:
    report = region.imports({"officials.csv": "code;full_name\nH-9;Оспан Айдос Серікұлы\n"})
    assert report.imported
    assert warned(report) == [(2, "full_name", "namesake")]


def test_an_address_of_two_persons_is_worth_a_warning(region: Office) -> None:
    report = region.imports({"officials.csv": "code;full_name;email\nH-9;Ким Вера;a.ospan@example.kz\n"})
    assert report.imported
    assert warned(report) == [(2, "email", "shared-address")]


def test_codes_nobody_can_tell_apart_are_worth_a_warning(region: Office) -> None:
    text = "code;name_ru;name_kk;settlement\nС-1;Центр;Орталық;Абай\n"  # a Cyrillic С
    report = region.imports({"organisations.csv": text})
    assert warned(report) == [(2, "code", "lookalike-codes")]


ORGANISATIONS = "code;name_ru;name_kk;settlement;closed_on;predecessors\n"


def test_predecessors_are_recorded_with_their_kind_and_day(region: Office) -> None:
    text = ORGANISATIONS + 'C-3;Центр;Орталық;Абай;;"C-1:слияние:01.03.2021; C-2:қосылу:2021-03-01"\n'
    assert region.imports({"organisations.csv": text}).imported
    assert [(row["kind"], str(row["on_day"])) for row in region.rows("predecessors")] == [
        ("merger", "2021-03-01"),
        ("merger", "2021-03-01"),
    ]


def test_an_unknown_predecessor_is_refused(region: Office) -> None:
    text = ORGANISATIONS + "C-3;Центр;Орталық;Абай;;C-9:merger:01.03.2021\n"
    assert region.refuses("organisations", text) == [(2, "predecessors", "unknown-reference")]


def test_an_organisation_can_t_come_out_of_itself_by_any_way(region: Office) -> None:
    text = (
        ORGANISATIONS
        + "C-3;Центр;Орталық;Абай;;C-4:renaming:01.03.2021\nC-4;Центр;Орталық;Абай;;C-3:renaming:01.03.2022\n"
        + "C-5;Центр;Орталық;Абай;;C-5:renaming:01.03.2022\n"
    )
    assert region.refuses("organisations", text) == [(row, "predecessors", "own-predecessor") for row in (2, 3, 4)]


def test_a_tenure_that_outlives_its_organisation_is_worth_a_warning(region: Office) -> None:
    report = region.imports(
        {
            "organisations.csv": ORGANISATIONS + "C-3;Центр;Орталық;Абай;31.12.2020;\n",
            "tenures.csv": TENURES + "H-1;C-3;директор;да;01.02.2018;\n",
        }
    )
    assert warned(report) == [(2, "end_on", "organisation-closed")]


COMMISSION = "procedure;act_no;act_on;valid_from;secretary;full_name;part;official;email;is_chair\n"
ACT = "rotation;12-НҚ;01.10.2026;01.10.2026;H-2;"


def test_a_commission_is_recorded_with_its_members(region: Office) -> None:
    text = COMMISSION + f"{ACT}Ким Вера;СМИ;;v.kim@example.kz;да\n{ACT}Оспан Айдос Серікұлы;центр;H-1;;нет\n"
    report = region.imports({"commission.csv": text})
    assert report.imported, list(report.lines("en"))
    assert [row["secretary_id"] for row in region.rows("commissions")] == [2]
    assert [(row["full_name"], row["part"], row["is_chair"]) for row in region.rows("commission_members")] == [
        ("Ким Вера", "media", True),
        ("Оспан Айдос Серікұлы", "centre", False),
    ]


def test_clause_9_the_secretary_is_not_a_member_and_the_chair_is_one(region: Office) -> None:
    text = (
        COMMISSION
        + f"{ACT}Ким Вера;СМИ;;;да\n{ACT}Цой Олег;центр;;;да\n{ACT}Белова Анна Ивановна;отдел района;H-2;;нет\n"
    )
    found = region.refuses("commission", text)
    assert (2, "is_chair", "two-chairs") in found
    assert (3, "is_chair", "two-chairs") in found
    assert (4, "official", "secretary-is-member") in found


def test_rows_of_one_commission_must_agree(region: Office) -> None:
    text = COMMISSION + f"{ACT}Ким Вера;СМИ;;;да\n{ACT.replace('01.10', '02.10')}Цой Олег;центр;;;нет\n"
    found = region.refuses("commission", text)
    assert (3, "act_on", "commission-differs") in found
    # A commission without one of its members is another commission: none of it is imported.
    assert (2, "", "depends-on-bad-row") in found
    assert region.imports({"commission.csv": text}, partial=True).tables == {}


@pytest.mark.parametrize(
    ("table", "text", "found"),
    [
        ("performers", "role;official\nhr_nobody;H-1\n", (2, "role", "not-one-of")),
        ("performers", "role;official;superior\nhr_region;H-1;H-1\n", (2, "superior", "own-superior")),
        ("adoptions", "act;from_day;decree\nrotatoin;01.09.2026;№ 1\n", (2, "act", "not-one-of")),
        (
            "adoptions",
            "act;from_day;decree;parameters\nrotation;01.09.2026;№ 1;review-term=30 working days\n",
            (2, "parameters", "bad-parameters"),
        ),
        (
            "commission",
            COMMISSION + ACT.replace("rotation", "dance") + "Ким Вера;СМИ;;;да\n",
            (2, "procedure", "not-one-of"),
        ),
    ],
)
def test_acts_roles_and_procedures_are_those_the_program_knows(
    region: Office, table: str, text: str, found: tuple[int, str, str]
) -> None:
    assert region.refuses(table, text) == [found]


def test_an_adoption_may_settle_what_the_text_leaves_open(region: Office) -> None:
    # The draft says both 15 and 2 working days (clause 8).
    text = "act;from_day;decree;parameters\nrotation;01.09.2026;№ 1;portfolio-term=2 working days\n"
    assert region.imports({"adoptions.csv": text}).imported
    assert region.rows("adoptions")[0]["parameters"] == {"portfolio-term": "2 working days"}


def test_with_two_authorities_a_row_says_whose_it_is(region: Office) -> None:
    assert region.imports({"authorities.csv": "code;name_ru;name_kk\nALA;Управление;Басқарма\n"}).imported
    text = "code;full_name\nH-3;Ким Вера\n"
    assert region.refuses("officials", text) == [(2, "", "no-authority")]
    assert region.imports({"officials.csv": text}, authority="ALA").imported
    text = "authority;code;full_name\nKRG;H-3;Ким Вера\n;H-4;Цой Олег\n"
    assert region.refuses("officials", text) == [(3, "authority", "no-authority")]


def test_without_any_authority_the_file_is_refused_once(office: Office) -> None:
    text = "code;full_name\nH-3;Ким Вера\nH-4;Цой Олег\n"
    assert office.refuses("officials", text) == [(0, "", "no-authorities")]


SERVES = "code;full_name;superior\n"


def test_a_person_has_a_superior_of_their_own(region: Office) -> None:
    text = SERVES + "H-3;Ким Вера;H-4\nH-4;Цой Олег;H-1\n"
    assert region.imports({"officials.csv": text}).imported
    assert len(region.rows("superiors")) == 2
    # Named anew in place of the other; an empty cell says nothing, but for a list that is whole.
    report = region.imports({"officials.csv": SERVES + "H-3;Ким Вера;H-1\nH-4;Цой Олег;\n"})
    assert report.tables["superiors"] == {"new": 0, "changed": 1, "removed": 0, "unchanged": 0}
    assert region.imports({"officials.csv": SERVES + "H-4;Цой Олег;\n"}, replace=True).imported
    assert len(region.rows("superiors")) == 1


def test_nobody_stands_above_themself_however_many_steps_up(region: Office) -> None:
    assert region.imports({"officials.csv": SERVES + "H-3;Ким Вера;H-1\n"}).imported
    assert region.refuses("officials", SERVES + "H-1;Сәрсен Айгүл;H-3\n") == [(2, "superior", "own-superior")]
    assert region.refuses("officials", SERVES + "H-5;Ли Юлия;H-9\n") == [(2, "superior", "unknown-reference")]
