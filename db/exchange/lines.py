"""Lines of history: under which name this station's changes count when rows of several stations are compared.

A row's vector says how many changes of each line it holds; one that holds all of another's is the newer one, and two that each hold
something of their own are in conflict. A station begins with one line, named by its first operation. A new one begins where its file may
have become two: restored, copied to another computer, or an adopted package taken back; else two different changes could bear the
same number. Nothing is stored for this in the rows: the version counts, and `Lineage` holds what came from elsewhere.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.audit import newest_head
from db.base import new_id
from db.exchange.scope import by_name
from db.exchange.tables import Line
from db.store import EXACT, Store

Vector = dict[str, int]


@dataclass(frozen=True)
class Lines:
    """The station's lines, the oldest first. `counts`: row -> {line: changes} for the lines after the first."""

    names: tuple[str, ...]
    counts: Mapping[str, Vector] = field(default_factory=dict)

    @property
    def newest(self) -> str:
        """The line under which changes count now."""
        return self.names[-1]

    def vector(self, row_id: str, version: int, kept: Mapping[str, int] | None = None, kept_sum: int = 0) -> Vector:
        """The vector of a row of ours at this version, given what its lineage holds."""
        vector = dict(kept or {})
        own = version - kept_sum
        counted = self.counts.get(row_id, {})
        for name in reversed(self.names[1:]):
            here = min(own, counted.get(name, 0))
            if here > 0:
                vector[name] = vector.get(name, 0) + here
                own -= here
        if own > 0:
            vector[self.names[0]] = vector.get(self.names[0], 0) + own
        return vector


