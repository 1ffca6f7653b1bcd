"""The elder form: everything of a care file in one window, by keyboard only."""

from dataclasses import asdict, replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.people.services.drafts import ContactDraft, ElderDraft, PersonDraft
from desktop.people.services.elders import check_elder, save_elder
from desktop.people.services.forms import ElderForm, elder_form
from desktop.people.services.words import CONSENT_SCOPES, RISKS, risk_label, scope_label, sex_label
from desktop.people.weekly import WEEKDAYS
from desktop.rounds.frequency import STANDING, Preset, preset_label
from ui.kit import Field, Form, Shell, label, scrolled
from ui.people.contacts_editor import ContactsEditor
from ui.people.parts import PersonDialog

PERSON = ("name", "sex", "id_number", "born", "lunar_birthday", "phones")


def person_fields() -> list[Field]:
    """The fields that every person has."""
    return [
        Field("name", _("Name"), required=True),
        Field("sex", _("Sex"), "choice", choices=[("", ""), ("f", sex_label("f")), ("m", sex_label("m"))]),
        Field("id_number", _("ID number"), hint=_("Sex and date of birth are taken from it.")),
        Field("phones", _("Telephone"), hint=_("Several with / between them.")),
        Field("born", _("Date of birth"), hint=_("1938-04-08, 1938.4.8 or 19380408")),
        Field("lunar_birthday", _("Lunar birthday"), hint=_("四月初八 or 4-8; a leap month as 闰四月初八")),
    ]


def person_of(values: dict[str, Any], base: PersonDraft) -> PersonDraft:
    """The person's part of a form's values; what the form does not show stays as in `base`."""
    return replace(base, **{name: values[name] or "" for name in PERSON if name in values})


def person_values(draft: PersonDraft) -> dict[str, Any]:
    """A person for the form."""
    return {name: getattr(draft, name) for name in PERSON}


class ElderFormDialog(PersonDialog):
    """One care file, new or open. `saved_record(care file id)`."""

    load, check, save = staticmethod(elder_form), staticmethod(check_elder), staticmethod(save_elder)

    def __init__(self, shell: Shell, parent: QWidget, care_file_id: str = "") -> None:
        self.contacts = ContactsEditor()
        self._person = PersonDraft()
        super().__init__(shell, parent, _("Care file") if care_file_id else _("New elder"), care_file_id, 980, 690)

    def prepared(self, data: ElderForm) -> None:
        if data.loaded is not None:
            self.heading.setText(f"{data.loaded.draft.person.name}　{data.loaded.code}")
        self.form = Form(_fields(data), data.today, columns=3)
        self.form.set_values({"frequency": Preset.TWICE_DAILY.value, "opened_on": data.today.isoformat()})
        self._silence = data.silence_hours
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.addWidget(self.resembling)
        lines.addWidget(self.form)
        lines.addWidget(label(_("Emergency contact"), "heading"))
        lines.addWidget(self.contacts)
        lines.addStretch(1)
        self.contacts.changed.connect(self.touched)
        self.body.addWidget(scrolled(inside), 1)

    def draft(self) -> ElderDraft:
        assert self.form is not None
        values = self.form.values()
        person = person_of(values, self._person)
        rest = {name: value if value is not None else "" for name, value in values.items() if name not in PERSON}
        return ElderDraft(person=person, contacts=self.contacts.contacts(), **rest)

    def show_draft(self, draft: ElderDraft) -> None:
        assert self.form is not None
        self._person = draft.person
        values = {spec.name: getattr(draft, spec.name) for spec in self.form.fields if hasattr(draft, spec.name)}
        self.form.set_values({**values, **person_values(draft.person)})
        self.contacts.set_contacts(draft.contacts)

    def more(self) -> dict[str, Any]:
        return {"contacts": [asdict(one) for one in self.contacts.contacts()]} if self.contacts.is_dirty() else {}

    def bring_more(self, values: dict[str, Any]) -> None:
        self.contacts.patch([ContactDraft(**one) for one in values.get("contacts", [])])

    def name(self) -> str:
        return str(self.form.value("name")) if self.form else ""

    def is_dirty(self) -> bool:
        return super().is_dirty() or self.contacts.is_dirty()


def _fields(data: ElderForm) -> list[Field]:
    weekdays = [(number, _(word)) for number, word in enumerate(WEEKDAYS)]
    scopes = [*CONSENT_SCOPES, *(code for code in (data.loaded.draft.consent_scope if data.loaded else ()) if code not in CONSENT_SCOPES)]
    person = person_fields()
    person[0].section = _("Person")
    return [
        *person,
        Field("building", _("Building"), "choice", section=_("Door"), choices=[("", _("(not in the list)")), *data.buildings], default=""),
        Field("unit", _("Unit")),
        Field("room", _("Room")),
        Field("floor", _("Floor"), hint=_("Left blank: taken from the room.")),
        Field("address", _("Address as written"), wide=True),
        Field("categories", _("Categories"), "many", section=_("Care"), choices=data.categories),
        Field("frequency", _("Visits"), "choice", choices=[(one.value, preset_label(one.value)) for one in STANDING]),
        Field("risk", _("Risk"), "choice", choices=[(code, risk_label(code)) for code in RISKS], default=""),
        Field("weekdays", _("Weekdays (for weekly visits)"), "many", choices=weekdays),
        Field("month_day", _("First due day of the month or quarter"), hint=_("Left blank: spread over the period.")),
        Field(
            "silence_hours", _("Silence alert after (hours)"),
            hint=_("Left blank: {hours} hours, or what fits the visits.").format(hours=data.silence_hours),
        ),
        Field("health", _("Health"), "long", rows=2),
        Field("hazards", _("Hazards, and what to know at the door"), "long", rows=2),
        Field("notes", _("Notes"), "long", rows=2),
        Field("opened_on", _("On file since")),
        Field("consent_on", _("Consent given on"), section=_("Consent")),
        Field("consent_paper", _("Number of the paper")),
        Field("consent_scope", _("Consent covers"), "many", choices=[(code, scope_label(code)) for code in scopes]),
    ]  # fmt: skip
