"""The window's frame, the station's words, history with undo, leaving the sample."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from db.people.tables import Person
from db.station import queries
from desktop.clock import FixedClock
from desktop.errors import BadRequest, StationUnavailable
from desktop.people.names import search_text
from desktop.session import Session
from desktop.station.frame import load_frame, people_index
from desktop.station.history import history, operation_label, undo, undo_last
from desktop.station.opening import create_sample, create_station
from desktop.station.profile import Profile, load_profile, save_profile
from desktop.station.removal import remove_sample

NOW = datetime(2026, 11, 22, 10, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "station"


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    opened = create_sample(folder, "红葵社区服务站", "红葵社区", FixedClock(NOW))
    yield opened.session
    opened.close()


def test_the_frame_of_a_new_station(session: Session) -> None:
    frame = load_frame(session)
    assert (frame.station, frame.community, frame.sample) == ("红葵社区服务站", "红葵社区", True)
    assert frame.ladders == () and frame.waiting == {"rounds": 0, "hotline": 0} and frame.idle_lock_seconds > 0


def test_everybody_is_found_by_every_key(session: Session) -> None:
    with session.write("test.person") as unit:
        person = unit.insert(Person, {"name": "仇阿根", "search_text": search_text("仇阿根", "0035", ["13800001111"], [])})
    index = people_index(session)
    for typed in ("仇阿", "qag", "qiu", "0035", "1111", "138 0000 1111"):
        assert [hit.id for hit in index.find(typed)] == [person], typed


def test_the_profile_is_saved_and_taken_back(session: Session) -> None:
    before, version = load_profile(session)
    operation = save_profile(session, Profile(" 绿苑服务站 ", "绿苑", "0574-1", "0574-2"), version)
    assert load_profile(session)[0] == Profile("绿苑服务站", "绿苑", "0574-1", "0574-2")
    again = undo(session, operation)
    assert load_profile(session)[0] == before
    undo(session, again)
    assert load_profile(session)[0].name == "绿苑服务站"
    with pytest.raises(BadRequest):
        save_profile(session, Profile("  "))


def test_history_tells_what_stands(session: Session) -> None:
    save_profile(session, Profile("甲"))
    save_profile(session, Profile("乙"))
    assert undo_last(session) is not None
    done = history(session)
    assert [(one.name, one.undone, one.is_undo) for one in done[:3]] == [
        ("station.undo", False, True), ("station.save_profile", True, False), ("station.save_profile", False, False),
    ]  # fmt: skip
    assert load_profile(session)[0].name == "甲"
    assert done[1].account == "Sample clerk" and done[1].rows == 1 and done[1].at == NOW


def test_what_later_entries_stand_on_is_not_taken_back(session: Session) -> None:
    first = save_profile(session, Profile("甲"))
    save_profile(session, Profile("乙"))
    with pytest.raises(BadRequest, match="later entries"):
        undo(session, first)
    assert load_profile(session)[0].name == "乙"


def test_twice_is_refused_and_the_station_itself_stays(session: Session) -> None:
    operation = save_profile(session, Profile("甲"))
    undo(session, operation)
    with pytest.raises(BadRequest, match="already"):
        undo(session, operation)
    assert undo_last(session) is None
    assert queries.station(session.store)["name"] == "红葵社区服务站"


def test_every_operation_of_the_program_has_a_name() -> None:
    import re

    root = Path(__file__).resolve().parents[3] / "desktop"
    names = {
        name for path in root.rglob("*.py") for name in re.findall(r'\.write\("([a-z_]+\.[a-z_]+)"\)', path.read_text("utf-8"))
    }
    assert len(names) > 20
    plain = {name for name in names if operation_label(name) == name.partition(".")[2].replace("_", " ")}
    assert plain == set(), "operations without a name for the clerk"


def test_only_a_sample_is_removed_and_only_its_own_files(tmp_path: Path) -> None:
    real = tmp_path / "real"
    create_station(real, "站", "", "林晓", "three short words", FixedClock(NOW))[0].close()
    with pytest.raises(StationUnavailable):
        remove_sample(real)
    assert (real / "station.db").exists()
    sample = tmp_path / "sample"
    opened = create_sample(sample, "站", "", FixedClock(NOW))
    with pytest.raises(StationUnavailable):
        remove_sample(sample)  # still open
    opened.close()
    (sample / "notes.txt").write_text("own")
    remove_sample(sample)
    assert not (sample / "station.db").exists() and not (sample / "sample.key").exists() and (sample / "notes.txt").exists()
