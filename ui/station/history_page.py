"""What was done, by whom and when; each operation can be taken back while nothing later stands on it. And the recycle bin."""

from PySide6.QtWidgets import QTabWidget, QWidget

from desktop.i18n import _
from desktop.people.services.bin import Removed, list_removed, restore
from desktop.station.history import Done, history, undo
from ui.kit import Card, Column, FilterBox, Page, RowsTable, Shell, column, theme


class HistoryPage(Page):
    """Two lists: operations with undo, and the recycle bin with restore."""

    key, help = "history", "settings"
    topics = frozenset({"journal", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("History and undo"))
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
        self.bin = RowsTable(
            [
                Column(_("Removed"), "deleted_at", format=lambda at: f"{at:%Y-%m-%d %H:%M}", width=150, muted=True),
                Column(_("Kind"), "kind_label", width=120),
                Column(_("Name"), "name", width=180, bold=True),
                Column(_("Detail"), "detail", stretch=True),
            ],
            _("Recycle bin"),
        )
        self.bin.set_empty(_("The recycle bin is empty."))
        self.bin.set_menu((_("Put back"), self.put_back, ""))
        self.bin.opened.connect(lambda row: self.put_back([row]))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("History and undo"))
        for table, title in ((self.table, _("History")), (self.bin, _("Recycle bin"))):
            card = Card()
            card.add(table, 1)
            page = QWidget()
            page.setLayout(column(card, gap=0))
            page.layout().setContentsMargins(0, theme.px(14), 0, 0)
            self.tabs.addTab(page, title)
        self.tabs.currentChanged.connect(self._turned)
        filter_box = FilterBox(_("Filter"))
        filter_box.typed.connect(self.table.filter)
        filter_box.typed.connect(self.bin.filter)
        self.actions.addWidget(filter_box)
        self._back = self.add_action(_("Take back"), self._act, "F8", main=True)
        self.body.addWidget(self.tabs, 1)

    def reload(self) -> None:
        self.ask(history, done=self.table.set_rows)
        self.ask(list_removed, done=self.bin.set_rows)

    def _turned(self, number: int) -> None:
        self._back.setText(_("Take back") if number == 0 else _("Put back"))
        self._back.updateGeometry()

    def _act(self) -> None:
        if self.tabs.currentIndex() == 0:
            self.take_back(self.table.selected_rows())
        else:
            self.put_back(self.bin.selected_rows())

    def take_back(self, rows: list[Done]) -> None:
        """Undo the chosen operation."""
        if rows:
            told = _("Taken back: {what}").format(what=rows[0].label)
            self.ask(undo, rows[0].id, done=lambda again: self.shell.say(told, undo=again))

    def put_back(self, rows: list[Removed]) -> None:
        """Restore the chosen thing."""
        if rows:
            told = _("Put back: {name}").format(name=rows[0].name)
            self.ask(restore, rows[0].kind, rows[0].id, done=lambda _none: self.shell.say(told))


def state_words(done: Done) -> str:
    """Whether an operation stands."""
    return _("taken back") if done.undone else ""


def state_badge(done: Done) -> tuple[str, str] | None:
    """The same as a badge."""
    return (_("taken back"), "muted") if done.undone else (_("undo"), "gold") if done.is_undo else None
