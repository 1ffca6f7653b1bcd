"""Dialogs of the house: a form in a window, progress with cancel, help, and the crash that tells no names."""

import platform
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import PySide6
from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication, QShowEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QTextBrowser, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.i18n import RESOURCES, _, language
from ui.kit import theme
from ui.kit.basics import Button, label, row, scrolled
from ui.kit.form import Field, Form
from ui.worker import LongWork, Worker

HELP = RESOURCES.parent / "docs" / "help"
ASK_AGAIN = 4000  # milliseconds in which a second Esc throws away what was typed
SHOW_AFTER = 1000  # milliseconds of work before the progress dialog comes


class Dialog(QDialog):
    """A window with a title, a body and buttons at the foot. `add_button` from left to right; Esc closes."""

    def __init__(self, parent: QWidget | None, title: str, width: int = 520) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(min(width, 420)))
        self.resize(theme.px(width), self.sizeHint().height())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(22), theme.px(18), theme.px(22), theme.px(16))
        whole.setSpacing(theme.px(10))
        self.heading = label(title, "title")
        whole.addWidget(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(10))
        whole.addLayout(self.body, 1)
        self.wrong = label("", "danger", wrap=True)
        self.wrong.hide()
        whole.addWidget(self.wrong)
        self.buttons: QHBoxLayout = row(None)
        whole.addLayout(self.buttons)

    def add_button(self, text: str, clicked: Callable[[], object], kind: str = "", key: str = "") -> Button:
        """A button at the foot; kind 'main' for the one that goes on."""
        button = Button(text, clicked, key, kind)
        button.setDefault(kind == "main")
        self.buttons.addWidget(button)
        return button

    def showEvent(self, event: QShowEvent) -> None:
        """High enough for words that wrap, which a layout does not see to by itself."""
        super().showEvent(event)
        wanted = self.layout().heightForWidth(self.width()) if self.layout().hasHeightForWidth() else self.sizeHint().height()
        room = self.screen().availableGeometry().height() - theme.px(60)
        if self.height() < min(wanted, room):
            self.resize(self.width(), min(wanted, room))

    def tell_wrong(self, text: str) -> None:
        """Say above the buttons what is wrong; '' takes it away."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def fail(self, error: BaseException) -> None:
        """Show an error: the world's in words here, ours in the crash dialog."""
        if isinstance(error, UserError):
            self.tell_wrong(str(error))
        else:
            CrashDialog.show_for(error, self)


class FormDialog(Dialog):
    """A form in a window. `save(values)` is called when all is right; it closes the dialog itself with `accept()` when saved, or
    calls `fail(error)`: until then a second press saves nothing."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        fields: Sequence[Field],
        today: date,
        values: dict[str, Any] | None = None,
        save: Callable[[dict[str, Any]], object] | None = None,
        columns: int = 1,
        width: int = 520,
        word: str = "",
        height: int = 480,
    ) -> None:
        super().__init__(parent, title, width)
        self.form = Form(fields, today, columns)
        self.form.set_values(values or {})
        self._save, self._asked, self._sent = save, False, False
        area = scrolled(self.form)
        area.setMinimumHeight(min(self.form.sizeHint().height() + theme.px(6), theme.px(height)))
        self.body.addWidget(area, 1)
        self.add_button(_("Cancel"), self.reject)
        self.add_button(word or _("Save"), self.submit, "main", "Ctrl+Return")
        self.form.submitted.connect(self.submit)
        self.form.changed.connect(self._may_send)
        self.form.focus_first()

    def submit(self) -> None:
        """Check, and hand the values over."""
        if self._sent:
            return
        self.tell_wrong("")
        if self.form.validate():
            if self._save is not None:
                self._sent = True
                self._save(self.form.values())
            else:
                self.accept()

    def fail(self, error: BaseException) -> None:
        self._may_send()
        super().fail(error)

    def _may_send(self) -> None:
        self._sent = False

    def reject(self) -> None:
        """Close; with unsaved words only when asked twice."""
        if self.form.is_dirty() and not self._asked:
            self._asked = True
            self.tell_wrong(_("Not saved yet. Press Esc or Cancel once more to throw away what you typed."))
            QTimer.singleShot(ASK_AGAIN, self, self._forget_asking)
            return
        super().reject()

    def _forget_asking(self) -> None:
        self._asked = False
        self.tell_wrong("")


class ProgressDialog(QDialog):
    """Comes when work lasts over a second; its button cancels. Closes itself when the work ends."""

    def __init__(self, long: LongWork, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(long.title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(420))
        self._long = long
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(22), theme.px(18), theme.px(22), theme.px(16))
        whole.setSpacing(theme.px(10))
        whole.addWidget(label(long.title, "heading"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(long.title)
        whole.addWidget(self.bar)
        self.words: QLabel = label("", "caption", wrap=True)
        whole.addWidget(self.words)
        self.stop = Button(_("Cancel"), self._cancel, "Esc")
        whole.addLayout(row(None, self.stop))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show)
        self._timer.start(SHOW_AFTER)
        long.progressed.connect(self._progressed)
        long.finished.connect(self._finished)

    def _progressed(self, fraction: float, text: str) -> None:
        if fraction > 0:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(fraction * 1000))
        if text:
            self.words.setText(text)

    def _cancel(self) -> None:
        self._long.cancel()
        self.stop.setEnabled(False)
        self.words.setText(_("Stopping…"))

    def reject(self) -> None:
        self._cancel()

    def _finished(self) -> None:
        self._timer.stop()
        self.done(0)
        self.deleteLater()


class _Watcher(QObject):
    """Lives as long as its window: a progress dialog never comes over a window that is gone."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def begin(self, long: LongWork) -> None:
        ProgressDialog(long, self._window)


