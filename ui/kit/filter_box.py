"""Filter as you type, for one list."""

from PySide6.QtCore import (
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from desktop.i18n import _
from ui.kit import theme
from ui.kit.table import RowsTable


class FilterBox(QLineEdit):
    """Filter as you type: `typed(text)` after a short pause; Down goes to the list, Esc clears, Ctrl+F comes here.
    `attach(table)` does it all."""

    typed = Signal(str)

    def __init__(self, hint: str = "", width: int = 250) -> None:
        super().__init__()
        self.setPlaceholderText(hint or _("Name, pinyin initials, ID tail, phone…"))
        self.setAccessibleName(_("Filter"))
        self.setClearButtonEnabled(True)
        self.setFixedWidth(theme.px(width))
        self.addAction(QIcon(str(theme.icon_path("search"))), QLineEdit.ActionPosition.LeadingPosition)
        self._table: RowsTable | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(40)
        self._pause.timeout.connect(lambda: self.typed.emit(self.text()))
        self.textChanged.connect(lambda _text: self._pause.start())
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        key.activated.connect(self._come)

    def attach(self, table: RowsTable) -> "FilterBox":
        """Filter this list; Down and Enter go to it."""
        self._table = table
        self.typed.connect(table.filter)
        return self

    def _come(self) -> None:
        if self.isVisible():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        if self._table is not None and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self._table.filter(self.text())
            if self._table.current_row() is None:
                self._table.select_first()
            if event.key() == Qt.Key.Key_Down:
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            elif self._table.current_row() is not None:
                self._table.opened.emit(self._table.current_row())
            return
        super().keyPressEvent(event)


def find_by_typing(editor: QWidget) -> None:
    """Let a long list of choices be found by typing any part of it."""
    assert isinstance(editor, QComboBox)
    editor.setEditable(True)
    editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    completer = QCompleter(editor.model(), editor)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    editor.setCompleter(completer)
