"""The registry: authorities, organisations, officials, commissions, calendar corrections."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    """An index of some rows only."""
    rows = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.create_table(
        "authorities",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_ru", sa.String(), nullable=False),
        sa.Column("name_kk", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.CheckConstraint("language IN ('ru', 'kk', 'en')", name="language"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "adoptions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("decree", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.UniqueConstraint("authority_id", "act", "from_day"),
    )
    op.create_table(
        "calendar_corrections",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("decree", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("authority_id", "country", "day"),
    )
    partial(
        "uq_calendar_corrections_country",
        "calendar_corrections",
        ["country", "day"],
        "authority_id IS NULL",
        unique=True,
    )
    op.create_table(
        "officials",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.UniqueConstraint("authority_id", "code"),
        sa.CheckConstraint("sex IN ('f', 'm')", name="sex"),
        sa.CheckConstraint("language IN ('ru', 'kk', 'en')", name="language"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_ru", sa.String(), nullable=False),
        sa.Column("name_kk", sa.String(), nullable=False),
        sa.Column("settlement", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("authority_id", "code"),
    )
    op.create_index("ix_organisations_authority_id_settlement", "organisations", ["authority_id", "settlement"])
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("official_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= given_on", name="order"),
    )
    op.create_index("ix_categories_official_id", "categories", ["official_id"])
    op.create_table(
        "commissions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("act_no", sa.String(), nullable=False),
        sa.Column("act_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("secretary_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=True),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="order"),
    )
    op.create_index(
        "ix_commissions_authority_id_procedure_valid_from", "commissions", ["authority_id", "procedure", "valid_from"]
    )
    op.create_table(
        "performers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("settlement", sa.String(), nullable=True),
        sa.Column("official_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=False),
        sa.Column("superior_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=True),
        sa.UniqueConstraint("authority_id", "role", "settlement"),
    )
    op.create_index("ix_performers_official_id", "performers", ["official_id"])
    partial("uq_performers_general", "performers", ["authority_id", "role"], "settlement IS NULL", unique=True)
    op.create_table(
        "predecessors",
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("predecessor_id", sa.Integer(), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('merger', 'split', 'separation', 'transformation', 'renaming')", name="kind"),
        sa.CheckConstraint("organisation_id <> predecessor_id", name="not_itself"),
    )
    op.create_index("ix_predecessors_predecessor_id", "predecessors", ["predecessor_id"])
    op.create_table(
        "tenures",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("official_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=False),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("act_no", sa.String(), nullable=True),
        sa.CheckConstraint("end_on IS NULL OR end_on >= start_on", name="order"),
    )
    op.create_index("ix_tenures_official_id", "tenures", ["official_id"])
    op.create_index("ix_tenures_organisation_id_is_head", "tenures", ["organisation_id", "is_head"])
    op.create_table(
        "vacancies",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("qualification", sa.String(), nullable=True),
        sa.Column("open_from", sa.Date(), nullable=False),
        sa.Column("filled_on", sa.Date(), nullable=True),
        sa.CheckConstraint("filled_on IS NULL OR filled_on >= open_from", name="order"),
    )
    op.create_index("ix_vacancies_organisation_id", "vacancies", ["organisation_id"])
    op.create_table(
        "commission_members",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("commission_id", sa.Integer(), sa.ForeignKey("commissions.id"), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("official_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_commission_members_commission_id", "commission_members", ["commission_id"])
