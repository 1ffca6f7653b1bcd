"""The Today page: what is due and done, who is silent longest, who is on the phone, what was promised, whose birthday it is."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import N_, _, language, ngettext
from desktop.people.services.birthdays import Birthday
from desktop.reports.figures import definitions
from desktop.rounds.board import Alert, BuildingProgress, SilentElder
from desktop.station.today import FollowUpLine, ShiftLine, Sitter, TodayView, load_today
from ui.kit import Badge, Button, Card, FlowLayout, LineRows, Link, Page, SegmentBar, Shell, clear, label, row, scrolled, theme
from ui.rounds.words import silence_kind

BUILDINGS_AT_ONCE = 9
ROWS = ((860, (8, 5, 6)), (725, (6, 2, 4)), (0, (4, 2, 3)))  # from which height: rows of silence, follow-ups, birthdays
NARROW = 980
WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))


def long_words(silence: timedelta) -> str:
    """'26 h 10 min', days when it is long."""
    minutes = int(silence.total_seconds() // 60)
    if minutes >= 3 * 24 * 60:
        return ngettext("{number} day", "{number} days", minutes // 1440).format(number=minutes // 1440)
    return _("{hours} h {minutes:02d} min").format(hours=minutes // 60, minutes=minutes % 60)


def day_words(moment: datetime, now: datetime) -> str:
    """'yesterday 17:00', '14:00' for today, a date for others."""
    days = (moment.date() - now.date()).days
    if days == 0:
        return f"{moment:%H:%M}"
    if days in (-1, 1):
        return (_("yesterday {time}") if days < 0 else _("tomorrow {time}")).format(time=f"{moment:%H:%M}")
    return _("{month}/{day}").format(month=moment.month, day=moment.day)


def building_badge(building: BuildingProgress) -> Badge:
    """How a building stands, by word and colour: danger before gold before done."""
    if building.no_answer:
        return Badge(_("{number} no answer").format(number=building.no_answer), "danger")
    if building.missed:
        return Badge(_("{number} missed").format(number=building.missed), "gold")
    if building.unserved:
        return Badge(_("{number} on no sheet").format(number=building.unserved), "gold")
    if building.finished:
        return Badge(_("done"), "ok")
    return Badge(_("under way") if building.done else _("not begun"), "muted")


def by_attention(buildings: Sequence[BuildingProgress]) -> list[BuildingProgress]:
    """Buildings in their order; when there are many, those that need somebody come first and the finished ones last."""
    if len(buildings) <= BUILDINGS_AT_ONCE:
        return list(buildings)
    return sorted(buildings, key=lambda one: (not one.no_answer, not (one.missed or one.unserved), one.finished))


class TodayPage(Page):
    """The first page."""

    key, help = "today", "today"
    topics = frozenset({"people", "rounds", "hotline", "station"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Today"))
        self.find_anybody = Button(_("Name, pinyin initials, phone…"), self._find, "Ctrl+K", bind=False)
        self.find_anybody.setAccessibleName(_("Find anybody"))
        self.actions.addWidget(self.find_anybody)
        self.print_button = self.add_action(_("Print the morning set"), lambda: shell.go("reports", report="morning_set", action="print"), "Ctrl+P")
        self.enter = self.add_action(_("Enter a sheet"), lambda: shell.go("rounds.entry"), "F2", main=True)
        self.rounds_card, self.silent_card = (
            Card(),
            Card(_("Longest without a sign"), _("latest of knock, call, meal, neighbour's sighting")),
        )
        self.hotline_card, self.birthday_card = Card(), Card(_("Birthdays ahead"), _("solar and lunar"))
        self._first_steps = Card(_("Begin here"))
        self._fill_first_steps()
        self.buildings = LineRows([0, 1, 0, 0], right=[2])
        self.silent = LineRows([3, 4, 5, 0, 0], right=[3])
        self.shifts = LineRows([0, 0, 1, 0])
        self.follow_ups = LineRows([0, 1, 0], right=[2])
        self.birthdays = LineRows([0, 0, 1, 0])
        self._notes = QWidget()
        self._notes_flow = FlowLayout(self._notes, gap=8)
        self._silent_foot = row()
        self._lay_out()

    def _lay_out(self) -> None:
        self._unplanned = label("", "muted", wrap=True)
        self._plan = Button(_("Plan this round"), lambda: self.shell.go("rounds"))
        self._unplanned_row = QWidget()
        self._unplanned_row.setLayout(row(self._unplanned, None, self._plan))
        self.rounds_card.add(self._unplanned_row)
        inner = QWidget()
        inner_box = row()
        inner.setLayout(inner_box)
        inner_box.addWidget(self.buildings, 1, Qt.AlignmentFlag.AlignTop)
        area = scrolled(inner)
        area.setMinimumHeight(theme.px(140))
        self.rounds_card.add(area, 1)
        self.silent_card.add(self.silent)
        self.silent_card.fill()
        self.silent_card.add(self._silent_foot)
        self.hotline_card.add(self.shifts)
        self._follow_head = label(_("Open follow-ups"), "heading")
        self.hotline_card.add(self._follow_head)
        self.hotline_card.add(self.follow_ups)
        self.hotline_card.fill()
        self.birthday_card.add(self.birthdays)
        self.birthday_card.fill()
        self.birthday_card.add(self._notes)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(14))
        self._grid.setColumnStretch(0, 6)
        self._narrow: bool | None = None
        self._arrange(False)
        self._grid.setRowStretch(0, 6)
        self._grid.setRowStretch(1, 4)
        self.body.addWidget(self._first_steps)
        self.body.addLayout(self._grid, 1)
        self._first_steps.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        holder = self.parentWidget()
        self._arrange((holder.width() if holder is not None else self.width()) < theme.px(NARROW))

    def _arrange(self, narrow: bool) -> None:
        """Two columns of cards; one where the window is narrow or the text large."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.find_anybody.setVisible(not narrow)
        cards = (self.rounds_card, self.silent_card, self.hotline_card, self.birthday_card)
        for number, card in enumerate(cards):
            self._grid.addWidget(card, *((number, 0) if narrow else (number // 2, number % 2)))
        self._grid.setColumnStretch(1, 0 if narrow else 5)

    def _fill_first_steps(self) -> None:
        self._first_steps.add(
            label(_("There are no elders yet. Bring in the Excel ledger, or enter the first elder by hand."), wrap=True)
        )
        self._first_steps.add(
            row(Button(_("Import the ledger"), lambda: self.shell.go("import"), kind="main"),
                Button(_("Enter an elder"), lambda: self.shell.go("elders", new=True)), None)
        )  # fmt: skip

    def _find(self) -> None:
        find = getattr(self.shell, "find_anybody", None)
        if find is not None:
            find()

    def reload(self) -> None:
        self.ask(load_today, done=self.show_view)

    def show_view(self, view: TodayView) -> None:
        """Show what the service gathered."""
        holder = self.parentWidget()
        height = holder.height() if holder is not None else self.height()
        rows = next(rows for least, rows in ROWS if height >= theme.px(least))
        self._silent_shown, self._follow_ups_shown, self._birthdays_shown = rows
        self.set_subtitle(self._date_words(view))
        self._first_steps.setVisible(view.empty)
        self._show_rounds(view)
        self._show_silent(view)
        self._show_hotline(view)
        self._show_birthdays(view)

    def _date_words(self, view: TodayView) -> str:
        told = [
            _("{month}/{day} {weekday}").format(month=view.now.month, day=view.now.day, weekday=_(WEEKDAYS[view.now.weekday()]))
        ]
        told.append(_("lunar {day}").format(day=view.lunar))
        if view.term is not None:
            name, days = view.term
            told.append(
                name if days == 0 else ngettext("{term} tomorrow", "{term} in {days} days", days).format(term=name, days=days)
            )
        return " · ".join(told)

    # rounds

    def _show_rounds(self, view: TodayView) -> None:
        board = view.board
        name = board.slot.name()
        self.rounds_card.set_title(_("{slot} knocks {done} / {due}").format(slot=name, done=board.done, due=board.due))
        told = [f"{board.slot.starts:%H:%M}–{board.slot.ends:%H:%M}"]
        if board.planned:
            told.append(ngettext("{number} visitor", "{number} visitors", board.visitors).format(number=board.visitors))
        if board.missed:
            told.append(_("missed {number}").format(number=board.missed))
        if board.no_answer:
            told.append(_("no answer {number}").format(number=board.no_answer))
        self.rounds_card.set_caption(" · ".join(told))
        self.rounds_card.explain(definitions("knocks_due", "knocks_done", "knocks_missed", "knocks_no_answer", "knocks_unserved"))
        self._unplanned_row.setVisible(not board.planned and board.due > 0)
        self._unplanned.setText(_("This round is not planned yet; {number} elders are due.").format(number=board.due))
        self.buildings.clear()
        for building in by_attention(board.buildings):
            bar = SegmentBar()
            safe = max(0, building.done - building.no_answer)
            parts = [("ok", safe), ("danger", building.no_answer), ("gold", building.missed)]
            bar.set_parts(parts, building.due, _("{building}: {done} of {due}").format(
                building=building.building, done=building.done, due=building.due))  # fmt: skip
            way = Link(building.building or _("no building"), lambda: self.shell.go("rounds"))
            way.setStyleSheet(f"color: {theme.tokens().ink};")
            way.setMinimumWidth(theme.px(64))
            self.buildings.add_row(way, bar, f"{building.done}/{building.due}", building_badge(building))

    # silence

    def _show_silent(self, view: TodayView) -> None:
        self.silent.clear()
        listed = view.board.silent[: self._silent_shown]
        if listed:
            self.silent.add_heads(_("Name"), _("Address"), _("Category"), _("Silent for"), "")
        for one in listed:
            kind = silence_kind(one.silence, one.threshold)
            name = Link(one.name, lambda one=one: self.shell.go("elders", care_file=one.care_file))
            name.setStyleSheet(f"color: {theme.tokens().ink}; font-weight: bold;")
            categories = label(" · ".join(one.categories[:2]))
            categories.setToolTip(" · ".join(one.categories))
            self.silent.add_row(
                name, one.address, categories, Badge(self._silence_words(one), kind),
                Link(_("Phone them"), lambda one=one: self.shell.go("hotline", care_file=one.care_file)),
            )  # fmt: skip
        clear(self._silent_foot)
        if view.board.over_threshold:
            told = _("Threshold by elder · {number} over it ·").format(number=view.board.over_threshold)
            self._silent_foot.addWidget(label(told, "caption"))
            self._silent_foot.addWidget(Link(_("All on the outbound list"), lambda: self.shell.go("hotline", action="outbound")))
        elif listed:
            self._silent_foot.addWidget(label(_("Nobody is over the threshold."), "caption"))
        else:
            self._silent_foot.addWidget(label(_("Nobody to show yet."), "caption"))
        if listed:
            self._silent_foot.addWidget(Link(_("The whole list"), lambda: self.shell.go("rounds.silent")))
        self._silent_foot.addStretch(1)

    @staticmethod
    def _silence_words(one: SilentElder) -> str:
        return long_words(one.silence) if one.last_at is not None else _("never seen")

    # hotline

    def _show_hotline(self, view: TodayView) -> None:
        hours = f" {view.shifts[0].starts:%H:%M}–{max(one.ends for one in view.shifts):%H:%M}" if view.shifts else ""
        self.hotline_card.set_title(_("Companion hotline") + hours)
        told = _("calls in {calls_in} · out {calls_out} · open follow-ups {open}").format(
            calls_in=view.calls_in, calls_out=view.calls_out, open=len(view.follow_ups)
        )
        self.hotline_card.set_caption(told)
        self.hotline_card.explain(definitions("calls_in", "calls_out", "follow_ups_open"))
        self.shifts.clear()
        for one in view.shifts:
            self._shift_row(one, view)
        if not view.shifts:
            told = _("Nobody is on the roster today.") if view.roster else _("There is no roster for this month yet.")
            self.shifts.add_row(
                label(told, "muted"), None, None, Link(_("Make the roster"), lambda: self.shell.go("hotline.roster"))
            )
        self.follow_ups.clear()
        self._follow_head.setVisible(bool(view.follow_ups))
        for one in view.follow_ups[: self._follow_ups_shown]:
            self._follow_up_row(one, view)

    def _shift_row(self, one: ShiftLine, view: TodayView) -> None:
        state = {"now": Badge(_("now"), "accent"), "next": Badge(_("next"), "muted")}.get(one.state) or label(
            _("shift over") if one.state == "over" else "", "caption"
        )
        between = "、" if language() == "zh_CN" else ", "
        names = label(between.join(sitter.name for sitter in one.sitters), "strong" if one.state == "now" else "")
        parts: list[QWidget] = [names]
        if one.empty:
            parts.append(
                Badge(ngettext("{number} seat empty", "{number} seats empty", one.empty).format(number=one.empty), "danger")
            )
        self.shifts.add_row(
            state, f"{one.starts:%H:%M}–{one.ends:%H:%M}", row(*parts, None), row(None, *self._evidence(one, view))
        )

    def _evidence(self, one: ShiftLine, view: TodayView) -> list[QWidget]:
        """Who signed in, and what is still to be done for this shift."""
        parts: list[QWidget] = []
        came = [sitter for sitter in one.sitters if sitter.signed_in is not None]
        if came and not one.missing:
            last = max(came, key=lambda sitter: sitter.signed_in or view.now)
            words = _("{time} signed in").format(time=f"{last.signed_in:%H:%M}")
            late = max(sitter.late for sitter in came)
            if late:
                words = ngettext("{words}, {number} min late", "{words}, {number} min late", late).format(
                    words=words, number=late
                )
            parts.append(Badge(words, "gold" if late else "ok"))
        for sitter in one.missing:
            told = _("Sign in {name}").format(name=sitter.name) if len(one.sitters) > 1 else _("Sign in at the seat")
            parts.append(Link(told, lambda sitter=sitter: self._sign_in(sitter)))
        if one.empty and one.state != "over":
            parts.append(Link(_("Find a stand-in"), lambda: self.shell.go("hotline.roster", date=view.now.date())))
        return parts

    def _sign_in(self, sitter: Sitter) -> None:
        self.shell.go("hotline.duty", seat=sitter.seat)  # signing needs a PIN, and a stand-in may have come

    def _follow_up_row(self, one: FollowUpLine, view: TodayView) -> None:
        badge = {"overdue": Badge(_("overdue"), "gold"), "today": Badge(_("today"), "muted")}.get(
            one.state, Badge(_("later"), "muted")
        )
        words = f"{one.person}　{one.what}" if one.person else one.what
        link = Link(words, lambda: self.shell.go("hotline", follow_up=one.id))
        link.setStyleSheet(f"color: {theme.tokens().ink};")
        self.follow_ups.add_row(badge, link, day_words(one.due_at, view.now) if one.due_at else "")

    # birthdays and absences

    def _show_birthdays(self, view: TodayView) -> None:
        self.birthdays.clear()
        for one in view.birthdays[: self._birthdays_shown]:
            name = Link(one.name, lambda one=one: self.shell.go("elders", care_file=one.care_file_id))
            name.setStyleSheet(f"color: {theme.tokens().ink}; font-weight: bold;")
            mark = Badge(_("today"), "gold") if one.days == 0 else label(
                ngettext("tomorrow", "in {days} days", one.days).format(days=one.days), "caption")  # fmt: skip
            self.birthdays.add_row(name, self._age_words(one), self._birthday_words(one), mark)
        if not view.birthdays:
            self.birthdays.add_row(label(_("No birthdays in the next seven days."), "muted"))
        clear(self._notes_flow)
        board = view.board
        notes: list[tuple[str, str, Callable[[], object]]] = []
        absences = partial(self.shell.go, "rounds.absences")
        if board.away:
            notes.append((ngettext("{number} away", "{number} away", board.away).format(number=board.away), "accent", absences))
        if board.in_hospital:
            words = ngettext("{number} in hospital", "{number} in hospital", board.in_hospital).format(number=board.in_hospital)
            notes.append((words, "accent", absences))
        notes += [(alert.text, "gold", self._way_to(alert)) for alert in board.alerts if alert.kind != "silence"][:3]
        for text, kind, call in notes:
            note = Button(text, call, kind=f"badge-{kind}")
            note.setToolTip(text)
            note.setMinimumWidth(theme.px(60))
            self._notes_flow.addWidget(note)
        self._notes.setVisible(bool(notes))
        self._notes.updateGeometry()

    def _way_to(self, alert: Alert) -> Callable[[], object]:
        """Where an alert is seen to."""
        if alert.kind == "sheet_late":
            return partial(self.shell.go, "rounds.entry", sheet=alert.sheet)
        return partial(self.shell.go, "rounds.absences" if alert.kind == "overdue_return" else "rounds")

    @staticmethod
    def _age_words(one: Birthday) -> str:
        if one.turning is None:
            return ""
        return _("turns {age} ({nominal} by Chinese count)").format(age=one.turning, nominal=one.nominal)

    @staticmethod
    def _birthday_words(one: Birthday) -> str:
        day = _("{month}/{day}").format(month=one.on.month, day=one.on.day)
        return f"{day} · {one.lunar}" if one.lunar else day
