"""An authority's region: which workers carry out its runs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.add_column("authorities", sa.Column("region", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("authorities") as batch:
        batch.alter_column("region", server_default=None)
