"""Queries of the station room: the station, accounts, settings, the journal."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from peewee import fn

from db.station.tables import Account, Change, Operation, Setting, Station
from db.store import Store


def station(store: Store) -> dict[str, Any]:
    """The one station row. Raises LookupError when the file holds none."""
    found = Station.select().dicts().first()
    if found is None:
        raise LookupError("no station row")
    return dict(found)


def account(store: Store, name: str) -> dict[str, Any] | None:
    """The active account of this name."""
    found = Account.select().where(Account.name == name, Account.deleted_at.is_null(), Account.active).dicts().first()
    return None if found is None else dict(found)


def accounts(store: Store) -> list[dict[str, Any]]:
    """All accounts that are not removed, by name."""
    return list(Account.select().where(Account.deleted_at.is_null()).order_by(Account.name).dicts())


def last_seen(store: Store) -> dict[str, datetime]:
    """When each account last wrote something."""
    return dict(Operation.select(Operation.account, fn.MAX(Operation.at)).group_by(Operation.account).tuples())


def settings(store: Store, keys: Collection[str]) -> dict[str, Any]:
    """Those of these settings that are stored, by key (the same table keeps drafts, which nobody wants parsed here)."""
    wanted = Setting.select(Setting.key, Setting.value).where(Setting.deleted_at.is_null(), Setting.key.in_(list(keys)))
    return {key: json.loads(value) for key, value in wanted.tuples()}


def setting_row(store: Store, key: str) -> dict[str, Any] | None:
    """The row that keeps one setting."""
    found = Setting.select().where(Setting.key == key).dicts().first()
    return None if found is None else dict(found)


def operations(store: Store, limit: int = 200) -> list[dict[str, Any]]:
    """The newest operations first: id, seq, name, at, account, undoes, undone_by and the number of rows changed."""
    newest = list(Operation.select().order_by(Operation.seq.desc()).limit(limit).dicts())

    counted = (
        Change.select(Change.operation_id, fn.COUNT(Change.id))
        .where(Change.operation_id.in_([row["id"] for row in newest]))
        .group_by(Change.operation_id)
    )
    counts = dict(counted.tuples())
    return [row | {"rows": counts.get(row["id"], 0)} for row in newest]


def undone_name(store: Store, operation_id: str) -> str:
    """The name of an operation; of one that undoes another, the name of that which began it. '' when there is none."""
    name, wanted = "", operation_id
    while wanted:
        found = Operation.select(Operation.name, Operation.undoes).where(Operation.id == wanted).tuples().first()
        name, wanted = found if found is not None else ("", "")
    return str(name)


def last_standing(store: Store, kept: Collection[str] = ()) -> dict[str, Any] | None:
    """The newest operation that can be undone: not undone, no undo itself, and none of the names that stay (`kept`)."""
    standing = Operation.select().where(Operation.undone_by == "", Operation.undoes == "", Operation.name.not_in(list(kept)))
    found = standing.order_by(Operation.seq.desc()).dicts().first()
    return None if found is None else dict(found)


def last_undo(store: Store) -> dict[str, Any] | None:
    """The newest undo that can itself be undone (redo), if nothing was done since."""
    newest = Operation.select().where(Operation.undone_by == "").order_by(Operation.seq.desc()).dicts().first()
    return dict(newest) if newest is not None and newest["undoes"] else None


def history(store: Store, row_ids: list[str]) -> list[dict[str, Any]]:
    """Every change of these rows, newest first: operation name, at, account, table, kind, before, after (dicts)."""
    rows = (
        Change.select(Operation.name, Operation.at, Operation.account, Change.table, Change.row_id, Change.kind, Change.before, Change.after)
        .join(Operation, on=(Operation.id == Change.operation_id))
        .where(Change.row_id.in_(row_ids))
        .order_by(Operation.seq.desc(), Change.seq.desc())
    )
    names = ("operation", "at", "account", "table", "row_id", "kind", "before", "after")
    return [
        dict(zip(names, row, strict=True)) | {"before": json.loads(row[6] or "{}"), "after": json.loads(row[7] or "{}")}
        for row in rows.tuples()
    ]
