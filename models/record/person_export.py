"""All that the record holds of one person, for that person: as data and as a page."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.days import iso
from models.record.accounts import SIGNED_IN, find_account
from models.record.archive import packed
from models.record.audit import AuditEntry
from models.record.base import Record
from models.record.cases import Case
from models.record.exporting import case_data
from models.record.letters import CalendarEntry, Letter
from models.record.people import Official
from models.record.person_file import find_person
from models.record.retention import OFFICIAL_CHANGED
from models.record.users import Account, AccountRole, SignedIn
from models.roles import actor_of

FORMAT, VERSION = "merzim-person", 1
_TWICE = frozenset({"cases", "outbox"})
"""Tables told in another way."""


def person_data(
    session: Session, code: str, *, authority: str | None = None, login: str | None = None
) -> dict[str, Any]:
    """Every row that names the person, the person's own cases whole, letters, and the acts the person did.

    `login` is the person's account, where there is one: nothing in the record ties it to a personnel number. Raises
    `InvalidInput` as `find_person` does, and where there is no such account.
    """
    account = find_account(session, login) if login is not None else None
    official, place = find_person(session, code, authority)
    own = session.exec(select(Case.number).where(Case.official_id == official.id).order_by(col(Case.id))).all()
    letters = select(Letter).where(Letter.recipient_id == official.id).order_by(col(Letter.id))
    did = select(AuditEntry).where(
        col(AuditEntry.actor).in_([code, f"recipient:{code}"]), AuditEntry.authority_code == place.code
    )
    diary = select(CalendarEntry).where(CalendarEntry.recipient_key == f"{place.code}/{code}")
    changed = select(AuditEntry).where(
        AuditEntry.action == OFFICIAL_CHANGED, AuditEntry.authority_code == place.code
    )  # fmt: skip
    return {
        "format": FORMAT,
        "version": VERSION,
        "authority": {"code": place.code, "name_ru": place.name_ru, "name_kk": place.name_kk},
        "person": _plain(official.model_dump()),
        "registry": _rows_of(session, official.id),
        "cases": [{k: v for k, v in case_data(session, number).items() if k != "proof"} for number in own],
        # A digest tells of the people whose steps the person was to take: what it said is theirs.
        "letters": [
            _plain(letter.model_dump(exclude=set() if letter.case_number in own else {"subject", "body", "payload"}))
            for letter in session.exec(letters)
        ],
        "calendar": [_plain(entry.model_dump()) for entry in session.exec(diary.order_by(col(CalendarEntry.step_id)))],
        "account": _account(session, account) if account is not None else None,
        "changes": _about(session, changed, "official", code),
        "acts": [
            _plain({"at": e.at, "on_day": e.on_day, "action": e.action, "case": e.case_number, "step": e.step})
            for e in session.exec(did.order_by(col(AuditEntry.id)))
        ],
    }


def _account(session: Session, account: Account) -> dict[str, Any]:
    """An account, what it may do, where it was used from, and its acts; neither its password nor a session's token."""
    secrets = {"password_hash", "token_hash"}
    roles = select(AccountRole).where(AccountRole.account_id == account.id).order_by(col(AccountRole.id))
    sessions = select(SignedIn).where(SignedIn.account_id == account.id).order_by(col(SignedIn.started_at))
    did = select(AuditEntry).where(AuditEntry.actor == actor_of(account.login)).order_by(col(AuditEntry.id))
    of_accounts = select(AuditEntry).where(AuditEntry.authority_code == "", AuditEntry.action != SIGNED_IN)
    return {
        **_plain(account.model_dump(exclude=secrets)),
        "roles": [_plain(row.model_dump()) for row in session.exec(roles)],
        "sessions": [_plain(row.model_dump(exclude=secrets)) for row in session.exec(sessions)],
        "acts": [
            _plain({"at": e.at, "action": e.action, "case": e.case_number, "step": e.step})
            # What other acts hold is of those they were done to.
            | (e.after or {} if e.action == SIGNED_IN else {})
            for e in session.exec(did)
        ],
        "changes": _about(session, of_accounts, "login", account.login),
    }


def _about(session: Session, asked: Any, name: str, who: str) -> list[dict[str, Any]]:
    """Those of the entries of the audit trail that tell of whom."""
    entries: Iterable[AuditEntry] = session.exec(asked.order_by(col(AuditEntry.id)))
    return [_plain(e.model_dump()) for e in entries if (e.after or e.before or {}).get(name) == who]


def person_archive(session: Session, code: str, *, authority: str | None = None, login: str | None = None) -> bytes:
    """The zip for the person: `person.json` and `person.html`. The same record gives the same bytes."""
    data = person_data(session, code, authority=authority, login=login)
    files = {
        "person.html": _page(data).encode(),
        "person.json": json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode(),
    }
    return packed(files, 0o600)


def _rows_of(session: Session, official: int) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table that refers to the person, found by the tables' own foreign keys: a new table is not
    forgotten."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in Record.metadata.sorted_tables:
        if table.name in _TWICE:
            continue
        for name in _names_person(table):
            asked = columns(table).where(table.c[name] == official)
            rows = [_plain(dict(row)) for row in session.execute(asked).mappings()]
            if rows:
                found[f"{table.name}.{name}"] = rows
    return found


def _names_person(table: Table) -> list[str]:
    keys = (c for c in table.constraints if isinstance(c, ForeignKeyConstraint))
    return sorted(e.parent.name for c in keys for e in c.elements if e.column.table.name == Official.__tablename__)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: iso(value) for name, value in row.items()}


def _page(data: dict[str, Any]) -> str:
    person = data["person"]
    name = " ".join(filter(None, (person["last_name"], person["first_name"], person["middle_name"])))
    body = "".join(_section(key, value) for key, value in data.items() if key not in ("format", "version"))
    return (
        f'<!doctype html>\n<html lang="{person["language"]}"><head><meta charset="utf-8"><title>{escape(name)}</title>'
        "<style>body{font:14px/1.4 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;margin:.3rem 0 1rem}td{border:1px solid #bbb;padding:.2rem .4rem;"
        "vertical-align:top}</style></head><body>\n"
        f"<h1>{escape(name)}</h1>\n{body}</body></html>\n"
    )


def _section(title: str, value: Any) -> str:
    return f"<h2>{escape(title)}</h2>{_told(value)}\n"


def _told(value: Any) -> str:
    if isinstance(value, dict):
        rows = (f"<tr><td>{escape(str(k))}</td><td>{_told(v)}</td></tr>" for k, v in value.items() if v not in ({}, []))
        return f"<table>{''.join(rows)}</table>"
    if isinstance(value, list):
        return "".join(f"<div>{_told(each)}</div>" for each in value) or "—"
    return escape("—" if value is None else str(value))
