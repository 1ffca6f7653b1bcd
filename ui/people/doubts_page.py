"""Values to be checked: each with what was written, why it is doubted, and the form in which it is put right."""

from collections import Counter
from typing import Any

from desktop.i18n import _
from desktop.people.services.doubts import DoubtRow, list_doubts, settle_doubt
from ui.kit import Card, Chips, Column, Field, FilterBox, FormDialog, Page, RowsTable, Shell
from ui.people.elder_form import ElderFormDialog
from ui.people.volunteer_form import VolunteerFormDialog


class DoubtsPage(Page):
    """The open doubts as a list of tasks."""

    key, help = "doubts", "import"
    topics = frozenset({"people", "exchange"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("To be checked"))
        self.table = RowsTable(
            [
                Column(_("Whose"), "name", bold=True, width=110),
                Column(_("Field"), "field_label", width=130),
                Column(_("As written"), "verbatim", width=230, tip=lambda one: one.verbatim),
                Column(_("Why it is doubted"), "reason", stretch=True, tip=lambda one: one.reason),
                Column(_("Source"), _source, width=190, muted=True, tip=_source),
                Column("", lambda _one: _("Settle"), link=True, width=84, key="settle"),
            ],
            _("To be checked"),
            search=lambda one: f"{one.name} {one.field_label} {one.verbatim} {one.reason}",
        )
        self.table.set_empty(_("Nothing is to be checked. Doubtful values of an import, and damaged ID numbers, will stand here."))
        self.table.opened.connect(self.put_right)
        self.table.linked.connect(lambda one, _key: self.settle(one))
        self.table.set_menu(
            (_("Open the form"), lambda rows: self.put_right(rows[0]), "F4"),
            (_("Settle"), lambda rows: self.settle(rows[0]), "F3"),
        )
        self.chips = Chips(_("Filter"))
        self.chips.picked.connect(lambda key: self.table.set_where(None if key == "all" else lambda one: one.field_label == key))
        self.actions.addWidget(FilterBox().attach(self.table))
        self.add_action(_("Open the form"), lambda: self.put_right(self.table.current_row()), "F4", main=True)
        card = Card()
        card.add(self.chips)
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    def reload(self) -> None:
        self.ask(list_doubts, done=self._loaded)

    def _loaded(self, rows: list[DoubtRow]) -> None:
        counts = Counter(row.field_label for row in rows)
        self.chips.set_items([("all", _("All"), len(rows)), *((word, word, count) for word, count in counts.most_common())])
        self.chips.setVisible(bool(rows))
        self.table.set_rows(rows)
        self.set_subtitle(_("{count} values").format(count=len(rows)) if rows else "")

    def put_right(self, one: DoubtRow | None) -> None:
        """Open the form in which the value is corrected; a corrected ID number settles its doubt by itself."""
        if one is None:
            return
        dialog: Any = None
        if one.care_file_id:
            dialog = ElderFormDialog(self.shell, self, one.care_file_id)
        elif one.volunteer_id:
            dialog = VolunteerFormDialog(self.shell, self, one.volunteer_id)
        if dialog is None:
            self.settle(one)
        else:
            dialog.open()

    def settle(self, one: DoubtRow) -> None:
        """Say how a doubt was settled; it leaves the list."""
        written = _("As written")
        dialog = FormDialog(
            self, _("Settle: {name} · {field}").format(name=one.name, field=one.field_label),
            [
                Field("note", f"{written}：{one.verbatim}", "note"),
                Field("how", _("How it was settled"), required=True, known=[_("asked the family"), _("seen on paper"), _("corrected in the form")]),
            ],
            one.at.date(), save=lambda values: self._settle(one, values["how"], dialog),
        )  # fmt: skip
        dialog.open()

    def _settle(self, one: DoubtRow, how: str, dialog: FormDialog) -> None:
        def done(operation: str) -> None:
            dialog.accept()
            self.shell.say(_("Settled: {name} · {field}").format(name=one.name, field=one.field_label), undo=operation)

        self.ask(settle_doubt, one.id, how, done=done, failed=dialog.fail)


def _source(one: DoubtRow) -> str:
    if one.sheet:
        place = _("{sheet}, row {row}").format(sheet=one.sheet, row=one.sheet_row)
        return f"{place} {one.sheet_column}".strip()
    return f"{one.at:%Y-%m-%d}"
