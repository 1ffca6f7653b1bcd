"""The checklist page with a real database thread: only changes are typed, drafts come back, findings lead on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.hotline.calls import open_follow_ups
from desktop.rounds.checklist import Answer, month_list, open_checklist, save_checklist
from tests.desktop.rounds.conftest import Town
from ui.kit import theme
from ui.rounds.checklist_page import ChecklistPage

Call = Callable[..., Any]


@pytest.fixture
def town(town: Town, call: Call) -> Town:
    call(save_checklist, town.elders[0], "2026-10", date(2026, 10, 9), "尹芳", {"safety.gas": Answer("有隐患", "软管老化")})
    return town


@pytest.fixture
def page(qtbot: Any, shell: Any, town: Town) -> ChecklistPage:
    made = ChecklistPage(shell)
    qtbot.addWidget(made)
    made.resize(1202, 740)
    made.show()
    made.open(care_file=town.elders[0])
    made.reload()
    qtbot.waitUntil(lambda: made.view is not None and made.view.care_file == town.elders[0])
    made.activateWindow()
    made.items.setFocus()
    qtbot.waitUntil(made.items.hasFocus)
    return made


def test_a_checklist_with_two_changes_takes_few_keys(qtbot: Any, shell: Any, call: Call, town: Town, page: ChecklistPage) -> None:
    assert [row.before for row in page.items.rows()].count("有隐患") == 1
    page.items.select_key("mind.mood")
    QTest.keyClick(page.items, "2")
    page.items.select_key("safety.gas")
    QTest.keyClick(page.items, "1")
    assert page.items.current_row().item.code == "safety.water", "the good answer goes on by itself"
    assert [row.item.code for row in page.items.rows() if row.changed] == ["mind.mood", "safety.gas"] or page.touched == {
        "mind.mood", "safety.gas",
    }  # fmt: skip
    QTest.keyClick(page.items, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: bool(shell.said))
    view = call(open_checklist, town.elders[0], "2026-11")
    assert (view.answers["mind.mood"].answer, view.answers["safety.gas"].answer, view.visited_on) == (
        "低落或烦躁", "正常", date(2026, 11, 22),
    )  # fmt: skip
    assert shell.said[-1][2]
    qtbot.waitUntil(lambda: getattr(page, "dialog", None) is not None)
    page.dialog.form.patch({"owner": "老周"})
    page.dialog.submit()
    qtbot.waitUntil(lambda: len(call(open_follow_ups)) == 1)
    qtbot.waitUntil(lambda: page.view is not None and page.view.care_file != town.elders[0])
    assert shell.errors == []


def test_half_a_note_comes_back_after_a_crash(qtbot: Any, shell: Any, call: Call, town: Town, page: ChecklistPage) -> None:
    page.items.select_key("health.illness")
    QTest.keyClick(page.items, "3")
    QTest.keyClicks(page.note, "fever")
    call(lambda session: None)
    again = ChecklistPage(shell)
    qtbot.addWidget(again)
    again.show()
    again.open(care_file=town.elders[0])
    again.reload()
    qtbot.waitUntil(lambda: again.view is not None and again.view.care_file == town.elders[0])
    assert again.answers["health.illness"] == Answer("加重或新发", "fever") and again.touched == {"health.illness"}
    assert all(line.visited_on is None for line in call(month_list, "2026-11")), "a draft is no record"
    assert shell.errors == []


def test_items_are_edited(qtbot: Any, shell: Any, call: Call, town: Town, page: ChecklistPage) -> None:
    page.edit_items()
    qtbot.waitUntil(lambda: len(page.items_dialog.table.rows()) == 18)
    page.items_dialog.change(None)
    page.items_dialog.form.form.patch({"words": "防诈骗宣传", "answers": "已讲"})
    page.items_dialog.form.submit()
    qtbot.waitUntil(page.items_dialog.form.wrong.isVisible)
    page.items_dialog.form.form.patch({"answers": "已讲|未讲"})
    page.items_dialog.form.submit()
    qtbot.waitUntil(lambda: len(page.items_dialog.table.rows()) == 19)
    page.items_dialog.accept()
    qtbot.waitUntil(lambda: page.view is not None and len(page.view.items) == 19)
    assert shell.errors == []


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut_off_on_the_smallest_screen(qtbot: Any, qapp: QApplication, shell: Any, town: Town, scale: float) -> None:
    theme.apply(qapp, scale=scale)
    page = ChecklistPage(shell)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: page.view is not None)
    assert page.minimumSizeHint().width() <= 1366 - theme.px(164)
    assert page.minimumSizeHint().height() <= 768 - theme.px(28)
