"""Packages as files: for whom they open, what is refused with which reason, and what taking one in does."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from db.engine import open_file
from db.migrations import migrate
from db.people.tables import CareFile, Contact, Household, Person
from db.privacy.tables import Consent
from db.station.tables import Account, Station
from db.store import Store
from desktop.clock import FixedClock
from desktop.errors import BadRequest, Cancelled
from desktop.exchange import sealed
from desktop.exchange.conflicts import MIXED, OURS, THEIRS, decide, list_conflicts
from desktop.exchange.giving import ELDERS, Ask, close_moved, give_out, list_movers
from desktop.exchange.keys import add_station, card, known_stations, read_code
from desktop.exchange.taking import (
    NotHere,
    PackageMissing,
    Received,
    Taken,
    UnknownSender,
    accept_sender,
    list_packages,
    open_package,
    preview_package,
    take_in,
)
from desktop.session import Session
from desktop.station.defaults import insert_defaults
from desktop.station.history import undo

NOW = datetime(2026, 3, 2, 9, 0)
PHRASE = "桂花树下的长椅"
Make = Callable[..., Session]


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "MEMORY_KIB", 64)
    monkeypatch.setattr(sealed, "TIME_COST", 1)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a station of this name."""

    def station(name: str, sample: bool = False) -> Session:
        database = open_file(tmp_path / f"{name}.db", bytes(range(32)), synchronous="off", journal="memory")
        migrate(database, NOW)
        made = Session(Store(database), FixedClock(NOW), "tester")
        with made.write("station.create") as unit:
            unit.insert(Station, {"name": name, "community": "红葵", "sample": sample})
            unit.insert(Account, {"name": "tester"})
            insert_defaults(unit)
        return made

    return station


def at(session: Session) -> Session:
    """Turn to this station: one is the open one."""
    Store(session.store.database)
    return session


def elder(session: Session, name: str, code: str = "E0001") -> tuple[str, str]:
    with at(session).write("people.save_elder") as unit:
        home = unit.insert(Household, {"address": "红葵里8幢2-301"})
        person = unit.insert(Person, {"name": name, "household": home})
        return person, unit.insert(CareFile, {"person": person, "code": code, "opened_on": NOW.date()})


def introduce(one: Session, other: Session) -> str:
    """`one` learns `other`'s card; returns the fingerprint."""
    told = card(at(other))
    return add_station(at(one), told.station, told.code).fingerprint


def taken(session: Session, path: Path, phrase: str = "") -> Taken:
    return take_in(at(session), open_package(session, path, phrase))


def test_a_package_for_a_station_opens_there_and_nowhere_else(make: Make, tmp_path: Path) -> None:
    a, b, c = make("甲站"), make("乙站"), make("丙站")
    elder(a, "顾素珍")
    mark = introduce(a, b)
    introduce(b, a)
    given = give_out(at(a), Ask(receiver=mark), tmp_path / "p.linli")
    assert given.path.read_bytes().startswith(sealed.MAGIC) and "顾素珍".encode() not in given.path.read_bytes()
    with pytest.raises(sealed.OtherReceiver):
        open_package(at(c), given.path)
    with pytest.raises(sealed.OtherReceiver):
        open_package(at(a), given.path)
    received = open_package(at(b), given.path)
    assert (received.station, received.accepted, received.before) == ("甲站", True, False)
    assert preview_package(b, received).outcome.total("new") == 3 and Person.select().count() == 0
    done = take_in(b, received)
    assert done.outcome.total("new") == 3 and Person.get().name == "顾素珍"
    assert open_package(b, given.path).before
    assert taken(b, given.path).operation == "", "a second time nothing is written"
    undo(b, done.operation)
    assert Person.select().count() == 0 and [one.direction for one in list_packages(b)] == []
    assert not open_package(b, given.path).before
    assert taken(b, given.path).outcome.total("new") == 3


def test_an_unknown_sender_is_shown_by_its_fingerprint_and_accepted_once(make: Make, tmp_path: Path) -> None:
    a, b = make("甲站"), make("乙站")
    elder(a, "顾素珍")
    path = give_out(at(a), Ask(phrase=PHRASE), tmp_path / "p.linli").path
    received = open_package(at(b), path, PHRASE)
    with pytest.raises(UnknownSender) as caught:
        take_in(b, received)
    assert caught.value.opened.fingerprint in str(caught.value) and Person.select().count() == 0
    assert caught.value.opened.fingerprint == card(at(a)).fingerprint
    take_in(at(b), accept_sender(at(b), received))
    assert Person.select().count() == 1 and known_stations(b)[0].name == "甲站"
    assert open_package(b, path, PHRASE).accepted


