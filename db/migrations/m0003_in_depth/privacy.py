"""Schema 3, part privacy. Frozen once released: it never imports today's tables."""

from peewee import Database


def up(database: Database) -> None:
    """Nothing yet."""
    del database
