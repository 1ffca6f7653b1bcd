"""The cards below the roster: why somebody sits there, what differs from the version before, how full the shifts are."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.hotline.explain import PersonWhy, Why
from desktop.hotline.problem import SeatKey
from desktop.hotline.view import Line, RosterView, Taken, day_options, remedy_words
from desktop.hotline.words import clock, reasons_words, rule_label
from desktop.i18n import _, ngettext
from ui.kit import Card, LineRows, Link, Shell, clear, column, label, row, scrolled, theme

CHEAPEST = 5  # alternatives offered
BARRED = 3  # people named with the rule that keeps them away
CHANGES = 40


class Swatch(QWidget):
    """A small sample of a colour, for a legend."""

    def __init__(self, ground: str, frame: str) -> None:
        super().__init__()
        self._ground, self._frame = ground, frame
        self.setFixedSize(theme.px(22), theme.px(18))

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(self._ground))
        painter.setPen(QPen(theme.color(self._frame), max(1, theme.px(2))))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


class _Scrolling(Card):
    """A card whose content scrolls when there is more than fits."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        inside = QWidget()
        self.lines = column(gap=4)
        inside.setLayout(column(self.lines, None, gap=0))
        self.area = scrolled(inside)
        self.add(self.area, 1)

    def clear(self) -> None:
        """Nothing to show."""
        clear(self.lines)
        self.set_caption("")
        self.area.verticalScrollBar().setValue(0)

    def say(self, text: str, role: str = "") -> None:
        """A line of words."""
        if text:
            self.lines.addWidget(label(text, role, wrap=True))


class WhyPanel(_Scrolling):
    """Why this person has this seat, who else could, and what a person without a seat could take. `put(seat, volunteer)` seats,
    `exchange(seat, other seat)` lets two people change places."""

    def __init__(self, put: Callable[[SeatKey, str], object], exchange: Callable[[SeatKey, SeatKey], object]) -> None:
        super().__init__(_("Why this person?"))
        self._put, self._exchange = put, exchange
        self._links: list[Link] = []
        self.clear()

    def clear(self) -> None:
        super().clear()
        self._links: list[Link] = []

    def focus_first(self) -> None:
        """Go to the first person who could sit here instead."""
        if self._links:
            self._links[0].setFocus()

    def show_seat(self, view: RosterView, why: Why) -> None:
        """The reasons of one taken seat."""
        self.clear()
        roster, who = view.roster, why.volunteer
        if who is None:
            return
        template, name = roster.template(why.seat.template), roster.name(who)
        self.set_title(_("Why this person?"))
        self.set_caption(_("{month}/{day} {shift} · {name}").format(
            month=why.seat.day.month, day=why.seat.day.day, shift=template.name, name=name))
        told = [
            ngettext("{number} person could sit then", "{number} people could sit then", why.able).format(number=why.able),
            (_("{name} has the least load of them ({total}, mean {mean:.1f})") if why.lowest
             else _("{name} carries {total} (mean {mean:.1f})")).format(name=name, total=why.total, mean=why.mean),
        ]
        if why.beside:
            told.append(_("beside {names}").format(names=_(", ").join(self._with_years(view, v) for v in why.beside)))
        if why.locked:
            told.append(_("locked by hand"))
        self.say(_("; ").join(told) + _("."))
        for other in [a for a in why.alternatives if a.rule is None and not a.unfilled][:CHEAPEST]:
            change = _("{phone} · fairness {fairness:+d}, wishes {wishes:+d}").format(
                phone=roster.people[other.volunteer].phone or _("no phone"), fairness=other.fairness, wishes=other.preference)
            if other.gives is None:
                self._offer(_("Take {name} instead").format(name=roster.name(other.volunteer)), change, why.seat, other.volunteer)
                continue
            gives = _("{month}/{day} {shift}").format(
                month=other.gives.day.month, day=other.gives.day.day, shift=roster.template(other.gives.template).name)
            self._link(_("Change places with {name}, {seat}").format(name=roster.name(other.volunteer), seat=gives), change,
                       lambda seat=why.seat, gives=other.gives: self._exchange(seat, gives))
        emptying = [a for a in why.alternatives if a.rule is None and a.unfilled]
        if emptying:
            self.say(_("{number} more could come only by leaving a seat of their own empty: {names}").format(
                number=len(emptying), names=_(", ").join(roster.name(a.volunteer) for a in emptying[:CHEAPEST])), "caption")
        barred = [a for a in why.alternatives if a.rule is not None and view.roster.people[a.volunteer].trained][:BARRED]
        if barred:
            self.say(_("; ").join(
                _("{name} {reason}").format(name=roster.name(a.volunteer), reason=rule_label(a.rule)) for a in barred if a.rule), "caption")

    def show_person(self, view: RosterView, line: Line, day: date) -> None:
        """What a person without a seat could take on a day."""
        self.clear()
        self.set_title(_("What could {name} take?").format(name=line.name))
        self.set_caption(_("{month}/{day}").format(month=day.month, day=day.day))
        for place, option in enumerate(day_options(view.roster, line.volunteer, day), 1):
            span = f"{place}  {option.template.name} {clock(option.template.start)}–{clock(option.template.end)}"
            if option.rule is not None:
                self.say(_("{shift}: {name} {reason}").format(shift=span, name=line.name, reason=rule_label(option.rule)), "muted")
            elif option.seat is None:
                self.say(_("{shift}: no seat is empty").format(shift=span), "muted")
            else:
                self._offer(_("Seat {name}").format(name=line.name), span, option.seat, line.volunteer)

    def show_empty(self, view: RosterView, day: date, seats: tuple[Taken, ...]) -> None:
        """Why the seats of a day are empty."""
        self.clear()
        self.set_title(_("Why is it empty?"))
        self.set_caption(_("{month}/{day}").format(month=day.month, day=day.day))
        for short in (s for s in view.shortages if s.day == day):
            name = view.roster.template(short.template).name
            self.say(_("{shift} lacks {number}: {reasons}").format(
                shift=name, number=short.missing, reasons=reasons_words(short.reasons) or _("nobody offered this time")))
            seat = next((s.key for s in seats if s.key.template == short.template), None)
            for who in short.free[:CHEAPEST]:
                if seat is not None:
                    self._offer(_("Seat {name}").format(name=view.roster.name(who)), name, seat, who)

    def choose(self, view: RosterView, line: Line, day: date, place: int, shell: Shell) -> None:
        """Seat a person in the shift with this place of the day, or say why not."""
        options = day_options(view.roster, line.volunteer, day)
        if place >= len(options):
            return
        option = options[place]
        if option.seat is None:
            shell.say(_("{shift} has no empty seat on {month}/{day}.").format(
                shift=option.template.name, month=day.month, day=day.day), "gold")
        else:
            self._put(option.seat, line.volunteer)

    def show_whole(self, view: RosterView, told: PersonWhy) -> None:
        """Why a person has what he has in the month."""
        self.clear()
        name = view.roster.name(told.volunteer)
        self.set_title(_("Why has {name} these shifts?").format(name=name))
        self.set_caption(_("load {load} + carried {carried} = {sum} (mean {mean:.1f})").format(
            load=told.load, carried=told.carried, sum=told.load + told.carried, mean=told.mean))
        self.say(_("{shifts} shifts; of {all} shifts of the month {open} are open to {name}. {heavier} carry more, {lighter} less.").format(
            shifts=told.shifts, all=told.open + sum(told.barred.values()), open=told.open, name=name, heavier=told.heavier,
            lighter=told.lighter))
        lines = [_("{reason}: {number} shifts").format(reason=rule_label(rule), number=n) for rule, n in sorted(
            told.barred.items(), key=lambda item: -item[1])]
        self.say(_("; ").join(lines), "caption")
        if told.full_weeks:
            self.say(_("At the week's maximum in the weeks from {days}.").format(
                days=_(", ").join(f"{d.month}/{d.day}" for d in told.full_weeks)), "caption")
        if told.month_full:
            self.say(_("At the month's maximum."), "caption")
        wishes = [
            (told.wanted_met, _("{number} wanted shifts given")), (told.wanted_missed, _("{number} wanted shifts not given")),
            (told.unwanted, _("{number} unwanted shifts given all the same")), (told.locked, _("{number} locked by hand")),
        ]
        self.say(_("; ").join(words.format(number=n) for n, words in wishes if n), "caption")
        if told.volunteer in view.roster.past.newcomers:
            self.say(_("{name} joined in the last three months and starts at least at the average.").format(name=name), "caption")

    def _offer(self, words: str, beside: str, seat: SeatKey, volunteer: str) -> None:
        self._link(words, beside, lambda: self._put(seat, volunteer))

    def _link(self, words: str, beside: str, call: Callable[[], object]) -> None:
        link = Link(words, call)
        self._links.append(link)
        self.lines.addLayout(row(link, label(beside, "caption"), None))

    def _with_years(self, view: RosterView, volunteer: str) -> str:
        years = view.roster.problem.by_id[volunteer].years
        name = view.roster.name(volunteer)
        return _("{name} ({years:g} years)").format(name=name, years=years) if years else _("{name} (new)").format(name=name)


