"""The base of every table: unique ids, stamps, row version, recycle bin."""

from datetime import datetime
from typing import Any, ClassVar

from peewee import BooleanField, CharField, DateTimeField, Field, ForeignKeyField, IntegerField, Model
from uuid6 import uuid7

ID_LENGTH = 22
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]  # two at a time: an import makes 160,000 ids


def new_id() -> str:
    """A fresh id: a UUIDv7 in 22 letters of base 62. Unique across stations that are merged later, sorts by creation.

    (The usual 36 letters made a year of rounds a third larger on disk.)
    """
    number, pairs = uuid7().int, []
    for _place in range(ID_LENGTH // 2):
        number, pair = divmod(number, 62 * 62)
        pairs.append(_PAIRS[pair])
    return "".join(reversed(pairs))


class Table(Model):  # type: ignore[misc]
    """Anything with an id. `topic` is the room whose pages must reload when a row changes."""

    topic: ClassVar[str] = "station"

    id = CharField(max_length=ID_LENGTH, primary_key=True, default=new_id)

    class Meta:
        legacy_table_names = False


class Row(Table):
    """One remembered thing, with stamps, a version that grows by each change, and the recycle bin (`deleted_at`)."""

    created_at = DateTimeField(default=datetime(1970, 1, 1))
    changed_at = DateTimeField(default=datetime(1970, 1, 1))
    version = IntegerField(default=1)
    deleted_at = DateTimeField(null=True)


def reference(table: type[Table], *, null: bool = False, index: bool = True) -> Any:
    """A foreign key to `table`; a row that is still referred to cannot be erased."""
    return ForeignKeyField(table, backref="+", null=null, on_delete="RESTRICT", index=index)


def yes_no(default: bool | None = False) -> Any:
    """A boolean column; `default=None` means 'not known' is allowed."""
    return BooleanField(default=default, null=default is None)


def fields_of(table: type[Table]) -> dict[str, Field]:
    """Column name -> field of a table."""
    columns: dict[str, Field] = table._meta.columns
    return columns


def column_values(table: type[Table], values: Any) -> dict[str, Any]:
    """Values keyed by field or column name -> keyed by column name. Raises KeyError for a name that is no column."""
    combined = table._meta.combined
    return {combined[name].column_name: value for name, value in values.items()}
