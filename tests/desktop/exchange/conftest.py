"""An open station with the defaults, to import into."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from db.engine import open_file
from db.migrations import migrate
from db.store import Store
from desktop.clock import FixedClock
from desktop.session import Session
from desktop.station.defaults import insert_defaults

NOW = datetime(2026, 11, 22, 10, 0)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A new station on 22 November 2026, ten in the morning."""
    database = open_file(tmp_path / "station.db", bytes(range(32)), synchronous="off")
    migrate(database, NOW)
    made = Session(Store(database), FixedClock(NOW), "tester")
    with made.write("station.create") as unit:
        insert_defaults(unit)
    made.take_changed()
    yield made
    made.store.close()
