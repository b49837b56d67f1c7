"""Several cycles of a procedure in a year, and whom an official serves under."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    with op.batch_alter_table("cycles") as cycles:
        cycles.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default=sa.text("1")))
        cycles.drop_constraint("uq_cycles_procedure_authority_id_year", type_="unique")
        cycles.create_unique_constraint(
            "uq_cycles_procedure_authority_id_year_sequence", ["procedure", "authority_id", "year", "sequence"]
        )
        cycles.create_check_constraint(op.f("ck_cycles_sequence"), "sequence >= 1")
    op.create_table(
        "superiors",
        sa.Column("official_id", sa.Integer(), sa.ForeignKey("officials.id"), primary_key=True),
        sa.Column("superior_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=False),
        sa.CheckConstraint("official_id <> superior_id", name="not_oneself"),
    )
    op.create_index("ix_superiors_superior_id", "superiors", ["superior_id"])
