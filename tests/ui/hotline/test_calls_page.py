"""The call page by keyboard: who, what, promise, save; lists; the care card that comes by itself."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.hotline.calls import CallEntry, calls_of_day, log_call, open_follow_up, open_follow_ups
from ui.hotline.call_form import CallerBox
from ui.hotline.calls_page import CallsPage
from ui.kit import Dialog, FormDialog

NOW = datetime(2026, 11, 21, 9, 30)
Call = Callable[..., Any]


@pytest.fixture
def page(qtbot: QtBot, shell: Any, ids: dict[str, dict[str, str]]) -> CallsPage:
    made = CallsPage(shell)
    qtbot.addWidget(made)
    shell.worker.changed.connect(lambda _topics: made.reload())
    made.resize(1200, 720)
    made.show()
    made.reload()
    qtbot.waitUntil(lambda: made.desk is not None, timeout=10_000)
    return made


def words_in(widget: Any) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))


def typed(page: CallsPage, text: str) -> None:
    """Chinese comes from an input method, not from keys."""
    page.form.caller.setText(text)
    page.form.caller.textEdited.emit(text)


def test_the_card_comes_as_one_types(page: CallsPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.form.caller, "lkq")
    qtbot.waitUntil(lambda: "雷克勤" in words_in(page.care), timeout=10_000)
    assert "best match" in words_in(page.care) and page.form.caller_known is None
    qtbot.keyClicks(page.form.caller, "xyz")
    qtbot.waitUntil(lambda: "Nobody on record" in words_in(page.care), timeout=10_000)


def test_an_ordinary_call_takes_few_keys(
    page: CallsPage, qtbot: QtBot, shell: Any, call: Call, ids: dict[str, dict[str, str]]
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_F2)
    qtbot.keyClicks(page.form.caller, "zhh")  # 3 keys
    qtbot.keyClick(page.form.caller, Qt.Key.Key_Return)  # 4
    assert page.form.caller_known is not None and page.form.caller_known.name == "钟荷花"
    qtbot.waitUntil(lambda: page.form.note.hasFocus(), timeout=5_000)
    qtbot.keyClicks(page.form.note, "all well")
    qtbot.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)  # 5
    assert page.form.subtype.chosen == "health" and "Counts" in page.form.reach.text()
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # 6
    qtbot.waitUntil(lambda: bool(shell.said), timeout=10_000)
    (saved,) = call(calls_of_day)
    assert (saved["person"], saved["subtype"], saved["note"], saved["direction"]) == (
        ids["elders"]["钟荷花"],
        "health",
        "all well",
        "in",
    )
    qtbot.waitUntil(lambda: len(page.calls.shown_rows()) == 1, timeout=10_000)
    assert page.form.is_empty() and page.form.caller_known is None


def test_a_promise_becomes_a_follow_up_and_is_closed_with_a_result(page: CallsPage, qtbot: QtBot, shell: Any, call: Call) -> None:
    typed(page, "雷")
    qtbot.keyClick(page.form.caller, Qt.Key.Key_Return)
    page.form.promise.setText("送降压药")
    page.form.owner.setText("尹芳")
    page.form.submit()
    qtbot.waitUntil(lambda: len(page.promises.shown_rows()) == 0 and bool(call(open_follow_ups)), timeout=10_000)
    page.which.choose("follow_ups")
    qtbot.waitUntil(lambda: len(page.promises.rows()) == 1, timeout=10_000)
    (promise,) = call(open_follow_ups)
    assert (promise["owner"], promise["due_at"]) == ("尹芳", datetime(2026, 11, 22, 18))
    page.promises.select_first()
    qtbot.keyClick(page.promises, Qt.Key.Key_Return)
    dialog = page.findChild(FormDialog)
    dialog.submit()
    assert call(open_follow_ups)  # no result, no closing
    dialog.form.set_values({"result": "已送到"})
    dialog.submit()
    qtbot.waitUntil(lambda: call(open_follow_ups) == [], timeout=10_000)


def test_unknown_callers_are_kept_as_typed(page: CallsPage, qtbot: QtBot, call: Call) -> None:
    qtbot.keyClicks(page.form.caller, "0574 8888 9999")
    page.form.subtype.choose("silent")
    page.form.submit()
    qtbot.waitUntil(lambda: len(page.calls.rows()) == 1, timeout=10_000)
    (saved,) = call(calls_of_day)
    assert (saved["person"], saved["phone"], saved["kind"]) == (None, "********9999", "unfinished")
    page.form.begin()
    typed(page, "某人家属")
    page.form.submit()
    qtbot.waitUntil(lambda: len(page.calls.rows()) == 2, timeout=10_000)
    assert call(calls_of_day)[0]["caller_name"] == "某人家属"


def test_nothing_typed_saves_nothing(page: CallsPage, qtbot: QtBot, call: Call) -> None:
    page.form.submit()
    assert call(calls_of_day) == []


def test_the_outbound_list_leads_to_a_call(page: CallsPage, qtbot: QtBot, ids: dict[str, dict[str, str]], call: Call) -> None:
    def quiet_elder(session: Any) -> None:
        from db.rounds.tables import Knock, Round

        with session.write("test.knock") as unit:
            visit = unit.insert(Round, {"date": date(2026, 11, 21), "slot": "am"})
            unit.insert(
                Knock,
                {
                    "round": visit,
                    "care_file": ids["care_files"]["钟荷花"],
                    "outcome": "no_answer",
                    "at": NOW - timedelta(minutes=20),
                },
            )

    call(quiet_elder)
    qtbot.waitUntil(lambda: any(o.call.reason == "no_answer" for o in page.outbound.rows()), timeout=10_000)
    page.open(action="outbound")
    assert page.outbound.isVisible() and page.outbound.hasFocus()
    assert page.outbound.current_row().call.name == "钟荷花"
    qtbot.keyClick(page.outbound, Qt.Key.Key_Return)
    assert page.form.direction.chosen == "out" and page.form.caller_known.person == ids["elders"]["钟荷花"]
    page.form.submit()
    qtbot.waitUntil(lambda: all(o.call.reason != "no_answer" for o in page.outbound.rows()), timeout=10_000)


def test_opened_for_somebody_or_a_follow_up(page: CallsPage, qtbot: QtBot, ids: dict[str, dict[str, str]], call: Call) -> None:
    page.open(care_file=ids["care_files"]["雷克勤"])
    assert page.form.caller_known.name == "雷克勤"
    follow_up = call(open_follow_up, "修灯")
    qtbot.waitUntil(lambda: len(page.promises.rows()) == 1, timeout=10_000)
    page.open(follow_up=follow_up)
    assert page.promises.isVisible() and page.promises.current_row()["what"] == "修灯"


def test_a_call_entered_by_mistake_is_removed(page: CallsPage, qtbot: QtBot, call: Call, ids: dict[str, dict[str, str]]) -> None:
    call(log_call, CallEntry(person=ids["elders"]["雷克勤"]))
    qtbot.waitUntil(lambda: len(page.calls.rows()) == 1, timeout=10_000)
    page._remove(page.calls.rows())
    qtbot.waitUntil(lambda: page.calls.rows() == [], timeout=10_000)


def test_an_unknown_caller_is_recognised_later(page: CallsPage, qtbot: QtBot, call: Call, ids: dict[str, dict[str, str]]) -> None:
    call(log_call, CallEntry(phone="057488889999"))
    qtbot.waitUntil(lambda: len(page.calls.rows()) == 1, timeout=10_000)
    page._who_was_it(page.calls.rows())
    box = page.findChild(Dialog).findChild(CallerBox)
    qtbot.keyClicks(box, "lkq")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.calls.rows()[0]["person"] == ids["elders"]["雷克勤"], timeout=10_000)
