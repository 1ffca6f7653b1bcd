"""The page of the volunteers."""

from typing import Any

from PySide6.QtCore import QObject

from desktop.hotline.swap_board import HoldsSeats, seats_after_leaving
from desktop.i18n import _
from desktop.people.services import bin as recycle
from desktop.people.services.volunteers import VolunteerRow, list_volunteers
from ui.kit import Column, Dialog, Shell, label
from ui.people.list_page import ListPage
from ui.people.volunteer_form import VolunteerFormDialog

SHOWN_SEATS = 12


class VolunteersPage(ListPage):
    """Who serves: at doors, at the phone, in which organisation, when."""

    key, help, kind = "volunteers", "volunteers", "volunteer"
    topics = frozenset({"people", "hotline"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            shell, _("Volunteers"), _("New volunteer"),
            _("No volunteer yet. Import the station's Excel ledger, or enter the first volunteer by hand."),
        )  # fmt: skip

    def columns(self) -> list[Column]:
        return [
            Column(_("Code"), "code", width=76, muted=True),
            Column(_("Name"), "name", bold=True, width=96),
            Column(_("Organisation"), "organisation", width=200, tip=lambda one: one.organisation),
            Column(_("Telephone"), "phone", width=128),
            Column(_("Phone duty"), _duty, badge=_duty_badge, width=112),
            Column(_("Years"), "hotline_years", align="right", width=76, format=lambda value: "" if value is None else f"{value:g}"),
            Column(_("Grids served"), lambda one: "、".join(one.grids), width=170, tip=lambda one: "、".join(one.grids)),
            Column(_("Weekly times"), "weekly_times", stretch=True, muted=True, tip=lambda one: one.weekly_times.replace("、", "\n")),
        ]

    def form(self, record_id: str) -> QObject:
        return VolunteerFormDialog(self.shell, self, record_id)

    def more_actions(self) -> None:
        self.add_action(_("Import"), lambda: self.shell.go("import"), "Ctrl+I")

    def tests(self) -> dict[str, tuple[str, Any, bool]]:
        return {
            "all": (_("Serving"), lambda one: not one.left, False),
            "phone": (_("May take the phone"), lambda one: one.qualified and not one.left, False),
            "visits": (_("Knocks at doors"), lambda one: one.visits and not one.left, False),
            "expired": (_("Training expired"), lambda one: one.trained and not one.qualified and not one.left, True),
            "no_grid": (_("No grid yet"), lambda one: one.visits and not one.grids and not one.left, True),
            "left": (_("Left"), lambda one: one.left, False),
        }

    def counted(self, rows: list[Any]) -> str:
        serving = [one for one in rows if not one.left]
        return _("{count} serving · {phone} may take the phone").format(
            count=len(serving), phone=sum(1 for one in serving if one.qualified)
        )

    def reload(self) -> None:
        self.ask(list_volunteers, done=self.show_rows)

    def remove(self, one: Any) -> None:
        self.ask(
            recycle.remove, self.kind, one.id,
            done=lambda operation: self.shell.say(_("In the recycle bin: {name}").format(name=one.name), undo=operation),
            failed=lambda error: self._refused(error, one),
        )  # fmt: skip

    def _refused(self, error: BaseException, one: VolunteerRow) -> None:
        if isinstance(error, HoldsSeats):
            self._show_seats(_("{name} cannot be deleted yet").format(name=one.name), one.id, error.seats)
        else:
            self.shell.fail(error)

    def _saved(self, record_id: str) -> None:
        super()._saved(record_id)
        self.ask(seats_after_leaving, record_id, done=lambda found: self._told_after_leaving(record_id, *found))

    def _told_after_leaving(self, volunteer: str, name: str, seats: list[str]) -> None:
        if seats:
            self._show_seats(_("{name} leaves, but is still on the roster").format(name=name), volunteer, seats)

    def _show_seats(self, title: str, volunteer: str, seats: list[str]) -> None:
        """The seats that must be given to others, and the way there."""
        dialog = Dialog(self, title, 520)
        dialog.body.addWidget(label(_("These seats at the phone are still theirs. Find stand-ins for them:"), wrap=True))
        dialog.body.addWidget(label("\n".join(seats[:SHOWN_SEATS]) + ("\n…" if len(seats) > SHOWN_SEATS else ""), "strong"))

        def go() -> None:
            dialog.accept()
            self.shell.go("hotline.swaps", volunteer=volunteer)

        dialog.add_button(_("Later"), dialog.reject)
        dialog.add_button(_("Find stand-ins"), go, "main")
        dialog.open()


def _duty(one: VolunteerRow) -> str:
    if one.left:
        return _("left")
    if one.qualified:
        return _("trained")
    return _("expired") if one.trained else _("not trained")


def _duty_badge(one: VolunteerRow) -> tuple[str, str]:
    kind = "muted" if one.left or not one.trained else "ok" if one.qualified else "gold"
    return _duty(one), kind
