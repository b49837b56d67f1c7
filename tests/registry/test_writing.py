"""What an import writes: all or nothing, the same once more, and a trail."""

import json

import pytest
from sqlalchemy import Engine

from models.errors import InvalidInput
from tests.record.counting import counted
from tests.registry.office import AT, ON, Files, Office, dependents, warned

TENURES = "official;organisation;post;is_head;start_on;end_on\n"
MIXED: Files = {
    "organisations.csv": "code;name_ru;name_kk;settlement\nC-3;Центр;Орталық;Абай\nC-4;Центр;Орталық;\n",
    "officials.csv": "code;full_name;email\nH-3;Ким Вера;v.kim@example.kz\nH-4;Цой Олег;o.tsoy\nH-5;Эм Юрий;\n",
    "tenures.csv": TENURES
    + "H-3;C-3;директор;да;01.02.2018;\nH-4;C-1;директор;да;01.02.2018;\nH-5;C-4;директор;да;01.02.2018;\n",
}


def test_one_bad_row_and_nothing_is_imported(region: Office) -> None:
    before = region.counts()
    report = region.imports(MIXED)
    assert report.outcome == "refused"
    assert region.counts() == before


def test_partial_imports_the_good_rows_and_lists_the_bad_with_what_rests_on_them(region: Office) -> None:
    report = region.imports(MIXED, partial=True)
    assert report.outcome == "partial"
    assert [(found.place.file, found.place.row, found.reason.code) for found in report.bad] == [
        ("officials.csv", 3, "bad-email"),
        ("organisations.csv", 3, "required"),
        ("tenures.csv", 3, "depends-on-bad-row"),
        ("tenures.csv", 4, "depends-on-bad-row"),
    ]
    assert dependents(report) == [3, 4]
    assert [row["code"] for row in region.rows("officials")] == ["H-1", "H-2", "H-3", "H-5"]
    assert [row["code"] for row in region.rows("organisations")] == ["C-1", "C-2", "C-3"]
    assert [(row["official_id"], row["organisation_id"]) for row in region.rows("tenures")] == [(3, 3)]


def test_a_bad_row_of_someone_known_holds_up_what_rests_on_it(region: Office) -> None:
    report = region.imports(
        {
            "officials.csv": "code;full_name;email\nH-1;Оспан Айдос Серікұлы;wrong\n",
            "tenures.csv": TENURES + "H-1;C-1;директор;да;01.02.2018;\n",
        },
        partial=True,
    )
    assert [found.reason.code for found in report.bad] == ["bad-email", "depends-on-bad-row"]
    assert region.rows("tenures") == []


def test_a_tenure_that_rests_on_the_end_of_another_falls_with_it(region: Office) -> None:
    """The row that ends the first head's tenure is bad, so the post is not free for the second."""
    assert region.imports({"tenures.csv": TENURES + "H-1;C-1;директор;да;01.02.2018;\n"}).imported
    text = TENURES + "H-1;C-1;;да;01.02.2018;31.01.2020\nH-2;C-1;директор;да;01.02.2020;\n"
    report = region.imports({"tenures.csv": text}, partial=True)
    assert [(found.place.row, found.reason.code) for found in report.bad] == [(2, "required"), (3, "overlapping-posts")]
    assert len(region.rows("tenures")) == 1


def test_every_reason_against_a_row_is_listed(region: Office) -> None:
    text = "code;full_name;birth_date;language;email;phone\nH-3;Ким В.;31.02.1980;немецкий;v.kim;12\n"
    assert region.refuses("officials", text) == [
        (2, "full_name", "initials"),
        (2, "birth_date", "no-such-day"),
        (2, "language", "not-one-of"),
        (2, "email", "bad-email"),
        (2, "phone", "bad-phone"),
    ]


def test_a_person_needs_a_surname_and_a_first_name_in_either_form(region: Office) -> None:
    assert region.refuses("officials", "code;last_name;first_name\nH-3;Ким;\nH-4;;Олег\n") == [
        (2, "first_name", "required"),
        (3, "last_name", "required"),
    ]
    assert region.refuses("officials", "code;full_name;phone\nH-3;;\n") == [(2, "full_name", "required")]
    both = "code;full_name;last_name;first_name\nH-3;Ким Вера;;\nH-4;;Цой;Олег\n"
    assert region.imports({"officials.csv": both}).imported
    assert [row["last_name"] for row in region.rows("officials")[2:]] == ["Ким", "Цой"]


