"""Cycles, cases and their steps, the outbox and the audit trail."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    """An index of some rows only."""
    rows = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


def upgrade() -> None:
    """Forward only: the record is never taken back to an older shape, a backup is restored instead."""
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("clause", sa.String(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
    )
    op.create_index("ix_audit_entries_case_number", "audit_entries", ["case_number"])
    op.create_table(
        "cycles",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("procedure", "authority_id", "year"),
    )
    op.create_index("ix_cycles_authority_id", "cycles", ["authority_id"])
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("authority_id", sa.Integer(), sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("cycle_id", sa.Integer(), sa.ForeignKey("cycles.id"), nullable=False),
        sa.Column("official_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=True),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisations.id"), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("breaches", sa.JSON(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("shown_version", sa.Integer(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=True),
        sa.CheckConstraint("kind IN ('cycle', 'case')", name="kind"),
        sa.CheckConstraint("kind = 'cycle' OR official_id IS NOT NULL", name="whose"),
        sa.CheckConstraint("version >= 1 AND shown_version BETWEEN 0 AND version", name="version"),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="order"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_cases_authority_id", "cases", ["authority_id"])
    op.create_index("ix_cases_official_id", "cases", ["official_id"])
    op.create_index("ix_cases_procedure_closed_on", "cases", ["procedure", "closed_on"])
    op.create_index("ix_cases_run_id", "cases", ["run_id"])
    partial("ix_cases_to_show", "cases", ["id"], "shown_version < version")
    partial("uq_cases_one_each", "cases", ["cycle_id", "official_id"], "kind = 'case'", unique=True)
    partial("uq_cases_own", "cases", ["cycle_id"], "kind = 'cycle'", unique=True)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), sa.ForeignKey("officials.id"), nullable=True),
        sa.Column("recipient_key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("fallback_of", sa.Integer(), sa.ForeignKey("outbox.id"), nullable=True),
        sa.UniqueConstraint("case_number", "step", "kind", "recipient_key", "channel", "day"),
        sa.CheckConstraint("channel IN ('email', 'sms')", name="channel"),
        sa.CheckConstraint("language IN ('ru', 'kk', 'en')", name="language"),
        sa.CheckConstraint(
            "state IN ('created', 'sending', 'sent', 'temporary_failure', 'permanent_failure', 'cancelled')",
            name="state",
        ),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint("fallback_of"),
    )
    op.create_index("ix_outbox_recipient_id", "outbox", ["recipient_id"])
    op.create_index("ix_outbox_state_next_attempt_at", "outbox", ["state", "next_attempt_at"])
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("cycle_id", sa.Integer(), sa.ForeignKey("cycles.id"), nullable=False),
        sa.Column("commission_id", sa.Integer(), sa.ForeignKey("commissions.id"), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("attendance", sa.JSON(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("present BETWEEN 0 AND members", name="present"),
    )
    op.create_index("ix_meetings_cycle_id", "meetings", ["cycle_id"])
    op.create_table(
        "step_records",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("performer", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("term", sa.String(), nullable=True),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=True),
        sa.Column("form", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("answer_key", sa.String(), nullable=True),
        sa.UniqueConstraint("case_id", "code", "occurrence"),
        sa.CheckConstraint("kind IN ('user-task', 'timer', 'call-activity', 'boundary')", name="kind"),
        sa.CheckConstraint("state IN ('waiting', 'open', 'done', 'cancelled', 'superseded')", name="state"),
        sa.CheckConstraint("state NOT IN ('done', 'superseded') OR done_on IS NOT NULL", name="done"),
        sa.CheckConstraint("occurrence >= 1", name="occurrence"),
    )
    partial("ix_step_records_due", "step_records", ["due"], "state = 'open'")
    partial("ix_step_records_ends", "step_records", ["ends"], "state = 'open' AND kind = 'timer'")
    partial("ix_step_records_not_before", "step_records", ["not_before"], "state = 'open' AND not_before IS NOT NULL")
    partial("ix_step_records_unmarked", "step_records", ["last_day"], "state = 'open' AND NOT late")
    partial("uq_step_records_answer", "step_records", ["case_id", "answer_key"], "answer_key IS NOT NULL", unique=True)
    op.create_table(
        "due_documents",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step_records.id"), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("owed_on", sa.Date(), nullable=False),
    )
    op.create_index("ix_due_documents_case_id", "due_documents", ["case_id"])
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step_records.id"), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.UniqueConstraint("step_id", "kind", "on_day", "role"),
        sa.CheckConstraint("state IN ('planned', 'done', 'cancelled')", name="state"),
    )
    op.create_index("ix_reminders_case_id", "reminders", ["case_id"])
    partial("ix_reminders_planned", "reminders", ["on_day"], "state = 'planned'")
    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step_records.id"), nullable=False),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meetings.id"), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("destination_id", sa.Integer(), sa.ForeignKey("organisations.id"), nullable=True),
        sa.Column("no_place", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("step_id"),
    )
    op.create_index("ix_rulings_case_id", "rulings", ["case_id"])
    op.create_index("ix_rulings_destination_id", "rulings", ["destination_id"])
    op.create_index("ix_rulings_meeting_id", "rulings", ["meeting_id"])
    op.create_table(
        "ballots",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ruling_id", sa.Integer(), sa.ForeignKey("rulings.id"), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("casting", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("ruling_id", "option"),
        sa.CheckConstraint("votes >= 0", name="votes"),
    )
    for statement in APPEND_ONLY.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


# A copy, not an import: a revision stays as it was when it ran.
APPEND_ONLY = {
    "sqlite": (
        """CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
        """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit_entries is append-only'; END $$""",
        """CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only()""",
    ),
}
