"""An example page: a list with filter and chips at left, what is chosen at right. Not in the navigation; tests and newcomers
use it."""

from dataclasses import dataclass

from desktop.i18n import _
from ui.kit import Badge, Card, Chips, Column, FilterBox, LineRows, Page, RowsTable, SegmentBar, Shell, label, row


@dataclass(frozen=True)
class Neighbour:
    """An invented neighbour."""

    id: str
    name: str
    search: str
    door: str
    hours: int


NEIGHBOURS = [
    Neighbour("1", "顾素珍", "顾素珍 gusuzhen gsz 0021", "8幢2-301", 26),
    Neighbour("2", "仇阿根", "仇阿根 qiuagen qag 0035", "12幢1-502", 19),
    Neighbour("3", "陈䶮", "陈䶮 chenyan cy 0047", "2幢3-101", 3),
]


class ExamplePage(Page):
    """Who has been silent for how long, of three invented neighbours."""

    key = "example"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Elders"), "3")
        self.table = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=120),
                Column(_("Address"), "door", stretch=True),
                Column(
                    _("Last known safe"),
                    "hours",
                    align="right",
                    width=140,
                    badge=lambda one: (f"{one.hours} h", "danger" if one.hours > 24 else "gold"),
                ),
            ],
            _("Elders"),
            search=lambda one: one.search,
        )
        self.table.chosen.connect(self.choose)
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(lambda key: self.table.set_where(None if key == "all" else lambda one: one.hours > 12))
        self.actions.addWidget(FilterBox().attach(self.table))
        self.add_action(_("Save"), lambda: shell.say(_("Saved")), "F2", main=True)
        left, self.right = Card(), Card(_("Elders"), "…")
        left.add(self.chips)
        left.add(self.table, 1)
        lines = LineRows([0, 1, 0], right=[2])
        lines.add_row("8幢", SegmentBar([("ok", 12), ("danger", 1)], 15), Badge("1", "danger"))
        self.right.add(lines)
        self.name = label("", "big")
        self.right.add(self.name)
        self.right.fill()
        both = row(left, self.right, gap=14)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        self.body.addLayout(both, 1)

    def reload(self) -> None:
        self.chips.set_items([("all", _("All"), len(NEIGHBOURS)), ("silent", _("Silent"), 2, "gold")])
        self.table.set_rows(NEIGHBOURS)

    def choose(self, one: Neighbour | None) -> None:
        """Show the chosen neighbour."""
        self.name.setText(one.name if one else "")
