"""The volunteer form, with the week's times and the dates off."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.hotline.problem import Window
from desktop.hotline.weeks import Week, week_of, windows_of
from desktop.i18n import _
from desktop.people.services.drafts import AvailableDraft, PersonDraft, UnavailableDraft, VolunteerDraft
from desktop.people.services.forms import VolunteerForm, volunteer_form
from desktop.people.services.volunteers import check_volunteer, save_volunteer
from desktop.people.weekly import weekly_words
from ui.hotline.week_grid import WeekGrid
from ui.kit import Field, Form, Shell, label, scrolled
from ui.people.elder_form import PERSON, person_fields, person_of, person_values
from ui.people.parts import PersonDialog


class VolunteerFormDialog(PersonDialog):
    """One volunteer, new or open. `saved_record(volunteer id)`."""

    load, check, save = staticmethod(volunteer_form), staticmethod(check_volunteer), staticmethod(save_volunteer)

    def __init__(self, shell: Shell, parent: QWidget, volunteer_id: str = "") -> None:
        self._person = PersonDraft()
        self._available: tuple[AvailableDraft, ...] = ()
        self._week = Week()
        super().__init__(shell, parent, _("Volunteer") if volunteer_id else _("New volunteer"), volunteer_id, 980, 690)

    def prepared(self, data: VolunteerForm) -> None:
        if data.loaded is not None:
            self.heading.setText(f"{data.loaded.draft.person.name}　{data.loaded.code}")
        self.form = Form(_fields(data), data.today, columns=3)
        self.form.set_values({"visits": True, "joined_on": "" if data.loaded else data.today.isoformat()})
        self.week = WeekGrid()
        self.week.changed.connect(self.touched)
        self.odd = label("", "caption", wrap=True)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.addWidget(self.resembling)
        lines.addWidget(self.form)
        lines.addWidget(label(_("Weekly times for the phone"), "heading"))
        lines.addWidget(self.week)
        lines.addWidget(label(_("Space ticks a part of a day; + marks a wish for it, - rather not."), "caption"))
        lines.addWidget(self.odd)
        lines.addStretch(1)
        self.odd.hide()
        self.body.addWidget(scrolled(inside), 1)

    def draft(self) -> VolunteerDraft:
        assert self.form is not None
        values = self.form.values()
        dates = values.pop("unavailable")
        rest = {name: "" if value is None and name != "party_member" else value for name, value in values.items() if name not in PERSON}
        return VolunteerDraft(
            person=person_of(values, self._person), available=self._windows(), unavailable=_dates(str(dates)), **rest
        )

    def _windows(self) -> tuple[AvailableDraft, ...]:
        """The windows as ticked; as they were when nothing was ticked otherwise."""
        if self.week.cells() == dict(self._week.cells):
            return self._available
        windows = windows_of(Week(self.week.cells(), self._week.odd))
        return tuple(AvailableDraft(one.weekday, one.start, one.end, one.wish) for one in windows)

    def show_draft(self, draft: VolunteerDraft) -> None:
        assert self.form is not None
        self._person, self._available = draft.person, draft.available
        values = {spec.name: getattr(draft, spec.name) for spec in self.form.fields if hasattr(draft, spec.name)}
        values["unavailable"] = "\n".join(f"{one.date} {one.reason}".strip() for one in draft.unavailable)
        self.form.set_values({**values, **person_values(draft.person)})
        self._week = week_of(Window(one.weekday, one.from_minute, one.to_minute, one.wish) for one in draft.available)
        self.week.set_cells(dict(self._week.cells))
        odd = [(one.weekday, one.start, one.end) for one in self._week.odd]
        self.odd.setText(_("Other times, kept as they are: {times}").format(times=weekly_words(odd)))
        self.odd.setVisible(bool(odd))

    def more(self) -> dict[str, Any]:
        cells = self.week.cells()
        return {"week": [[*cell, wish] for cell, wish in cells.items()]} if cells != dict(self._week.cells) else {}

    def bring_more(self, values: dict[str, Any]) -> None:
        self.week.set_cells({(day, part): wish for day, part, wish in values.get("week", [])})

    def name(self) -> str:
        return str(self.form.value("name")) if self.form else ""

    def is_dirty(self) -> bool:
        return super().is_dirty() or (self.form is not None and self.week.cells() != dict(self._week.cells))


def _dates(text: str) -> tuple[UnavailableDraft, ...]:
    """A date or range at the beginning of each line, and what follows as the reason."""
    found = []
    for line in text.splitlines():
        dates, _space, reason = line.strip().partition(" ")
        if dates:
            found.append(UnavailableDraft(dates, reason.strip()))
    return tuple(found)


def _fields(data: VolunteerForm) -> list[Field]:
    known: list[tuple[Any, str]] = [(None, _("not known")), (True, _("yes")), (False, _("no"))]
    person = person_fields()
    person[0].section = _("Person")
    return [
        *person,
        Field("organisation", _("Organisation"), "choice", section=_("Duties"), choices=[("", _("(none)")), *data.organisations], default=""),
        Field("party_member", _("Party member"), "choice", choices=known),
        Field("joined_on", _("Joined on")),
        Field("left_on", _("Left on"), hint=_("From this day on the volunteer gets no duty.")),
        Field("grids", _("Grids served"), "many", choices=data.grids),
        Field("visits", _("Knocks at doors"), "check"),
        Field("capacity", _("Doors a round at most"), hint=_("Left blank: the station's own number.")),
        Field("visit_minutes", _("Minutes a round at most"), hint=_("Left blank: the whole slot.")),
        Field("trained", _("Trained for the phone"), "check", section=_("Hotline")),
        Field("hotline_years", _("Years at the phone")),
        Field("trained_on", _("Trained on")),
        Field("training_expires", _("Training expires")),
        Field("weekly_hours", _("Hours a week")),
        Field("max_week", _("Shifts a week at most"), hint=_("Left blank: the station's own number.")),
        Field("unavailable", _("Unavailable dates"), "long", rows=2, hint=_("One line each: 2026-12-30 health check, or 12.5至12.8")),
        Field("note", _("Note"), "long", rows=2),
    ]  # fmt: skip