def test_a_passphrase_opens_only_when_it_is_the_same(make: Make, tmp_path: Path) -> None:
    a, b = make("甲站"), make("乙站")
    path = give_out(at(a), Ask(phrase=PHRASE), tmp_path / "p.linli").path
    with pytest.raises(sealed.NeedsPhrase):
        open_package(at(b), path)
    with pytest.raises(sealed.WrongPhrase):
        open_package(b, path, PHRASE + "。")
    assert open_package(b, path, f" {PHRASE} ").station == "甲站"
    with pytest.raises(BadRequest, match="8"):
        give_out(at(a), Ask(phrase="short"), tmp_path / "q.linli")
    assert not (tmp_path / "q.linli").exists()


def test_a_newer_package_and_other_files_are_refused_with_the_reason(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.exchange import package

    a, b = make("甲站"), make("乙站")
    monkeypatch.setattr(package, "NEWEST", package.NEWEST + 1)
    path = give_out(at(a), Ask(phrase=PHRASE), tmp_path / "newer.linli").path
    monkeypatch.undo()
    with pytest.raises(sealed.TooNew, match="newer"):
        open_package(at(b), path, PHRASE)
    (tmp_path / "photo.linli").write_bytes(b"\xff\xd8\xff" + bytes(3000))
    with pytest.raises(sealed.NotAPackage):
        open_package(b, tmp_path / "photo.linli")
    (tmp_path / "empty.linli").write_bytes(b"")
    with pytest.raises(sealed.NotAPackage):
        open_package(b, tmp_path / "empty.linli")


def test_a_package_of_an_older_schema_is_taken_with_the_defaults_of_new_columns(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from desktop.exchange import giving, package

    a, b = make("甲站"), make("乙站")
    elder(a, "顾素珍")
    older = tuple(
        replace(scope, columns=tuple(name for name in scope.columns if (scope.name, name) not in {("person", "note"), ("care_file", "risk")}))
        for scope in giving.travelling())
    monkeypatch.setattr(giving, "travelling", lambda: older)
    monkeypatch.setattr(package, "NEWEST", package.NEWEST - 1)
    path = give_out(at(a), Ask(phrase=PHRASE), tmp_path / "older.linli").path
    monkeypatch.undo()
    take_in(at(b), accept_sender(b, open_package(b, path, PHRASE)))
    assert (Person.get().name, Person.get().note, CareFile.get().risk) == ("顾素珍", "", "")


def test_sample_data_never_get_into_a_real_station(make: Make, tmp_path: Path) -> None:
    sample, real = make("样例", sample=True), make("乙站")
    path = give_out(at(sample), Ask(phrase=PHRASE), tmp_path / "p.linli").path
    with pytest.raises(NotHere):
        open_package(at(real), path, PHRASE)
    path = give_out(at(real), Ask(phrase=PHRASE), tmp_path / "q.linli").path
    with pytest.raises(NotHere):
        open_package(at(sample), path, PHRASE)


def test_only_what_changed_since_the_last_package(make: Make, tmp_path: Path) -> None:
    a, b = make("甲站"), make("乙站")
    mark = introduce(a, b)
    introduce(b, a)
    person, care_file = elder(a, "顾素珍")
    first = give_out(at(a), Ask(receiver=mark), tmp_path / "1.linli").path
    with at(a).write("people.save_elder") as unit:
        unit.update(Person, person, {"note": "住院"})
        unit.insert(Contact, {"care_file": care_file, "name": "女儿"})
    second = give_out(at(a), Ask(receiver=mark, only_new=True), tmp_path / "2.linli")
    assert second.rows == 2
    with pytest.raises(PackageMissing):
        taken(b, second.path)
    taken(b, first)
    assert taken(b, second.path).outcome.by_status() == {"new": 1, "newer": 1}


def test_conflicts_are_decided_by_a_person_and_travel(make: Make, tmp_path: Path) -> None:
    a, b = make("甲站"), make("乙站")
    to_b, to_a = introduce(a, b), introduce(b, a)
    person, _file = elder(a, "顾素珍")
    taken(b, give_out(at(a), Ask(receiver=to_b), tmp_path / "1.linli").path)
    for one, values in ((a, {"note": "住院", "phone": "13800000001"}), (b, {"note": "回家", "phone": "13800000002"})):
        with at(one).write("people.save_elder") as unit:
            unit.update(Person, person, values)
    done = taken(b, give_out(at(a), Ask(receiver=to_b), tmp_path / "2.linli").path)
    assert done.conflicts == 1
    (waiting,) = list_conflicts(at(b))
    assert (waiting.title, waiting.peer) == ("顾素珍", "甲站")
    assert {side.column: (side.ours, side.theirs) for side in waiting.sides} == {
        "note": ("回家", "住院"), "phone": ("13800000002", "13800000001")}
    first = decide(b, [waiting.id], THEIRS)
    assert Person.get().note == "住院" and list_conflicts(b) == []
    undo(b, first)
    assert Person.get().note == "回家" and len(list_conflicts(b)) == 1
    decide(b, [waiting.id], MIXED, ["phone"])
    assert (Person.get().note, Person.get().phone) == ("回家", "13800000001")
    with pytest.raises(BadRequest, match="already"):
        decide(b, [waiting.id], OURS)
    back = taken(a, give_out(at(b), Ask(receiver=to_a), tmp_path / "3.linli").path)
    assert back.outcome.by_status()["newer"] == 1 and (Person.get().note, Person.get().phone) == ("回家", "13800000001")


def test_elders_move_only_with_their_consent(make: Make, tmp_path: Path) -> None:
    a, b = make("甲站"), make("乙站")
    mark = introduce(a, b)
    introduce(b, a)
    goes, file_goes = elder(a, "顾素珍", "E0001")
    elder(a, "仇阿根", "E0002")
    with at(a).write("people.save_elder") as unit:
        unit.insert(Contact, {"care_file": file_goes, "name": "女儿"})
    with pytest.raises(BadRequest, match="顾素珍"):
        give_out(a, Ask(ELDERS, receiver=mark, elders=(file_goes,)), tmp_path / "p.linli")
    with a.write("privacy.give_consent") as unit:
        unit.insert(Consent, {"person": goes, "scope": "third_party", "recipient": "丙站", "given_on": NOW.date()})
    with pytest.raises(BadRequest, match="乙站"):
        give_out(a, Ask(ELDERS, receiver=mark, elders=(file_goes,)), tmp_path / "p.linli")
    with pytest.raises(BadRequest, match="known"):
        give_out(a, Ask(ELDERS, phrase=PHRASE, elders=(file_goes,)), tmp_path / "p.linli")
    with a.write("privacy.give_consent") as unit:
        consent = unit.insert(Consent, {"person": goes, "scope": "third_party", "recipient": "乙站", "given_on": NOW.date(), "paper": "转-7"})
    assert [(one.name, one.consent) for one in list_movers(a)] == [("顾素珍", "given"), ("仇阿根", "unasked")]
    path = give_out(a, Ask(ELDERS, receiver=mark, elders=(file_goes,)), tmp_path / "p.linli").path
    closing = close_moved(a, [file_goes], "乙站")
    assert CareFile.get_by_id(file_goes).closed_reason.endswith("乙站")
    undo(a, closing)
    taken(b, path)
    assert [row.name for row in Person.select()] == ["顾素珍"]
    assert Contact.select().count() == 1 and Household.get().address == "红葵里8幢2-301"
    with at(a).write("privacy.withdraw_consent") as unit:
        unit.update(Consent, consent, {"withdrawn_on": NOW.date()})
    with pytest.raises(BadRequest, match="顾素珍"):
        give_out(a, Ask(ELDERS, receiver=mark, elders=(file_goes,)), tmp_path / "q.linli")


def test_a_cancelled_package_leaves_nothing(make: Make, tmp_path: Path) -> None:
    a, b = make("甲站"), make("乙站")
    elder(a, "顾素珍")
    with pytest.raises(Cancelled):
        give_out(at(a), Ask(phrase=PHRASE), tmp_path / "p.linli", cancelled=lambda: True)
    assert list(tmp_path.glob("*.linli")) == []
    path = give_out(at(a), Ask(phrase=PHRASE), tmp_path / "p.linli").path
    received: Received = accept_sender(at(b), open_package(at(b), path, PHRASE))
    with pytest.raises(Cancelled):
        take_in(b, received, cancelled=lambda: True)
    assert Person.select().count() == 0


def test_a_station_code_is_read_however_it_is_typed_and_a_slip_is_found(make: Make) -> None:
    a = make("甲站")
    code = card(a).code
    keys = read_code(code)
    assert read_code(code.lower().replace("-", " ")) == keys
    with pytest.raises(BadRequest):
        add_station(a, "自己", code)
    for place in range(len(code)):
        if code[place] == "-":
            continue
        wrong = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
        with pytest.raises(BadRequest):
            read_code(wrong)
