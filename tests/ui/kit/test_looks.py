"""Theme, badges, bars, chips, help and the crash dialog."""

import re
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton

from ui.kit import Chips, ConfirmBar, CrashDialog, HelpViewer, SegmentBar, UndoBar, crash_details, theme
from ui.kit.dialogs import HELP, help_file
from ui.kit.example import ExamplePage


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio."""

    def light(text: str) -> float:
        parts = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in QColor(text).getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_can_be_read_on_their_grounds(tokens: theme.Tokens) -> None:
    for ink, ground in (
        (tokens.ink, tokens.paper), (tokens.ink, tokens.surface), (tokens.muted, tokens.surface), (tokens.accent, tokens.surface),
        (tokens.on_accent, tokens.accent), (tokens.danger, tokens.danger_soft), (tokens.ok, tokens.ok_soft),
        (tokens.gold_ink, tokens.gold_soft), (tokens.accent, tokens.accent_soft), (tokens.muted, tokens.paper),
    ):  # fmt: skip
        assert contrast(ink, ground) >= 4.0, (ink, ground)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("scale", theme.SCALES)
def test_the_style_sheet_has_no_holes_and_scales(qapp: QApplication, dark: bool, scale: float) -> None:
    theme.apply(qapp, dark, scale)
    sheet = qapp.styleSheet()
    assert sheet.count("{") == sheet.count("}")
    assert not re.search(r"\{[a-z]+\.|None", sheet)
    assert qapp.font().pixelSize() == round(theme.BODY * scale)
    assert sheet.count("url(") >= 6
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert (theme.RESOURCES / "icons" / path.rsplit("/", 1)[1]).exists()


def test_a_bar_shows_its_parts_in_their_colours(qtbot: Any) -> None:
    bar = SegmentBar()
    qtbot.addWidget(bar)
    bar.resize(100, 10)
    bar.set_parts([("ok", 5), ("danger", 0), ("gold", 2)], 10, "7 of 10")
    bar.show()
    image = bar.grab().toImage()
    colours = [image.pixelColor(x, 5).name() for x in (25, 60, 90)]
    assert colours == [QColor(theme.tokens().ok).name(), QColor(theme.tokens().gold).name(), QColor(theme.tokens().bar).name()]
    assert bar.accessibleName() == "7 of 10"


def test_chips_keep_the_chosen_key_through_new_counts(qtbot: Any) -> None:
    chips = Chips("Filter")
    qtbot.addWidget(chips)
    chips.set_items([("all", "全部", 126), ("alone", "独居", 48)])
    assert chips.chosen == "all"
    with qtbot.waitSignal(chips.picked) as told:
        chips.findChildren(QPushButton)[1].click()
    assert told.args == ["alone"]
    chips.set_items([("all", "全部", 127), ("alone", "独居", 49)])
    assert chips.chosen == "alone"
    chips.set_items([("all", "全部", 127)])
    assert chips.chosen == "all"


def test_undo_bar_gives_the_operation_back_once(qtbot: Any) -> None:
    bar = UndoBar()
    qtbot.addWidget(bar)
    bar.tell("已删除", "op-1")
    with qtbot.waitSignal(bar.undo) as told:
        bar._take_back.click()
    assert told.args == ["op-1"] and bar.isHidden()
    bar.tell("已保存")
    assert bar._take_back.isHidden()


def test_a_question_calls_only_when_agreed(qtbot: Any) -> None:
    agreed: list[int] = []
    bar = ConfirmBar()
    qtbot.addWidget(bar)
    bar.ask("Remove?", "Remove", lambda: agreed.append(1), danger=True)
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.isHidden() and agreed == []
    bar.ask("Remove?", "Remove", lambda: agreed.append(1))
    bar._yes.click()
    assert agreed == [1] and bar.isHidden()


def test_crash_details_hold_no_values(qtbot: Any) -> None:
    secret = "顾素珍 330203193805020021"
    try:
        try:
            int(secret)
        except ValueError as cause:
            raise KeyError(secret) from cause
    except KeyError as error:
        details = crash_details(error)
        dialog = CrashDialog.show_for(error)
    assert "builtins.KeyError" in details and "builtins.ValueError" in details and "test_looks.py" in details
    assert "顾素珍" not in details and "3302" not in details
    qtbot.addWidget(dialog)
    dialog.copy()
    assert QApplication.clipboard().text() == details


def test_help_of_a_page_or_the_index(qtbot: Any) -> None:
    assert help_file("today").name == "today.md" and help_file("no such page") == HELP / "index.md"
    viewer = HelpViewer("today")
    qtbot.addWidget(viewer)
    assert len(viewer.text.toPlainText()) > 100


def test_the_example_page_lives(qtbot: Any, shell: Any) -> None:
    page = ExamplePage(shell)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    page.arrive()
    page.table.select_key("2")
    assert page.name.text() == "仇阿根"
    page.chips.choose("silent")
    assert len(page.table.shown_rows()) == 2
