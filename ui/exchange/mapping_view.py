"""What each sheet and each column of the workbook means, to be corrected with boxes."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QTabWidget, QVBoxLayout, QWidget

from desktop.exchange.mapping import FIELD_LABELS, KIND_LABELS, ColumnMap, Mapping, SheetMap, field_label, kind_label
from desktop.exchange.preview import Preview
from desktop.i18n import _
from desktop.people.text import cell_text
from ui.kit import Badge, Button, label, row, scrolled, theme

SAMPLES = 3


class MappingView(QWidget):
    """One tab a sheet. `changed(mapping)` when the clerk asks to read the workbook by the corrected meaning."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mapping = Mapping(())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(label(
            _("The program found out what the columns mean. Correct what is wrong; a column that is not used is only not imported."), "muted",
            wrap=True,
        ))  # fmt: skip
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        whole.addWidget(self.tabs, 1)
        self._again = Button(_("Read the rows by this meaning"), lambda: self.changed.emit(self._mapping), kind="main")
        self._again.setEnabled(False)
        whole.addLayout(row(self._again, None))
        self.boxes: dict[tuple[str, int], QComboBox] = {}
        self.kinds: dict[str, QComboBox] = {}

    def set_mapping(self, preview: Preview) -> None:
        """Show the meaning that a preview was made with."""
        self._mapping = preview.mapping
        here = self.tabs.currentIndex()
        while self.tabs.count():
            page = self.tabs.widget(0)
            self.tabs.removeTab(0)
            page.deleteLater()
        self.boxes, self.kinds = {}, {}
        for sheet in preview.mapping.sheets:
            self.tabs.addTab(self._sheet(sheet, preview), f"{sheet.sheet} · {kind_label(sheet.kind)}")
        if 0 <= here < self.tabs.count():
            self.tabs.setCurrentIndex(here)
        self._again.setEnabled(False)

    def mapping(self) -> Mapping:
        """The meaning as corrected so far."""
        return self._mapping

    def _sheet(self, sheet: SheetMap, preview: Preview) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        grid.setVerticalSpacing(theme.px(6))
        grid.setHorizontalSpacing(theme.px(14))
        kind = QComboBox()
        kind.setAccessibleName(_("What this sheet holds"))
        for code in KIND_LABELS:
            if code != "unrecognised" or sheet.kind == "unrecognised":
                kind.addItem(kind_label(code), code)
        kind.setCurrentIndex(kind.findData(sheet.kind))
        kind.currentIndexChanged.connect(lambda _number: self._set_kind(sheet.sheet, str(kind.currentData())))
        self.kinds[sheet.sheet] = kind
        told = _("Heading in row {row}").format(row=sheet.header_row) if sheet.header_row else _("No heading")
        grid.addWidget(label(_("What this sheet holds"), "strong"), 0, 0)
        grid.addWidget(kind, 0, 1)
        grid.addWidget(label(told, "caption"), 0, 2)
        for column, word in enumerate((_("Heading"), _("Meaning"), _("First values"), "")):
            grid.addWidget(label(word, "caption"), 1, column)
        rows = [cells for place, cells in preview.cells.items() if place[0] == sheet.sheet][:SAMPLES]
        for line, column in enumerate(sheet.columns, 2):
            self._line(grid, line, sheet, column, rows)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(sheet.columns) + 2, 1)
        return scrolled(inside)

    def _line(self, grid: QGridLayout, line: int, sheet: SheetMap, column: ColumnMap, rows: list[tuple[object, ...]]) -> None:
        box = QComboBox()
        box.setAccessibleName(_("Meaning of {heading}").format(heading=column.heading))
        fields = list(FIELD_LABELS)
        if column.field not in fields:
            fields.append(column.field)
        for field in fields:
            box.addItem(field_label(field), field)
        box.setCurrentIndex(fields.index(column.field))
        box.setMaxVisibleItems(18)
        box.currentIndexChanged.connect(lambda _number: self._set_field(sheet.sheet, column.column, str(box.currentData())))
        self.boxes[sheet.sheet, column.column] = box
        samples = " | ".join(cell_text(cells[column.column]) for cells in rows if column.column < len(cells))
        values = label(samples, "muted")
        values.setToolTip(samples)
        values.setSizePolicy(values.sizePolicy().Policy.Ignored, values.sizePolicy().Policy.Preferred)
        how = {"heading": "", "content": _("by its content"), "clerk": _("by you")}.get(column.how, "")
        grid.addWidget(label(column.heading or _("(no heading)"), "strong"), line, 0)
        grid.addWidget(box, line, 1)
        grid.addWidget(values, line, 2)
        if not column.field and column.heading:
            grid.addWidget(Badge(_("not used"), "gold"), line, 3)
        elif how:
            grid.addWidget(Badge(how, "muted"), line, 3)

    def _set_kind(self, name: str, kind: str) -> None:
        self._change(name, kind=kind)

    def _set_field(self, name: str, column: int, field: str) -> None:
        sheet = self._mapping.sheet(name)
        changed = tuple(replace(one, field=field, how="clerk", group=one.group) if one.column == column else one for one in sheet.columns)
        self._change(name, columns=changed)

    def _change(self, name: str, **values: Any) -> None:
        self._mapping = self._mapping.with_sheet(replace(self._mapping.sheet(name), **values))
        self._again.setEnabled(True)
