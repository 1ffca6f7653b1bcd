"""What the phone asks of the fingers, and what a call leads to: through the real page, by real key events."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.hotline.calls import CallEntry, calls_of_day, log_call, open_follow_ups
from desktop.hotline.numbers import unmatched_numbers
from desktop.hotline.phrases import phrases
from desktop.hotline.reassurance import phone_plan, save_phone_plan
from desktop.rounds.incidents import incidents
from desktop.rounds.ladders import open_ladders
from tests.ui.hotline.test_calls_page import NOW, page, typed, words_in  # noqa: F401  `page` is the fixture
from ui.hotline.call_form import CallerBox
from ui.hotline.calls_page import CallsPage
from ui.kit import Dialog, FormDialog

Call = Callable[..., Any]
MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift)


class KeyCounter(QObject):
    """Counts every key pressed in the window, shortcuts too (each press asks the focused widget first, by a ShortcutOverride); what is
    typed into the note counts apart."""

    def __init__(self, note: Any) -> None:
        super().__init__()
        self.note, self.keys, self.words = note, 0, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and watched is QApplication.focusWidget() and event.key() not in MODIFIERS:  # type: ignore[attr-defined]
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier  # type: ignore[attr-defined]
            if watched is self.note and plain:
                self.words += 1
            else:
                self.keys += 1
        return False


@pytest.mark.parametrize(("initials", "about", "name"), [("lkq", Qt.Key.Key_1, "雷克勤"), ("zhh", Qt.Key.Key_3, "钟荷花")])
def test_an_ordinary_call_takes_at_most_eight_keys_beside_the_note(
    page: CallsPage, qtbot: QtBot, shell: Any, call: Call, initials: str, about: Qt.Key, name: str  # noqa: F811
) -> None:
    window = page.window()
    window.activateWindow()
    counter = KeyCounter(page.form.note)
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(counter)
    try:
        qtbot.keyClick(window, Qt.Key.Key_F2)
        qtbot.waitUntil(page.form.caller.hasFocus, timeout=5_000)
        for letter in initials:
            qtbot.keyClick(QApplication.focusWidget(), letter)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(page.form.note.hasFocus, timeout=5_000)
        qtbot.keyClick(QApplication.focusWidget(), about, Qt.KeyboardModifier.AltModifier)
        qtbot.keyClicks(QApplication.focusWidget(), "all well")
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    finally:
        app.removeEventFilter(counter)
    (saved,) = call(calls_of_day)
    assert (saved["person_name"], saved["note"]) == (name, "all well") and saved["ended_at"] is not None
    assert counter.words == len("all well")
    assert 5 <= counter.keys <= 8, "F2, three letters, Enter, Alt+number, Ctrl+Enter"


def test_the_timer_runs_from_the_first_word_to_the_last(page: CallsPage, qtbot: QtBot, call: Call, clock: Any) -> None:  # noqa: F811
    qtbot.keyClicks(page.form.caller, "lkq")
    assert page.form.timer.text() == "0:00"
    clock.moment = NOW + timedelta(minutes=3, seconds=20)
    page.form._show_time()
    assert page.form.timer.text() == "3:20"
    qtbot.keyClick(page.form.caller, Qt.Key.Key_Return)
    page.form.submit()
    qtbot.waitUntil(lambda: bool(call(calls_of_day)), timeout=10_000)
    (saved,) = call(calls_of_day)
    assert (saved["at"], saved["ended_at"]) == (NOW, NOW + timedelta(minutes=3, seconds=20))
    qtbot.waitUntil(lambda: page.form.timer.text() == "", timeout=10_000)


def test_a_call_left_open_at_closing_time_ends_when_its_last_word_was_typed(
    page: CallsPage, qtbot: QtBot, shell: Any, call: Call, clock: Any  # noqa: F811
) -> None:
    typed(page, "雷")
    qtbot.keyClick(page.form.caller, Qt.Key.Key_Return)
    clock.moment = NOW + timedelta(minutes=4)
    qtbot.keyClicks(page.form.note, "dizzy")
    page.leave()
    qtbot.waitUntil(lambda: shell.worker._waiting == 0, timeout=10_000)
    clock.moment = NOW + timedelta(hours=22)  # the next morning
    again = CallsPage(shell)
    qtbot.addWidget(again)
    again.reload()
    qtbot.waitUntil(lambda: again.desk is not None and not again.form.is_empty(), timeout=10_000)
    entry = again.form.entry()
    assert (entry.at, entry.ended_at, entry.note) == (NOW, NOW + timedelta(minutes=4), "dizzy")


def test_a_number_with_letters_is_told_and_kept(page: CallsPage, qtbot: QtBot, call: Call) -> None:  # noqa: F811
    typed(page, "138O0001234")
    qtbot.waitUntil(lambda: "holds letters" in words_in(page.care), timeout=10_000)
    page.form.submit()
    qtbot.waitUntil(lambda: bool(call(calls_of_day)), timeout=10_000)
    (saved,) = call(calls_of_day)
    assert (saved["caller_name"], saved["phone"]) == ("138O0001234", "")


def test_an_unknown_number_is_matched_afterwards(
    page: CallsPage, qtbot: QtBot, call: Call, ids: dict[str, dict[str, str]]  # noqa: F811
) -> None:
    call(log_call, CallEntry(phone="057488889999", subtype="silent"))
    qtbot.waitUntil(lambda: len(page.unmatched.rows()) == 1, timeout=10_000)
    page.which.choose("unmatched")
    page.unmatched.select_first()
    qtbot.keyClick(page.unmatched, Qt.Key.Key_Return)
    box = page.findChild(Dialog).findChild(CallerBox)
    qtbot.keyClicks(box, "zhh")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: call(unmatched_numbers) == [], timeout=10_000)
    assert call(calls_of_day)[0]["person"] == ids["elders"]["钟荷花"]
    qtbot.waitUntil(lambda: page.unmatched.rows() == [], timeout=10_000)
    assert page.desk is not None
    qtbot.waitUntil(lambda: [c.name for c in page.desk.book.find("88889999")] == ["钟荷花"], timeout=10_000)  # type: ignore[union-attr]


def test_requests_ladder_and_incident_leave_from_the_form(page: CallsPage, qtbot: QtBot, shell: Any, call: Call) -> None:  # noqa: F811
    typed(page, "雷")
    qtbot.keyClick(page.form.caller, Qt.Key.Key_Return)
    further = page.form.further
    further.kind.setCurrentIndex(further.kind.findData("meal"))
    further.kind.activated.emit(further.kind.currentIndex())
    assert further.promise.text() == "Meal delivery"
    further.owner.setText("食堂")
    further.incident.setCurrentIndex(further.incident.findData("fall"))
    qtbot.keyClick(page, Qt.Key.Key_F9)
    assert further.escalate.isChecked()
    page.form.submit()
    qtbot.waitUntil(lambda: ("rounds.ladder", {}) in shell.gone, timeout=10_000)
    assert len(call(open_ladders)) == 1 and [one.entry.kind for one in call(incidents)] == ["fall"]
    (promise,) = call(open_follow_ups)
    assert (promise["kind"], promise["owner"]) == ("meal", "食堂")
    assert not further.escalate.isChecked() and further.promise.text() == ""


def test_nobody_picked_up_is_one_key_and_after_three_the_contact_is_called(
    page: CallsPage, qtbot: QtBot, shell: Any, call: Call, ids: dict[str, dict[str, str]], clock: Any  # noqa: F811
) -> None:
    care_file = ids["care_files"]["雷克勤"]
    call(save_phone_plan, care_file, "5")
    for number in range(1, 4):
        def mine() -> Any:
            return next((one for one in page.outbound.rows() if one.call.name == "雷克勤"), None)

        qtbot.waitUntil(lambda number=number: mine() is not None and mine().tries == number - 1, timeout=10_000)
        page.which.choose("outbound")
        page.outbound.select_key(ids["elders"]["雷克勤"])
        qtbot.keyClick(page.outbound, Qt.Key.Key_F8)
        qtbot.waitUntil(lambda number=number: mine() is not None and mine().tries == number, timeout=10_000)
        clock.moment += timedelta(minutes=90)
    assert any(undo for _text, _kind, undo in shell.said)
    page._call_out(next(one for one in page.outbound.rows() if one.call.name == "雷克勤"))
    assert page.form.contact is not None and "肖刚" in page.form.reach.text()
    page.form.outcome.setCurrentIndex(page.form.outcome.findData("vouched"))
    page.form.submit()
    qtbot.waitUntil(lambda: all(one.call.name != "雷克勤" for one in page.outbound.rows()), timeout=10_000)
    saved = call(calls_of_day)[0]
    assert (saved["to_contact"], saved["caller_name"], saved["subtype"]) == (True, "肖刚", "third_party")


def test_the_plan_of_calls_is_made_from_the_care_card(page: CallsPage, qtbot: QtBot, call: Call, ids: dict[str, dict[str, str]]) -> None:  # noqa: F811
    care_file = ids["care_files"]["雷克勤"]
    page.care.plan_wanted.emit(care_file, "雷克勤")
    qtbot.waitUntil(lambda: page.findChild(FormDialog) is not None, timeout=10_000)
    dialog = page.findChild(FormDialog)
    dialog.form.patch({"days": ("0", "5")})
    dialog.submit()
    qtbot.waitUntil(lambda: call(phone_plan, care_file)[0] == "05", timeout=10_000)


def test_quick_phrases_are_changed_from_the_form(page: CallsPage, qtbot: QtBot, call: Call) -> None:  # noqa: F811
    page.form.phrases_wanted.emit()
    dialog = page.findChild(FormDialog)
    dialog.form.patch({"lines": "血压正常\n要理发"})
    dialog.submit()
    qtbot.waitUntil(lambda: call(phrases) == ["血压正常", "要理发"], timeout=10_000)
    qtbot.waitUntil(lambda: page.form.phrases.count() == 4, timeout=10_000)
    page.form.phrases.activated.emit(1)
    assert page.form.note.toPlainText() == "血压正常"


def test_a_frequent_caller_is_flagged_on_the_card(page: CallsPage, qtbot: QtBot, call: Call, ids: dict[str, dict[str, str]]) -> None:  # noqa: F811
    for hour in range(8):
        call(log_call, CallEntry(person=ids["elders"]["雷克勤"], at=NOW - timedelta(hours=hour + 1)))
    page._show_of(ids["elders"]["雷克勤"])
    qtbot.waitUntil(lambda: any("Frequent" in one.text() for one in page.care.findChildren(QLabel)), timeout=10_000)
