"""Ctrl+K: find any person by characters, pinyin initials, ID tail or phone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.people.search import PersonIndex
from ui.kit import label, theme

SHOWN = 50


class Finder(QDialog):
    """A line and what it finds. `found(id)` on Enter or click. Empty line: nothing."""

    found = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName(_("Find anybody"))
        self.setStyleSheet(f"QDialog {{ background: {theme.tokens().surface}; border: 1px solid {theme.tokens().accent}; }}")
        self.setFixedSize(theme.px(480), theme.px(400))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(8))
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Name, pinyin initials, ID tail, phone…"))
        self.line.setAccessibleName(_("Find anybody"))
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        inside.addWidget(self.line)
        self.hits = QListWidget()
        self.hits.setAccessibleName(_("Found"))
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.itemClicked.connect(self._take)
        inside.addWidget(self.hits, 1)
        self._told = label("", "caption")
        inside.addWidget(self._told)
        self._index: PersonIndex | None = None

    def set_index(self, index: PersonIndex) -> None:
        """The people to look among."""
        self._index = index
        self._typed(self.line.text())

    def come(self) -> None:
        """Show it over the window, ready to type."""
        window = self.parentWidget()
        if window is not None:
            corner = window.mapToGlobal(window.rect().topLeft())
            self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + theme.px(70))
        self.line.clear()
        self._typed("")
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _typed(self, text: str) -> None:
        self.hits.clear()
        if self._index is None:
            self._told.setText(_("Loading…"))
            return
        found = self._index.find(text, SHOWN)
        for hit in found:
            item = QListWidgetItem(hit.label)
            item.setData(Qt.ItemDataRole.UserRole, hit.id)
            self.hits.addItem(item)
        if found:
            self.hits.setCurrentRow(0)
            self._told.setText(_("Up and Down choose, Enter opens, Esc closes"))
        else:
            self._told.setText(
                _("Nobody found.") if text.strip() else _("Type to search among {number} people.").format(number=len(self._index))
            )

    def _take(self, item: QListWidgetItem) -> None:
        self.hide()
        self.found.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def eventFilter(self, watched: object, event: object) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(Qt.Key(event.key()))
            if step is not None and self.hits.count():
                self.hits.setCurrentRow(max(0, min(self.hits.count() - 1, self.hits.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self.hits.currentItem()
                if item is not None:
                    self._take(item)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]
