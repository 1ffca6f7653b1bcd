"""Queries of the audit trail: operations by person, account, room and day, and what each did."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import fn

from db.base import Row
from db.people.tables import CareFile, Person
from db.privacy.erasing import rows_of
from db.reports.tables import PrintLog
from db.rooms import table_named
from db.station.tables import Change, Operation
from db.store import AT_ONCE, Store


def rows_about(store: Store, person_id: str) -> list[str]:
    """Ids of all rows about a person, also prints about her alone."""
    found = [one for ids in rows_of(store, person_id).values() for one in ids]
    subjects = [person_id, *(row[0] for row in CareFile.select(CareFile.id).where(CareFile.person == person_id).tuples())]
    return found + [row[0] for row in PrintLog.select(PrintLog.id).where(PrintLog.subject.in_(subjects)).tuples()]


def operations(
    store: Store, *, about: Sequence[str] | None = None, account: str = "", room: str = "", since: date | None = None,
    until: date | None = None, limit: int = 1000,
) -> list[dict[str, Any]]:  # fmt: skip
    """Operations, newest first: id, seq, name, at, account, undoes, undone_by, rows. `about` are ids of rows they must have touched."""
    query = Operation.select()
    if account:
        query = query.where(Operation.account == account)
    if room:
        query = query.where(Operation.name.startswith(f"{room}."))
    if since is not None:
        query = query.where(Operation.at >= datetime.combine(since, time()))
    if until is not None:
        query = query.where(Operation.at < datetime.combine(until + timedelta(days=1), time()))
    if about is not None:
        ids: set[str] = set()
        for start in range(0, len(about), AT_ONCE):
            some = list(about[start:start + AT_ONCE])
            ids |= {row[0] for row in Change.select(Change.operation_id).where(Change.row_id.in_(some)).distinct().tuples()}
        found = [row for start in range(0, len(ids), AT_ONCE) for row in query.where(Operation.id.in_(sorted(ids)[start:start + AT_ONCE])).dicts()]
        found = sorted(found, key=lambda row: -row["seq"])[:limit]
    else:
        found = list(query.order_by(Operation.seq.desc()).limit(limit).dicts())
    counts: dict[str, int] = {}
    for start in range(0, len(found), AT_ONCE):
        some = [row["id"] for row in found[start:start + AT_ONCE]]
        counted = Change.select(Change.operation_id, fn.COUNT(Change.id)).where(Change.operation_id.in_(some))
        counts |= dict(counted.group_by(Change.operation_id).tuples())
    return [row | {"rows": counts.get(row["id"], 0)} for row in found]


def changes(store: Store, operation_id: str, limit: int = 400) -> list[dict[str, Any]]:
    """What an operation did, in order: table, row_id, kind, before, after (dicts), blanked; for a new row `after` is the row as it stands."""
    del store
    found = []
    for row in Change.select().where(Change.operation_id == operation_id).order_by(Change.seq).limit(limit).dicts():
        after = json.loads(row["after"] or "{}")
        if row["kind"] == "insert":
            table = table_named(row["table"])
            standing = table.select().where(table.id == row["row_id"]).dicts().first() if issubclass(table, Row) else None
            after = dict(standing) if standing else {}
        found.append({
            "table": row["table"], "row_id": row["row_id"], "kind": row["kind"], "before": json.loads(row["before"] or "{}"), "after": after,
            "blanked": bool(row["digest"]) and row["kind"] in ("update", "erase"),
        })  # fmt: skip
    return found


def names_of(store: Store, row_ids: Sequence[str]) -> dict[str, str]:
    """Whose row it is: the name for rows of persons and care files."""
    del store
    ids = list(row_ids)[:AT_ONCE]
    found = dict(Person.select(Person.id, Person.name).where(Person.id.in_(ids)).tuples())
    found |= dict(CareFile.select(CareFile.id, Person.name).join(Person).where(CareFile.id.in_(ids)).tuples())
    return found
