"""Copies and checks of the encrypted file."""

from pathlib import Path

from peewee import Database
from sqlcipher3 import dbapi2

from db.store import DiskTrouble


def copy_to(database: Database, target: Path, key: bytes) -> None:
    """Copy the open file by SQLite's backup API, encrypted with the same key, without a WAL (so that it opens from read-only media).

    Raises DiskTrouble.
    """
    copy = dbapi2.connect(str(target))
    try:
        copy.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        database.connection().backup(copy)
        copy.execute("PRAGMA journal_mode=delete")
    except dbapi2.OperationalError as error:
        raise DiskTrouble(error) from error
    finally:
        copy.close()


def faults(database: Database) -> list[str]:
    """What is wrong with the open file: damaged pages, broken structure, references to nothing. Empty = sound."""
    found = [str(row[0]) for row in database.execute_sql("PRAGMA cipher_integrity_check").fetchall()]
    found += [str(row[0]) for row in database.execute_sql("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    found += [f"{row[0]} row {row[1]} refers to a missing {row[2]}" for row in database.execute_sql("PRAGMA foreign_key_check").fetchall()]
    return found
