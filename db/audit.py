"""The journal as a chain of hashes: each operation's `head` covers the head before it, the operation and its changes.

Whoever edits, removes, inserts or reorders entries breaks the chain. Whoever cuts its tail, or reckons it anew from some place on, is
found by a head that was printed or carried away before. What a change holds goes in as a digest of its own:

- of a new row, its contents (`contents`): the row itself holds the text, the journal only the digest, and `db/rowcheck.py` compares;
- of a change, its texts before and after. A deletion on request blanks them and leaves the digest, which nobody can guess back: it is
  salted with the change's id, and blanking gives the change another id. What was blanked must be named by a row of `erasure`.

Form 1 (before schema 3) knew no digest of new rows and no salt. What an operation says about being undone is not covered: it changes later.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import BooleanField, Database, FloatField

from db.base import Table
from db.station.tables import Erasure

FORM = 2  # how heads are reckoned today
SHOWN_FIRST, SHOWN_LAST = 8, 4  # digits of a head on paper
OPERATIONS = 'select seq, id, name, at, account, undoes, head, form from "operation" order by seq'
CHANGES = 'select operation_id, seq, table_name, row_id, kind, row_version, before, after, id, digest from "change"'
ERASED = 'select e.id, e.changes, c.id, c.digest from "erasure" e join "change" c on c.row_id = e.id and c.kind = \'insert\''
STAMPS = frozenset({"changed_at", "version"})  # move with every change


@dataclass(frozen=True)
class Audit:
    """What checking the chain found: operations and changes read, the newest head, and what is wrong (empty = whole)."""

    operations: int
    changes: int
    sequence: int
    head: str
    faults: tuple[str, ...]

    @property
    def mark(self) -> str:
        """The newest head as it stands on papers."""
        return head_mark(self.sequence, self.head)


_COLUMNS: dict[str, list[tuple[str, Callable[[Any], object], str | None]]] = {}


def _columns(table: type[Table]) -> list[tuple[str, Callable[[Any], object], str | None]]:
    """Column, how its value is read (float, int, str), and its default as text; reckoned once a table."""
    found = _COLUMNS.setdefault(table.__name__, [])
    if found:
        return found
    for name, field in sorted(table._meta.columns.items()):
        kind: Callable[[Any], object] = float if isinstance(field, FloatField) else int if isinstance(field, BooleanField) else str
        default = None if callable(field.default) or field.default is None else str(kind(field.default))
        if name not in STAMPS:
            found.append((name, kind, default))
    return found


def contents(table: type[Table], row: Mapping[str, Any]) -> str:
    """A row's contents as text, the same for what is written and what is read back: without stamps, and without columns at their default,
    so that a column that a later schema adds changes nothing."""
    parts: list[str | None] = []
    for name, kind, default in _columns(table):
        value = row.get(name)
        if value is not None:
            text = str(kind(value))
            if text != default:
                parts.append(name)
                parts.append(text)
        elif default is not None:
            parts += (name, None)
    return json.dumps(parts, ensure_ascii=False)


def row_digest(change_id: str, table: type[Table], row: Mapping[str, Any]) -> str:
    """What stands in the chain for a new row."""
    return hashlib.sha256(f"{change_id}\x1f{contents(table, row)}".encode()).hexdigest()


def texts_digest(form: int, change_id: str, before: str, after: str) -> str:
    """What stands in the chain for the texts of a change."""
    text = f"{before}\x1f{after}" if form == 1 else f"{change_id}\x1f{before}\x1f{after}"
    return hashlib.sha256(text.encode()).hexdigest()


def head_after(before: str, operation: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> str:
    """The head of an operation, given the head before it and its changes in order (column names as in the tables)."""
    fields = tuple(str(operation[name]) for name in ("seq", "id", "name", "at", "account", "undoes"))
    return _head(before, fields, int(operation["form"]), [
        (one["seq"], one["table_name"], one["row_id"], one["kind"], one["row_version"], one["before"], one["after"], one["id"], one["digest"])
        for one in changes])


def _head(before: str, operation: Sequence[str], form: int, changes: Iterable[Sequence[Any]]) -> str:
    lines = [before, "\x1f".join(operation)] if form == 1 else [before, "\x1f".join((str(form), *operation))]
    for seq, table, row_id, kind, version, old, new, change_id, digest in changes:
        digest = digest or texts_digest(form, change_id, old, new)
        lines.append(f"{seq}\x1f{table}\x1f{row_id}\x1f{kind}\x1f{version}\x1f{digest}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def newest_head(database: Database) -> tuple[int, str]:
    """Sequence number and head of the newest operation; (0, '') for an empty journal."""
    newest = database.execute_sql('select seq, head from "operation" order by seq desc limit 1').fetchone()
    return (int(newest[0]), str(newest[1])) if newest else (0, "")


def head_mark(sequence: int, head: str) -> str:
    """A head as it is printed: the operation's number, then the first and last digits of its hash. '' for an empty journal."""
    return f"{sequence}-{head[:SHOWN_FIRST]}{head[-SHOWN_LAST:]}" if head else ""


def check_chain(database: Database, known: Iterable[str] = ()) -> Audit:
    """Reckon the whole chain again. `known` are heads as printed (`head_mark`): each must be in the chain, else its tail was cut or rewritten."""
    blanked, faults = _blanked(database)
    of: dict[str, list[tuple[Any, ...]]] = {}
    count = 0
    for row in database.execute_sql(CHANGES):
        if row[9]:  # the digest stands for texts that are not here
            if row[6] or row[7]:
                faults.append(f"a change of {row[2]} is not what was written")
            if row[4] not in ("insert", "redact") and row[8] not in blanked:
                faults.append(f"a change of {row[2]} was blanked, and no deletion on request names it")
        of.setdefault(row[0], []).append(row[1:])
        count += 1
    marks: set[str] = set()
    head, sequence, operations = "", 0, 0
    for seq, identity, name, at, account, undoes, kept, form in database.execute_sql(OPERATIONS):
        if seq != sequence + 1:
            faults.append(f"operation {sequence + 1} is missing")
        changes = sorted(of.pop(identity, []), key=_place)
        reckoned = _head(head, (str(seq), identity, name, str(at), account, undoes), form, changes)
        if reckoned != kept:
            faults.append(f"operation {seq} is not what was written")
        head, sequence = kept, seq  # go on from what stands there: one forged entry is one fault
        operations += 1
        marks.add(head_mark(seq, kept))
    if of:
        faults.append(f"changes of {len(of)} operations that are missing")
    faults += [f"head {mark} is not in the journal" for mark in known if mark not in marks]
    return Audit(operations, count, sequence, head, tuple(faults))


def _blanked(database: Database) -> tuple[frozenset[str], list[str]]:
    """Ids of the changes that deletions on request blanked, and deletions that are not what was written."""
    named: set[str] = set()
    faults: list[str] = []
    cursor = database.execute_sql('select * from "erasure"')
    names = [column[0] for column in cursor.description]
    rows = {row["id"]: row for row in (dict(zip(names, values, strict=True)) for values in cursor)}
    written = {row[0]: row[2:] for row in database.execute_sql(ERASED)}
    for identity, row in rows.items():
        change_id, digest = written.get(identity, ("", ""))
        if row_digest(change_id, Erasure, row) != digest:
            faults.append(f"deletion {identity} is not what was written")
        named.update(row["changes"].split())
    return frozenset(named), faults


def _place(change: tuple[Any, ...]) -> int:
    return int(change[0])
