"""The one door for writes: journal, stale edits, undo and redo, on both engines."""

from datetime import date, datetime, timedelta

import pytest
from peewee import OperationalError

from db.audit import check_chain, head_mark, newest_head
from db.people.tables import CareFile, Contact, Grid, Household, Person
from db.station import queries
from db.store import CannotUndo, DiskTrouble, NotFound, StaleEdit, Store

NOW = datetime(2026, 3, 2, 9, 0)
LATER = NOW + timedelta(hours=1)


def add_person(store: Store, name: str = "陈䶮") -> tuple[str, str]:
    with store.unit("people.save_elder", "林晓", NOW) as unit:
        person = unit.insert(Person, {"name": name, "born": date(1940, 2, 29)})
        return person, unit.operation_id


def test_a_row_gets_id_stamps_and_version(store: Store) -> None:
    person, _operation = add_person(store)
    row = Person.get_by_id(person)
    assert (row.name, row.born, row.version, row.created_at, row.changed_at) == ("陈䶮", date(1940, 2, 29), 1, NOW, NOW)
    assert len(person) == 22


def test_ids_sort_by_creation(store: Store) -> None:
    with store.unit("people.import", "林晓", NOW) as unit:
        ids = unit.insert_many(Grid, [{"name": str(number)} for number in range(500)])
    assert ids == sorted(ids) and len(set(ids)) == 500


