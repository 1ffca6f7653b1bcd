"""Bars that tell and ask without stopping the work: done · undo, errors, and a question before something large."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.i18n import _
from ui.kit import theme
from ui.kit.basics import Button, label, restyle

SHOWN_FOR = 8000  # milliseconds that 'deleted · undo' stays


class _Bar(QFrame):
    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", kind)
        self.inside = QHBoxLayout(self)
        self.inside.setContentsMargins(theme.px(14), theme.px(7), theme.px(8), theme.px(7))
        self.inside.setSpacing(theme.px(10))
        self.words = label("", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.inside.addWidget(self.words, 1)
        self.hide()


class UndoBar(_Bar):
    """'Deleted · Undo' that goes by itself. `undo(operation id)` when taken back."""

    undo = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("undo", parent)
        self._operation = ""
        self._take_back = Button(_("Undo"), self._undone)
        self.inside.addWidget(self._take_back)
        self.inside.addWidget(Button(_("Close"), self.hide))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(self.hide)

    def tell(self, text: str, operation: str = "") -> None:
        """Show what was done; with an operation id, offer to take it back."""
        self.words.setText(text)
        self.setAccessibleName(text)
        self._operation = operation
        self._take_back.setVisible(bool(operation))
        self.show()
        self.raise_()
        self._timer.start()

    def _undone(self) -> None:
        self.hide()
        if self._operation:
            self.undo.emit(self._operation)


class ErrorBar(_Bar):
    """What went wrong and what to do next; stays until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("error", parent)
        self.setObjectName("errorbar")  # it stands at the very top: the style sheet keeps it off the edge
        self.inside.addWidget(Button(_("Close"), self.hide))

    def tell(self, text: str, kind: str = "error") -> None:
        """Show it: error, gold (attention) or ok."""
        self.words.setText(text)
        self.setAccessibleName(text)
        restyle(self, "bar", kind)
        self.show()
        self.raise_()


class ConfirmBar(_Bar):
    """A question that stands on the page: `ask(text, word, call)`; Esc or 'Cancel' puts it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("gold", parent)
        self._call: Callable[[], object] | None = None
        self._yes = Button("", self._agreed)
        self.inside.addWidget(self._yes)
        self.inside.addWidget(Button(_("Cancel"), self.hide))

    def ask(self, text: str, word: str, call: Callable[[], object], danger: bool = False) -> None:
        """Ask; `word` is what the button says."""
        self.words.setText(text)
        self.setAccessibleName(text)
        self._call = call
        self._yes.setText(word)
        restyle(self._yes, "kind", "danger" if danger else "")
        self.show()
        self._yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _agreed(self) -> None:
        call, self._call = self._call, None
        self.hide()
        if call is not None:
            call()

    def keyPressEvent(self, event: object) -> None:
        if event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self.hide()
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]