def attach_progress(worker: Worker, window: QWidget) -> None:
    """Let long work of this worker show its progress over this window."""
    worker.long_started.connect(_Watcher(window).begin)


def crash_details(error: BaseException) -> str:
    """What a developer needs: kind of error, file and line of each step, versions. No message, no values: they may hold
    personal data."""
    lines = [f"Linli Shouwang · Python {platform.python_version()} · PySide {PySide6.__version__} · {sys.platform}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def _short(filename: str) -> str:
    """The path inside the program: a home folder's name is somebody's name."""
    parts = Path(filename).parts
    for floor in ("ui", "desktop", "db", "site-packages", "tests"):
        if floor in parts:
            place = len(parts) - 1 - parts[::-1].index(floor)
            return "/".join(parts[place:])
    return parts[-1] if parts else filename


class CrashDialog(Dialog):
    """Our own bug: says so, keeps the program running, gives details to copy without personal data. `keep` is told the details."""

    keep: ClassVar[Callable[[str], object]] = staticmethod(lambda _details: None)

    def __init__(self, details: str, parent: QWidget | None = None, told: str = "") -> None:
        super().__init__(parent, _("Something went wrong in the program"), 640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.details = details
        told = told or _(
            "What you were doing was not saved; everything saved before is safe. Please copy the details to the person who "
            "looks after the program. They hold no names and no numbers of anybody."
        )
        self.body.addWidget(label(told, wrap=True))
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setAccessibleName(_("Details"))
        text.setMinimumHeight(theme.px(180))
        self.body.addWidget(text)
        self.add_button(_("Copy details"), self.copy)
        self.add_button(_("Close"), self.accept, "main")

    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details)

    @classmethod
    def show_for(cls, error: BaseException, parent: QWidget | None = None) -> "CrashDialog":
        """Show the dialog for an error without stopping anything else; its details are kept for the next start."""
        details = crash_details(error)
        cls.keep(details)
        made = cls(details, parent)
        made.open()
        return made


def help_file(page: str) -> Path:
    """The help text of a page in the language in use; Chinese where there is no English one; the index where there is none."""
    places = [HELP / "en" / f"{page}.md"] if language() == "en" else []
    places += [HELP / f"{page}.md", HELP / "index.md"]
    return next((place for place in places if place.exists()), places[-1])


class HelpViewer(Dialog):
    """F1: the help of a page, offline."""

    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Help"), 760)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(theme.px(760), theme.px(560))
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(_("Help"))
        self.text.anchorClicked.connect(self._follow)
        self.body.addWidget(self.text, 1)
        self.add_button(_("Contents"), lambda: self.turn_to("index"))
        self.add_button(_("Close"), self.accept, "main")
        self.turn_to(page)

    def turn_to(self, page: str) -> None:
        """Show the help of a page."""
        place = help_file(page)
        self.text.setMarkdown(place.read_text("utf-8") if place.exists() else _("There is no help text for this page yet."))
        self._set_well()

    def _set_well(self) -> None:
        """Room between the lines and before headings."""
        block = self.text.document().begin()
        while block.isValid():
            shape = block.blockFormat()
            shape.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            level = shape.headingLevel()
            shape.setTopMargin(theme.px(16 if level > 1 else 4))
            shape.setBottomMargin(theme.px(6 if level else 4))
            cursor = QTextCursor(block)
            cursor.setBlockFormat(shape)
            if level:
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                letters = QTextCharFormat()
                letters.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
                letters.setFont(theme.font(20 if level == 1 else 16, bold=True))
                cursor.mergeCharFormat(letters)
            block = block.next()

    def _follow(self, url: QUrl) -> None:
        if url.path().endswith(".md"):
            self.turn_to(Path(url.path()).stem)
