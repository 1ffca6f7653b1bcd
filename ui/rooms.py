"""The pages of the window, in the order of the navigation: one line a page.

A page is imported when it is first shown, so that the window is up quickly. Pages with `under` stand below that page in the
navigation while its room is open; those with `shown=False` are reached from other pages only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.exchange.ending import ENDING as PACKAGE
from desktop.i18n import N_
from desktop.permissions import Permission
from desktop.station.update_package import ENDING
from ui.kit.page import Page, Shell


@dataclass(frozen=True)
class Room:
    """One page: its key (`shell.go(key)`), its words in the navigation, how it is made."""

    key: str
    title: str
    make: Callable[[Shell], Page]
    under: str = ""
    shown: bool = True
    needs: Permission | None = None  # the right to see the page; None: that of its room (see `WITHIN`)
    takes: str = ""  # the ending of the files that it takes in, when one is opened in the file manager


def _today(shell: Shell) -> Page:
    from ui.shell.today import TodayPage

    return TodayPage(shell)


def _elders(shell: Shell) -> Page:
    from ui.people.elders_page import EldersPage

    return EldersPage(shell)


def _assessments(shell: Shell) -> Page:
    from ui.people.assessment_page import AssessmentPage

    return AssessmentPage(shell)


def _places(shell: Shell) -> Page:
    from ui.people.places_page import PlacesPage

    return PlacesPage(shell)


def _doubts(shell: Shell) -> Page:
    from ui.people.doubts_page import DoubtsPage

    return DoubtsPage(shell)


def _rounds(shell: Shell) -> Page:
    from ui.rounds.plan_page import PlanPage

    return PlanPage(shell)


def _entry(shell: Shell) -> Page:
    from ui.rounds.entry_page import EntryPage

    return EntryPage(shell)


def _ladders(shell: Shell) -> Page:
    from ui.rounds.ladder_page import LadderPage

    return LadderPage(shell)


def _copies(shell: Shell) -> Page:
    from ui.rounds.copies_page import CopiesPage

    return CopiesPage(shell)


def _checklist(shell: Shell) -> Page:
    from ui.rounds.checklist_page import ChecklistPage

    return ChecklistPage(shell)


def _silent(shell: Shell) -> Page:
    from ui.rounds.silent_page import SilentPage

    return SilentPage(shell)


def _absences(shell: Shell) -> Page:
    from ui.rounds.absence_page import AbsencePage

    return AbsencePage(shell)


def _incidents(shell: Shell) -> Page:
    from ui.rounds.incident_page import IncidentPage

    return IncidentPage(shell)


def _map(shell: Shell) -> Page:
    from ui.rounds.map_page import MapPage

    return MapPage(shell)


def _rules(shell: Shell) -> Page:
    from ui.rounds.rules_page import RulesPage

    return RulesPage(shell)


def _hotline(shell: Shell) -> Page:
    from ui.hotline.calls_page import CallsPage

    return CallsPage(shell)


def _roster(shell: Shell) -> Page:
    from ui.hotline.roster_page import RosterPage

    return RosterPage(shell)


def _offers(shell: Shell) -> Page:
    from ui.hotline.offers_page import OffersPage

    return OffersPage(shell)


def _dates(shell: Shell) -> Page:
    from ui.hotline.dates_page import DatesPage

    return DatesPage(shell)


def _duty(shell: Shell) -> Page:
    from ui.hotline.duty_page import DutyPage

    return DutyPage(shell)


def _swaps(shell: Shell) -> Page:
    from ui.hotline.swaps_page import SwapsPage

    return SwapsPage(shell)


def _volunteers(shell: Shell) -> Page:
    from ui.people.volunteers_page import VolunteersPage

    return VolunteersPage(shell)


def _organisations(shell: Shell) -> Page:
    from ui.people.organisations_page import OrganisationsPage

    return OrganisationsPage(shell)


def _certificates(shell: Shell) -> Page:
    from ui.reports.certificates_page import CertificatesPage

    return CertificatesPage(shell)


def _forms(shell: Shell) -> Page:
    from ui.reports.forms_page import FormsPage

    return FormsPage(shell)


def _letters(shell: Shell) -> Page:
    from ui.reports.letters_page import LettersPage

    return LettersPage(shell)


def _prints(shell: Shell) -> Page:
    from ui.reports.prints_page import PrintsPage

    return PrintsPage(shell)


def _reports(shell: Shell) -> Page:
    from ui.reports.page import ReportsPage

    return ReportsPage(shell)


def _figures(shell: Shell) -> Page:
    from ui.reports.figures_page import FiguresPage

    return FiguresPage(shell)


def _charts(shell: Shell) -> Page:
    from ui.reports.charts_page import ChartsPage

    return ChartsPage(shell)


def _behind(shell: Shell) -> Page:
    from ui.reports.behind_page import BehindPage

    return BehindPage(shell)


def _import(shell: Shell) -> Page:
    from ui.exchange.import_page import ImportPage

    return ImportPage(shell)


def _packages(shell: Shell) -> Page:
    from ui.exchange.packages_page import PackagesPage

    return PackagesPage(shell)


def _conflicts(shell: Shell) -> Page:
    from ui.exchange.conflicts_page import ConflictsPage

    return ConflictsPage(shell)


def _settings(shell: Shell) -> Page:
    from ui.station.settings_page import SettingsPage

    return SettingsPage(shell)


def _privacy(shell: Shell) -> Page:
    from ui.privacy.page import PrivacyPage

    return PrivacyPage(shell)


def _audit(shell: Shell) -> Page:
    from ui.privacy.audit_page import AuditPage

    return AuditPage(shell)


def _accounts(shell: Shell) -> Page:
    from ui.station.accounts_page import AccountsPage

    return AccountsPage(shell)


def _bin(shell: Shell) -> Page:
    from ui.people.bin_page import BinPage

    return BinPage(shell)


def _backup(shell: Shell) -> Page:
    from ui.station.backup_page import BackupPage

    return BackupPage(shell)


def _history(shell: Shell) -> Page:
    from ui.station.history_page import HistoryPage

    return HistoryPage(shell)


def _update(shell: Shell) -> Page:
    from ui.station.update_page import UpdatePage

    return UpdatePage(shell)


ROOMS: tuple[Room, ...] = (
    Room("today", N_("Today"), _today),
    Room("elders", N_("Elders"), _elders),
    Room("assessments", N_("Assessments"), _assessments, under="elders"),
    Room("doubts", N_("To be checked"), _doubts, under="elders", needs=Permission.PEOPLE_WRITE),
    Room("places", N_("Buildings"), _places, under="elders"),
    Room("rounds", N_("Rounds"), _rounds),
    Room("rounds.entry", N_("Enter a sheet"), _entry, under="rounds", needs=Permission.ROUNDS_WRITE),
    Room("rounds.ladder", N_("Escalations"), _ladders, under="rounds"),
    Room("rounds.checklist", N_("Monthly checklist"), _checklist, under="rounds"),
    Room("rounds.copies", N_("Printed sheets"), _copies, under="rounds"),
    Room("rounds.silent", N_("Silence clock"), _silent, under="rounds"),
    Room("rounds.absences", N_("Absences"), _absences, under="rounds"),
    Room("rounds.map", N_("Map"), _map, under="rounds"),
    Room("rounds.rules", N_("Rules"), _rules, under="rounds"),
    Room("rounds.incidents", N_("Incidents"), _incidents, under="rounds"),
    Room("hotline", N_("Hotline"), _hotline),
    Room("hotline.duty", N_("Duty"), _duty, under="hotline"),
    Room("hotline.roster", N_("Roster"), _roster, under="hotline"),
    Room("hotline.swaps", N_("Swaps"), _swaps, under="hotline"),
    Room("hotline.offers", N_("Availability"), _offers, under="hotline", needs=Permission.ROSTER_WRITE),
    Room("hotline.dates", N_("Single days"), _dates, under="hotline", needs=Permission.ROSTER_WRITE),
    Room("volunteers", N_("Volunteers"), _volunteers),
    Room("certificates", N_("Certificates"), _certificates, under="volunteers"),
    Room("organisations", N_("Organisations"), _organisations),
    Room("reports", N_("Reports"), _reports),
    Room("reports.prints", N_("Print log"), _prints, under="reports", needs=Permission.PAPERS_PRINT),
    Room("forms", N_("Forms to fill"), _forms, under="reports", takes=".linliform", needs=Permission.PAPERS_PRINT),
    Room("letters", N_("Official letters"), _letters, under="reports", needs=Permission.PAPERS_PRINT),
    Room("figures", N_("Figures"), _figures, under="reports"),
    Room("charts", N_("Charts"), _charts, under="reports"),
    Room("figures.list", N_("Records behind it"), _behind, under="reports", shown=False, needs=Permission.ROUNDS_READ),
    Room("import", N_("Import"), _import),
    Room("packages", N_("Packages"), _packages, under="import", takes=PACKAGE, needs=Permission.EXCHANGE_WRITE),
    Room("packages.conflicts", N_("Conflicts"), _conflicts, under="import", needs=Permission.EXCHANGE_WRITE),
    Room("settings", N_("Settings"), _settings, needs=Permission.SIGNED_IN),
    Room("privacy", N_("Personal data"), _privacy, under="settings"),
    Room("audit", N_("Audit trail"), _audit, under="settings", needs=Permission.AUDIT_READ),
    Room("accounts", N_("Accounts"), _accounts, under="settings", needs=Permission.ADMINISTER),
    Room("backup", N_("Backup"), _backup, under="settings"),
    Room("history", N_("History"), _history, under="settings"),
    Room("update", N_("Update"), _update, under="settings", takes=ENDING, needs=Permission.ADMINISTER),
    Room("bin", N_("Recycle bin"), _bin, under="settings", needs=Permission.PEOPLE_WRITE),
)


WITHIN: dict[str, Permission] = {
    "today": Permission.ROUNDS_READ,
    "elders": Permission.PEOPLE_READ,
    "rounds": Permission.ROUNDS_READ,
    "hotline": Permission.HOTLINE_READ,
    "volunteers": Permission.PEOPLE_READ,
    "organisations": Permission.PEOPLE_READ,
    "reports": Permission.FIGURES_READ,
    "figures": Permission.FIGURES_READ,
    "import": Permission.EXCHANGE_WRITE,
    "exchange": Permission.EXCHANGE_WRITE,
    "privacy": Permission.PRIVACY_WRITE,
    "settings": Permission.STATION_READ,
}
"""The right that pages of a room need, by the first part of their key or the page they stand under."""


def rooms_for(rights: frozenset[Permission]) -> tuple[Room, ...]:
    """The pages that an account with these rights may see. Settings (one's own password, the looks) are for everybody."""
    return tuple(one for one in ROOMS if _needs(one) in rights)


def _needs(one: Room) -> Permission:
    return one.needs or WITHIN.get(one.key.partition(".")[0]) or WITHIN.get(one.under.partition(".")[0]) or Permission.STATION_READ


def room(key: str) -> Room:
    """The room of this key. Raises KeyError."""
    for one in ROOMS:
        if one.key == key:
            return one
    raise KeyError(key)


def room_for(file: Path) -> Room:
    """The page that takes a file of this kind in; tables and whatever else go to the import, which says what it is."""
    return next((one for one in ROOMS if one.takes and one.takes == file.suffix.lower()), room("import"))
