"""Two questions before planning: which days, and who cannot come from when until when."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.hotline.availability import report_ill
from desktop.hotline.view import RosterView
from desktop.i18n import _
from ui.kit import Field, FormDialog, Shell


class PartDialog(FormDialog):
    """The days to plan. `plan(first, last, repair)` is called with what was chosen."""

    def __init__(self, parent: QWidget, view: RosterView, plan: Callable[[date, date, bool], object]) -> None:
        first, last, today = view.days[0], view.days[-1], view.roster.today
        self._plan = plan
        super().__init__(
            parent, _("Plan some days"),
            [
                Field("first", _("From"), "date", required=True),
                Field("last", _("Until"), "date", required=True),
                Field("how", _("How"), "choice", required=True, choices=(
                    ("fair", _("As fair as can be: anybody may be moved")), ("repair", _("Repair: as few people moved as can be"))), wide=True,
                    hint=_("Locked seats and the other days stay as they are and count for rest, maxima and load.")),
            ],
            today, {"first": max(first, min(today, last)), "last": last, "how": "fair"}, self._chosen, word=_("Plan"),
        )

    def _chosen(self, values: dict[str, Any]) -> None:
        self.accept()
        self._plan(values["first"], values["last"], values["how"] == "repair")


class IllDialog(FormDialog):
    """Who cannot come, from when until when: written down first; then `repair()` looks for the fewest changes."""

    def __init__(self, parent: QWidget, shell: Shell, view: RosterView, volunteer: str | None, repair: Callable[[], object]) -> None:
        self.shell, self._repair = shell, repair
        today = view.roster.today
        people = [(line.volunteer, f"{line.name} {line.code}") for line in view.lines if line.trained]
        super().__init__(
            parent, _("Somebody cannot come"),
            [
                Field("who", _("Volunteer"), "choice", required=True, choices=people, wide=True),
                Field("first", _("From"), "date", required=True),
                Field("last", _("Until (both included)"), "date", required=True),
                Field("reason", _("Reason"), "text", hint=_("Stands beside the dates on the Availability page.")),
            ],
            today, {"who": volunteer, "first": max(today, view.days[0]), "last": None, "reason": _("ill")}, self._write, word=_("Note and repair"),
        )

    def _write(self, values: dict[str, Any]) -> None:
        self.shell.worker.run(
            report_ill, values["who"], values["first"], values["last"], values["reason"] or "", done=self._written, failed=self.fail, owner=self)

    def _written(self, _operation: str) -> None:
        self.accept()
        self._repair()
