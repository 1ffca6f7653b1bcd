"""What was done, by whom and when; each operation can be taken back while nothing later stands on it."""

from desktop.i18n import _
from desktop.station.history import Done, history, undo
from ui.kit import Card, Column, FilterBox, Page, RowsTable, Shell


class HistoryPage(Page):
    """Every operation of the station, the newest first."""

    key, help = "history", "settings"
    topics = frozenset({"journal"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("History"))
        self.table = RowsTable(
            [
                Column(_("When"), "at", format=lambda at: f"{at:%Y-%m-%d %H:%M}", width=150, muted=True),
                Column(_("Area"), "room", width=110),
                Column(_("What"), "label", stretch=True, bold=True),
                Column(_("By"), "account", width=120),
                Column(_("Rows"), "rows", align="right", width=70),
                Column(_("State"), state_words, width=120, badge=state_badge),
            ],
            _("History"),
        )
        self.table.set_menu((_("Take back"), self.take_back, ""))
        self.table.opened.connect(lambda row: self.take_back([row]))
        self.table.chosen.connect(self._chosen)
        self.actions.addWidget(FilterBox(_("Filter")).attach(self.table))
        self.back = self.add_action(_("Take back"), lambda: self.take_back(self.table.selected_rows()), "F8", main=True)
        self._chosen(None)
        card = Card()
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    def reload(self) -> None:
        self.ask(history, done=self.table.set_rows)

    def _chosen(self, done: Done | None) -> None:
        self.back.setEnabled(done is not None and not done.undone)

    def take_back(self, rows: list[Done]) -> None:
        """Undo the chosen operation."""
        if rows:
            told = _("Taken back: {what}").format(what=rows[0].label)
            self.ask(undo, rows[0].id, done=lambda again: self.shell.say(told, undo=again))


def state_words(done: Done) -> str:
    """Whether an operation stands."""
    return _("taken back") if done.undone else ""


def state_badge(done: Done) -> tuple[str, str] | None:
    """The same as a badge."""
    return (_("taken back"), "muted") if done.undone else (_("undo"), "gold") if done.is_undo else None
