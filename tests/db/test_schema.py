"""The frozen migrations make exactly the tables that today's code names, on both engines."""

from datetime import datetime

import pytest
from peewee import Database

from db.migrations import NEWEST, NewerSchema, SchemaVersion, migrate, version_of
from db.rooms import TABLES
from db.store import Store


def test_every_table_and_column_stands_in_the_schema(store: Store) -> None:
    for table in TABLES:
        name = table._meta.table_name
        columns = {column.name: column for column in store.database.get_columns(name)}
        fields = {field.column_name: field for field in table._meta.sorted_fields}
        assert set(columns) == set(fields), name
        for column, field in fields.items():
            assert columns[column].null == bool(field.null), f"{name}.{column}"


def test_every_reference_is_kept_by_the_database(store: Store) -> None:
    for table in TABLES:
        kept = {(key.column, key.dest_table) for key in store.database.get_foreign_keys(table._meta.table_name)}
        named = {(field.column_name, field.rel_model._meta.table_name) for field in table._meta.refs}
        assert kept == named, table._meta.table_name


def test_indexes_are_those_that_the_tables_name(store: Store) -> None:
    for table in TABLES:
        meta = table._meta
        wanted = {((field.column_name,), bool(field.unique)) for field in meta.sorted_fields if (field.index or field.unique) and not field.primary_key}
        wanted |= {(tuple(meta.combined[name].column_name for name in names), unique) for names, unique in meta.indexes}
        made = {(tuple(index.columns), bool(index.unique)) for index in store.database.get_indexes(meta.table_name) if tuple(index.columns) != ("id",)}
        assert made == wanted, meta.table_name


def test_a_second_run_does_nothing(store: Store) -> None:
    assert migrate(store.database, datetime(2026, 1, 1)) == []


def test_a_newer_schema_is_refused(store: Store) -> None:
    database: Database = store.database
    with SchemaVersion.bind_ctx(database):
        SchemaVersion.insert(number=NEWEST + 1, at=datetime(2026, 1, 1)).execute()
    with pytest.raises(NewerSchema):
        version_of(database)
    with pytest.raises(NewerSchema):
        migrate(database, datetime(2026, 1, 1))
