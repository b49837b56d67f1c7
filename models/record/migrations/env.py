"""Run by Alembic: on the connection it is given, in the transaction that is already open on it."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import String

from models.record.base import UtcMoment
from models.record.tables import metadata


def plain_type(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """A revision is frozen: it names SQLAlchemy's own types, not ours, which may change."""
    if kind == "type" and isinstance(item, UtcMoment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, String) and item.length is None:
        return "sa.String()"
    return False


connection = context.config.attributes["connection"]
if connection is None:
    raise RuntimeError("migrations run from code: models.record.migrations.upgrade(engine)")
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, render_item=plain_type)
context.run_migrations()
