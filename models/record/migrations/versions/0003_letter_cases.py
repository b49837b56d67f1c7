"""Which cases a letter tells of: a digest tells of many."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.create_table(
        "outbox_cases",
        sa.Column("letter_id", sa.Integer(), sa.ForeignKey("outbox.id"), primary_key=True),
        sa.Column("case_number", sa.String(), primary_key=True),
    )
    op.create_index("ix_outbox_cases_case_number", "outbox_cases", ["case_number"])
