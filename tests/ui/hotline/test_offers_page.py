"""The availability page: ticks, wishes, dates, and that nothing typed is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.hotline.availability import offers
from desktop.hotline.problem import Volunteer, Window
from desktop.hotline.terms import load_terms
from desktop.hotline.weeks import PARTS, Week, week_of, windows_of
from ui.hotline.offers_page import OffersPage
from ui.hotline.terms_dialog import TermsDialog

Call = Callable[..., Any]


@pytest.fixture
def page(qtbot: QtBot, shell: Any, ids: dict[str, dict[str, str]]) -> OffersPage:
    made = OffersPage(shell)
    qtbot.addWidget(made)
    shell.worker.changed.connect(lambda _topics: made.reload())
    made.resize(1200, 720)
    made.show()
    made.reload()
    qtbot.waitUntil(lambda: made.offer is not None, timeout=10_000)
    return made


def offer_of(call: Call, code: str) -> Any:
    return next(o for o in call(offers) if o.code == code)


@given(
    st.dictionaries(st.tuples(st.integers(0, 6), st.sampled_from(PARTS)), st.sampled_from(["", "wanted", "unwanted"])),
    st.lists(st.builds(Window, st.integers(0, 6), st.just(600), st.just(900)), max_size=2, unique=True),
)
def test_ticks_survive_the_way_to_windows_and_back(cells: dict[tuple[int, str], str], odd: list[Window]) -> None:
    week = Week(cells, tuple(odd))
    windows = windows_of(week)
    assert week_of(windows) == week
    one = Volunteer("v", "v", windows=windows)
    assert all(
        one.fits(d, {"am": 480, "pm": 720, "evening": 960}[p], {"am": 720, "pm": 960, "evening": 1200}[p]) for d, p in cells
    )


def test_trained_people_first_and_the_first_is_shown(page: OffersPage) -> None:
    assert page.offer.code == "V001" and page.right.accessibleName() == "尹芳"
    assert not page.save.isEnabled()
    assert page.off == {date(2026, 12, 7): "体检"}


def test_ticks_wishes_and_dates_are_saved(page: OffersPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    for cell in list(page.week.cells()):
        page.week.tick(cell, None)
    page.week.setFocus()
    page.week.setCurrentIndex(page.week.model().index(0, 2))
    qtbot.keyClick(page.week, Qt.Key.Key_Space)
    qtbot.keyClicks(page.week, "+")
    page.week.setCurrentIndex(page.week.model().index(2, 5))
    qtbot.keyClick(page.week, Qt.Key.Key_Space)
    assert page.week.cells() == {(2, "am"): "wanted", (5, "evening"): ""}
    page.day.setText("12-25")
    page.reason.setText("走亲戚")
    page._add_day()
    page.most.setCurrentIndex(5)
    page.save.click()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    saved = offer_of(call, "V001")
    assert set(saved.windows) == {Window(2, 0, 720, "wanted"), Window(5, 960, 1440)}
    assert saved.off == {date(2026, 12, 7): "体检", date(2026, 12, 25): "走亲戚"} and saved.max_week == 4
    assert not shell.errors


def test_choosing_somebody_else_saves_first(page: OffersPage, qtbot: QtBot, call: Call) -> None:
    page._drop_days([date(2026, 12, 7)])
    page.table.select_key(next(o.volunteer for o in page.table.rows() if o.code == "V002"))
    qtbot.waitUntil(lambda: offer_of(call, "V001").off == {}, timeout=10_000)
    assert page.offer.code == "V002"


def test_a_date_that_is_none_adds_nothing(page: OffersPage) -> None:
    page.day.setText("31-31")
    page._add_day()
    assert list(page.off) == [date(2026, 12, 7)]


def test_those_who_offered_nothing_are_counted(page: OffersPage, qtbot: QtBot) -> None:
    for cell in list(page.week.cells()):
        page.week.tick(cell, None)
    assert page.leave()
    qtbot.waitUntil(lambda: sum(not o.windows and o.trained for o in page.table.rows()) == 1, timeout=10_000)
    page.chips.choose("missing")
    assert [o.code for o in page.table.shown_rows()] == ["V001"]


def test_a_leave_is_entered_as_two_dates_and_shown_as_one_line(page: OffersPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    page.day.setText("12-20")
    page.until.setText("12-31")
    page.reason.setText("探亲")
    page._add_day()
    assert len(page.off) == 13 and page.until.text() == ""
    assert any("2026-12-20" in one.text() and "12-31" in one.text() for one in page.right.findChildren(QLabel))
    page.day.setText("12-10")
    page.until.setText("12-1")
    page._add_day()
    assert len(page.off) == 13  # a leave that ends before it begins adds nothing
    page.until.setText("")
    page.save.click()
    qtbot.waitUntil(lambda: len(offer_of(call, "V001").off) == 13, timeout=10_000)


def test_terms_and_pairs_are_entered_in_a_form(page: OffersPage, qtbot: QtBot, shell: Any, call: Call, ids: dict[str, dict[str, str]]) -> None:
    qtbot.keyClick(page, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: page.findChild(TermsDialog) is not None, timeout=10_000)
    form = page.findChild(TermsDialog).form
    form.set_values({**form.values(), "max_month": 4, "may_lead": "yes", "apart0": ids["volunteers"]["V002"], "together1": ids["volunteers"]["V003"]})
    page.findChild(TermsDialog).submit()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    terms, _others = call(load_terms, ids["volunteers"]["V001"])
    assert (terms.max_month, terms.may_lead, terms.max_day) == (4, True, None)
    assert {(p.code, p.kind) for p in terms.pairs} == {("V002", "apart"), ("V003", "together")}
