"""Authorities, organisations and the people in them: the registry."""

from datetime import date
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from models.record.base import Record, coded, document, key, one_of
from models.texts import Language

Reorganisation = Literal["merger", "split", "separation", "transformation", "renaming"]


class Authority(Record, table=True):
    """A state body whose procedures are run: it has its own calendar corrections, performers and acts."""

    __tablename__ = "authorities"
    __table_args__ = (one_of("language", Language),)

    id: int = key()
    code: str = Field(unique=True)
    name_ru: str
    name_kk: str
    # ISO 3166: which calendar of days off applies.
    country: str = "KZ"
    # IANA name: "09:00" of reminders and triggers is its local time.
    timezone: str = "Asia/Almaty"
    # Which workers carry out its runs, where each region has its own (MERZIM_POOLS); empty: those of the service.
    region: str = ""
    # The language of its operators.
    language: Language = coded(default="ru")


class Adoption(Record, table=True):
    """An authority adopts a draft text as its own act from a day on."""

    __tablename__ = "adoptions"
    __table_args__ = (UniqueConstraint("authority_id", "act", "from_day"),)

    id: int = key()
    authority_id: int = Field(foreign_key="authorities.id")
    act: str
    from_day: date
    # Number and date of the decree that adopts it.
    decree: str
    # The authority's own values of parameters the text leaves open (`Edition.with_values`).
    parameters: dict[str, Any] = document(default_factory=dict)


class Organisation(Record, table=True):
    """An organisation of an authority."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("authority_id", "code"), Index(None, "authority_id", "settlement"))

    id: int = key()
    authority_id: int = Field(foreign_key="authorities.id")
    code: str
    name_ru: str
    name_kk: str
    # A rotation stays in one settlement (rotation, clause 3).
    settlement: str
    district: str | None = None
    closed_on: date | None = None


class Predecessor(Record, table=True):
    """One organisation came out of another; tenure runs through it (rotation, clause 5)."""

    __tablename__ = "predecessors"
    __table_args__ = (
        one_of("kind", Reorganisation),
        CheckConstraint("organisation_id <> predecessor_id", name="not_itself"),
    )

    organisation_id: int = Field(foreign_key="organisations.id", primary_key=True)
    predecessor_id: int = Field(foreign_key="organisations.id", primary_key=True, index=True)
    kind: Reorganisation = coded()
    on_day: date


class Official(Record, table=True):
    """A person in service: the one a case is about, or one who performs steps."""

    __tablename__ = "officials"
    __table_args__ = (
        UniqueConstraint("authority_id", "code"),
        one_of("sex", Literal["f", "m"]),
        one_of("language", Language),
    )

    id: int = key()
    authority_id: int = Field(foreign_key="authorities.id")
    # Personnel number, unique in the authority.
    code: str
    last_name: str
    first_name: str
    middle_name: str | None = None
    sex: Literal["f", "m"] | None = coded(default=None)
    birth_date: date | None = None
    # The language letters are written in.
    language: Language = coded(default="ru")
    email: str | None = None
    # E.164.
    phone: str | None = None


class Superior(Record, table=True):
    """Whom an official serves under: for the roles that are each person's own (`Procedure.superiors`)."""

    __tablename__ = "superiors"
    __table_args__ = (CheckConstraint("official_id <> superior_id", name="not_oneself"),)

    official_id: int = Field(foreign_key="officials.id", primary_key=True)
    superior_id: int = Field(foreign_key="officials.id", index=True)


class Tenure(Record, table=True):
    """A stint in a post."""

    __tablename__ = "tenures"
    __table_args__ = (
        CheckConstraint("end_on IS NULL OR end_on >= start_on", name="order"),
        Index(None, "organisation_id", "is_head"),
    )

    id: int = key()
    official_id: int = Field(foreign_key="officials.id", index=True)
    organisation_id: int = Field(foreign_key="organisations.id")
    post: str
    is_head: bool
    start_on: date
    # The last day in post, itself counted; None: still in post.
    end_on: date | None = None
    act_no: str | None = None


class OfficialFact(Record, table=True):
    """What else a procedure asks about an official, from a day on: a leave, children, the code of the post.

    Each procedure names the facts it reads (`Procedure.registry_facts`).
    """

    __tablename__ = "official_facts"
    __table_args__ = (UniqueConstraint("official_id", "name", "from_day"),)

    id: int = key()
    official_id: int = Field(foreign_key="officials.id")
    name: str
    # Text, a number, yes or no, as it was written.
    value: Any = document()
    # The first day it holds; a later row of the same name takes its place from its own day on.
    from_day: date


class Category(Record, table=True):
    """A qualification category given to an official; valid to its own date (rotation, clauses 4(4), 17)."""

    __tablename__ = "categories"
    __table_args__ = (CheckConstraint("valid_until IS NULL OR valid_until >= given_on", name="order"),)

    id: int = key()
    official_id: int = Field(foreign_key="officials.id", index=True)
    category: str
    given_on: date
    # The last day it is valid; None: without a limit.
    valid_until: date | None = None


class Vacancy(Record, table=True):
    """A vacant post, open from a day until it is filled."""

    __tablename__ = "vacancies"
    __table_args__ = (CheckConstraint("filled_on IS NULL OR filled_on >= open_from", name="order"),)

    id: int = key()
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    post: str
    # The qualification category the post asks for (rotation, clause 11).
    qualification: str | None = None
    open_from: date
    filled_on: date | None = None


class Performer(Record, table=True):
    """Who acts in a role: in one settlement, or, where `settlement` is None, wherever nobody else is named."""

    __tablename__ = "performers"
    __table_args__ = (
        UniqueConstraint("authority_id", "role", "settlement"),
        # NULLs are distinct in a unique constraint; the authority has one general performer of a role.
        Index(
            "uq_performers_general",
            "authority_id",
            "role",
            unique=True,
            sqlite_where=text("settlement IS NULL"),
            postgresql_where=text("settlement IS NULL"),
        ),
    )

    id: int = key()
    authority_id: int = Field(foreign_key="authorities.id")
    role: str
    settlement: str | None = None
    official_id: int = Field(foreign_key="officials.id", index=True)
    # Gets a copy from the first overdue reminder on.
    superior_id: int | None = Field(default=None, foreign_key="officials.id")
