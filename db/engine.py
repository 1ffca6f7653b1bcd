"""Opening a database: the encrypted file of one station, or PostgreSQL."""

from pathlib import Path
from typing import Any

from peewee import Database, DatabaseError, OperationalError, PostgresqlDatabase
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

__all__ = ["BROKEN", "CannotOpen", "Database", "is_file", "open_file", "open_postgres", "open_to_read"]

BUSY_MS = 5_000
BROKEN = (DatabaseError, dbapi2.DatabaseError)  # peewee wraps what a statement raises, but not what reading its rows raises


class CannotOpen(Exception):
    """The file is no database of ours, is damaged, or the key is wrong; the message is for logs, not for users.

    `disk` tells that the file itself is not to blame: the disk is full, read-only or failing.
    """

    def __init__(self, error: Exception | str) -> None:
        super().__init__(str(error))
        self.disk = isinstance(error, (OperationalError, dbapi2.OperationalError))


def open_file(path: Path, key: bytes, *, journal: str = "wal", synchronous: str = "full") -> Database:
    """Open (or make) the encrypted SQLite file with its raw 256-bit key.

    WAL and synchronous=FULL lose no acknowledged commit at a power cut; `journal='delete'` is for copies on USB sticks.
    Raises CannotOpen when the file cannot be read with this key.
    """
    if len(key) != 32:
        raise ValueError("the key has 32 bytes")
    database = SqlCipherDatabase(
        str(path),
        passphrase=f"x'{key.hex()}'",
        pragmas={
            "cipher_log_level": "none",  # its errors come as exceptions; on the terminal they would only frighten
            "journal_mode": journal,
            "synchronous": synchronous,
            "foreign_keys": 1,
            "busy_timeout": BUSY_MS,
            "temp_store": "memory",
            "cache_size": -32_000,
        },
        check_same_thread=False,
    )
    try:
        database.connect()
        database.execute_sql("select count(*) from sqlite_master").fetchone()
    except BROKEN as error:
        database.close()
        raise CannotOpen(error) from error
    return database


def open_to_read(path: Path, key: bytes) -> Database:
    """Open an encrypted file that lies closed (a backup, also on read-only media) only to look at it: not one byte is written.

    Raises CannotOpen as `open_file` does.
    """
    if len(key) != 32:
        raise ValueError("the key has 32 bytes")
    database = SqlCipherDatabase(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, passphrase=f"x'{key.hex()}'",
        pragmas={"cipher_log_level": "none", "temp_store": "memory"}, check_same_thread=False,
    )
    try:
        database.connect()
        database.execute_sql("select count(*) from sqlite_master").fetchone()
    except BROKEN as error:
        database.close()
        raise CannotOpen(error) from error
    return database


def open_postgres(name: str, **connection: Any) -> Database:
    """Open a PostgreSQL database (psycopg 3); `connection` as for psycopg (host, port, user, ...)."""
    database = PostgresqlDatabase(name, prefer_psycopg3=True, **connection)
    database.connect()
    return database


def is_file(database: Database) -> bool:
    """Whether this database is the encrypted file (else PostgreSQL)."""
    return isinstance(database, SqlCipherDatabase)
