"""What travels between stations: every table of every room, unless it is named with its reason."""

from db.base import Row
from db.exchange.scope import LOCAL, travelling
from db.rooms import TABLES


def test_every_table_travels_or_is_named() -> None:
    names = {str(table._meta.table_name) for table in TABLES if issubclass(table, Row)}
    assert set(LOCAL) <= names, "a table that is no more"
    assert {scope.name for scope in travelling()} | set(LOCAL) == names


def test_nothing_that_travels_needs_what_stays() -> None:
    assert [
        (scope.name, column) for scope in travelling() for column, (target, null) in scope.references.items() if target in LOCAL and not null
    ] == []


def test_a_running_number_is_each_stations_own() -> None:
    """Two stations both have a number 1: that is not the same thing."""
    assert [scope.name for scope in travelling() if any("number" in key for key in scope.same)] == []
