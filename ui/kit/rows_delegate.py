"""How a cell of a list is drawn and edited."""

from typing import Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.kit import theme
from ui.kit.rows_model import Index, RowsModel, alignment


class _Table(Protocol):
    """What the delegate needs of its list."""

    model_: RowsModel

    def cell_focus(self) -> bool:
        """Whether single cells matter."""


class RowsDelegate(QStyledItemDelegate):
    """Draws a cell: quiet rule below, word in its weight and colour, or a badge."""

    def __init__(self, table: "_Table") -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self._table.model_
        column, row = model.columns[index.column()], model.shown[index.row()]
        told = theme.tokens()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(told.accent_soft))
        painter.setPen(QColor(told.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.px(8), 0, -theme.px(8), -1)
        shown = column.badge(row) if column.badge is not None else None
        if shown is not None and shown[0]:
            paint_badge(painter, inner, shown[0], shown[1], column.align)
        else:
            ink = told.muted if column.muted else told.accent if column.link else told.ink
            font = theme.font(bold=column.bold)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            text = QFontMetrics(font).elidedText(column.text(row).replace("\n", " "), Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(alignment(column)), text)
        if state & QStyle.StateFlag.State_HasFocus and self._table.cell_focus():
            painter.setPen(QColor(told.accent))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = self._table.model_
        column, row = model.columns[index.column()], model.shown[index.row()]
        font = theme.font(theme.CAPTION if column.badge is not None else theme.BODY, column.bold)
        return QSize(
            QFontMetrics(font).horizontalAdvance(column.text(row)) + theme.px(34 if column.badge else 18), theme.px(theme.ROW)
        )

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._table.model_.columns[index.column()]
        editor: QWidget
        if column.choices:
            editor = QComboBox(parent)
            editor.addItems(list(column.choices))
        else:
            editor = QLineEdit(parent)
        editor.setAccessibleName(column.heading)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        else:
            assert isinstance(editor, QLineEdit)
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        text = editor.currentText() if isinstance(editor, QComboBox) else editor.text() if isinstance(editor, QLineEdit) else ""
        model.setData(index, text)


def paint_badge(painter: QPainter, inner: QRect, text: str, kind: str, align: str = "left") -> None:
    """A badge drawn into a cell: word and colour."""
    ink, ground = theme.badge_colors(kind)
    font = theme.font(theme.CAPTION)
    metrics = QFontMetrics(font)
    width = min(metrics.horizontalAdvance(text) + theme.px(14), inner.width())
    height = min(metrics.height() + theme.px(3), inner.height())
    left = {"right": inner.right() - width + 1, "center": inner.center().x() - width // 2}.get(align, inner.left())
    box = QRect(left, inner.center().y() - height // 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(box, theme.px(6), theme.px(6))
    painter.setPen(QColor(ink))
    painter.setFont(font)
    painter.drawText(
        box, int(Qt.AlignmentFlag.AlignCenter), metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - theme.px(6))
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
