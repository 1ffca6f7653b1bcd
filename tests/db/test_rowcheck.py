"""Rows changed past the program are found, though the chain of the journal is whole; what the program wrote is not accused."""

from datetime import date, datetime

import pytest

from db.audit import check_chain
from db.people.tables import CareFile, Contact, Person, Volunteer
from db.rowcheck import check_rows
from db.store import Store

NOW = datetime(2026, 3, 2, 9, 0)


def write(store: Store) -> tuple[str, str, str]:
    """A person with a care file, changed twice, contacts replaced, one operation undone and redone."""
    with store.unit("people.save_elder", "林晓", NOW) as unit:
        person = unit.insert(Person, {"name": "顾素珍", "born": date(1938, 4, 9), "lunar_leap": True})
        care = unit.insert(CareFile, {"person": person, "code": "E0001", "opened_on": date(2026, 1, 1)})
        unit.insert(Volunteer, {"person": person, "code": "V0001", "hotline_years": 3, "party_member": False})
        contact = unit.insert(Contact, {"care_file": care, "name": "顾平", "phone": "13800000001"})
    with store.unit("people.save_elder", "林晓", NOW) as unit:
        unit.update(Person, person, {"note": "耳背", "born": date(1938, 4, 8)})
        unit.replace_all(Contact, {"care_file": care}, [{"name": "顾安", "phone": "13800000002"}])
        done = unit.operation_id
    store.undo(done, "station.undo", "林晓", NOW)
    with store.unit("people.save_elder", "林晓", NOW) as unit:
        unit.update(CareFile, care, {"health": "高血压", "month_day": 3})
    return person, care, contact


def test_what_the_program_wrote_is_as_the_journal_says(store: Store) -> None:
    write(store)
    followed, wrong = check_rows(store)
    assert wrong == [] and followed == 5 and check_chain(store.database).faults == ()


@pytest.mark.parametrize("forgery", [
    "update person set name = '别人'", "update person set lunar_leap = false", "update volunteer set hotline_years = 5",
    "update care_file set health = '健康'", "update care_file set opened_on = '2025-01-01'", "update contact set phone = '13900000000'",
    "delete from contact", "update volunteer set party_member = null",
])  # fmt: skip
def test_a_row_changed_past_the_program_is_found(store: Store, forgery: str) -> None:
    write(store)
    store.database.execute_sql(forgery)
    assert check_chain(store.database).faults == (), "the chain does not know: that is why rows are compared"
    assert len(check_rows(store)[1]) == 1


def test_a_forged_digest_of_a_new_row_breaks_the_chain(store: Store) -> None:
    write(store)
    store.database.execute_sql("""update "change" set digest = '' where kind = 'insert' and table_name = 'volunteer'""")
    assert check_chain(store.database).faults == ("operation 1 is not what was written",)
