"""What an import reads and writes, on both engines."""

from datetime import datetime
from pathlib import Path

from db.exchange.snapshot import all_codes, import_batches, import_rows, live_rows
from db.people.tables import CareFile, Grid, Person
from db.store import Store
from desktop.clock import FixedClock
from desktop.exchange.service import apply_preview, preview_file
from desktop.exchange.station import load_snapshot
from desktop.session import Session
from desktop.station.defaults import insert_defaults

NOW = datetime(2026, 11, 22, 10, 0)
SAMPLE = Path(__file__).parent.parent / "data" / "红葵社区台账.xlsx"


def test_rows_in_the_recycle_bin_are_left_out(store: Store) -> None:
    with store.unit("people.test", "tester", NOW) as unit:
        kept = unit.insert(Grid, {"name": "第一网格"})
        unit.remove(Grid, unit.insert(Grid, {"name": "第二网格"}))
    assert [row["id"] for row in live_rows(store, Grid)] == [kept]
    assert {"grid", "person", "doubt", "import_batch"} <= set(import_rows(store))


def test_the_sample_goes_in_and_changes_nothing_the_second_time(store: Store) -> None:
    session = Session(store, FixedClock(NOW), "tester")
    with session.write("station.create") as unit:
        insert_defaults(unit)
    result = apply_preview(session, preview_file(session, SAMPLE))
    assert result.count("new") == 229 and result.doubts == 6
    assert len(live_rows(store, Person)) == 184
    assert sorted(all_codes(store, CareFile))[-1] == "E0126"
    assert [batch["file_name"] for batch in import_batches(store)] == [SAMPLE.name]
    snapshot = load_snapshot(store)
    assert sum(1 for p in snapshot.persons if p.elder) == 126
    again = preview_file(session, SAMPLE)
    assert again.nothing_to_do and len(again.of("same")) == 229
    store.undo(result.operation_id, "people.undo", "tester", NOW)
    assert not live_rows(store, Person) and not import_batches(store)
