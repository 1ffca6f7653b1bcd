"""What each sheet and column means: made by `recognise`, shown to the clerk, corrected, passed back."""

from dataclasses import dataclass, replace
from datetime import date

from desktop.i18n import N_, _

KINDS = ("elders", "volunteers", "organisations", "buildings")

KIND_LABELS: dict[str, str] = {
    "elders": N_("Elders"),
    "volunteers": N_("Volunteers"),
    "organisations": N_("Organisations"),
    "buildings": N_("Buildings"),
    "unrecognised": N_("Not recognised"),
    "ignored": N_("Not imported"),
}

FIELD_LABELS: dict[str, str] = {
    "": N_("(not used)"),
    "seq": N_("Number in the list"),
    "code": N_("Code"),
    "name": N_("Name"),
    "sex": N_("Sex"),
    "id": N_("ID number"),
    "birth": N_("Birth date"),
    "lunar_birth": N_("Lunar birthday"),
    "age": N_("Age"),
    "category": N_("Categories"),
    "grid": N_("Grid"),
    "address": N_("Address"),
    "estate": N_("Estate"),
    "building": N_("Building"),
    "unit": N_("Unit"),
    "floor": N_("Floor"),
    "room": N_("Room"),
    "phone": N_("Phone"),
    "phone_more": N_("Further phone"),
    "contact_name": N_("Emergency contact"),
    "contact_relation": N_("Relation"),
    "contact_phone": N_("Contact's phone"),
    "health": N_("Health"),
    "hazards": N_("Hazards"),
    "risk": N_("Risk"),
    "frequency": N_("Frequency"),
    "opened": N_("File opened on"),
    "consent": N_("Consent on"),
    "note": N_("Notes"),
    "organisation": N_("Organisation"),
    "party": N_("Party member"),
    "trained": N_("Hotline training"),
    "trained_on": N_("Trained on"),
    "years": N_("Hotline years"),
    "available": N_("Available"),
    "off": N_("Days off"),
    "max_week": N_("Shifts a week at most"),
    "weekly_hours": N_("Hours a week"),
    "capacity": N_("Doors a round"),
    "grids": N_("Grids served"),
    "joined": N_("Joined on"),
    "kind": N_("Kind"),
    "head": N_("Head"),
    "head_phone": N_("Head's phone"),
    "members": N_("Members"),
    "units": N_("Number of units"),
    "floors": N_("Number of floors"),
    "households": N_("Number of households"),
    "lift": N_("Lift"),
    "x": N_("Metres east"),
    "y": N_("Metres north"),
    "lunar": N_("Lunar birthday"),
    "born": N_("Birth date"),
    "id_number": N_("ID number"),
    "phones": N_("Further phones"),
    "categories": N_("Categories"),
    "contacts": N_("Emergency contact"),
}

_CATEGORY = "category:"


def kind_label(kind: str) -> str:
    """The kind of a sheet in the user's language."""
    return _(KIND_LABELS[kind])


def field_label(field: str) -> str:
    """A field in the user's language; a category column by its category's code."""
    if field.startswith(_CATEGORY):
        return _("Category {code}").format(code=field.removeprefix(_CATEGORY))
    return _(FIELD_LABELS[field]) if field in FIELD_LABELS else field


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One column: 0-based position, heading as written, meaning ('' = not used), which contact it belongs to (1…), and how the
    meaning was found ('heading', 'content', 'clerk', '')."""

    column: int
    heading: str
    field: str = ""
    group: int = 0
    how: str = ""


@dataclass(frozen=True, slots=True)
class SheetMap:
    """One sheet: its kind, the 1-based heading row (0 = none) and how many rows the heading takes, its columns, the month that its
    title names, and the texts above the heading."""

    sheet: str
    kind: str
    header_row: int
    header_rows: int
    columns: tuple[ColumnMap, ...]
    reference: date | None = None
    title: str = ""
    score: float = 0.0

    def columns_of(self, field: str) -> list[ColumnMap]:
        """The columns that mean `field`, from left to right."""
        return [c for c in self.columns if c.field == field]

    def first(self, field: str) -> int | None:
        """The first column that means `field`."""
        for column in self.columns:
            if column.field == field:
                return column.column
        return None

    @property
    def unused(self) -> list[ColumnMap]:
        """Columns with a heading and no meaning: shown, so that the clerk can give them one."""
        return [c for c in self.columns if c.heading and not c.field]


@dataclass(frozen=True, slots=True)
class Mapping:
    """The meaning of a workbook."""

    sheets: tuple[SheetMap, ...]

    def sheet(self, name: str) -> SheetMap:
        """The map of a sheet. Raises KeyError."""
        for sheet in self.sheets:
            if sheet.sheet == name:
                return sheet
        raise KeyError(name)

    def with_sheet(self, changed: SheetMap) -> "Mapping":
        """A copy with one sheet's map replaced."""
        return Mapping(tuple(changed if s.sheet == changed.sheet else s for s in self.sheets))

    def with_field(self, sheet: str, column: int, field: str, group: int = 0) -> "Mapping":
        """The clerk's correction: this column means `field` ('' = not used)."""
        old = self.sheet(sheet)
        columns = tuple(
            replace(c, field=field, group=group or (1 if field.startswith("contact_") else 0), how="clerk") if c.column == column else c
            for c in old.columns
        )
        return self.with_sheet(replace(old, columns=columns))
