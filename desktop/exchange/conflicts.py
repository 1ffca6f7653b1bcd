"""Conflicts that a merge left: both sides beside each other, and what a person decides about them, row by row or column by column."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.exchange.lines import Vector, erased, holds, joined, lineages, load_lines
from db.exchange.merging import conflict, open_conflicts, rows_of, used_by, write_lineages
from db.exchange.scope import Scope, by_name
from db.exchange.tables import MergeConflict
from db.store import DoesNotFit, Store
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.session import Session
from desktop.station.words import HIDDEN, column_words, table_words, value_words

OURS, THEIRS, MIXED = "ours", "theirs", "mixed"
WHY: dict[str, str] = {
    "both_changed": N_("Changed here and there"),
    "two_entries": N_("Entered here and there"),
    "erased_here": N_("Deleted here, changed there"),
    "erased_there": N_("Deleted there, changed here"),
    "still_used": N_("Deleted there, still needed here"),
    "same_key": N_("Changed there into what another row here is"),
}
TELLING = ("name", "title", "text", "what", "code", "number", "date", "at")
BELONGS_TO = ("person_id", "care_file_id", "volunteer_id", "round_id", "ladder_id", "category_id")
DEEPEST = 3
Values = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """One column on both sides, in words; `column` is its name, to choose by."""

    column: str
    label: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Conflict:
    """A row that waits for a decision. `sides` are the columns that differ; empty when one side deleted it."""

    id: str
    table: str
    kind: str
    title: str
    why: str
    reason: str
    peer: str
    since: datetime
    sides: tuple[Side, ...]


@service(Permission.EXCHANGE_WRITE, personal=True)
def list_conflicts(session: Session) -> list[Conflict]:
    """What waits for a decision, the oldest first."""
    namer = _Namer(session.store)
    found = []
    for row in open_conflicts(session.store):
        scope = by_name()[row["table_name"]]
        mine = _mine(session.store, scope, row["row_id"])
        theirs: Values | None = json.loads(row["theirs"]) if row["theirs"] else None
        sides = tuple(
            Side(name, column_words(name), namer.value(scope, name, mine[name]), namer.value(scope, name, theirs[name]))
            for name in scope.compared if mine is not None and theirs is not None and name in theirs and name not in HIDDEN
            and mine[name] != theirs[name])
        why = row["why"]
        found.append(Conflict(
            row["id"], scope.name, table_words(scope.name), namer.title(scope, mine or theirs or {}), why, _(WHY[why]),
            row["peer_name"], row["created_at"], sides))
    return found


@service(Permission.EXCHANGE_WRITE)
def count_conflicts(session: Session) -> int:
    """How many wait."""
    return len(open_conflicts(session.store))


@service(Permission.EXCHANGE_WRITE, personal=True)
def decide(session: Session, conflict_ids: Iterable[str], choice: str, theirs_of: Iterable[str] = ()) -> str:
    """Decide conflicts, as one operation that can be undone: OURS, THEIRS, or MIXED (these columns as there, the others as here).

    Returns the operation. Raises BadRequest for one that was decided already, or a deletion of what is still needed here.
    """
    wanted, picked = list(conflict_ids), set(theirs_of)
    try:
        with session.write("exchange.decide_conflict") as unit:
            for conflict_id in wanted:
                _decide(session, unit, conflict_id, choice, picked)
    except DoesNotFit as error:
        told = _("This cannot be taken as it stands there: what it refers to is not here. Keep ours, or take in a newer package.")
        raise BadRequest(told) from error
    return session.last_operation


def _decide(session: Session, unit: Any, conflict_id: str, choice: str, picked: set[str]) -> None:
    store, row = session.store, conflict(session.store, conflict_id)
    if row is None or row["decided_at"] is not None:
        raise BadRequest(_("This was decided already."))
    scope, row_id, foreign = by_name()[row["table_name"]], row["row_id"], row["foreign_id"] or row["row_id"]
    mine = _mine(store, scope, row_id)
    theirs: Values | None = json.loads(row["theirs"]) if row["theirs"] else None
    vector, lines = json.loads(row["vector"]), load_lines(store)
    kept = {one["row_id"]: one for one in lineages(store, {row_id, foreign})}
    own = kept.get(row_id)
    current = _standing(store, row_id, mine, own, lines)
    twin = foreign != row_id
    result = dict(current) if twin else joined(current, vector)
    result[lines.newest] = result.get(lines.newest, 0) + 1
    after = _after(scope, mine, theirs, choice, picked)
    if after is None:
        if mine is not None:
            if users := used_by(store, scope.name, row_id):
                told = _("This cannot be deleted here: {number} other entries still need it ({kind}). Delete those first, or keep it.")
                raise BadRequest(told.format(number=len(users), kind=table_words(users[0][0])))
            unit.erase(scope.table, row_id)
        wanted: Values = {"table_name": scope.name, "vector": result, "sum": 0, "alias": "", "gone": 1}
    else:
        row_after = {**after, "id": row_id, "version": sum(result.values()), "changed_at": str(unit.now)}
        unit.adopt(scope.table, [row_after], {row_id: mine} if mine is not None else {})
        wanted = {"table_name": scope.name, "vector": result, "sum": row_after["version"], "alias": "", "gone": 0}
    lineage = {row_id: wanted}
    if twin:
        seen = kept.get(foreign, {}).get("vector", {})
        lineage[foreign] = {"table_name": scope.name, "vector": joined(seen, vector), "sum": 0, "alias": row_id, "seen": sum(result.values())}
    write_lineages(unit, lineage, kept, unit.now)
    unit.update(MergeConflict, conflict_id, {"decided_at": unit.now, "decided_by": session.account, "decision": choice})
    for other in open_conflicts(store, [row_id]):
        if other["foreign_id"] == row["foreign_id"] and holds(joined(result, vector), json.loads(other["vector"])):
            unit.update(MergeConflict, other["id"], {"decided_at": unit.now, "decision": "elsewhere"})


def _after(scope: Scope, mine: Values | None, theirs: Values | None, choice: str, picked: set[str]) -> Values | None:
    """The row as it is to be; None = deleted."""
    if choice == OURS:
        return mine
    if theirs is None:
        return None
    if mine is None:
        return {name: theirs.get(name) for name in scope.columns}
    taken = picked if choice == MIXED else set(scope.compared)
    if "name" in taken and "search_text" in theirs:
        taken = taken | HIDDEN
    return {**mine, **{name: theirs[name] for name in scope.compared if name in theirs and name in taken}}


def _mine(store: Store, scope: Scope, row_id: str) -> Values | None:
    return next(rows_of(store, scope, [row_id]), None)


def _standing(store: Store, row_id: str, mine: Values | None, kept: Values | None, lines: Any) -> Vector:
    if mine is None:
        return next((dict(one.vector) for one in erased(store, lines) if one.row_id == row_id), {})
    if kept is None or kept["alias"]:
        return dict(lines.vector(row_id, mine["version"]))
    return dict(lines.vector(row_id, mine["version"], kept["vector"], kept["sum"]))


class _Namer:
    """Says of any row what it is: its own name, or that of what it belongs to."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def title(self, scope: Scope, row: Values, depth: int = 0) -> str:
        """In words."""
        own = next((str(row[name])[:16] if name in ("date", "at") else str(row[name]) for name in TELLING if row.get(name)), "")
        if "name" in row or depth == DEEPEST:
            return own
        above = []
        for column, (target, _null) in scope.references.items():
            if row.get(column) and target in by_name() and column in BELONGS_TO:
                there = _mine(self._store, by_name()[target], row[column])
                if there is not None:
                    above.append(self.title(by_name()[target], there, depth + 1))
        return " · ".join(part for part in [*above, own] if part)

    def value(self, scope: Scope, column: str, value: Any) -> str:
        """A value in words; of a reference, what it refers to."""
        if column in scope.references and value is not None and scope.references[column][0] in by_name():
            target = by_name()[scope.references[column][0]]
            there = _mine(self._store, target, value)
            return self.title(target, there) if there is not None else _("(not here)")
        return value_words(value)
