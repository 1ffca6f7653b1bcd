"""History of what was done, undo and redo. Every write is a named operation in the journal; undoing one is an operation too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.station import queries
from db.store import CannotUndo, NotFound
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.people.services.words import OPERATIONS as PEOPLE
from desktop.permissions import Permission, service
from desktop.session import Session

UNDO, ACCOUNTS = "station.undo", "station.save_accounts"

ROOMS: dict[str, str] = {
    "station": N_("Station"),
    "people": N_("People"),
    "rounds": N_("Rounds"),
    "hotline": N_("Hotline"),
    "reports": N_("Reports"),
    "exchange": N_("Import and export"),
    "privacy": N_("Personal data"),
}


# The operations of every room but people (which names its own in `desktop.people.services.words`).
OPERATIONS: dict[str, str] = {
    "station.create": N_("Make the station"),
    "station.make_sample": N_("Make the sample station"),
    "station.save_settings": N_("Save settings"),
    "station.save_profile": N_("Save station profile"),
    ACCOUNTS: N_("Save accounts"),
    UNDO: N_("Undo"),
    "privacy.erase_person": N_("Delete a person's data"),
    "privacy.lock_person": N_("Lock a person's data"),
    "privacy.unlock_person": N_("Unlock a person's data"),
    "privacy.give_consent": N_("Enter a consent"),
    "privacy.withdraw_consent": N_("Enter the withdrawal of a consent"),
    "privacy.open_request": N_("Enter a request about data"),
    "privacy.close_request": N_("Answer a request about data"),
    "privacy.tidy_calls": N_("Take the words out of old calls"),
    "privacy.save_assessment": N_("Save an impact assessment"),
    "privacy.remove_assessment": N_("Remove an impact assessment"),
    "privacy.reveal": N_("Show masked data in clear"),
    "rounds.save_plan": N_("Save the plan of a round"),
    "rounds.save_rule": N_("Save an elder's own rule"),
    "rounds.end_rule": N_("End an elder's own rule"),
    "rounds.declare_extra": N_("Declare an extra round"),
    "rounds.end_extra": N_("End an extra round"),
    "rounds.save_need": N_("Save what a visit needs"),
    "rounds.remove_need": N_("Remove what a visit needs"),
    "rounds.keep_apart": N_("Keep two apart"),
    "rounds.let_meet": N_("Let two meet again"),
    "rounds.pair_up": N_("Make a pair of visitors"),
    "rounds.dissolve_pair": N_("Dissolve a pair of visitors"),
    "rounds.save_slot": N_("Save a slot of the day"),
    "rounds.place_building": N_("Move a building on the map"),
    "rounds.save_picture": N_("Save the picture of the compound"),
    "rounds.remove_picture": N_("Remove the picture of the compound"),
    "rounds.assign_sheet": N_("Give a sheet to a visitor"),
    "rounds.withdraw_sheet": N_("Withdraw a sheet"),
    "exchange.import_workbook": N_("Import a workbook"),
    "exchange.make_keys": N_("Make the station's keys"),
    "exchange.accept_station": N_("Accept another station"),
    "exchange.forget_station": N_("Take a station off the list"),
    "exchange.give_package": N_("Give out a package"),
    "exchange.take_package": N_("Take in a package"),
    "exchange.take_figures": N_("Take in figures"),
    "exchange.decide_conflict": N_("Decide a conflict"),
    "exchange.close_moved": N_("Close the care files of elders who moved"),
    "hotline.close_follow_up": N_("Close a follow-up"),
    "hotline.log_call": N_("Log a call"),
    "hotline.match_call": N_("Say who a caller was"),
    "hotline.open_follow_up": N_("Open a follow-up"),
    "hotline.remove_call": N_("Remove a call"),
    "hotline.reopen_follow_up": N_("Reopen a follow-up"),
    "hotline.save_availability": N_("Save availability"),
    "hotline.save_shifts": N_("Save shifts"),
    "hotline.report_ill": N_("Note that a volunteer cannot come"),
    "hotline.save_dates": N_("Save dates of volunteers"),
    "hotline.save_terms": N_("Save what a volunteer asks of rosters"),
    "hotline.save_holidays": N_("Save a holiday year"),
    "reports.log_print": N_("Log a print"),
    "reports.pin": N_("Change the morning set"),
    "reports.load_form": N_("Load a form"),
    "reports.set_form_cell": N_("Say what goes into a form's cell"),
    "reports.remove_form": N_("Remove a form"),
    "reports.issue_certificate": N_("Issue a certificate"),
    "reports.cancel_certificate": N_("Cancel a certificate"),
    "reports.mend_figures": N_("Count the figures again"),
    "rounds.add_absence": N_("Add an absence notice"),
    "rounds.save_absence": N_("Save an absence notice"),
    "rounds.change_absence": N_("Change an absence notice"),
    "rounds.remove_absence": N_("Remove an absence notice"),
    "rounds.record_return": N_("Record a return"),
    "rounds.add_sighting": N_("Note somebody seen safe"),
    "rounds.clear_result": N_("Clear the result of a knock"),
    "rounds.record_sheet": N_("Record a sheet"),
    "rounds.record_part": N_("Record a sheet in part"),
    "rounds.add_walk_in": N_("Note somebody met besides"),
    "rounds.remove_walk_in": N_("Remove somebody met besides"),
    "rounds.mark_copies": N_("Note what became of a printed sheet"),
    "rounds.save_checklist": N_("Record a monthly checklist"),
    "rounds.save_checklist_items": N_("Change the monthly checklist"),
    "rounds.close_ladder_with_incident": N_("Close an escalation and open an incident"),
    "rounds.mark_printed": N_("Print sheets"),
    "rounds.open_ladder": N_("Open an escalation"),
    "rounds.take_step": N_("Record a step"),
    "rounds.close_ladder": N_("Close an escalation"),
    "rounds.open_incident": N_("Enter an incident"),
    "rounds.change_incident": N_("Change an incident"),
    "rounds.close_incident": N_("Close an incident"),
    "rounds.reopen_incident": N_("Reopen an incident"),
    "rounds.restore_incident": N_("Take an incident out of the recycle bin"),
    "rounds.remove_incident": N_("Remove an incident"),
    "hotline.save_roster": N_("Save a roster"),
    "hotline.lock_seats": N_("Lock seats"),
    "hotline.assign_seat": N_("Give a seat to a volunteer"),
    "hotline.sign_in": N_("Sign in at the phone"),
    "hotline.sign_out": N_("Sign out at the phone"),
    "hotline.publish_roster": N_("Publish a roster"),
    "hotline.set_pin": N_("Set a PIN"),
    "hotline.count_pin": N_("Count tries of a PIN"),
    "hotline.enter_duty": N_("Enter a duty by hand"),
    "hotline.add_handover_item": N_("Note something for the next shift"),
    "hotline.change_handover_item": N_("Change a line of the handover"),
    "hotline.close_handover_item": N_("Close a line of the handover"),
    "hotline.give_handover": N_("Hand over a shift"),
    "hotline.take_handover": N_("Take over a shift"),
    "hotline.offer_swap": N_("Offer a swap"),
    "hotline.accept_swap": N_("Accept a swap"),
    "hotline.approve_swap": N_("Approve a swap"),
    "hotline.refuse_swap": N_("Refuse a swap"),
    "hotline.replace_seat": N_("Find a stand-in"),
    "hotline.match_number": N_("Say whose number it is"),
    "hotline.save_phrases": N_("Save quick phrases"),
    "hotline.save_phone_plan": N_("Plan reassurance calls"),
}


@dataclass(frozen=True)
class Done:
    """One operation: what, when, by whom, how many rows it touched, whether it was undone or is itself an undo."""

    id: str
    name: str
    label: str
    room: str
    at: datetime
    account: str
    rows: int
    undone: bool
    is_undo: bool


def operation_label(name: str) -> str:
    """What an operation is called; an unknown one keeps its own name, in words."""
    if name in OPERATIONS:
        return _(OPERATIONS[name])
    if name in PEOPLE:
        return _(PEOPLE[name])
    return name.partition(".")[2].replace("_", " ") or name


def room_label(name: str) -> str:
    """The room of an operation's name in the user's language."""
    return _(ROOMS.get(name.partition(".")[0], "Station"))


@service(Permission.STATION_READ)
def history(session: Session, limit: int = 300) -> list[Done]:
    """The newest operations first, accounts by the names that people know them by."""
    names = {one["name"]: str(one["display_name"] or one["name"]) for one in queries.accounts(session.store)}
    return [_done(row, names) for row in queries.operations(session.store, limit)]


def _done(row: dict[str, Any], names: dict[str, str]) -> Done:
    return Done(
        id=row["id"],
        name=row["name"],
        label=operation_label(row["name"]),
        room=room_label(row["name"]),
        at=row["at"],
        account=names.get(row["account"], row["account"]),
        rows=int(row.get("rows", 0)),
        undone=bool(row["undone_by"]),
        is_undo=bool(row["undoes"]),
    )


# Who may take back what was done in a room.
UNDONE_BY: dict[str, Permission] = {
    "people": Permission.PEOPLE_WRITE,
    "rounds": Permission.ROUNDS_WRITE,
    "hotline": Permission.HOTLINE_WRITE,
    "reports": Permission.PAPERS_PRINT,
    "exchange": Permission.EXCHANGE_WRITE,
    "privacy": Permission.PRIVACY_WRITE,
    "station": Permission.STATION_WRITE,
}
ROSTERS = frozenset({"hotline.save_roster", "hotline.lock_seats", "hotline.assign_seat", "hotline.publish_roster"})


def undo_needs(name: str) -> Permission:
    """The right that taking back an operation of this name needs."""
    if name == ACCOUNTS:
        return Permission.ADMINISTER
    if name in ROSTERS:
        return Permission.ROSTER_WRITE
    return UNDONE_BY.get(name.partition(".")[0], Permission.ADMINISTER)


@service(Permission.SIGNED_IN)
def undo(session: Session, operation_id: str) -> str:
    """Take one operation back. Returns the id of the undo, which can itself be undone (redo).

    Raises BadRequest when it was taken back already, when it is one that stays (a log of what was shown or printed, a deletion), or
    when something that came later stands on it; NotAllowed, DiskRefused.
    """
    name = queries.undone_name(session.store, operation_id)
    session.require(undo_needs(name))
    if name in KEPT:
        raise BadRequest(_("This stays on record and cannot be taken back."))
    try:
        session.undo(operation_id, UNDO)
    except NotFound:
        raise BadRequest(_("This was taken back already.")) from None
    except CannotUndo:
        raise BadRequest(
            _(
                "This cannot be taken back: later entries changed the same things. Take those back first (Settings → History and undo)."
            )
        ) from None
    newest = queries.last_undo(session.store)
    return str(newest["id"]) if newest is not None else ""


@service(Permission.SIGNED_IN)
def undo_last(session: Session) -> tuple[str, str] | None:
    """Take back the newest operation that still stands: (its label, id of the undo). None when there is nothing."""
    last = queries.last_standing(session.store, KEPT)
    if last is None:
        return None
    return operation_label(last["name"]), undo(session, last["id"])


# What makes the station itself, and what the law wants on record, cannot be taken back.
KEPT = frozenset({
    "station.create", "station.make_sample", "reports.log_print", "privacy.erase_person", "privacy.tidy_calls", "privacy.reveal",
    "reports.issue_certificate", "reports.cancel_certificate", "hotline.count_pin",
})  # fmt: skip
