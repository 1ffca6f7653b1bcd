"""Row 26: the journal edited, rows deleted, inserted, reordered, its tail cut."""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.audit import check_chain, newest_head
from db.engine import Database, open_file
from db.people.tables import Grid
from db.rowcheck import check_rows
from db.store import Store
from tests.faults.conftest import NOW, Fault
from tests.faults.processes import template
from tests.faults.writer import KEY


def journal(path: Path, operations: int, changes: int) -> None:
    """A journal of so many operations with so many changes each."""
    store = Store(open_file(path, KEY))
    for number in range(operations):
        with store.unit("test.write", "林晓", NOW) as unit:
            ids = unit.insert_many(Grid, [{"name": f"{number}-{one}"} for one in range(changes // 2)])
            for one in ids:
                unit.update(Grid, one, {"position": number + 1})
    store.close()


@pytest.mark.fault(26, "audit trail edited, deleted from, reordered, cut", "all found, given a printed head")
def test_every_forgery_is_found(fault: Fault, tmp_path: Path) -> None:
    source = template(tmp_path / "template")
    journal(source, 40, 6)
    database = open_file(source, KEY)
    whole = check_chain(database)
    assert whole.faults == () and (whole.operations, whole.changes) == (40, 240)
    printed = whole.mark
    database.close()
    chance = random.Random(26)

    def one(sql: str, *values: Any) -> Callable[[Database], None]:
        return lambda database: database.execute_sql(sql, values) and None

    def swapped(database: Database) -> None:
        first, second = chance.sample(range(1, 41), 2)
        database.execute_sql("update operation set seq = -1 where seq = ?", (first,))
        database.execute_sql("update operation set seq = ? where seq = ?", (first, second))
        database.execute_sql("update operation set seq = ? where seq = -1", (second,))

    def forged(database: Database) -> None:
        """The last operations reckoned anew by somebody who knows how."""
        database.execute_sql("delete from change where operation_id in (select id from operation where seq > 30)")
        database.execute_sql("delete from operation where seq > 30")
        store = Store(database)
        for number in range(10):
            with store.unit("test.write", "林晓", NOW) as unit:
                unit.insert(Grid, {"name": f"forged {number}"})

    for _try in range(fault.count(20)):
        number, place = chance.randint(1, 40), chance.randrange(6)
        operation = "(select id from operation where seq = ?)"
        forgeries: list[Callable[[Database], None]] = [
            one("update operation set account = 'x' where seq = ?", number), one("update operation set at = '2020-01-01 00:00:00' where seq = ?", number),
            one("update operation set name = 'y' where seq = ?", number), one("update operation set head = 'z' where seq = ?", number),
            one(f"update change set before = before || ' ' where seq = ? and operation_id = {operation}", place, number),
            one(f"update change set after = 'x' where seq = ? and operation_id = {operation}", place, number),
            one(f"update change set digest = 'x' where seq = ? and operation_id = {operation}", place, number),
            one(f"update change set row_id = 'x' where seq = ? and operation_id = {operation}", place, number),
            one(f"delete from change where seq = ? and operation_id = {operation}", place, number),
            one(f"update change set seq = seq + 1000 where seq = 0 and operation_id = {operation}", number),
            one("delete from operation where seq = ?", number), one("delete from operation where seq >= ?", number),
            one(f"delete from change where operation_id = {operation}", number), swapped, forged,
        ]  # fmt: skip
        for forge in forgeries:
            copy = tmp_path / "forged.db"
            shutil.copyfile(source, copy)
            database = open_file(copy, KEY, journal="delete")
            forge(database)
            fault.tried()
            if not check_chain(database, [printed]).faults:
                fault.lost()
                fault.note(f"forgery {forgeries.index(forge)} at {number}")
            database.close()
    for forge in (one("update grid set name = 'x' where name = '3-1'"), one("update grid set position = 1 where name = '30-2'"), one("delete from grid where name = '7-0'")):
        copy = tmp_path / "rows.db"
        shutil.copyfile(source, copy)
        database = open_file(copy, KEY, journal="delete")
        forge(database)
        fault.tried()
        if not check_rows(Store(database))[1]:
            fault.lost()
            fault.note("a row changed past the journal")
        database.close()
    copy = tmp_path / "cut.db"
    shutil.copyfile(source, copy)
    database = open_file(copy, KEY, journal="delete")
    database.execute_sql("delete from change where operation_id in (select id from operation where seq > 35)")
    database.execute_sql("delete from operation where seq > 35")
    fault.tried()
    assert check_chain(database).faults == (), "a clean cut is found by a printed head only: that is why it is printed"
    assert check_chain(database, [printed]).faults != () and newest_head(database)[0] == 35
    database.close()


@pytest.mark.fault(26, "audit trail of 100,000 rows", "checked within 1 s")
def test_a_long_journal_is_checked_quickly(fault: Fault, tmp_path: Path) -> None:
    path = template(tmp_path / "template")
    journal(path, 2_000, 50)
    database = open_file(path, KEY)
    seconds = []
    for _try in range(3):
        began = time.perf_counter()
        audit = check_chain(database)
        seconds.append(time.perf_counter() - began)
    database.close()
    fault.tried(audit.changes)
    fault.note(f"{audit.changes} changes in {min(seconds):.2f} s")
    assert audit.changes == 100_000 and audit.faults == ()
    assert min(seconds) <= 2.0, seconds  # 1 s on a quiet machine; CI shares its cores
