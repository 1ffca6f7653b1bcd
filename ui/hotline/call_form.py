"""The entry of a call: who, about what, what was said, what was promised. Made for the keyboard."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QLineEdit, QPlainTextEdit, QSizePolicy

from desktop.clock import Clock
from desktop.hotline.calls import CallEntry, Caller, reaches
from desktop.hotline.desk import Desk
from desktop.hotline.numbers import split_caller
from desktop.hotline.reassurance import NamedContact
from desktop.hotline.words import AXES, CALL_OUTCOMES, CALL_SUBTYPES, DIRECTIONS
from desktop.i18n import _
from ui.hotline.call_further import CallFurther
from ui.kit import Button, Card, Chips, ToggleKey, label, row, theme

ASK_AGAIN = 4000  # milliseconds in which a second Esc throws away what was typed
WAIT = 120  # milliseconds after the last key before the card is fetched
SECOND = 1000
NARROW = 600  # below this the boxes under the note stand on two lines


class CallerBox(QLineEdit):
    """Where the caller is typed; the matches hang below. `picked(Caller)` when one is taken, `typed(Caller or None)` the best match."""

    picked = Signal(object)
    typed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Caller"))
        self.setPlaceholderText(_("Name, pinyin initials, ID tail or phone"))
        self.desk: Desk | None = None
        self.matches: list[Caller] = []
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated[str].connect(self._take_words)  # type: ignore[index]
        self.setCompleter(completer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(lambda: self.typed.emit(self.matches[0] if self.matches else None))
        self.textEdited.connect(self.look)

    def look(self, text: str) -> None:
        """Find who may be meant."""
        self.matches = self.desk.book.find(text) if self.desk is not None else []
        self._words.setStringList([self.words_of(one) for one in self.matches])
        self._timer.start()

    def words_of(self, caller: Caller) -> str:
        """A match as it hangs below the box."""
        told = [caller.name, caller.place, caller.phone]
        if caller.through:
            told.append(_("through {contact}").format(contact=caller.through))
        if caller.care_file is None:
            told.append(_("no care file"))
        return "  ".join(part for part in told if part)

    def take(self, caller: Caller) -> None:
        """Take a caller as if picked."""
        self._timer.stop()
        self.setText(caller.name)
        self.matches = []
        self.picked.emit(caller)

    def _take_words(self, words: str) -> None:
        for one in self.matches:
            if self.words_of(one) == words:
                QTimer.singleShot(0, self, lambda one=one: self.take(one))  # after the completer has put its own words in
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            popup = self.completer().popup()
            if popup.isVisible() and popup.currentIndex().isValid():
                super().keyPressEvent(event)
            elif self.matches:
                popup.hide()
                self.take(self.matches[0])
            else:
                self.picked.emit(None)
            return
        super().keyPressEvent(event)


class CallForm(Card):
    """The entry. `saved(CallEntry)` on Ctrl+Enter, `person_shown(Caller or None, sure)` while the caller is typed."""

    saved = Signal(object)
    person_shown = Signal(object, bool)
    phrases_wanted = Signal()
    changed = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__(_("Call"))
        self._asked = False
        self._brought = False
        self._clock = clock
        self.caller_known: Caller | None = None
        self.contact: NamedContact | None = None
        self.started: datetime | None = None  # when the first word was typed, and the last: what the timer shows
        self.last: datetime | None = None
        self.now = datetime.min
        self.reach, self.timer = label("", "caption"), label("", "strong")
        self.head.addStretch(1)
        self.head.addWidget(self.reach)
        self.head.addWidget(self.timer)
        self._tick = QTimer(self)
        self._tick.setInterval(SECOND)
        self._tick.timeout.connect(self._show_time)
        self.direction = Chips(_("Direction"))
        self.direction.set_items([(key, _(word)) for key, word in DIRECTIONS.items()])
        self.direction.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.direction.picked.connect(lambda _key: self.subtype_changed())
        self.caller = CallerBox()
        self.caller.picked.connect(self._picked)
        self.caller.typed.connect(self._typed)
        self.add(row(self.direction, self.caller, gap=10))
        self.subtype = Chips(_("About"))
        self.subtype.set_items([(key, f"{n} {_(word)}" if n <= 9 else _(word)) for n, (key, word) in enumerate(CALL_SUBTYPES.items(), 1)])
        self.subtype.setMinimumWidth(theme.px(300))
        self.subtype.picked.connect(lambda _key: self.subtype_changed())
        self.add(self.subtype)
        for number, key in enumerate(list(CALL_SUBTYPES)[:9], 1):
            ToggleKey(f"Alt+{number}", self, lambda key=key: self.subtype.choose(key))
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("What was said"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme.px(68))
        self.add(self.note)
        self.phrases = QComboBox()
        self.phrases.setAccessibleName(_("Quick phrases"))
        self.phrases.activated.connect(self._phrase)
        self.axis = QComboBox()
        self.axis.setAccessibleName(_("Kind of help"))
        self.axis.addItem(_("Kind of help: none"), "")
        for key, word in AXES.items():
            self.axis.addItem(_(word), key)
        self.outcome = QComboBox()
        self.outcome.setAccessibleName(_("Outcome"))
        self.outcome.addItem(_("Outcome: none"), "")
        for key, word in CALL_OUTCOMES.items():
            self.outcome.addItem(_(word), key)
        self.taker = QComboBox()
        self.taker.setAccessibleName(_("Taken by"))
        for combo in (self.phrases, self.axis, self.outcome, self.taker):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(4)
            combo.setToolTip(combo.accessibleName())
        self.combos = QGridLayout()
        self.combos.setSpacing(theme.px(6))
        self.add(self.combos)
        self._lay_out_combos(1)
        self.further = CallFurther()
        self.promise, self.owner = self.further.promise, self.further.owner
        self.add(self.further)
        self.save = Button(_("Save call"), self.submit, "Ctrl+Return", "main")
        self.drop = Button(_("Empty"), self.give_up, "Esc")
        self.add(row(self.further.escalate, self.further.incident, None, self.drop, self.save))
        self.subtype_changed()
        self.caller.textChanged.connect(lambda _text: self._touched())
        self.note.textChanged.connect(self._touched)
        self.further.changed.connect(self._touched)
        for chips in (self.direction, self.subtype):
            chips.picked.connect(lambda _key: self.changed.emit())
        for combo in (self.axis, self.taker):
            combo.activated.connect(lambda _number: self.changed.emit())
        self.outcome.activated.connect(lambda _number: self.subtype_changed())

    def _touched(self) -> None:
        """The call begins with the first word; the timer runs until it is saved or emptied."""
        if not self.is_empty():
            self.last = self._clock.now()
            if self.started is None:
                self.started = self.last
                self._tick.start()
        self._show_time()
        self.changed.emit()

    def _show_time(self) -> None:
        if self.started is None:
            self._tick.stop()
            self.timer.setText("")
            return
        seconds = max(0, int((self._clock.now() - self.started).total_seconds()))
        self.timer.setText(f"{seconds // 60}:{seconds % 60:02}")

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._lay_out_combos(2 if self.width() < theme.px(NARROW) else 1)
        self.body.activate()
        self.subtype.setMinimumHeight(self.subtype.heightForWidth(self.subtype.width()))  # the chips wrap; no row may be cut off

    def _lay_out_combos(self, lines: int) -> None:
        """The four boxes on one line, or on two where the page is narrow."""
        if self.combos.rowCount() == lines and self.combos.count():
            return
        across = 4 // lines
        for place, combo in enumerate((self.phrases, self.axis, self.outcome, self.taker)):
            self.combos.removeWidget(combo)
            self.combos.addWidget(combo, place // across, place % across)
        for place, wide in enumerate((5, 7, 6, 5)):
            self.combos.setColumnStretch(place, wide if place < across else 0)

    def set_desk(self, desk: Desk) -> None:
        """Who may call, who may have taken the call, and what time it is."""
        self.caller.desk = desk
        self.now = desk.now
        self.further.set_today(desk.now.date())
        self.phrases.clear()
        self.phrases.addItems([_("Quick phrases"), *desk.phrases, _("Change the list…")])
        kept = self.taker.currentData()
        self.taker.clear()
        self.taker.addItem(_("clerk"), None)
        for volunteer, name in desk.takers:
            self.taker.addItem(name, volunteer)
        rostered = next((s.volunteer for s in desk.duty.now if s.volunteer), None)
        on_duty = next((who for who, _name in desk.present), rostered)
        found = self.taker.findData(kept if kept is not None else on_duty)
        self.taker.setCurrentIndex(max(found, 0))

    @property
    def due(self) -> Any:
        """Until when something was promised."""
        return self.further.due

    def begin(self, caller: Caller | None = None, direction: str = "in", contact: NamedContact | None = None) -> None:
        """A new call, perhaps with somebody known already; `contact`: it goes to this contact in the elder's place."""
        self.clear_all()
        self.direction.choose(direction)
        self.contact = contact
        if contact is not None:
            self.subtype.choose("third_party")
        if caller is not None:
            self.caller.take(caller)
        else:
            self.caller.setFocus()

    def has_words(self) -> bool:
        """Something is typed that would be missed: a note, a promise, or the number of somebody unknown."""
        number = "" if self.caller_known is not None else "".join(one for one in self.caller.text() if one.isdigit())
        return bool(self.note.toPlainText().strip() or self.promise.text().strip() or len(number) >= 5)

    def give_up(self) -> None:
        """Esc: empty the entry; words that would be missed only when asked twice."""
        if self.has_words() and not self._asked:
            self._asked = True
            self.reach.setText(_("Press Esc once more to throw away what you typed."))
            QTimer.singleShot(ASK_AGAIN, self, self._forget_asking)
            return
        self.clear_all()

    def _forget_asking(self) -> None:
        self._asked = False
        self.subtype_changed()

    def typed_state(self) -> dict[str, Any]:
        """What is typed, as plain values for a draft; empty when nothing is."""
        if self.is_empty():
            return {}
        return {
            "direction": self.direction.chosen, "caller": self.caller.text(), "subtype": self.subtype.chosen,
            "person": self.caller_known.person if self.caller_known is not None else None,
            "note": self.note.toPlainText(), "axis": self.axis.currentData(), "taker": self.taker.currentData(),
            "outcome": self.outcome.currentData(), **self.further.state(),
            "contact": [self.contact.name, self.contact.relation, self.contact.phone] if self.contact is not None else [],
            "started": self.started.isoformat() if self.started is not None else "",
            "last": self.last.isoformat() if self.last is not None else "",
        }  # fmt: skip

    def bring(self, state: dict[str, Any]) -> None:
        """Show a draft; the desk must be there."""
        self.clear_all()
        known = self.caller.desk.book.people.get(state["person"] or "") if self.caller.desk is not None else None
        if known is not None:
            self.caller.take(known)
        else:
            self.caller.setText(state["caller"])
            self.caller.look(state["caller"])
        self.direction.choose(state["direction"])
        self.subtype.choose(state["subtype"])
        self.note.setPlainText(state["note"])
        for combo, value in ((self.axis, state["axis"]), (self.taker, state["taker"]), (self.outcome, state.get("outcome", ""))):
            combo.setCurrentIndex(max(combo.findData(value), 0))
        self.further.bring(state)
        self.contact = NamedContact(*state["contact"]) if state.get("contact") else None
        self.started = datetime.fromisoformat(state["started"]) if state.get("started") else self.started
        self.last = datetime.fromisoformat(state["last"]) if state.get("last") else self.last
        self._brought = True  # it ended when its last word was typed, not when it is saved
        self.subtype_changed()

    def clear_all(self) -> None:
        """Empty the entry."""
        self._asked = False
        self.caller_known = None
        self.contact = None
        self.caller.clear()
        self.caller.matches = []
        self.note.clear()
        self.further.clear_all(self.now.date() if self.now != datetime.min else self._clock.today())
        self.axis.setCurrentIndex(0)
        self.outcome.setCurrentIndex(0)
        self.direction.choose("in")
        self.subtype.choose("companionship")
        self.started, self.last, self._brought = None, None, False
        self._show_time()
        self.person_shown.emit(None, False)
        self.caller.setFocus()

    def is_empty(self) -> bool:
        """Nothing was typed yet."""
        return not (self.caller.text().strip() or self.note.toPlainText().strip() or self.promise.text().strip())

    def subtype_changed(self) -> None:
        """Say whether the call counts as a sign of life."""
        known = self.caller_known is not None and self.caller_known.care_file is not None
        spoke = known and reaches(self.entry())
        told = "" if not known else _("Counts as a sign of life.") if spoke else _("Does not count as a sign of life.")
        if self.contact is not None:
            told = _("Call the contact: {relation} {name} {phone}").format(
                relation=self.contact.relation, name=self.contact.name, phone=self.contact.phone)  # fmt: skip
        self.reach.setText(told)

    def submit(self) -> None:
        """Hand the call over; what is wrong with the date is shown beside it."""
        if self.is_empty():
            self.caller.setFocus()
            return
        if self.further.wrong():
            return
        self.saved.emit(self.entry())

    def entry(self) -> CallEntry:
        """The call as entered."""
        known = self.caller_known
        typed = split_caller(self.caller.text())
        name = self.contact.name if self.contact is not None else ""
        begun = self.started
        ended = self.last if self._brought else self._clock.now()
        return CallEntry(
            direction=str(self.direction.chosen), person=known.person if known else None,
            caller_name=name if known else typed.name, phone="" if known else typed.phone, subtype=str(self.subtype.chosen),
            axis=str(self.axis.currentData()), outcome=str(self.outcome.currentData()), note=self.note.toPlainText().strip(),
            taken_by=self.taker.currentData(), at=begun, ended_at=max(ended, begun) if begun is not None and ended is not None else None,
            to_contact=known is not None and self.contact is not None, escalate=self.further.escalate.isChecked(),
            incident=str(self.further.incident.currentData()), follow_ups=self.further.follow_ups(),
        )  # fmt: skip

    def _picked(self, caller: Caller | None) -> None:
        self.caller_known = caller
        self.subtype_changed()
        if caller is not None:
            self.person_shown.emit(caller, True)
        self.note.setFocus()

    def _typed(self, best: Caller | None) -> None:
        self.caller_known = None
        self.subtype_changed()
        self.person_shown.emit(best, False)

    def _phrase(self, number: int) -> None:
        if number == self.phrases.count() - 1:
            self.phrases.setCurrentIndex(0)
            self.phrases_wanted.emit()
        elif number > 0:
            self.note.insertPlainText(self.phrases.itemText(number))
            self.phrases.setCurrentIndex(0)
            self.note.setFocus()
