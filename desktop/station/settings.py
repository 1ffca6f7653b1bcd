"""Settings of the station: one declaration each, from which storage, page and documentation follow."""

import json
from dataclasses import dataclass
from typing import Any

from db.station import queries
from db.station.tables import Setting
from db.store import Store
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True)
class Declared:
    """One setting: its key, Chinese-translatable title and explanation, default, and the bounds of a number (in `unit`)."""

    key: str
    title: str
    help: str
    default: Any
    low: float | None = None
    high: float | None = None
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()


SETTINGS: tuple[Declared, ...] = (
    Declared("silence_hours", N_("Silence alert after"), N_("An elder not known safe for longer than this is shown on the Today page."),
             16, 2, 168, N_("hours")),
    Declared("visitor_capacity", N_("Doors per visitor and round"), N_("A visitor without a number of his own gets at most so many doors."),
             15, 1, 60, N_("doors")),
    Declared("late_minutes", N_("Late after"), N_("A sheet not given back so long after the round's end is shown as late."),
             30, 5, 240, N_("minutes")),
    Declared("ladder_door_minutes", N_("Ladder: door and phone within"),
             N_("Nobody answered: knocking again, listening and phoning are due within so long."), 15, 3, 120, N_("minutes")),
    Declared("ladder_neighbour_minutes", N_("Ladder: neighbour, note and notices within"),
             N_("Counted from the knock; asking the neighbour, leaving a note and checking absence notices."), 30, 6, 240, N_("minutes")),
    Declared("ladder_family_minutes", N_("Ladder: family, then 120 / 110 within"),
             N_("Counted from the knock; calling the emergency contacts, then the emergency services."), 60, 10, 480, N_("minutes")),
    Declared("minimum_rest_hours", N_("Rest between two shifts"), N_("Nobody is rostered again before so many hours have passed."),
             10, 0, 24, N_("hours")),
    Declared("max_week", N_("Shifts per week"), N_("A volunteer without a number of his own sits at most so many shifts a week."),
             2, 1, 7, N_("shifts")),
    Declared("load_ordinary", N_("Weight of a shift: ordinary day"), N_("Load units in the fairness ledger; the planner shares the load evenly."),
             2, 1, 20, N_("units")),
    Declared("load_weekend", N_("Weight of a shift: weekend"), N_("Load units of a shift on a Saturday or Sunday."), 3, 1, 20, N_("units")),
    Declared("load_holiday", N_("Weight of a shift: public holiday"), N_("Load units of a shift on a public holiday."), 4, 1, 20, N_("units")),
    Declared("experienced_years", N_("Experienced after"), N_("With so many years at the phone somebody may lead a shift and counts as experienced."),
             1, 0, 30, N_("years")),
    Declared("hotline_opens", N_("The phone is answered from"), N_("Shifts that leave a gap after this hour are told."), 8, 0, 23, N_("o'clock")),
    Declared("hotline_closes", N_("The phone is answered until"), N_("Shifts that leave a gap before this hour are told."), 20, 1, 24, N_("o'clock")),
    Declared("call_again_minutes", N_("Call again after"),
             N_("An elder who does not pick up is called again after so long, three times a day; then the named contact."),
             90, 10, 480, N_("minutes")),
    Declared("seconds_per_floor", N_("Seconds per floor on foot"), N_("Used to judge how long a route takes."), 20, 5, 120, N_("seconds")),
    Declared("seconds_per_floor_lift", N_("Seconds per floor by lift"), N_("Used to judge how long a route takes."), 4, 1, 60, N_("seconds")),
    Declared("lift_wait_seconds", N_("Waiting for a lift"), N_("Used to judge how long a route takes."), 40, 0, 300, N_("seconds")),
    Declared("walk_metres_a_minute", N_("Metres a minute on foot"), N_("Used to judge how long a route takes."), 60, 20, 120, N_("metres")),
    Declared("entrance_metres", N_("Between neighbouring entrances"), N_("Used to judge how long a route takes."), 15, 0, 100, N_("metres")),
    Declared("door_minutes", N_("Minutes at a door"), N_("Used to judge how long a route takes, where nothing else is said of the elder."),
             3, 1, 60, N_("minutes")),
    Declared("plan_seconds", N_("Improving a plan"), N_("So long a proposal is improved after its first answer; it can be stopped at any time."),
             15, 2, 300, N_("seconds")),
    Declared("sheet_privacy", N_("Names on visit sheets"), N_("A lost sheet that lists who lives alone is a burglar's list."), "masked",
             choices=(("full", N_("Full names")), ("masked", N_("Masked names")), ("numbers", N_("Numbers only")))),
    Declared("punch_margin", N_("Margin for hole punching"),
             N_("20 mm at the left of every paper that goes into a binder; not on A3 and not on labels."), "none",
             choices=(("none", N_("No margin for holes")), ("left", N_("20 mm at the left")))),
    Declared("sheet_blank_lines", N_("Blank lines on a sheet"), N_("For elders met on the way who do not stand on the sheet."),
             2, 0, 8, N_("lines")),
    Declared("sheet_slips", N_("Contact notes with each sheet"),
             N_("Notes 'we called on you' to tear off, on a page of their own behind each sheet. 0: print them by themselves (Reports)."),
             0, 0, 8, N_("slips")),
    Declared("idle_lock_seconds", N_("Lock after idle"), N_("The window locks itself after so long without a key or the mouse."),
             240, 60, 3600, N_("seconds")),
    Declared("masked_doors", N_("Doors on lists and cards"),
             N_("Masked: the building, not the door; a click shows it and is noted. Rounds and sheets always show doors."), "all",
             choices=(("all", N_("Masked")), ("duty", N_("Masked for duty volunteers only")))),
    Declared("closed_years", N_("Keep closed care files"),
             N_("After so many years the yearly review proposes to delete them."), 3, 1, 30, N_("years")),
    Declared("calls_years", N_("Keep words of calls"),
             N_("After so many years the yearly review proposes to take out notes and numbers."), 2, 1, 30, N_("years")),
    Declared("incident_years", N_("Keep incidents"), N_("So long nobody concerned is deleted, only locked."), 3, 1, 30, N_("years")),
)
DECLARED = {setting.key: setting for setting in SETTINGS}


