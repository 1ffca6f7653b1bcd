"""The pages of duty and of swaps: PINs, stand-ins, by hand, handover; offer, accept, approve, stand-in."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.hotline import queries
from db.hotline.tables import Availability, Roster, Seat
from db.people.tables import Volunteer
from desktop.hotline.duty import sign_in
from desktop.hotline.duty_board import load_duty
from desktop.hotline.handover import load_handover
from desktop.hotline.pins import set_pin
from desktop.hotline.swap_board import HoldsSeats, load_swaps, seats_after_leaving
from desktop.people.services.bin import remove
from ui.hotline.duty_page import DutyPage
from ui.hotline.signer_dialog import SignerDialog
from ui.hotline.stand_in_dialog import StandInDialog
from ui.hotline.swaps_page import SwapsPage
from ui.kit import Dialog, FormDialog, Link
from ui.people.volunteers_page import VolunteersPage
from ui.shell.today import TodayPage

Call = Callable[..., Any]
LONG = 10_000
TODAY = date(2026, 11, 21)


@pytest.fixture
def rostered(call: Call, ids: dict[str, dict[str, str]]) -> dict[str, str]:
    """Today's and next Monday's seats, published; V001 to V004 may come whenever they like."""

    def fill(session: Any) -> dict[str, str]:
        shift = queries.shift_templates(session.store)[0]
        with session.write("test.roster") as unit:
            for code in ("V001", "V002", "V003", "V004"):
                unit.replace_all(Availability, {"volunteer": ids["volunteers"][code]}, [
                    {"weekday": day, "from_minute": 0, "to_minute": 1440} for day in range(7)])
            roster = unit.insert(Roster, {"month": "2026-11", "number": 1, "state": "published", "published_at": session.clock.now()})
            return {
                name: unit.insert(Seat, {
                    "roster": roster, "template": shift["id"], "date": day, "shift": shift["name"], "start_minute": shift["start_minute"],
                    "end_minute": shift["end_minute"], "seat": number, "volunteer": ids["volunteers"][code],
                })
                for name, day, number, code in (
                    ("a", TODAY, 1, "V001"), ("b", TODAY, 2, "V002"), ("c", date(2026, 11, 23), 1, "V001"), ("d", date(2026, 11, 24), 1, "V003"),
                )
            }  # fmt: skip

    return call(fill)  # type: ignore[no-any-return]


def built(page_class: Any, shell: Any, qtbot: QtBot) -> Any:
    page = page_class(shell)
    qtbot.addWidget(page)
    shell.worker.changed.connect(lambda _topics: page.reload())
    page.resize(1180, 660)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: page.board is not None, timeout=LONG)
    return page


def press(qtbot: QtBot, page: Any, key: Qt.Key) -> None:
    """A key of the page, once its window has the keyboard again after a dialog."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow, timeout=LONG)
    qtbot.keyClick(page, key)


def signer(page: Any) -> SignerDialog:
    found: SignerDialog = page.findChildren(SignerDialog)[-1]
    return found


def test_a_first_pin_is_chosen_when_signing_in_and_asked_when_signing_out(
    qtbot: QtBot, shell: Any, call: Call, rostered: dict[str, str], clock: Any
) -> None:
    clock.moment = datetime(2026, 11, 21, 7, 50)
    page = built(DutyPage, shell, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_F2)
    dialog = signer(page)
    assert dialog.again.isVisibleTo(dialog) and "尹芳" in dialog.who.currentText()
    dialog.pin.setText("4071")
    dialog.again.setText("4072")
    dialog.submit()
    assert "differ" in dialog.wrong.text()
    dialog.again.setText("4071")
    dialog.submit()
    qtbot.waitUntil(lambda: page.board.seats[0].state == "here", timeout=LONG)
    assert not page.board.seats[0].manual
    clock.moment = datetime(2026, 11, 21, 12, 1)
    page.seats.select_first()
    qtbot.keyClick(page.seats, Qt.Key.Key_Return)
    dialog = signer(page)
    dialog.pin.setText("0000")
    dialog.submit()
    qtbot.waitUntil(lambda: "wrong" in dialog.wrong.text(), timeout=LONG)
    clock.moment = datetime(2026, 11, 21, 12, 2)
    dialog.pin.setText("4071")
    dialog.submit()
    qtbot.waitUntil(lambda: page.board.seats[0].state == "done", timeout=LONG)
    assert [one.minutes for one in page.hours.rows() if one.code == "V001"] == [240]


