"""The journal as a chain of hashes: each operation's `head` covers the head before it, the operation and its changes.

Whoever edits, removes, inserts or reorders entries breaks the chain. Whoever cuts its tail, or reckons it anew from some place on, is
found by a head that was printed or carried away before. The text of a change goes in as a digest of its own, so that it could be
taken out on request (deletion of a person) without breaking the chain. What an operation says about being undone is not covered: it
changes later.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Database

SHOWN_FIRST, SHOWN_LAST = 8, 4  # digits of a head on paper
OPERATIONS = 'select seq, id, name, at, account, undoes, head from "operation" order by seq'
CHANGES = 'select operation_id, seq, table_name, row_id, kind, row_version, before, after from "change"'


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


def head_after(before: str, operation: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> str:
    """The head of an operation, given the head before it and its changes in order (column names as in the tables)."""
    fields = tuple(str(operation[name]) for name in ("seq", "id", "name", "at", "account", "undoes"))
    return _head(before, fields, [
        (one["seq"], one["table_name"], one["row_id"], one["kind"], one["row_version"], one["before"], one["after"]) for one in changes])


def _head(before: str, operation: Sequence[str], changes: Iterable[Sequence[Any]]) -> str:
    lines = [before, "\x1f".join(operation)]
    for seq, table, row_id, kind, version, old, new in changes:
        digest = hashlib.sha256(f"{old}\x1f{new}".encode()).hexdigest()
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
    of: dict[str, list[tuple[Any, ...]]] = {}
    count = 0
    for row in database.execute_sql(CHANGES):
        of.setdefault(row[0], []).append(row[1:])
        count += 1
    faults: list[str] = []
    marks: set[str] = set()
    head, sequence, operations = "", 0, 0
    for seq, identity, name, at, account, undoes, kept in database.execute_sql(OPERATIONS):
        if seq != sequence + 1:
            faults.append(f"operation {sequence + 1} is missing")
        changes = sorted(of.pop(identity, []), key=_place)
        reckoned = _head(head, (str(seq), identity, name, str(at), account, undoes), changes)
        if reckoned != kept:
            faults.append(f"operation {seq} is not what was written")
        head, sequence = kept, seq  # go on from what stands there: one forged entry is one fault
        operations += 1
        marks.add(head_mark(seq, kept))
    if of:
        faults.append(f"changes of {len(of)} operations that are missing")
    faults += [f"head {mark} is not in the journal" for mark in known if mark not in marks]
    return Audit(operations, count, sequence, head, tuple(faults))


def _place(change: tuple[Any, ...]) -> int:
    return int(change[0])
