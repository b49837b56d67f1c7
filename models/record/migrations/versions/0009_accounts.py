"""Accounts, their roles, sessions and failed sign-ins."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.record.base import UtcMoment

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String()),
        sa.Column("issuer", sa.String()),
        sa.Column("subject", sa.String()),
        sa.Column("language", sa.String()),
        sa.Column("created_at", UtcMoment(), nullable=False),
        sa.Column("disabled_at", UtcMoment()),
        sa.CheckConstraint("language IN ('ru', 'kk', 'en')", name="language"),
        sa.UniqueConstraint("login"),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_table(
        "account_roles",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('viewer', 'operator', 'secretary', 'administrator')", name="role"),
        sa.UniqueConstraint("account_id", "role", "authority", "procedure"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("accounts.id"), nullable=False, index=True),
        sa.Column("started_at", UtcMoment(), nullable=False),
        sa.Column("seen_at", UtcMoment(), nullable=False),
        sa.Column("ended_at", UtcMoment()),
        sa.Column("address", sa.String(), nullable=False),
    )
    op.create_table(
        "failed_sign_ins",
        sa.Column("about", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcMoment(), nullable=False),
    )
