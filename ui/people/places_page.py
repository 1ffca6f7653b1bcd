"""The page of the places: buildings, households and grids in three tabs."""

from typing import Any

from PySide6.QtWidgets import QTabWidget, QWidget

from desktop.i18n import _
from desktop.people.phones import masked_phone
from desktop.people.services import bin as recycle
from desktop.people.services.places import Places, list_places
from desktop.people.services.words import yes_no
from ui.kit import Card, Column, FilterBox, Page, RowsTable, Shell, ToggleKey
from ui.people.parts import RecordDialog
from ui.people.place_forms import BuildingFormDialog, GridFormDialog, HouseholdFormDialog


def _number(value: Any) -> str:
    return "" if value is None else f"{value:g}"


class PlacesPage(Page):
    """Where everybody lives. `open(tab='buildings' | 'households' | 'grids')`."""

    key, help = "places", "elders"
    topics = frozenset({"people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Places"))
        self.buildings = RowsTable(
            [
                Column(_("Building"), "name", bold=True, width=100),
                Column(_("Estate"), "estate", width=110, muted=True),
                Column(_("Grid"), "grid", width=110),
                Column(_("Units"), "units", align="right", width=70),
                Column(_("Floors"), "floors", align="right", width=70),
                Column(_("Lift"), lambda one: yes_no(one.lift), width=60),
                Column(_("Head of the building"), "head_name", width=96),
                Column(_("Telephone of the head"), lambda one: masked_phone(one.head_phone), width=130),
                Column(_("Position"), lambda one: "" if one.x is None or one.y is None else f"{_number(one.x)}, {_number(one.y)}", width=96),
                Column(_("Households"), "households", align="right", width=80),
                Column(_("Elders"), "elders", align="right", stretch=True),
            ],
            _("Buildings"), search=lambda one: one.search,
        )  # fmt: skip
        self.households = RowsTable(
            [
                Column(_("Door"), "place", bold=True, width=180),
                Column(_("Grid"), "grid", width=120),
                Column(_("Floor"), "floor", align="right", width=70),
                Column(_("Who lives there"), lambda one: "、".join(one.people), stretch=True),
                Column(_("Address as written"), "address", width=260, muted=True),
            ],
            _("Households"), search=lambda one: one.search,
        )  # fmt: skip
        self.grids = RowsTable(
            [
                Column(_("Grid"), "name", bold=True, width=200),
                Column(_("Buildings"), "buildings", align="right", width=110),
                Column(_("Elders"), "elders", align="right", width=110),
                Column("", lambda _one: "", stretch=True),
            ],
            _("Grids"),
        )
        self._kinds: list[tuple[str, RowsTable, type[RecordDialog]]] = [
            ("building", self.buildings, BuildingFormDialog), ("household", self.households, HouseholdFormDialog),
            ("grid", self.grids, GridFormDialog),
        ]  # fmt: skip
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for (kind, table, _form), word in zip(self._kinds, (_("Buildings"), _("Households"), _("Grids")), strict=True):
            self._prepare(kind, table)
            self.tabs.addTab(table, word)
        self.filter_box = FilterBox(_("Building, room, head…"))
        self.filter_box.typed.connect(self._type)
        self.actions.addWidget(self.filter_box)
        self.new_button = self.add_action(_("New building"), self.new, "F2", main=True)
        ToggleKey("F4", self, self._edit_current)
        self.tabs.currentChanged.connect(self._turned)
        card = Card()
        card.add(self.tabs, 1)
        self.body.addWidget(card, 1)

    def _prepare(self, kind: str, table: RowsTable) -> None:
        words = {
            "building": _("No building yet. Import the sheet of buildings, or enter the first one by hand."),
            "household": _("No household yet. They come with the elders, or by hand."),
            "grid": _("No grid yet. Enter the grids of the community first; buildings stand in them."),
        }
        new = {"building": _("New building"), "household": _("New household"), "grid": _("New grid")}
        table.set_empty(words[kind], new[kind], self.new)
        table.opened.connect(lambda one: self._form(kind, one.id))
        table.set_menu(
            (_("Open"), lambda rows: self._form(kind, rows[0].id), ""),
            (_("Move to the recycle bin"), lambda rows: self.remove(kind, rows[0]), "Delete"),
        )

    def open(self, **where: Any) -> None:
        """Turn to a tab."""
        names = {"buildings": 0, "households": 1, "grids": 2}
        if where.get("tab") in names:
            self.tabs.setCurrentIndex(names[where["tab"]])

    def reload(self) -> None:
        self.ask(list_places, done=self._loaded)

    def _loaded(self, places: Places) -> None:
        self.buildings.set_rows(places.buildings)
        self.households.set_rows(places.households)
        self.grids.set_rows(places.grids)
        self.set_subtitle(
            _("{grids} grids · {buildings} buildings · {households} households").format(
                grids=len(places.grids), buildings=len(places.buildings), households=len(places.households)
            )
        )

    def _turned(self, place: int) -> None:
        self.new_button.setText((_("New building"), _("New household"), _("New grid"))[place])
        self._type(self.filter_box.text())

    def _type(self, text: str) -> None:
        self._kinds[self.tabs.currentIndex()][1].filter(text)

    def new(self) -> None:
        """Begin a new place of the tab that is shown."""
        self._form(self._kinds[self.tabs.currentIndex()][0], "")

    def _edit_current(self) -> None:
        kind, table, _form = self._kinds[self.tabs.currentIndex()]
        if table.current_row() is not None:
            self._form(kind, table.current_row().id)

    def _form(self, kind: str, place_id: str) -> None:
        make = next(form for name, _table, form in self._kinds if name == kind)
        parent: QWidget = self
        make(self.shell, parent, place_id).open()  # type: ignore[call-arg, arg-type]

    def remove(self, kind: str, one: Any) -> None:
        """Move a place to the recycle bin."""
        name = getattr(one, "name", "") or getattr(one, "place", "")
        self.ask(
            recycle.remove, kind, one.id,
            done=lambda operation: self.shell.say(_("In the recycle bin: {name}").format(name=name), undo=operation),
        )  # fmt: skip
