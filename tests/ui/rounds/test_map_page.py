"""The map on screen: buildings moved by mouse and keys and taken back, a scanned picture, routes one by one."""

import itertools
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from desktop.clock import FixedClock
from desktop.rounds.compound import compound
from desktop.rounds.plans import plan_and_save
from tests.desktop.rounds.conftest import SUNDAY, Town, build_town
from ui.rounds.map_page import MapPage, shrunk
from ui.rounds.map_view import METRE, route_pen


@pytest.fixture
def town(call: Any, clock: FixedClock) -> Town:
    clock.moment = datetime(2026, 11, 22, 9, 0)

    def build(session: Any) -> Town:
        made = build_town(session.store)
        made.session.clock = clock
        return made

    made: Town = call(build)
    call(plan_and_save, SUNDAY, ["am"])
    return made


@pytest.fixture
def page(qtbot: Any, shell: Any, town: Town) -> MapPage:
    made = MapPage(shell)
    qtbot.addWidget(made)
    made.resize(1202, 740)
    made.show()
    made.open()
    made.reload()
    qtbot.waitUntil(lambda: made.facts is not None)
    return made


def test_a_building_is_moved_by_the_arrow_keys_and_its_routes_follow(qtbot: Any, shell: Any, call: Any, town: Town, page: MapPage) -> None:
    page.edit()
    page.buildings.select_key(town.buildings[0])
    page.view.setFocus()
    before = [item.path() for _route, item in page.view._routes]
    QTest.keyClick(page.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.view, Qt.Key.Key_Up)
    assert [item.path() for _route, item in page.view._routes] != before
    qtbot.waitUntil(lambda: bool(shell.said), timeout=5000)
    where = {one.id: (one.x, one.y) for one in call(compound).buildings}
    assert where[town.buildings[0]] == (10.0, 1.0) and shell.said[-1][2], "it can be taken back"
    assert shell.errors == []


def test_a_building_is_dragged_by_the_mouse_only_while_buildings_are_moved(qtbot: Any, shell: Any, call: Any, town: Town, page: MapPage) -> None:
    item = page.view.buildings[town.buildings[2]]
    at = page.view.mapFromScene(item.pos())

    def drag() -> None:
        QTest.mousePress(page.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        QTest.mouseMove(page.view.viewport(), at + type(at)(30, 0))
        QTest.mouseRelease(page.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + type(at)(30, 0))

    drag()
    assert item.pos().x() == 200 * METRE
    page.edit()
    item.moveBy(20 * METRE, 0)
    page.view.tell_moves()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=5000)
    assert {one.id: one.x for one in call(compound).buildings}[town.buildings[2]] == 220.0


def test_a_scanned_picture_is_put_under_scaled_and_taken_away(qtbot: Any, shell: Any, call: Any, page: MapPage, tmp_path: Path) -> None:
    scan = tmp_path / "小区平面图.png"
    image = QImage(3000, 1500, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.lightGray)
    image.save(str(scan))
    data, width, height = shrunk(scan)
    assert (width, height) == (2400, 1200) and data.startswith(b"\xff\xd8\xff")
    page.take_picture(scan)
    qtbot.waitUntil(lambda: page.facts is not None and page.facts.picture is not None)
    page.picture()
    page.dialog.form.patch({"across": 480.0})
    page.dialog.submit()
    qtbot.waitUntil(lambda: page.facts.picture is not None and abs(page.facts.picture.scale - 0.2) < 1e-9)
    page.picture()
    page.dialog.form.patch({"remove": True})
    page.dialog.submit()
    qtbot.waitUntil(lambda: page.facts.picture is None)
    (tmp_path / "坏.png").write_bytes(b"nothing")
    page.take_picture(tmp_path / "坏.png")
    assert len(shell.errors) == 1


def test_routes_differ_in_colour_grey_or_dashes(page: MapPage) -> None:
    pens = [route_pen(number) for number in range(1, 11)]
    grey = [(round(pen.color().lightnessF(), 1), tuple(pen.dashPattern())) for pen in pens]
    assert len({(pen.color().name(), tuple(pen.dashPattern())) for pen in pens}) == 10
    assert all(one != other for one, other in itertools.pairwise(grey)), "neighbours differ without colour, too"
    page.view.show_only(2)
    assert [item.isVisible() for _route, item in page.view._routes] == [False, True]
