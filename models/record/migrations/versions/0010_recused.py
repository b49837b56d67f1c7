"""Whom a conflict of interest kept out of the vote on a case."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.add_column("rulings", sa.Column("recused", sa.JSON(none_as_null=True), nullable=True))
