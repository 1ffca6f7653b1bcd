"""What a page is, and what it may ask of the window around it."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.clock import Clock
from ui.kit import theme
from ui.kit.basics import Button, Elided, label, row
from ui.worker import Worker


class Shell(Protocol):
    """The window around the pages."""

    worker: Worker
    clock: Clock

    def go(self, page: str, **where: Any) -> None:
        """Show a page of `ui/rooms.py` by its key; `where` goes to its `open(**where)`."""

    def say(self, text: str, kind: str = "ok", undo: str | None = None) -> None:
        """Tell what was done, in a bar that goes by itself; with `undo` (an operation id) it offers to take it back."""

    def fail(self, error: BaseException) -> None:
        """Show an error: what the world did in a bar, our own bugs in the crash dialog."""


class Page(QWidget):
    """A page: title, subtitle and actions on one line, and `self.body` (a vertical layout) below.

    A page class gives `key`, `help` (a file in docs/help without .md) and `topics`; it is built once as `PageClass(shell)`,
    told `open(**where)`
    each time it is shown, and `reload()` when it is first shown and whenever one of its topics changed.
    """

    key = ""
    help = "index"
    topics: frozenset[str] = frozenset()

    def __init__(self, shell: Shell, title: str = "", subtitle: str = "") -> None:
        super().__init__()
        self.shell = shell
        self.stale = True  # must reload before it is next seen
        self.setProperty("ground", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(22), theme.px(14), theme.px(22), theme.px(14))
        whole.setSpacing(theme.px(10))
        self._title = label(title, "title")
        self._subtitle = Elided(subtitle, "subtitle")
        self.actions: QHBoxLayout = row(gap=8)
        head = row(self._title, 6, self._subtitle, gap=8)
        head.setStretch(2, 1)
        head.addLayout(self.actions)
        whole.addLayout(head)
        self.strip_place = QVBoxLayout()  # the window puts the alarm strip here
        whole.addLayout(self.strip_place)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(14))
        whole.addLayout(self.body, 1)

    # what a page class overrides

    def open(self, **where: Any) -> None:
        """Told each time the page is shown, with what `shell.go` was given."""

    def reload(self) -> None:
        """Fetch what the page shows anew (through `self.ask`)."""

    def arrive(self) -> None:
        """Put the focus where the clerk begins, unless `open` did: the filter, else the list, else the main button."""
        from ui.kit.filter_box import FilterBox  # here, because lists stand on pages
        from ui.kit.table import RowsTable

        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused) and focused.isVisibleTo(self):
            return
        found = self.findChildren(FilterBox) + self.findChildren(RowsTable) + self.findChildren(Button)
        ranked = [one for one in found if not isinstance(one, Button) or one.property("kind") == "main"]
        for one in ranked:
            if one.isVisibleTo(self) and one.isEnabled():
                one.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def leave(self) -> bool:
        """Asked before another page is shown; False keeps this one (a form with unsaved words)."""
        return True

    # what a page class uses

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Other words at the head of the page."""
        self._title.setText(title)
        self.set_subtitle(subtitle)

    def set_subtitle(self, subtitle: str) -> None:
        """Other muted words beside the title."""
        self._subtitle.setText(subtitle)

    @property
    def title(self) -> str:
        """The words at the head of the page."""
        return self._title.text()

    def add_action(self, text: str, clicked: Callable[[], object], key: str = "", main: bool = False, kind: str = "") -> Button:
        """A button at the top right, its key shown in it. The main one comes last and is the only one in colour."""
        button = Button(text, clicked, key, "main" if main else kind)
        self.actions.addWidget(button)
        return button

    def ask(
        self,
        service: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        **kw: Any,
    ) -> None:
        """Run `service(session, *args)` on the database thread; its result comes back only while this page lives."""
        self.shell.worker.run(service, *args, done=done, failed=failed or self.shell.fail, owner=self, **kw)

    def show_label(self) -> QLabel:
        """The title's label, for tests and pictures."""
        return self._title


def owner_of(widget: QWidget) -> Page | None:
    """The page that a widget stands on."""
    found: QObject | None = widget
    while found is not None and not isinstance(found, Page):
        found = found.parent()
    return found
