"""Which tables travel between stations, and how a row of another station is recognised. Everything of `db.rooms` travels unless named here."""

from functools import cache

from peewee import sort_models

from db.base import Row
from db.rooms import TABLES

# what stays at its station, each with its reason
LOCAL: dict[str, str] = {
    "station": "says whose computer this is",
    "account": "who may sign in here; the key is wrapped for these accounts",
    "setting": "how this station works",
    "operation": "each station's journal is a chain of its own",
    "change": "each station's journal is a chain of its own",
    "print_log": "numbers the papers that left this computer",
    "import_batch": "undoes an import by an operation of this journal",
    "station_key": "proves who this station is; a private key never travels",
    "peer": "whom this station trusts is decided here",
    "package_log": "what was given out and taken in here",
    "lineage": "travels as part of each row",
    "merge_conflict": "waits for a decision of this station",
}

# numbers that each station gives for itself: the same number at two stations means two things, so a taken one is given anew and
# what another station says of it is left aside
OWN_NUMBERS: dict[str, str] = {"care_file": "code", "volunteer": "code", "sheet": "number", "roster": "number"}

# rows that say how a station works: the same thing at two stations may differ, and each keeps its own way
WAYS = frozenset({"slot", "category", "shift_template", "round"})

# the same thing although the database does not say so
NATURAL: dict[str, tuple[str, ...]] = {"shift_template": ("name", "start_minute", "end_minute")}

STAMPS = frozenset({"id", "created_at", "changed_at", "version"})


@cache
def travelling() -> tuple[type[Row], ...]:
    """The tables that travel, each after those that it refers to."""
    wanted = [table for table in TABLES if issubclass(table, Row) and table._meta.table_name not in LOCAL]
    return tuple(table for table in sort_models(wanted) if table in wanted)


def name_of(table: type[Row]) -> str:
    """The table's name in the database."""
    return str(table._meta.table_name)


@cache
def columns_of(table: type[Row]) -> tuple[str, ...]:
    """Its columns."""
    return tuple(field.column_name for field in table._meta.sorted_fields)


@cache
def references_of(table: type[Row]) -> dict[str, tuple[str, bool]]:
    """Columns that refer to another table: its name, and whether the column may be empty."""
    return {field.column_name: (str(field.rel_model._meta.table_name), bool(field.null)) for field in table._meta.refs}


@cache
def compared(table: type[Row]) -> tuple[str, ...]:
    """The columns that say what a row is: without stamps, the station's own numbers and references to what stays."""
    own = OWN_NUMBERS.get(name_of(table))
    local = {column for column, (target, _null) in references_of(table).items() if target in LOCAL}
    return tuple(name for name in columns_of(table) if name not in STAMPS and name != own and name not in local)


@cache
def number_key(table: type[Row]) -> tuple[str, ...]:
    """The columns within which the station's own number is unique, itself last; () for a table without one."""
    own = OWN_NUMBERS.get(name_of(table))
    if own is None:
        return ()
    for key in _unique(table):
        if own in key:
            return (*(name for name in key if name != own), own)
    return (own,)


@cache
def same_thing(table: type[Row]) -> tuple[tuple[str, ...], ...]:
    """Keys by which two rows with different ids are the same thing (there is one slot 'am', one knock at a door in a round)."""
    own = OWN_NUMBERS.get(name_of(table))
    keys = [key for key in _unique(table) if own not in key]
    return (*keys, *([NATURAL[name_of(table)]] if name_of(table) in NATURAL else []))


def _unique(table: type[Row]) -> list[tuple[str, ...]]:
    meta = table._meta
    found: list[tuple[str, ...]] = [(field.column_name,) for field in meta.sorted_fields if field.unique and not field.primary_key]
    return found + [tuple(meta.combined[name].column_name for name in names) for names, unique in meta.indexes if unique]


@cache
def children_of(name: str) -> tuple[tuple[type[Row], str], ...]:
    """Tables (of all, also those that stay) with a column that refers to this one."""
    return tuple(
        (table, field.column_name) for table in TABLES if issubclass(table, Row) for field in table._meta.refs
        if field.rel_model._meta.table_name == name
    )
