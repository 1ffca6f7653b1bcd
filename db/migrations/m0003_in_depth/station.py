"""Schema 3, part station: custom permissions; a new row's contents in the chain. Frozen once released: it never imports today's tables."""

from peewee import Database

STATEMENTS = [
    """alter table "account" add column "permissions" text not null default ''""",
    """alter table "operation" add column "form" integer not null default 1""",
    """alter table "change" add column "digest" varchar(64) not null default ''""",
]


def up(database: Database) -> None:
    """Add the columns; what is chained already keeps its old form."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
