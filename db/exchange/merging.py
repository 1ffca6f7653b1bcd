"""Reading and writing rows as they travel: raw column values, many at once. No rules here; those are in desktop.exchange.merge."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from db.base import new_id
from db.exchange.lines import to_text
from db.exchange.scope import NATURAL, Scope, children
from db.exchange.tables import Lineage, MergeConflict
from db.store import Store, Unit

AT_ONCE = 500
Values = dict[str, Any]


def plain(value: Any) -> Any:
    """A column's value as the encrypted file holds it, whatever engine gave it."""
    if isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, (date, datetime)) else value


def rows_of(store: Store, scope: Scope, row_ids: Sequence[str] | None = None) -> Iterator[Values]:
    """The rows of a table, or those of these ids."""
    columns = ", ".join(f'"{name}"' for name in scope.columns)
    base = f'select {columns} from "{scope.name}"'
    if row_ids is None:
        for row in store.database.execute_sql(f"{base} order by id"):
            yield dict(zip(scope.columns, map(plain, row), strict=True))
        return
    for start in range(0, len(row_ids), AT_ONCE):
        part = list(row_ids[start : start + AT_ONCE])
        marks = ", ".join([store.database.param] * len(part))
        for row in store.database.execute_sql(f"{base} where id in ({marks})", part).fetchall():
            yield dict(zip(scope.columns, map(plain, row), strict=True))


def keys_of(store: Store, scope: Scope, key: Sequence[str]) -> dict[tuple[Any, ...], str]:
    """Key -> id of every row of a table, as `key_of` reads keys."""
    columns = ", ".join(f'"{name}"' for name in key)
    found = {}
    for *values, row_id in store.database.execute_sql(f'select {columns}, id from "{scope.name}"'):
        found[tuple(plain(value) for value in values)] = str(row_id)
    if key != NATURAL.get(scope.name):  # to the database, an empty part equals nothing
        return {values: row_id for values, row_id in found.items() if None not in values}
    return found


def aliases(store: Store) -> dict[str, str]:
    """Id at another station -> id of the same thing here."""
    rows = store.database.execute_sql("""select row_id, alias from "lineage" where alias <> ''""").fetchall()
    return {row[0]: row[1] for row in rows}


def used_by(store: Store, table: str, row_id: str) -> list[tuple[str, str]]:
    """Rows (table, id) that refer to this one."""
    found = []
    for name, column in children().get(table, ()):
        rows = store.database.execute_sql(f'select id from "{name}" where "{column}" = {store.database.param}', (row_id,)).fetchall()
        found += [(name, str(row[0])) for row in rows]
    return found


def ids_where(store: Store, table: str, column: str, values: Sequence[str]) -> list[str]:
    """Ids of the rows of a table whose column holds one of these ids."""
    found: list[str] = []
    for start in range(0, len(values), AT_ONCE):
        part = list(values[start : start + AT_ONCE])
        marks = ", ".join([store.database.param] * len(part))
        found += [row[0] for row in store.database.execute_sql(f'select id from "{table}" where "{column}" in ({marks})', part).fetchall()]
    return found


def write_lineages(unit: Unit, wanted: dict[str, Values], standing: dict[str, Values], now: datetime) -> None:
    """Keep where merged rows stand; `wanted` and `standing` by row id, `vector` as a mapping."""
    rows, old = [], {}
    for row_id, values in wanted.items():
        before = standing.get(row_id)
        base: Values = {"id": new_id(), "created_at": str(now), "deleted_at": None, "alias": "", "seen": 0, "gone": 0, "version": 0}
        if before is not None:
            base = {**before, "vector": to_text(before["vector"]), "gone": int(before["gone"])}
            old[base["id"]] = base
        row = {**base, **values, "row_id": row_id, "version": int(base["version"]) + 1, "changed_at": str(now)}
        row["vector"], row["gone"] = to_text(values["vector"]), int(row["gone"])
        rows.append(row)
    unit.adopt(Lineage, rows, old)


def open_conflicts(store: Store, row_ids: Iterable[str] | None = None) -> list[Values]:
    """The conflicts that nobody decided yet, the oldest first; of these rows, or all."""
    query = MergeConflict.select().where(MergeConflict.decided_at.is_null(), MergeConflict.deleted_at.is_null())
    if row_ids is not None:
        query = query.where(MergeConflict.row_id.in_(list(row_ids)))
    return [dict(row) for row in query.order_by(MergeConflict.created_at, MergeConflict.id).dicts()]


def conflict(store: Store, conflict_id: str) -> Values | None:
    """One conflict."""
    found = MergeConflict.select().where(MergeConflict.id == conflict_id).dicts().first()
    return None if found is None else dict(found)


def as_json(row: Values) -> str:
    """A row as it is kept beside ours until somebody decides."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
