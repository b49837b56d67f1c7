"""The audit trail becomes a chain: each entry is linked to those before it, by hashes."""

import secrets
from collections.abc import Sequence
from datetime import UTC

import sqlalchemy as sa
from alembic import op

from models.record.chain import Walk, content_hash, digest, entry_fields

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead.

    Entries made before this revision are linked in the order they were entered.
    """
    dialect = op.get_bind().dialect.name
    for statement in UNGUARDED.get(dialect, ()):
        op.execute(statement)
    op.add_column("audit_entries", sa.Column("content", sa.String(), nullable=True))
    op.add_column("audit_entries", sa.Column("salt", sa.String(), nullable=True))
    op.create_table(
        "audit_links",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("audit_entries.id"), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.UniqueConstraint("entry_id"),
    )
    _link()
    for statement in APPEND_ONLY.get(dialect, ()):
        op.execute(statement)


def _link() -> None:
    connection = op.get_bind()
    walk = Walk()
    entries = connection.execute(sa.select(ENTRIES).order_by(ENTRIES.c.id)).mappings().all()
    for row in entries:
        salt = content = None
        if row["before"] is not None or row["after"] is not None:
            salt = secrets.token_hex(16)
            content = content_hash(salt, row["before"], row["after"])
            changed = sa.update(ENTRIES).where(ENTRIES.c.id == row["id"]).values(content=content, salt=salt)
            connection.execute(changed)
        at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
        fields = entry_fields(
            position=walk.position + 1, entry=row["id"], at=at, on_day=row["on_day"], actor=row["actor"],
            action=row["action"], authority=row["authority_code"], case=row["case_number"], step=row["step"],
            clause=row["clause"], content=content,
        )  # fmt: skip
        walk.go(walk.next(digest(fields)))
        connection.execute(sa.insert(LINKS).values(position=walk.position, entry_id=row["id"], hash=walk.head))


ENTRIES = sa.table(
    "audit_entries",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("on_day", sa.Date),
    *(sa.column(name, sa.String) for name in ("actor", "action", "authority_code", "case_number", "step", "clause")),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
    sa.column("content", sa.String),
    sa.column("salt", sa.String),
)
LINKS = sa.table(
    "audit_links", sa.column("position", sa.Integer), sa.column("entry_id", sa.Integer), sa.column("hash", sa.String)
)
UNGUARDED = {
    "sqlite": ("DROP TRIGGER audit_entries_no_update", "DROP TRIGGER audit_entries_no_delete"),
    "postgresql": (
        "DROP TRIGGER audit_entries_no_change ON audit_entries",
        "DROP FUNCTION audit_entries_append_only()",
    ),
}
KEPT = ("id", "at", "on_day", "actor", "action", "authority_code", "case_number", "step", "clause", "content")
ERASED = ("salt", "before", "after")


def erasing(same: str) -> str:
    """The one change that is let through: salt, before and after go together."""
    return " AND ".join([*(f"NEW.{c} {same} OLD.{c}" for c in KEPT), *(f"NEW.{c} IS NULL" for c in ERASED)])


# A copy, not an import: a revision stays as it was when it ran.
APPEND_ONLY = {
    "sqlite": (
        f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries WHEN NOT ({erasing("IS")})
            BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
        """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
            BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
        """CREATE TRIGGER audit_links_no_update BEFORE UPDATE ON audit_links
            BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END""",
        """CREATE TRIGGER audit_links_no_delete BEFORE DELETE ON audit_links
            BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
        f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
            FOR EACH ROW WHEN (NOT ({erasing("IS NOT DISTINCT FROM")})) EXECUTE FUNCTION audit_append_only()""",
        """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE OR TRUNCATE ON audit_entries
            FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
        """CREATE TRIGGER audit_links_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links
            FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
    ),
}
