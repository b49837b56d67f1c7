"""The sample region's organisations and the heads that matter to the rotation of 2026, each with why.

Tenure is counted on 1 December 2026 (rotation rules, clause 5): 7 years as first head of one organisation and those it
came out of.
"""

from dataclasses import dataclass

# Organisations C-01 ... C-63 by settlement, in this order.
OPEN = {
    "Караганда": 22,
    "Темиртау": 12,
    "Балхаш": 9,
    "Сарань": 6,
    "Шахтинск": 5,
    "Абай": 5,
    "Каркаралинск": 3,
    "Приозёрск": 1,
}
# Organisations nobody heads -> qualification asked for, the day the post fell vacant.
VACANT = {"C-22": ("первая", "2026-08-17"), "C-34": ("вторая", "2026-09-28"), "C-43": ("высшая", "2026-06-15")}


@dataclass(frozen=True)
class Reorganised:
    """An organisation that is no more: what it went into, how, on which day; its own predecessors follow suit."""

    code: str
    into: str
    kind: str
    on: str


REORGANISED = (
    Reorganised("C-81", "C-04", "transformation", "2021-07-01"),
    Reorganised("C-82", "C-10", "merger", "2022-01-01"),
    Reorganised("C-83", "C-84", "renaming", "2018-04-01"),
    Reorganised("C-84", "C-24", "transformation", "2022-09-01"),
    Reorganised("C-85", "C-37", "split", "2023-03-01"),
    Reorganised("C-86", "C-44", "merger", "2019-05-01"),
    Reorganised("C-87", "C-51", "separation", "2020-10-01"),
)

Stints = tuple[tuple[str, str, str], ...]
# Organisation headed now -> stints as first head (organisation, first day, last day; empty: still in post).
SUBJECT: dict[str, Stints] = {
    "C-01": (("C-01", "2012-04-02", ""),),
    "C-02": (("C-02", "2014-09-15", ""),),
    "C-03": (("C-03", "2017-06-05", ""),),
    # Only together with the organisation that was transformed into this one.
    "C-04": (("C-81", "2016-02-01", "2021-06-30"), ("C-04", "2021-07-01", "")),
    # Dismissed, and back after a year and a half.
    "C-05": (("C-05", "2015-03-02", "2018-06-29"), ("C-05", "2020-01-13", "")),
    "C-23": (("C-23", "2013-01-21", ""),),
    # Renamed, then transformed: two organisations back.
    "C-24": (("C-83", "2014-05-19", "2018-03-31"), ("C-84", "2018-04-01", "2022-08-31"), ("C-24", "2022-09-01", "")),
    "C-25": (("C-25", "2018-10-08", ""),),
    # The seventh anniversary is the very day.
    "C-35": (("C-35", "2019-12-01", ""),),
    # 2 y 5 m 20 d + 2 y 6 m 12 d + 2 y 0 m 14 d: 7 years only once 30 days are carried to a month.
    "C-36": (("C-36", "2017-01-09", "2019-06-28"), ("C-36", "2020-03-02", "2022-09-13"), ("C-36", "2024-11-18", "")),
    # Left before the merger, came back after it.
    "C-44": (("C-86", "2016-08-15", "2019-03-29"), ("C-44", "2021-02-01", "")),
    "C-45": (("C-45", "2015-11-30", ""),),
    "C-50": (("C-50", "2016-12-01", ""),),
    "C-51": (("C-87", "2018-01-15", "2020-09-30"), ("C-51", "2020-10-01", "")),
    "C-55": (("C-55", "2011-08-08", ""),),
    "C-60": (("C-60", "2018-03-12", ""),),
    # The only organisation of its settlement: no place to go to (clause 12).
    "C-63": (("C-63", "2014-02-10", ""),),
}
NOT_SUBJECT: dict[str, Stints] = {
    # One day short of seven years.
    "C-06": (("C-06", "2019-12-02", ""),),
    # Nearly ten years as a head, but of two organisations that have nothing to do with each other.
    "C-07": (("C-09", "2017-02-01", "2022-02-28"), ("C-07", "2022-03-01", "")),
    # Was deputy head here before (see DEPUTIES).
    "C-08": (("C-08", "2021-09-01", ""),),
    "C-09": (("C-09", "2022-03-14", ""),),
    # Through a predecessor too, and still 6 years and 4 months.
    "C-10": (("C-82", "2020-08-03", "2021-12-31"), ("C-10", "2022-01-01", "")),
    # 3 y 0 m 0 d + 3 y 11 m 29 d: one day short.
    "C-26": (("C-26", "2016-05-10", "2019-05-09"), ("C-26", "2022-12-03", "")),
    # Its predecessor was headed by another person.
    "C-37": (("C-37", "2023-03-01", ""),),
}
# Organisation -> the time its head was deputy head there.
DEPUTIES = {"C-08": ("2016-01-11", "2021-08-31")}
# Who was head before and between: organisation, first day, last day.
FORMER = (
    ("C-05", "2018-07-02", "2020-01-10"),
    ("C-09", "2010-05-03", "2017-01-27"),
    ("C-22", "2019-04-01", "2026-08-14"),
    ("C-26", "2019-05-13", "2022-12-02"),
    ("C-34", "2021-01-18", "2026-09-25"),
    ("C-36", "2019-07-01", "2020-02-28"),
    ("C-36", "2022-09-19", "2024-11-15"),
    ("C-43", "2018-02-05", "2026-06-12"),
    ("C-82", "2012-09-03", "2020-07-31"),
    ("C-85", "2013-11-11", "2023-02-28"),
    ("C-86", "2019-04-01", "2019-04-30"),
    ("C-44", "2019-05-01", "2021-01-29"),
)


@dataclass(frozen=True)
class Staff:
    """An official of the authority: the role performed and where, and whose subordinate."""

    code: str
    role: str = ""
    settlement: str = ""
    superior: str = ""


STAFF = (
    Staff("S-01", "hr_district", "Караганда", "S-11"),
    Staff("S-02", "hr_district", "Темиртау", "S-12"),
    Staff("S-03", "hr_district", "Балхаш", "S-13"),
    # In every other settlement.
    Staff("S-04", "hr_district", "", "S-14"),
    Staff("S-05", "hr_region", "", "S-15"),
    Staff("S-06", "commission_secretary", "", "S-15"),
    *(Staff(f"S-{number}") for number in range(11, 19)),
)
SECRETARY = "S-06"
# Part represented, official (an organisation's code: its head; empty: from outside), chair.
MEMBERS = (
    ("regional-office", "S-16", True),
    ("regional-office", "S-17", False),
    ("district-office", "S-18", False),
    ("centre", "C-15", False),
    ("centre", "C-30", False),
    ("media", "", False),
    ("public-association", "", False),
)