FILE: Files = {
    "organisations.csv": "code;name_ru;name_kk;settlement;predecessors\nC-3;Центр;Орталық;Абай;C-1:merger:01.02.2020\n",
    "officials.csv": "code;full_name;language\nH-3;Ким Вера;en\n",
    "tenures.csv": TENURES + "H-3;C-3;директор;да;01.02.2020;\n",
    "categories.csv": "official;category;given_on;valid_until\nH-3;первая;01.02.2024;31.01.2029\n",
    "vacancies.csv": "organisation;post;qualification;open_from\nC-2;директор;первая;01.02.2026\n",
    "performers.csv": "role;settlement;official;superior\nhr_region;;H-1;H-2\nhr_district;Абай;H-2;\n",
    "adoptions.csv": "act;from_day;decree\nrotation;01.09.2026;№ 1\n",
    "commission.csv": "procedure;act_no;act_on;valid_from;secretary;full_name;part;is_chair\n"
    "rotation;1;01.10.2026;01.10.2026;H-2;Цой Олег;media;да\n",
}


def test_the_same_file_again_changes_nothing(region: Office) -> None:
    first = region.imports(FILE)
    assert first.imported, list(first.lines("en"))
    assert all(counts["new"] and not counts["unchanged"] for counts in first.tables.values())
    before = {table: region.rows(table) for table in region.counts()}
    again = region.imports(FILE)
    assert again.outcome == "same"
    assert {name: counts["unchanged"] for name, counts in again.tables.items()} == {
        name: counts["new"] for name, counts in first.tables.items()
    }
    assert {table: region.rows(table) for table in region.counts()} == before


def test_what_changed_is_said_and_a_column_left_out_stays(region: Office) -> None:
    report = region.imports(
        {"officials.csv": "code;full_name;phone\nH-1;Оспан Айдос Серікұлы;\nH-2;Белова Анна\n"[:-1] + ";\n"}
    )
    assert report.tables["officials"] == {"new": 0, "changed": 2, "removed": 0, "unchanged": 0}
    assert report.changes == [
        {"table": "officials", "kind": "changed", "key": ["KRG", "H-1"], "fields": ["phone"]},
        {"table": "officials", "kind": "changed", "key": ["KRG", "H-2"], "fields": ["middle_name", "phone"]},
    ]
    first, second = region.rows("officials")
    assert (first["phone"], first["email"]) == (None, "a.ospan@example.kz")
    assert (second["middle_name"], str(second["birth_date"])) == (None, "1975-04-03")


def test_a_change_of_a_person_is_in_the_trail_with_before_and_after(region: Office) -> None:
    region.imports(
        {
            "officials.csv": "code;full_name;email\nH-1;Оспан Айдос Серікұлы;new@example.kz\nH-3;Ким Вера;\n",
            "tenures.csv": TENURES + "H-1;C-1;директор;да;01.02.2018;\nH-3;C-2;директор;да;01.02.2018;\n",
        },
        actor="S-7",
    )
    imported, changed = region.rows("audit_entries")[-2:]
    assert (imported["action"], imported["actor"], imported["at"], imported["on_day"]) == (
        "registry-imported",
        "S-7",
        AT,
        ON,
    )
    assert imported["after"]["tables"] == {"officials": {"new": 1, "changed": 1}, "tenures": {"new": 2}}
    assert sorted(imported["after"]["files"]) == ["officials.csv", "tenures.csv"]
    assert (changed["action"], changed["authority_code"]) == ("official-changed", "KRG")
    assert changed["before"] == {"official": "H-1", "email": "a.ospan@example.kz"}
    tenure = {"organisation": "C-1", "start_on": "2018-02-01", "post": "директор", "is_head": True, "end_on": None}
    assert changed["after"] == {"official": "H-1", "email": "new@example.kz", "tenures": [tenure | {"act_no": None}]}


def test_an_import_that_changes_nothing_leaves_no_trail(region: Office) -> None:
    before = len(region.rows("audit_entries"))
    region.imports({"officials.csv": "code;full_name\nH-1;Оспан Айдос Серікұлы\n"})
    assert len(region.rows("audit_entries")) == before


def test_a_dry_run_says_what_would_be_and_writes_nothing(region: Office) -> None:
    before = region.counts()
    report = region.imports(FILE, dry_run=True)
    assert (report.outcome, report.tables["tenures"]["new"]) == ("dry-run", 1)
    assert region.counts() == before


def test_an_empty_cell_does_not_undo_an_end_that_is_recorded(region: Office) -> None:
    still, ended = (TENURES + f"H-1;C-1;директор;да;01.02.2018;{end}\n" for end in ("", "31.12.2025"))
    assert region.imports({"tenures.csv": ended}).imported
    report = region.imports({"tenures.csv": still})
    assert (report.outcome, warned(report)) == ("same", [(2, "end_on", "end-kept")])
    assert region.imports({"tenures.csv": still}, replace=True).tables["tenures"]["changed"] == 1
    assert region.rows("tenures")[0]["end_on"] is None


