"""Row 25: a reader changes nothing, by no way in; only an administrator puts another file in the station's place. (The matrix: test_matrix.)"""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from db.people.tables import Person
from desktop.clock import FixedClock
from desktop.errors import DiskRefused, NotAllowed
from desktop.station.history import undo
from desktop.station.opening import OpenStation, create_station
from desktop.station.profile import Profile, save_profile
from desktop.station.settings import save
from tests.faults.conftest import NOW, ROOT, Fault

pytestmark = pytest.mark.usefixtures("quick_argon")


@pytest.fixture
def station(tmp_path: Path) -> OpenStation:
    opened, _recovery = create_station(tmp_path / "station", "红葵", "", "林晓", "password", FixedClock(NOW))
    with opened.session.write("people.save_elder") as unit:
        unit.insert(Person, {"name": "顾素珍"})
    return opened


@pytest.mark.fault(25, "permissions: writes past the services", "0 leaks; every write goes through the one door")
def test_who_may_not_does_not(fault: Fault, station: OpenStation) -> None:
    fault.complete("every write that is no service")
    session, operation, made = station.session, station.session.last_operation, station.backup()
    station.set_password("丁芳", "password two")
    writes: dict[str, Callable[[], object]] = {
        "profile": lambda: save_profile(session, Profile("别站")), "settings": lambda: save(session, {"silence_hours": 20}),
        "undo": lambda: undo(session, operation),
    }  # fmt: skip
    stands: dict[str, Callable[[], object]] = {
        "restore": lambda: station.restore(made), "another's password": lambda: station.set_password("丁芳", "password three"),
    }  # fmt: skip
    keys = station.folder.keys.read_bytes()
    for role, refused in (("reader", writes | stands), ("clerk", stands), ("unknown role", stands)):
        session.role = role
        for name, call in refused.items():
            fault.tried()
            try:
                call()
                fault.lost()
                fault.note(f"{role}: {name}")
            except NotAllowed:
                continue
    assert Person.select().count() == 1 and station.folder.keys.read_bytes() == keys
    session.role = "clerk"
    station.set_password("林晓", "my own new one")
    undo(session, operation)
    session.role = "administrator"
    station.restore(made)
    station.close()
    doors = other_doors()
    fault.tried()
    assert doors == [], doors


def other_doors() -> list[str]:
    """Places above the ground floor that open a unit of writes, but the session's own."""
    found = []
    for floor in ("desktop", "ui"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            if path == ROOT / "desktop" / "session.py":
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("unit", "undo", "execute_sql"):
                    receiver = node.func.value
                    if isinstance(receiver, ast.Attribute) and receiver.attr in ("store", "database"):
                        found.append(f"{path.name}:{node.lineno}")
    return found


def test_an_undo_that_the_disk_refuses_is_told(station: OpenStation) -> None:
    station.session.store.database.execute_sql("pragma query_only = 1")
    with pytest.raises(DiskRefused):
        undo(station.session, station.session.last_operation)
    station.session.store.database.execute_sql("pragma query_only = 0")
    assert Person.select().count() == 1
    station.close()
