"""What the day makes of a case, as its run shows it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.add_column("cases", sa.Column("marks", sa.String(), nullable=False, server_default=sa.text("''")))
    marked = sa.text("marks <> ''")
    op.create_index("ix_cases_marked", "cases", ["authority_id"], sqlite_where=marked, postgresql_where=marked)
