"""A page that is one list with a form behind every row: filter, chips, menu, recycle bin."""

from typing import Any

from PySide6.QtCore import QObject

from desktop.i18n import _
from desktop.people.services import bin as recycle
from ui.kit import Card, Chips, Column, FilterBox, Page, RowsTable, Shell, ToggleKey


class ListPage(Page):
    """Subclasses give `kind` (of the recycle bin), `columns()`, `words`, and `form(record id)`; `reload` calls `show_rows`."""

    kind = ""
    topics = frozenset({"people"})

    def __init__(self, shell: Shell, title: str, new_word: str, empty: str) -> None:
        super().__init__(shell, title)
        self._wanted = ""
        self.table = RowsTable(self.columns(), title, search=lambda one: one.search, many=True)
        self.table.set_empty(empty, new_word, self.new)
        self.table.opened.connect(lambda one: self.edit(one.id))
        self.table.set_menu(
            (_("Open"), lambda rows: self.edit(rows[0].id), "F4"),
            (_("Move to the recycle bin"), lambda rows: self.remove(rows[0]), "Delete"),
        )
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(self._filter)
        self.filter_box = FilterBox().attach(self.table)
        self.actions.addWidget(self.filter_box)
        self.more_actions()
        self.add_action(new_word, self.new, "F2", main=True)
        ToggleKey("F4", self, lambda: self.edit(self.table.current_row().id) if self.table.current_row() else None)
        card = Card()
        card.add(self.chips)
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    # what a subclass gives

    def columns(self) -> list[Column]:
        """The columns of the list."""
        raise NotImplementedError

    def form(self, record_id: str) -> QObject:
        """The dialog of a record ('' = a new one), with a signal `saved_record(id)` and `open()`."""
        raise NotImplementedError

    def tests(self) -> dict[str, tuple[str, Any, bool]]:
        """Chips: key -> (word, test of a row, gold). The first is chosen at first."""
        return {"all": (_("All"), lambda one: True, False)}

    def more_actions(self) -> None:
        """Buttons before the main one."""

    # what the page does

    def open(self, **where: Any) -> None:
        """`id=` goes to a record, `new=True` begins one."""
        self._wanted = str(where.get("id") or where.get(self.kind) or "")
        if where.get("new"):
            self.new()
        if self._wanted and self.table.rows():
            self._go_wanted()

    def show_rows(self, rows: list[Any]) -> None:
        """Show what the service gave."""
        tests = self.tests()
        items: list[tuple[Any, ...]] = []
        for key, (word, test, gold) in tests.items():
            count = sum(1 for one in rows if test(one))
            if count or not items:
                items.append((key, word, count, "gold") if gold else (key, word, count))
        self.chips.set_items(items)
        self.chips.setVisible(len(items) > 1)
        self.set_subtitle(self.counted(rows))
        self.table.set_rows(rows)
        self._filter(self.chips.chosen)
        self._go_wanted()

    def counted(self, rows: list[Any]) -> str:
        """What stands beside the title."""
        return _("{count} in all").format(count=len(rows))

    def _filter(self, key: Any) -> None:
        tests = self.tests()
        self.table.set_where(tests.get(str(key), next(iter(tests.values())))[1])

    def _go_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if wanted and not self.table.select_key(wanted):
            self.chips.choose(next(iter(self.tests())))
            self.table.select_key(wanted)

    def new(self) -> None:
        """Begin a new record."""
        self._open_form("")

    def edit(self, record_id: str) -> None:
        """Open a record."""
        self._open_form(record_id)

    def _open_form(self, record_id: str) -> None:
        dialog: Any = self.form(record_id)
        dialog.saved_record.connect(self._saved)
        dialog.open()

    def _saved(self, record_id: str) -> None:
        self._wanted = record_id

    def remove(self, one: Any) -> None:
        """Move a record to the recycle bin."""
        self.ask(
            recycle.remove, self.kind, one.id,
            done=lambda operation: self.shell.say(_("In the recycle bin: {name}").format(name=one.name), undo=operation),
        )  # fmt: skip