def test_a_stand_in_signs_in_by_hand_and_a_forgotten_duty_is_entered_with_its_reason(
    qtbot: QtBot, shell: Any, call: Call, rostered: dict[str, str], ids: dict[str, dict[str, str]], clock: Any
) -> None:
    clock.moment = datetime(2026, 11, 21, 8, 0)
    page = built(DutyPage, shell, qtbot)
    page.open(seat=rostered["b"])
    qtbot.waitUntil(lambda: bool(page.findChildren(SignerDialog)), timeout=LONG)
    dialog = signer(page)
    dialog.who.setCurrentIndex(dialog.who.findData(ids["volunteers"]["V004"]))
    dialog.by_hand.click()
    qtbot.waitUntil(lambda: page.board.seats[1].who_name == "范敏", timeout=LONG)
    assert page.board.seats[1].stand_in and page.board.seats[1].manual
    clock.moment = datetime(2026, 11, 21, 13, 0)
    page.reload()
    qtbot.waitUntil(lambda: page.board.seats[0].state == "missing", timeout=LONG)
    page.seats.select_key(rostered["a"])
    qtbot.keyClick(page.seats, Qt.Key.Key_F6)
    form = page.findChild(FormDialog)
    form.form.patch({"came": time(8, 0), "left": time(12, 0)})
    form.submit()  # no reason: nothing is written
    assert call(load_duty).seats[0].signed_in is None
    form.form.patch({"reason": "签到表"})
    form.submit()
    qtbot.waitUntil(lambda: page.board.seats[0].state == "done" and page.board.seats[0].manual, timeout=LONG)


