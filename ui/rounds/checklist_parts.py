"""Parts of the checklist page: the list of items that listens to keys, the dialogs of findings and of the items themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from desktop.i18n import _
from desktop.rounds.checklist import Answer, Finding, Item, checklist_items, save_item
from ui.kit import Column, Dialog, Field, FormDialog, Page, RowsTable, label, theme
from ui.rounds.words import large, wide


@dataclass(frozen=True)
class CheckRow:
    """One item as it stands on the page. `changed`: not as last time."""

    item: Item
    answer: Answer
    before: str
    changed: bool

    @property
    def good(self) -> bool:
        """The first answer of the item."""
        return self.answer.answer == self.item.answers[0]


class CheckTable(RowsTable):
    """The items. A digit chooses an answer, N begins the note, Enter goes on."""

    answered = Signal(int)
    noted = Signal()

    def __init__(self, name: str) -> None:
        columns = [
                Column(_("Part"), lambda one: one.item.part_words, muted=True, width=wide(64, 56)),
                Column(_("Looked at"), lambda one: one.item.words, bold=True, width=wide(96, 84)),
                Column(_("Last time"), "before", muted=True, width=wide(130, 96)),
                Column(
                    _("What was found"), lambda one: one.answer.answer, width=wide(150, 112),
                    badge=lambda one: (one.answer.answer, "ok" if one.good else "gold"),
                ),
                Column(_("Note"), lambda one: one.answer.note, stretch=True),
                Column("", lambda one: _("changed") if one.changed else "", muted=True, width=wide(72, 64)),
        ]  # fmt: skip
        if large():
            columns = [columns[place] for place in (1, 2, 3, 5)]
            columns[0].stretch = True
        super().__init__(columns, name, key=lambda one: one.item.code)
        self.setSortingEnabled(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text in "123456789" and text:
            self.answered.emit(int(text))
            event.accept()
        elif text.upper() == "N":
            self.noted.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


def finding_words(one: Finding) -> str:
    """'燃气：有隐患(软管老化)'."""
    note = f"({one.answer.note})" if one.answer.note else ""
    return f"{one.item.words}：{one.answer.answer}{note}"


def findings_dialog(
    page: Page, name: str, found: Sequence[Finding], today: date, save: Callable[[dict[str, Any]], object]
) -> FormDialog:
    """What was found new: what of it is followed up, by whom, until when; whether help is needed now."""
    choices = [(finding_words(one), finding_words(one)) for one in found]
    fields = [
        Field("take", _("To be followed up"), "many", choices=choices, wide=True),
        Field("owner", _("Who sees to it")),
        Field("due_on", _("Until"), "date"),
        Field("ladder", _("Help is needed now: open an escalation"), "check", wide=True),
    ]
    dialog = FormDialog(
        page, _("{name}: new findings").format(name=name), fields, today, {"take": tuple(words for words, _label in choices)}, save,
        columns=2, word=_("Follow up"),
    )  # fmt: skip
    dialog.open()
    return dialog


class ItemsDialog(Dialog):
    """The items of the checklist: changed, added, taken out."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, _("Items of the monthly checklist"), 760)
        self._page = page
        self.table = RowsTable(
            [
                Column(_("Part"), "part_words", muted=True, width=64),
                Column(_("Looked at"), "words", bold=True, width=120),
                Column(_("Answers, the good one first"), lambda one: " | ".join(one.answers), stretch=True),
                Column(
                    _("State"),
                    "active",
                    badge=lambda one: (_("asked"), "ok") if one.active else (_("not on the list"), "muted"),
                    width=90,
                ),
            ],
            _("Items of the monthly checklist"),
            key=lambda one: one.code,
        )
        self.table.setMinimumHeight(theme.px(240))
        self.resize(theme.px(760), theme.px(560))
        self.table.opened.connect(self.change)
        self.body.addWidget(self.table, 1)
        self.source = label("", "caption", wrap=True)
        self.body.addWidget(self.source)
        self.add_button(_("New item"), lambda: self.change(None), key="F2")
        self.add_button(
            _("Change"), lambda: self.change(self.table.current_row()) if self.table.current_row() else None, key="F4"
        )
        self.add_button(_("Close"), self.accept, "main")
        self._load()

    def _load(self) -> None:
        self._page.ask(checklist_items, done=self._came)

    def _came(self, found: tuple[tuple[Item, ...], str]) -> None:
        self.table.set_rows(found[0])
        self.source.setText(_("Source: {source}").format(source=found[1]))

    def change(self, item: Item | None) -> None:
        """A form for an item; None = a new one."""
        fields = [
            Field("words", _("Looked at"), required=True),
            Field("answers", _("Answers, the good one first"), required=True, hint=_("With | between them.")),
            Field("active", _("Asked on the checklist"), "check"),
        ]
        values = (
            {"words": item.words, "answers": "|".join(item.answers), "active": item.active}
            if item
            else {"active": True, "words": ""}
        )

        def save(new: dict[str, Any]) -> None:
            self._page.ask(
                save_item, item.code if item else "", new["words"], new["answers"], new["active"], done=self._saved,
                failed=self.form.fail,
            )  # fmt: skip

        self.form = FormDialog(self, item.words if item else _("New item"), fields, self._page.shell.clock.today(), values, save)
        self.form.open()

    def _saved(self, operation: str) -> None:
        self.form.accept()
        self._page.shell.say(_("The checklist is changed; what was recorded keeps its words."), undo=operation)
        self._load()
