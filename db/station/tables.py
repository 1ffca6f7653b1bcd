"""Tables of the station room: the station itself, accounts, settings, and the journal of every write."""

from peewee import CharField, DateField, DateTimeField, IntegerField, TextField

from db.base import ID_LENGTH, Row, Table, yes_no


class Station(Row):
    """服务站: one row."""

    name = CharField(max_length=120)
    community = CharField(max_length=120, default="")
    phone = CharField(max_length=60, default="")
    hotline_phone = CharField(max_length=60, default="")
    sample = yes_no(False)


class Account(Row):
    """Someone who may sign in; the wrapped key lies beside the database, not in it."""

    name = CharField(max_length=60, unique=True)
    display_name = CharField(max_length=60, default="")
    role = CharField(max_length=20, default="clerk")
    permissions = TextField(default="")  # of a custom role, separated by ','
    active = yes_no(True)


class Setting(Row):
    """One setting; `value` is JSON."""

    key = CharField(max_length=80, unique=True)
    value = TextField()


class Operation(Table):
    """One thing that somebody did: a named operation, written in one transaction. `seq` orders them whatever the clock says."""

    topic = "journal"

    seq = IntegerField(unique=True)
    name = CharField(max_length=60)
    at = DateTimeField()
    account = CharField(max_length=60, default="")
    undoes = CharField(max_length=ID_LENGTH, default="", index=True)
    undone_by = CharField(max_length=ID_LENGTH, default="")
    head = CharField(max_length=64, default="")  # of the chain of hashes (db/audit.py)
    form = IntegerField(default=1)  # how the head was reckoned


class Change(Table):
    """What an operation did to one row. `before` and `after` are JSON by column: whole for an erased row, the changed columns
    for an update, empty for an insert (the row itself and later changes tell)."""

    topic = "journal"

    operation_id = CharField(max_length=ID_LENGTH, index=True)
    seq = IntegerField()
    table = CharField(max_length=40, column_name="table_name")
    row_id = CharField(max_length=ID_LENGTH, index=True)
    kind = CharField(max_length=10)  # 'insert', 'update', 'erase'; 'redact': a deletion on request wrote over it, or deleted it
    row_version = IntegerField()
    before = TextField(default="")
    after = TextField(default="")
    digest = CharField(max_length=64, default="")  # of a new row's contents, or of what a deletion on request blanked here


class Erasure(Row):
    """A deletion on request: nothing of the person, but that it was done. `changes` are the ids of the journal's blanked entries."""

    topic = "privacy"

    person_id = CharField(max_length=ID_LENGTH, default="", index=True)
    code = CharField(max_length=20, default="")
    done_on = DateField()
    reason = CharField(max_length=200, default="")
    paper = CharField(max_length=60, default="")
    rows = IntegerField(default=0)
    changes = TextField(default="")


JOURNAL: list[type[Table]] = [Operation, Change]
TABLES: list[type[Table]] = [Station, Account, Setting, Erasure, *JOURNAL]
