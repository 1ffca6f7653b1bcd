"""The lists under the entry of a call: today's calls, what was promised, whom to call, numbers that nobody knows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer

from desktop.hotline.desk import Desk
from desktop.hotline.numbers import Unmatched
from desktop.hotline.reassurance import Outbound
from desktop.hotline.words import CALL_KINDS, CALL_SUBTYPES, DIRECTIONS, REQUESTS
from desktop.hotline.words import label as word_of
from desktop.i18n import N_, _
from ui.hotline.care_panel import moment_words
from ui.kit import Card, Chips, Column, RowsTable, theme

LISTS = ("calls", "follow_ups", "outbound", "unmatched")
REASONS: dict[str, tuple[str, str]] = {
    "no_answer": (N_("No answer at the door"), "danger"), "silence": (N_("Silent too long"), "gold"),
    "plan": (N_("By plan"), "accent"), "birthday": (N_("Birthday"), "accent"),
}  # fmt: skip
MINUTE = 60_000


class CallLists(Card):
    """The tables and the chips that turn them. Each minute the clocks of the outbound list are drawn anew."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self._now = now
        self.which = Chips(_("List"))
        self.which.setMinimumWidth(theme.px(240))
        self.which.picked.connect(self.turn)
        self.add(self.which)
        self.calls = RowsTable([
            Column(_("Time"), "at", width=62, format=lambda at: f"{at:%H:%M}", tip=length_words),
            Column(_("Direction"), "direction", width=70, format=lambda code: word_of(DIRECTIONS, code), muted=True),
            Column(_("Caller"), caller_words, width=110, bold=True, badge=None),
            Column(_("About"), "subtype", width=100, badge=_about_badge),
            Column(_("Note"), "note", stretch=True, tip=lambda call: call["note"]),
            Column(_("Taken by"), lambda call: call["taken_by_name"] or "", width=84, muted=True),
        ], _("Calls of today"))  # fmt: skip
        self.calls.set_empty(_("No call yet today. F2 enters one."))
        self.promises = RowsTable([
            Column(_("Due"), "due_at", width=120, badge=self._due_badge),
            Column(_("What"), _what_words, stretch=True, bold=True, tip=_what_words),
            Column(_("For whom"), lambda f: f["person_name"] or "", width=90),
            Column(_("Who sees to it"), "owner", width=100, muted=True),
            Column("", lambda _f: _("Close it"), width=72, link=True, key="close"),
        ], _("Open follow-ups"))  # fmt: skip
        self.promises.set_empty(_("Nothing is promised and open."))
        self.outbound = RowsTable([
            Column(_("Why"), lambda one: one.call.reason, width=104, badge=_reason_badge),
            Column(_("Name"), lambda one: one.call.name, width=72, bold=True),
            Column(_("Phone"), _phone_words, stretch=True, tip=lambda one: one.call.address),
            Column(_("Tries today"), "tries", "right", width=76, badge=_tries_badge),
            Column(_("Next try"), "next_try", width=84, badge=self._next_badge),
            Column("", lambda _one: _("Dial"), width=52, link=True, key="call"),
            Column("", lambda _one: _("No reply"), width=64, link=True, key="no_answer"),
        ], _("To be called"), key="person")  # fmt: skip
        self.outbound.set_empty(_("Nobody has to be called."))
        self.unmatched = RowsTable([
            Column(_("Number"), "phone", width=130, bold=True),
            Column(_("Said to be"), "caller_name", width=90),
            Column(_("Calls"), "calls", "right", width=60),
            Column(_("Last"), "last_at", width=110, format=self.moment),
            Column(_("Note"), "note", stretch=True, muted=True, tip=lambda one: one.note),
            Column("", lambda _one: _("Who was it?"), width=84, link=True, key="who"),
        ], _("Unknown numbers"), key="phone")  # fmt: skip
        self.unmatched.set_empty(_("Every number of the last half year is known."))
        self.tables = (self.calls, self.promises, self.outbound, self.unmatched)
        for table in self.tables:
            self.add(table, 1)
        self.turn("calls")
        self._minutes = QTimer(self)
        self._minutes.setInterval(MINUTE)
        self._minutes.timeout.connect(self.outbound.viewport().update)
        self._minutes.start()

    def show_desk(self, desk: Desk) -> None:
        """Show what lies on the desk."""
        self.desk = desk
        due = sum(1 for one in desk.outbound if one.next_try is None)
        self.which.set_items([
            ("calls", _("Calls of today"), len(desk.calls)),
            ("follow_ups", _("Open follow-ups"), len(desk.follow_ups), "gold" if any(f["overdue"] for f in desk.follow_ups) else ""),
            ("outbound", _("To be called"), len(desk.outbound), "gold" if due else ""),
            ("unmatched", _("Unknown numbers"), len(desk.unmatched)),
        ])
        rows: tuple[tuple[Any, ...], ...] = (desk.calls, desk.follow_ups, desk.outbound, desk.unmatched)
        for table, shown in zip(self.tables, rows, strict=True):
            table.set_rows(shown)

    def turn(self, which: str) -> None:
        """Show one of the lists."""
        for name, table in zip(LISTS, self.tables, strict=True):
            table.setVisible(name == which)

    def moment(self, at: datetime | None) -> str:
        """A moment as it is said now."""
        return moment_words(at, self._now()) if at is not None else _("never")

    def _due_badge(self, promise: dict[str, Any]) -> tuple[str, str] | None:
        if promise["due_at"] is None:
            return None
        words = self.moment(promise["due_at"])
        return (_("{when} late").format(when=words), "gold") if promise["overdue"] else (words, "muted")

    def _next_badge(self, one: Outbound) -> tuple[str, str]:
        if one.next_try is None or one.next_try <= self._now():
            return _("now"), "gold"
        return f"{one.next_try:%H:%M}", "muted"


