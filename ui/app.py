"""Puts the window together: looks, language, one running copy per station, first run or login, then the main window."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import i18n
from desktop.clock import Clock, SystemClock
from desktop.errors import StationUnavailable, UserError
from desktop.i18n import RESOURCES, _
from desktop.permissions import Permission
from desktop.station.folder import Folder
from desktop.station.removal import remove_sample
from ui.kit import theme
from ui.kit.dialogs import CrashDialog, attach_progress, crash_details
from ui.onecopy import OneCopy
from ui.preferences import Preferences
from ui.shell import crashes
from ui.station import door
from ui.worker import Worker

if TYPE_CHECKING:
    from desktop.station.opening import OpenStation

log = logging.getLogger(__name__)
TRANSLATIONS = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)


class Program(QObject):
    """What runs: decides between first run, login and window, and carries language and looks."""

    def __init__(
        self, app: QApplication, folder: Path, clock: Clock, preferences: Preferences, page: str = "", file: Path | None = None
    ) -> None:
        super().__init__()
        self.home, self.first_page = folder, page
        self._file = file  # opened in the file manager; waits until somebody is signed in
        self.app, self.folder, self.clock, self.preferences = app, folder, clock, preferences
        self.worker = Worker()
        self.window: QObject | None = None
        self.dialog: QObject | None = None
        self._locked_for = ""
        self._qt_words = QTranslator(self)
        self.use_looks()

    def use_looks(self) -> None:
        """Language, colours and size as preferred."""
        i18n.use(self.preferences.language)
        self.app.removeTranslator(self._qt_words)
        if i18n.language() != "en" and self._qt_words.load(f"qtbase_{i18n.language()}", TRANSLATIONS):
            self.app.installTranslator(self._qt_words)  # Qt's own words: copy, paste, OK
        theme.apply(self.app, self.preferences.dark, self.preferences.scale)

    def start(self) -> None:
        """Show the first thing: wizard, login, or the sample at once."""
        kept = Folder(self.folder)
        if not kept.holds_station:
            self._show_wizard()
        elif kept.is_sample:
            self.worker.open(
                door.open_sample, self.folder, self.clock, done=lambda _none: self._show_window(), failed=self._cannot_open
            )
        else:
            self._show_login()

    def show(self) -> None:
        """Bring what is shown to the front."""
        shown = self.dialog or self.window
        if shown is not None:
            shown.showNormal() if shown.isMinimized() else shown.show()  # type: ignore[attr-defined]
            shown.raise_()  # type: ignore[attr-defined]
            shown.activateWindow()  # type: ignore[attr-defined]

    def take(self, file: Path) -> None:
        """A file was opened in the file manager: to the page for its kind, once somebody is signed in."""
        self._file = file
        if self.dialog is None:
            self._take_file()

    def _take_file(self) -> None:
        file, self._file = self._file, None
        if file is not None and self.window is not None:
            from ui.rooms import room_for

            self.window.go(room_for(file).key, file=file)  # type: ignore[attr-defined]

    def quit(self) -> None:
        """Close what is shown, as its own close button does: drafts are kept, and it may ask."""
        shown = self.dialog or self.window
        if shown is None or shown.close():  # type: ignore[attr-defined]
            self.app.quit()

    def keep_typed(self, _session: object = None) -> None:
        """The system asks before log-off or shutdown: keep what is typed, without asking anything."""
        from ui.shell.logoff import keep_typed

        if not keep_typed(self.window, self.worker):  # type: ignore[arg-type]
            log.warning("what was typed could not be kept in time")

    def end(self) -> None:
        """The program ends, perhaps because the system does, which then waits until the station is closed."""
        from ui.shell.logoff import delaying

        with delaying(self.window):  # type: ignore[arg-type]
            self.stop()

    def stop(self) -> None:
        """Close the station and end the threads. Again: nothing."""
        if not self.worker.stop():
            log.info("a thread did not end in time")

    def _show_wizard(self) -> None:
        from ui.station.wizard import Wizard

        wizard = Wizard(self.worker, self.folder, self.clock)
        attach_progress(self.worker, wizard)
        wizard.language_picked.connect(self._wizard_language)
        wizard.finished_with.connect(self._wizard_done)
        wizard.rejected.connect(self.app.quit)
        self._put_dialog(wizard)

    def _wizard_language(self, code: str) -> None:
        if code == i18n.language():
            return
        self.preferences.language = code
        self.use_looks()
        old = self.dialog
        if old is not None:
            old.rejected.disconnect()  # type: ignore[attr-defined]
        self._show_wizard()
        if old is not None:
            old.hide()  # type: ignore[attr-defined]
            old.deleteLater()

    def _wizard_done(self, what: str, account: str) -> None:
        if what == "sample":
            self.folder = self.folder.parent / f"{self.folder.name}-sample"
            if Folder(self.folder).holds_station:
                self.start()
                return
            self.worker.open_long(
                make_sample_station, self.folder, self.clock, title=_("Making the sample station"),
                done=lambda _none: self._show_window(), failed=self._cannot_open,
            )  # fmt: skip
            return
        self.preferences.account = account
        self.preferences.save(self.folder)
        if what == "import":
            self.first_page = "import"
        self._show_window()

    def _show_login(self) -> None:
        from ui.station.login import Login

        login = Login(self.worker, self.folder, self.clock, self.preferences.account)
        login.opened.connect(self._signed_in)
        login.rejected.connect(self.app.quit)
        self._put_dialog(login)
        QTimer.singleShot(0, lambda: self.worker.prepare(door.prepare))  # while the password is typed

    def _signed_in(self, account: str) -> None:
        locked = self.window
        if locked is not None and account == self._locked_for:
            locked.come_back()  # type: ignore[attr-defined]
            self._drop_dialog()
            self._take_file()
            return
        if locked is not None:  # somebody else: nothing of the other's stays
            locked.deleteLater()
        if account != self.preferences.account:
            self.preferences.account = account
            self.preferences.save(self.folder)
        self._show_window()

    def _put_dialog(self, dialog: QObject) -> None:
        self.dialog = dialog
        dialog.show()  # type: ignore[attr-defined]

    def _show_window(self) -> None:
        self.worker.run(door.rights_of, done=self._window_for, failed=self._cannot_open, owner=self)

    def _window_for(self, rights: frozenset[Permission]) -> None:
        from ui.rooms import rooms_for
        from ui.shell.main_window import MainWindow

        window = MainWindow(self.worker, self.clock, self.folder, self.preferences, rooms_for(rights))
        window.locked.connect(self._lock)
        window.switched.connect(self._switch)
        window.looks_changed.connect(self._looks)
        window.leave_sample.connect(self._leave_sample)
        window.idle.watch(self.app)
        self.window = window
        window.show()
        crashes.tell(window)
        if self.first_page:
            self._go(self.first_page)
            self.first_page = ""  # once: who signs in later begins on Today
        self._drop_dialog()
        self._take_file()

    def _drop_dialog(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.hide()  # type: ignore[attr-defined]
            dialog.deleteLater()

    def _go(self, key: str) -> None:
        from ui.rooms import ROOMS

        if self.window is not None and any(one.key == key for one in ROOMS):
            self.window.go(key)  # type: ignore[attr-defined]

    def _looks(self, _preferences: Preferences) -> None:
        self.use_looks()
        if self.window is not None:
            self.window.rebuild()  # type: ignore[attr-defined]

    def _lock(self) -> None:
        self.worker.close_session()
        self._show_login()
        if self.window is not None:
            self.window.put_away(self.dialog)  # type: ignore[attr-defined]
            self._locked_for = self.preferences.account

    def _switch(self) -> None:
        """Somebody else sits down: as the lock, with an empty name. Whoever was here may come back to his page."""
        self._lock()
        if self.dialog is not None:
            self.dialog.ask_name()  # type: ignore[attr-defined]

    def _leave_sample(self) -> None:
        self.worker.close_session(remove_sample, self.folder, done=self._sample_gone, failed=self._cannot_open)

    def _sample_gone(self, _none: None) -> None:
        window, self.window = self.window, None
        self.folder = self.home
        self.start()
        if window is not None:
            window.hide()  # type: ignore[attr-defined]
            window.deleteLater()

    def _cannot_open(self, error: BaseException) -> None:
        tell_and_quit(self.app, error)


def tell_and_quit(app: QApplication, error: BaseException) -> None:
    """Say why the program cannot go on, and end it."""
    if isinstance(error, UserError):
        box = QMessageBox(QMessageBox.Icon.Warning, _("Linli Shouwang"), str(error))
        box.finished.connect(lambda _code: app.exit(1))
        box.setParent(None)
        app.setProperty("last-words", box)
        box.open()
    else:
        CrashDialog.show_for(error).finished.connect(lambda _code: app.exit(1))


def _catch_everything(app: QApplication) -> None:
    """Errors that escape from a slot: into the log without values, and to the user as the crash dialog."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.quit()
            return
        log.error("unexpected error\n%s", crash_details(error))
        CrashDialog.show_for(error, app.activeWindow())

    sys.excepthook = caught


