"""The alarm strip: there only while a ladder is open, on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from desktop.clock import Clock
from desktop.i18n import _, ngettext
from desktop.rounds import outcomes
from desktop.rounds.board import OpenLadder
from desktop.rounds.outcomes import Outcome
from ui.kit import Button, Elided, label, theme


@dataclass(frozen=True)
class Alarm:
    """An open ladder as the strip tells it: who, what was done, what is next and when it is due."""

    id: str
    reason: str
    who: str
    trail: str
    next: str
    due_at: datetime | None


DAY = 24 * 3600  # seconds


def left_words(left: timedelta) -> str:
    """'06:40 left' or '02:10 late', counted in minutes and seconds; hours when it is long, days and hours over a day."""
    seconds = round(abs(left.total_seconds()))
    if seconds >= DAY:
        days, hours = divmod(seconds // 3600, 24)
        told = _("{days} d {hours} h").format(days=days, hours=hours)
        return _("{time} left").format(time=told) if left >= timedelta(0) else _("{time} late").format(time=told)
    hours, minutes = divmod(seconds // 60, 60)
    told = f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes:02d}:{seconds % 60:02d}"
    return _("{time} left").format(time=told) if left >= timedelta(0) else _("{time} late").format(time=told)


class AlarmStrip(QFrame):
    """Shows the ladder whose next step is due first. `handle(ladder id)` when the button is pressed."""

    handle = Signal(str)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.setProperty("bar", "error")
        self.setAccessibleName(_("Alarm"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(14), theme.px(8), theme.px(14), theme.px(8))
        whole.setSpacing(theme.px(4))
        inside = QHBoxLayout()
        inside.setSpacing(theme.px(12))
        whole.addLayout(inside)
        self._who = label("", "danger-strong")
        self._trail = Elided()
        self._next = Elided("", "danger-strong")
        self._next.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._more = label("", "danger")
        self._button = Button(_("Handle"), self._pressed)
        for part, stretch in ((self._who, 0), (self._trail, 1), (self._next, 0), (self._more, 0), (self._button, 0)):
            inside.addWidget(part, stretch)
        self._others = Elided("", "danger")
        whole.addWidget(self._others)
        self._alarms: list[Alarm] = []
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tell)
        self.hide()

    def set_alarms(self, alarms: Sequence[Alarm]) -> None:
        """The open ladders; none hides the strip."""
        self._alarms = sorted(alarms, key=lambda one: (one.due_at is None, one.due_at or datetime.min))
        self.setVisible(bool(alarms))
        if alarms:
            self._timer.start()
            self._tell()
        else:
            self._timer.stop()

    @property
    def count(self) -> int:
        """How many ladders are open."""
        return len(self._alarms)

    def _tell(self) -> None:
        if not self._alarms:
            return
        first = self._alarms[0]
        self._who.setText(_("{reason}, being followed up: {who}").format(reason=first.reason, who=first.who))
        self._trail.setText(first.trail)
        words = first.next
        if first.due_at is not None:
            words = _("Next: {step} ({left})").format(step=first.next, left=left_words(first.due_at - self._clock.now()))
        self._next.setText(words)
        more = len(self._alarms) - 1
        self._more.setText(ngettext("and {number} more", "and {number} more", more).format(number=more) if more else "")
        self._more.setVisible(more > 0)
        now = self._clock.now()
        others = [
            f"{one.who} {left_words(one.due_at - now)}" if one.due_at is not None else f"{one.who} {one.next}"
            for one in self._alarms[1:]
        ]
        self._others.setText(_("Also: {who}").format(who=" · ".join(others)))
        self._others.setToolTip("\n".join(others))
        self._others.setVisible(bool(others))
        self.setAccessibleDescription(f"{first.who} {words}")

    def _pressed(self) -> None:
        if self._alarms:
            self.handle.emit(self._alarms[0].id)


def alarm_of(ladder: OpenLadder) -> Alarm:
    """An open ladder as the strip tells it."""
    opened = _("knocked, no answer") if ladder.reason == Outcome.NO_ANSWER else outcomes.label(ladder.reason)
    steps = [f"{ladder.opened_at:%H:%M} {opened}".rstrip()]
    steps += [f"{one.at:%H:%M} {one.label}" for one in ladder.steps]
    return Alarm(
        id=ladder.id,
        reason=outcomes.label(ladder.reason),
        who=f"{ladder.building} {ladder.elder}".strip(),
        trail=" → ".join(steps),
        next=ladder.next_label if ladder.next is not None else _("enter the result"),
        due_at=ladder.next.due_at if ladder.next is not None else None,
    )
