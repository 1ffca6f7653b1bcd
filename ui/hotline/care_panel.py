"""The care card beside the phone: alerts first, then how to address the caller, contacts, what was last, what was promised."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.hotline.card import CareCard
from desktop.hotline.words import CALL_SUBTYPES, DIRECTIONS
from desktop.hotline.words import label as word_of
from desktop.i18n import _
from desktop.rounds.lastsafe import channel_label
from desktop.rounds.outcomes import label as outcome_label
from ui.kit import Badge, Card, FlowLayout, LineRows, Link, clear, column, label, row, scrolled
from ui.kit.secrets import shown_in_clear

SHOWN = 3


class CarePanel(Card):
    """A card that shows one caller. `close_wanted(follow_up)` when a promise is to be closed, `clear_wanted(person)`, `file_wanted(care_file)`,
    `plan_wanted(care_file, name)`: on which days he is called."""

    close_wanted = Signal(object)
    clear_wanted = Signal(str)
    file_wanted = Signal(str)
    plan_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(_("Care card"))
        inside = QWidget()
        self.lines = column(gap=6)
        inside.setLayout(column(self.lines, None, gap=0))
        self.add(scrolled(inside), 1)
        self.person = ""
        self.show_nobody()

    def show_nobody(self, words: str = "") -> None:
        """Nobody is known yet."""
        self.person = ""
        clear(self.lines)
        self.set_caption("")
        self.lines.addWidget(label(words or _("Type a name, pinyin initials or the end of a phone number; the card comes by itself."),
                                   "muted", wrap=True))

    def show_card(self, card: CareCard, sure: bool, now: datetime) -> None:
        """Show a person; `sure` False while it is only the best match of what was typed."""
        self.person = card.person
        if card.in_clear:
            shown_in_clear(card.phone, *(one.phone for one in card.contacts))
        clear(self.lines)
        self.set_caption("" if sure else _("best match; Enter takes it"))
        name = label(card.name, "title", selectable=True)
        risk = {"high": (_("high risk"), "danger"), "focus": (_("focus"), "gold")}.get(card.risk)
        self.lines.addLayout(row(name, *([Badge(*risk)] if risk else []), None,
                                 *([Link(_("Care file"), lambda: self.file_wanted.emit(card.care_file or ""))] if card.care_file else [])))
        for alert in card.alerts:
            badge = Badge(alert.text, "danger" if alert.level == "danger" else "gold")
            badge.setWordWrap(True)
            badge.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # as high as its lines: an alert is never cut
            self.lines.addWidget(badge)
        facts = [
            _("address as “{words}”").format(words=card.address_as), {"m": _("male"), "f": _("female")}.get(card.sex, ""),
            _("{age} years").format(age=card.age) if card.age is not None else "", card.code,
        ]
        self.lines.addWidget(label(" · ".join(f for f in facts if f), "muted", wrap=True))
        reach = label(" · ".join(p for p in (card.place, card.phone) if p), wrap=True, selectable=True)
        shows = [] if card.in_clear else [Link(_("Show numbers"), lambda: self.clear_wanted.emit(card.person))]
        self.lines.addLayout(row(reach, *shows, None))
        if card.categories:
            tags = QWidget()
            flow = FlowLayout(tags, gap=6)
            for category in card.categories:
                flow.addWidget(Badge(category, "accent"))
            self.lines.addWidget(tags)
        for heading, text in ((_("Health"), card.health), (_("Hazards in the home"), card.hazards), (_("Remarks"), card.notes)):
            if text:
                self._section(heading)
                self.lines.addWidget(label(text, wrap=True))
        self._safe(card, now)
        if card.care_file:
            self.lines.addLayout(row(Link(_("Plan calls"), lambda: self.plan_wanted.emit(card.care_file or "", card.name)), None))
        self._contacts(card)
        self._promises(card, now)
        self._past(card, now)

    def _section(self, words: str) -> None:
        self.lines.addWidget(label(words, "caption"))

    def _safe(self, card: CareCard, now: datetime) -> None:
        if card.last_safe_at is not None:
            self._section(_("Last known safe"))
            self.lines.addWidget(label(f"{moment_words(card.last_safe_at, now)} · {channel_label(card.last_safe_channel)}"))

    def _contacts(self, card: CareCard) -> None:
        if card.contacts:
            self._section(_("Emergency contacts, in order"))
            rows = LineRows([0, 1, 0], right=[2])
            for contact in card.contacts:
                key = _("has key") if contact.has_key else ""
                rows.add_row(contact.name, " ".join(p for p in (contact.relation, key) if p), label(contact.phone, "strong", selectable=True))
            self.lines.addWidget(rows)

    def _promises(self, card: CareCard, now: datetime) -> None:
        if card.follow_ups:
            self._section(_("Open follow-ups"))
            rows = LineRows([1, 0, 0])
            for promise in card.follow_ups:
                late = promise["due_at"] is not None and promise["due_at"] < now
                due = moment_words(promise["due_at"], now) if promise["due_at"] else ""
                rows.add_row(label(promise["what"], wrap=True), Badge(due, "gold" if late else "muted") if due else None,
                             Link(_("Close it"), lambda promise=promise: self.close_wanted.emit(promise)))
            self.lines.addWidget(rows)

    def _past(self, card: CareCard, now: datetime) -> None:
        if card.last_calls:
            self._section(_("Last calls"))
            for call in card.last_calls[:SHOWN]:
                self.lines.addWidget(label(call_words(call, now), wrap=True))
        if card.last_knocks:
            self._section(_("Last knocks"))
            told = [
                f"{moment_words(k['at'], now) if k['at'] else k['date'].isoformat()} {outcome_label(k['outcome'])}" for k in card.last_knocks
            ]
            self.lines.addWidget(label("\n".join(told)))


def moment_words(at: datetime, now: datetime) -> str:
    """'14:05' for today, 'yesterday 14:05', else month and day."""
    days = (now.date() - at.date()).days
    if days == 0:
        return f"{at:%H:%M}"
    if days == 1:
        return _("yesterday {time}").format(time=f"{at:%H:%M}")
    if days == -1:
        return _("tomorrow {time}").format(time=f"{at:%H:%M}")
    return _("{month}/{day} {time}").format(month=at.month, day=at.day, time=f"{at:%H:%M}")


def call_words(call: dict[str, Any], now: datetime) -> str:
    """A call as one line: when, which way, about what, the note."""
    head = f"{moment_words(call['at'], now)} {word_of(DIRECTIONS, call['direction'])} {word_of(CALL_SUBTYPES, call['subtype'])}"
    return f"{head} · {call['note']}" if call["note"] else head