class ChangesPanel(_Scrolling):
    """What differs from the version before."""

    def __init__(self) -> None:
        super().__init__(_("Changes since the version before"))

    def show_changes(self, view: RosterView) -> None:
        """Show up to forty of them."""
        self.clear()
        roster = view.roster
        if not roster.previous:
            self.say(_("There is no version before."), "muted")
            return
        number = len(view.changes)
        self.set_caption(ngettext("{number} place", "{number} places", number).format(number=number))
        if not number:
            self.say(_("Nothing differs."), "muted")
            return
        rows = LineRows([0, 1])
        for key, before, after in view.changes[:CHANGES]:
            when = _("{month}/{day} {shift}").format(month=key.day.month, day=key.day.day, shift=roster.template(key.template).name)
            rows.add_row(when, f"{roster.name(before) or _('empty')} → {roster.name(after) or _('empty')}")
        self.lines.addWidget(rows)


class FillPanel(_Scrolling):
    """How many seats of each shift are filled."""

    def __init__(self, colors: Callable[[int], tuple[str, str]], look: Callable[[], object]) -> None:
        super().__init__(_("People per shift"))
        self._colors, self._look = colors, look

    def show_fills(self, view: RosterView) -> None:
        """One line per shift."""
        self.clear()
        planned = view.roster.saved is not None or view.proposal
        rows = LineRows([1, 0], right=[1])
        for place, fill in enumerate(view.fills):
            name = label(f"{fill.shift} {clock(fill.start)}–{clock(fill.end)}")
            ground, ink = self._colors(place)
            name.setStyleSheet(f"color: {QColor(ink).name()}; background: {QColor(ground).name()}; padding: {theme.px(2)}px {theme.px(6)}px;")
            full = fill.filled == fill.seats
            told = label(f"{fill.filled if planned else 0} / {fill.seats}", "" if full or not planned else "strong")
            rows.add_row(name, told)
        self.lines.addWidget(rows)
        if view.remedy is not None:
            self.say(_("What would fill them"), "strong")
            for words in remedy_words(view.roster, view.remedy):
                self.say(words, "caption")
        elif view.unfilled and view.roster.saved is not None and not view.proposal:
            self.lines.addLayout(row(Link(_("What would fill the empty seats?"), self._look), None))
