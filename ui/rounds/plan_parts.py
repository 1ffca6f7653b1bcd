"""Parts of the planning page: lists between which a door is dragged, the bar of the search, and what changed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from desktop.i18n import _
from desktop.rounds.proposal import MOVED, NEW, DoorLine, Proposal
from ui.kit import Button, Column, Dialog, RowsTable, label, row, theme
from ui.rounds.words import month_day
from ui.worker import LongWork

DOOR = "application/x-linli-door"


class DoorTable(RowsTable):
    """A list of elders that can be dragged onto a sheet; each row has a `care_file`."""

    def __init__(self, columns: Sequence[Column], name: str) -> None:
        super().__init__(columns, name, key="care_file")
        self._pressed: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left and self.indexAt(event.position().toPoint()).isValid() else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = self._pressed is not None and (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if not far or self.current_row() is None:
            return
        self._pressed = None
        drag = QDrag(self)
        drag.setMimeData(door_data(self.current_row().care_file))
        drag.exec(Qt.DropAction.MoveAction)


def door_data(care_file: str) -> QMimeData:
    """What a dragged door carries: the id of the care file, which means nothing outside."""
    data = QMimeData()
    data.setData(DOOR, QByteArray(care_file.encode()))
    return data


class SheetTable(RowsTable):
    """The sheets of a slot; `dropped(sheet, care_file)` when a door was dropped on one."""

    dropped = Signal(object, str)

    def __init__(self, columns: Sequence[Column], name: str, **how: Any) -> None:
        super().__init__(columns, name, **how)
        self.setAcceptDrops(True)

    def _under(self, event: QDropEvent) -> Any:
        index = self.indexAt(event.position().toPoint())
        return self.shown_rows()[index.row()] if index.isValid() else None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(DOOR):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        sheet = self._under(event)
        if event.mimeData().hasFormat(DOOR) and sheet is not None and not sheet.kept:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        sheet = self._under(event)
        if sheet is not None and event.mimeData().hasFormat(DOOR):
            event.acceptProposedAction()
            self.dropped.emit(sheet, bytes(event.mimeData().data(DOOR).data()).decode())


class SearchBar(QWidget):
    """How far the search for a cheaper plan is, and a button that stops it; hidden while nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label(_("Improving the plan; it can be used already."), "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setFixedHeight(theme.px(8))
        self.bar.setAccessibleName(_("Improving the plan; it can be used already."))
        self.stop_button = Button(_("Enough"), self.stop, "Esc")
        line = row(self.words, self.bar, self.stop_button)
        line.setStretch(1, 1)
        self.setLayout(line)
        self._long: LongWork | None = None
        self.hide()

    @property
    def running(self) -> bool:
        """True while a search runs."""
        return self._long is not None

    def watch(self, long: LongWork) -> None:
        """Show how far this is."""
        self.stop()
        self._long = long
        self.bar.setValue(0)
        long.progressed.connect(lambda share, _text: self.bar.setValue(round(share * 1000)))
        long.finished.connect(lambda: self._over(long))
        self.show()

    def stop(self) -> None:
        """End the search; what it has found so far comes back."""
        if self._long is not None:
            self._long.cancel()
            self._over(self._long)

    def _over(self, long: LongWork) -> None:
        if self._long is long:
            self._long = None
            self.hide()


def changed_words(plan: Proposal) -> str:
    """'Against 11/21: 2 new, 3 moved, 1 gone'; '' when there is nothing to compare with or nothing changed."""
    new, moved = len(plan.changed(NEW)), len(plan.changed(MOVED))
    if plan.compared is None or not (new or moved or plan.gone):
        return ""
    told = _("Against {day}: {new} new, {moved} moved, {gone} gone")
    return told.format(day=month_day(plan.compared), new=new, moved=moved, gone=len(plan.gone))


def change_badge(line: DoorLine) -> tuple[str, str] | None:
    """What is to be known of a door: locked, new, or moved from whom."""
    if line.locked:
        return _("locked"), "accent"
    if line.change == NEW:
        return _("new"), "gold"
    if line.change == MOVED:
        return (_("before: {name}").format(name=line.was) if line.was else _("moved")), "muted"
    return None


class ChangesDialog(Dialog):
    """Who is new, moved or gone against the last plan of the slot."""

    def __init__(self, parent: QWidget, plan: Proposal) -> None:
        super().__init__(parent, _("What changed"), 640)
        told = changed_words(plan)
        self.body.addWidget(label(told, "muted"))
        self.table = RowsTable(
            [
                Column(_("Change"), "what", badge=lambda one: (one["what"], one["kind"]), width=110),
                Column(_("Name"), "name", bold=True, width=90),
                Column(_("Door"), "address", width=150),
                Column(_("Visitor"), "visitor", stretch=True),
            ],
            _("What changed"),
            key="key",
        )
        self.table.setMinimumHeight(theme.px(320))
        self.table.set_rows(list(_changes(plan)))
        self.body.addWidget(self.table, 1)
        self.add_button(_("Close"), self.accept, "main")


def _changes(plan: Proposal) -> Any:
    for kind, word, colour in ((NEW, _("new"), "gold"), (MOVED, _("moved"), "accent")):
        for sheet in plan.sheets:
            for line in sheet.doors:
                if line.change == kind:
                    visitor = _("{before} → {now}").format(before=line.was, now=sheet.visitor_name) if line.was else sheet.visitor_name
                    yield {"key": line.care_file, "what": word, "kind": colour, "name": line.name, "address": line.address, "visitor": visitor}
    for gone in plan.gone:
        why = _("reported away") if gone.away else _("not due in this slot")
        yield {"key": gone.care_file, "what": _("gone"), "kind": "muted", "name": gone.name, "address": gone.address, "visitor": why}

