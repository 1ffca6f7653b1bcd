"""Certificates of voluntary service: the register, issuing one, confirming a check code, cancelling."""

from typing import Any

from desktop.i18n import _
from desktop.people.services.volunteers import list_volunteers
from desktop.reports import certificates
from desktop.reports.certificates import Certificate, spoken
from ui.kit import Card, Column, Field, FilterBox, FormDialog, Page, RowsTable, Shell, find_by_typing, label, theme

LARGE = 1.3  # from this scale on the list leaves out what the paper tells


class CertificatesPage(Page):
    """Everything that was issued, the newest first. `open(volunteer=...)` begins a new one."""

    key, help = "certificates", "volunteers"
    topics = frozenset({"reports", "hotline", "people", "rounds"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Certificates"))
        self._volunteers: list[tuple[str, str]] = []
        self._wanted: dict[str, Any] = {}
        self.dialog: FormDialog | None = None
        self.table = RowsTable(
            [
                Column(_("No."), "label", width=88, tip=lambda one: _("Issued {date} by {name}").format(date=one.issued_on, name=one.issuer)),
                Column(_("Check code"), lambda one: spoken(one.check_code), width=110),
                Column(_("Name"), "name", bold=True, width=80, tip=lambda one: one.organisation),
                *([] if theme.scale() > LARGE else [Column(_("Organisation"), "organisation", stretch=True)]),
                Column(_("Period"), lambda one: f"{one.first} – {one.last:%m-%d}", width=158),
                Column(_("Served"), _served, width=136, sort=lambda one: one.minutes),
                Column(_("State"), "cancelled_on", badge=_state, width=80, format=lambda _value: "", tip=lambda one: one.cancelled_why),
            ],
            _("Certificates"),
            search=lambda one: f"{one.label} {one.check_code} {one.name} {one.organisation}",
        )
        self.table.set_empty(
            _("No certificate was issued yet. Hours come from sign-ins at the phone, rounds from sheets that came back."),
            _("Issue a certificate"), self.issue,
        )
        self.table.opened.connect(self.show_paper)
        self.table.set_menu(
            (_("Show and print"), lambda rows: self.show_paper(rows[0]), "Return"),
            (_("Cancel it…"), lambda rows: self.cancel(rows[0]), "Delete"),
        )
        self.actions.addWidget(FilterBox(width=200).attach(self.table))
        self.add_action(_("Confirm a check code…"), self.confirm, "F4")
        self.add_action(_("Issue a certificate"), self.issue, "F2", main=True)
        card = Card()
        card.add(self.table, 1)
        told = _("A certificate is never changed. A wrong one is cancelled, stays in the register, and a new one is issued.")
        card.add(label(told, "caption", wrap=True))
        self.body.addWidget(card, 1)

    def open(self, **where: Any) -> None:
        self._wanted = where

    def reload(self) -> None:
        self.ask(certificates.register, done=self.table.set_rows)
        self.ask(list_volunteers, done=self._volunteers_came)

    def _volunteers_came(self, rows: list[Any]) -> None:
        self._volunteers = [(one.id, f"{one.name}　{one.organisation}") for one in rows]
        if "volunteer" in self._wanted:
            self.issue(self._wanted.pop("volunteer"))

    # doing

    def show_paper(self, one: Certificate) -> None:
        """The paper, to look at and to print."""
        self.shell.go("reports", report="hours_certificate", subject=one.id)

    def issue(self, volunteer: str = "") -> None:
        """Ask whose service of which days, then issue."""
        today = self.shell.clock.today()
        self.dialog = FormDialog(
            self, _("Issue a certificate"),
            [
                Field("volunteer", _("Volunteer"), "choice", choices=self._volunteers, required=True),
                Field("first", _("From"), "date", required=True),
                Field("last", _("Until"), "date", required=True),
                Field("content", _("Kind of service"), hint=_("left empty: as the records have it")),
            ],
            today, {"volunteer": volunteer or None, "first": today.replace(month=1, day=1), "last": today}, self._issue, word=_("Issue"),
        )  # fmt: skip
        find_by_typing(self.dialog.form.editor("volunteer"))
        self.dialog.open()

    def _issue(self, values: dict[str, Any]) -> None:
        assert self.dialog is not None
        self.shell.worker.run(
            certificates.issue, values["volunteer"] or "", values["first"], values["last"], values["content"] or "",
            done=self._issued, failed=self.dialog.fail, owner=self.dialog,
        )  # fmt: skip

    def _issued(self, one: Certificate) -> None:
        assert self.dialog is not None
        self.dialog.accept()
        self.shell.say(_("Issued: no. {number} for {name}, check code {code}.").format(
            number=one.label, name=one.name, code=spoken(one.check_code)))
        self.show_paper(one)

    def confirm(self) -> None:
        """Somebody reads a check code over the telephone."""
        self.dialog = FormDialog(
            self, _("Confirm a check code"), [Field("code", _("Check code"), required=True, hint=_("as it is read from the paper"))],
            self.shell.clock.today(), save=self._confirm, word=_("Look it up"),
        )  # fmt: skip
        self.dialog.open()

    def _confirm(self, values: dict[str, Any]) -> None:
        assert self.dialog is not None
        self.shell.worker.run(
            certificates.confirm, values["code"], done=self._confirmed, failed=self.dialog.fail, owner=self.dialog)

    def _confirmed(self, one: Certificate) -> None:
        assert self.dialog is not None
        self.dialog.accept()
        self.table.select_key(one.id)
        told = {"number": one.label, "name": one.name, "first": one.first, "last": one.last, "hours": f"{one.hours:.1f}",
                "rounds": one.rounds, "why": one.cancelled_why}  # fmt: skip
        if one.in_force:
            self.shell.say(_("Good: no. {number}, {name}, {first} to {last}, {hours} hours, {rounds} rounds.").format(**told))
        else:
            self.shell.say(_("Issued by us, but CANCELLED: no. {number}, {name}. {why}").format(**told), "gold")

    def cancel(self, one: Certificate) -> None:
        """Ask why, then cancel."""
        self.dialog = FormDialog(
            self, _("Cancel certificate no. {number}").format(number=one.label), [Field("why", _("Why"), required=True)],
            self.shell.clock.today(), save=lambda values: self._cancel(one, values), word=_("Cancel it"),
        )  # fmt: skip
        self.dialog.open()

    def _cancel(self, one: Certificate, values: dict[str, Any]) -> None:
        dialog = self.dialog
        assert dialog is not None
        self.shell.worker.run(
            certificates.cancel, one.id, values["why"], done=lambda _none: dialog.accept(), failed=dialog.fail, owner=dialog)


def _served(one: Certificate) -> str:
    return _("{hours} h · {rounds} rounds").format(hours=f"{one.hours:.1f}", rounds=one.rounds)


def _state(one: Certificate) -> tuple[str, str]:
    return (_("in force"), "ok") if one.in_force else (_("cancelled"), "muted")
