"""Rows 10 to 12 for packages: a stick pulled while one is written, tampered ones, and packages in any order of three stations."""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from db.engine import open_file
from db.migrations import migrate
from db.people.tables import CareFile, Person
from db.station.tables import Account, Station
from db.store import Store
from desktop.clock import FixedClock
from desktop.errors import BadFile
from desktop.exchange import sealed
from desktop.exchange.giving import Ask, give_out
from desktop.exchange.keys import add_station, card, keys_of
from desktop.exchange.package import open_content
from desktop.exchange.taking import accept_sender, open_package, take_in
from desktop.session import Session
from tests.faults.conftest import NOW, Fault, Stick
from tests.faults.processes import kill, server
from tests.faults.threestations import ThreeStations, walk

PHRASE = "桂花树下的长椅"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a passphrase is measured elsewhere."""
    monkeypatch.setattr(sealed, "MEMORY_KIB", 8)
    monkeypatch.setattr(sealed, "TIME_COST", 1)
    monkeypatch.setattr(sealed, "LANES", 1)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Callable[[str], Session]]:
    """Make a station of this name."""
    opened = []

    def make(name: str) -> Session:
        database = open_file(tmp_path / f"{name}.db", bytes(range(32)), synchronous="off", journal="memory")
        opened.append(database)
        migrate(database, NOW)
        made = Session(Store(database), FixedClock(NOW), "tester")
        with made.write("station.create") as unit:
            unit.insert(Station, {"name": name})
            unit.insert(Account, {"name": "tester"})
        return made

    yield make
    for database in opened:
        database.close()


def at(session: Session) -> Session:
    """Turn to this station."""
    Store(session.store.database)
    return session


def small_package(a: Session, b: Session, path: Path) -> bytes:
    """One elder of `a` for `b`, whose keys know each other."""
    with at(a).write("people.save_elder") as unit:
        person = unit.insert(Person, {"name": "顾素珍"})
        unit.insert(CareFile, {"person": person, "code": "E0001", "opened_on": datetime(2026, 1, 1).date()})
    theirs, ours = card(at(b)), card(at(a))
    add_station(at(b), ours.station, ours.code)
    mark = add_station(at(a), theirs.station, theirs.code).fingerprint
    return give_out(at(a), Ask(receiver=mark), path).path.read_bytes()


@pytest.mark.fault(10, "stick pulled while a package is given out", "killed, pulled out, full: 0 half packages, ever")
def test_a_stick_pulled_while_a_package_is_written(fault: Fault, stick: Stick, tmp_path: Path) -> None:
    chance, key = random.Random(10), bytes(range(32))
    public = X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
    contents = [chance.randbytes(900_000 + number) for number in range(2)]
    for number, content in enumerate(contents):
        (tmp_path / f"whole{number}.linli").write_bytes(sealed.seal_for_key(lambda _head, content=content: content, public))  # type: ignore[misc]
    halves = 0

    def judge() -> None:
        nonlocal halves
        for path in stick.place.iterdir():
            if path.name.startswith(".saving-"):
                halves += 1
                path.unlink()
            elif path.suffix == ".linli":
                try:
                    whole = sealed.open_envelope(path.read_bytes(), key)[0] in contents
                except BadFile:
                    whole = False
                if not whole:
                    fault.lost()
                    fault.note(f"{path.name} of {path.stat().st_size} bytes is half")

    with server() as serving:
        for number in range(fault.count(90)):
            child = serving.start("give", tmp_path)
            serving.until("ready")
            if number % 3:
                kill(child, chance.random() * 0.04)
                serving.until("gone")
            else:
                time.sleep(chance.random() * 0.04)
                stick.pull_out()
                serving.until("gone")
                stick.put_in()
            fault.tried()
            judge()
        for number in range(fault.count(10)):
            filler = stick.place / "filler"
            filler.write_bytes(bytes(shutil.disk_usage(stick.place).free - 100_000 - number * 80_000))
            serving.start("give", tmp_path)
            lines = serving.until("gone")
            fault.tried()
            if not any(line.startswith("refused CannotSave") and "full" in line for line in lines):
                fault.lost()
                fault.note(f"a full stick was not told: {lines[-2:]}")
            judge()
            filler.unlink()
    fault.note(f"{halves} were stopped in the middle of a file")
    assert halves > 0


@pytest.mark.fault(11, "tampered package", "every byte changed, every truncation, every addition: all refused, 0 rows written")
def test_tampered_packages(fault: Fault, station: Callable[[str], Session], tmp_path: Path, cheap: None) -> None:
    a, b = station("甲站"), station("乙站")
    data = small_package(a, b, tmp_path / "whole.linli")
    path, chance = tmp_path / "tried.linli", random.Random(11)
    at(b)
    operations = b.store.database.execute_sql('select count(*) from "operation"').fetchone()
    bits = 1 if fault.times == 1 else 8

    def refused(content: bytes, told: str) -> None:
        path.write_bytes(content)
        fault.tried()
        try:
            take_in(b, open_package(b, path))
        except BadFile:
            return
        fault.lost()
        fault.note(told)

    for place in range(len(data)):
        for bit in range(bits):
            changed = bytearray(data)
            changed[place] ^= 1 << (bit if bits > 1 else chance.randrange(8))
            refused(bytes(changed), f"byte {place}")
        refused(data[:place], f"cut at {place}")
    for _try in range(fault.count(50)):
        refused(data + chance.randbytes(chance.randint(1, 200)), "longer")
        one, other = sorted(chance.sample(range(len(data)), 2))
        refused(data[:one] + data[other:], f"without {one} to {other}")
    _resealed(fault, a, b, refused)
    assert Person.select().count() == 0
    assert b.store.database.execute_sql('select count(*) from "operation"').fetchone() == operations
    fault.note(f"a package of {len(data)} bytes")
    path.write_bytes(data)
    assert take_in(b, open_package(b, path)).outcome.total("new") == 2, "the untouched one is taken"


def _resealed(fault: Fault, a: Session, b: Session, refused: Callable[[bytes, str], None]) -> None:
    """Someone who may open a package puts the signed content, whole or changed, into an envelope of his own."""
    at(a)
    path = Path(str(a.store.database.database)).parent / "phrase.linli"
    content, head = sealed.open_envelope(give_out(a, Ask(phrase=PHRASE), path).path.read_bytes(), bytes(32), PHRASE)
    assert open_content(content, head).manifest.station == "甲站"
    receive = keys_of(at(b)).receive_public
    refused(sealed.seal_for_key(lambda _head: content, receive), "another envelope")
    chance = random.Random(12)
    for _try in range(fault.count(50)):
        changed = bytearray(content)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        refused(sealed.seal_for_key(lambda _head, changed=bytes(changed): changed, receive), "another content")  # type: ignore[misc]


@pytest.mark.fault(12, "package twice, out of order, of three stations", "any order comes to the same rows: 0 duplicates, 0 overwritten, conflicts listed")
def test_packages_in_any_order(fault: Fault) -> None:
    ThreeStations.taken = 0
    run_state_machine_as_test(ThreeStations, settings=settings(
        max_examples=fault.count(12), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
        phases=(Phase.explicit, Phase.generate)))  # making a failure smaller takes minutes; the blob brings it back
    for number in range(fault.count(20)):
        walk(random.Random(number), 30)
    fault.tried(ThreeStations.taken)
    assert ThreeStations.taken > fault.count(100)


@pytest.mark.fault(12, "package of an unknown station, or of one that lacks an earlier one", "refused with the reason, 0 rows written")
def test_packages_that_do_not_fit(fault: Fault, station: Callable[[str], Session], tmp_path: Path) -> None:
    a, b, c = station("甲站"), station("乙站"), station("丙站")
    whole = small_package(a, b, tmp_path / "1.linli")
    mark = card(at(b)).fingerprint
    with at(a).write("people.save_elder") as unit:
        unit.insert(Person, {"name": "仇阿根"})
    second = give_out(at(a), Ask(receiver=mark, only_new=True), tmp_path / "2.linli").path
    for session, path in ((b, second), (c, second), (c, tmp_path / "1.linli")):
        fault.tried()
        with pytest.raises(BadFile):
            take_in(at(session), open_package(at(session), path))
        if Person.select().count():
            fault.lost()
    fault.tried()
    code = card(at(b)).code
    stranger = give_out(at(c), Ask(receiver=add_station(at(c), "乙站", code).fingerprint), tmp_path / "3.linli").path
    received = open_package(at(b), stranger)
    with pytest.raises(BadFile):
        take_in(b, received)
    take_in(b, accept_sender(b, received))
    assert whole and take_in(b, open_package(b, tmp_path / "1.linli")).outcome.total("new") == 2
    assert take_in(b, open_package(b, second)).outcome.total("new") == 1