def test_replace_takes_a_person_s_list_as_whole(region: Office) -> None:
    wrong = TENURES + "H-1;C-1;директор;да;01.02.2018;\nH-2;C-2;директор;да;01.02.2018;\n"
    assert region.imports({"tenures.csv": wrong}).imported
    right = TENURES + "H-1;C-1;директор;да;11.02.2018;\n"
    assert region.refuses("tenures", right) == [(2, "start_on", "overlapping-stints")]
    report = region.imports({"tenures.csv": right}, replace=True)
    assert report.tables["tenures"] == {"new": 1, "changed": 0, "removed": 1, "unchanged": 0}
    assert sorted(str(row["start_on"]) for row in region.rows("tenures")) == ["2018-02-01", "2018-02-11"]
    assert region.rows("audit_entries")[-1]["before"]["tenures"][0]["start_on"] == "2018-02-01"


def test_letters_go_in_the_authority_s_language_until_another_is_said(office: Office) -> None:
    report = office.imports(
        {
            "authorities.csv": "code;name_ru;name_kk;language\nKRG;Управление;Басқарма;каз\n",
            "officials.csv": "code;full_name;language\nH-1;Ким Вера;\nH-2;Цой Олег;ru\n",
        }
    )
    assert report.imported
    assert [row["language"] for row in office.rows("officials")] == ["kk", "ru"]


def test_phones_are_read_by_the_country_of_the_authority(office: Office) -> None:
    report = office.imports(
        {
            "authorities.csv": "code;name_ru;name_kk;country\nKRG;Управление;Басқарма;KZ\nBER;Амт;Амт;DE\n",
            "officials.csv": "authority;code;full_name;phone\nBER;H-1;Вебер Анна;01512 0000001\n"
            "KRG;H-2;Цой Олег;8 700 000 00 01\n",
        }
    )
    assert report.imported, list(report.lines("en"))
    assert [row["phone"] for row in office.rows("officials")] == ["+4915120000001", "+77000000001"]


def test_an_authority_that_does_not_exist_can_t_be_chosen(region: Office) -> None:
    with pytest.raises(InvalidInput, match="ALA"):
        region.imports({"officials.csv": "code;full_name\nH-3;Ким Вера\n"}, authority="ALA")


def test_the_report_speaks_the_operator_s_language(region: Office) -> None:
    report = region.imports(MIXED)
    for language, word in (("ru", "строка 3"), ("kk", "3-жол"), ("en", "row 3")):
        text = "\n".join(report.lines(language))  # type: ignore[arg-type]
        assert word in text
        data = json.loads(json.dumps(report.as_json(language), ensure_ascii=False))  # type: ignore[arg-type]
        assert {error["code"] for error in data["errors"]} == {"required", "bad-email", "depends-on-bad-row"}
        assert data["errors"][0]["value"] == "o.tsoy"


def test_the_number_of_statements_does_not_grow_with_the_file(region: Office) -> None:
    def statements(people: int, first: str) -> int:
        rows = "".join(f"N-{people}-{at};Оспан {first};01.01.19{at + 50}\n" for at in range(people))
        with counted(region.engine) as seen:
            report = region.imports({"officials.csv": "code;full_name;birth_date\n" + rows}, partial=True)
        assert report.tables["officials"]["new"] == people
        return len(seen)

    assert statements(2, "Айдос") == statements(40, "Серік")


@pytest.mark.postgres
def test_a_region_is_imported_into_postgresql_as_well(region: Office, postgres_record: Engine) -> None:
    office = Office(postgres_record, region.folder)
    assert office.imports({"a.csv": "code;name_ru;name_kk\nKRG;Управление;Басқарма\n"}).imported
    files: Files = FILE | {
        "organisations.csv": str(FILE["organisations.csv"]) + "C-1;Ц;Ц;Абай;\nC-2;Ц;Ц;Абай;\n",
        "officials.csv": str(FILE["officials.csv"]) + "H-1;Оспан Айдос;\nH-2;Белова Анна;\n",
    }
    assert office.imports(files).imported
    assert office.imports(files).outcome == "same"
    changed = office.imports({"officials.csv": "code;full_name;language\nH-3;Ким Вера;kk\n"})
    assert changed.tables["officials"]["changed"] == 1
    assert office.rows("officials")[0]["language"] == "kk"
