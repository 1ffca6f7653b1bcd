"""One open station: the only door through which anything is written.

Every operation is one transaction (`Store.unit`). Its writes pass through a `Unit`, which keeps the journal: undo,
history and audit are the same rows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from typing import Any, cast

from peewee import Database, IntegrityError, OperationalError, fn

from db.audit import FORM, head_after, newest_head, row_digest
from db.base import Row, Table, column_values, fields_of, new_id
from db.engine import is_file
from db.rooms import TABLES, table_named
from db.rounds.tally import Touched
from db.station.tables import Change, Operation
from db.writing import set_rows, write_rows

Values = Mapping[str, Any]
AT_ONCE = 500  # rows named in one statement
# operations that write rows as another station has them: taken back, a row is again what it was, its version too
EXACT = frozenset({"exchange.take_package", "exchange.decide_conflict"})


class StaleEdit(Exception):
    """Somebody changed the row since it was read: `mine` is what was to be written, `current` what stands there now."""

    def __init__(self, table: str, row_id: str, mine: dict[str, Any], current: dict[str, Any]) -> None:
        super().__init__(f"{table} {row_id} has changed")
        self.table, self.row_id, self.mine, self.current = table, row_id, mine, current


class CannotUndo(Exception):
    """The rows of the operation were changed afterwards; `tables` names where."""

    def __init__(self, tables: set[str]) -> None:
        super().__init__(f"changed since: {', '.join(sorted(tables))}")
        self.tables = tables


class DiskTrouble(Exception):
    """The disk refused a write; nothing of the operation was kept. `kind` is 'full', 'read_only', 'busy' or 'other'."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        words = {"full": "full", "readonly": "read_only", "read-only": "read_only", "locked": "busy", "unable to open": "read_only"}
        said, one = str(error), error.__context__
        while one is not None:  # a commit that failed ended the transaction: rolling back then complains of that and hides the reason
            said, one = f"{said} {one}", one.__context__
        self.kind = next((kind for word, kind in words.items() if word in said), "other")


class DoesNotFit(Exception):
    """The database refused rows because of others (a number that is given twice, something that is referred to)."""


class NotFound(LookupError):
    """No such row."""


def to_json(values: Values) -> str:
    """Column values as JSON; dates and moments as the database writes them."""
    return json.dumps(values, ensure_ascii=False, default=_plain, separators=(",", ":"))


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in the journal")