def caller_words(call: dict[str, Any]) -> str:
    """Whom a call was with, in a word."""
    name = str(call["person_name"] or call["caller_name"] or call["phone"] or _("unknown"))
    return _("{name}'s contact").format(name=name) if call.get("to_contact") else name


def unmatched_words(one: Unmatched) -> str:
    """An unknown number as a question begins."""
    return " ".join(part for part in (one.phone, one.caller_name, one.note) if part)


def length_words(call: dict[str, Any]) -> str:
    """How long a call lasted; '' when that is not known."""
    if not call["ended_at"]:
        return ""
    seconds = int((call["ended_at"] - call["at"]).total_seconds())
    return _("lasted {minutes}:{seconds:02d}").format(minutes=seconds // 60, seconds=seconds % 60)


def _what_words(promise: dict[str, Any]) -> str:
    kind = promise.get("kind") or ""
    what = str(promise["what"])
    return what if not kind or what == word_of(REQUESTS, kind) else _("{kind}: {what}").format(kind=word_of(REQUESTS, kind), what=what)


def _about_badge(call: dict[str, Any]) -> tuple[str, str]:
    kind = "muted" if call["kind"] == "unfinished" else "accent"
    words = word_of(CALL_SUBTYPES, call["subtype"]) or word_of(CALL_KINDS, call["kind"])
    return (_("{about}, frequent").format(about=words), "gold") if call["frequent"] else (words, kind)


def _reason_badge(one: Outbound) -> tuple[str, str]:
    word, kind = REASONS[one.call.reason]
    return _(word), kind


def _phone_words(one: Outbound) -> str:
    if one.contact is None:
        return one.call.phone
    return _("{relation} {name} {phone}").format(relation=one.contact.relation, name=one.contact.name, phone=one.contact.phone)


def _tries_badge(one: Outbound) -> tuple[str, str] | None:
    if not one.exhausted:
        return None
    return (_("{number}: contact").format(number=one.tries), "gold") if one.contact else (_("{number}: no contact").format(number=one.tries), "gold")
