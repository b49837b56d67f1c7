"""A hundred thousand rows: all of them checked, every bad one listed, none lost."""

from datetime import date, timedelta

from tests.registry.office import Office

PEOPLE = 40_000
ORGANISATIONS = 20_000


def test_a_hundred_thousand_rows_are_checked_and_every_bad_one_is_listed(office: Office) -> None:
    first = date(1960, 1, 1)
    people = [
        f"H-{at};Оспан{_letters(at)} Айдос;{first + timedelta(days=at % 15_000)};h{at}@example.kz;+7700{at:07}"
        for at in range(PEOPLE)
    ]
    people[1_000] += "0"  # a digit too many
    people[2_000] = people[2_000].replace("@", "")
    # Two heads one after another in each organisation.
    tenures = [
        f"H-{at};C-{at % ORGANISATIONS};директор;да;"
        + ("2015-01-01;2019-12-31" if at < ORGANISATIONS else "2020-01-01;")
        for at in range(PEOPLE)
    ]
    tenures[3_000] = tenures[3_000].replace("2019-12-31", "2020-01-01")
    report = office.imports(
        {
            "authorities.csv": "code;name_ru;name_kk\nKRG;Управление;Басқарма\n",
            "organisations.csv": "code;name_ru;name_kk;settlement\n"
            + "".join(f"C-{at};Центр {at};{at} орталығы;Абай\n" for at in range(ORGANISATIONS)),
            "officials.csv": "code;full_name;birth_date;email;phone\n" + "\n".join(people),
            "tenures.csv": "official;organisation;post;is_head;start_on;end_on\n" + "\n".join(tenures),
        },
        partial=True,
    )
    assert sum(sheet.rows for sheet in report.sheets) == 100_001
    assert [(found.place.file, found.place.row, found.reason.code) for found in report.bad] == [
        ("officials.csv", 1_002, "bad-phone"),
        ("officials.csv", 2_002, "bad-email"),
        ("tenures.csv", 1_002, "depends-on-bad-row"),
        ("tenures.csv", 2_002, "depends-on-bad-row"),
        ("tenures.csv", 3_002, "overlapping-posts"),
        ("tenures.csv", 23_002, "overlapping-posts"),
    ]
    assert office.counts() == office.counts() | {
        "organisations": ORGANISATIONS, "officials": PEOPLE - 2, "tenures": PEOPLE - 4,
    }  # fmt: skip


def _letters(number: int) -> str:
    """A number in letters: names have no digits."""
    return "".join("абвгдежзик"[int(digit)] for digit in str(number))
