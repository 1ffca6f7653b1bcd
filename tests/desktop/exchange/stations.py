"""Several stations in memory for the merge: each an encrypted file, and what they send each other without the envelope."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from db.engine import open_file
from db.exchange.lines import Gone, Vector, erased, lineages, load_lines
from db.exchange.merging import rows_of
from db.exchange.scope import by_name, travelling
from db.migrations import migrate
from db.store import Store
from desktop.exchange.merge import Merge
from desktop.exchange.parcel import Outcome

KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 9, 0)


@dataclass
class Snapshot:
    """A station's rows at one moment, as a package would carry them."""

    tables: dict[str, list[tuple[dict[str, Any], Vector]]]
    gone: list[Gone]

    def count(self, table: str) -> int:
        return len(self.tables.get(table, []))

    def rows(self, table: str) -> Iterator[tuple[dict[str, Any], Vector]]:
        yield from self.tables.get(table, [])


class Place:
    """One station."""

    def __init__(self, path: Path, now: datetime = NOW) -> None:
        database = open_file(path, KEY, synchronous="off", journal="memory")
        migrate(database, now)
        self.store = Store(database)
        self.now = now
        with self.unit("station.create") as unit:
            from db.station.tables import Station

            unit.insert(Station, {"name": path.stem})

    def bound(self) -> Store:
        """The store, with the tables bound to it (one station at a time is the open one)."""
        return Store(self.store.database)

    def unit(self, name: str) -> Any:
        self.now += timedelta(seconds=1)
        return self.bound().unit(name, "tester", self.now)

    def snapshot(self) -> Snapshot:
        store = self.bound()
        lines, tables = load_lines(store), {}
        for scope in travelling():
            rows = list(rows_of(store, scope))
            kept = {one["row_id"]: one for one in lineages(store, [row["id"] for row in rows])}
            tables[scope.name] = [
                (row, lines.vector(row["id"], row["version"], kept[row["id"]]["vector"], kept[row["id"]]["sum"])
                 if row["id"] in kept and not kept[row["id"]]["alias"] else lines.vector(row["id"], row["version"]))
                for row in rows]
        return Snapshot(tables, erased(store, lines))

    def take(self, snapshot: Snapshot) -> Outcome:
        store = self.bound()
        merge = Merge(store, snapshot, self.now)
        merge.plan(lambda _share: None)
        if merge.writes:
            with self.unit("exchange.take_package") as unit:
                merge.write(unit, lambda _share: None)
        return merge.outcome

    def content(self, *tables: str) -> dict[str, dict[str, Any]]:
        """Rows by id, only what is compared."""
        store = self.bound()
        return {row["id"]: {name: row[name] for name in by_name()[table].compared} for table in tables for row in rows_of(store, by_name()[table])}

    def newest(self) -> str:
        """The newest operation."""
        return str(self.bound().database.execute_sql('select id from "operation" order by seq desc limit 1').fetchone()[0])
