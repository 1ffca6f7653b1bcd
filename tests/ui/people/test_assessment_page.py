"""The page of assessments with a real database thread: 26 digits and Enter, what is open is told, the draft, the proposal."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.people.assessment import OPEN
from desktop.people.services import assessments as service
from desktop.people.services.assessments import AssessmentEntry
from desktop.station.history import undo
from tests.desktop.people.test_assessment import MOST, with_score
from tests.desktop.rounds.conftest import SUNDAY, Town
from ui.people.assessment_dialog import AssessmentDialog
from ui.people.assessment_page import AssessmentPage

Call = Callable[..., Any]


@pytest.fixture
def page(qtbot: Any, shell: Any, town: Town) -> AssessmentPage:
    made = AssessmentPage(shell)
    qtbot.addWidget(made)
    made.resize(1202, 740)
    made.show()
    made.open(care_file=town.elders[0])
    made.reload()
    qtbot.waitUntil(lambda: made.file is not None, timeout=10_000)
    return made


def begin(page: AssessmentPage) -> AssessmentDialog:
    page.assess()
    assert page.dialog is not None
    return page.dialog


def test_an_assessment_takes_26_digits_a_name_and_enter(qtbot: Any, shell: Any, call: Call, page: AssessmentPage, town: Town) -> None:
    dialog = begin(page)
    for most in MOST:
        QTest.keyClicks(dialog.sheet, str(most))
    assert "90" in dialog.score.text() and "0" not in dialog.level.text()
    dialog.form.patch({"assessors": "林晓"})
    qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.isVisible(), timeout=10_000)
    QTest.keyClick(dialog.form.editor("assessors"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    (line,) = call(service.assessment_file, town.elders[0]).lines
    assert (line.score, line.level, line.entry.reason, line.entry.assessors) == (90, "able", "first", "林晓")
    call(undo, shell.said[-1][2])
    assert call(service.assessment_file, town.elders[0]).lines == ()
    assert shell.errors == []


def test_keys_that_the_item_does_not_give_do_nothing_and_one_can_go_back(page: AssessmentPage) -> None:
    sheet = begin(page).sheet
    for key in ("5", "x", "9"):
        QTest.keyClicks(sheet, key)
    assert sheet.answers == OPEN * 26 and sheet.place == 0
    QTest.keyClicks(sheet, "43")
    QTest.keyClick(sheet, Qt.Key.Key_Backspace)
    QTest.keyClicks(sheet, "1")
    assert sheet.answers.startswith("41-") and sheet.place == 2
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert sheet.place == 3


def test_what_is_open_is_told_and_nothing_typed_is_lost(qtbot: Any, call: Call, page: AssessmentPage, town: Town) -> None:
    dialog = begin(page)
    QTest.keyClicks(dialog.sheet, "44")
    dialog.form.patch({"assessors": "林晓"})
    dialog.submit()
    qtbot.waitUntil(lambda: "26" in dialog.wrong.text(), timeout=10_000)
    assert dialog.isVisible() and dialog.sheet.answers.startswith("44-")
    dialog._drafts.keep()
    dialog.hide()  # the light goes out
    again = begin(page)
    qtbot.waitUntil(lambda: again.sheet.answers.startswith("44-") and again.form.value("assessors") == "林晓", timeout=10_000)


def test_the_proposal_is_accepted_from_the_page(qtbot: Any, shell: Any, call: Call, page: AssessmentPage, town: Town) -> None:
    assert not page.proposal.isVisible()
    call(service.save_assessment, AssessmentEntry(town.elders[0], SUNDAY, with_score(50), assessors="林晓"))
    page.reload()
    qtbot.waitUntil(lambda: page.proposal.isVisible(), timeout=10_000)
    page.accept_button.click()
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    assert call(service.assessment_file, town.elders[0]).proposal is None
    page.reload()
    qtbot.waitUntil(lambda: not page.proposal.isVisible(), timeout=10_000)
    assert shell.errors == []
