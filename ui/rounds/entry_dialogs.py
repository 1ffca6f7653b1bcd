"""Dialogs of the entry page: two people disagree, the visitor left midway, somebody was met besides."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.i18n import _
from desktop.rounds.entry import SheetEntry
from desktop.rounds.outcomes import INFO, Outcome
from desktop.rounds.outcomes import label as outcome_label
from desktop.rounds.partial import Rest, rest_label
from desktop.rounds.recording import Difference, Entry
from ui.kit import Dialog, Field, FormDialog, LineRows, find_by_typing, label, scrolled, theme


class ConflictDialog(Dialog):
    """Door by door: what was typed here against what somebody else recorded. `choose(doors to insist on, doors to give way on)`."""

    def __init__(
        self, parent: QWidget, sheet: str, differences: Sequence[Difference],
        choose: Callable[[list[int], list[int]], object],
    ) -> None:  # fmt: skip
        super().__init__(parent, _("{sheet}: recorded by two people").format(sheet=sheet), 720)
        self._differences, self._choose = differences, choose
        told = _("Meanwhile somebody recorded this sheet, and the doors below differ. Nothing was overwritten: choose what is true.")
        self.body.addWidget(label(told, wrap=True))
        rows = LineRows([0, 1, 1])
        rows.add_heads(_("Door"), _("You typed"), _("On record"))
        self._mine: dict[int, QRadioButton] = {}
        self._theirs: dict[int, QRadioButton] = {}
        for one in differences:
            mine = QRadioButton(_words(one.mine))
            by = f"{one.who} {one.at:%m-%d %H:%M}" if one.at is not None else one.who
            theirs = QRadioButton(_("{result} ({who})").format(result=_words(one.theirs), who=by))
            group = QButtonGroup(self)
            for button, place in ((mine, self._mine), (theirs, self._theirs)):
                group.addButton(button)
                button.setAccessibleName(_("No. {number} {name}").format(number=one.number, name=one.name) + " " + button.text())
                place[one.number] = button
            rows.add_row(label(_("No. {number} {name}").format(number=one.number, name=one.name), "strong"), mine, theirs)
        area = scrolled(rows)
        area.setMinimumHeight(min(rows.sizeHint().height() + theme.px(8), theme.px(420)))
        self.body.addWidget(area, 1)
        self.add_button(_("Back to the sheet"), self.reject)
        self.add_button(_("All as on record"), lambda: self.all(False))
        self.add_button(_("All as I typed"), lambda: self.all(True))
        self.add_button(_("Record these"), self.submit, "main", "Ctrl+Return")

    def all(self, mine: bool) -> None:
        """Choose one side for every door."""
        for button in (self._mine if mine else self._theirs).values():
            button.setChecked(True)

    def submit(self) -> None:
        """Hand over the choice, when there is one for every door."""
        insist = [one.number for one in self._differences if self._mine[one.number].isChecked()]
        give_way = [one.number for one in self._differences if self._theirs[one.number].isChecked()]
        if len(insist) + len(give_way) < len(self._differences):
            self.tell_wrong(_("Choose for every door what is true."))
            return
        self.accept()
        self._choose(insist, give_way)


def _words(entry: Entry) -> str:
    told = outcome_label(entry.outcome)
    return f"{told}({entry.note})" if entry.note else told


def left_dialog(
    parent: QWidget, entry: SheetEntry, visitors: Sequence[tuple[str, str]], today: date, save: Callable[[dict[str, Any]], object]
) -> FormDialog:
    """The visitor left mid-route: after which door, and who goes to the others."""
    here = entry.current if entry.current is not None else entry.chosen
    numbers = [line.door.number for line in entry.lines]
    words = _("Doors after this one were not visited, except those where you typed a result. 0 when none was.")
    fields = [
        Field("last", _("Last door visited"), "number", required=True, minimum=0, maximum=max(numbers, default=0), hint=words),
        Field("rest", _("The other doors"), "choice", required=True, choices=[(one.value, rest_label(one)) for one in Rest]),
        Field("visitor", _("Who goes"), "choice", choices=[("", "–"), *visitors], hint=_("Needed when another visitor goes.")),
    ]
    dialog = FormDialog(
        parent, _("The visitor left midway"), fields, today, {"last": here, "rest": Rest.HAND_OVER.value}, save, word=_("Record")
    )
    dialog.open()
    return dialog


def met_dialog(
    parent: QWidget, elders: Sequence[tuple[str, str]], today: date, save: Callable[[dict[str, Any]], object]
) -> FormDialog:
    """A blank line of the paper."""
    wanted = [one for one in Outcome if one not in (Outcome.MISSED, Outcome.LATE, Outcome.AWAY)]
    fields = [
        Field("care_file", _("Elder"), "choice", choices=elders, wide=True, hint=_("Blank when it is nobody on the list.")),
        Field("name", _("Name as written"), hint=_("Only when it is nobody on the list.")),
        Field("door", _("Door as written")),
        Field(
            "outcome", _("What was found"), "choice", required=True,
            choices=[(one.value, f"{INFO[one].key}  {outcome_label(one)}") for one in wanted],
        ),
        Field("note", _("Note"), hint=_("A time at its beginning (9:12 …) is the time of the meeting.")),
    ]  # fmt: skip
    dialog = FormDialog(
        parent, _("Met besides: a blank line of the paper"), fields, today, {"outcome": Outcome.SEEN_SAFE.value}, save, columns=2,
        width=640,
    )  # fmt: skip
    find_by_typing(dialog.form.editor("care_file"))
    dialog.open()
    return dialog
