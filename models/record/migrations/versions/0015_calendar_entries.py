"""Dates that letters have put into people's calendars."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.create_table(
        "calendar_entries",
        sa.Column("recipient_key", sa.String(), primary_key=True),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step_records.id"), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
    )
    op.create_index("ix_calendar_entries_step_id", "calendar_entries", ["step_id"])
