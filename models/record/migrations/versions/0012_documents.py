"""Documents written, with their files and templates, and what could not be written."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.add_column("due_documents", sa.Column("written_on", sa.Date(), nullable=True))
    unwritten = sa.text("written_on IS NULL")
    op.create_index(
        "ix_due_documents_to_write", "due_documents", ["id"], sqlite_where=unwritten, postgresql_where=unwritten
    )
    op.create_table(
        "document_blobs",
        sa.Column("sha256", sa.String(), primary_key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step_records.id"), nullable=True),
        sa.Column("due_id", sa.Integer(), sa.ForeignKey("due_documents.id"), nullable=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meetings.id"), nullable=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sha256", sa.String(), sa.ForeignKey("document_blobs.sha256"), nullable=False),
        sa.Column("template_sha256", sa.String(), sa.ForeignKey("document_blobs.sha256"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("due_id", "language"),
        sa.UniqueConstraint("meeting_id", "language", "revision"),
        sa.UniqueConstraint("authority_id", "series", "year", "seq", "language", "revision"),
        sa.CheckConstraint("language IN ('ru', 'kk', 'en')", name="language"),
    )
    op.create_index("ix_documents_case_id", "documents", ["case_id"])
    op.create_table(
        "document_problems",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("due_id", sa.Integer(), sa.ForeignKey("due_documents.id"), nullable=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meetings.id"), nullable=True),
        sa.Column("reason", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("due_id"),
        sa.UniqueConstraint("meeting_id"),
    )
