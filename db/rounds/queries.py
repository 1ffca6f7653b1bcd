"""Queries of the rounds room: slots, who is visited and by whom, rounds, sheets, knocks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN, fn

from db.hotline.tables import Availability, Unavailable
from db.people.rows import day, moment, named, raw
from db.people.tables import Building, CareFile, Grid, Household, Organisation, Person, Volunteer, VolunteerGrid
from db.rounds.tables import Absence, Knock, Round, Sheet, Slot, WalkIn
from db.store import Store

CHUNK = 500
"""How many ids one statement is given (SQLite and PostgreSQL both take many more)."""


def slots(store: Store) -> list[dict[str, Any]]:
    """The active slots in the order of the day."""
    query = Slot.select().where(Slot.deleted_at.is_null(), Slot.active == True)  # noqa: E712  an expression, not a comparison
    return list(query.order_by(Slot.start_minute, Slot.position).dicts())


_ELDER = (
    "care_file", "care_version", "code", "opened_on", "created_at", "frequency", "weekdays", "month_day", "silence_hours", "risk",
    "person", "name", "phone", "household", "unit", "floor", "room", "address",
    "building", "building_name", "building_number", "head_name", "head_phone", "lift", "grid", "grid_name",
)  # fmt: skip


def elders(store: Store, care_files: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The elders with an open care file, in the order of their codes; only these care files (also closed ones) when named.

    `grid` is the household's own grid, else that of its building.
    """
    own = Grid.alias()
    query = (
        CareFile.select(
            CareFile.id, CareFile.version, CareFile.code, CareFile.opened_on, CareFile.created_at, CareFile.frequency,
            CareFile.weekdays, CareFile.month_day, CareFile.silence_hours, CareFile.risk,
            Person.id, Person.name, Person.phone, Household.id, Household.unit, Household.floor, Household.room,
            Household.address,
            Building.id, Building.name, Building.number, Building.head_name, Building.head_phone, Building.lift,
            Grid.id, Grid.name, own.id, own.name,
        )
        .join(Person, on=(CareFile.person == Person.id))
        .join(Household, JOIN.LEFT_OUTER, on=(Person.household == Household.id))
        .join(Building, JOIN.LEFT_OUTER, on=(Household.building == Building.id))
        .join(Grid, JOIN.LEFT_OUTER, on=(Building.grid == Grid.id))
        .join(own, JOIN.LEFT_OUTER, on=(Household.grid == own.id))
        .order_by(CareFile.code)
    )  # fmt: skip
    if care_files is None:
        query = query.where(
            CareFile.deleted_at.is_null(), CareFile.closed_on.is_null(), Person.deleted_at.is_null(), Person.died_on.is_null()
        )
    else:
        query = query.where(CareFile.id.in_(list(care_files)))
    rows = []
    for found in raw(store, query):
        grid = found[-2:] if found[-2] is not None else found[-4:-2]
        row = dict(zip(_ELDER, (*found[:-4], *grid), strict=True))
        row["opened_on"], row["created_at"] = day(row["opened_on"]), moment(row["created_at"])
        row["lift"] = None if row["lift"] is None else bool(row["lift"])
        rows.append(row)
    return rows


def buildings(store: Store) -> list[dict[str, Any]]:
    """The live buildings as the planner needs them: id, name, grid, x, y, lift, floors."""
    query = Building.select(
        Building.id, Building.name, Building.grid, Building.x, Building.y, Building.lift, Building.floors
    ).where(Building.deleted_at.is_null())
    rows = named(store, query, ("id", "name", "grid", "x", "y", "lift", "floors"))
    return [{**row, "lift": None if row["lift"] is None else bool(row["lift"])} for row in rows]


