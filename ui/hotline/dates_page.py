"""Single days of a month: leave, exceptions, wishes; typed in a grid, pasted from a table."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog

from desktop.hotline.dates import Cell, MonthDates, load_dates, read_paste, save_dates, table_text
from desktop.hotline.months import month_after
from desktop.hotline.view import default_month
from desktop.i18n import _, ngettext
from desktop.station.drafts import form_draft, keep_form
from ui.hotline.dates_grid import DatesGrid
from ui.kit import Badge, Button, Card, Elided, Page, Shell, ToggleKey, label, row, theme

SHOWN = 6  # doubts told one by one
KEEP_AFTER = 1500  # milliseconds after the last key


class DatesPage(Page):
    """The grid of a month, what could not be read below it."""

    key, help = "hotline.dates", "roster"
    topics = frozenset({"hotline", "people"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Single days"))
        self.month = ""
        self._behind = False
        self.grid = DatesGrid()
        self.grid.settled.connect(self._catch_up)
        self.grid.model_.typed.connect(self._show_state)
        self.grid.pasted.connect(self._paste)
        self.before = Button("‹", lambda: self._turn(-1))
        self.before.setAccessibleName(_("Month before"))
        self.after = Button("›", lambda: self._turn(1))
        self.after.setAccessibleName(_("Next month"))
        for button, key in ((self.before, "Alt+Left"), (self.after, "Alt+Right")):
            button.setToolTip(f"{button.accessibleName()} ({key})")
            button.setFixedSize(theme.px(30), theme.px(28))
            button.setStyleSheet("padding: 0px;")
        ToggleKey("Alt+Left", self, lambda: self._turn(-1))
        ToggleKey("Alt+Right", self, lambda: self._turn(1))
        self.take = self.add_action(_("From a workbook…"), self._choose_file)
        self.forms = self.add_action(_("Print forms"), self._print, "Ctrl+P")
        self.save = self.add_action(_("Save"), self._save, "Ctrl+S", main=True)
        self.state = Badge()
        self._keep = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._keep.timeout.connect(self._keep_draft)
        self.grid.model_.typed.connect(self._keep.start)
        card = Card()
        legend = _(
            "休 cannot come · 休上 not in the morning · 上 下 晚 全 (1 2 3 4) can come then, also beside the week · +上 wanted · -上 rather not")
        head = row(self.before, self.after, self.state, Elided(legend, "caption"), gap=8)
        head.setStretch(3, 1)
        card.add(head)
        card.add(self.grid, 1)
        keys = _("Type into one or many chosen cells · Delete empties · Ctrl+V pastes a table from WPS, with or without names and days")
        card.add(Elided(keys, "caption"))
        self.doubts = label("", "caption", wrap=True)
        self.doubts.hide()
        card.add(self.doubts)
        self.body.addWidget(card, 1)
        self._show_state()

    def open(self, **where: Any) -> None:
        """`month='2026-12'`."""
        if where.get("month"):
            self._go(where["month"])

    def reload(self) -> None:
        if self.grid.model_.changed:
            return  # what is typed stays
        if self.month:
            self.ask(load_dates, self.month, done=self._show)
        else:
            self.ask(default_month, done=self._month_known)

    def leave(self) -> bool:
        """What can be read is saved, as everywhere; what cannot is kept as typed and comes back. Nobody is held here: an alarm may wait."""
        wrong = self.grid.model_.unreadable()
        if wrong:
            self.shell.say(_("{number} cells cannot be read; they are kept as they were typed until they are mended.").format(
                number=len(wrong)), "gold")
        if self.month:
            self._keep_cells(wrong)
        self._save()
        return True

    def _go(self, month: str) -> None:
        """Another month; what was typed in this one is saved or kept."""
        self.leave()
        self.month = month
        self.grid.model_.changed.clear()
        self._tell([])
        self.reload()

    def _month_known(self, month: str) -> None:
        self.month = self.month or month
        self.reload()

    def _show(self, grid: MonthDates) -> None:
        if grid.month != self.month or self.grid.model_.changed:
            return
        if self.grid.typing():
            self._behind = True  # an open cell is not closed under the clerk's hands
            return
        self.grid.show_grid(grid)
        self.ask(form_draft, self._draft_key(), done=lambda typed: self._bring_back(grid, typed))
        first: date = grid.days[0]
        self.set_subtitle(_("{year}-{month:02d}").format(year=first.year, month=first.month))
        self._show_state()

    def _catch_up(self) -> None:
        if self._behind:
            self._behind = False
            self.reload()

    def _draft_key(self) -> str:
        return f"hotline.dates.{self.month}"

    def _keep_draft(self) -> None:
        """What is typed and not saved comes back after a crash."""
        self._keep_cells(self.grid.model_.changed)

    def _keep_cells(self, cells: Iterable[Cell]) -> None:
        changed = self.grid.model_.changed
        typed = {f"{who} {day.isoformat()}": changed[who, day] for who, day in cells}
        self.ask(keep_form, self._draft_key(), typed)

    def _bring_back(self, grid: MonthDates, typed: dict[str, str]) -> None:
        model = self.grid.model_
        if not typed or model.grid is None or model.grid.month != grid.month or model.changed:
            return
        here = {line.volunteer for line in grid.lines}
        cells = {}
        for key, text in typed.items():
            who, day = key.rsplit(" ", 1)
            if who in here:
                cells[who, date.fromisoformat(day)] = text
        model.put(cells)
        self.shell.say(_("{number} cells that were typed and not saved are back.").format(number=len(cells)))

    def _turn(self, step: int) -> None:
        if self.month:
            self._go(month_after(self.month, step))

    def _show_state(self) -> None:
        model = self.grid.model_
        wrong = len(model.unreadable())
        self.save.setEnabled(len(model.changed) > wrong)
        if not model.lines:
            self.state.tell(_("Enter volunteers first"), "gold")
        elif wrong:
            self.state.tell(ngettext("{number} cell cannot be read", "{number} cells cannot be read", wrong).format(number=wrong), "gold")
        elif model.changed:
            number = len(model.changed)
            self.state.tell(ngettext("{number} cell not saved", "{number} cells not saved", number).format(number=number), "accent")
        else:
            self.state.tell(_("all saved"), "ok")

    def _paste(self, text: str) -> None:
        model, at = self.grid.model_, self.grid.currentIndex()
        if model.grid is None or not at.isValid() or not text.strip():
            return
        who, day = model.cell(at)
        found = read_paste(model.grid, text, who, day)
        if found.cells:
            model.put(found.cells)
        self._tell(list(found.doubts))
        self.shell.say(_("{number} cells pasted; nothing is saved yet.").format(number=len(found.cells)), "gold" if found.doubts else "ok")

    def _choose_file(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, _("Choose the table with the days"), "", _("Workbooks ({patterns})").format(patterns="*.xlsx *.xlsm *.xls *.ods *.csv"))
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Read a workbook as if its table were pasted at the first volunteer's first day."""
        model = self.grid.model_
        if model.lines:
            self.grid.setCurrentIndex(model.index(0, 0))
            self.shell.worker.run_pure(
                table_text, path, title=_("Reading the table"), owner=self, done=self._paste, failed=self.shell.fail)

    def _tell(self, doubts: list[str]) -> None:
        more = [_("and {number} others").format(number=len(doubts) - SHOWN)] if len(doubts) > SHOWN else []
        self.doubts.setText("\n".join([*doubts[:SHOWN], *more]))
        self.doubts.setToolTip("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))

    def _save(self) -> None:
        model = self.grid.model_
        wrong = set(model.unreadable())
        good = {cell: text for cell, text in model.changed.items() if cell not in wrong}
        if good:
            self.ask(save_dates, self.month, good, done=lambda operation, month=self.month: self._saved(operation, good, month))

    def _saved(self, operation: str, good: Mapping[Cell, str], month: str) -> None:
        self.grid.model_.settle(good)
        self._tell([])
        if month == self.month:
            self._keep_draft()
        self.shell.say(_("The days are saved."), "ok", undo=operation)
        self.reload()
        self._show_state()

    def _print(self) -> None:
        if self.grid.model_.days:
            self.shell.go("reports", report="offer_form", day=self.grid.model_.days[0])
