"""The sample station: the size of a real one, and nothing in it lies in the future, whenever it is made."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from desktop.clock import FixedClock
from desktop.rounds.today import today_board
from desktop.station.opening import open_sample
from desktop.station.sample.make import make_sample
from desktop.station.sample.people import BUILDINGS, ELDERS, VOLUNTEERS, invent

DAY = date(2026, 3, 2)


@pytest.mark.parametrize("at", [time(0, 5), time(7, 56), time(9, 30), time(23, 50)])
def test_nothing_of_the_sample_lies_in_the_future(tmp_path: Path, at: time) -> None:
    now = datetime.combine(DAY, at)
    make_sample(tmp_path, now, years=0.05).close()
    opened = open_sample(tmp_path, FixedClock(now))
    try:
        assert opened.warnings == []
        database = opened.session.store.database
        for table, column in (
            ("operation", "at"), ("knock", "at"), ("sheet", "recorded_at"), ("sheet", "printed_at"), ("sighting", "at"), ("call", "at"),
            ("duty", "signed_in"), ("ladder", "opened_at"),
        ):
            (latest,) = database.execute_sql(f'select max("{column}") from "{table}"').fetchone()
            assert latest is None or datetime.fromisoformat(str(latest)) <= now, (table, column, latest)
    finally:
        opened.close()


def test_in_the_morning_some_sheets_are_back_and_a_ladder_is_open(tmp_path: Path) -> None:
    now = datetime.combine(DAY, time(9, 30))
    with make_sample(tmp_path, now, years=0.05) as session:
        board = today_board(session)
        assert len(board.ladders) == 1
        assert 0 < sum(house.done for house in board.buildings) < sum(house.due for house in board.buildings)


def test_the_people_are_the_same_for_the_same_seed() -> None:
    one, same, other = invent(1, DAY), invent(1, DAY), invent(2, DAY)
    assert one == same and one != other
    assert (len(one.buildings), len(one.elders), len(one.volunteers)) == (BUILDINGS, ELDERS, VOLUNTEERS)
    assert len({elder.id_number for elder in one.elders}) == ELDERS