def visitors(store: Store, on: date) -> list[dict[str, Any]]:
    """The volunteers who visit and have not left on that day, by code: id, code, name, phone, organisation, capacity, max_week,
    grids
    (ids), windows (weekday, from_minute, to_minute), off (True when unavailable on that day)."""
    query = (
        Volunteer.select(
            Volunteer.id, Volunteer.code, Person.name, Person.phone, Organisation.name, Volunteer.capacity, Volunteer.max_week,
            Volunteer.visit_minutes,
        )
        .join(Person, on=(Volunteer.person == Person.id))
        .join(Organisation, JOIN.LEFT_OUTER, on=(Volunteer.organisation == Organisation.id))
        .where(
            Volunteer.deleted_at.is_null(), Volunteer.visits == True,  # noqa: E712
            Volunteer.left_on.is_null() | (Volunteer.left_on > on), Volunteer.joined_on.is_null() | (Volunteer.joined_on <= on),
        )
        .order_by(Volunteer.code)
    )  # fmt: skip
    rows = named(store, query, ("id", "code", "name", "phone", "organisation", "capacity", "max_week", "visit_minutes"))
    grids: dict[str, list[str]] = {}
    served = VolunteerGrid.select(VolunteerGrid.volunteer, VolunteerGrid.grid).where(VolunteerGrid.deleted_at.is_null())
    for volunteer, grid in raw(store, served):
        grids.setdefault(volunteer, []).append(grid)
    windows: dict[str, list[tuple[int, int, int]]] = {}
    offered = Availability.select(
        Availability.volunteer, Availability.weekday, Availability.from_minute, Availability.to_minute
    ).where(Availability.deleted_at.is_null())
    for volunteer, weekday, start, end in raw(store, offered):
        windows.setdefault(volunteer, []).append((weekday, start, end))
    off = Unavailable.select(Unavailable.volunteer).where(Unavailable.deleted_at.is_null(), Unavailable.date == on)
    away = {volunteer for (volunteer,) in raw(store, off)}
    return [
        {**row, "organisation": row["organisation"] or "", "grids": grids.get(row["id"], []), "windows": windows.get(row["id"],
        []),
         "off": row["id"] in away}
        for row in rows
    ]  # fmt: skip


