"""The pages of the rounds with a real database thread: typing counts, plans, ladders, absences."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.clock import FixedClock
from desktop.reports.document import Privacy
from desktop.rounds import absences, incidents, ladders, sightings
from desktop.rounds.copies import sheet_copies
from desktop.rounds.drafts import draft_of, drafted_sheets
from desktop.rounds.ladder import Closing, StepResult
from desktop.rounds.outcomes import Outcome
from desktop.rounds.plans import plan_and_save, saved_plan
from desktop.rounds.recording import Entry, record_sheet
from desktop.rounds.sheets import mark_printed, sheet_view, visit_rows
from tests.desktop.rounds.conftest import Town, build_town
from ui.kit import theme
from ui.rounds.absence_page import AbsencePage
from ui.rounds.copies_page import CopiesPage
from ui.rounds.entry_page import EntryPage
from ui.rounds.ladder_page import LadderPage
from ui.rounds.plan_page import PlanPage
from ui.rounds.silent_page import SilentPage

DAY = date(2026, 11, 22)
Call = Callable[..., Any]


@pytest.fixture
def town(call: Call, clock: FixedClock) -> Town:
    """The small station with fifteen doors on its first sheet, on the database thread, at 10:00."""
    clock.moment = datetime(2026, 11, 22, 10, 0)

    def build(session: Any) -> Town:
        made = build_town(session.store)
        for number in range(10):
            made.add_elder(f"金宝{'一二三四五六七八九十'[number]}", 0, "2", f"{number + 1}01")
        made.session.clock = clock
        return made

    made: Town = call(build)
    call(plan_and_save, DAY, ["am"])
    return made


def shown(qtbot: Any, page: QWidget, shell: Any, ready: Callable[[], bool]) -> None:
    qtbot.addWidget(page)
    page.resize(1202, 740)
    page.show()
    page.open()  # type: ignore[attr-defined]
    page.reload()  # type: ignore[attr-defined]
    qtbot.waitUntil(ready, timeout=10_000)
    assert shell.errors == []


class Typist:
    """Presses keys where the focus is, and counts them."""

    def __init__(self, page: QWidget) -> None:
        self.page, self.strokes = page, 0

    def key(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        self.strokes += 1 + (modifier != Qt.KeyboardModifier.NoModifier)
        QTest.keyClick(self.page.window().focusWidget() or self.page, key, modifier)

    def keys(self, text: str) -> None:
        for letter in text:
            self.key(letter)

    def enter(self) -> None:
        self.key(Qt.Key.Key_Return)


@pytest.fixture
def entry(qtbot: Any, shell: Any, town: Town) -> EntryPage:
    page = EntryPage(shell)
    shown(qtbot, page, shell, lambda: page.entry is not None)
    page.activateWindow()
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)
    return page


def doors(call: Call, number: int) -> dict[int, str]:
    return {door.number: door.outcome for door in call(sheet_view, number).doors}


def test_fifteen_doors_with_two_exceptions_take_at_most_twelve_keystrokes(
    qtbot: Any, shell: Any, call: Call, entry: EntryPage
) -> None:
    count = len(entry.entry.lines)  # type: ignore[union-attr]
    assert count >= 13
    typist = Typist(entry)
    typist.keys("0001")
    typist.enter()
    qtbot.waitUntil(lambda: entry.entry is not None and entry.entry.view.number == 1)
    typist.keys("6N")
    typist.keys("3J")
    typist.key(Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: bool(shell.said))
    assert typist.strokes <= 10
    found = doors(call, 1)
    assert found == {number: {6: "no_answer", 3: "refused"}.get(number, "seen_safe") for number in range(1, count + 1)}
    assert len(call(ladders.open_ladders)) == 1
    text, kind, operation = shell.said[0]
    assert kind == "gold" and operation
    assert shell.errors == []


def test_after_a_sheet_the_next_one_comes(qtbot: Any, shell: Any, worker: Any, call: Call, entry: EntryPage) -> None:
    worker.changed.connect(lambda _topics: entry.reload())  # as the window does
    entry.accept()
    qtbot.waitUntil(lambda: bool(shell.said))
    call(lambda session: None)
    qtbot.waitUntil(lambda: entry.entry is not None and entry.entry.view.number == 2)
    call(lambda session: None)
    assert entry.entry is not None and entry.entry.view.number == 2


def test_a_note_belongs_to_its_door_and_a_digit_goes_on(qtbot: Any, shell: Any, call: Call, entry: EntryPage) -> None:
    typist = Typist(entry)
    typist.keys("3j")
    assert entry.note.hasFocus() or entry.note.isVisible()
    entry.note.setText("在午睡,邻居代答")
    QTest.keyClick(entry.note, Qt.Key.Key_Return)
    typist.keys("12g")
    QTest.keyClick(entry.note, "5")  # a digit at the beginning of a note is the next door
    typist.keys("M")
    entry.accept()
    qtbot.waitUntil(lambda: bool(shell.said))
    found = {door.number: (door.outcome, door.note) for door in call(sheet_view, 1).doors}
    assert found[3] == ("refused", "在午睡,邻居代答")
    assert (found[12], found[5]) == (("through_door", ""), ("missed", ""))


def test_undo_takes_back_what_was_typed(entry: EntryPage) -> None:
    typist = Typist(entry)
    typist.keys("3J")
    QTest.keyClick(entry.note, Qt.Key.Key_Return)
    assert entry.entry is not None and entry.entry.exceptions == 1
    QTest.keyClick(entry.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert entry.entry.exceptions == 0 and not entry.entry.dirty


def test_numbers_that_are_not_on_the_sheet_are_told_and_stay(entry: EntryPage) -> None:
    typist = Typist(entry)
    typist.keys("99N")
    assert entry.side.wrong.isVisible() and "99" in entry.side.wrong.text()
    assert entry.entry is not None and entry.entry.typed == "99" and not entry.entry.dirty
    typist.key(Qt.Key.Key_Escape)
    typist.keys("N")
    assert entry.side.wrong.isVisible() and not entry.entry.dirty
    typist.keys("3Q")
    assert "Q" in entry.side.wrong.text() and not entry.entry.dirty


def test_what_was_typed_comes_back_after_a_crash(qtbot: Any, shell: Any, call: Call, entry: EntryPage) -> None:
    Typist(entry).keys("3J")
    entry.note.setText("在午睡")
    QTest.keyClick(entry.note, Qt.Key.Key_Return)
    call(lambda session: None)  # the draft is written before this answers
    again = EntryPage(shell)
    shown(qtbot, again, shell, lambda: again.entry is not None)
    assert again.entry is not None and again.entry.entries() == {3: Entry(Outcome.REFUSED, "在午睡")}
    assert any("1" in text for text, _kind, _undo in shell.said)
    assert doors(call, 1)[3] == "", "a draft is no record"


def test_what_is_typed_stays_when_something_else_changes(qtbot: Any, shell: Any, call: Call, entry: EntryPage) -> None:
    Typist(entry).keys("3J")
    call(record_sheet, 2, {})
    entry.reload()
    qtbot.waitUntil(lambda: entry.entry is not None and entry.entry.view.siblings[1].state == "recorded")
    assert entry.entry is not None and entry.entry.entries() == {3: Entry(Outcome.REFUSED)}


def recorded_elsewhere(call: Call, entry: EntryPage) -> None:
    """Another clerk records sheet 1 while 'refused' at No. 3 is typed here."""
    Typist(entry).keys("3J")
    entry.note.setText("在午睡")
    call(record_sheet, 1, {4: Entry(Outcome.MISSED)})
    entry.accept()


@pytest.mark.parametrize(("mine", "found"), [(True, ("refused", "在午睡")), (False, ("seen_safe", ""))])
def test_a_sheet_recorded_by_two_is_shown_door_by_door_and_nothing_typed_is_lost(
    qtbot: Any, shell: Any, call: Call, entry: EntryPage, mine: bool, found: tuple[str, str]
) -> None:
    recorded_elsewhere(call, entry)
    qtbot.waitUntil(lambda: getattr(entry, "conflict", None) is not None)
    assert doors(call, 1)[3] == "seen_safe", "nothing is overwritten unasked"
    assert entry.entry is not None and entry.entry.entries() == {3: Entry(Outcome.REFUSED, "在午睡")}
    entry.conflict.submit()
    assert entry.conflict.isVisible() and entry.conflict.wrong.isVisible(), "nothing is chosen for the clerk"
    entry.conflict.all(mine)
    entry.conflict.submit()
    qtbot.waitUntil(lambda: bool(shell.said))
    view = call(sheet_view, 1)
    assert (view.doors[2].outcome, view.doors[2].note) == found and view.doors[3].outcome == "missed"
    assert bool(view.doors[2].earlier) is mine
    assert shell.errors == []


def test_a_draft_that_another_clerk_overtook_is_noticed_later_too(qtbot: Any, shell: Any, call: Call, entry: EntryPage) -> None:
    Typist(entry).keys("3J")
    QTest.keyClick(entry.note, Qt.Key.Key_Return)
    call(lambda session: None)
    call(record_sheet, 1, {})
    again = EntryPage(shell)
    shown(qtbot, again, shell, lambda: again.entry is not None)
    again.open(sheet=1)
    qtbot.waitUntil(lambda: again.entry is not None and again.entry.view.number == 1 and again.entry.dirty)
    again.accept()
    qtbot.waitUntil(lambda: getattr(again, "conflict", None) is not None)
    assert doors(call, 1)[3] == "seen_safe"


def test_half_a_note_survives_a_crash(qtbot: Any, shell: Any, call: Call, entry: EntryPage) -> None:
    """The light goes out in the middle of a note: nobody pressed Enter, the field was not left."""
    Typist(entry).keys("3J")
    for letter in "at the market":
        QTest.keyClick(entry.note, letter)
    qtbot.waitUntil(lambda: call(draft_of, 1).get("3", ["", ""])[1] == "at the market")
    again = EntryPage(shell)
    shown(qtbot, again, shell, lambda: again.entry is not None)
    assert again.entry is not None and again.entry.entries() == {3: Entry(Outcome.REFUSED, "at the market")}


def test_a_recorded_sheet_leaves_no_draft_behind(qtbot: Any, shell: Any, call: Call, entry: EntryPage) -> None:
    Typist(entry).keys("3J")
    for letter in "abcdef":
        QTest.keyClick(entry.note, letter)
    entry.accept()
    qtbot.waitUntil(lambda: bool(shell.said))
    call(lambda session: None)
    assert call(drafted_sheets) == [] and call(sheet_view, 1).doors[2].note == "abcdef"


def test_a_sheet_entered_twice_changes_nothing_and_is_told(qtbot: Any, shell: Any, call: Call, entry: EntryPage) -> None:
    call(record_sheet, 1, {3: Entry(Outcome.REFUSED)})
    before = call(sheet_view, 1)
    entry.open(sheet=1)
    qtbot.waitUntil(lambda: entry.entry is not None and entry.entry.view.recorded_at is not None)
    entry.accept()
    qtbot.waitUntil(lambda: bool(shell.said))
    text, kind, operation = shell.said[-1]
    assert kind == "gold" and not operation and "tester" not in text.split("(")[0]
    assert [(d.outcome, d.at) for d in call(sheet_view, 1).doors] == [(d.outcome, d.at) for d in before.doors]


def test_a_sheet_of_a_slot_to_come_is_asked_about(qtbot: Any, shell: Any, call: Call, entry: EntryPage) -> None:
    (afternoon,) = call(plan_and_save, DAY, ["pm"])
    number = afternoon.sheets[0].number
    entry.open(sheet=number)
    qtbot.waitUntil(lambda: entry.entry is not None and entry.entry.view.number == number)
    assert entry.state.isVisible()
    Typist(entry).keys("1J")
    entry.accept()
    qtbot.waitUntil(entry.question.isVisible)
    assert not any(doors(call, number).values()) and entry.entry is not None and entry.entry.dirty
    entry.question._yes.click()
    qtbot.waitUntil(lambda: doors(call, number)[1] == "refused")
    assert shell.errors == []


def test_a_sheet_given_back_late_says_so(qtbot: Any, shell: Any, clock: FixedClock, entry: EntryPage) -> None:
    assert not entry.state.isVisible()
    clock.moment = datetime(2026, 11, 22, 11, 1)
    entry.reload()
    qtbot.waitUntil(entry.state.isVisible)
    assert "late" in entry.state.text()


def test_the_visitor_left_midway(qtbot: Any, shell: Any, call: Call, town: Town, entry: EntryPage) -> None:
    typist = Typist(entry)
    typist.keys("3J")
    typist.enter()
    typist.key(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: getattr(entry, "dialog", None) is not None)
    entry.dialog.form.patch({"last": 4, "rest": "hand_over", "visitor": town.volunteers[2]})
    count = len(doors(call, 1))
    entry.dialog.submit()
    qtbot.waitUntil(lambda: len(doors(call, 1)) == 4)
    assert doors(call, 1) == {1: "seen_safe", 2: "seen_safe", 3: "refused", 4: "seen_safe"}
    newest = call(sheet_view, 3)
    assert newest.visitor == "谭娜" and len(newest.doors) == count - 4 and not any(door.outcome for door in newest.doors)
    assert shell.errors == []


def test_somebody_met_besides(qtbot: Any, shell: Any, call: Call, town: Town, entry: EntryPage) -> None:
    other = call(sheet_view, 2).doors[0]
    Typist(entry).keys("+")
    qtbot.waitUntil(lambda: getattr(entry, "dialog", None) is not None)
    entry.dialog.form.patch({"care_file": other.care_file, "note": "9:12 在凉亭"})
    entry.dialog.submit()
    qtbot.waitUntil(lambda: doors(call, 2)[1] == "seen_safe")
    assert call(sightings.last_safe, other.care_file).at == datetime(2026, 11, 22, 9, 12)
    qtbot.waitUntil(entry.side.besides.isVisible)
    assert shell.said[-1][2] and shell.errors == []


def test_an_unknown_sheet_is_told(qtbot: Any, shell: Any, entry: EntryPage) -> None:
    typist = Typist(entry)
    typist.keys("0815")
    typist.enter()
    qtbot.waitUntil(lambda: bool(shell.errors))
    assert entry.entry is not None and entry.entry.view.number == 1
    shell.errors.clear()


def test_the_side_shows_last_safe_contact_and_notice(qtbot: Any, shell: Any, call: Call, town: Town, entry: EntryPage) -> None:
    first = call(sheet_view, 1).doors[0]
    call(absences.add_absence, first.care_file, "hospital", DAY)
    entry.reload()
    qtbot.waitUntil(lambda: entry.entry is not None and entry.entry.lines[0].outcome is Outcome.AWAY)
    Typist(entry).keys("1")
    texts = [label.text() for label in entry.side.facts.findChildren(QWidget) if hasattr(label, "text")]
    assert any("139****2287" in text for text in texts) and any("2026-11-22" in text for text in texts)


def test_going_through_the_sheets(qtbot: Any, shell: Any, entry: EntryPage) -> None:
    QTest.keyClick(entry.table, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: entry.entry is not None and entry.entry.view.number == 2)
    QTest.keyClick(entry.table, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: entry.entry is not None and entry.entry.view.number == 1)


def test_planning_shows_a_proposal_and_saves_only_what_was_accepted(qtbot: Any, shell: Any, call: Call, town: Town) -> None:
    page = PlanPage(shell)
    shown(qtbot, page, shell, lambda: page.shown is not None)
    assert page.shown is not None and page.shown.saved and not page.save_button.isVisible()
    page.open(date=DAY + timedelta(days=1))
    qtbot.waitUntil(lambda: page.shown is None)
    page.plan()
    qtbot.waitUntil(lambda: page.shown is not None)
    assert not page.shown.saved and page.save_button.isVisible()
    assert call(saved_plan, DAY + timedelta(days=1), "am") is None
    page.save()
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.saved)
    assert call(saved_plan, DAY + timedelta(days=1), "am") is not None
    assert page.doors.rows() and shell.said[-1][2]
    assert shell.errors == []


def test_a_door_is_moved_by_hand(qtbot: Any, shell: Any, call: Call, town: Town) -> None:
    page = PlanPage(shell)
    shown(qtbot, page, shell, lambda: page.shown is not None)
    page.plan()
    qtbot.waitUntil(lambda: page.shown is not None and not page.shown.saved)
    assert page.shown is not None
    source, target = page.shown.sheets[0], page.shown.sheets[-1]
    page._move(source.doors[0])
    page.dialog.form.patch({"visitor": target.visitor})
    page.dialog.submit()
    assert source.doors[0].care_file in {door.care_file for door in page.shown.sheets[-1].doors}
    page.save()
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.saved)
    stored = call(saved_plan, DAY, "am")
    assert {len(sheet.doors) for sheet in stored.sheets} >= {len(target.doors) + 1}


def gone_on(page: EntryPage, number: int) -> bool:
    """True when another sheet is shown, or this one is recorded."""
    return page.entry is not None and (page.entry.view.number != number or page.entry.view.recorded_at is not None)


def test_a_morning_of_many_sheets_takes_few_keystrokes(qtbot: Any, shell: Any, worker: Any, call: Call, town: Town) -> None:
    call(lambda session: [town.add_elder(f"老人{n}", n % 3, "3", f"{n % 9 + 1}0{n // 9 % 9 + 1}") for n in range(100)])
    call(lambda session: [town.add_volunteer(f"志愿者{n}", [n % 2]) for n in range(10)])
    due = sum(len(sheet.doors) for plan in call(plan_and_save, DAY, ["am"]) for sheet in plan.sheets)
    assert due == 118
    page = EntryPage(shell)
    shown(qtbot, page, shell, lambda: page.entry is not None)
    worker.changed.connect(lambda _topics: page.reload())
    page.activateWindow()
    page.table.setFocus()
    typist = Typist(page)
    exceptions = 0
    while page.entry is not None and page.entry.view.recorded_at is None:
        number = page.entry.view.number
        if exceptions < 6:
            typist.keys(f"{exceptions % 3 + 1}M")
            exceptions += 1
        typist.key(Qt.Key.Key_F12)
        qtbot.waitUntil(lambda number=number: gone_on(page, number))  # type: ignore[misc]
    assert exceptions == 6 and typist.strokes <= 30
    assert [row.outcome for row in call(visit_rows, DAY, DAY)].count("missed") == 6
    assert all(row.outcome for row in call(visit_rows, DAY, DAY))


def test_printing_fixes_the_sheets(
    qtbot: Any, shell: Any, call: Call, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.rounds import plan_papers as plan_page

    opened: list[str] = []
    monkeypatch.setattr(plan_page.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page = PlanPage(shell)
    shown(qtbot, page, shell, lambda: page.shown is not None)
    page.print()
    assert shell.gone == [("reports", {"report": "visit_sheet", "day": DAY, "slot": "am", "privacy": Privacy.MASKED})]
    page.write(tmp_path / "sheets.pdf", [])
    qtbot.waitUntil(lambda: bool(opened))
    assert (tmp_path / "sheets.pdf").read_bytes().startswith(b"%PDF")
    assert all(sheet.kept for sheet in call(saved_plan, DAY, "am").sheets)


def test_a_sheet_is_given_to_somebody_else(qtbot: Any, shell: Any, call: Call, town: Town) -> None:
    page = PlanPage(shell)
    shown(qtbot, page, shell, lambda: page.shown is not None)
    page._give(page.table.rows()[0])
    qtbot.waitUntil(lambda: getattr(page, "dialog", None) is not None)
    page.dialog.form.patch({"visitor": town.volunteers[2]})
    page.dialog.submit()
    qtbot.waitUntil(lambda: call(sheet_view, 1).visitor == "谭娜")


def test_the_ladder_is_climbed_and_closed_on_its_page(qtbot: Any, shell: Any, call: Call, town: Town, clock: FixedClock) -> None:
    call(record_sheet, 1, {1: Entry(Outcome.NO_ANSWER)})
    elder = call(sheet_view, 1).doors[0].care_file
    page = LadderPage(shell)
    shown(qtbot, page, shell, lambda: page.ladder is not None)
    assert page.ladder is not None and page.ladder.next is not None and page.ladder.next.step == "knock_again"
    page.note.setText("无人应")
    page.take(StepResult.FAILED)
    qtbot.waitUntil(lambda: bool(call(ladders.open_ladders)[0].steps))
    page.reload()
    qtbot.waitUntil(lambda: page.ladder is not None and page.ladder.next is not None and page.ladder.next.step == "look_listen")
    clock.moment += timedelta(minutes=20)
    assert page._due_badge(page.ladder)[1] == "danger"
    page.close_with(Closing.FOUND_SAFE)
    qtbot.waitUntil(lambda: bool(shell.said))
    assert call(ladders.open_ladders) == []
    assert call(sightings.last_safe, elder).at == clock.moment
    page.reload()
    qtbot.waitUntil(lambda: page.ladder is None)
    assert shell.errors == []


def test_a_death_is_asked_for_once_more_and_opens_an_incident(qtbot: Any, shell: Any, call: Call, town: Town) -> None:
    call(ladders.open_ladder, town.elders[0])
    page = LadderPage(shell)
    shown(qtbot, page, shell, lambda: page.ladder is not None)
    page.close_with(Closing.DIED)
    assert page.dialog.isVisible() and len(call(ladders.open_ladders)) == 1
    page.dialog.submit()
    qtbot.waitUntil(lambda: bool(shell.said))
    (one,) = call(incidents.incidents)
    assert (one.entry.kind, one.entry.outcome, one.entry.source, one.name) == ("sudden_death", "died", "ladder", "顾素珍")
    assert call(ladders.open_ladders) == [] and shell.errors == []


def test_a_step_says_who_did_it_and_when_and_half_a_note_comes_back(
    qtbot: Any, shell: Any, call: Call, town: Town, clock: FixedClock
) -> None:
    call(ladders.open_ladder, town.elders[0])
    clock.moment += timedelta(minutes=12)
    page = LadderPage(shell)
    shown(qtbot, page, shell, lambda: page.ladder is not None)
    QTest.keyClicks(page.note, "no light")
    QTest.keyClicks(page.who, "yin")
    call(lambda session: None)
    again = LadderPage(shell)
    shown(qtbot, again, shell, lambda: again.ladder is not None and again.note.text() == "no light")
    again.at.setText("10:0x")
    again.take(StepResult.FAILED)
    assert shell.said[-1][1] == "gold" and again.note.text() == "no light", "an odd time is told, nothing typed is lost"
    again.at.setText("10:03")
    again.take(StepResult.FAILED)
    qtbot.waitUntil(lambda: bool(call(ladders.open_ladders)[0].steps))
    (step,) = call(ladders.open_ladders)[0].steps
    assert (step.who, step.note, step.at, step.due_at) == (
        "yin", "no light", datetime(2026, 11, 22, 10, 3), datetime(2026, 11, 22, 10, 5),
    )  # fmt: skip


def test_a_ladder_is_opened_by_hand_and_found_again_when_closed(qtbot: Any, shell: Any, call: Call, town: Town) -> None:
    page = LadderPage(shell)
    shown(qtbot, page, shell, lambda: True)
    page.new()
    qtbot.waitUntil(lambda: getattr(page, "dialog", None) is not None)
    page.dialog.submit()
    page.dialog.form.patch({"care_file": town.elders[1], "note": "邻居担心"})
    page.dialog.submit()
    qtbot.waitUntil(lambda: page.ladder is not None and page.ladder.elder == "沈玉兰")
    page.close_with(Closing.AWAY)
    qtbot.waitUntil(lambda: call(ladders.open_ladders) == [])
    page.reload()
    qtbot.waitUntil(lambda: page.ladder is None)
    page.chips.choose("closed")
    page.reload()
    qtbot.waitUntil(lambda: page.ladder is not None)
    assert page.ladder.result == "away" and not page.failed_button.isEnabled() and not page.note.isVisible()
    assert shell.errors == []


def test_absences_are_noted_changed_and_ended(qtbot: Any, shell: Any, call: Call, town: Town) -> None:
    page = AbsencePage(shell)
    shown(qtbot, page, shell, lambda: bool(page._elders))
    page.new()
    page.dialog.form.patch({"care_file": town.elders[0], "expected_return": DAY + timedelta(days=2), "told_by": "女儿"})
    page.dialog.submit()
    qtbot.waitUntil(lambda: len(call(absences.absences)) == 1)
    page.new()
    page.dialog.form.patch({"care_file": town.elders[0]})
    page.dialog.submit()
    qtbot.waitUntil(lambda: page.dialog.wrong.isVisible())
    page.dialog.reject()
    page.reload()
    qtbot.waitUntil(lambda: len(page.table.rows()) == 1)
    page._back(page.table.rows()[0])
    qtbot.waitUntil(lambda: call(absences.absences) == [])
    assert shell.errors == []


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("make", [EntryPage, PlanPage, LadderPage, AbsencePage, SilentPage, CopiesPage])
def test_nothing_is_cut_off_on_the_smallest_screen(
    qtbot: Any, qapp: QApplication, shell: Any, call: Call, town: Town, make: Any, scale: float
) -> None:
    call(mark_printed, [1])
    call(ladders.open_ladder, town.elders[0])
    theme.apply(qapp, scale=scale)
    page = make(shell)
    shown(qtbot, page, shell, lambda: True)
    call(lambda session: None)
    assert page.minimumSizeHint().width() <= 1366 - theme.px(164)
    assert page.minimumSizeHint().height() <= 768 - theme.px(28)


def test_a_step_pressed_twice_is_recorded_once(qtbot: Any, shell: Any, call: Call, town: Town, clock: FixedClock) -> None:
    call(ladders.open_ladder, town.elders[0])
    page = LadderPage(shell)
    shown(qtbot, page, shell, lambda: page.ladder is not None)
    page.jump()
    page.jump()
    page.take(StepResult.FAILED)
    qtbot.waitUntil(lambda: bool(call(ladders.open_ladders)[0].steps))
    qtbot.waitUntil(lambda: page.ladder is not None and bool(page.ladder.steps))
    assert [step.step for step in call(ladders.open_ladders)[0].steps] == ["emergency_services"]
    page.jump()  # 120 called once more, on purpose
    qtbot.waitUntil(lambda: len(call(ladders.open_ladders)[0].steps) == 2)


def test_the_print_log_of_the_sheets(qtbot: Any, shell: Any, call: Call, town: Town) -> None:
    call(mark_printed, [1, 2], "masked", 7)
    call(mark_printed, [2], "numbers", 8)
    page = CopiesPage(shell)
    shown(qtbot, page, shell, lambda: len(page.table.rows()) == 3)
    page.chips.choose("again")
    assert [(line.number, line.copy) for line in page.table.shown_rows()] == [(2, 2)]
    page.table.select_first()
    QTest.keyClick(page.table, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: bool(shell.said))
    assert [line.fate for line in call(sheet_copies)].count("lost") == 1 and shell.said[-1][2]
    assert shell.errors == []


def test_the_silence_clock_lists_everybody_and_a_sighting_moves_it(qtbot: Any, shell: Any, call: Call, town: Town, clock: FixedClock) -> None:
    page = SilentPage(shell)
    shown(qtbot, page, shell, lambda: len(page.table.rows()) == len(town.elders))
    over = sum(1 for line in page.table.rows() if line.state == "over")
    assert over == 8, "those whose file was opened this morning are not silent yet"
    first = page.table.rows()[0]
    page._seen(first)
    page.dialog.form.patch({"time": "9:7x"})
    page.dialog.submit()
    assert page.dialog.wrong.isVisible() and page.dialog.isVisible()
    page.dialog.form.patch({"time": "9:07", "note": "在凉亭"})
    page.dialog.submit()
    qtbot.waitUntil(lambda: bool(shell.said))
    assert call(sightings.last_safe, first.care_file).at == datetime(2026, 11, 22, 9, 7)
    page.reload()
    qtbot.waitUntil(lambda: page.table.rows()[0].care_file != first.care_file)
    page.chips.choose("over")
    assert len(page.table.shown_rows()) == over - 1


def test_a_door_dropped_on_another_sheet_is_moved_and_locked_there(qtbot: Any, shell: Any, call: Call, town: Town) -> None:
    page = PlanPage(shell)
    shown(qtbot, page, shell, lambda: page.shown is not None)
    assert page.shown is not None and page.shown.saved
    door, target = page.shown.sheets[0].doors[0], page.shown.sheets[-1]
    page.table.dropped.emit(target, door.care_file)
    qtbot.waitUntil(lambda: page.shown is not None and not page.shown.saved)
    (line,) = (one for sheet in page.shown.sheets if sheet.visitor == target.visitor for one in sheet.doors if one.care_file == door.care_file)
    assert line.locked and page.save_button.isVisible() and not page.search.running
    again = PlanPage(shell)  # the program was closed before the plan was saved
    shown(qtbot, again, shell, lambda: again.shown is not None)
    again.plan()
    qtbot.waitUntil(lambda: again.search.running)
    again.search.stop()
    assert [sheet.visitor for sheet in again.shown.sheets for one in sheet.doors if one.care_file == door.care_file] == [target.visitor]
    page.doors.select_key(door.care_file)
    page.plan()  # planned anew, it stays where the clerk put it
    qtbot.waitUntil(lambda: page.search.running or bool(shell.errors))
    page.search.stop()
    assert [sheet.visitor for sheet in page.shown.sheets for one in sheet.doors if one.care_file == door.care_file] == [target.visitor]
    page.save()
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.saved)
    assert shell.errors == []
