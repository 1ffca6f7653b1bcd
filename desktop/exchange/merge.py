"""What becomes of each row of a package: new, newer, the same, older, or in conflict. Works in any order and any number of times.

Rows are compared by their vectors (db/exchange/lines.py). Nothing is overwritten that the giver did not know: such a row is a conflict,
which waits until a person decides. Erased rows travel as ends with a vector of their own; the recycle bin is a column like any other.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from db.exchange.lines import Gone, Vector, erased, existing, holds, joined, lineages, load_lines, to_text
from db.exchange.merging import aliases, as_json, keys_of, open_conflicts, rows_of, used_by, write_lineages
from db.exchange.scope import LOCAL, Scope, by_name, travelling
from db.exchange.tables import MergeConflict
from db.store import Store, Unit
from desktop.exchange.parcel import Outcome, Parcel

AT_ONCE = 500
EMPTY = (None, "")
Values = dict[str, Any]
Tick = Callable[[float], None]


class Merge:
    """The plan of one merge: made by `plan`, written by `write` in the same transaction or another one without writes between."""

    def __init__(self, store: Store, parcel: Parcel, now: datetime, package: str = "", peer_name: str = "") -> None:
        self._store, self._parcel, self._now = store, parcel, now
        self._package, self._peer = package, peer_name
        self.outcome = Outcome()
        self._lines = load_lines(store)
        self._aliases = aliases(store)
        self._ends = {one.row_id: one.vector for one in erased(store, self._lines)}
        self._kept: dict[str, Values] = {}  # lineage by row id, as stored
        self._wanted: dict[str, Values] = {}  # lineage to be stored
        self._rows: dict[str, dict[str, Values]] = {scope.name: {} for scope in travelling()}  # rows as they stand, of those looked at
        self._writes: dict[str, dict[str, Values]] = {scope.name: {} for scope in travelling()}
        self._there: dict[str, set[str]] = {}  # ids known to stand, by table
        self._keys: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], str]] = {}
        self._erase: dict[str, tuple[Scope, str, Vector]] = {}  # row -> its table, id there, vector of its end
        self._conflicts: list[Values] = []
        self._open: dict[str, list[Values]] = {}
        for one in open_conflicts(store):
            self._open.setdefault(one["row_id"], []).append(one)
        self._moved: list[tuple[Values, Values]] = []  # open conflicts whose other side went on
        self._closed: dict[str, Values] = {}

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._wanted or self._erase or self._conflicts or self._moved or self._closed or any(self._writes.values()))

    # ------------------------------------------------------------------------------------------------ planning

    def plan(self, tick: Tick) -> Outcome:
        """Look at every row; `tick` gets the share done and may raise to stop."""
        total, done = max(1, sum(self._parcel.count(scope.name) for scope in travelling())), 0
        self._ends_of(list(self._parcel.gone))
        for scope in travelling():
            chunk: list[tuple[Values, Vector]] = []
            for one in self._parcel.rows(scope.name):
                chunk.append(one)
                if len(chunk) == AT_ONCE:
                    self._chunk(scope, chunk)
                    done += len(chunk)
                    chunk = []
                    tick(done / total)
            self._chunk(scope, chunk)
            done += len(chunk)
            tick(done / total)
        self._keep_what_is_used()
        return self.outcome

    def _look(self, scope: Scope, foreign: Iterable[str]) -> None:
        """Load what is known of rows that are about to be compared."""
        ids = list(foreign)
        self._kept |= {row["row_id"]: row for row in lineages(self._store, [one for one in ids if one not in self._kept])}
        here = [self._aliases.get(one, one) for one in ids]
        missing = [one for one in here if one not in self._rows[scope.name]]
        self._rows[scope.name] |= {row["id"]: row for row in rows_of(self._store, scope, missing)}

    def _chunk(self, scope: Scope, chunk: list[tuple[Values, Vector]]) -> None:
        self._look(scope, (values["id"] for values, _vector in chunk))
        there = self._references_that_stand(scope, chunk)
        for raw, vector in chunk:
            theirs = self._as_here(scope, raw)
            wanted = {(theirs[column], target) for column, (target, _null) in scope.references.items()
                      if theirs.get(column) is not None and target not in LOCAL}
            for row_id, _target in wanted:
                if row_id in self._erase:  # it was erased there, and here comes something that needs it
                    self._keep(row_id)
            if all(row_id in there[target] for row_id, target in wanted):
                self._take(scope, raw["id"], theirs, vector)
            else:
                self.outcome.note("waiting", scope.name)

    def _references_that_stand(self, scope: Scope, chunk: list[tuple[Values, Vector]]) -> dict[str, set[str]]:
        for column, (target, _null) in scope.references.items():
            if target in LOCAL:
                continue
            known = self._there.setdefault(target, set())
            named = (str(raw[column]) for raw, _vector in chunk if raw.get(column) is not None)
            wanted = {self._aliases.get(one, one) for one in named}
            known |= existing(self._store, target, sorted(wanted - known))
        return self._there

    def _as_here(self, scope: Scope, raw: Values) -> Values:
        """A row of theirs, with references as they are called here; a column that its program did not know is left out."""
        row = {name: raw[name] for name in scope.columns if name in raw}
        for column in scope.references:
            if row.get(column) is not None:
                row[column] = self._aliases.get(row[column], row[column])
        for column in scope.hidden:
            row[column] = None
        return row

    def _take(self, scope: Scope, foreign: str, theirs: Values, vector: Vector) -> None:
        kept = self._lineage(foreign)
        if kept is not None and kept["alias"]:
            self._take_twin(scope, foreign, theirs, vector, kept)
            return
        mine = self._row(scope, foreign)
        if mine is None:
            self._take_unknown(scope, foreign, theirs, vector)
            return
        current = self._vector(foreign, mine, kept)
        differing = [name for name in scope.compared if name in theirs and theirs[name] != mine[name]]
        if differing and vector == current and all(name in scope.references for name in differing):
            differing = []  # left out of one package because what it refers to did not go along (an elder who moved)
            mine = {**mine, **{name: theirs[name] for name in scope.references if mine[name] is None and theirs.get(name) is not None}}
            if mine != self._row(scope, foreign):
                self._set(scope, mine, current)
        if not differing:
            self.outcome.note("same", scope.name)
            if not holds(current, vector):
                self._set(scope, dict(mine), joined(current, vector))
            self._settle(foreign, joined(current, vector))
        elif vector != current and holds(vector, current):
            self._forward(scope, foreign, theirs, mine, vector)
        elif vector != current and holds(current, vector):
            self.outcome.note("older", scope.name)
            self._settle(foreign, current)
        else:
            self._ask(scope, foreign, foreign, theirs, vector, "both_changed")

    def _take_unknown(self, scope: Scope, foreign: str, theirs: Values, vector: Vector) -> None:
        end = self._end(foreign)
        if end is not None and holds(end, vector):
            self.outcome.note("older", scope.name)
        elif end is not None and not holds(vector, end):
            self._ask(scope, foreign, foreign, theirs, vector, "erased_here")
        elif (twin := self._twin(scope, theirs)) is None:
            self._insert(scope, theirs, vector)
        else:
            self._aliases[foreign] = twin
            mine = self._loaded(scope, twin)
            self._remember(foreign, {"table_name": scope.name, "vector": vector, "sum": 0, "alias": twin, "seen": mine["version"], "gone": 0})
            self._fill(scope, foreign, theirs, vector, mine)

    def _take_twin(self, scope: Scope, foreign: str, theirs: Values, vector: Vector, kept: Values) -> None:
        """A row that is known here under another id."""
        if holds(kept["vector"], vector):
            self.outcome.note("older", scope.name)
            return
        mine = self._row(scope, kept["alias"])
        if mine is None:
            if not scope.ways:
                self._ask(scope, kept["alias"], foreign, theirs, vector, "erased_here")
            return
        self._fill(scope, foreign, theirs, vector, mine)

    def _fill(self, scope: Scope, foreign: str, theirs: Values, vector: Vector, mine: Values) -> None:
        """The same thing was entered at both: what is empty here is taken from there, what differs is asked."""
        moved = [name for name in scope.compared if name in theirs and theirs[name] != mine[name] and theirs[name] not in EMPTY]
        if scope.ways:
            moved = []
        if any(mine[name] not in EMPTY for name in moved):
            self._ask(scope, mine["id"], foreign, theirs, vector, "two_entries")
            return
        kept = self._lineage(foreign) or {}
        self._remember(foreign, {
            "table_name": scope.name, "vector": joined(kept.get("vector", {}), vector), "sum": 0, "alias": mine["id"],
            "seen": mine["version"] + bool(moved), "gone": 0})
        if moved:
            current = self._vector(mine["id"], mine, self._lineage(mine["id"]))
            current[self._lines.newest] = current.get(self._lines.newest, 0) + 1
            self._set(scope, {**mine, **{name: theirs[name] for name in moved}, "changed_at": str(self._now)}, current)
        self.outcome.note("newer" if moved else "same", scope.name)

    def _insert(self, scope: Scope, theirs: Values, vector: Vector) -> None:
        row: Values = {name: theirs.get(name) for name in scope.columns}
        for name, column in scope.table._meta.columns.items():
            if name not in theirs and column.default is not None:  # the giver's program did not know it yet
                row[name] = column.default() if callable(column.default) else column.default
        if scope.number:
            row[scope.number[-1]] = self._free_number(scope, row)
        for key in scope.same:
            self._index(scope, key)[tuple(row[name] for name in key)] = row["id"]
        self._set(scope, row, vector)
        self._there.setdefault(scope.name, set()).add(row["id"])
        self.outcome.note("new", scope.name)

    def _forward(self, scope: Scope, foreign: str, theirs: Values, mine: Values, vector: Vector) -> None:
        row = {**mine, **{name: theirs[name] for name in scope.compared if name in theirs}, "changed_at": theirs["changed_at"]}
        for key in scope.same:
            new, index = tuple(row[name] for name in key), self._index(scope, key)
            if index.get(new, foreign) not in (foreign, *self._erase):
                self._ask(scope, foreign, foreign, theirs, vector, "same_key")
                return
            index.pop(tuple(mine[name] for name in key), None)
            index[new] = foreign
        self._set(scope, row, vector)
        self._settle(foreign, vector)
        self.outcome.note("newer", scope.name)

    def _twin(self, scope: Scope, theirs: Values) -> str | None:
        for key in scope.same:
            found = self._index(scope, key).get(tuple(theirs.get(name) for name in key))
            if found in self._erase and used_by(self._store, scope.name, found):
                self._keep(found)
            if found is not None and found not in self._erase:
                return found
        return None

    def _free_number(self, scope: Scope, row: Values) -> Any:
        index = self._index(scope, scope.number)
        before = tuple(row[name] for name in scope.number[:-1])
        number = row[scope.number[-1]]
        if (*before, number) in index:
            if isinstance(number, int):
                number = max(key[-1] for key in index if key[:-1] == before) + 1
            else:
                number = next(told for times in range(2, len(index) + 3) if (*before, told := f"{number}-{times}") not in index)
        index[(*before, number)] = row["id"]
        return number

    def _ask(self, scope: Scope, row_id: str, foreign: str, theirs: Values | None, vector: Vector, why: str) -> None:
        self.outcome.note("conflict", scope.name)
        told, text = as_json(theirs) if theirs is not None else "", to_text(vector)
        for one in self._open.get(row_id, ()):
            if one["foreign_id"] != foreign:
                continue
            if one["theirs"] == told and one["vector"] == text:
                return
            if holds(vector, _read(one["vector"])):
                self._moved.append((one, {"theirs": told, "vector": text, "why": why, "package": self._package}))
                return
        self._conflicts.append({
            "table_name": scope.name, "row_id": row_id, "foreign_id": foreign, "theirs": told, "vector": text, "why": why,
            "package": self._package, "peer_name": self._peer})

    def _settle(self, row_id: str, vector: Vector) -> None:
        """Open conflicts that this row's vector already holds were decided elsewhere."""
        for one in self._open.get(row_id, ()):
            if holds(vector, _read(one["vector"])):
                self._closed[one["id"]] = one

    # what was erased

    def _ends_of(self, gone: list[Gone]) -> None:
        for scope in travelling():
            here = [one for one in gone if one.table == scope.name]
            for start in range(0, len(here), AT_ONCE):
                part = here[start : start + AT_ONCE]
                self._look(scope, (one.row_id for one in part))
                for one in part:
                    self._take_end(scope, one.row_id, one.vector)

    def _take_end(self, scope: Scope, foreign: str, vector: Vector) -> None:
        kept = self._lineage(foreign)
        if kept is not None and kept["alias"]:
            self._take_end_of_twin(scope, foreign, vector, kept)
            return
        mine = self._row(scope, foreign)
        if mine is None:
            end = self._end(foreign) or {}
            if not holds(end, vector):
                self._remember(foreign, {"table_name": scope.name, "vector": joined(end, vector), "sum": 0, "alias": "", "gone": 1})
            return
        current = self._vector(foreign, mine, kept)
        if holds(current, vector):
            self._settle(foreign, current)
        elif holds(vector, current):
            self._erase[foreign] = (scope, foreign, vector)
        else:
            self._ask(scope, foreign, foreign, None, vector, "erased_there")

    def _take_end_of_twin(self, scope: Scope, foreign: str, vector: Vector, kept: Values) -> None:
        mine = self._row(scope, kept["alias"])
        if holds(kept["vector"], vector):
            return
        if mine is not None and not scope.ways:
            if mine["version"] != kept["seen"]:
                self._ask(scope, mine["id"], foreign, None, vector, "erased_there")
                return
            end = self._vector(mine["id"], mine, self._lineage(mine["id"]))
            end[self._lines.newest] = end.get(self._lines.newest, 0) + 1
            self._erase[mine["id"]] = (scope, foreign, end)
        self._remember(foreign, {"table_name": scope.name, "vector": vector, "sum": 0, "alias": kept["alias"]})

    def _keep_what_is_used(self) -> None:
        """What something here still refers to is not erased: a person decides. Users that go too, or turn elsewhere, do not count."""
        again = True
        while again:
            again = False
            for row_id, (scope, _foreign, _vector) in list(self._erase.items()):
                if any(self._still_refers(table, user, row_id) for table, user in used_by(self._store, scope.name, row_id)):
                    self._keep(row_id)
                    again = True

    def _keep(self, row_id: str) -> None:
        scope, foreign, vector = self._erase.pop(row_id)
        if foreign != row_id:
            self._wanted.pop(foreign, None)
        self._ask(scope, row_id, foreign, None, vector, "still_used")

    def _still_refers(self, table: str, user: str, row_id: str) -> bool:
        if user in self._erase:
            return False
        written = self._writes.get(table, {}).get(user)
        return written is None or any(written[column] == row_id for column in by_name()[table].references)

    # what is known

    def _lineage(self, row_id: str) -> Values | None:
        if row_id in self._wanted:
            return {"alias": "", "gone": 0, **self._wanted[row_id]}
        if row_id not in self._kept:
            self._kept |= {row["row_id"]: row for row in lineages(self._store, [row_id])}
        return self._kept.get(row_id)

    def _row(self, scope: Scope, row_id: str) -> Values | None:
        if row_id in self._erase:
            return None
        return self._writes[scope.name].get(row_id) or self._rows[scope.name].get(row_id)

    def _loaded(self, scope: Scope, row_id: str) -> Values:
        found = self._row(scope, row_id)
        if found is None:
            self._rows[scope.name] |= {row["id"]: row for row in rows_of(self._store, scope, [row_id])}
            found = self._rows[scope.name][row_id]
        return found

    def _end(self, row_id: str) -> Vector | None:
        if row_id in self._erase:
            return self._erase[row_id][2]
        wanted = self._wanted.get(row_id)
        return wanted["vector"] if wanted is not None and wanted.get("gone") else self._ends.get(row_id)

    def _vector(self, row_id: str, row: Values, kept: Values | None) -> Vector:
        if kept is None or kept["alias"]:
            return self._lines.vector(row_id, row["version"])
        return self._lines.vector(row_id, row["version"], kept["vector"], kept["sum"])

    def _index(self, scope: Scope, key: tuple[str, ...]) -> dict[tuple[Any, ...], str]:
        if (scope.name, key) not in self._keys:
            self._keys[scope.name, key] = keys_of(self._store, scope, key)
        return self._keys[scope.name, key]

    def _set(self, scope: Scope, row: Values, vector: Vector) -> None:
        row["version"] = sum(vector.values())
        self._writes[scope.name][row["id"]] = row
        self._remember(row["id"], {"table_name": scope.name, "vector": vector, "sum": row["version"], "alias": "", "gone": 0})

    def _remember(self, row_id: str, values: Values) -> None:
        self._wanted[row_id] = values

    # ------------------------------------------------------------------------------------------------ writing

    def write(self, unit: Unit, tick: Tick) -> None:
        """Write the plan. Raises what `Unit` raises; nothing is kept then."""
        early, late = self._erasing()
        for scope, row_id in early:
            unit.erase(scope.table, row_id)
        for number, scope in enumerate(travelling()):
            rows = list(self._writes[scope.name].values())
            for start in range(0, len(rows), AT_ONCE * 4):
                part = rows[start : start + AT_ONCE * 4]
                unit.adopt(scope.table, part, {row["id"]: self._rows[scope.name][row["id"]] for row in part if row["id"] in self._rows[scope.name]})
                tick(0.8 * (number + (start + len(part)) / max(1, len(rows))) / len(travelling()))
        for scope, row_id in late:
            unit.erase(scope.table, row_id)
        for row_id, (scope, _foreign, vector) in self._erase.items():
            self._remember(row_id, {"table_name": scope.name, "vector": vector, "sum": 0, "alias": "", "gone": 1})
            self.outcome.note("erased", scope.name)
        self._kept |= {row["row_id"]: row for row in lineages(self._store, [one for one in self._wanted if one not in self._kept])}
        wanted = list(self._wanted)
        for start in range(0, len(wanted), AT_ONCE * 4):
            part_of = {one: self._wanted[one] for one in wanted[start : start + AT_ONCE * 4]}
            write_lineages(unit, part_of, self._kept, self._now)
            tick(0.8 + 0.2 * start / len(wanted))
        for values in self._conflicts:
            unit.insert(MergeConflict, values)
        for one, moved in self._moved:
            unit.update(MergeConflict, one["id"], moved)
        for conflict_id in self._closed:
            unit.update(MergeConflict, conflict_id, {"decided_at": self._now, "decision": "elsewhere"})

    def _erasing(self) -> tuple[list[tuple[Scope, str]], list[tuple[Scope, str]]]:
        """What is erased before new rows come (they may take its place), and after (something refers to it until then)."""
        early: list[tuple[Scope, str]] = []
        late: list[tuple[Scope, str]] = []
        for scope in reversed(travelling()):
            for row_id, (of, _foreign, _vector) in self._erase.items():
                if of is scope:
                    users = [user for _table, user in used_by(self._store, scope.name, row_id) if user not in self._erase]
                    (late if users else early).append((scope, row_id))
        return early, late


def _read(vector: str) -> Mapping[str, int]:
    told: dict[str, int] = json.loads(vector)
    return told
