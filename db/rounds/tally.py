"""The roll-up of knocks by day, slot, visitor and outcome: seven years by month in 35 ms instead of 656 ms.

It is derived. `db.store.Unit` tells a `Touched` of every row that it writes (also by undo, restore, import and bulk loads), and before
the transaction ends the rounds that were touched are counted again from the knocks themselves; so nothing can drift, and no service
has to remember it. `differences` compares the whole with the knocks.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Database, fn

from db.base import Table, new_id
from db.rounds.tables import Knock, KnockTally, Round, Sheet, Slot
from db.writing import write_rows

Key = tuple[date, str, str, str, int, int]  # date, slot, volunteer ('' = none), outcome, minutes late, unserved
AT_ONCE = 250


class Touched:
    """The days whose knocks an operation may have changed."""

    def __init__(self) -> None:
        self._days: set[date] = set()
        self._rounds: set[str] = set()
        self._all = False

    def note(self, table: type[Table], row: Mapping[str, Any]) -> None:
        """A row of `table` is written; `row` holds columns of it as they were or will be (call it for both)."""
        if table is Knock or table is Sheet:
            self._rounds.add(row["round_id"])
        elif table is Round:
            self._days.add(_day(row["date"]))
        elif table is Slot:
            self._all = True  # a window moved: another visit may be late

    def settle(self, database: Database) -> None:
        """Count what was touched again, in the transaction that is open."""
        if self._all:
            rebuild(database)
            return
        rounds, days = sorted(self._rounds), self._days
        for start in range(0, len(rounds), AT_ONCE):
            found = Round.select(Round.date).where(Round.id.in_(rounds[start : start + AT_ONCE])).tuples()
            days |= {_day(on) for (on,) in found}
        chosen = sorted(days)
        for start in range(0, len(chosen), AT_ONCE):
            chunk = chosen[start : start + AT_ONCE]
            KnockTally.delete().where(KnockTally.date.in_(chunk)).execute()
            _write(database, standing(database, chunk))


def standing(database: Database, days: Sequence[date] | None = None) -> Counter[Key]:
    """The knocks as they stand, counted from the rows themselves: of these days, or of all."""
    columns = (Round.date, Round.slot, Sheet.volunteer, Knock.outcome, Knock.at, Knock.unserved_reason)
    query = (
        Knock.select(*columns, fn.COUNT(Knock.id))
        .join(Round, on=(Knock.round == Round.id))
        .join_from(Knock, Sheet, JOIN.LEFT_OUTER, on=(Knock.sheet == Sheet.id))
        .where(Knock.deleted_at.is_null(), Round.deleted_at.is_null())
        .group_by(*columns)
    )
    if days is not None:
        query = query.where(Round.date.in_(list(days)))
    ends = dict(Slot.select(Slot.code, Slot.end_minute).tuples())
    sql, values = query.sql()
    counted: Counter[Key] = Counter()
    for on, slot, volunteer, outcome, at, unserved, knocks in database.execute_sql(sql, values).fetchall():
        day = _day(on)
        counted[day, slot, volunteer or "", outcome, minutes_late(day, ends.get(slot), at), int(bool(unserved))] += knocks
    return counted


def minutes_late(day: date, end: int | None, at: Any) -> int:
    """Whole minutes (begun ones count) from the slot's end to the visit; 0 for one in time, without a moment, or of an unknown slot."""
    if end is None or at is None:
        return 0
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    minutes = (moment - datetime.combine(day, datetime.min.time())).total_seconds() / 60 - end
    return max(0, int(-(-minutes // 1)))


def kept() -> Counter[Key]:
    """The roll-up as it is stored."""
    rows = KnockTally.select(
        KnockTally.date, KnockTally.slot, KnockTally.volunteer, KnockTally.outcome, KnockTally.late, KnockTally.unserved, KnockTally.knocks
    ).tuples()
    counted: Counter[Key] = Counter()
    for *key, knocks in rows:
        counted[tuple(key)] += knocks
    return counted


def differences(database: Database) -> list[tuple[Key, int, int]]:
    """Where the roll-up is not what the knocks say: (key, stored, counted). Empty when it is true."""
    stored, counted = kept(), standing(database)
    return [(key, stored[key], counted[key]) for key in sorted(stored.keys() | counted.keys()) if stored[key] != counted[key]]


def rebuild(database: Database) -> None:
    """Count everything again; inside a transaction."""
    KnockTally.delete().execute()
    _write(database, standing(database))


def _write(database: Database, counted: Mapping[Key, int]) -> None:
    names = ("date", "slot", "volunteer", "outcome", "late", "unserved", "knocks")
    write_rows(database, KnockTally, [{"id": new_id(), **dict(zip(names, (*key, knocks), strict=True))} for key, knocks in counted.items()])


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])

