"""The legal record, opened for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import InvalidInput, MerzimError

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session


class OtherVersion(MerzimError):
    """The record was made by another version of Merzim: `merzim up` brings an older one up to date."""


@contextmanager
def opened() -> Iterator["Session"]:
    """A session over the record of the settings, with one view of it for its whole length.

    A command that reads makes nothing: where there is no record it raises `InvalidInput`, where it is of another
    version `OtherVersion`.
    """
    from models.record.database import reading

    with record_there() as bind, reading(bind) as session:
        yield session


@contextmanager
def opened_to_write() -> Iterator["Session"]:
    """A session in one transaction over a record that is there and up to date; raises as `opened` does."""
    from models.record.database import writing

    with record_there() as bind, writing(bind) as session:
        yield session


@contextmanager
def record_there() -> Iterator["Engine"]:
    """The engine of a record that is there and up to date; raises as `opened` does."""
    from sqlalchemy import make_url

    from models.record.database import engine
    from models.record.migrations import current, head
    from models.settings import settings

    url = make_url(settings().database)
    file = url.database if url.get_backend_name() == "sqlite" else None
    absent = InvalidInput(
        f"there is no record at {url.render_as_string(hide_password=True)}; `merzim import` makes one, and "
        "MERZIM_DATABASE_URL or MERZIM_HOME says where it is"
    )
    if file and file != ":memory:" and not Path(file).expanduser().exists():
        raise absent
    bind = engine(url)
    try:
        found = current(bind)
        if found is None:
            raise absent
        if found != head():
            raise OtherVersion
        yield bind
    finally:
        bind.dispose()