class Unit:
    """The writes of one operation. Made by `Store.unit`; ids are returned so that later writes can refer to them."""

    def __init__(self, database: Database, operation_id: str, now: datetime) -> None:
        self._database = database
        self._changes: list[dict[str, Any]] = []
        self._touched = Touched()
        self.operation_id = operation_id
        self.now = now
        self.topics: set[str] = set()

    def insert(self, table: type[Row], values: Values) -> str:
        """Write a new row and return its id. Unknown names raise KeyError."""
        return self.insert_many(table, [values])[0]

    def insert_many(self, table: type[Row], rows: Iterable[Values]) -> list[str]:
        """Write many new rows with the same columns in one statement; their ids come back in order."""
        prepared = [self._with_defaults(table, row) for row in rows]
        self._write_rows(table, prepared)
        for row in prepared:
            self._note_new(table, row)
        return [row["id"] for row in prepared]

    def load(self, table: type[Row], rows: Iterable[Values]) -> None:
        """Write rows of history in bulk without a journal line each: the sample station's past, which nobody will undo."""
        self._write_rows(table, [self._with_defaults(table, row) for row in rows])
        self.topics.add(table.topic)

    def adopt(self, table: type[Row], rows: Sequence[Values], standing: Mapping[str, Values]) -> None:
        """Write whole rows with the id, stamps and version that they bring, over those that stand (by id) or as new ones.

        Values are as the database writes them. Only for operations in EXACT.
        """
        self._write_rows(table, [dict(row) for row in rows if row["id"] not in standing])
        names = [name for name in fields_of(table) if name != "id"]
        changed = [row for row in rows if row["id"] in standing]
        set_rows(self._database, table, names, changed)
        for row in rows:
            if row["id"] not in standing:
                self._note_new(table, row)
        for row in changed:
            old = standing[row["id"]]
            self._touched.note(table, old)
            self._touched.note(table, row)
            moved = [name for name in names if old[name] != row[name] or name == "version"]
            self._note(table, row["id"], "update", row["version"], before=to_json({name: old[name] for name in moved}),
                       after=to_json({name: row[name] for name in moved}))

    def update(self, table: type[Row], row_id: str, values: Values, expected_version: int | None = None) -> None:
        """Change columns of a row; columns that already have the value are left out, and no change writes nothing.

        With `expected_version`, raises StaleEdit when the row has moved on. Raises NotFound for a row that is not there.
        """
        wanted = column_values(table, values)
        current = self.row(table, row_id)
        if expected_version is not None and current["version"] != expected_version:
            raise StaleEdit(table._meta.table_name, row_id, wanted, current)
        changed = {name: value for name, value in wanted.items() if current[name] != value}
        if not changed:
            return
        self._set(table, row_id, changed, current)

    def remove(self, table: type[Row], row_id: str, expected_version: int | None = None) -> None:
        """Move a row to the recycle bin."""
        self.update(table, row_id, {"deleted_at": self.now}, expected_version)

    def restore(self, table: type[Row], row_id: str) -> None:
        """Take a row out of the recycle bin."""
        self.update(table, row_id, {"deleted_at": None})

    def erase(self, table: type[Row], row_id: str) -> None:
        """Delete a row for good; the journal keeps it whole, so that the operation can be undone. Raises NotFound."""
        self.erase_many(table, [row_id])

    def erase_many(self, table: type[Row], row_ids: Sequence[str]) -> None:
        """Delete many rows for good, in this order. Raises NotFound for one that is not there."""
        names = [field.column_name for field in table._meta.sorted_fields]
        for start in range(0, len(row_ids), AT_ONCE):
            ids = row_ids[start:start + AT_ONCE]
            found = table.select(*table._meta.sorted_fields).where(table.id.in_(ids)).tuples()
            rows = {row["id"]: row for row in (dict(zip(names, values, strict=True)) for values in found)}
            table.delete().where(table.id.in_(ids)).execute()
            for row_id in ids:
                if row_id not in rows:
                    raise NotFound(f"{table._meta.table_name} {row_id}")
                self._touched.note(table, rows[row_id])
                self._note(table, row_id, "erase", rows[row_id]["version"], before=to_json(rows[row_id]))

    def replace_all(self, table: type[Row], owner: Values, rows: Sequence[Values]) -> None:
        """Make the rows that belong to `owner` (say, the contacts of a care file) be exactly `rows`.

        Rows that stay the same are not touched; others are erased or inserted.
        """
        owned = column_values(table, owner)
        fields = fields_of(table)
        query = table.select()
        for name, value in owned.items():
            query = query.where(fields[name] == value)
        columns = {name: field.column_name for name, field in table._meta.fields.items()}
        standing = [{columns[name]: value for name, value in row.items()} for row in query.dicts()]
        wanted = [column_values(table, {**row}) | owned for row in rows]
        for row in standing:
            match = next((want for want in wanted if all(row[name] == value for name, value in want.items())), None)
            if match is None:
                self.erase(table, row["id"])
            else:
                wanted.remove(match)
        for want in wanted:
            self.insert(table, want)

    def blank(self, table: type[Row], row_id: str, values: Values | None) -> None:
        """Write over columns of a row, or delete it (None), so that the journal keeps no word of what stood there (deletion on request).

        What the journal had before is blanked by `db.erasing`. Raises NotFound.
        """
        current = self.row(table, row_id)
        if values is None:
            table.delete().where(table.id == row_id).execute()
            self._touched.note(table, current)
            self._note(table, row_id, "redact", current["version"] + 1)
            return
        stamped = {**column_values(table, values), "changed_at": self.now, "version": current["version"] + 1}
        fields = fields_of(table)
        table.update({fields[name]: value for name, value in stamped.items()}).where(table.id == row_id).execute()
        self._note_new(table, {**current, **stamped}, "redact")

    def row(self, table: type[Row], row_id: str) -> dict[str, Any]:
        """The row as it stands, keyed by column name. Raises NotFound."""
        found = table.select(*table._meta.sorted_fields).where(table.id == row_id).tuples().first()
        if found is None:
            raise NotFound(f"{table._meta.table_name} {row_id}")
        return dict(zip((field.column_name for field in table._meta.sorted_fields), found, strict=True))

    def next_number(self, table: type[Row], column: str) -> int:
        """The next running number: one more than the largest ever given, also to rows in the recycle bin."""
        return int(table.select(fn.COALESCE(fn.MAX(fields_of(table)[column]), 0)).scalar() or 0) + 1

    def _set(self, table: type[Row], row_id: str, changed: dict[str, Any], current: dict[str, Any]) -> None:
        version = current["version"] + 1
        stamped = {**changed, "changed_at": self.now, "version": version}
        fields = fields_of(table)
        table.update({fields[name]: value for name, value in stamped.items()}).where(table.id == row_id).execute()
        self._touched.note(table, current)
        self._touched.note(table, current | changed)
        before = {name: current[name] for name in changed}
        self._note(table, row_id, "update", version, before=to_json(before), after=to_json(changed))

    def _with_defaults(self, table: type[Row], values: Values) -> dict[str, Any]:
        row: dict[str, Any] = {}
        given = column_values(table, values)
        for name, field in fields_of(table).items():
            if name in given:
                row[name] = given[name]
            elif name in ("created_at", "changed_at"):
                row[name] = self.now
            elif field.default is not None:
                row[name] = field.default() if callable(field.default) else field.default
            else:
                row[name] = None
        return row

    def _write_rows(self, table: type[Table], rows: list[dict[str, Any]]) -> None:
        write_rows(self._database, table, rows)
        for row in rows:
            self._touched.note(table, row)

    def _note(self, table: type[Row], row_id: str, kind: str, version: int, before: str = "", after: str = "") -> dict[str, Any]:
        self.topics.add(table.topic)
        change = {
            "id": new_id(), "operation_id": self.operation_id, "seq": len(self._changes), "table_name": table._meta.table_name,
            "row_id": row_id, "kind": kind, "row_version": version, "before": before, "after": after, "digest": "",
        }
        self._changes.append(change)
        return change

    def _note_new(self, table: type[Row], row: Values, kind: str = "insert") -> None:
        """A row whose contents go into the chain as a digest: a new one, or one that a deletion on request left blank."""
        change = self._note(table, row["id"], kind, row["version"])
        change["digest"] = row_digest(change["id"], table, row)

    def _close(self) -> bool:
        """Bring what is derived up to date and write the journal; tells whether anything was written."""
        self._touched.settle(self._database)
        write_rows(self._database, Change, self._changes)
        return bool(self._changes)


