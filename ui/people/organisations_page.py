"""The page of the organisations and partners."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.people.services.drafts import OrganisationDraft
from desktop.people.services.forms import OrganisationForm, organisation_form
from desktop.people.services.organisations import OrganisationRow, check_organisation, list_organisations, save_organisation
from ui.kit import Column, Field, Form, Shell, scrolled
from ui.people.list_page import ListPage
from ui.people.parts import RecordDialog


class OrganisationFormDialog(RecordDialog):
    """One organisation, new or open."""

    load, check, save = staticmethod(organisation_form), staticmethod(check_organisation), staticmethod(save_organisation)

    def __init__(self, shell: Shell, parent: QWidget, organisation_id: str = "") -> None:
        super().__init__(shell, parent, _("Social organisation") if organisation_id else _("New organisation"), organisation_id, 560, 560)

    def prepared(self, data: OrganisationForm) -> None:
        self.form = Form(
            [
                Field("name", _("Title"), required=True),
                Field("kind", _("Kind"), known=data.kinds, hint="、".join(data.kinds[:6])),
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
        self._rows: list[OrganisationRow] = []
        super().__init__(
            shell, _("Organisations"), _("New organisation"),
            _("No organisation yet. Import the station's Excel ledger, or enter the first one by hand."),
        )  # fmt: skip

    def columns(self) -> list[Column]:
        return [
            Column(_("Title"), "name", bold=True, stretch=True),
            Column(_("Kind"), "kind", width=150),
            Column("", "partner", badge=_partner_badge, width=100, format=lambda _value: ""),
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
        for kind, _count in Counter(one.kind for one in self._rows if one.kind).most_common(6):
            tests[kind] = (kind, lambda one, kind=kind: one.kind == kind, False)
        if _("Partners") not in tests:
            tests["partner"] = (_("Partners"), lambda one: one.partner, False)
        return tests

    def counted(self, rows: list[OrganisationRow]) -> str:
        return _("{count} in all, {partners} of them partners").format(count=len(rows), partners=sum(1 for one in rows if one.partner))

    def reload(self) -> None:
        self.ask(list_organisations, done=self._loaded)

    def _loaded(self, rows: list[OrganisationRow]) -> None:
        self._rows = rows
        self.show_rows(rows)


def _partner_badge(one: OrganisationRow) -> tuple[str, str]:
    """Says that it is a partner, unless its kind says the same already."""
    return (_("partner"), "accent") if one.partner and one.kind != _("partner") else ("", "muted")
