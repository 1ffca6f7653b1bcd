"""Which days and which part of the station: the questions above figures and charts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.reports.figures.model import ALL, Part, Period
from desktop.reports.figures.view import PERIODS, period_named
from ui.kit import Field, Form, find_by_typing

PAUSE = 250  # milliseconds without typing before what is shown is reckoned anew


class PeriodBar(QWidget):
    """Sends `changed` when other days or another part are asked for; `period` and `part` tell which."""

    changed = Signal()

    def __init__(self, today: date, start: str = "month") -> None:
        super().__init__()
        self._today = today
        first = period_named(start, today)
        self.form = Form(
            [
                Field("period", _("Period"), "choice", choices=[(name, _(words)) for name, words in PERIODS.items()], default=start),
                Field("first", _("From"), "date", default=first.first),
                Field("last", _("Until"), "date", default=first.last),
                Field("part", _("Part of the station"), "choice", choices=[(ALL, _("Whole station"))], default=ALL),
            ],
            today,
            columns=4,
        )
        self.form.set_values({"period": start, "first": first.first, "last": first.last, "part": ALL})
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.form)
        self._asked = (start, first, ALL)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._settle)
        self.form.changed.connect(self._typed)
        find_by_typing(self.form.editor("part"))

    @property
    def period(self) -> Period:
        """The days asked for."""
        return self._asked[1]

    @property
    def part(self) -> Part:
        """The part of the station asked for."""
        return self._asked[2]

    def set_parts(self, parts: Sequence[tuple[Part, str]]) -> None:
        """What can be chosen."""
        self.form.set_choices("part", parts)

    def show_period(self, period: Period, part: Part = ALL) -> None:
        """Ask for these days."""
        self.form.set_values({"period": "own", "first": period.first, "last": period.last, "part": part})
        self._asked = ("own", period, part)

    def _typed(self) -> None:
        values = self.form.values()
        if values["period"] != self._asked[0] and values["period"] != "own":
            period = period_named(values["period"], self._today)
            self._asked = (values["period"], period, values["part"] or ALL)
            self.form.patch({"first": period.first, "last": period.last})
            self.changed.emit()
            return
        self._timer.start()

    def _settle(self) -> None:
        values: dict[str, Any] = self.form.values()
        first, last = values["first"], values["last"]
        if not isinstance(first, date) or not isinstance(last, date):
            return
        if last < first:
            self.form.show_errors({"last": _("This lies before the first day.")})
            return
        self.form.show_errors({})
        period, part = Period(first, last), values["part"] or ALL
        name = values["period"]
        if name != "own" and period != period_named(name, self._today):
            name = "own"
            self.form.patch({"period": name})
        if (period, part) != self._asked[1:]:
            self._asked = (name, period, part)
            self.changed.emit()
        self._asked = (name, period, part)
