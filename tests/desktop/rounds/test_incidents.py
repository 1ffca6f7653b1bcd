"""Incidents: entered, followed up, closed; opened by other rooms; what a death or a hospital stay writes besides."""

from datetime import date, datetime, timedelta

import pytest

from db.hotline.tables import FollowUp
from db.people.tables import Person
from db.rounds import queries as round_queries
from desktop.errors import BadRequest
from desktop.hotline.calls import close_follow_up, open_follow_ups
from desktop.people.services.bin import list_removed, restore
from desktop.rounds import incidents as service
from desktop.rounds.incidents import IncidentEntry, Kind, Result, Task
from desktop.station.history import undo
from tests.desktop.rounds.conftest import SUNDAY, Town


def entry(town: Town, elder: int = 0, **more: object) -> IncidentEntry:
    values = {"kind": Kind.FALL, "care_file": town.elders[elder], "at": town.clock.now() - timedelta(hours=1), "what": "浴室滑倒"} | more
    return IncidentEntry(**values)  # type: ignore[arg-type]


def test_an_incident_is_entered_with_what_is_promised_and_stands_among_the_follow_ups(town: Town) -> None:
    made = service.open_incident(town.session, entry(town, follow_ups=(Task("装扶手", "林晓", datetime(2026, 11, 25, 10)),)))
    line = service.incident(town.session, made)
    assert (line.name, line.entry.what, line.open, line.code) == ("顾素珍", "浴室滑倒", True, "E001")
    assert [task.what for task in line.tasks] == ["装扶手"]
    (waiting,) = open_follow_ups(town.session)
    assert (waiting["what"], waiting["person"]) == ("装扶手", town.persons[0])
    with pytest.raises(BadRequest, match="装扶手"):
        service.close_incident(town.session, made, Result.UNHURT)
    close_follow_up(town.session, waiting["id"], "已装")
    service.close_incident(town.session, made, Result.UNHURT, "观察一周")
    line = service.incident(town.session, made)
    assert not line.open and line.entry.outcome == Result.UNHURT and line.entry.outcome_note == "观察一周"
    with pytest.raises(BadRequest):
        service.close_incident(town.session, made, Result.UNHURT)
    service.reopen_incident(town.session, made)
    assert service.incident(town.session, made).open


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "flood"}, {"place": "moon"}, {"outcome": "well"}, {"care_file": "nobody"}, {"care_file": None}, {"follow_ups": (Task(" "),)},
        {"at": datetime(2030, 1, 1)},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(town: Town, wrong: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        service.open_incident(town.session, entry(town, **wrong))
    assert service.incidents(town.session) == [] and open_follow_ups(town.session) == []


def test_one_source_opens_one_incident(town: Town) -> None:
    first = service.open_incident(town.session, entry(town, source="ladder", source_id="L1"))
    assert service.open_incident(town.session, entry(town, source="ladder", source_id="L1", what="又一次")) == first
    assert len(service.incidents_of(town.session, town.elders[0])) == 1
    service.remove_incident(town.session, first)
    assert service.open_incident(town.session, entry(town, source="ladder", source_id="L1")) != first


def test_a_passer_by_has_no_care_file_but_a_name(town: Town) -> None:
    made = service.open_incident(town.session, entry(town, care_file=None, concerns="快递员,姓名不详"))
    assert service.incident(town.session, made).name == "快递员,姓名不详"


def test_a_death_is_written_once_and_taken_back_with_the_incident(town: Town) -> None:
    service.open_incident(town.session, entry(town, kind=Kind.SUDDEN_DEATH, outcome=Result.DIED, at=datetime(2026, 11, 21, 23)))
    died = Person.get_by_id(town.persons[0]).died_on
    assert died == date(2026, 11, 21)
    undo(town.session, town.session.last_operation)
    assert Person.get_by_id(town.persons[0]).died_on is None and service.incidents(town.session) == []


def test_a_hospital_stay_is_reported_only_when_asked_for_and_once(town: Town) -> None:
    made = service.open_incident(town.session, entry(town, outcome=Result.HOSPITAL))
    assert round_queries.absences(town.session.store, SUNDAY) == []
    service.change_incident(town.session, made, entry(town, outcome=Result.HOSPITAL, hospital_notice=True))
    service.open_incident(town.session, entry(town, outcome=Result.HOSPITAL, hospital_notice=True))
    (notice,) = round_queries.absences(town.session.store, SUNDAY)
    assert (notice["kind"], notice["care_file"], notice["from_date"]) == ("hospital", town.elders[0], SUNDAY)


def test_old_closed_incidents_leave_the_list_and_old_open_ones_stay(town: Town) -> None:
    long_ago = datetime(2024, 1, 5, 9)
    closed = service.open_incident(town.session, entry(town, at=long_ago))
    service.close_incident(town.session, closed, Result.TREATED)
    still = service.open_incident(town.session, entry(town, 1, at=long_ago))
    recent = service.open_incident(town.session, entry(town, 2))
    assert [line.id for line in service.incidents(town.session)] == [recent, still]
    assert {line.id for line in service.incidents(town.session, date(2024, 1, 1))} == {recent, still, closed}


def test_care_incidents_are_counted_over_thirty_days(town: Town) -> None:
    for kind, day in ((Kind.FALL, 24), (Kind.CHOKING, 23), (Kind.FIRE, 10), (Kind.OTHER, 22)):
        month = 10 if day in (24, 23) else 11
        service.open_incident(town.session, entry(town, kind=kind, at=datetime(2026, month, day, 7)))
    assert service.care_incidents_before(town.session, town.elders[0], SUNDAY) == 2  # 24 October and 22 November; fire is none
    assert service.care_incidents_before(town.session, town.elders[0], date(2026, 11, 21)) == 2  # 23 and 24 October
    assert service.care_incidents_before(town.session, town.elders[1], SUNDAY) == 0


def test_a_removed_incident_comes_back_from_the_bin_with_what_was_promised(town: Town) -> None:
    made = service.open_incident(town.session, entry(town, follow_ups=(Task("装扶手"), Task("回访"))))
    closed = service.incident(town.session, made).tasks[0].id
    with town.session.write("hotline.remove_follow_up") as unit:
        unit.remove(FollowUp, closed)  # gone before, by itself: it stays gone
    town.at(9)
    service.remove_incident(town.session, made)
    (lying,) = list_removed(town.session)
    assert (lying.kind, lying.name, lying.detail) == ("incident", "顾素珍", "2026-11-22 07:00 Fall")
    restore(town.session, lying.kind, lying.id)
    assert [task.what for task in service.incident(town.session, made).tasks] == ["回访"]
    assert list_removed(town.session) == []
