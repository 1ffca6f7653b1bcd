"""A small station for the hotline's tests: an encrypted file, three shifts, a dozen volunteers and three elders."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from db.engine import open_file
from db.hotline.tables import Availability, Unavailable
from db.migrations import migrate
from db.people import tables as people
from db.station.tables import Station
from db.store import Store
from desktop.clock import FixedClock
from desktop.people.names import search_text
from desktop.session import Session
from desktop.station.defaults import insert_defaults

KEY = bytes(range(32))
NOW = datetime(2026, 11, 21, 9, 30)  # a Saturday


@dataclass
class Bench:
    """The open station and the ids of whoever lives in it."""

    session: Session
    clock: FixedClock
    volunteers: dict[str, str] = field(default_factory=dict)  # code -> id
    elders: dict[str, str] = field(default_factory=dict)  # name -> person id
    care_files: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def hotline_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, str]]]:
    path = tmp_path_factory.mktemp("hotline") / "station.db"
    database = open_file(path, KEY, journal="delete", synchronous="off")
    migrate(database, NOW)
    session = Session(Store(database), FixedClock(NOW), "tester")
    ids = fill_station(session)
    session.store.close()
    return path, ids


@pytest.fixture
def bench(hotline_template: tuple[Path, dict[str, dict[str, str]]], tmp_path: Path) -> Iterator[Bench]:
    path, ids = hotline_template
    copy = tmp_path / "station.db"
    copy.write_bytes(path.read_bytes())
    clock = FixedClock(NOW)
    session = Session(Store(open_file(copy, KEY)), clock, "tester")
    yield Bench(session, clock, **ids)
    session.store.close()


def fill_station(session: Session) -> dict[str, dict[str, str]]:
    volunteers: dict[str, str] = {}
    elders: dict[str, str] = {}
    care_files: dict[str, str] = {}
    with session.write("test.fill") as unit:
        insert_defaults(unit)
        unit.insert(Station, {"name": "红葵社区服务站", "hotline_phone": "0574-86000000"})
        organisation = unit.insert(people.Organisation, {"name": "福康养老"})
        for n, name in enumerate(("尹芳", "郝丽", "谭娜", "范敏", "周佳怡", "侯海燕", "丁志远", "万勇", "邹雪莲", "钟文静", "贺涛", "石明"), 1):
            person = unit.insert(people.Person, {
                "name": name, "phone": f"1390000{n:04}", "search_text": search_text(name, "", [f"1390000{n:04}"], [])})
            code = f"V{n:03}"
            volunteers[code] = unit.insert(people.Volunteer, {
                "person": person, "code": code, "organisation": organisation, "trained": n != 12, "hotline_years": float(n % 4),
                "max_week": 3 if n % 2 else None, "joined_on": date(2020, 1, 1),
            })
            for weekday in range(7):
                first, last = ((0, 720), (720, 1080), (960, 1440), (0, 1440))[(n + weekday) % 4]
                unit.insert(Availability, {"volunteer": volunteers[code], "weekday": weekday, "from_minute": first, "to_minute": last})
        unit.insert(Unavailable, {"volunteer": volunteers["V001"], "date": date(2026, 12, 7), "reason": "体检"})
        grid = unit.insert(people.Grid, {"name": "第一网格"})
        building = unit.insert(people.Building, {"grid": grid, "name": "2幢", "number": 2})
        invented = (("雷克勤", "m", date(1935, 6, 29)), ("钟荷花", "f", date(1941, 2, 3)), ("欧阳松", "m", date(1962, 1, 1)))
        for n, (name, sex, born) in enumerate(invented, 1):
            household = unit.insert(people.Household, {"building": building, "room": f"20{n}", "address": f"红葵里2-1-20{n}"})
            elders[name] = unit.insert(people.Person, {
                "name": name, "sex": sex, "born": born, "phone": f"1324054985{n}", "household": household,
                "search_text": search_text(name, "", [f"1324054985{n}"], []),
            })
            care_files[name] = unit.insert(people.CareFile, {
                "person": elders[name], "code": f"E{n:04}", "opened_on": date(2026, 1, 1), "health": "高血压", "risk": "high"})
            unit.insert(people.Contact, {
                "care_file": care_files[name], "position": 1, "name": "肖刚", "relation": "儿媳", "phone": f"1552999668{n}"})
    return {"volunteers": volunteers, "elders": elders, "care_files": care_files}