def volunteer_names(store: Store, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Volunteer -> (name, organisation or ''), also of those who left."""
    query = (
        Volunteer.select(Volunteer.id, Person.name, Organisation.name)
        .join(Person, on=(Volunteer.person == Person.id))
        .join(Organisation, JOIN.LEFT_OUTER, on=(Volunteer.organisation == Organisation.id))
        .where(Volunteer.id.in_(list(ids)))
    )
    return {volunteer: (name, organisation or "") for volunteer, name, organisation in raw(store, query)}


def walkers(store: Store, sheets: Iterable[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Sheet -> (who walks it, both of a pair; the first one's organisation); ('', '') when nobody is named."""
    rows = list(sheets)
    names = volunteer_names(store, {one for row in rows for one in (row["volunteer"], row["companion"]) if one})
    found = {}
    for row in rows:
        first, second = (names.get(row[who] or "", ("", "")) for who in ("volunteer", "companion"))
        found[row["id"]] = "、".join(one[0] for one in (first, second) if one[0]), first[1]
    return found


_ABSENCE = (
    "id", "version", "care_file", "kind", "from_date", "until_date", "returned_on", "told_by", "note",
)  # fmt: skip


def absences(store: Store, on: date, care_file: str | None = None) -> list[dict[str, Any]]:
    """The notices that have begun by that day and whose return is not recorded or lies after it; with `care_file` all of that
    elder,
    newest first."""
    query = Absence.select(
        Absence.id, Absence.version, Absence.care_file, Absence.kind, Absence.from_date, Absence.until_date, Absence.returned_on,
        Absence.told_by, Absence.note,
    ).where(Absence.deleted_at.is_null())  # fmt: skip
    if care_file is None:
        query = query.where(Absence.from_date <= on, Absence.returned_on.is_null() | (Absence.returned_on > on))
    else:
        query = query.where(Absence.care_file == care_file)
    rows = named(store, query.order_by(Absence.from_date.desc(), Absence.id), _ABSENCE)
    for row in rows:
        for name in ("from_date", "until_date", "returned_on"):
            row[name] = day(row[name])
    return rows


def future_absences(store: Store, after: date) -> list[dict[str, Any]]:
    """The notices that begin after that day."""
    query = Absence.select(
        Absence.id, Absence.version, Absence.care_file, Absence.kind, Absence.from_date, Absence.until_date, Absence.returned_on,
        Absence.told_by, Absence.note,
    ).where(Absence.deleted_at.is_null(), Absence.from_date > after)  # fmt: skip
    rows = named(store, query.order_by(Absence.from_date, Absence.id), _ABSENCE)
    for row in rows:
        for name in ("from_date", "until_date", "returned_on"):
            row[name] = day(row[name])
    return rows


def last_reached(
    store: Store, care_files: Sequence[str], codes: Sequence[str], since: date, before: datetime
) -> dict[str, datetime]:
    """Care file -> the latest moment, from `since` on, at which a knock (or a meeting on the way) before the moment `before` ended with one
    of the outcomes.
    """
    found: dict[str, datetime] = {}
    first = datetime.combine(since, datetime.min.time())
    for table in (Knock, WalkIn):  # who was met besides the sheet's doors was reached too
        for start in range(0, len(care_files), CHUNK):
            query = (
                table.select(table.care_file, fn.MAX(table.at))
                .where(
                    table.deleted_at.is_null(), table.care_file.in_(list(care_files[start : start + CHUNK])),
                    table.outcome.in_(list(codes)), table.at >= first, table.at < before,
                )
                .group_by(table.care_file)
            )  # fmt: skip
            for care_file, at in raw(store, query):
                latest = moment(at)
                if latest is not None and latest > found.get(care_file, datetime.min):
                    found[care_file] = latest
    return found


def last_visitors(store: Store, since: date, before: date, slot: str) -> dict[str, str]:
    """Care file -> the volunteer on whose sheet it stood last, in rounds of these days (and earlier slots of `before`).

    The same slot counts before other slots of the same day.
    """
    query = (
        Knock.select(Knock.care_file, Sheet.volunteer, Round.date, Round.slot)
        .join(Sheet, on=(Knock.sheet == Sheet.id))
        .join(Round, on=(Knock.round == Round.id))
        .where(
            Round.date >= since, (Round.date < before) | ((Round.date == before) & (Round.slot != slot)),
            Sheet.volunteer.is_null(False), Knock.deleted_at.is_null(), Sheet.deleted_at.is_null(),
        )
    )  # fmt: skip
    newest: dict[str, tuple[tuple[str, bool], str]] = {}
    for care_file, volunteer, on, of_slot in raw(store, query):
        rank = (str(on)[:10], of_slot == slot)
        if care_file not in newest or rank > newest[care_file][0]:
            newest[care_file] = (rank, volunteer)
    return {care_file: volunteer for care_file, (_rank, volunteer) in newest.items()}


def walks(store: Store, since: date, until: date, slot: str) -> dict[str, int]:
    """Volunteer -> how many rounds he walked or is to walk, alone or in a pair, from `since` to `until`, without the round of `slot` on
    `until`."""
    query = (
        Sheet.select(Sheet.round, Sheet.volunteer, Sheet.companion)
        .join(Round, on=(Sheet.round == Round.id))
        .where(
            Round.date >= since, (Round.date < until) | ((Round.date == until) & (Round.slot != slot)),
            Sheet.volunteer.is_null(False), Sheet.deleted_at.is_null(),
        )
    )  # fmt: skip
    walked = {(round_id, who) for round_id, *pair in raw(store, query) for who in pair if who is not None}
    return dict(Counter(who for _round, who in walked))


def round_of(store: Store, on: date, slot: str) -> dict[str, Any] | None:
    """The planned round of a day and slot."""
    found = Round.select().where(Round.date == on, Round.slot == slot, Round.deleted_at.is_null()).dicts().first()
    return None if found is None else dict(found)


_SHEET = (
    "id", "version", "round", "number", "volunteer", "companion", "title", "printed_at", "copies", "recorded_at", "recorded_by",
    "date", "slot",
)  # fmt: skip


def _sheets() -> Any:
    return Sheet.select(
        Sheet.id, Sheet.version, Sheet.round, Sheet.number, Sheet.volunteer, Sheet.companion, Sheet.title, Sheet.printed_at,
        Sheet.copies, Sheet.recorded_at, Sheet.recorded_by, Round.date, Round.slot,
    ).join(Round, on=(Sheet.round == Round.id))  # fmt: skip


def _sheet_rows(store: Store, query: Any) -> list[dict[str, Any]]:
    rows = named(store, query, _SHEET)
    for row in rows:
        row["date"], row["printed_at"], row["recorded_at"] = (
            day(row["date"]),
            moment(row["printed_at"]),
            moment(row["recorded_at"]),
        )
    return rows


def sheets_of(store: Store, round_id: str) -> list[dict[str, Any]]:
    """The sheets of a round by number, with its `date` and `slot`."""
    return _sheet_rows(store, _sheets().where(Sheet.round == round_id, Sheet.deleted_at.is_null()).order_by(Sheet.number))


def sheet_numbered(store: Store, number: int) -> dict[str, Any] | None:
    """The sheet of this station-wide number, with its round's `date` and `slot`."""
    rows = _sheet_rows(store, _sheets().where(Sheet.number == number, Sheet.deleted_at.is_null()))
    return rows[0] if rows else None


_KNOCK = (
    "id", "version", "round", "sheet", "care_file", "position", "unserved_reason", "outcome", "at", "note", "locked",
)  # fmt: skip


def knocks_of(store: Store, *, round_id: str | None = None, sheet_id: str | None = None) -> list[dict[str, Any]]:
    """The planned knocks of a round or of a sheet, in the order of their numbers."""
    query = Knock.select(
        Knock.id, Knock.version, Knock.round, Knock.sheet, Knock.care_file, Knock.position, Knock.unserved_reason, Knock.outcome,
        Knock.at, Knock.note, Knock.locked,
    ).where(Knock.deleted_at.is_null())  # fmt: skip
    if round_id is not None:
        query = query.where(Knock.round == round_id)
    if sheet_id is not None:
        query = query.where(Knock.sheet == sheet_id)
    rows = named(store, query.order_by(Knock.sheet, Knock.position, Knock.care_file), _KNOCK)
    for row in rows:
        row["at"] = moment(row["at"])
    return rows


def handed_over(store: Store, sheet_id: str) -> list[dict[str, Any]]:
    """The doors that were taken off this sheet for somebody else: from_number, sheet_number, position; by their old number."""
    query = (
        Knock.select(Knock.from_number, Sheet.number, Knock.position)
        .join(Sheet, on=(Knock.sheet == Sheet.id))
        .where(Knock.from_sheet == sheet_id, Knock.sheet != sheet_id, Knock.deleted_at.is_null())
        .order_by(Knock.from_number)
    )
    return named(store, query, ("from_number", "sheet_number", "position"))


_VISIT = (
    "date", "slot", "sheet", "number", "visitor_code", "visitor", "elder_code", "name", "building", "unit", "room", "address",
    "outcome", "at", "note", "unserved_reason",
)  # fmt: skip


def visits(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """Every planned knock from `first` to `last`: by date, slot, sheet and number; unserved ones at the end of their slot."""
    visitor = Person.alias()
    query = (
        Knock.select(
            Round.date, Round.slot, Sheet.number, Knock.position, Volunteer.code, visitor.name, CareFile.code, Person.name,
            Building.name, Household.unit, Household.room, Household.address, Knock.outcome, Knock.at, Knock.note,
            Knock.unserved_reason,
        )
        .join(Round, on=(Knock.round == Round.id))
        .join(CareFile, on=(Knock.care_file == CareFile.id))
        .join(Person, on=(CareFile.person == Person.id))
        .join(Household, JOIN.LEFT_OUTER, on=(Person.household == Household.id))
        .join(Building, JOIN.LEFT_OUTER, on=(Household.building == Building.id))
        .join(Sheet, JOIN.LEFT_OUTER, on=(Knock.sheet == Sheet.id))
        .join(Volunteer, JOIN.LEFT_OUTER, on=(Sheet.volunteer == Volunteer.id))
        .join(visitor, JOIN.LEFT_OUTER, on=(Volunteer.person == visitor.id))
        .where(Knock.deleted_at.is_null(), Round.date >= first, Round.date <= last)
    )  # fmt: skip
    rows = named(store, query, _VISIT)
    for row in rows:
        row["date"], row["at"] = day(row["date"]), moment(row["at"])
    rows.sort(
        key=lambda row: (row["date"], row["slot"], row["sheet"] is None, row["sheet"] or 0, row["number"], row["elder_code"])
    )
    return rows
