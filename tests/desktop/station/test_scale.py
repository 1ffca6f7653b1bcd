"""Seven years must cost what one costs: the pages of the day look at no table of the past from end to end.

The ways through the tables are asked of the database (`explain query plan`); times are measured in bench/.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from db.store import Store
from desktop.clock import FixedClock
from desktop.hotline.card import care_card
from desktop.hotline.desk import load_desk
from desktop.people.services.cards import elder_card
from desktop.people.services.elders import list_elders
from desktop.rounds.entry import open_sheet
from desktop.rounds.plans import plan_and_save, saved_plan
from desktop.session import Session
from desktop.station.frame import load_frame
from desktop.station.history import history
from desktop.station.opening import open_sample
from desktop.station.sample.make import Size, make_sample
from desktop.station.today import load_today

NOW = datetime(2026, 3, 2, 9, 30)
GROWING = ("knock", "sighting", "call", "sheet", "round", "change", "operation", "ladder", "ladder_step", "follow_up")
"""Tables that grow with the years."""
FEW = ("ladder", "follow_up")
"""Of these one elder has few, even in seven years."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("scale")
    make_sample(folder, NOW, years=0.02, size=Size(persons=400)).close()
    opened = open_sample(folder, FixedClock(NOW))
    with opened as found:
        yield found


@contextmanager
def ways(store: Store) -> Iterator[list[tuple[str, str]]]:
    """What the database does for each statement that is run meanwhile: (steps of the plan in lines, statement)."""
    told: list[tuple[str, str]] = []
    run = store.database.execute_sql

    def watched(sql: str, params: Any = None, *more: Any, **kw: Any) -> Any:
        if sql.lstrip().upper().startswith("SELECT"):
            told.append(("\n".join(row[3] for row in run(f"explain query plan {sql}", params).fetchall()), sql))
        return run(sql, params, *more, **kw)

    store.database.execute_sql = watched
    try:
        yield told
    finally:
        store.database.execute_sql = run


def whole(told: list[tuple[str, str]]) -> list[str]:
    """The statements that walk through a growing table from one end to the other, or through all that one elder ever had.

    A walk along an index in the order asked for is none: it ends with the limit.
    """
    found = []
    for steps, sql in told:
        if "(0 = 1)" in sql:  # asked about nobody: the database does not even begin
            continue
        limited = "limit" in sql.lower() and "TEMP B-TREE FOR ORDER BY" not in steps
        for step in steps.splitlines():
            way = re.match(r"(SCAN (\w+)|SEARCH (\w+) USING (?:COVERING )?INDEX \w+ \((?:care_file_id|person_id)=\?\))", step)
            name = table_of(sql, way[2] or way[3]) if way else ""
            if name in GROWING and not (name in FEW and "SEARCH" in step) and not (limited and "USING" in step):
                found.append(f"{name}: {step}: {sql[:160]}")
    return found


def table_of(sql: str, alias: str) -> str:
    named = re.search(rf'"(\w+)" AS "{alias}"', sql)
    return named[1] if named else alias


def someone(session: Session) -> tuple[str, str]:
    one = list_elders(session).rows[0]
    return one.id, one.person_id


PAGES: dict[str, Callable[[Session], object]] = {
    "today": load_today,
    "frame": load_frame,
    "an elder's card": lambda session: elder_card(session, someone(session)[0]),
    "the caller's card": lambda session: care_card(session, someone(session)[1]),
    "elders": list_elders,
    "hotline": load_desk,
    "entry": open_sheet,
    "a planned round": lambda session: saved_plan(session, NOW.date(), "am"),
    "planning a day": lambda session: plan_and_save(session, date(2026, 3, 3)),
    "history": history,
}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_walks_through_the_past(session: Session, page: str) -> None:
    with ways(session.store) as told:
        PAGES[page](session)
    assert told
    assert whole(told) == []


def test_a_walk_through_the_past_would_be_noticed(session: Session) -> None:
    with ways(session.store) as told:
        ask = session.store.database.execute_sql
        ask("""SELECT "t1"."id" FROM "knock" AS "t1" WHERE "t1"."outcome" = ?""", ["no_answer"])
        ask("""SELECT "t1"."id" FROM "knock" AS "t1" WHERE "t1"."care_file_id" = ? ORDER BY "t1"."position" LIMIT 3""", ["x"])
        ask("""SELECT "t1"."id" FROM "knock" AS "t1" WHERE "t1"."care_file_id" = ? ORDER BY "t1"."at" DESC LIMIT 3""", ["x"])
    assert len(whole(told)) == 2


def test_the_size_of_a_community_is_kept(session: Session, tmp_path: Path) -> None:
    count = session.store.database.execute_sql
    assert count("""select count(*) from person where deleted_at is null""").fetchone()[0] == 400
    assert count("""select count(*) from care_file""").fetchone()[0] == Size().elders
    homeless = """select count(*) from person p left join household h on p.household_id = h.id left join volunteer v on v.person_id = p.id
        where h.id is null and v.id is null"""
    assert count(homeless).fetchone()[0] == 0
