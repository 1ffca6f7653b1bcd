"""Rows of several stations come together: in any order, any number of times, and nothing is lost that somebody wrote."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.audit import check_chain
from db.backup import copy_to
from db.engine import open_file
from db.exchange.lines import begin_line
from db.exchange.merging import open_conflicts
from db.hotline.tables import ShiftTemplate
from db.people.tables import CareCategory, CareFile, Category, Contact, Person
from db.rounds.tables import Knock, Round, Sheet, Slot
from db.rowcheck import check_rows
from db.store import Store
from tests.desktop.exchange.stations import KEY, NOW, Place


@pytest.fixture
def place(tmp_path: Path) -> Callable[[str], Place]:
    return lambda name: Place(tmp_path / f"{name}.db")


def elder(one: Place, name: str, code: str) -> tuple[str, str]:
    with one.unit("people.save_elder") as unit:
        person = unit.insert(Person, {"name": name})
        return person, unit.insert(CareFile, {"person": person, "code": code, "opened_on": NOW.date()})


def test_what_is_new_there_comes_and_a_second_time_nothing_happens(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    person, _file = elder(a, "顾素珍", "E0001")
    sent = a.snapshot()
    assert b.take(sent).total("new") == 2
    assert b.content("person", "care_file") == a.content("person", "care_file")
    before = b.newest()
    assert b.take(sent).by_status() == {"same": 2}
    assert b.newest() == before, "nothing to write, no operation"
    with b.unit("people.save_elder") as unit:
        unit.update(Person, person, {"note": "耳背"})
    assert a.take(b.snapshot()).by_status() == {"newer": 1, "same": 1}
    assert a.content("person")[person]["note"] == "耳背"
    assert b.take(sent).by_status() == {"older": 1, "same": 1}, "an old package changes nothing"
    assert b.content("person")[person]["note"] == "耳背"


def test_two_who_changed_the_same_row_are_a_conflict_and_neither_is_overwritten(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    person, _file = elder(a, "顾素珍", "E0001")
    b.take(a.snapshot())
    for one, note in ((a, "住院"), (b, "回家")):
        with one.unit("people.save_elder") as unit:
            unit.update(Person, person, {"note": note})
    assert a.take(b.snapshot()).total("conflict") == 1
    assert b.take(a.snapshot()).total("conflict") == 1
    assert a.content("person")[person]["note"] == "住院" and b.content("person")[person]["note"] == "回家"
    assert len(open_conflicts(a.bound())) == 1
    a.take(b.snapshot())
    assert len(open_conflicts(a.bound())) == 1, "told once"


def test_the_recycle_bin_and_deletions_travel(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    person, care_file = elder(a, "顾素珍", "E0001")
    with a.unit("people.save_elder") as unit:
        contact = unit.insert(Contact, {"care_file": care_file, "name": "女儿"})
    first = a.snapshot()
    b.take(first)
    with a.unit("people.save_elder") as unit:
        unit.remove(Person, person)
        unit.erase(Contact, contact)
    b.take(a.snapshot())
    assert b.content("person")[person]["deleted_at"] and contact not in b.content("contact")
    b.take(first)
    assert contact not in b.content("contact"), "an old package brings nothing back"
    c = place("c")
    c.take(b.snapshot())
    c.take(first)
    assert contact not in c.content("contact"), "not even where it never was"


def test_something_erased_there_and_changed_here_is_asked(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    _person, care_file = elder(a, "顾素珍", "E0001")
    with a.unit("people.save_elder") as unit:
        contact = unit.insert(Contact, {"care_file": care_file, "name": "女儿"})
    b.take(a.snapshot())
    with a.unit("people.save_elder") as unit:
        unit.erase(Contact, contact)
    with b.unit("people.save_elder") as unit:
        unit.update(Contact, contact, {"phone": "13800000001"})
    assert b.take(a.snapshot()).total("conflict") == 1 and contact in b.content("contact")
    assert a.take(b.snapshot()).total("conflict") == 1 and contact not in a.content("contact")


def test_what_something_here_still_needs_is_not_erased(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    person, care_file = elder(a, "顾素珍", "E0001")
    b.take(a.snapshot())
    with b.unit("people.save_elder") as unit:
        unit.insert(Contact, {"care_file": care_file, "name": "女儿"})
    with a.unit("people.save_elder") as unit:
        unit.erase(CareFile, care_file)
    assert b.take(a.snapshot()).total("conflict") == 1
    assert care_file in b.content("care_file")
    assert a.take(b.snapshot()).by_status()["waiting"] == 1, "the contact waits for its care file"
    assert person in a.content("person")


def test_an_erased_row_that_is_entered_anew_arrives(place: Callable[[str], Place]) -> None:
    """The link of care file and category: erased and made again under another id."""
    a, b = place("a"), place("b")
    _person, care_file = elder(a, "顾素珍", "E0001")
    with a.unit("people.save_elder") as unit:
        category = unit.insert(Category, {"code": "living_alone", "name": "独居"})
        link = unit.insert(CareCategory, {"care_file": care_file, "category": category})
    b.take(a.snapshot())
    with a.unit("people.save_elder") as unit:
        unit.erase(CareCategory, link)
        again = unit.insert(CareCategory, {"care_file": care_file, "category": category})
    b.take(a.snapshot())
    assert set(b.content("care_category")) == {again}


def test_slots_and_categories_of_two_stations_are_the_same_things(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    for one in (a, b):
        with one.unit("station.create") as unit:
            unit.insert(Slot, {"code": "am", "name": "上午", "start_minute": 510, "end_minute": 630})
            unit.insert(ShiftTemplate, {"name": "早", "start_minute": 480, "end_minute": 720})
            unit.insert(Category, {"code": "living_alone", "name": "独居"})
    with b.unit("people.save_categories") as unit:
        unit.update(Category, next(iter(b.content("category"))), {"name": "独居老人"})
    _person, care_file = elder(b, "仇阿根", "E0001")
    with b.unit("people.save_elder") as unit:
        unit.insert(CareCategory, {"care_file": care_file, "category": next(iter(b.content("category")))})
    outcome = a.take(b.snapshot())
    assert outcome.total("conflict") == 0
    assert len(a.content("slot")) == len(a.content("shift_template")) == len(a.content("category")) == 1
    assert next(iter(a.content("category").values()))["name"] == "独居", "each station keeps its own way"
    assert next(iter(a.content("care_category").values()))["category_id"] == next(iter(a.content("category")))
    assert set(a.take(b.snapshot()).by_status()) == {"same", "older"}


def test_numbers_that_each_station_gives_are_given_anew_when_taken(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    for one, name in ((a, "顾素珍"), (b, "仇阿根")):
        elder(one, name, "E0001")
        with one.unit("rounds.save_plan") as unit:
            day = unit.insert(Round, {"date": NOW.date(), "slot": "am"})
            unit.insert(Sheet, {"round": day, "number": 1, "title": name})
    a.take(b.snapshot())
    assert sorted(Sheet.select(Sheet.number, Sheet.title).tuples()) == [(1, "顾素珍"), (2, "仇阿根")]
    assert sorted(CareFile.select(CareFile.code).tuples()) == [("E0001",), ("E0001-2",)]
    assert Round.select().count() == 1
    assert a.take(b.snapshot()).total("conflict", "new", "newer") == 0
    assert b.take(a.snapshot()).total("conflict") == 0
    assert sorted(Sheet.select(Sheet.number, Sheet.title).tuples()) == [(1, "仇阿根"), (2, "顾素珍")], "its own paper keeps its number"


def test_one_knock_entered_at_two_computers_is_filled_or_asked(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    _person, care_file = elder(a, "顾素珍", "E0001")
    b.take(a.snapshot())
    for one, outcome in ((a, ""), (b, "met")):
        with one.unit("rounds.save_plan") as unit:
            day = unit.insert(Round, {"date": NOW.date(), "slot": "am"})
            unit.insert(Knock, {"round": day, "care_file": care_file, "outcome": outcome})
    a.take(b.snapshot())
    assert [row["outcome"] for row in a.content("knock").values()] == ["met"], "what was empty is filled"
    with a.unit("rounds.record_sheet") as unit:
        unit.update(Knock, next(iter(a.content("knock"))), {"outcome": "no_answer"})
    assert b.take(a.snapshot()).total("conflict") == 1
    assert [row["outcome"] for row in b.content("knock").values()] == ["met"]


def test_a_package_taken_back_leaves_the_station_as_it_was_and_can_be_taken_again(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    person, care_file = elder(a, "顾素珍", "E0001")
    b.take(a.snapshot())
    with a.unit("people.save_elder") as unit:
        unit.update(Person, person, {"note": "住院"})
        contact = unit.insert(Contact, {"care_file": care_file, "name": "女儿"})
    second = a.snapshot()
    before = b.content("person", "care_file", "contact")
    b.take(second)
    took, after = b.newest(), b.content("person", "care_file", "contact")
    b.bound().undo(took, "station.undo", "tester", b.now)
    assert b.content("person", "care_file", "contact") == before
    assert a.take(b.snapshot()).total("conflict", "newer", "erased") == 0, "what was taken back is no change for the giver"
    assert contact in a.content("contact")
    assert b.take(second).by_status() == {"new": 1, "newer": 1, "same": 1}
    assert b.content("person", "care_file", "contact") == after
    with b.unit("people.save_elder") as unit:
        unit.update(Person, person, {"note": "回家"})
    assert a.take(b.snapshot()).by_status() == {"newer": 1, "same": 2}
    for one in (a, b):
        assert check_chain(one.bound().database).faults == ()
        assert check_rows(one.bound())[1] == []


def test_an_erasing_that_was_taken_back_comes_back_everywhere(place: Callable[[str], Place]) -> None:
    a, b = place("a"), place("b")
    _person, care_file = elder(a, "顾素珍", "E0001")
    with a.unit("people.save_elder") as unit:
        contact = unit.insert(Contact, {"care_file": care_file, "name": "女儿"})
    b.take(a.snapshot())
    with a.unit("people.save_elder") as unit:
        unit.erase(Contact, contact)
    erasing = a.newest()
    b.take(a.snapshot())
    assert contact not in b.content("contact")
    a.bound().undo(erasing, "station.undo", "tester", a.now)
    b.take(a.snapshot())
    assert contact in b.content("contact")


def test_a_copied_file_goes_on_under_a_line_of_its_own(place: Callable[[str], Place], tmp_path: Path) -> None:
    """A backup restored on a second computer: both go on, and their changes are never taken for the same ones."""
    a = place("a")
    person, _file = elder(a, "顾素珍", "E0001")
    copy_to(a.bound().database, tmp_path / "copy.db", KEY)
    b = Place.__new__(Place)
    b.store, b.now = Store(open_file(tmp_path / "copy.db", KEY, journal="memory")), a.now
    begin_line(b.bound(), b.now)
    for one, notes in ((a, ["住院"]), (b, ["回家", "耳背"])):
        for note in notes:
            with one.unit("people.save_elder") as unit:
                unit.update(Person, person, {"note": note})
    assert a.take(b.snapshot()).total("conflict") == 1 and a.content("person")[person]["note"] == "住院"
    assert b.take(a.snapshot()).total("conflict") == 1 and b.content("person")[person]["note"] == "耳背"
    b.store.database.close()