class Store:
    """One open database, bound to the tables. Belongs to the one database thread."""

    def __init__(self, database: Database) -> None:
        self.database = database
        database.bind(TABLES, bind_refs=False, bind_backrefs=False)

    @contextmanager
    def unit(self, name: str, account: str, now: datetime, undoes: str = "") -> Iterator[Unit]:
        """One operation: a transaction with its journal. Nothing is kept when the body raises; nothing is journalled when it writes nothing."""
        with self.transaction():
            unit = Unit(self.database, new_id(), now)
            yield unit
            if unit._close():
                seq, head = newest_head(self.database)
                unit.topics.add(Operation.topic)
                operation = {"id": unit.operation_id, "seq": seq + 1, "name": name, "at": now, "account": account, "undoes": undoes, "form": FORM}
                head = head_after(head, operation, unit._changes)
                write_rows(self.database, Operation, [{**operation, "undone_by": "", "head": head}])

    def undo(self, operation_id: str, name: str, account: str, now: datetime) -> set[str]:
        """Reverse one operation, as an operation of its own (so that undoing the undo is redo). Returns the topics that changed.

        Raises CannotUndo when its rows were changed since, NotFound when it is unknown or undone already.
        """
        operation = Operation.get_or_none(Operation.id == operation_id, Operation.undone_by == "")
        if operation is None:
            raise NotFound(f"operation {operation_id}")
        moved = self._changed_since(operation) | self._blanked(operation)
        if moved:
            raise CannotUndo(moved)
        with self.unit(name, account, now, undoes=operation_id) as unit:
            exact = self._first_of(operation).name in EXACT
            changes = Change.select().where(Change.operation_id == operation_id).order_by(Change.seq.desc()).dicts()
            for (name_of_table, kind), run in groupby(changes, key=lambda change: (change["table"], change["kind"])):
                self._reverse(unit, cast("type[Row]", table_named(name_of_table)), kind, list(run), exact)
            Operation.update(undone_by=unit.operation_id).where(Operation.id == operation_id).execute()
            if operation.undoes:  # undoing an undo: the first operation stands again
                Operation.update(undone_by="").where(Operation.id == operation.undoes).execute()
        return unit.topics

    def _changed_since(self, operation: Operation) -> set[str]:
        """Tables in which a later operation that still stands touched the same rows."""
        mine = Change.select(Change.row_id).where(Change.operation_id == operation.id)
        later = (
            Change.select(Change.table)
            .join(Operation, on=(Operation.id == Change.operation_id))
            .where(Operation.seq > operation.seq, Operation.undone_by == "", Operation.undoes == "", Change.row_id.in_(mine))
            .distinct()
        )
        return {row[0] for row in later.tuples()}

    def _blanked(self, operation: Operation) -> set[str]:
        """Tables in which a deletion on request took the operation's texts away, or is the operation itself."""
        gone = (Change.kind == "redact") | ((Change.kind != "insert") & (Change.digest != ""))
        return {row[0] for row in Change.select(Change.table).where(Change.operation_id == operation.id, gone).distinct().tuples()}

    def _first_of(self, operation: Operation) -> Operation:
        """The operation that an undo (or a redo, or an undo of that) is about in the end; itself for any other."""
        while operation.undoes and (before := Operation.get_or_none(Operation.id == operation.undoes)) is not None:
            operation = before
        return operation

    def _reverse(self, unit: Unit, table: type[Row], kind: str, changes: list[dict[str, Any]], exact: bool) -> None:
        """Take back changes of one kind to one table, the newest first; `exact`: with the version that each row had."""
        if kind == "erase":
            kept = [json.loads(change["before"]) for change in changes]
            for row in kept if not exact else ():
                row["version"] += 2  # newer than its erasing, which other stations may have heard of
            unit._write_rows(table, kept)
            for row in kept:
                unit._note_new(table, row)
        elif kind == "insert":
            try:
                unit.erase_many(table, [change["row_id"] for change in changes])
            except IntegrityError:  # something added later refers to one of them
                raise CannotUndo({table._meta.table_name}) from None
        elif exact:
            for change in changes:
                standing = unit.row(table, change["row_id"])
                unit.adopt(table, [standing | json.loads(change["before"])], {change["row_id"]: standing})
        else:
            for change in changes:
                unit._set(table, change["row_id"], json.loads(change["before"]), unit.row(table, change["row_id"]))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction without a journal, for what is kept beside it on purpose. Raises DiskTrouble, DoesNotFit."""
        try:
            with self.database.atomic("IMMEDIATE") if is_file(self.database) else self.database.atomic():
                yield
        except OperationalError as error:
            raise DiskTrouble(error) from error
        except IntegrityError as error:
            raise DoesNotFit(str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self.database.close()
