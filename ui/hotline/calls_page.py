"""The phone: a call is entered while the caller's care card stands beside it; below, today's calls, promises, whom to call."""

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.hotline.calls import CallEntry, Caller, close_follow_up, log_call, match_call, open_follow_up, remove_call
from desktop.hotline.card import CareCard, care_card
from desktop.hotline.desk import TRIES_A_DAY, Desk, Outbound, load_desk
from desktop.hotline.words import CALL_KINDS, CALL_SUBTYPES, DIRECTIONS
from desktop.hotline.words import label as word_of
from desktop.i18n import _
from ui.hotline.call_drafts import CallDrafts
from ui.hotline.call_form import CallerBox, CallForm
from ui.hotline.care_panel import CarePanel, moment_words
from ui.kit import Card, Chips, Column, Dialog, Field, FormDialog, Page, RowsTable, Shell, column, label, row, scrolled, theme

LISTS = ("calls", "follow_ups", "outbound")


class CallsPage(Page):
    """Calls, follow-ups, outbound list."""

    key, help = "hotline", "hotline"
    topics = frozenset({"hotline", "people", "rounds"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Hotline"))
        self.desk: Desk | None = None
        self._wanted: dict[str, Any] = {}
        self.form = CallForm()
        self.form.saved.connect(self._save)
        self.drafts = CallDrafts(self.form, shell)
        self._sending = False
        self.form.person_shown.connect(self._show_person)
        self.care = CarePanel()
        self.care.close_wanted.connect(self._close)
        self.care.file_wanted.connect(lambda care_file: shell.go("elders", care_file=care_file))
        self._asked = ""
        self._sure = False
        self.add_action(_("Roster"), lambda: shell.go("hotline.roster"))
        self.add_action(_("Note something to do"), self._note, "F4")
        self.add_action(_("New call"), self._begin, "F2", main=True)
        self._build_lists()
        left = column(self.form, self.lists, gap=14)
        left.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(left)
        holder.setMinimumWidth(theme.px(424))
        self.lists.setMinimumHeight(theme.px(170))
        self.care.setMinimumWidth(theme.px(230))
        left_area = scrolled(holder)
        left_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left_area.setMinimumWidth(holder.minimumWidth())
        both = row(left_area, self.care, gap=14)
        both.setStretch(0, 5)
        both.setStretch(1, 3)
        self.body.addLayout(both, 1)

    def _build_lists(self) -> None:
        self.lists = Card()
        self.which = Chips(_("List"))
        self.which.setMinimumWidth(theme.px(240))
        self.which.picked.connect(self._turn)
        self.lists.add(self.which)
        self.calls = RowsTable([
            Column(_("Time"), "at", width=62, format=lambda at: f"{at:%H:%M}"),
            Column(_("Direction"), "direction", width=70, format=lambda code: word_of(DIRECTIONS, code), muted=True),
            Column(_("Caller"), _caller_words, width=110, bold=True, badge=None),
            Column(_("About"), "subtype", width=100, badge=_about_badge),
            Column(_("Note"), "note", stretch=True),
            Column(_("Taken by"), lambda call: call["taken_by_name"] or "", width=84, muted=True),
        ], _("Calls of today"))
        self.calls.set_empty(_("No call yet today. F2 enters one."))
        self.calls.set_menu((_("Who was it?"), self._who_was_it, "F6"), (_("Remove"), self._remove, "Delete"))
        self.calls.opened.connect(lambda call: self._show_of(call["person"]))
        self.promises = RowsTable([
            Column(_("Due"), "due_at", width=120, badge=self._due_badge),
            Column(_("What"), "what", stretch=True, bold=True),
            Column(_("For whom"), lambda f: f["person_name"] or "", width=90),
            Column(_("Who sees to it"), "owner", width=100, muted=True),
            Column("", lambda _f: _("Close it"), width=72, link=True, key="close"),
        ], _("Open follow-ups"))
        self.promises.set_empty(_("Nothing is promised and open."))
        self.promises.opened.connect(self._close)
        self.promises.linked.connect(lambda promise, _key: self._close(promise))
        self.promises.chosen.connect(lambda promise: self._show_of(promise["person"]) if promise and self.promises.hasFocus() else None)
        self.outbound = RowsTable([
            Column(_("Why"), lambda one: one.call.reason, width=110, badge=_reason_badge),
            Column(_("Name"), lambda one: one.call.name, width=90, bold=True),
            Column(_("Address"), lambda one: one.call.address, stretch=True, muted=True),
            Column(_("Phone"), lambda one: one.call.phone, width=124),
            Column(_("Since"), lambda one: one.call.since, width=120, format=self._moment),
            Column(_("Tries today"), "tries", "right", width=92, badge=_tries_badge),
            Column("", lambda _one: _("Call"), width=64, link=True, key="call"),
        ], _("To be called"), key="person")
        self.outbound.set_empty(_("Nobody has to be called."))
        self.outbound.opened.connect(self._call_out)
        self.outbound.linked.connect(lambda one, _key: self._call_out(one))
        for table in (self.calls, self.promises, self.outbound):
            self.lists.add(table, 1)
        self._turn("calls")

    # what is shown

    def open(self, **where: Any) -> None:
        """`person=` or `care_file=`: a call with somebody; `follow_up=`: that promise; `action='outbound'`: whom to call."""
        self._wanted = where
        if not where:
            self.form.caller.setFocus(Qt.FocusReason.OtherFocusReason)  # the phone rings: one types at once who it is
        if self.desk is not None:
            self._go_wanted()

    def leave(self) -> bool:
        self.drafts.keep()
        return True

    def reload(self) -> None:
        if self.desk is None:
            self.drafts.fetch()
        self.ask(load_desk, done=self.show_desk)

    def show_desk(self, desk: Desk) -> None:
        """Show what the service gathered."""
        self.desk = desk
        self.form.set_desk(desk)
        self.drafts.bring_back()
        sitting = _(", ").join(s.name or _("empty seat") for s in desk.duty.now)
        self.set_subtitle(_("on the phone now: {names}").format(names=sitting) if sitting else _("nobody is rostered now"))
        self.which.set_items([
            ("calls", _("Calls of today"), len(desk.calls)),
            ("follow_ups", _("Open follow-ups"), len(desk.follow_ups), "gold" if any(f["overdue"] for f in desk.follow_ups) else ""),
            ("outbound", _("To be called"), len(desk.outbound), "gold" if desk.outbound else ""),
        ])
        self.calls.set_rows(desk.calls)
        self.promises.set_rows(desk.follow_ups)
        self.outbound.set_rows(desk.outbound)
        if self._wanted:
            self._go_wanted()
        elif self.care.person:
            self._fetch(self.care.person, self._sure)

    def _go_wanted(self) -> None:
        where, self._wanted = self._wanted, {}
        assert self.desk is not None
        if where.get("action") == "outbound":
            self.which.choose("outbound")
            self.outbound.select_first()
            self.outbound.setFocus()
        if where.get("follow_up"):
            self.which.choose("follow_ups")
            self.promises.setFocus()
            self.promises.select_key(where["follow_up"])
        person = where.get("person") or (self.desk.person_of(where["care_file"]) if where.get("care_file") else None)
        if person in self.desk.book.people:
            self._begin(self.desk.book.people[person], "out")

    def _begin(self, caller: Caller | None = None, direction: str = "in") -> None:
        """A new call, unless one is half entered."""
        if not self.form.has_words():
            self.form.begin(caller, direction)
        elif caller is None or caller != self.form.caller_known:
            self.shell.say(_("A call is half entered. Save it (Ctrl+Enter) or empty it (Esc) first."), "gold")
            self.form.note.setFocus()

    def _turn(self, which: str) -> None:
        for name, table in zip(LISTS, (self.calls, self.promises, self.outbound), strict=True):
            table.setVisible(name == which)

    def _moment(self, at: datetime | None) -> str:
        return moment_words(at, self.desk.now) if at is not None and self.desk is not None else _("never")

    def _due_badge(self, promise: dict[str, Any]) -> tuple[str, str] | None:
        if promise["due_at"] is None:
            return None
        words = self._moment(promise["due_at"])
        return (_("{when} late").format(when=words), "gold") if promise["overdue"] else (words, "muted")

    def _show_person(self, caller: Caller | None, sure: bool) -> None:
        if caller is None:
            self._asked = ""
            typed = self.form.caller.text().strip()
            self.care.show_nobody(_("Nobody on record matches; the call is kept and can be matched later.") if typed else "")
        else:
            self._fetch(caller.person, sure)

    def _show_of(self, person: str | None) -> None:
        if person:
            self._fetch(person, True)

    def _fetch(self, person: str, sure: bool) -> None:
        self._asked, self._sure = person, sure
        self.ask(care_card, person, done=self._card_came)

    def _card_came(self, card: CareCard) -> None:
        if card.person == self._asked and self.desk is not None:
            self.care.show_card(card, self._sure, self.desk.now)

    # what is done

    def _save(self, entry: CallEntry) -> None:
        if not self._sending:  # a second Ctrl+Enter while the thread is busy must not make a second call
            self._sending = True
            self.ask(log_call, entry, done=lambda _call: self._saved(entry), failed=self._refused)

    def _refused(self, error: BaseException) -> None:
        self._sending = False
        self.shell.fail(error)

    def _saved(self, entry: CallEntry) -> None:
        self._sending = False
        self.form.clear_all()
        self.drafts.keep()
        self.shell.say(_("The call is saved, with a follow-up.") if entry.follow_ups else _("The call is saved."))

    def _remove(self, rows: list[dict[str, Any]]) -> None:
        for call in rows:
            self.ask(remove_call, call["id"])

    def _who_was_it(self, rows: list[dict[str, Any]]) -> None:
        if self.desk is None:
            return
        dialog = Dialog(self, _("Who was it?"), 520)
        box = CallerBox()
        box.desk = self.desk
        box.picked.connect(lambda caller: self._match(dialog, rows[0], caller))
        dialog.body.addWidget(label(_caller_words(rows[0]), "muted"))
        dialog.body.addWidget(box)
        dialog.add_button(_("Cancel"), dialog.reject)
        box.setFocus()
        dialog.open()

    def _match(self, dialog: Dialog, call: dict[str, Any], caller: Caller | None) -> None:
        if caller is not None:
            self.ask(match_call, call["id"], caller.person, done=lambda _nothing: dialog.accept(), failed=dialog.fail)

    def _call_out(self, one: Outbound) -> None:
        if self.desk is not None and one.person in self.desk.book.people:
            self._begin(self.desk.book.people[one.person], "out")
            if one.exhausted:
                self.shell.say(_("{name} was tried {number} times today. Now call the named contact.").format(
                    name=one.call.name, number=one.tries), "gold")

    def _close(self, promise: dict[str, Any]) -> None:
        dialog = FormDialog(
            self, _("Close: {what}").format(what=promise["what"]),
            [Field("result", _("What came of it"), "long", required=True)], self._today(),
            save=lambda values: self.ask(
                close_follow_up, promise["id"], values["result"], done=lambda _nothing: self._closed(dialog), failed=dialog.fail),
            word=_("Close it"),
        )
        dialog.open()

    def _closed(self, dialog: FormDialog) -> None:
        dialog.accept()
        self.shell.say(_("The follow-up is closed."))

    def _note(self) -> None:
        person = self.care.person if self._sure and self.care.person else None
        dialog = FormDialog(
            self, _("Something to do"),
            [
                Field("what", _("What is to be done"), required=True), Field("owner", _("Who sees to it")),
                Field("due", _("Due by"), "date", default=self._today()),
            ],
            self._today(),
            save=lambda values: self.ask(
                open_follow_up, values["what"], person=person, owner=values["owner"], due_at=_end_of(values["due"]),
                done=lambda _id: dialog.accept(), failed=dialog.fail),
        )
        dialog.open()

    def _today(self) -> date:
        return self.desk.now.date() if self.desk is not None else date.min


def _caller_words(call: dict[str, Any]) -> str:
    return str(call["person_name"] or call["caller_name"] or call["phone"] or _("unknown"))


def _about_badge(call: dict[str, Any]) -> tuple[str, str]:
    kind = "muted" if call["kind"] == "unfinished" else "accent"
    words = word_of(CALL_SUBTYPES, call["subtype"]) or word_of(CALL_KINDS, call["kind"])
    return (_("{about}, frequent").format(about=words), "gold") if call["frequent"] else (words, kind)


def _reason_badge(one: Outbound) -> tuple[str, str]:
    return (_("No answer at the door"), "danger") if one.call.reason == "no_answer" else (_("Silent too long"), "gold")


def _tries_badge(one: Outbound) -> tuple[str, str] | None:
    return (_("{number}: contact now").format(number=one.tries), "gold") if one.tries >= TRIES_A_DAY else None


def _end_of(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, 18) if day else None
