"""Beside the list of the entry page: the keys, the door being entered, who was met besides, the sheets of the slot."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.i18n import _, ngettext
from desktop.people.masking import masked_phone
from desktop.rounds import outcomes
from desktop.rounds.entry import Line, SheetEntry
from desktop.rounds.outcomes import INFO, Outcome
from desktop.rounds.outcomes import label as outcome_label
from desktop.rounds.sheets import SheetView
from desktop.rounds.walkins import WalkInLine
from ui.kit import Card, FlowLayout, LineRows, Link, clear, column, label, scrolled, theme
from ui.rounds.entry_parts import NoteEdit, SheetChip
from ui.rounds.words import moment_words, wide

SIDE = (318, 264)  # pixels at 100 %, and for each 100 % when everything is drawn larger


class EntrySide(QWidget):
    """What the page tells about the door being entered; `go(sheet number)` when a chip is pressed, `take_back(walk-in)`."""

    def __init__(self, go: Callable[[int], object], take_back: Callable[[WalkInLine], object]) -> None:
        super().__init__()
        self._go, self._take_back = go, take_back
        self.note = NoteEdit()
        self.note.setPlaceholderText(_("Note, may stay blank; Enter goes on"))
        self.note.setAccessibleName(_("Note"))
        self.now = Card(_("Being entered"))
        self.big = label("", "big")
        self.told = label("", "muted", wrap=True)
        self.wrong = label("", "error", wrap=True)
        self.facts = LineRows([0, 1], right=[1])
        for part in (self.big, self.told, self.wrong, self.note, self.facts):
            self.now.add(part)
        self.besides = Card(_("Met besides"))
        self.met = LineRows([1, 0, 0])
        self.besides.add(self.met)
        self.sheets = Card(_("Sheets of the slot"))
        chips = QWidget()
        self._chips = FlowLayout(chips)
        policy = chips.sizePolicy()
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self.sheets.add(chips)
        self.sheets.add(label(_("Scan the paper's code or type its number and Enter."), "caption", wrap=True))
        keys = self._keys_card()
        order = (keys, self.now, self.besides, self.sheets) if theme.scale() < 1.3 else (self.now, self.besides, self.sheets, keys)
        self.setLayout(column(*order, None, gap=10))

    def area(self) -> QScrollArea:
        """This, scrolling by itself, as wide as it should be."""
        area = scrolled(self)
        area.setFixedWidth(theme.px(wide(*SIDE)))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    @staticmethod
    def _keys_card() -> Card:
        card = Card(_("Keys"))
        rows = LineRows([1, 1])
        for left, right in (
            (_("6 then N"), _("No. 6: no answer")),
            (_("3 J words Enter"), _("No. 3: refused, noted")),
            (_("P safe　G door"), _("D phone　L vouched")),
            (_("J refused　N nobody"), _("Y unwell　M missed")),
            (_("B away　C late"), _("E emergency Ctrl+Z undo")),
        ):
            rows.add_row(label(left, wrap=True), label(right, wrap=True))
        card.add(rows)
        return card

    def show_current(self, entry: SheetEntry | None, line: Line | None, today: date) -> None:
        """The door being entered, or what to do when there is none."""
        self.now.set_caption("" if line is None else _("No. {number} {name}").format(number=line.door.number, name=line.door.name))
        self.big.setText("–" if entry is None else entry.shown or "–")
        self.wrong.setText("" if entry is None else entry.complaint)
        self.wrong.setVisible(bool(self.wrong.text()))
        self.told.setText(_explain(entry, line))
        self.note.setVisible(entry is not None and entry.current is not None)
        self.facts.clear()
        if line is not None:
            self._show_facts(line, today)

    def _show_facts(self, line: Line, today: date) -> None:
        door, safe = line.door, line.door.last_safe
        last = moment_words(safe.at, safe.channel, today)
        self.facts.add_row(label(_("Last known safe"), "muted"), label(last, wrap=True))
        contact = _("none") if door.contact is None else " ".join(
            part for part in (door.contact.relation, door.contact.name, masked_phone(door.contact.phone)) if part
        )  # fmt: skip
        self.facts.add_row(label(_("Emergency contact"), "muted"), label(contact, wrap=True))
        self.facts.add_row(label(_("Absence notice"), "muted"), label(door.absence or _("none"), wrap=True))
        for one in door.earlier:
            told = _("{time} {who}: {before} → {after}").format(
                time=f"{one.at:%m-%d %H:%M}", who=one.who, before=_result(one.before, one.before_note),
                after=_result(one.after, one.after_note),
            )  # fmt: skip
            self.facts.add_row(label(_("Corrected"), "muted"), label(told, wrap=True))

    def show_sheets(self, view: SheetView) -> None:
        """The chips of the slot's sheets."""
        done = sum(1 for one in view.siblings if one.state == "recorded")
        self.sheets.set_caption(_("recorded {done} / {all}").format(done=done, all=len(view.siblings)))
        clear(self._chips)
        for one in view.siblings:
            self._chips.addWidget(SheetChip(one, one.number == view.number, self._go))
        self._chips.invalidate()

    def show_met(self, found: Sequence[WalkInLine]) -> None:
        """The blank lines that were typed."""
        self.met.clear()
        self.besides.setVisible(bool(found))
        for one in found:
            name = label(f"+{one.line} {one.name}", "strong", wrap=True)
            name.setToolTip(" · ".join(part for part in (one.door, one.note) if part))
            remove = Link(_("remove"), lambda one=one: self._take_back(one))
            self.met.add_row(name, outcomes.label(one.outcome), remove)


def _result(outcome: str, note: str) -> str:
    if not outcome:
        return _("nothing yet")
    return f"{outcome_label(outcome)}({note})" if note else outcome_label(outcome)


def _explain(entry: SheetEntry | None, line: Line | None) -> str:
    if line is None or entry is None:
        return _("Type the number of a door where something else was found.")
    if entry.current is None:
        return _("Now the key of what was found.")
    if line.outcome is Outcome.NO_ANSWER:
        return _("No answer → a ladder is opened as soon as the sheet is accepted, and the elder is put on the outbound list.")
    if INFO[line.outcome].opens_ladder:
        return _("{outcome} → a ladder is opened as soon as the sheet is accepted.").format(outcome=outcome_label(line.outcome))
    return outcome_label(line.outcome)


def state_words(view: SheetView, now: datetime) -> tuple[str, str]:
    """What is not usual about this sheet, with the kind of its badge: recorded already, of another day, of a slot to come."""
    if view.recorded_at is not None:
        when = f"{view.recorded_at:%H:%M}" if view.recorded_at.date() == now.date() else f"{view.recorded_at:%m-%d %H:%M}"
        return _("recorded {time} by {who}").format(time=when, who=view.recorded_by), "ok"
    if view.date > now.date():
        return _("for a day to come"), "gold"
    if view.date < now.date():
        days = (now.date() - view.date).days
        return ngettext("of yesterday", "of {count} days ago", days).format(count=days), "gold"
    if any(door.outcome for door in view.doors):
        return _("recorded in part"), "gold"
    if any(one.number == view.number and one.state == "late" for one in view.siblings):
        return _("given back late"), "gold"
    return (_("the slot has not begun"), "gold") if now < view.slot.start_on(view.date) else ("", "")
