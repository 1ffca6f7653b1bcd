"""The recycle bin of elders, volunteers, organisations and places."""

from desktop.i18n import _
from desktop.people.services.bin import Removed, list_removed, restore
from ui.kit import Card, Column, FilterBox, Page, RowsTable, Shell


class BinPage(Page):
    """What was removed, newest first; Enter gives it back."""

    key, help = "bin", "elders"
    topics = frozenset({"people", "rounds"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Recycle bin"))
        self.table = RowsTable(
            [
                Column(_("Kind"), "kind_label", width=120, muted=True),
                Column(_("Name"), "name", bold=True, width=220),
                Column(_("More"), "detail", stretch=True, muted=True),
                Column(_("Removed at"), lambda one: f"{one.deleted_at:%Y-%m-%d %H:%M}", width=160),
                Column("", lambda _one: _("Give back"), link=True, width=110, key="restore"),
            ],
            _("Recycle bin"),
        )
        self.table.set_empty(_("The recycle bin is empty. What is removed from a list lies here until it is given back."))
        self.table.opened.connect(self.restore)
        self.table.linked.connect(lambda one, _key: self.restore(one))
        self.table.set_menu((_("Give back"), lambda rows: self.restore(rows[0]), "Return"))
        self.actions.addWidget(FilterBox(_("Filter")).attach(self.table))
        card = Card()
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    def reload(self) -> None:
        self.ask(list_removed, done=self._loaded)

    def _loaded(self, rows: list[Removed]) -> None:
        self.table.set_rows(rows)
        self.set_subtitle(_("{count} in all").format(count=len(rows)) if rows else "")

    def restore(self, one: Removed) -> None:
        """Give a record back to its list."""
        self.ask(
            restore, one.kind, one.id,
            done=lambda operation: self.shell.say(_("Given back: {name}").format(name=one.name), undo=operation),
        )  # fmt: skip
