"""The roster page: plan, look, accept, lock, seat by hand, publish; every step by the keyboard."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.hotline.availability import save_offer
from desktop.hotline.months import load_month
from desktop.hotline.problem import Window
from desktop.hotline.rosters import plan_month, publish
from ui.hotline.plan_dialogs import IllDialog, PartDialog
from ui.hotline.roster_page import RosterPage
from ui.kit import Link

MONTH = "2026-12"
Call = Callable[..., Any]


@pytest.fixture
def page(qtbot: QtBot, shell: Any, ids: dict[str, dict[str, str]]) -> RosterPage:
    made = RosterPage(shell)
    qtbot.addWidget(made)
    shell.worker.changed.connect(lambda _topics: made.reload())
    made.resize(1200, 720)
    made.show()
    return made


def opened(page: RosterPage, qtbot: QtBot) -> None:
    page.open(month=MONTH)
    qtbot.waitUntil(lambda: page.view is not None and page.view.roster.month == MONTH, timeout=10_000)


def planned(page: RosterPage, qtbot: QtBot, call: Call) -> None:
    call(plan_month, MONTH)
    opened(page, qtbot)
    qtbot.waitUntil(lambda: page.view is not None and page.view.roster.saved is not None, timeout=10_000)


def words_in(widget: Any) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))


def test_an_empty_month_says_what_to_do(page: RosterPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    assert "F5" in page.first.text() and not page.first.isHidden()
    assert not page.publish.isEnabled() and page.accept.isHidden()
    assert page.people.text().startswith("11 can sit")


def test_plan_shows_a_proposal_that_is_saved_only_when_accepted(page: RosterPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    opened(page, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.view is not None and page.view.proposal, timeout=20_000)
    assert call(load_month, MONTH).saved is None
    assert not page.accept.isHidden() and page.publish.isHidden()
    assert "not saved" in page._subtitle.text()
    page.discard.click()
    qtbot.waitUntil(lambda: page.view is not None and not page.view.proposal, timeout=10_000)
    page.plan()
    qtbot.waitUntil(lambda: page.view is not None and page.view.proposal, timeout=20_000)
    proposed = dict(page.view.roster.assigned)
    page.accept.click()
    qtbot.waitUntil(
        lambda: page.view is not None and page.view.roster.saved is not None and not page.view.proposal, timeout=10_000
    )
    assert dict(call(load_month, MONTH).assigned) == proposed
    assert shell.said[-1][0] == "The roster is saved as a draft." and not shell.errors
    assert page.publish.isEnabled()


def test_keys_lock_empty_and_seat(page: RosterPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    planned(page, qtbot, call)
    line = next(line for line in page.view.lines if line.cells)
    day, cells = next(iter(line.cells.items()))
    key = cells[0].key
    page.grid.go_to(day, line.volunteer)
    assert page.grid.current_seats() == cells
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: call(load_month, MONTH).problem.locks.get(key) == line.volunteer, timeout=10_000)
    qtbot.waitUntil(lambda: any(c.locked for c in page.grid.current_seats()), timeout=10_000)
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: call(load_month, MONTH).assigned[key] is None, timeout=10_000)
    qtbot.waitUntil(lambda: page.grid.current_seats() == (), timeout=10_000)
    place = [t.id for t in page.view.shifts].index(key.template)
    qtbot.keyClick(page.grid, Qt.Key(Qt.Key.Key_1 + place))
    qtbot.waitUntil(lambda: call(load_month, MONTH).assigned[key] == line.volunteer, timeout=10_000)
    qtbot.waitUntil(lambda: bool(page.grid.current_seats()), timeout=10_000)
    assert not shell.errors


def test_a_rule_that_would_break_is_said(
    page: RosterPage, qtbot: QtBot, shell: Any, call: Call, ids: dict[str, dict[str, str]]
) -> None:
    planned(page, qtbot, call)
    roster = page.view.roster
    key = next(k for k in sorted(roster.assigned) if k.day == date(2026, 12, 7))
    page._put(key, ids["volunteers"]["V001"])
    qtbot.waitUntil(lambda: bool(shell.errors), timeout=10_000)
    assert "unavailable on this date" in str(shell.errors[0])
    assert call(load_month, MONTH).assigned == roster.assigned


def test_why_says_who_else_could_and_exchanges(
    page: RosterPage, qtbot: QtBot, call: Call, ids: dict[str, dict[str, str]]
) -> None:
    planned(page, qtbot, call)
    call(save_offer, ids["volunteers"]["V003"], tuple(Window(d, 0, 1440) for d in range(7)), None, 7)
    qtbot.waitUntil(lambda: any(line.code == "V003" and not line.blocked for line in page.view.lines), timeout=10_000)
    for line in page.view.lines:
        for day, cells in line.cells.items():
            page.grid.go_to(day, line.volunteer)
            told = f"{day.month}/{day.day} {cells[0].shift} · {line.name}"
            qtbot.waitUntil(lambda told=told: told in words_in(page.why), timeout=10_000)
            links = [link for link in page.why.findChildren(Link) if link.text().startswith("Take")]
            if links:
                assert "could sit then" in words_in(page.why)
                page.grid.others_wanted.emit()
                links[0].click()
                qtbot.waitUntil(
                    lambda key=cells[0].key, who=line.volunteer: call(load_month, MONTH).assigned[key] not in (who, None),
                    timeout=10_000,
                )
                return
    raise AssertionError("nobody could be exchanged")


def test_empty_seats_have_a_row_with_reasons(page: RosterPage, qtbot: QtBot, call: Call) -> None:
    planned(page, qtbot, call)
    assert page.view.unfilled > 0 and page.grid.model_.lines[0] is None
    day = next(iter(page.view.empty))
    page.grid.go_to(day)
    assert page.grid.current_line() is None and len(page.grid.current_seats()) == len(page.view.empty[day])
    assert "lacks" in words_in(page.why)
    free = next(d for d in page.view.days if d not in page.view.lines[0].cells)
    page.grid.go_to(free, page.view.lines[0].volunteer)
    assert page.view.lines[0].name in words_in(page.why)


def test_publish_and_changes(page: RosterPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    planned(page, qtbot, call)
    page.publish.click()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    qtbot.waitUntil(lambda: not page.publish.isEnabled(), timeout=10_000)
    line = next(line for line in page.view.lines if line.cells)
    day = next(iter(line.cells))
    page.grid.go_to(day, line.volunteer)
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(page.view.changes) == 1, timeout=10_000)
    assert f"{line.name} → empty" in words_in(page.changes)
    assert page.publish.isEnabled() and page.view.roster.saved.number == 2


def test_months_are_turned_and_the_next_one_waits(page: RosterPage, qtbot: QtBot, call: Call) -> None:
    page.reload()
    qtbot.waitUntil(lambda: page.view is not None, timeout=10_000)
    assert page.month == MONTH  # November is nearly over
    page.after.click()
    qtbot.waitUntil(lambda: page.view.roster.month == "2027-01", timeout=10_000)
    page.before.click()
    page.before.click()
    qtbot.waitUntil(lambda: page.view.roster.month == "2026-11", timeout=10_000)
    call(plan_month, "2026-11", from_day=date(2026, 11, 1))
    call(publish, "2026-11")
    page.open(date=date(2026, 11, 23))
    qtbot.waitUntil(lambda: page.grid.current_day() == date(2026, 11, 23), timeout=10_000)


def test_printing_leads_to_the_preview(page: RosterPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    planned(page, qtbot, call)
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert shell.gone == [("reports", {"report": "wall_roster", "day": date(2026, 12, 1)})]


def test_the_ledger_counts_everybody(page: RosterPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    from ui.hotline.fairness_dialog import FairnessDialog

    planned(page, qtbot, call)
    page.ledger.click()
    dialog = page.findChild(FairnessDialog)
    qtbot.waitUntil(lambda: len(dialog.table.shown_rows()) == 11, timeout=10_000)
    assert sum(line.counts.shifts for line in dialog.table.shown_rows()) == page.view.seats - page.view.unfilled
    dialog._print()
    assert shell.gone == [("reports", {"report": "fairness", "day": date(2026, 12, 1)})]


def test_a_person_s_month_is_explained_at_the_counts(page: RosterPage, qtbot: QtBot, call: Call) -> None:
    planned(page, qtbot, call)
    model = page.grid.model_
    row = next(n for n, line in enumerate(model.lines) if line is not None and line.cells)
    page.grid.setCurrentIndex(model.index(row, len(model.days)))
    name = model.lines[row].name
    qtbot.waitUntil(lambda: f"Why has {name} these shifts?" in words_in(page.why), timeout=10_000)
    assert "are open to" in words_in(page.why)


def test_who_cannot_come_is_noted_and_the_roster_repaired(page: RosterPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    planned(page, qtbot, call)
    before = dict(page.view.roster.assigned)
    line = next(line for line in page.view.lines if line.cells)
    day = next(iter(line.cells))
    page.grid.go_to(day, line.volunteer)
    qtbot.keyClick(page, Qt.Key.Key_F6)
    dialog = page.findChild(IllDialog)
    assert dialog.form.values()["who"] == line.volunteer and dialog.form.values()["first"] == date(2026, 12, 1)
    dialog.form.set_values({**dialog.form.values(), "last": date(2026, 12, 31)})
    dialog.submit()
    qtbot.waitUntil(lambda: page.view.proposal, timeout=20_000)
    after = page.view.roster.assigned
    lost = {k for k, w in before.items() if w == line.volunteer}
    assert {k for k, w in before.items() if w is not None and after[k] != w} == lost and line.volunteer not in after.values()
    assert not shell.errors


def test_some_days_are_planned_alone_and_what_would_fill_is_told(page: RosterPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    planned(page, qtbot, call)
    page.part.click()
    dialog = page.findChild(PartDialog)
    dialog.form.set_values({"first": date(2026, 12, 7), "last": date(2026, 12, 13), "how": "fair"})
    dialog.submit()
    qtbot.waitUntil(lambda: page.view.proposal, timeout=20_000)
    assert page.view.remedy is not None and "What would fill them" in words_in(page.fill)
    page.discard.click()
    qtbot.waitUntil(lambda: not page.view.proposal, timeout=10_000)
    links = [link for link in page.fill.findChildren(Link) if "fill the empty seats" in link.text()]
    links[0].click()
    qtbot.waitUntil(lambda: "Ask " in words_in(page.fill), timeout=20_000)
    assert not shell.errors
