"""The page of the volunteers."""

from typing import Any

from PySide6.QtCore import QObject

from desktop.i18n import _
from desktop.people.phones import masked_phone
from desktop.people.services.volunteers import VolunteerRow, list_volunteers
from ui.kit import Column, Shell
from ui.people.list_page import ListPage
from ui.people.volunteer_form import VolunteerFormDialog


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
            Column(_("Telephone"), lambda one: masked_phone(one.phone), width=128),
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


def _duty(one: VolunteerRow) -> str:
    if one.left:
        return _("left")
    if one.qualified:
        return _("trained")
    return _("expired") if one.trained else _("not trained")


def _duty_badge(one: VolunteerRow) -> tuple[str, str]:
    kind = "muted" if one.left or not one.trained else "ok" if one.qualified else "gold"
    return _duty(one), kind
