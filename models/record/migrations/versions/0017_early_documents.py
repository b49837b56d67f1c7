"""Papers of the first shape that revision 0012 had on main: a paper can be written again, and minutes count cases.

Revision 0012 was changed after it had landed. A record made in between says 0012 and lacks two columns.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ONCE = {"meeting_id_language": ["meeting_id", "language"],
        "authority_id_series_year_seq_language": ["authority_id", "series", "year", "seq", "language"]}  # fmt: skip


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    if "revision" in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("documents")}:
        return
    with op.batch_alter_table("documents") as table:
        table.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("told", sa.Integer(), nullable=True))
        for name, columns in ONCE.items():
            table.drop_constraint(op.f(f"uq_documents_{name}"), type_="unique")
            table.create_unique_constraint(op.f(f"uq_documents_{name}_revision"), [*columns, "revision"])
    with op.batch_alter_table("documents") as table:
        table.alter_column("revision", server_default=None)