def value(store: Store, key: str) -> Any:
    """The value in force of a declared setting. Raises KeyError for one that is not declared."""
    return values(store)[key]


def values(store: Store) -> dict[str, Any]:
    """The value in force of every declared setting."""
    stored = queries.settings(store, DECLARED)
    return {setting.key: stored.get(setting.key, setting.default) for setting in SETTINGS}


@service(Permission.STATION_WRITE)
def save(session: Session, changes: dict[str, Any]) -> None:
    """Write settings. Raises BadRequest when a value lies outside its bounds."""
    for key, wanted in changes.items():
        check(DECLARED[key], wanted)
    with session.write("station.save_settings") as unit:
        for key, wanted in changes.items():
            row = queries.setting_row(session.store, key)
            if row is None:
                unit.insert(Setting, {"key": key, "value": json.dumps(wanted)})
            else:
                unit.update(Setting, row["id"], {"value": json.dumps(wanted)})


def check(setting: Declared, wanted: Any) -> None:
    """Raise BadRequest when the value is not one that the setting allows."""
    if setting.choices and wanted not in {code for code, _label in setting.choices}:
        raise BadRequest(_("{value} is no choice for “{title}”.").format(value=wanted, title=_(setting.title)))
    if setting.low is not None and not (isinstance(wanted, (int, float)) and setting.low <= wanted <= (setting.high or wanted)):
        raise BadRequest(
            _("“{title}” must lie between {low} and {high}.").format(title=_(setting.title), low=setting.low, high=setting.high))