def test_nothing_is_kept_when_the_operation_fails(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.unit("people.save_elder", "林晓", NOW) as unit:
        unit.insert(Person, {"name": "顾素珍"})
        _ = 1 / 0
    assert Person.select().count() == 0
    assert queries.operations(store) == []


def test_an_unknown_column_is_refused(store: Store) -> None:
    with pytest.raises(KeyError), store.unit("people.save_elder", "林晓", NOW) as unit:
        unit.insert(Person, {"nmae": "顾素珍"})


def test_a_stale_edit_is_refused_with_both_versions(store: Store) -> None:
    person, _operation = add_person(store)
    with store.unit("people.save_elder", "林晓", LATER) as unit:
        unit.update(Person, person, {"name": "陈龑"}, expected_version=1)
    with pytest.raises(StaleEdit) as caught, store.unit("people.save_elder", "丁芳", LATER) as unit:
        unit.update(Person, person, {"name": "陈燕"}, expected_version=1)
    assert caught.value.mine == {"name": "陈燕"}
    assert caught.value.current["name"] == "陈龑" and caught.value.current["version"] == 2
    assert Person.get_by_id(person).name == "陈龑"


def test_an_update_that_changes_nothing_writes_nothing(store: Store) -> None:
    person, _operation = add_person(store)
    with store.unit("people.save_elder", "林晓", LATER) as unit:
        unit.update(Person, person, {"name": "陈䶮", "born": date(1940, 2, 29)})
    assert Person.get_by_id(person).version == 1
    assert len(queries.operations(store)) == 1


def test_undo_takes_an_insert_back_and_redo_brings_it_again(store: Store) -> None:
    person, operation = add_person(store)
    store.undo(operation, "station.undo", "林晓", LATER)
    assert Person.get_or_none(Person.id == person) is None
    undo = queries.last_undo(store)
    assert undo is not None and undo["undoes"] == operation
    store.undo(undo["id"], "station.redo", "林晓", LATER)
    row = Person.get_by_id(person)
    assert (row.name, row.born) == ("陈䶮", date(1940, 2, 29))
    assert queries.last_undo(store) is None or queries.last_standing(store)["id"] == operation  # type: ignore[index]


def test_edits_are_undone_one_after_another(store: Store) -> None:
    person, first = add_person(store)
    for name in ("乙", "丙"):
        with store.unit("people.save_elder", "林晓", LATER) as unit:
            unit.update(Person, person, {"name": name, "died_on": date(2026, 1, 5)})
    for expected in ("乙", "陈䶮"):
        standing = queries.last_standing(store)
        assert standing is not None
        store.undo(standing["id"], "station.undo", "林晓", LATER)
        assert Person.get_by_id(person).name == expected
    assert Person.get_by_id(person).died_on is None
    store.undo(first, "station.undo", "林晓", LATER)
    assert Person.select().count() == 0


def test_an_operation_whose_rows_moved_on_is_not_undone(store: Store) -> None:
    person, first = add_person(store)
    with store.unit("people.save_elder", "丁芳", LATER) as unit:
        unit.update(Person, person, {"name": "丙"})
    with pytest.raises(CannotUndo) as caught:
        store.undo(first, "station.undo", "林晓", LATER)
    assert caught.value.tables == {"person"}
    assert Person.get_by_id(person).name == "丙"


def test_an_insert_that_something_refers_to_is_not_undone(store: Store) -> None:
    with store.unit("people.save_place", "林晓", NOW) as unit:
        household = unit.insert(Household, {"address": "红葵里2-1-202"})
        operation = unit.operation_id
    with store.unit("people.save_elder", "林晓", LATER) as unit:
        unit.insert(Person, {"name": "仇阿根", "household": household})
    with pytest.raises(CannotUndo):
        store.undo(operation, "station.undo", "林晓", LATER)
    assert Household.select().count() == 1 and Person.select().count() == 1


def test_an_operation_is_undone_once(store: Store) -> None:
    _person, operation = add_person(store)
    store.undo(operation, "station.undo", "林晓", LATER)
    with pytest.raises(NotFound):
        store.undo(operation, "station.undo", "林晓", LATER)


def test_removing_and_restoring(store: Store) -> None:
    person, _operation = add_person(store)
    with store.unit("people.remove_elder", "林晓", LATER) as unit:
        unit.remove(Person, person, expected_version=1)
    assert Person.get_by_id(person).deleted_at == LATER
    with store.unit("people.restore_elder", "林晓", LATER) as unit:
        unit.restore(Person, person)
    assert Person.get_by_id(person).deleted_at is None


def test_a_set_of_rows_is_replaced_and_the_undo_brings_the_old_ones_back(store: Store) -> None:
    person, _operation = add_person(store)
    with store.unit("people.save_elder", "林晓", NOW) as unit:
        care_file = unit.insert(CareFile, {"person": person, "code": "E0001", "opened_on": NOW.date()})
        unit.replace_all(Contact, {"care_file": care_file}, [
            {"position": 1, "name": "顾志远", "phone": "13900000001"}, {"position": 2, "name": "顾敏", "phone": "13900000002"}])
    kept = Contact.get(Contact.name == "顾敏").id
    with store.unit("people.save_elder", "林晓", LATER) as unit:
        unit.replace_all(Contact, {"care_file": care_file}, [
            {"position": 1, "name": "钱家栋", "phone": "13900000003"}, {"position": 2, "name": "顾敏", "phone": "13900000002"}])
        operation = unit.operation_id
    assert [row.name for row in Contact.select().order_by(Contact.position)] == ["钱家栋", "顾敏"]
    assert Contact.get(Contact.name == "顾敏").id == kept, "a row that stays the same is not touched"
    store.undo(operation, "station.undo", "林晓", LATER)
    assert [row.name for row in Contact.select().order_by(Contact.position)] == ["顾志远", "顾敏"]


def test_history_tells_before_and_after(store: Store) -> None:
    person, _operation = add_person(store)
    with store.unit("people.save_elder", "丁芳", LATER) as unit:
        unit.update(Person, person, {"phone": "13900000001"})
    newest, first = queries.history(store, [person])
    assert (newest["operation"], newest["account"], newest["at"]) == ("people.save_elder", "丁芳", LATER)
    assert newest["before"] == {"phone": ""} and newest["after"] == {"phone": "13900000001"}
    assert first["kind"] == "insert"


def test_topics_tell_which_pages_reload(store: Store) -> None:
    with store.unit("people.save_elder", "林晓", NOW) as unit:
        unit.insert(Person, {"name": "顾素珍"})
    assert unit.topics == {"people", "journal"}


def test_the_journal_is_a_chain_through_undo_and_redo(store: Store) -> None:
    person, operation = add_person(store)
    with store.unit("people.save_elder", "丁芳", LATER.replace(microsecond=123)) as unit:
        unit.update(Person, person, {"phone": "13900000001", "born": None})
        second = unit.operation_id
    printed = check_chain(store.database).mark
    store.undo(second, "station.undo", "林晓", LATER)
    store.undo(operation, "station.undo", "林晓", LATER)
    audit = check_chain(store.database, [printed])
    assert audit.faults == () and (audit.operations, audit.changes) == (4, 4)
    assert audit.mark == head_mark(*newest_head(store.database)) and audit.mark.startswith("4-")
    assert check_chain(store.database, ["4-000000000000"]).faults == ("head 4-000000000000 is not in the journal",)


def test_an_operation_that_was_changed_afterwards_is_named(store: Store) -> None:
    for name in ("甲", "乙", "丙"):
        add_person(store, name)
    store.database.execute_sql("update operation set account = 'somebody else' where seq = 2")
    assert check_chain(store.database).faults == ("operation 2 is not what was written",)


def test_the_reason_of_a_commit_that_failed_is_not_hidden_by_the_rollback_after_it() -> None:
    try:
        try:
            raise OperationalError("database or disk is full")
        except OperationalError:
            raise OperationalError("cannot rollback - no transaction is active")  # noqa: B904  as peewee does
    except OperationalError as error:
        assert DiskTrouble(error).kind == "full"