def holds(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether a row of vector `one` holds every change of a row of vector `other`."""
    return all(one.get(name, 0) >= number for name, number in other.items())


def joined(one: Mapping[str, int], other: Mapping[str, int]) -> Vector:
    """The least vector that holds both."""
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in one.keys() | other.keys()}


def to_text(vector: Mapping[str, int]) -> str:
    """As it is stored."""
    return json.dumps(dict(sorted(vector.items())), separators=(",", ":"))


def exact_operations(store: Store) -> set[str]:
    """Ids of the operations that wrote rows as another station has them, and of those that took them back."""
    named = ", ".join(f"'{name}'" for name in sorted(EXACT))
    rows = store.database.execute_sql(
        f"""select id, name in ({named}), undoes from "operation" where undoes <> '' or name in ({named}) order by seq""").fetchall()
    found: set[str] = set()
    for identity, exact, undoes in rows:
        if exact or undoes in found:
            found.add(identity)
    return found


def load_lines(store: Store) -> Lines:
    """The lines, and what each row has of those after the first."""
    first = store.database.execute_sql('select id from "operation" order by seq limit 1').fetchone()
    exact = exact_operations(store)
    begun = store.database.execute_sql('select id, seq from "line"').fetchall()
    undone = store.database.execute_sql("""select id, seq from "operation" where undoes <> ''""").fetchall()
    later = sorted(((str(name), int(seq)) for name, seq in [*begun, *(row for row in undone if row[0] in exact)]), key=lambda one: (one[1], one[0]))
    names = (str(first[0]) if first else "", *(name for name, _seq in later))
    return Lines(names, _counts(store, later, exact) if later else {})


def begin_line(store: Store, now: datetime) -> str:
    """From now on changes count under a new line; its name. Raises DiskTrouble."""
    name = new_id()
    with store.transaction():
        Line.create(id=name, seq=newest_head(store.database)[0], at=now)
    return name


def newest_line(store: Store) -> str:
    """The line that was begun last, '' for an empty journal."""
    begun = store.database.execute_sql('select id from "line" order by seq desc, id desc limit 1').fetchone()
    first = begun or store.database.execute_sql('select id from "operation" order by seq limit 1').fetchone()
    return str(first[0]) if first else ""


def _counts(store: Store, later: list[tuple[str, int]], exact: Iterable[str]) -> dict[str, Vector]:
    skipped = set(exact)
    counts: dict[str, Vector] = {}
    place = 0
    rows = store.database.execute_sql(
        'select o.seq, o.id, c.row_id, count(*) from "change" c join "operation" o on o.id = c.operation_id '
        f"where o.seq > {later[0][1]} group by o.seq, o.id, c.row_id order by o.seq").fetchall()
    for seq, operation, row_id, number in rows:
        while place + 1 < len(later) and later[place + 1][1] < seq:
            place += 1
        if operation not in skipped:
            of = counts.setdefault(row_id, {})
            of[later[place][0]] = of.get(later[place][0], 0) + int(number)
    return counts


@dataclass(frozen=True)
class Gone:
    """A row that was erased: its table, id and the vector that its end has."""

    table: str
    row_id: str
    vector: Vector


def erased(store: Store, lines: Lines, since: int = 0) -> list[Gone]:
    """The rows that were erased here after operation `since` (not by taking back a package), and those known to be erased elsewhere."""
    exact = exact_operations(store)
    rows = store.database.execute_sql(
        'select c.table_name, c.row_id, c.row_version, c.kind, c.operation_id from "change" c join "operation" o on o.id = c.operation_id '
        f"where c.kind in ('erase', 'redact') and o.seq > {int(since)} order by o.seq, c.seq").fetchall()
    last = {(table, row_id): (version + (kind == "erase"), operation) for table, row_id, version, kind, operation in rows if table in by_name()}
    known = {row["row_id"]: row for row in lineages(store, (row_id for _table, row_id in last))}
    standing = {name: existing(store, name, [row_id for table, row_id in last if table == name]) for name in {table for table, _id in last}}
    found = []
    for (table, row_id), (version, operation) in last.items():
        kept = known.get(row_id)
        if operation in exact or row_id in standing[table] or (kept is not None and (kept["gone"] or kept["alias"])):
            continue
        found.append(Gone(table, row_id, lines.vector(row_id, version, kept and kept["vector"], kept["sum"] if kept else 0)))
    told = store.database.execute_sql('select table_name, row_id, vector from "lineage" where gone').fetchall()
    found += [Gone(table, row_id, json.loads(vector)) for table, row_id, vector in told]
    return found + _other_names(store, lines, {one.row_id for one in found})


def _other_names(store: Store, lines: Lines, gone: set[str]) -> list[Gone]:
    """The same things under the ids that other stations gave them: erased here, they are to go there too (not the ways of a station)."""
    rows = store.database.execute_sql("""select table_name, row_id, vector, alias from "lineage" where alias <> ''""").fetchall()
    return [
        Gone(table, row_id, {**json.loads(vector), lines.newest: json.loads(vector).get(lines.newest, 0) + 1})
        for table, row_id, vector, alias in rows if alias in gone and not by_name()[table].ways]


def lineages(store: Store, row_ids: Iterable[str], at_once: int = 500) -> list[dict[str, Any]]:
    """What is kept of these rows' origin, `vector` read."""
    wanted, found = list(row_ids), []
    names = ("id", "row_id", "table_name", "vector", "sum", "alias", "seen", "gone", "version", "created_at", "changed_at", "deleted_at")
    for start in range(0, len(wanted), at_once):
        part = wanted[start : start + at_once]
        rows = store.database.execute_sql(
            f'select {", ".join(names)} from "lineage" where row_id in ({", ".join([store.database.param] * len(part))})', part).fetchall()
        found += [dict(zip(names, row, strict=True)) for row in rows]
    for one in found:
        one["vector"] = json.loads(one["vector"])
    return found


def existing(store: Store, table: str, row_ids: list[str], at_once: int = 500) -> set[str]:
    """Which of these ids stand in the table."""
    found: set[str] = set()
    for start in range(0, len(row_ids), at_once):
        part = row_ids[start : start + at_once]
        rows = store.database.execute_sql(
            f'select id from "{table}" where id in ({", ".join([store.database.param] * len(part))})', part).fetchall()
        found |= {row[0] for row in rows}
    return found


def changed_rows(store: Store, since: int) -> set[str]:
    """Ids of the rows that operations after `since` touched."""
    rows = store.database.execute_sql(
        'select distinct c.row_id from "change" c join "operation" o on o.id = c.operation_id '
        f"where o.seq > {int(since)}").fetchall()
    return {row[0] for row in rows}
