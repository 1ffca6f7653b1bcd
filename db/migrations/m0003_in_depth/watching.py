"""Schema 3, part watching: a step of a ladder keeps by when it was due. Frozen: it never imports today's tables."""

from peewee import Database

DUE_AT = """alter table "ladder_step" add column "due_at" timestamp"""


def up(database: Database) -> None:
    """Add the column."""
    database.execute_sql(DUE_AT)
