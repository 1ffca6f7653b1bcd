"""The UI kit: what every page is built from. Import from here: `from ui.kit import Page, Card, RowsTable, Column, ...`.

A page in ten lines (a full one: `ui/kit/example.py`)::

    class EldersPage(Page):
        key, help, topics = "elders", "elders", frozenset({"people"})

        def __init__(self, shell: Shell) -> None:
            super().__init__(shell, _("Elders"))
            self.table = RowsTable([Column(_("Name"), "name", bold=True, width=120)], _("Elders"), search=lambda row:
            row.search_text)
            self.actions.addWidget(FilterBox().attach(self.table))
            self.add_action(_("New elder"), self.new, "F2", main=True)
            self.body.addWidget(self.table)

        def reload(self) -> None:
            self.ask(list_elders, done=self.table.set_rows)      # list_elders(session) runs on the database thread

What there is
- `Page(shell, title, subtitle)`: `key`, `help`, `topics`; `open(**where)`, `reload()`, `leave()`; `add_action(text, call, key,
  main=)`, `ask(service,
  *args, done=, failed=)`, `set_subtitle`, `body` (vertical layout), `actions` (layout at the top right).
- `Shell` (given to each page): `worker`, `go(page_key, **where)`, `say(text, kind, undo=operation_id)`, `fail(error)`.
- `Worker` (`shell.worker`): `run(service, *args, done=, failed=, owner=)`, `run_long(service, ..., title=)` (service gets
  `progress`, `cancelled`),
  `run_pure(solver, ..., title=)`.
- Parts: `label(text, role)`, `Badge(text, kind)`, `Button(text, call, key, kind)`, `Link(text, call)`, `Card(title, caption)`,
  `LineRows(stretch, right)`,
  `SegmentBar(parts, total)`, `Chips()`, `FlowLayout`, `row(...)`, `column(...)`, `rule()`, `clear(layout)`,
  `scrolled(widget)`, `ToggleKey(key, owner, call)`.
- Lists: `RowsTable([Column...], name, key=, search=, many=)`, `FilterBox().attach(table)`; `find_by_typing(combo)` for long choices.
- Charts, `from ui.kit.chart_view import ChartView`: `ChartView(worker).show_chart(chart)`: values answer to mouse and arrow keys;
  `opened(key)` on click or Enter.
- Forms: `Form([Field...], today, columns=)`, `FormDialog(parent, title, fields, today, values, save)`, `DateEdit`, `read_date`.
- Drafts: `DraftKeeper(form, worker, key, brought)` brings back what was typed before a crash; `forget()` when saved or given up.
- Telling: `UndoBar`, `ErrorBar`, `ConfirmBar`, `Dialog`, `ProgressDialog`, `CrashDialog`, `HelpViewer`.
- `theme`: `px(n)` for every size, `tokens()`, `color(role)`; kinds of badges: ok, gold, danger, accent, muted; roles of
  labels: title, heading,
  subtitle, caption, muted, strong, danger, danger-strong, accent, error, big.
Pages are built anew when language, scale or colours change: build all words in `__init__`, keep nothing in module variables.
"""

from ui.kit import theme
from ui.kit.bars import ConfirmBar, ErrorBar, UndoBar
from ui.kit.basics import Badge, Button, Elided, Link, ToggleKey, clear, column, label, restyle, row, rule, scrolled
from ui.kit.cards import Card, LineRows, SegmentBar
from ui.kit.chips import Chips, FlowLayout
from ui.kit.dates import DateEdit, read_date
from ui.kit.dialogs import CrashDialog, Dialog, FormDialog, HelpViewer, ProgressDialog, attach_progress, crash_details
from ui.kit.drafts import DraftKeeper
from ui.kit.filter_box import FilterBox, find_by_typing
from ui.kit.form import Field, Form, Many, form_card
from ui.kit.page import Page, Shell, owner_of
from ui.kit.rows_model import Column
from ui.kit.table import RowsTable
from ui.worker import LongWork, Worker

__all__ = [
    "Badge",
    "Button",
    "Card",
    "Chips",
    "Column",
    "ConfirmBar",
    "CrashDialog",
    "DateEdit",
    "Dialog",
    "DraftKeeper",
    "Elided",
    "ErrorBar",
    "Field",
    "FilterBox",
    "FlowLayout",
    "Form",
    "FormDialog",
    "HelpViewer",
    "LineRows",
    "Link",
    "LongWork",
    "Many",
    "Page",
    "ProgressDialog",
    "RowsTable",
    "SegmentBar",
    "Shell",
    "ToggleKey",
    "UndoBar",
    "Worker",
    "attach_progress",
    "clear",
    "column",
    "crash_details",
    "find_by_typing",
    "form_card",
    "label",
    "owner_of",
    "read_date",
    "restyle",
    "row",
    "rule",
    "scrolled",
    "theme",
]
