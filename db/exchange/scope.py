"""Which tables travel between stations, and how a row of another station is recognised. Everything of `db.rooms` travels unless named here."""

from dataclasses import dataclass
from functools import cache

from peewee import sort_models

from db.base import Row
from db.rooms import TABLES

# what stays at its station, each with its reason
LOCAL: dict[str, str] = {
    "station": "says whose computer this is",
    "account": "who may sign in here; the key is wrapped for these accounts",
    "setting": "how this station works",
    "print_log": "numbers the papers that left this computer",
    "import_batch": "undoes an import by an operation of this journal",
    "station_key": "proves who this station is; a private key never travels",
    "peer": "whom this station trusts is decided here",
    "package_log": "what was given out and taken in here",
    "lineage": "travels as part of each row",
    "merge_conflict": "waits for a decision of this station",
    "duty_pin": "opens the phone's desk of this computer",
    "privacy_request": "answered by the station that was asked",
    "erasure": "proves a deletion in this journal; the rows' end travels by itself",
    "reveal": "what somebody looked at on this computer",
    "impact_assessment": "each station answers for its own processing",
    "plan_picture": "a picture of this station's own compound, large",
}

# numbers that each station gives for itself: the same number at two stations means two things, so a taken one is given anew and
# what another station says of it is left aside
OWN_NUMBERS: dict[str, str] = {"care_file": "code", "volunteer": "code", "sheet": "number", "roster": "number", "certificate": "number"}

# rows that say how a station works: the same thing at two stations may differ, and each keeps its own way
WAYS = frozenset({"slot", "category", "shift_template", "round", "checklist_item", "holiday_year", "quick_phrase"})

# the same thing although the database does not say so
NATURAL: dict[str, tuple[str, ...]] = {
    "shift_template": ("name", "start_minute", "end_minute", "valid_from", "valid_until"), "quick_phrase": ("text",),
}

STAMPS = frozenset({"id", "created_at", "changed_at", "version"})


@dataclass(frozen=True)
class Scope:
    """One table that travels. `references`: column -> table referred to, and whether it may be empty.

    `compared`: columns that say what a row is (no stamps, no number of the station's own, nothing that stays). `number`: the columns
    within which the station's own number is unique, itself last. `same`: keys by which two rows with different ids are one thing.
    """

    table: type[Row]
    name: str
    columns: tuple[str, ...]
    references: dict[str, tuple[str, bool]]
    compared: tuple[str, ...]
    number: tuple[str, ...]
    same: tuple[tuple[str, ...], ...]
    ways: bool

    @property
    def hidden(self) -> tuple[str, ...]:
        """Columns that refer to what stays at its station: empty when they travel."""
        return tuple(column for column, (target, _null) in self.references.items() if target in LOCAL)


@cache
def travelling() -> tuple[Scope, ...]:
    """The tables that travel, each after those that it refers to."""
    wanted = [table for table in TABLES if issubclass(table, Row) and table._meta.table_name not in LOCAL]
    return tuple(_scope(table) for table in sort_models(wanted) if table in wanted)


@cache
def by_name() -> dict[str, Scope]:
    """The same, by the table's name."""
    return {scope.name: scope for scope in travelling()}


def _scope(table: type[Row]) -> Scope:
    meta = table._meta
    name, own = str(meta.table_name), OWN_NUMBERS.get(str(meta.table_name))
    columns = tuple(field.column_name for field in meta.sorted_fields)
    references = {field.column_name: (str(field.rel_model._meta.table_name), bool(field.null)) for field in meta.refs}
    unique: list[tuple[str, ...]] = [(field.column_name,) for field in meta.sorted_fields if field.unique and not field.primary_key]
    unique += [tuple(meta.combined[part].column_name for part in parts) for parts, single in meta.indexes if single]
    number: tuple[str, ...] = ()
    if own is not None:
        key = next((key for key in unique if own in key), (own,))
        number = (*(part for part in key if part != own), own)
    local = {column for column, (target, _null) in references.items() if target in LOCAL}
    return Scope(
        table, name, columns, references,
        compared=tuple(column for column in columns if column not in STAMPS and column != own and column not in local),
        number=number, same=(*(key for key in unique if own not in key), *([NATURAL[name]] if name in NATURAL else [])), ways=name in WAYS,
    )


@cache
def children() -> dict[str, tuple[tuple[str, str], ...]]:
    """Table -> tables (also those that stay) and their columns that refer to it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in TABLES:
        for field in table._meta.refs:
            found.setdefault(str(field.rel_model._meta.table_name), []).append((str(table._meta.table_name), field.column_name))
    return {name: tuple(where) for name, where in found.items()}
