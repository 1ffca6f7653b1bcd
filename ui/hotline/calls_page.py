"""The phone: a call is entered while the caller's care card stands beside it; below, today's calls, promises, whom to call."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.hotline.calls import CallEntry, Caller, log_call, match_call, remove_call
from desktop.hotline.card import CareCard, care_card, care_card_in_clear
from desktop.hotline.desk import Desk, load_desk
from desktop.hotline.numbers import Unmatched, match_number, split_caller
from desktop.hotline.reassurance import Outbound, log_try
from desktop.i18n import _
from ui.hotline import call_dialogs as ask
from ui.hotline.call_drafts import CallDrafts
from ui.hotline.call_form import CallForm
from ui.hotline.call_lists import CallLists, caller_words, unmatched_words
from ui.hotline.care_panel import CarePanel
from ui.kit import Dialog, Page, Shell, column, row, scrolled, theme
from ui.kit.secrets import ask_reason


class CallsPage(Page):
    """Calls, follow-ups, outbound list, unknown numbers."""

    key, help = "hotline", "hotline"
    topics = frozenset({"hotline", "people", "rounds"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Hotline"))
        self.desk: Desk | None = None
        self._wanted: dict[str, Any] = {}
        self.form = CallForm(shell.clock)
        self.form.saved.connect(self._save)
        self.form.phrases_wanted.connect(lambda: ask.ask_phrases(self, self._today(), self.desk.phrases if self.desk else ()))
        self.drafts = CallDrafts(self.form, shell)
        self._sending = False
        self.form.person_shown.connect(self._show_person)
        self.care = CarePanel()
        self.care.close_wanted.connect(self._close)
        self.care.clear_wanted.connect(lambda person: ask_reason(self, lambda why: self.ask(care_card_in_clear, person, why, done=self._card_came)))
        self.care.file_wanted.connect(lambda care_file: shell.go("elders", care_file=care_file))
        self.care.plan_wanted.connect(lambda care_file, name: ask.ask_plan(self, self._today(), care_file, name))
        self._asked = ""
        self._sure = False
        self.add_action(_("Duty"), lambda: shell.go("hotline.duty"))
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
        self.lists = CallLists(self.shell.clock.now)
        self.which = self.lists.which
        self.calls, self.promises, self.outbound, self.unmatched = self.lists.tables
        self.calls.set_menu((_("Who was it?"), self._who_was_it, "F6"), (_("Remove"), self._remove, "Delete"))
        self.calls.opened.connect(lambda call: self._show_of(call["person"]))
        self.promises.opened.connect(self._close)
        self.promises.linked.connect(lambda promise, _key: self._close(promise))
        self.promises.chosen.connect(lambda promise: self._show_of(promise["person"]) if promise and self.promises.hasFocus() else None)
        self.outbound.set_menu(
            (_("Dial"), lambda rows: self._call_out(rows[0]), "F3"), (_("Nobody picked up"), lambda rows: self._no_reply(rows[0]), "F8"),
            (_("Plan reassurance calls…"), lambda rows: ask.ask_plan(
                self, self._today(), rows[0].call.care_file, rows[0].call.name), ""),
        )  # fmt: skip
        self.outbound.opened.connect(self._call_out)
        self.outbound.linked.connect(lambda one, key: self._call_out(one) if key == "call" else self._no_reply(one))
        self.outbound.chosen.connect(lambda one: self._show_of(one.person) if one and self.outbound.hasFocus() else None)
        self.unmatched.set_menu((_("Who was it?"), lambda rows: self._whose_number(rows[0]), "F6"))
        self.unmatched.opened.connect(self._whose_number)
        self.unmatched.linked.connect(lambda one, _key: self._whose_number(one))

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
        here = [name for _who, name in desk.present] or [s.name or _("empty seat") for s in desk.duty.now]
        sitting = _(", ").join(here)
        self.set_subtitle(_("on the phone now: {names}").format(names=sitting) if sitting else _("nobody is rostered now"))
        self.lists.show_desk(desk)
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

    def _begin(self, caller: Caller | None = None, direction: str = "in", contact: Any = None) -> bool:
        """A new call, unless one is half entered."""
        if not self.form.has_words():
            self.form.begin(caller, direction, contact)
            return True
        if caller is None or caller != self.form.caller_known:
            self.shell.say(_("A call is half entered. Save it (Ctrl+Enter) or empty it (Esc) first."), "gold")
            self.form.note.setFocus()
        return False

    def _show_person(self, caller: Caller | None, sure: bool) -> None:
        if caller is not None:
            self._fetch(caller.person, sure)
            return
        self._asked = ""
        typed = self.form.caller.text().strip()
        told = _("Nobody on record matches; the call is kept and can be matched later.") if typed else ""
        if split_caller(typed).doubt:
            told = _("This number holds letters. It is kept as it stands and not guessed; please ask for it again.")
        self.care.show_nobody(told)

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
        if entry.escalate:
            self.shell.go("rounds.ladder")
        elif entry.incident:
            self.shell.go("rounds.incidents")

    def _remove(self, rows: list[dict[str, Any]]) -> None:
        for call in rows:
            self.ask(remove_call, call["id"])

    def _who_was_it(self, rows: list[dict[str, Any]]) -> None:
        if self.desk is None:
            return
        call = rows[0]
        ask.ask_who(
            self, self.desk, caller_words(call),
            lambda dialog, caller, _keep: self.ask(
                match_call, call["id"], caller.person, done=lambda _nothing: dialog.accept(), failed=dialog.fail),
        )  # fmt: skip

    def _whose_number(self, one: Unmatched) -> None:
        if self.desk is None:
            return

        def matched(dialog: Dialog, name: str, operation: str) -> None:
            dialog.accept()
            self.shell.say(_("The number is {name}'s.").format(name=name), undo=operation)

        ask.ask_who(
            self, self.desk, unmatched_words(one),
            lambda dialog, caller, keep: self.ask(
                match_number, one.phone, caller.person, keep, done=lambda op: matched(dialog, caller.name, op), failed=dialog.fail),
            keep=True,
        )  # fmt: skip

    def _call_out(self, one: Outbound) -> None:
        if self.desk is None or one.person not in self.desk.book.people:
            return
        begun = self._begin(self.desk.book.people[one.person], "out", one.contact)
        if begun and one.exhausted:
            self.shell.say(_("{name} was tried {number} times today. Now call the named contact.").format(
                name=one.call.name, number=one.tries), "gold")  # fmt: skip

    def _no_reply(self, one: Outbound) -> None:
        told = _("Logged: {name} did not pick up.").format(name=one.contact.name if one.contact else one.call.name)
        self.ask(
            log_try, one.person, self.form.taker.currentData(), one.contact.name if one.contact else "",
            done=lambda operation: self.shell.say(told, undo=operation))

    def _close(self, promise: dict[str, Any]) -> None:
        ask.ask_close(self, self._today(), promise)

    def _note(self) -> None:
        ask.ask_note(self, self._today(), self.care.person if self._sure and self.care.person else None)

    def _today(self) -> date:
        return self.desk.now.date() if self.desk is not None else date.min
