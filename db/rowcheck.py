"""Whether the rows are what the journal says: whoever changes a row past the program is found here, though the chain is whole.

Each row is followed back from what stands there, through the texts before and after each change, to the digest of the new row.
Rows without a journal line (the sample's past, what is older than schema 3) cannot be told.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from db.audit import contents, row_digest
from db.base import Row
from db.rooms import TABLES, table_named
from db.store import Store

JOURNAL = """select c.row_id, c.id, c.table_name, c.kind, c.before, c.after, c.digest, o.form, o.seq from "change" c
join "operation" o on o.id = c.operation_id order by o.seq desc, c.seq desc"""


def check_rows(store: Store) -> tuple[int, list[str]]:
    """Rows that were followed back, and what is wrong: 'table id: operation n'."""
    standing: dict[str, dict[str, dict[str, Any]]] = {}
    for table in TABLES:
        if issubclass(table, Row):
            standing[table._meta.table_name] = dict(_raw_rows(store, table))
    states: dict[str, Mapping[str, Any] | None] = {}
    settled: set[str] = set()
    followed, wrong = set[str](), dict[str, str]()
    for row_id, change_id, name, kind, before, after, digest, form, seq in store.database.execute_sql(JOURNAL):
        if row_id in settled:
            continue
        table = table_named(name)
        state = states[row_id] if row_id in states else standing[name].get(row_id)
        told = f"{name} {row_id}: operation {seq}"
        followed.add(row_id)
        if digest and kind in ("update", "erase"):
            settled.add(row_id)  # blanked by a deletion on request: nothing to follow further back
            continue
        if kind == "erase":
            fault = state is not None
            states[row_id] = json.loads(before) if before else None
        elif kind == "update" and state is not None and before:
            was, became = json.loads(before), json.loads(after)
            fault = form > 1 and contents(table, {**state, **became}) != contents(table, state)
            states[row_id] = {**state, **was}
        elif kind == "redact":
            fault = (state is not None) if not digest else state is None or row_digest(change_id, table, state) != digest
            settled.add(row_id)  # what stood there before is gone, and that was wanted
        elif kind == "insert":
            fault = form > 1 and (state is None or row_digest(change_id, table, state) != digest)
            states[row_id] = None
        else:
            fault = True
        if fault:
            settled.add(row_id)
            wrong.setdefault(row_id, told)
    return len(followed), list(wrong.values())


def _raw_rows(store: Store, table: type[Row]) -> Iterator[tuple[str, dict[str, Any]]]:
    del store
    names = [field.column_name for field in table._meta.sorted_fields]
    for row in table.select(*table._meta.sorted_fields).tuples():
        found = dict(zip(names, row, strict=True))
        yield str(found["id"]), found
