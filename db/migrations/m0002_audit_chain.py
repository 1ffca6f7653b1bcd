"""The journal becomes a chain: each operation carries a hash over the one before it, itself and its changes. Frozen, with its own arithmetic."""

import hashlib
from itertools import groupby
from typing import Any

from peewee import Database

COLUMN = """alter table "operation" add column "head" varchar(64) not null default ''"""
JOURNAL = """select o.seq, o.id, o.name, o.at, o.account, o.undoes, c.seq, c.table_name, c.row_id, c.kind, c.row_version, c.before, c.after
from "operation" o left join "change" c on c.operation_id = o.id order by o.seq, c.seq"""


def up(database: Database) -> None:
    """Add the column and chain what is there."""
    database.execute_sql(COLUMN)
    head, heads = "", []
    rows = database.execute_sql(JOURNAL).fetchall()
    for operation, changes in groupby(rows, key=lambda row: tuple(row[:6])):
        head = _head(head, operation, [row[6:] for row in changes if row[6] is not None])
        heads.append((head, operation[1]))
    for one in heads:
        database.execute_sql(f'update "operation" set "head" = {database.param} where "id" = {database.param}', one)


def _head(before: str, operation: tuple[Any, ...], changes: list[Any]) -> str:
    lines = [before, "\x1f".join(str(value) for value in operation)]
    for seq, table, row_id, kind, version, old, new in changes:
        digest = hashlib.sha256(f"{old}\x1f{new}".encode()).hexdigest()
        lines.append(f"{seq}\x1f{table}\x1f{row_id}\x1f{kind}\x1f{version}\x1f{digest}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
