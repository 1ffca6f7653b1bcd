"""Personal data: consents, requests, copies, locking and deletion; the yearly review; impact assessments; what to do when data leak."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QTabWidget, QWidget

from desktop.i18n import _, ngettext
from desktop.privacy.consents import ConsentDraft, ConsentLine, consents, give_consent, withdraw_consent
from desktop.privacy.copying import save_copy
from desktop.privacy.erasing import ErasurePreview, lock_person, preview_erasure, unlock_person
from desktop.privacy.requests import RequestDraft, RequestLine, SubjectLine, close_request, open_request, requests, subjects
from desktop.privacy.retention import AssessmentDraft, Review, assessments, remove_assessment, review, save_assessment, tidy_calls
from desktop.privacy.words import KINDS, SCOPES, kind_label
from ui.kit import (
    Badge,
    Button,
    Card,
    Column,
    ConfirmBar,
    Field,
    FilterBox,
    FormDialog,
    HelpViewer,
    Page,
    RowsTable,
    Shell,
    label,
    row,
    theme,
)
from ui.privacy.erase_dialog import EraseDialog
from ui.privacy.lines import Made, consent_state, request_columns, subject_badge, subject_state


class PrivacyPage(Page):
    """Four tabs: persons, requests, yearly review, assessments."""

    key, help = "privacy", "privacy"
    topics = frozenset({"privacy", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Personal data"))
        self.chosen: SubjectLine | None = None
        self._confirm = ConfirmBar()
        self.body.addWidget(self._confirm)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Personal data"))
        for title, part in (
            (_("Persons"), self._persons()), (_("Requests"), self._requests()), (_("Yearly review"), self._review()),
            (_("Impact assessments"), self._assessments()),
        ):  # fmt: skip
            self.tabs.addTab(part, title)
        self.body.addWidget(self.tabs, 1)
        self.add_action(_("If data leak…"), lambda: HelpViewer("leak", self).show())
        self.ask_button = self.add_action(_("Enter a request"), self.new_request, "Ctrl+N", main=True)

    # the tabs

    def _persons(self) -> QWidget:
        self.people = RowsTable(
            [
                Column(_("Name"), "name", bold=True, stretch=True),
                Column(_("Code"), "code", width=62, muted=True),
                Column(_("State"), subject_state, width=62, badge=subject_badge),
            ],
            _("Persons"),
            key="id",
        )
        self.people.set_empty(_("Nobody is on record yet. Elders and volunteers are entered on their own pages."))
        self.people.chosen.connect(self._choose)
        self.filter = FilterBox(_("Name, pinyin initials or code")).attach(self.people)
        left = Card()
        left.add(self.filter)
        left.add(self.people, 1)
        self.consents = RowsTable(
            [
                Column(_("Consent covers"), "label", bold=True, stretch=True),
                Column(_("Receiver"), "recipient", width=132),
                Column(_("Given on"), "given_on", width=100),
                Column(_("Paper"), "paper", width=96, muted=True),
                Column(_("State"), lambda one: consent_state(one)[0], width=120, badge=consent_state),
            ],
            _("Consents"),
            key="id",
        )
        self.consents.set_empty(_("No consent on paper yet."), _("Enter a consent"), self.new_consent)
        self.own = RowsTable(request_columns(), _("Requests"), key="id")
        self.own.set_empty(_("Nothing was asked yet."))
        self.head = label("", "heading")
        self.locked = Badge("", "gold")
        self.locked.hide()
        self.copy_button = Button(_("Copy of all data…"), self.save_copy)
        self.lock_button = Button(_("Lock…"), self.lock)
        self.erase_button = Button(_("Delete…"), self.erase)
        self.consent_button = Button(_("Enter a consent…"), self.new_consent)
        self.withdraw_button = Button(_("Withdraw…"), self.withdraw)
        right = Card()
        right.add(row(self.head, self.locked, None))
        right.add(self.consents, 3)
        right.add(row(self.consent_button, self.withdraw_button, None))
        right.add(label(_("Requests and corrections"), "caption"))
        right.add(self.own, 2)
        right.add(row(self.copy_button, self.lock_button, self.erase_button, None))
        both = row(left, right, gap=14)
        both.setStretch(0, 2)
        both.setStretch(1, 5)
        return _holder(both)

    def _requests(self) -> QWidget:
        self.log = RowsTable([Column(_("Name"), "name", bold=True, width=110), *request_columns()], _("Requests"), key="id")
        self.log.set_empty(_("No request was entered yet."), _("Enter a request"), self.new_request)
        self.log.opened.connect(self.answer)
        card = Card()
        told = _("Answer within 15 days; a refusal needs its reason. Corrections stay here as the log that the law asks for.")
        card.add(label(told, "caption", wrap=True))
        card.add(self.log, 1)
        answered = Button(_("Answered…"), lambda: self._with(self.log, self.answer))
        card.add(row(answered, Button(_("Refuse…"), lambda: self._with(self.log, self.refuse)), None))
        return _holder(row(card))

    def _review(self) -> QWidget:
        self.due = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=140),
                Column(_("Code"), "code", width=90, muted=True),
                Column(_("Closed or left on"), "since", width=140),
                Column("", lambda _one: _("Delete…"), link=True, stretch=True, key="delete"),
            ],
            _("Past their time"),
            key="person_id",
        )
        self.due.set_empty(_("Nobody's data are past their time."))
        self.due.linked.connect(lambda one, _key: self._erase_person(one.person_id))
        self.due_told = label("", "caption", wrap=True)
        self.calls_told = label("", wrap=True)
        self.tidy_button = Button(_("Take the words out of old calls…"), self.ask_tidy)
        self.erased = RowsTable(
            [
                Column(_("Done on"), "done_on", width=110),
                Column(_("Code"), "code", width=80),
                Column(_("Why"), "reason", stretch=True),
                Column(_("Paper"), "paper", width=110),
                Column(_("Rows"), "rows", align="right", width=70),
            ],
            _("Deletions done"),
        )
        self.erased.set_empty(_("Nothing was deleted on request yet."))
        left, right = Card(_("Past their time")), Card(_("Deletions done"), _("without names"))
        left.add(self.due_told)
        left.add(self.due, 1)
        left.add(row(self.calls_told, None, self.tidy_button))
        right.add(self.erased, 1)
        both = row(left, right, gap=14)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        return _holder(both)

    def _assessments(self) -> QWidget:
        self.made = RowsTable(
            [
                Column(_("What was assessed"), "title", bold=True, stretch=True),
                Column(_("Made on"), "made_on", width=110),
                Column(_("Made by"), "made_by", width=120),
                Column(_("Kept until"), "keep_until", width=120, muted=True),
            ],
            _("Impact assessments"),
            key="id",
        )
        told = _("The law asks for one before sensitive data are processed or passed on (Art. 55); it is kept three years.")
        self.made.set_empty(told, _("New assessment"), self.new_assessment)
        self.made.opened.connect(lambda one: self.new_assessment(one))
        card = Card()
        card.add(label(told, "caption", wrap=True))
        card.add(self.made, 1)
        remove = Button(_("Remove"), lambda: self._with(self.made, self.remove_assessment))
        card.add(row(Button(_("New assessment…"), self.new_assessment), remove, None))
        return _holder(row(card))

    # loading

    def reload(self) -> None:
        self.ask(subjects, done=self._people_came)
        self.ask(requests, done=self._log_came)
        self.ask(review, done=self._review_came)
        self.ask(assessments, done=self._made_came)

    def _people_came(self, found: list[SubjectLine]) -> None:
        self.people.set_rows(found)
        if self.people.current_row() is None:
            self.people.select_first()
        self._choose(self.people.current_row())

    def _log_came(self, found: list[RequestLine]) -> None:
        self.log.set_rows(found)
        waiting = sum(1 for one in found if one.state == "open")
        self.tabs.setTabText(1, _("Requests") + (f" ({waiting})" if waiting else ""))
        self._show_own()

    def _review_came(self, found: Review) -> None:
        self.due.set_rows(list(found.due))
        self.erased.set_rows(list(found.erasures))
        self.due_told.setText(ngettext("Care files closed and volunteers gone for more than {years} year (Settings → Rules).",
                                       "Care files closed and volunteers gone for more than {years} years (Settings → Rules).",
                                       found.closed_years).format(years=found.closed_years))
        told = ngettext("{count} call older than {years} years still holds notes or numbers.",
                        "{count} calls older than {years} years still hold notes or numbers.", found.old_calls)
        self.calls_told.setText(told.format(count=found.old_calls, years=found.calls_years))
        self.tidy_button.setEnabled(found.old_calls > 0)
        self.tabs.setTabText(2, _("Yearly review") + (f" ({len(found.due)})" if found.due else ""))

    def _made_came(self, found: list[dict[str, Any]]) -> None:
        self.made.set_rows([Made(one) for one in found])

    def _choose(self, one: SubjectLine | None) -> None:
        self.chosen = one
        for button in (self.copy_button, self.lock_button, self.erase_button, self.consent_button, self.withdraw_button):
            button.setEnabled(one is not None)
        self.head.setText(f"{one.name}　{one.code}" if one is not None else "")
        self.locked.setVisible(one is not None and one.locked_on is not None)
        if one is None:
            self.consents.set_rows([])
            return
        self.locked.tell(_("locked"), "gold")
        self.lock_button.setText(_("Unlock") if one.locked_on is not None else _("Lock…"))
        self.ask(consents, one.id, done=self.consents.set_rows)
        self._show_own()

    def _show_own(self) -> None:
        mine = self.chosen.id if self.chosen is not None else ""
        self.own.set_rows([one for one in self.log.rows() if one.person_id == mine])

    def _with(self, table: RowsTable, call: Any) -> None:
        one = table.current_row()
        if one is not None:
            call(one)

    # what one can do

    def new_consent(self) -> None:
        """A signed consent."""
        if self.chosen is None:
            return
        person, today = self.chosen.id, self.shell.clock.today()
        self._form(
            _("Consent of {name}").format(name=self.chosen.name),
            [
                Field("scope", _("Consent covers"), "choice", choices=[(code, _(words)) for code, words in SCOPES.items()], default="health"),
                Field("recipient", _("Receiver"), hint=_("For passing on: one consent for each receiver.")),
                Field("given_on", _("Given on"), "date", required=True, default=today),
                Field("given_by", _("Signed by"), hint=_("Empty: by the person.")),
                Field("paper", _("Number of the paper")),
                Field("note", _("Note"), "long"),
            ],
            {"scope": "health", "given_on": today},
            lambda values: (give_consent, person, ConsentDraft(**values)), _("Consent entered"),
        )  # fmt: skip

    def withdraw(self) -> None:
        """A consent is taken back."""
        one: ConsentLine | None = self.consents.current_row()
        if one is None:
            self.shell.say(_("Choose the consent first."), "gold")
            return
        today = self.shell.clock.today()
        self._form(
            _("Withdraw: {what}").format(what=one.label),
            [Field("on", _("Withdrawn on"), "date", required=True, default=today), Field("paper", _("Number of the paper"))],
            {"on": today}, lambda values: (withdraw_consent, one.id, values["on"], values["paper"]), _("Withdrawal entered"),
        )  # fmt: skip

    def new_request(self) -> None:
        """What somebody asks about her data."""
        known = self.people.rows()
        if not known:
            self.shell.say(_("Nobody is on record yet."), "gold")
            return
        today = self.shell.clock.today()
        first = self.chosen.id if self.chosen is not None else known[0].id
        self._form(
            _("A request about data"),
            [
                Field("person", _("Person"), "choice", choices=[(one.id, f"{one.name}　{one.code}") for one in known], default=first),
                Field("kind", _("What is asked"), "choice", choices=[(code, _(words)) for code, words in KINDS.items()], default="copy"),
                Field("asked_on", _("Asked on"), "date", required=True, default=today),
                Field("asked_by", _("Asked by"), hint=_("Empty: by the person. Relatives of a dead person may ask too (Art. 49).")),
                Field("paper", _("Number of the paper")),
                Field("what", _("In words"), "long", hint=_("For a correction: what is wrong, and what is right.")),
            ],
            {"person": first, "kind": "copy", "asked_on": today},
            lambda values: (open_request, values.pop("person"), RequestDraft(**values)), _("Request entered"),
        )  # fmt: skip

    def answer(self, one: RequestLine) -> None:
        """What came of a request."""
        self._close(one, False)

    def refuse(self, one: RequestLine) -> None:
        """A request is refused, with the reason."""
        self._close(one, True)

    def _close(self, one: RequestLine, refused: bool) -> None:
        if one.state != "open":
            return
        self._form(
            f"{one.name}：{kind_label(one.kind)}", [Field("answer", _("Reason") if refused else _("What was done"), "long", required=refused)], {},
            lambda values: (lambda session: close_request(session, one.id, values["answer"], refused=refused),), _("Request answered"),
        )  # fmt: skip

    def _form(self, title: str, fields: list[Field], values: dict[str, Any], call: Any, told: str) -> None:
        def save(typed: dict[str, Any]) -> None:
            service, *args = call(dict(typed))
            self.shell.worker.run(service, *args, done=saved, failed=dialog.fail, owner=dialog)

        def saved(_id: object) -> None:
            dialog.accept()
            self.shell.say(told)

        dialog = FormDialog(self, title, fields, self.shell.clock.today(), values, save)
        dialog.open()

    def save_copy(self) -> None:
        """All data of one person, as PDF or workbook."""
        if self.chosen is None:
            return
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Copy of all data"), str(Path(place) / f"{self.chosen.code}.pdf"), "PDF (*.pdf);;Excel (*.xlsx)")
        if name:
            self.write_copy(Path(name))

    def write_copy(self, path: Path) -> None:
        """Write the copy there."""
        if self.chosen is not None:
            self.ask(save_copy, self.chosen.id, path, done=lambda number: self.shell.say(
                _("Copy saved under print number {number}. Hand it over, then delete the file.").format(number=number)))

    def lock(self) -> None:
        """Keep, but do not use; or use again."""
        if self.chosen is None:
            return
        person = self.chosen.id
        if self.chosen.locked_on is not None:
            self.ask(unlock_person, person, done=lambda undo: self.shell.say(_("Unlocked"), undo=undo))
            return
        self._form(
            _("Lock the data of {name}").format(name=self.chosen.name),
            [Field("reason", _("Why"), required=True, hint=_("Say what the law wants kept, or what is in dispute."))], {},
            lambda values: (lock_person, person, values["reason"]), _("Locked: shown and used no more"),
        )  # fmt: skip

    def erase(self) -> None:
        """Deletion on request."""
        if self.chosen is not None:
            self._erase_person(self.chosen.id)

    def _erase_person(self, person: str) -> None:
        def came(found: ErasurePreview) -> None:
            EraseDialog(self, found).open()

        self.shell.worker.run_station(preview_erasure, person, done=came, failed=self.shell.fail, owner=self)

    def ask_tidy(self) -> None:
        """Words of calls past their time."""
        def done(count: int) -> None:
            self.shell.say(ngettext("Words taken out of {count} call", "Words taken out of {count} calls", count).format(count=count))

        self._confirm.ask(
            _("Take notes, names and numbers out of these calls? They stay counted. This cannot be taken back."), _("Take out"),
            lambda: self.shell.worker.run_station(tidy_calls, done=done, failed=self.shell.fail, owner=self),
        )  # fmt: skip

    def new_assessment(self, one: Made | None = None) -> None:
        """The form of an impact assessment."""
        today = self.shell.clock.today()
        words = [
            ("purpose", _("Which data, for what"), _("Lawful, proper, necessary?")), ("necessity", _("Why nothing less would do"), ""),
            ("risks", _("What harm may come to people"), _("A lost sheet, a curious volunteer, a stolen PC…")),
            ("measures", _("What is done against it"), ""), ("conclusion", _("Conclusion"), ""),
        ]  # fmt: skip
        fields = [
            Field("title", _("What was assessed"), required=True), Field("made_on", _("Made on"), "date", required=True, default=today),
            Field("made_by", _("Made by")), *(Field(name, word, "long", hint=hint) for name, word, hint in words),
        ]  # fmt: skip
        values = {field.name: one.row[field.name] for field in fields} if one is not None else {"made_on": today}
        row_id = one.id if one is not None else ""
        self._form(_("Impact assessment"), fields, values, lambda typed: (save_assessment, AssessmentDraft(**typed), row_id), _("Assessment saved"))

    def remove_assessment(self, one: Made) -> None:
        """Remove one that was kept long enough."""
        self.ask(remove_assessment, one.id, done=lambda undo: self.shell.say(_("Removed"), undo=undo))


def _holder(inside: Any) -> QWidget:
    made = QWidget()
    inside.setContentsMargins(0, theme.px(10), 0, 0)
    made.setLayout(inside)
    return made
