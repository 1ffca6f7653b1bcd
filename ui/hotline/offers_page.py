"""When the volunteers can come: the week, dates on which they cannot, how many shifts a week."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.hotline.availability import Offer, offers, save_offer
from desktop.hotline.problem import Window
from desktop.hotline.terms import load_terms
from desktop.hotline.weeks import Week, week_of, windows_of
from desktop.hotline.words import clock
from desktop.i18n import _
from ui.hotline.terms_dialog import TermsDialog
from ui.hotline.week_grid import DAYS, WeekGrid
from ui.kit import (
    Badge,
    Button,
    Card,
    Chips,
    Column,
    DateEdit,
    FilterBox,
    LineRows,
    Link,
    Page,
    RowsTable,
    Shell,
    clear,
    column,
    label,
    row,
    scrolled,
    theme,
)


class OffersPage(Page):
    """A list of volunteers; the chosen one's week beside it."""

    key, help = "hotline.offers", "roster"
    topics = frozenset({"hotline", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Availability"))
        self.offer: Offer | None = None
        self.off: dict[date, str] = {}
        self.odd: tuple[Window, ...] = ()
        self._dirty = False
        self._today = date.min
        self.table = RowsTable([
            Column(_("Code"), "code", width=64, muted=True),
            Column(_("Name"), "name", width=84, bold=True),
            Column(_("Organisation"), "organisation", stretch=True, muted=True),
            Column(_("Hotline"), lambda o: o.trained, width=80, badge=_trained_badge),
            Column(_("Times a week"), lambda o: len(week_of(o.windows).cells) + len(week_of(o.windows).odd), "right", width=92),
        ], _("Volunteers"), key="volunteer", search=lambda o: f"{o.name} {o.code} {o.organisation}")
        self.table.chosen.connect(self._choose)
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.chips.setMinimumWidth(theme.px(300))
        self.actions.addWidget(FilterBox().attach(self.table))
        self.add_action(_("Roster"), lambda: shell.go("hotline.roster"))
        self.save = self.add_action(_("Save"), self._save, "Ctrl+S", main=True)
        left = Card()
        left.add(self.chips)
        left.add(self.table, 1)
        self.right = Card()
        self._build_right()
        both = row(left, self.right, gap=14)
        both.setStretch(0, 5)
        both.setStretch(1, 6)
        self.body.addLayout(both, 1)
        self._show_dirty(False)

    def _build_right(self) -> None:
        self.week = WeekGrid()
        self.week.changed.connect(lambda: self._show_dirty(True))
        self.right.add(self.week)
        self.right.add(label(_("Space or a click ticks · + likes to come · − rather not"), "caption"))
        self.odd_rows = column(gap=2)
        self.right.add(self.odd_rows)
        self.most = QComboBox()
        self.most.setAccessibleName(_("Shifts a week at most"))
        self.most.addItem(_("as the station's setting"), None)
        for number in range(8):
            self.most.addItem(str(number), number)
        self.most.activated.connect(lambda _number: self._show_dirty(True))
        self.terms = Button(_("More terms, pairs…"), self._edit_terms, "F4")
        self.right.add(row(label(_("Shifts a week at most")), self.most, None))
        self.right.add(row(label(_("Dates on which they cannot come"), "heading"), None, self.terms))
        self.day = DateEdit(_("Date"), date.min)
        self.until = DateEdit(_("Last day (of a leave)"), date.min)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason (optional)"))
        self.reason.setPlaceholderText(_("Reason (optional)"))
        self.reason.returnPressed.connect(self._add_day)
        self.day_row = row(self.day, label("–"), self.until, gap=8)
        self.right.add(self.day_row)
        beside = row(self.reason, Button(_("Add"), self._add_day), gap=8)
        beside.setStretch(0, 1)
        self.right.add(beside)
        inside = QWidget()
        self.off_rows = column(gap=0)
        inside.setLayout(column(self.off_rows, None, gap=0))
        self.right.add(scrolled(inside), 1)

    def reload(self) -> None:
        self.ask(lambda session: (offers(session), session.clock.today()), done=self._show)

    def open(self, **where: Any) -> None:
        """`volunteer=` chooses that one."""
        if where.get("volunteer"):
            self.table.select_key(where["volunteer"])

    def leave(self) -> bool:
        """Unsaved ticks are saved, as everywhere."""
        if self._dirty:
            self._save()
        return True

    def _show(self, found: tuple[list[Offer], date]) -> None:
        rows, today = found
        if today != self._today:
            self._today = today
            for name, words in (("day", _("Date")), ("until", _("Last day (of a leave)"))):
                fresh = DateEdit(words, today)
                fresh.setToolTip(words)
                fresh.returnPressed.connect(self.reason.setFocus)
                self.day_row.replaceWidget(getattr(self, name), fresh)
                getattr(self, name).deleteLater()
                setattr(self, name, fresh)
            QWidget.setTabOrder(self.day, self.until)
            QWidget.setTabOrder(self.until, self.reason)
        trained = sum(o.trained for o in rows)
        missing = sum(o.trained and not o.windows for o in rows)
        self.chips.set_items([
            ("trained", _("Trained"), trained), ("missing", _("Nothing offered yet"), missing, "gold" if missing else ""),
            ("all", _("All"), len(rows)),
        ])
        self._filter(self.chips.chosen)
        if self._dirty:
            return
        self.table.set_rows(rows)
        if self.table.current_row() is None:
            self.table.select_first()
        self._choose(self.table.current_row())

    def _filter(self, key: Any) -> None:
        tests = {"trained": lambda o: o.trained, "missing": lambda o: o.trained and not o.windows}
        self.table.set_where(tests.get(key))

    def _choose(self, offer: Offer | None) -> None:
        if self._dirty and self.offer is not None and (offer is None or offer.volunteer != self.offer.volunteer):
            self._save()
        self.offer = offer
        self.right.setEnabled(offer is not None)
        week = week_of(offer.windows) if offer else Week()
        self.right.set_title(offer.name if offer else _("Nobody chosen"))
        self.right.set_caption(f"{offer.code} · {offer.organisation}" if offer else "")
        self.week.set_cells(dict(week.cells))
        self.odd = week.odd
        self.off = dict(offer.off) if offer else {}
        self.most.setCurrentIndex(0 if offer is None or offer.max_week is None else offer.max_week + 1)
        self._show_odd()
        self._show_off()
        self._show_dirty(False)

    def _edit_terms(self) -> None:
        if self.offer is not None:
            self.ask(load_terms, self.offer.volunteer, done=lambda found: TermsDialog(self, self.shell, found[0], found[1], self._today).open())

    def _show_odd(self) -> None:
        clear(self.odd_rows)
        for window in self.odd:
            words = f"{_(DAYS[window.weekday])} {clock(window.start)}–{clock(window.end)}"
            self.odd_rows.addLayout(row(Badge(words, "accent"), Link(_("Remove"), lambda window=window: self._drop_odd(window)), None))

    def _drop_odd(self, window: Window) -> None:
        self.odd = tuple(w for w in self.odd if w != window)
        self._show_odd()
        self._show_dirty(True)

    def _show_off(self) -> None:
        clear(self.off_rows)
        if not self.off:
            self.off_rows.addWidget(label(_("None."), "muted"))
            return
        rows = LineRows([0, 1, 0])
        for span in _spans(self.off):
            first, last = span[0], span[-1]
            words = f"{first.isoformat()} {_(DAYS[first.weekday()])}"
            if last > first:
                words += f" – {last.month}-{last.day} {_(DAYS[last.weekday()])}"
            coming = [day for day in span if day >= self._today]
            rows.add_row(label(words, "" if coming else "muted"), self.off[first],
                         Link(_("Remove"), lambda coming=coming: self._drop_days(coming)) if coming else None)
        self.off_rows.addWidget(rows)

    def _add_day(self) -> None:
        day, last = self.day.value(), self.until.value()
        if day is None or self.offer is None:
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self.until.wrong() or (last is not None and not day <= last <= day + timedelta(days=366)):
            self.until.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        for number in range(((last or day) - day).days + 1):
            self.off[day + timedelta(days=number)] = self.reason.text().strip()
        self.day.set_value(None)
        self.until.set_value(None)
        self.reason.clear()
        self._show_off()
        self._show_dirty(True)
        self.day.setFocus()

    def _drop_days(self, span: list[date]) -> None:
        for day in span:
            del self.off[day]
        self._show_off()
        self._show_dirty(True)

    def _show_dirty(self, dirty: bool) -> None:
        self._dirty = dirty
        self.save.setEnabled(dirty)

    def _save(self) -> None:
        if self.offer is None or not self._dirty:
            return
        self._show_dirty(False)
        windows = windows_of(Week(self.week.cells(), self.odd))
        name = self.offer.name
        self.ask(
            save_offer, self.offer.volunteer, windows, dict(self.off), self.most.currentData(),
            done=lambda _nothing: self.shell.say(_("Saved: when {name} can come.").format(name=name)))


def _spans(off: Mapping[date, str]) -> list[list[date]]:
    """Days one after the other with the same reason, together: a leave is one line."""
    spans: list[list[date]] = []
    for day in sorted(off):
        if spans and spans[-1][-1] == day - timedelta(days=1) and off[spans[-1][0]] == off[day]:
            spans[-1].append(day)
        else:
            spans.append([day])
    return spans


def _trained_badge(offer: Offer) -> tuple[str, str]:
    return (_("trained"), "ok") if offer.trained else (_("not trained"), "muted")
