"""Row 25: every service × every role, past the window; and what a duty volunteer and a reader are given holds nothing in clear."""

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import desktop
from db.people.tables import CareFile, Contact, Household, Person
from db.rounds.tables import Ladder
from desktop.clock import FixedClock
from desktop.errors import NotAllowed
from desktop.hotline.calls import CallEntry, log_call
from desktop.permissions import CUSTOM
from desktop.station.opening import OpenStation, create_station
from tests.faults.conftest import NOW, Fault

pytestmark = pytest.mark.usefixtures("quick_argon")
# written here once more, on purpose: who may do what, and whether he may see who people are
EVERYTHING = {
    "people.read", "people.write", "rounds.read", "rounds.write", "hotline.read", "hotline.write", "roster.write", "figures.read", "papers.print",
    "exchange.write", "privacy.write", "audit.read", "station.read", "station.write", "station.signed_in", "personal.reveal", "personal.masked",
}  # fmt: skip
MAY: dict[str, tuple[set[str], bool]] = {
    "administrator": (EVERYTHING | {"station.administer"}, True),
    "clerk": (EVERYTHING, True),
    "duty": ({"hotline.read", "hotline.write", "station.signed_in", "personal.reveal", "personal.masked"}, True),
    "reader": ({"figures.read", "station.signed_in"}, False),
    CUSTOM: ({"rounds.read", "station.signed_in"}, False),
    "no such role": (set(), False),
}
NAME, ID, PHONE, CONTACT, DOOR, ILL = "顾金丝雀", "330206194102037649", "13777654321", "13777654399", "7幢3单元909", "金丝雀症"
SEARCHED = {"search", "by_contact", "index"}  # what is typed is looked up here; no page shows it
NOTED = ("reveal", "elder_card_in_clear", "care_card_in_clear")  # the way to see it, which is noted


def services() -> list[Callable[..., Any]]:
    """Everything under desktop/ that is marked as a service, and the methods of the open station."""
    found: dict[int, Callable[..., Any]] = {}
    for info in pkgutil.walk_packages(desktop.__path__, "desktop."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for one in vars(module).values():
            if inspect.isfunction(one) and hasattr(one, "permission"):
                found[id(one)] = one
    for one in vars(OpenStation).values():
        if inspect.isfunction(one) and hasattr(one, "permission"):
            found[id(one)] = one
    return list(found.values())


@pytest.fixture
def station(tmp_path: Path) -> Iterator[OpenStation]:
    opened, _recovery = create_station(tmp_path / "station", "红葵", "", "林晓", "password", FixedClock(NOW))
    yield opened
    opened.session.role, opened.session.chosen = "administrator", frozenset()
    opened.close()


def takes_station(service: Callable[..., Any]) -> bool:
    """Whether its first argument is the OpenStation (or it is a method of it)."""
    first = next(iter(inspect.signature(service).parameters.values()))
    return first.name == "self" or "OpenStation" in str(first.annotation)


@pytest.mark.fault(25, "permissions: every service × every role, past the window", "as the matrix says, 0 leaks, nothing written by who was refused")
def test_every_service_for_every_role(fault: Fault, station: OpenStation) -> None:
    fault.complete("every service for every role")
    session, marked = station.session, services()
    assert len(marked) > 200
    count = session.store.database.execute_sql("select count(*) from operation").fetchone()
    keys = station.folder.keys.read_bytes()
    for role, (permissions, names) in MAY.items():
        session.role, session.chosen = role, frozenset({"rounds.read"}) if role == CUSTOM else frozenset()
        for one in marked:
            marks: Any = one
            allowed = marks.permission.value in permissions and (names or not marks.personal)
            fault.tried()
            if allowed:
                if not session.may(marks.permission, marks.personal):
                    fault.lost()
                    fault.note(f"{role} is refused {one.__qualname__}")
                continue
            try:
                one(station if takes_station(one) else session)
            except NotAllowed:
                continue
            except TypeError:  # it got as far as asking for its arguments
                pass
            fault.lost()
            fault.note(f"{role}: {one.__module__}.{one.__qualname__}")
    session.role = "administrator"
    assert session.store.database.execute_sql("select count(*) from operation").fetchone() == count
    assert station.folder.keys.read_bytes() == keys


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in what a service gave."""
    if depth > 8:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "ignore")
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name not in SEARCHED:
                yield from texts(getattr(value, field.name), depth + 1)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in SEARCHED and key != "search_text":
                yield from texts(key, depth + 1)
                yield from texts(one, depth + 1)
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for name in value._fields:
            if name not in SEARCHED:
                yield from texts(getattr(value, name), depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from texts(one, depth + 1)


def arguments(service: Callable[..., Any], ids: dict[str, str]) -> Iterator[list[Any]]:
    """Plausible arguments: by the names and annotations of the parameters; ids of the canary for every text."""
    wanted = [one for one in list(inspect.signature(service).parameters.values())[1:]
              if one.default is one.empty and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]  # fmt: skip
    plain: dict[str, Any] = {"date": NOW.date(), "datetime": NOW, "int": 1, "bool": True, "timedelta": timedelta(days=1)}
    for text in ids.values():
        made: list[Any] = []
        for one in wanted:
            kind = getattr(one.annotation, "__name__", str(one.annotation))
            made.append(plain.get(kind, text if kind == "str" else None))
        yield made
        if not any(getattr(one.annotation, "__name__", "") == "str" for one in wanted):
            return


@pytest.mark.fault(25, "what a duty volunteer and a reader are given", "numbers, doors, illness of a canary in clear nowhere; of a reader no name")
def test_nothing_in_clear_is_given(fault: Fault, station: OpenStation) -> None:
    fault.complete("every service that reads")
    session = station.session
    with session.write("people.save_elder") as unit:
        home = unit.insert(Household, {"address": DOOR})
        person = unit.insert(Person, {"name": NAME, "id_number": ID, "phone": PHONE, "household": home, "search_text": f"{NAME} {PHONE} {ID}"})
        care = unit.insert(CareFile, {"person": person, "code": "E0001", "opened_on": date(2026, 1, 1), "health": ILL})
        unit.insert(Contact, {"care_file": care, "name": "顾平", "phone": CONTACT})
    call = log_call(session, CallEntry(person=person, subtype="health", at=NOW - timedelta(hours=30)))
    assert NAME in set(texts({"a": [(NAME,)]}))
    for role, canaries in (("duty", (ID, PHONE, CONTACT, DOOR, ILL)), ("reader", (NAME, ID, PHONE, CONTACT, DOOR, ILL))):
        session.role = role
        ids = {"person": person, "care": care, "call": call, "month": "2026-03", "name": NAME, "phone": PHONE[-4:]}
        asked = 0
        for one in services():
            marks: Any = one
            if not session.may(marks.permission, marks.personal) or takes_station(one) or one.__name__ in NOTED or marks.permission.value.endswith("write"):
                continue
            for given in arguments(one, ids):
                try:
                    got = one(session, *given)
                except Exception:  # noqa: BLE001, S112  arguments that do not fit prove nothing either way
                    continue
                asked += 1
                fault.tried()
                words = [word for text in texts(got) for word in canaries if word in text]
                if words and not (set(words) <= set(map(str, given))):
                    fault.lost()
                    fault.note(f"{role}: {one.__module__}.{one.__qualname__} gives {words[0]}")
        assert asked >= (12 if role == "duty" else 4), asked
    session.role = "administrator"
    assert Ladder.select().count() == 0 and isinstance(NOW, datetime)
