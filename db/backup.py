"""Copies, checks and the reading of copies of the encrypted file. None of these binds the tables: the open station stays the open one."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import Database
from sqlcipher3 import dbapi2

from db.audit import newest_head
from db.engine import BROKEN, CannotOpen, open_to_read
from db.migrations import version_of
from db.store import DiskTrouble

STEPS = 50_000  # of SQLite's machine between two questions whether to stop: some milliseconds
CHAINED = 2  # the schema since which the journal is a chain


@dataclass(frozen=True)
class Contents:
    """What a file holds: its schema, rows by table (without the recycle bin's meaning: all rows), and its newest operation."""

    schema: int
    rows: dict[str, int]
    operations: int  # the newest sequence number
    newest_name: str
    newest_at: datetime | None
    newest_account: str
    accounts: frozenset[str]
    station: str
    head: str = ""  # of the audit chain; '' before schema 2


def copy_to(database: Database, target: Path, key: bytes) -> None:
    """Copy the open file by SQLite's backup API, encrypted with the same key, without a WAL (so that it opens from read-only media).

    Raises DiskTrouble.
    """
    copy = dbapi2.connect(str(target))
    try:
        copy.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        database.connection().backup(copy)
        copy.execute("PRAGMA journal_mode=delete")
    except dbapi2.DatabaseError as error:
        raise DiskTrouble(error) from error
    finally:
        copy.close()


def copy_with_key(database: Database, target: Path, key: bytes) -> None:
    """Write the whole open file anew under another key, page by page of its contents: no byte of the old encryption stays.

    The open database must be quiet (call within no transaction). Raises DiskTrouble.
    """
    try:
        database.execute_sql(f"ATTACH DATABASE ? AS renewed KEY \"x'{key.hex()}'\"", (str(target),))
        try:
            database.execute_sql("SELECT sqlcipher_export('renewed')").fetchone()
        finally:
            database.execute_sql("DETACH DATABASE renewed")
    except BROKEN as error:
        raise DiskTrouble(error) from error


def settle(database: Database) -> None:
    """Bring everything from the write-ahead log into the file itself, so that the file alone is the station. Raises DiskTrouble."""
    try:
        busy, _log, _done = database.execute_sql("PRAGMA wal_checkpoint(truncate)").fetchone()
    except BROKEN as error:
        raise DiskTrouble(error) from error
    if busy:
        raise DiskTrouble(RuntimeError("database is locked"))


def faults(database: Database) -> list[str]:
    """What is wrong with the open file: broken structure, references to nothing, damaged pages. Empty = sound.

    The check of pages looks at the file alone. After a power cut while pages were moved there from the write-ahead log it may hold
    half a page, whole again in the log; so the log is settled first (but only when everything reads well). On a full disk it
    cannot be settled; then that every used page was read and authenticated must do.
    """
    found: list[str] = []
    try:
        found += [str(row[0]) for row in database.execute_sql("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
        found += [f"{row[0]} row {row[1]} refers to a missing {row[2]}" for row in database.execute_sql("PRAGMA foreign_key_check").fetchall()]
        if not found and _settled(database):
            found += [str(row[0]) for row in database.execute_sql("PRAGMA cipher_integrity_check").fetchall()]
    except BROKEN as error:  # so damaged that the check itself cannot read on
        found.append(str(error))
    return found


def _settled(database: Database) -> bool:
    try:
        settle(database)
    except DiskTrouble:
        return False
    return True


def file_faults(path: Path, key: bytes, stopped: Callable[[], bool] | None = None) -> list[str]:
    """What is wrong with a copy on disk; nothing is written to it. Raises CannotOpen when it does not open with this key at all.

    `stopped` may break it off: then what it gives means nothing.
    """
    with closing(open_to_read(path, key)) as database:
        if stopped is not None:
            let_stop(database, stopped)
        return faults(database)


def let_stop(database: Database, stopped: Callable[[], bool]) -> None:
    """Let long statements end with an error of BROKEN as soon as `stopped` says so."""
    database.connection().set_progress_handler(stopped, STEPS)


def copy_faults(path: Path, key: bytes, sequence: int) -> list[str]:
    """What is wrong with a copy that was made just now: every page is read back and authenticated, and the newest operation must be there.

    (The order of its trees is the original's: `file_faults` checks that too, before a restore, at three times the cost.) Raises CannotOpen.
    """
    with closing(open_to_read(path, key)) as database:
        try:
            found = [str(row[0]) for row in database.execute_sql("PRAGMA cipher_integrity_check").fetchall()]
            if not found and (got := last_sequence(database)) < sequence:
                found.append(f"operation {sequence} is missing, the newest is {got}")
        except BROKEN as error:
            found = [str(error)]
    return found


def file_contents(path: Path, key: bytes) -> Contents:
    """What a copy on disk holds; nothing is written to it. Raises CannotOpen, and NewerSchema for one of a newer program."""
    try:
        with closing(open_to_read(path, key)) as database:
            return contents(database)
    except BROKEN as error:
        raise CannotOpen(error) from error


def contents(database: Database) -> Contents:
    """What the open file holds. Raises NewerSchema for one of a newer program."""
    schema = version_of(database)
    names = [row[0] for row in database.execute_sql(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name").fetchall()]
    rows = {name: int(database.execute_sql(f'select count(*) from "{name}"').fetchone()[0]) for name in names}
    newest = accounts = station = None
    if "operation" in rows:
        newest = database.execute_sql('select seq, name, at, account from "operation" order by seq desc limit 1').fetchone()
        accounts = database.execute_sql('select name from "account" where deleted_at is null').fetchall()
        station = database.execute_sql('select name from "station"').fetchone()
    return Contents(
        schema=schema, rows=rows, operations=int(newest[0]) if newest else 0, newest_name=newest[1] if newest else "",
        newest_at=_moment(newest[2]) if newest else None, newest_account=newest[3] if newest else "",
        accounts=frozenset(row[0] for row in accounts or ()), station=station[0] if station else "",
        head=newest_head(database)[1] if schema >= CHAINED else "",
    )


def read_every_row(database: Database, tables: list[str]) -> int:
    """Read these tables from the first row to the last; returns how many rows there were."""
    return sum(sum(1 for _row in database.execute_sql(f'select * from "{table}"')) for table in tables)


def last_sequence(database: Database) -> int:
    """The sequence number of the newest operation; 0 for none."""
    return int(database.execute_sql('select coalesce(max(seq), 0) from "operation"').fetchone()[0])


def newest_moment(database: Database) -> datetime | None:
    """The time that the newest operation (by sequence) bears; None for an empty journal."""
    newest = database.execute_sql('select at from "operation" order by seq desc limit 1').fetchone()
    return _moment(newest[0]) if newest else None


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