def make_sample_station(folder: Path, clock: Clock) -> "OpenStation":
    """Make the sample station in a folder of its own and open it."""
    from desktop.station.sample.make import make_sample

    return make_sample(folder, clock.now())


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What the command line tells the window."""
    from desktop.cli.call import default_folder

    parser = argparse.ArgumentParser(prog="python -m desktop")
    parser.add_argument("--data", type=Path, default=default_folder(), metavar="DIR")
    parser.add_argument("--language", choices=i18n.LANGUAGES)
    parser.add_argument("--page", default="", metavar="KEY", help=_("open on this page, for a shortcut of its own (today, rounds, hotline …)"))
    parser.add_argument("--open", type=Path, metavar="FILE", help=_("take this file in: an exchange package, an update, a ledger"))
    parser.add_argument("--close", action="store_true", help=_("close the window that is open; exit code 1 when it stays open"))
    parser.add_argument("window", nargs="?")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str] = (), clock: Clock | None = None) -> int:
    """Run the window until it is closed; the exit code."""
    told = parse(arguments)
    folder: Path = told.data
    if QApplication.instance() is None:  # screens of 125 % and 150 % get just that, also when a window moves between two
        QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("LinliShouwang")
    app.setWindowIcon(QIcon(str(RESOURCES / "icons" / "linli.svg")))
    preferences = Preferences.load(folder)
    if told.language:
        preferences.language = told.language
    _catch_everything(app)
    crashes.begin(folder)
    copy = OneCopy(folder)
    if told.close:
        return 0 if copy.close_the_other() else 1
    if not copy.first(told.open):
        return 0
    program = Program(app, folder, clock or SystemClock(), preferences, told.page, told.open)
    copy.show, copy.quit, copy.take = program.show, program.quit, program.take
    app.commitDataRequest.connect(program.keep_typed)
    app.aboutToQuit.connect(program.end)
    try:
        program.start()
        return int(app.exec())
    except StationUnavailable as error:
        tell_and_quit(app, error)
        return int(app.exec())
    finally:
        program.stop()
        crashes.end(folder)
        copy.close()
