"""The page of the organisations and partners."""

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.people.services.drafts import OrganisationDraft
from desktop.people.services.forms import OrganisationForm, organisation_form
from desktop.people.services.organisations import OrganisationRow, check_organisation, list_organisations, save_organisation
from desktop.people.services.words import ORGANISATION_KINDS, kind_label
from ui.kit import Column, Field, Form, Shell, scrolled
from ui.people.list_page import ListPage
from ui.people.parts import RecordDialog


class OrganisationFormDialog(RecordDialog):
    """One organisation, new or open."""

    load, check, save = staticmethod(organisation_form), staticmethod(check_organisation), staticmethod(save_organisation)

    def __init__(self, shell: Shell, parent: QWidget, organisation_id: str = "") -> None:
        super().__init__(shell, parent, _("Organisation") if organisation_id else _("New organisation"), organisation_id, 560, 560)

    def prepared(self, data: OrganisationForm) -> None:
        self.form = Form(
            [
                Field("name", _("Name"), required=True),
                Field("kind", _("Kind"), "choice", choices=[("", ""), *data.kinds], default=""),
                Field("partner", _("Partner (a unit that works with us)"), "check"),
                Field("head_name", _("Head")),
                Field("phone", _("Telephone")),
                Field("members", _("Members")),
                Field("note", _("Note"), "long", rows=2),
            ],
            data.today,
        )
        self.body.addWidget(scrolled(self.form), 1)

    def draft(self) -> OrganisationDraft:
        assert self.form is not None
        return OrganisationDraft(**{name: "" if value is None else value for name, value in self.form.values().items()})

    def show_draft(self, draft: OrganisationDraft) -> None:
        assert self.form is not None
        self.form.set_values(asdict(draft))

    def name(self) -> str:
        return str(self.form.value("name")) if self.form else ""


class OrganisationsPage(ListPage):
    """Social organisations and partners, with how many volunteers each sends."""

    key, help, kind = "organisations", "volunteers", "organisation"

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            shell, _("Organisations"), _("New organisation"),
            _("No organisation yet. Import the station's Excel ledger, or enter the first one by hand."),
        )  # fmt: skip

    def columns(self) -> list[Column]:
        return [
            Column(_("Name"), "name", bold=True, stretch=True),
            Column(_("Kind"), lambda one: kind_label(one.kind), width=150),
            Column("", "partner", badge=lambda one: (_("partner"), "accent") if one.partner else ("", "muted"), width=100, format=lambda _value: ""),
            Column(_("Head"), "head_name", width=110),
            Column(_("Telephone"), "phone", width=140),
            Column(_("Members"), "members", align="right", width=80),
            Column(_("Volunteers here"), "volunteers", align="right", width=110),
            Column(_("Trained for the phone"), "trained", align="right", width=120),
        ]

    def form(self, record_id: str) -> QObject:
        return OrganisationFormDialog(self.shell, self, record_id)

    def tests(self) -> dict[str, tuple[str, Any, bool]]:
        tests: dict[str, tuple[str, Any, bool]] = {"all": (_("All"), lambda one: True, False)}
        for code in ORGANISATION_KINDS:
            tests[code] = (kind_label(code), lambda one, code=code: one.kind == code, False)
        tests["partner"] = (_("Partners"), lambda one: one.partner, False)
        return tests

    def counted(self, rows: list[OrganisationRow]) -> str:
        return _("{count} in all, {partners} of them partners").format(count=len(rows), partners=sum(1 for one in rows if one.partner))

    def reload(self) -> None:
        self.ask(list_organisations, done=self.show_rows)
