"""Everything that an import compares with: one query a table, plain rows, joined by the caller."""

from typing import Any

from db.base import Row
from db.exchange.tables import Doubt, ImportBatch
from db.hotline.tables import Availability, Unavailable
from db.people.rows import named
from db.people.tables import (
    Building,
    CareCategory,
    CareFile,
    Category,
    Contact,
    Grid,
    Household,
    Organisation,
    Person,
    Volunteer,
    VolunteerGrid,
)
from db.store import Store

_NOT_NEEDED = {"created_at", "changed_at", "search_text"}


def live_rows(store: Store, table: type[Row]) -> list[dict[str, Any]]:
    """The rows of a table outside the recycle bin, keyed by column, oldest first; dates as the driver gives them."""
    fields = [field for field in table._meta.sorted_fields if field.name not in _NOT_NEEDED]
    query = table.select(*fields).where(table.deleted_at.is_null()).order_by(table.id)
    return named(store, query, [field.column_name for field in fields])


def import_rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """The live rows of every table that an import touches, by table name; of doubts only what tells them apart."""
    tables: list[type[Row]] = [
        Grid, Building, Household, Person, Category, CareFile, CareCategory, Contact, Organisation, Volunteer, VolunteerGrid,
        Availability, Unavailable,
    ]
    found = {str(table._meta.table_name): live_rows(store, table) for table in tables}
    doubts = Doubt.select(Doubt.row_id, Doubt.field, Doubt.verbatim, Doubt.table_name).where(Doubt.deleted_at.is_null())
    found["doubt"] = named(store, doubts, ["row_id", "field", "verbatim", "table_name"])
    batches = ImportBatch.select(ImportBatch.digest).where(ImportBatch.deleted_at.is_null())
    found["import_batch"] = named(store, batches, ["digest"])
    return found


def import_batches(store: Store) -> list[dict[str, Any]]:
    """The imports that stand, newest first."""
    return list(ImportBatch.select().where(ImportBatch.deleted_at.is_null()).order_by(ImportBatch.id.desc()).dicts())


def all_codes(store: Store, table: type[Row]) -> list[str]:
    """Every code ever given, removed rows included: a code is never given twice."""
    return [row[0] for row in table.select(table.code).tuples()]
