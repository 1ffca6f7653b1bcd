"""What a call leads to: something promised with owner and due time, a ladder, an incident."""

from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QTimeEdit, QVBoxLayout, QWidget

from desktop.hotline.calls import NewFollowUp
from desktop.hotline.words import REQUESTS
from desktop.i18n import _
from desktop.rounds.incidents import KINDS
from ui.kit import DateEdit, ToggleKey, restyle, row, theme

END_OF_DAY = QTime(18, 0)


class CallFurther(QWidget):
    """The lines under the note. `changed` on every change; F9 ticks the ladder."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind of request"))
        for key, word in REQUESTS.items():
            self.kind.addItem(_(word), key)
        self.kind.setFixedWidth(theme.px(96))
        self.promise = QLineEdit()
        self.promise.setAccessibleName(_("Promised"))
        self.promise.setPlaceholderText(_("Promised: what is to be done (blank: nothing)"))
        self.owner = QLineEdit()
        self.owner.setAccessibleName(_("Who sees to it"))
        self.owner.setPlaceholderText(_("Who sees to it"))
        self.due: DateEdit | None = None
        self.at = QTimeEdit(END_OF_DAY)
        self.at.setDisplayFormat("HH:mm")
        self.at.setAccessibleName(_("Due at"))
        self.at.setFixedWidth(theme.px(92))
        self.escalate = QCheckBox(_("Open the ladder (F9)"))
        self.incident = QComboBox()
        self.incident.setAccessibleName(_("Incident"))
        self.incident.addItem(_("No incident"), "")
        for key, word in KINDS.items():
            self.incident.addItem(_("Incident: {kind}").format(kind=_(word)), key)
        self._whose = QWidget()
        self._whose_row = row(self.owner, self.at, gap=8)
        self._whose_row.setStretch(0, 1)
        self._whose_row.setContentsMargins(0, 0, 0, 0)
        self._whose.setLayout(self._whose_row)
        self._whose.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(6))
        first = row(self.kind, self.promise, gap=8)
        first.setStretch(1, 1)
        whole.addLayout(first)
        whole.addWidget(self._whose)
        ToggleKey("F9", self, self.escalate.toggle)
        for line in (self.promise, self.owner):
            line.textChanged.connect(lambda _text: self._touched())
        self.kind.activated.connect(lambda _number: self._kind_chosen())
        self.incident.activated.connect(lambda _number: self.changed.emit())
        self.escalate.toggled.connect(lambda _on: self.changed.emit())
        self.at.timeChanged.connect(lambda _time: self.changed.emit())

    def set_today(self, today: date) -> None:
        """The day from which due dates are counted."""
        if self.due is None:
            self.due = DateEdit(_("Due by"), today, today + timedelta(days=1))
            self.due.setFixedWidth(theme.px(138))
            self._whose_row.insertWidget(1, self.due)
            self.setTabOrder(self.owner, self.due)
            self.setTabOrder(self.due, self.at)
            self.due.textChanged.connect(lambda _text: self.changed.emit())

    def _kind_chosen(self) -> None:
        if self.kind.currentData() and not self.promise.text().strip():
            self.promise.setText(self.kind.currentText())
        self._touched()

    def _touched(self) -> None:
        self._whose.setVisible(bool(self.promise.text().strip() or self.owner.text().strip()))
        self.changed.emit()

    def follow_ups(self) -> tuple[NewFollowUp, ...]:
        """What was promised."""
        what = self.promise.text().strip()
        return (NewFollowUp(what, self.owner.text().strip(), self.due_at(), str(self.kind.currentData())),) if what else ()

    def due_at(self) -> datetime | None:
        """Until when; None without a day."""
        day = self.due.value() if self.due is not None else None
        return datetime.combine(day, time(self.at.time().hour(), self.at.time().minute())) if day else None

    def wrong(self) -> bool:
        """A promise whose day is none; the focus goes there."""
        if self.due is not None and self.due.wrong() and self.promise.text().strip():
            self.due.setFocus()
            return True
        return False

    def state(self) -> dict[str, Any]:
        """What is typed, as plain values for a draft."""
        return {
            "promise": self.promise.text(), "owner": self.owner.text(), "due": self.due.text() if self.due is not None else "",
            "due_time": self.at.time().toString("HH:mm"), "request": self.kind.currentData(), "escalate": self.escalate.isChecked(),
            "incident": self.incident.currentData(),
        }  # fmt: skip

    def bring(self, state: dict[str, Any]) -> None:
        """Show what a draft kept (older drafts know less)."""
        self.promise.setText(state.get("promise", ""))
        self.owner.setText(state.get("owner", ""))
        if self.due is not None and state.get("due"):
            self.due.setText(state["due"])
        at = QTime.fromString(state.get("due_time", ""), "HH:mm")
        self.at.setTime(at if at.isValid() else END_OF_DAY)
        for combo, key in ((self.kind, "request"), (self.incident, "incident")):
            combo.setCurrentIndex(max(combo.findData(state.get(key, "")), 0))
        self.escalate.setChecked(bool(state.get("escalate")))

    def clear_all(self, today: date) -> None:
        """Nothing promised."""
        self.promise.clear()
        self.owner.clear()
        self.kind.setCurrentIndex(0)
        self.incident.setCurrentIndex(0)
        self.escalate.setChecked(False)
        self.at.setTime(END_OF_DAY)
        if self.due is not None:
            self.due.set_value(today + timedelta(days=1))
            restyle(self.due, "wrong", False)
