"""The map: who stands where in which state, buildings moved and put back, the scanned picture with its limits."""

from datetime import timedelta
from typing import Any

import pytest

from db.people.tables import Building
from desktop.errors import BadFile, BadRequest
from desktop.reports.document import Marks, PlanBlock, Table
from desktop.reports.papers.site_plan import site_plan
from desktop.reports.pdf import pdf_bytes
from desktop.rounds import absences
from desktop.rounds.compound import (
    AWAY,
    OVER,
    SAFE,
    WAITING,
    compound,
    lay_picture,
    place_buildings,
    remove_picture,
    save_picture,
)
from desktop.rounds.lastsafe import Channel
from desktop.rounds.plans import plan_and_save
from desktop.rounds.recording import record_sheet
from desktop.rounds.sightings import add_sighting
from desktop.station.history import undo
from tests.desktop.rounds.conftest import SUNDAY

JPEG = b"\xff\xd8\xff" + bytes(2000)


def states(town: Any) -> dict[str, str]:
    return {elder.care_file: elder.state for building in compound(town.session).buildings for elder in building.elders}


def test_elders_stand_in_their_building_by_how_lately_they_were_safe(town: Any) -> None:
    absences.add_absence(town.session, town.elders[7], "away", SUNDAY, SUNDAY + timedelta(days=3))
    plan_and_save(town.session, SUNDAY, ["am"])
    town.at(10, 30)
    record_sheet(town.session, 1, {})
    found = states(town)
    assert found[town.elders[0]] == SAFE and found[town.elders[7]] == AWAY
    town.at(9, day=SUNDAY + timedelta(days=1))
    found = states(town)
    assert found[town.elders[0]] == OVER, "16 hours have gone by"
    add_sighting(town.session, town.elders[0], Channel.NEIGHBOUR)
    assert states(town)[town.elders[0]] == SAFE
    assert set(found.values()) <= {SAFE, WAITING, OVER, AWAY}


def test_routes_follow_the_sheets_of_the_slot(town: Any) -> None:
    plan_and_save(town.session, SUNDAY, ["am"])
    facts = compound(town.session, SUNDAY, "am")
    assert [route.number for route in facts.routes] == [1, 2] and sum(route.doors for route in facts.routes) == 8
    at = {elder.care_file: (building.id, elder.route) for building in facts.buildings for elder in building.elders}
    for route in facts.routes:
        assert {building for building, number in at.values() if number == route.number} == set(route.stops)


def test_a_building_is_moved_and_put_back_and_one_without_position_is_said(town: Any) -> None:
    place_buildings(town.session, [(town.buildings[0], 12.34, -7.0)])
    assert (Building.get_by_id(town.buildings[0]).x, Building.get_by_id(town.buildings[0]).y) == (12.3, -7.0)
    undo(town.session, town.session.last_operation)
    assert Building.get_by_id(town.buildings[0]).x == 0.0
    with pytest.raises(BadRequest):
        place_buildings(town.session, [(town.buildings[0], 1e9, 0.0)])
    with pytest.raises(BadRequest):
        place_buildings(town.session, [(town.buildings[0], float("nan"), 0.0)])
    with town.session.write("people.change") as unit:
        unit.insert(Building, {"name": "10幢", "grid": town.grids[0], "number": 10})
    facts = compound(town.session)
    assert facts.assumed == ("10幢",)
    assert next((one.x, one.y) for one in facts.buildings if one.name == "10幢") == (60.0, 0.0), "beside its neighbour, 9幢"


def test_the_picture_is_kept_in_the_station_scaled_and_taken_away(town: Any) -> None:
    save_picture(town.session, "平面图", JPEG, 100, 50, 0.5, -10.0, 30.0)
    picture = compound(town.session).picture
    assert picture is not None and picture.data == JPEG and (picture.scale, picture.left, picture.top) == (0.5, -10.0, 30.0)
    lay_picture(town.session, picture.id, 0.25, 0.0, 0.0, picture.version)
    save_picture(town.session, "新平面图", JPEG, 10, 10, 1.0, 0.0, 0.0)
    again = compound(town.session).picture
    assert again is not None and again.name == "新平面图"
    remove_picture(town.session, again.id)
    assert compound(town.session).picture is None
    for data, scale, error in ((b"MZ" + bytes(100), 1.0, BadFile), (JPEG + bytes(2_000_000), 1.0, BadFile), (JPEG, 0.0, BadRequest)):
        with pytest.raises(error):
            save_picture(town.session, "x", data, 10, 10, scale, 0.0, 0.0)


def test_the_printed_map_names_no_elder(town: Any) -> None:
    plan_and_save(town.session, SUNDAY, ["am"])
    document = site_plan(compound(town.session, SUNDAY, "am"), Marks())
    plan = next(block for block in document.blocks if isinstance(block, PlanBlock)).plan
    assert [line.number for line in plan.lines] == [1, 2] and {spot.name for spot in plan.spots} == {"8幢", "9幢", "12幢"}
    assert any(isinstance(block, Table) and len(block.rows) == 2 for block in document.blocks)
    assert not any(name in repr(document) for name in ("顾素珍", "沈玉兰"))
    assert pdf_bytes([document]).startswith(b"%PDF")
