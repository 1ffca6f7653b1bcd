"""The main window: navigation, the page, the alarm strip, bars, the status bar, and the keys that work everywhere."""

import logging
import time
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.clock import Clock, SystemClock
from desktop.errors import UserError
from desktop.i18n import RESOURCES, _
from desktop.people.search import PersonIndex
from desktop.permissions import Permission
from desktop.rounds.meanwhile import note_running
from desktop.station.clockcheck import check_jump
from desktop.station.drilling import LastDrill
from desktop.station.frame import Frame, load_frame, people_index, take_warnings
from desktop.station.history import undo, undo_last
from ui.kit import CrashDialog, ErrorBar, HelpViewer, Page, UndoBar, attach_progress, scrolled, theme
from ui.kit.secrets import forget_copied
from ui.preferences import Preferences
from ui.rooms import ROOMS, Room, room
from ui.shell.finder import Finder
from ui.shell.idle import Idle
from ui.shell.navigation import Navigation
from ui.shell.status import StatusBar
from ui.shell.strip import AlarmStrip, alarm_of
from ui.worker import Locked, Worker

log = logging.getLogger(__name__)
EVERY_MINUTE = 60_000
FRAME_TOPICS = frozenset({"station", "rounds", "hotline", "people", "journal"})


class MainWindow(QMainWindow):
    """The window of one open station. It is the `Shell` that pages talk to.

    `locked` when the clerk locks it (or it was idle), `looks_changed(Preferences)` when language, size or colours change.
    """

    locked = Signal()
    switched = Signal()
    looks_changed = Signal(object)
    leave_sample = Signal()

    def __init__(
        self, worker: Worker, clock: Clock, folder: Path, preferences: Preferences, rooms: tuple[Room, ...] = ROOMS
    ) -> None:
        super().__init__()
        self.worker, self.clock, self.folder, self.preferences = worker, clock, folder, preferences
        self.frame: Frame | None = None
        self.closing = False
        self._rooms = rooms
        self._pages: dict[str, Page] = {}
        self._index: PersonIndex | None = None
        self._away: list[QDialog] = []
        self.setWindowIcon(QIcon(str(RESOURCES / "icons" / "linli.svg")))
        self.setMinimumSize(960, 600)
        self.resize(1366, 768)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY_MINUTE)
        self._minute.timeout.connect(self._a_minute_passed)
        self._minute.start()
        self.idle = Idle(self)
        self.idle.passed.connect(self.lock)
        worker.changed.connect(self._topics_changed)
        worker.trouble.connect(self.fail)
        attach_progress(worker, self)
        self._keys()
        self._read_at = (clock.now(), time.monotonic())
        self._build()
        self._load_frame()
        worker.run_station(take_warnings, done=self._warned, owner=self)

    # what pages ask of the window

    def go(self, page: str, **where: Any) -> None:
        """Show a page by its key; `where` goes to its `open(**where)`."""
        page = self._nearest(page)
        here = self.current()
        target = self._pages.get(page)
        if here is not None and here is not target and not here.leave():
            self.navigation.choose(self._key)
            return
        if target is None:
            target = room(page).make(self)
            self._pages[page] = target
            self._stack.addWidget(scrolled(target))
        self._key = page
        self.navigation.choose(page)
        target.strip_place.addWidget(self.strip)
        self._stack.setCurrentWidget(self._holder(target))
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()  # so that the page can tell whether `open` has put it somewhere
        target.open(**where)
        if target.stale:
            target.stale = False
            target.reload()
        target.arrive()

    def say(self, text: str, kind: str = "ok", undo: str | None = None) -> None:
        """Tell what was done; with an operation id, offer to take it back. Other kinds than ok stay until closed."""
        if kind in ("ok", ""):
            self._undo_bar.tell(text, undo or "")
            self._place_bars()
        else:
            self._error_bar.tell(text, "error" if kind == "danger" else kind)

    def fail(self, error: BaseException) -> None:
        """Show an error: the world's in a bar, our own in the crash dialog."""
        if isinstance(error, Locked):
            log.info("asked while the station is locked")
        elif isinstance(error, UserError):
            self._error_bar.tell(str(error))
        else:
            CrashDialog.show_for(error, self)

    def current(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._key)

    @property
    def key(self) -> str:
        """The key of the page that is shown."""
        return self._key

    def page(self, key: str) -> Page | None:
        """A page that was built already."""
        return self._pages.get(key)

    # building

    def _build(self) -> None:
        self._key = ""
        self._pages = {}
        whole = QWidget()
        whole.setProperty("ground", "paper")
        sides = QHBoxLayout(whole)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(0)
        self.navigation = Navigation(self._rooms)
        self.navigation.picked.connect(lambda key: self.go(key))
        self.navigation.lock.connect(self.lock)
        self.navigation.switch.connect(self.switch)
        sides.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setSpacing(0)
        self._error_bar = ErrorBar()
        bars = QVBoxLayout()
        bars.setContentsMargins(theme.px(22), 0, theme.px(22), 0)
        bars.addWidget(self._error_bar)
        right.addLayout(bars)
        self._stack = QStackedWidget()
        right.addWidget(self._stack, 1)
        self._status = StatusBar()
        right.addWidget(self._status)
        sides.addLayout(right, 1)
        self.strip = AlarmStrip(self.clock)
        self.strip.handle.connect(lambda ladder: self.go("rounds.ladder", ladder=ladder))
        self._undo_bar = UndoBar(whole)
        self._undo_bar.undo.connect(self._take_back)
        self.finder = Finder(self)
        self.finder.found.connect(lambda person: self.go("elders", person=person))
        if self._index is not None:
            self.finder.set_index(self._index)
        self.setCentralWidget(whole)
        self.setWindowTitle(_("Linli Shouwang"))
        self.go(self._rooms[0].key)

    def _nearest(self, key: str) -> str:
        """This page, or the room it belongs to when this version does not have it (Today when not even that)."""
        return next((one for one in (key, key.partition(".")[0]) if self._has(one)), self._rooms[0].key)

    def _has(self, key: str) -> bool:
        return any(one.key == key for one in self._rooms)

    def _holder(self, page: Page) -> QWidget:
        for number in range(self._stack.count()):
            holder = self._stack.widget(number)
            if holder.widget() is page:  # type: ignore[attr-defined]
                return holder
        raise KeyError(page.key)

    def rebuild(self) -> None:
        """Build every page anew (other language, size or colours); the station stays open and the same page is shown."""
        key, self._idle_told = self._key, None
        here = self.current()
        if here is not None and not here.leave():
            return
        old = self.takeCentralWidget()
        self.finder.deleteLater()
        self._build()
        if old is not None:
            old.deleteLater()
        if self.frame is not None:
            self._frame_came(self.frame)
        self._load_frame()  # the words in it are of the language before
        if key and key != self._key:
            self.go(key)

    def set_looks(self, language: str | None = None, scale: float | None = None, dark: bool | None = None) -> None:
        """Change language, size or colours at once."""
        self.preferences.language = language or self.preferences.language
        self.preferences.scale = scale or self.preferences.scale
        self.preferences.dark = self.preferences.dark if dark is None else dark
        self.preferences.save(self.folder)
        self.looks_changed.emit(self.preferences)

    # keys

    def _keys(self) -> None:
        for key, call in (
            ("F1", self.show_help),
            ("Ctrl+K", self.find_anybody),
            ("Ctrl+Z", self.undo),
            ("Ctrl+L", self.lock),
            ("Ctrl+U", self.switch),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(call)
        for number, one in enumerate([one for one in self._rooms if one.shown and not one.under][:9], start=1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self).activated.connect(lambda key=one.key: self.go(key))

    def show_help(self) -> None:
        """F1: the help of this page."""
        here = self.current()
        viewer = HelpViewer(here.help if here is not None else "index", self)
        viewer.add_button(_("Self-test"), self.test_itself)
        viewer.show()

    def test_itself(self) -> None:
        """Under Help: the program tries itself, beside the open station."""
        from ui.shell.selftest_dialog import SelfTestDialog

        SelfTestDialog(self).open()

    def find_anybody(self) -> None:
        """Ctrl+K, for whoever may see the elders."""
        if self.frame is not None and not {Permission.PEOPLE_READ, Permission.PERSONAL} <= self.frame.rights:
            return
        self.finder.come()
        if self._index is None:
            self.worker.run(people_index, done=self._index_came, owner=self)

    def _index_came(self, index: PersonIndex) -> None:
        self._index = index
        self.finder.set_index(index)

    def undo(self) -> None:
        """Ctrl+Z: take back the last operation."""
        self.worker.run(undo_last, done=self._undone, failed=self.fail, owner=self)

    def _undone(self, told: tuple[str, str] | None) -> None:
        if told is None:
            self.say(_("There is nothing to take back."))
        else:
            self.say(_("Taken back: {what}").format(what=told[0]), undo=told[1])

    def _take_back(self, operation: str) -> None:
        self.worker.run(undo, operation, done=lambda _again: self.say(_("Taken back.")), failed=self.fail, owner=self)

    def lock(self) -> None:
        """Ctrl+L, or nobody touched anything for a while. The sample opens without a password, so it does not lock."""
        if self.frame is not None and not self.frame.sample:
            self.idle.wait(0)
            self.locked.emit()

    def switch(self) -> None:
        """Ctrl+U: somebody else signs in at this PC. The lock falls, and the login asks for a name."""
        if self.frame is not None and not self.frame.sample:
            self.idle.wait(0)
            self.switched.emit()

    # what the frame shows

    def _load_frame(self) -> None:
        self.worker.run_station(lambda station: load_frame(station.session, station.folder), done=self._frame_came, owner=self)

    def _frame_came(self, frame: Frame) -> None:
        self.frame = frame
        account = frame.account
        self.navigation.tell_station(frame.station, account, frame.sample)
        self.navigation.set_counts(frame.waiting)
        self.strip.set_alarms([alarm_of(one) for one in frame.ladders])
        title = [frame.station, _("Linli Shouwang"), *([_("Sample station")] if frame.sample else [])]
        self.setWindowTitle(" · ".join(title))
        self._status.tell(frame, self.clock.today())
        self.idle.wait(0 if frame.sample else frame.idle_lock_seconds)

    def _warned(self, warnings: list[str]) -> None:
        if warnings:
            self.say("\n".join(warnings), "gold")

    def _drill_ended(self, found: LastDrill | None) -> None:
        if found is not None and found.fault:
            self.say(_("The weekly trial restore failed: {fault}").format(fault=found.fault), "gold")

    def _topics_changed(self, topics: frozenset[str]) -> None:
        here = self.current()
        for page in self._pages.values():
            if page.topics & topics:
                if page is here:
                    page.reload()
                else:
                    page.stale = True
        if topics & FRAME_TOPICS:
            self._load_frame()
        if "people" in topics and self._index is not None:
            self.worker.run(people_index, done=self._index_came, owner=self)

    def _a_minute_passed(self) -> None:
        self.worker.run_station(lambda station: station.backup_if_due(), failed=self.fail, owner=self)
        self.worker.run_station(lambda station: station.drill_if_due(), done=self._drill_ended, failed=self.fail, owner=self)
        self.worker.run(note_running, failed=self.fail, owner=self)
        self._load_frame()
        now, steady = self.clock.now(), time.monotonic()
        doubt = check_jump(self._read_at[0], now, steady - self._read_at[1]) if isinstance(self.clock, SystemClock) else None
        self._read_at = (now, steady)
        if doubt is not None:
            self.say(doubt.message, "gold")
        today = self._pages.get("today")
        if today is not None:
            if today is self.current():
                today.reload()
            else:
                today.stale = True

    # events

    def put_away(self, but: QWidget | None = None) -> None:
        """Every window but the login out of sight while the station is locked; what was typed stays."""
        self._minute.stop()
        self.idle.wait(0)
        forget_copied()
        self._away = [dialog for dialog in self.findChildren(QDialog) if dialog.isVisible()]
        for one in QApplication.topLevelWidgets():  # help, previews, menus too: nothing stays to be read
            if one is not but and one.isVisible():
                one.hide()

    def come_back(self) -> None:
        """In sight again after signing in; everything that is shown is fetched anew."""
        self.show()
        for dialog in self._away:
            if shiboken6.isValid(dialog):
                dialog.show()
        self._away = []
        self._minute.start()
        for page in self._pages.values():
            page.stale = True
        here = self.current()
        if here is not None:
            here.stale = False
            here.reload()
        self._load_frame()
        self.worker.run_station(take_warnings, done=self._warned, owner=self)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._place_bars()

    def _place_bars(self) -> None:
        if self._undo_bar.isHidden():
            return
        whole = self.centralWidget()
        width = min(theme.px(560), whole.width() - theme.px(200))
        self._undo_bar.setFixedWidth(width)
        self._undo_bar.adjustSize()
        left = theme.px(164) + (whole.width() - theme.px(164) - width) // 2
        self._undo_bar.move(left, whole.height() - self._undo_bar.height() - theme.px(42))
        self._undo_bar.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        here = self.current()
        if here is not None and not here.leave():
            event.ignore()
            return
        self._minute.stop()
        self.idle.wait(0)
        self.closing = True
        event.accept()

    def sizeHint(self) -> QSize:
        return QSize(1366, 768)
