"""Numbered migrations in an explicit list; each is frozen and never imports today's tables."""

from collections.abc import Callable
from datetime import datetime

from peewee import CharField, Database, DateTimeField, IntegerField, Model

from db.migrations import m0001_first, m0002_audit_chain, m0003_in_depth

Migration = Callable[[Database], None]

MIGRATIONS: list[tuple[int, Migration]] = [(1, m0001_first.up), (2, m0002_audit_chain.up), (3, m0003_in_depth.up)]
NEWEST = MIGRATIONS[-1][0]


class NewerSchema(Exception):
    """The database was written by a newer program; it is not touched."""


class SchemaVersion(Model):  # type: ignore[misc]
    """Which migrations ran, and when."""

    number = IntegerField(primary_key=True)
    at = DateTimeField()
    program = CharField(max_length=20, default="")

    class Meta:
        legacy_table_names = False


def version_of(database: Database) -> int:
    """The schema version of a database; 0 when it is empty. Raises NewerSchema for one of a newer program."""
    if not database.table_exists("schema_version"):
        return 0
    newest = database.execute_sql('select max("number") from "schema_version"').fetchone()  # bound to nothing: a drill reads beside the work
    number = int(newest[0] or 0)
    if number > NEWEST:
        raise NewerSchema(str(number))
    return number


def migrate(database: Database, now: datetime) -> list[int]:
    """Bring a database to the newest schema, each migration in a transaction of its own; returns the numbers that ran.

    The caller has made a backup of a database that already holds something.
    """
    done = version_of(database)
    ran: list[int] = []
    for number, up in MIGRATIONS:
        if number <= done:
            continue
        with database.atomic():
            if number == 1:
                with SchemaVersion.bind_ctx(database):
                    database.create_tables([SchemaVersion])
            up(database)
            SchemaVersion.insert(number=number, at=now).execute(database)
        ran.append(number)
    return ran
