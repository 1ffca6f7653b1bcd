"""Forms of places: grid, building, household."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.people.services.drafts import BuildingDraft, GridDraft, HouseholdDraft
from desktop.people.services.forms import PlaceForm, building_form, grid_form, household_form
from desktop.people.services.places import (
    check_building,
    check_grid,
    check_household,
    save_building,
    save_grid,
    save_household,
)
from ui.kit import Field, Form, Shell, scrolled
from ui.people.parts import RecordDialog


class PlaceFormDialog(RecordDialog):
    """A place, new or open; subclasses give the fields and the draft."""

    draft_of: Callable[..., Any]
    words = ("", "")

    def __init__(self, shell: Shell, parent: QWidget, place_id: str = "") -> None:
        super().__init__(shell, parent, self.title(bool(place_id)), place_id, 620, 600)

    def title(self, known: bool) -> str:
        """The words above the form."""
        raise NotImplementedError

    def fields(self, data: PlaceForm) -> list[Field]:
        """The fields of the form."""
        raise NotImplementedError

    def prepared(self, data: PlaceForm) -> None:
        self.form = Form(self.fields(data), data.today, columns=2)
        self.body.addWidget(scrolled(self.form), 1)

    def draft(self) -> Any:
        assert self.form is not None
        values = {name: "" if value is None and name != "lift" else value for name, value in self.form.values().items()}
        return type(self).draft_of(**values)

    def show_draft(self, draft: Any) -> None:
        assert self.form is not None
        self.form.set_values(asdict(draft))

    def name(self) -> str:
        values = self.form.values() if self.form else {}
        return str(values.get("name") or values.get("number") or values.get("room") or values.get("address") or "")


class GridFormDialog(PlaceFormDialog):
    """One grid."""

    load, check, save = staticmethod(grid_form), staticmethod(check_grid), staticmethod(save_grid)
    draft_of = GridDraft

    def title(self, known: bool) -> str:
        return _("Grid") if known else _("New grid")

    def fields(self, data: PlaceForm) -> list[Field]:
        return [
            Field("name", _("Title"), required=True, wide=True),
            Field("position", _("Position in lists"), hint=_("Left blank: at the end.")),
        ]


class BuildingFormDialog(PlaceFormDialog):
    """One building."""

    load, check, save = staticmethod(building_form), staticmethod(check_building), staticmethod(save_building)
    draft_of = BuildingDraft

    def title(self, known: bool) -> str:
        return _("Building") if known else _("New building")

    def fields(self, data: PlaceForm) -> list[Field]:
        lift: list[tuple[Any, str]] = [(None, _("not known")), (True, _("yes")), (False, _("no"))]
        return [
            Field("number", _("Building number")),
            Field("name", _("Title"), hint=_("Left blank: taken from the number, as 8幢.")),
            Field("estate", _("Estate")),
            Field("grid", _("Grid"), "choice", choices=[("", _("(none)")), *data.grids], default=""),
            Field("units", _("Units")),
            Field("floors", _("Floors")),
            Field("lift", _("Lift"), "choice", choices=lift),
            Field("head_name", _("Head of the building")),
            Field("head_phone", _("Telephone of the head")),
            Field("x", _("Metres east"), hint=_("On the station's plan; used for the walking order.")),
            Field("y", _("Metres north")),
            Field("note", _("Note"), "long", rows=2),
        ]


class HouseholdFormDialog(PlaceFormDialog):
    """One household."""

    load, check, save = staticmethod(household_form), staticmethod(check_household), staticmethod(save_household)
    draft_of = HouseholdDraft

    def title(self, known: bool) -> str:
        return _("Household") if known else _("New household")

    def fields(self, data: PlaceForm) -> list[Field]:
        return [
            Field("building", _("Building"), "choice", choices=[("", _("(not in the list)")), *data.buildings], default=""),
            Field("grid", _("Grid"), "choice", choices=[("", _("(that of the building)")), *data.grids], default=""),
            Field("unit", _("Unit")),
            Field("room", _("Room")),
            Field("floor", _("Floor"), hint=_("Left blank: taken from the room.")),
            Field("address", _("Address as written"), wide=True),
        ]