def test_both_sign_the_handover(
    qtbot: QtBot, shell: Any, call: Call, rostered: dict[str, str], ids: dict[str, dict[str, str]]
) -> None:
    call(set_pin, ids["volunteers"]["V002"], "5180")
    page = built(DutyPage, shell, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    form = page.findChild(FormDialog)
    form.form.patch({"text": "下午回拨"})
    form.submit()
    qtbot.waitUntil(lambda: len(page.board.handover.items["task"]) == 1 and not form.isVisible(), timeout=LONG)
    press(qtbot, page, Qt.Key.Key_F4)
    dialog = signer(page)
    dialog.who.setCurrentIndex(dialog.who.findData(None))  # the clerk
    assert not dialog.pin.isVisibleTo(dialog)
    dialog.submit()
    qtbot.waitUntil(lambda: page.board.handover.waiting is not None and not dialog.isVisible(), timeout=LONG)
    press(qtbot, page, Qt.Key.Key_F4)
    dialog = signer(page)
    dialog.who.setCurrentIndex(dialog.who.findData(ids["volunteers"]["V002"]))
    dialog.pin.setText("5180")
    dialog.submit()
    qtbot.waitUntil(lambda: page.board.handover.waiting is None and bool(page.board.handover.past), timeout=LONG)
    view = call(load_handover)
    assert view.past[0]["taker_name"] == "郝丽" and [one["text"] for one in view.items["task"]] == ["下午回拨"]


def test_a_seat_is_offered_accepted_approved_and_undone(
    qtbot: QtBot, shell: Any, call: Call, rostered: dict[str, str], ids: dict[str, dict[str, str]]
) -> None:
    page = built(SwapsPage, shell, qtbot)
    page.seats.select_key(rostered["c"])
    qtbot.keyClick(page, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page.findChild(FormDialog) is not None, timeout=LONG)
    form = page.findChild(FormDialog)
    form.form.patch({"taker": ids["volunteers"]["V004"], "reason": "家长会"})
    form.submit()
    qtbot.waitUntil(lambda: len(page.open_swaps.rows()) == 1, timeout=LONG)
    page.open_swaps.select_first()
    qtbot.keyClick(page.open_swaps, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: page.open_swaps.rows()[0]["state"] == "accepted", timeout=LONG)
    qtbot.keyClick(page.open_swaps, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: len(page.past.rows()) == 1 and page.open_swaps.rows() == [], timeout=LONG)
    qtbot.waitUntil(lambda: any("published" in text and undo for text, _kind, undo in shell.said), timeout=LONG)
    assert [one.number for one in page.versions.rows()] == [2, 1]
    page._show_version(page.versions.rows()[0])


def test_two_chosen_seats_are_exchanged(qtbot: QtBot, shell: Any, call: Call, rostered: dict[str, str]) -> None:
    page = built(SwapsPage, shell, qtbot)
    one, other = (next(s for s in page.board.seats if s.id == rostered[key]) for key in ("c", "d"))
    page._ask_exchange(one, other)
    form = page.findChild(FormDialog)
    form.submit()
    qtbot.waitUntil(lambda: [row["kind"] for row in page.open_swaps.rows()] == ["exchange"], timeout=LONG)


def test_somebody_ill_is_replaced_by_the_first_who_may_come(
    qtbot: QtBot, shell: Any, call: Call, rostered: dict[str, str], ids: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    with pytest.raises(HoldsSeats):
        call(remove, "volunteer", ids["volunteers"]["V001"])
    page = built(SwapsPage, shell, qtbot)
    page.open(volunteer=ids["volunteers"]["V001"])
    qtbot.waitUntil(lambda: {one.name for one in page.seats.shown_rows()} == {"尹芳"}, timeout=LONG)
    page.open(seat=rostered["c"], action="replace")
    dialog = page.findChild(StandInDialog)
    qtbot.waitUntil(lambda: bool(dialog.table.rows()), timeout=LONG)
    first, barred = dialog.table.rows()[0], next(one for one in dialog.table.rows() if one.rule)
    assert first.rule == "" and first.phone
    dialog._give(barred)
    assert barred.rule in dialog.wrong.text()
    dialog.reason.setText("发烧")
    dialog.table.select_first()
    dialog.give.click()
    qtbot.waitUntil(lambda: [row["kind"] for row in page.past.rows()] == ["replace"], timeout=LONG)
    assert next(one for one in call(load_swaps).seats if one.starts.day == 23).name == first.name
    page.write_calendars(tmp_path)
    qtbot.waitUntil(lambda: any(tmp_path.glob("*.ics")), timeout=LONG)


def test_pages_without_a_roster_say_what_to_do_first(qtbot: QtBot, shell: Any, ids: dict[str, dict[str, str]]) -> None:
    duty, swaps = built(DutyPage, shell, qtbot), built(SwapsPage, shell, qtbot)
    assert duty.seats.rows() == [] and swaps.seats.rows() == []
    assert not duty.sign.isEnabled()
    swaps._offer()
    assert "Choose a seat" in shell.said[-1][0]


def test_a_volunteer_with_seats_is_not_deleted_unseen_and_one_who_leaves_is_told(
    qtbot: QtBot, shell: Any, call: Call, rostered: dict[str, str], ids: dict[str, dict[str, str]]
) -> None:
    page = VolunteersPage(shell)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: bool(page.table.rows()), timeout=LONG)
    one = next(row for row in page.table.rows() if row.code == "V001")
    page.remove(one)
    qtbot.waitUntil(lambda: page.findChild(Dialog) is not None, timeout=LONG)
    dialog = page.findChild(Dialog)
    told = "\n".join(part.text() for part in dialog.findChildren(QLabel))
    assert "2026-11-21" in told and "2026-11-23" in told and "尹芳" in told
    dialog.buttons.itemAt(dialog.buttons.count() - 1).widget().click()
    assert shell.gone[-1] == ("hotline.swaps", {"volunteer": one.id})
    assert call(seats_after_leaving, one.id) == ("", [])

    def leaves(session: Any) -> None:
        with session.write("test.leaves") as unit:
            unit.update(Volunteer, one.id, {"left_on": date(2026, 11, 22)})

    call(leaves)
    name, seats = call(seats_after_leaving, one.id)
    assert name == "尹芳" and len(seats) == 1 and seats[0].startswith("2026-11-23")


def test_today_leads_to_the_signature_of_a_seat(qtbot: QtBot, shell: Any, call: Call, rostered: dict[str, str], clock: Any) -> None:
    clock.moment = datetime(2026, 11, 21, 7, 55)
    page = TodayPage(shell)
    qtbot.addWidget(page)
    page.show()
    page.reload()

    def links() -> list[Link]:
        return [one for one in page.findChildren(Link) if "尹芳" in one.text()]

    qtbot.waitUntil(lambda: bool(links()), timeout=LONG)
    links()[0].click()
    assert shell.gone == [("hotline.duty", {"seat": rostered["a"]})]
    call(sign_in, rostered["a"])
    page.reload()
    qtbot.waitUntil(lambda: links() == [], timeout=LONG)  # signed in: nothing is asked any more


def test_a_line_half_typed_for_the_next_shift_comes_back_after_a_crash(qtbot: QtBot, shell: Any, rostered: dict[str, str]) -> None:
    page = built(DutyPage, shell, qtbot)
    page.handover.note("task")
    form = page.findChild(FormDialog)
    form.form.patch({"text": "下午要回拨"})
    qtbot.wait(1700)  # the pause after which a draft is kept
    qtbot.waitUntil(lambda: shell.worker._waiting == 0, timeout=LONG)
    again = built(DutyPage, shell, qtbot)  # the first page never closed its dialog: the light went out
    again.handover.note("task")
    qtbot.waitUntil(lambda: again.findChild(FormDialog).form.value("text") == "下午要回拨", timeout=LONG)
