"""Links by which a recipient confirms the receipt of a notice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.record.base import UtcMoment

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.create_table(
        "receipt_links",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step_records.id"), nullable=False, index=True),
        sa.Column("official_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=False, index=True),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("made_at", UtcMoment(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("expires_at", UtcMoment(), nullable=False),
        sa.Column("withdrawn_at", UtcMoment()),
        sa.Column("opened_at", UtcMoment()),
        sa.Column("confirmed_at", UtcMoment()),
        sa.Column("confirmed_on", sa.Date()),
        sa.Column("address", sa.String()),
        sa.UniqueConstraint("token_hash"),
        sa.UniqueConstraint("message_id"),
    )
