"""The roll-up of knocks says what the knocks say, whatever is written and however it is taken back; on both engines."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Database

from db.base import new_id
from db.migrations.m0003_in_depth import figures
from db.rounds import tally
from db.rounds.tables import Knock, KnockTally, Round, Sheet, Slot
from db.store import Store
from tests.desktop.rounds.conftest import Town, build_town

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 9)
RAW = """select r.date, r.slot, coalesce(s.volunteer_id, ''), k.outcome, count(*) from knock k
join round r on k.round_id = r.id left join sheet s on k.sheet_id = s.id
where k.deleted_at is null and r.deleted_at is null group by 1, 2, 3, 4"""
STORED = "select date, slot, volunteer, outcome, sum(knocks) from knock_tally group by 1, 2, 3, 4"


def counted(database: Database, sql: str) -> dict[tuple[str, ...], int]:
    return {tuple(str(part) for part in row[:-1]): int(row[-1]) for row in database.execute_sql(sql).fetchall()}


def assert_true(store: Store) -> None:
    """By SQL that shares nothing with the code, and by the code's own check."""
    assert counted(store.database, STORED) == counted(store.database, RAW)
    assert tally.differences(store.database) == []


def make_round(town: Town, day: date, slot: str = "am", outcome: str = "seen_safe") -> tuple[str, str, list[str]]:
    with town.session.write("rounds.make") as unit:
        round_ = unit.insert(Round, {"date": day, "slot": slot})
        sheet = unit.insert(Sheet, {"round": round_, "number": unit.next_number(Sheet, "number"), "volunteer": town.volunteers[0]})
        at = datetime.combine(day, datetime.min.time()) + timedelta(hours=10, minutes=30)
        knocks = unit.insert_many(Knock, [
            {"round": round_, "sheet": sheet, "care_file": elder, "position": place, "outcome": outcome, "at": at}
            for place, elder in enumerate(town.elders[:6], 1)
        ])
    return round_, sheet, knocks


def test_every_kind_of_write_and_its_undo(store: Store) -> None:
    town = build_town(store)
    session = town.session
    round_, sheet, knocks = make_round(town, DAY)
    steps: list[str] = [session.last_operation]
    assert_true(store)
    with session.write("rounds.one") as unit:
        unit.update(Knock, knocks[0], {"outcome": "no_answer", "at": datetime(2026, 11, 22, 9, 1)})
        unit.update(Knock, knocks[1], {"sheet": None, "unserved_reason": "no_capacity", "outcome": "", "at": None})
        unit.update(Knock, knocks[2], {"at": datetime(2026, 11, 22, 11, 15, 1)})
    steps.append(session.last_operation)
    assert_true(store)
    assert KnockTally.get(KnockTally.late > 0).late == 46, "a begun minute counts"
    with session.write("rounds.two") as unit:
        unit.update(Sheet, sheet, {"volunteer": town.volunteers[1]})
        unit.remove(Knock, knocks[3])
    steps.append(session.last_operation)
    assert_true(store)
    with session.write("rounds.three") as unit:
        unit.restore(Knock, knocks[3])
        unit.erase(Knock, knocks[4])
        unit.update(Round, round_, {"date": DAY - timedelta(days=3)})
    steps.append(session.last_operation)
    assert_true(store)
    assert KnockTally.select().where(KnockTally.date == DAY).count() == 0
    with session.write("rounds.four") as unit:
        unit.erase(Knock, knocks[5])  # alone, so that only what it and its undo tell can count the day again
    steps.append(session.last_operation)
    assert_true(store)
    with session.write("rounds.five") as unit:
        unit.erase_many(Knock, [knocks[0], knocks[3]])
    steps.append(session.last_operation)
    assert_true(store)
    for operation in reversed(steps):
        session.undo(operation, "station.undo")
        assert_true(store)
    assert KnockTally.select().count() == 0


def test_bulk_loads_and_a_window_that_moves(store: Store) -> None:
    town = build_town(store)
    rounds = [{"id": new_id(), "date": DAY - timedelta(days=day), "slot": slot} for day in range(5) for slot in ("am", "pm")]
    rows: list[dict[str, Any]] = [
        {"round": one["id"], "care_file": elder, "position": 1, "outcome": "seen_safe", "at": datetime.combine(one["date"], datetime.min.time()) + timedelta(hours=10, minutes=30)}
        for one in rounds for elder in town.elders
    ]
    with town.session.write("rounds.load") as unit:
        unit.load(Round, rounds)
        unit.load(Knock, rows)
    assert_true(store)
    with town.session.write("rounds.slot") as unit:
        unit.update(Slot, Slot.get(Slot.code == "am").id, {"end_minute": 600})
    assert_true(store)
    assert {row.late for row in KnockTally.select().where(KnockTally.slot == "am")} == {30}


def test_a_failed_operation_changes_nothing(store: Store) -> None:
    town = build_town(store)
    make_round(town, DAY)
    before = tally.kept()
    with pytest.raises(ZeroDivisionError), town.session.write("rounds.fail") as unit:
        unit.update(Knock, Knock.select().first().id, {"outcome": "missed"})
        raise ZeroDivisionError
    assert tally.kept() == before


def test_the_check_finds_a_difference(store: Store) -> None:
    town = build_town(store)
    make_round(town, DAY)
    store.database.execute_sql("update knock_tally set knocks = knocks + 1")
    ((key, stored, right),) = tally.differences(store.database)
    assert (key[0], stored, right) == (DAY, 7, 6)
    with store.unit("station.mend", "", NOW):
        tally.rebuild(store.database)
    assert_true(store)


def test_the_migration_counts_what_stood_before(store: Store) -> None:
    town = build_town(store)
    _round, _sheet, knocks = make_round(town, DAY)
    with town.session.write("rounds.one") as unit:
        unit.update(Knock, knocks[2], {"at": datetime(2026, 11, 22, 11, 15, 1)})
        unit.update(Knock, knocks[1], {"sheet": None, "unserved_reason": "no_capacity", "outcome": "", "at": None})
        unit.remove(Knock, knocks[5])
    wanted = tally.kept()
    store.database.execute_sql("drop table knock_tally")
    figures.up(store.database)
    assert tally.kept() == wanted == tally.standing(store.database)
    assert len({row.id for row in KnockTally.select()}) == KnockTally.select().count() > 1


@pytest.mark.parametrize("store", ["file"], indirect=True)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(["seen_safe", "no_answer", "missed", ""])), min_size=1, max_size=12))
def test_any_row_of_writes(store: Store, writes: list[tuple[int, int, str]]) -> None:
    if not Round.select().exists():
        town = build_town(store)
        make_round(town, DAY)
    ids = [row.id for row in Knock.select().order_by(Knock.position, Knock.id)]
    done: Counter[int] = Counter()
    for kind, place, outcome in writes:
        with store.unit("rounds.any", "", NOW) as unit:
            knock = ids[place]
            if kind == 0:
                unit.remove(Knock, knock)
            elif kind == 1:
                unit.restore(Knock, knock)
            elif kind == 2:
                unit.update(Round, Round.get().id, {"date": DAY + timedelta(days=place)})
            else:
                unit.update(Knock, knock, {"outcome": outcome, "at": NOW - timedelta(minutes=place * 7)})
        done[kind] += 1
        assert_true(store)
