"""A date typed as people type it, and a calendar to pick from."""

import re
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import _
from ui.kit import theme
from ui.kit.basics import restyle

FULL = re.compile(r"^\s*(\d{4})\s*[-./年 ]\s*(\d{1,2})\s*[-./月 ]\s*(\d{1,2})\s*日?\s*$")
SOLID = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})\s*$")
SHORT = re.compile(r"^\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?\s*$")
WORDS = {
    "今天": 0,
    "今日": 0,
    "today": 0,
    "昨天": -1,
    "昨日": -1,
    "yesterday": -1,
    "明天": 1,
    "明日": 1,
    "tomorrow": 1,
    "后天": 2,
    "前天": -2,
}


def read_date(text: str, today: date) -> date | None:
    """The date meant by what was typed: 2026-11-22, 20261122, 2026年11月22日, 11-22 or 11月22日 (this year), 今天. None for
    anything else."""
    word = text.strip().casefold()
    if word in WORDS:
        return today + timedelta(days=WORDS[word])
    found = FULL.match(text) or SOLID.match(text)
    numbers = [int(part) for part in found.groups()] if found else None
    if numbers is None and (short := SHORT.match(text)):
        numbers = [today.year, int(short[1]), int(short[2])]
    if numbers is None:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


class DateEdit(QLineEdit):
    """A date or nothing. `value()` is None when blank or not understood; `wrong()` tells the two apart. `picked(date or None)`
    when it changed."""

    picked = Signal(object)

    def __init__(self, name: str, today: date, value: date | None = None) -> None:
        super().__init__()
        self._today = today
        self._last: date | None = value
        self.setAccessibleName(name)
        self.setPlaceholderText(_("YYYY-MM-DD"))
        self.setMinimumWidth(theme.px(130))
        pick = self.addAction(QIcon(str(theme.icon_path("calendar"))), QLineEdit.ActionPosition.TrailingPosition)
        pick.setToolTip(_("Pick from a calendar (Alt+Down)"))
        pick.triggered.connect(self._open_calendar)
        self.set_value(value)
        self.editingFinished.connect(self._settle)
        self._calendar: QWidget | None = None

    def value(self) -> date | None:
        """The date, or None."""
        return read_date(self.text(), self._today)

    def wrong(self) -> bool:
        """True when something stands there that is no date."""
        return bool(self.text().strip()) and self.value() is None

    def set_value(self, value: date | None) -> None:
        """Show this date."""
        self._last = value
        self.setText(value.isoformat() if value else "")
        restyle(self, "wrong", False)

    def _settle(self) -> None:
        restyle(self, "wrong", self.wrong())
        if self.wrong():
            return
        value = self.value()
        self.setText(value.isoformat() if value else "")
        if value != self._last:
            self._last = value
            self.picked.emit(value)

    def _open_calendar(self, *_told: Any) -> None:
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget()
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown = self.value() or self._today
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        inside = QVBoxLayout(popup)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(calendar)

        def take(day: QDate) -> None:
            self.setText(date(day.year(), day.month(), day.day()).isoformat())
            self._settle()
            popup.close()

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        value = self.value()
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._open_calendar()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and value is not None:
            self.setText((value + timedelta(days=1 if event.key() == Qt.Key.Key_Up else -1)).isoformat())
            self._settle()
        else:
            super().keyPressEvent(event)
