"""Queries under the figures: grouped rows of a period. Dates and moments are made by hand (see db/people/rows.py)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from peewee import JOIN, SQL, Case, fn

from db.engine import is_file
from db.hotline.tables import Call, Duty, FollowUp, Roster, Seat
from db.people.rows import day, moment, named, raw
from db.people.tables import Building, CareCategory, CareFile, Category, Grid, Household, Organisation, Person, Volunteer
from db.rounds.tables import Incident, Knock, KnockTally, Ladder, LadderStep, Round, Sheet, Slot
from db.store import Store

Ids = Collection[str] | None


def tallied(store: Store, first: date, last: date, columns: Collection[str], volunteers: Ids = None) -> list[dict[str, Any]]:
    """Knocks by these columns of the roll-up ('date', 'slot', 'volunteer') and outcome, late (minutes), unserved: `knocks`."""
    fields = [getattr(KnockTally, name) for name in columns]
    fields += [KnockTally.outcome, KnockTally.late, KnockTally.unserved]
    query = KnockTally.select(*fields, fn.SUM(KnockTally.knocks)).where(KnockTally.date >= first, KnockTally.date <= last).group_by(*fields)
    if volunteers is not None:
        query = query.where(KnockTally.volunteer.in_(list(volunteers)))
    rows = named(store, query, (*columns, "outcome", "late", "unserved", "knocks"))
    for row in rows:
        row["knocks"] = int(row["knocks"])
        if "date" in row:
            row["date"] = day(row["date"])
    return rows


def walks(store: Store, first: date, last: date, volunteers: Ids = None, *, unvisited: Collection[str]) -> list[tuple[date, str, str]]:
    """Who walked which round: (day, slot, volunteer or '') with at least one knock that was made."""
    query = (
        KnockTally.select(KnockTally.date, KnockTally.slot, KnockTally.volunteer)
        .where(KnockTally.date >= first, KnockTally.date <= last, KnockTally.outcome.not_in(list(unvisited)))
        .distinct()
    )
    if volunteers is not None:
        query = query.where(KnockTally.volunteer.in_(list(volunteers)))
    return [(on, slot, volunteer) for at, slot, volunteer in raw(store, query) if (on := day(at)) is not None]


def elder_knocks(
    store: Store, first: date, last: date, late_minutes: int, *, daily: bool = False, slot: bool = False, visitor: bool = False,
    care_files: Ids = None, volunteers: Ids = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Knocks by month ('2026-11') or, `daily`, day, and elder; `slot` and `visitor` ask for these columns too. Of each group its
    outcome, unserved, `knocks`, and `late`: how many lay more than `late_minutes` after the slot's end."""
    when = Round.date if daily else fn.SUBSTR(Round.date.cast("text"), 1, 7)
    late = Case(None, [(_minutes(store) > Slot.end_minute + late_minutes, 1)], 0)
    groups = [when, Knock.care_file]
    names = ["date" if daily else "month", "care_file"]
    if slot:
        groups, names = [*groups, Round.slot], [*names, "slot"]
    if visitor:
        groups, names = [*groups, Sheet.volunteer], [*names, "volunteer"]
    unserved = Case(None, [(Knock.unserved_reason != "", 1)], 0)
    groups = [*groups, Knock.outcome, unserved]
    query = (
        Knock.select(*groups, fn.COUNT(Knock.id), fn.SUM(late))
        .join(Round, on=(Knock.round == Round.id))
        .join(Slot, JOIN.LEFT_OUTER, on=(Slot.code == Round.slot))
        .where(Round.date >= first, Round.date <= last, Knock.deleted_at.is_null(), Round.deleted_at.is_null())
        .group_by(*(SQL(str(place)) for place in range(1, len(groups) + 1)))  # by position: PostgreSQL tells parameters apart
    )
    if visitor or volunteers is not None:
        query = query.join_from(Knock, Sheet, JOIN.LEFT_OUTER, on=(Knock.sheet == Sheet.id))
    if volunteers is not None:
        query = query.where(Sheet.volunteer.in_(list(volunteers)))
    if care_files is not None:
        query = query.where(Knock.care_file.in_(list(care_files)))
    rows = named(store, query, (*names, "outcome", "unserved", "knocks", "late"))
    for row in rows:
        if daily:
            row["date"] = day(row["date"])
        row["late"] = int(row["late"] or 0)
    return rows


def knock_rows(
    store: Store, first: date, last: date, outcomes: Collection[str], *, slot: str = "", unserved: bool = False, late_minutes: int | None = None,
    care_files: Ids = None, volunteers: Ids = None, unassigned: bool = False, hour: str = "", limit: int = 0,
) -> tuple[list[dict[str, Any]], int]:  # fmt: skip
    """The knocks themselves, the newest first, and how many there are in all: id, date, slot, care_file, code, name, building, unit, room,
    address, visitor (name), outcome, at, note, unserved_reason. `late_minutes`: only those entered as late or so much after the slot's end;
    `hour` ('09'): only those of that hour; `unassigned`: on no sheet, or one in nobody's hand."""
    visitor = Person.alias()
    query = (
        Knock.select(
            Knock.id, Round.date, Round.slot, Knock.care_file, CareFile.code, Person.name, Building.name, Household.unit, Household.room,
            Household.address, visitor.name, Knock.outcome, Knock.at, Knock.note, Knock.unserved_reason,
        )
        .join(Round, on=(Knock.round == Round.id))
        .join(Slot, JOIN.LEFT_OUTER, on=(Slot.code == Round.slot))
        .join_from(Knock, CareFile, on=(Knock.care_file == CareFile.id))
        .join(Person, on=(CareFile.person == Person.id))
        .join(Household, JOIN.LEFT_OUTER, on=(Person.household == Household.id))
        .join(Building, JOIN.LEFT_OUTER, on=(Household.building == Building.id))
        .join_from(Knock, Sheet, JOIN.LEFT_OUTER, on=(Knock.sheet == Sheet.id))
        .join(Volunteer, JOIN.LEFT_OUTER, on=(Sheet.volunteer == Volunteer.id))
        .join(visitor, JOIN.LEFT_OUTER, on=(Volunteer.person == visitor.id))
        .where(
            Round.date >= first, Round.date <= last, Knock.deleted_at.is_null(), Round.deleted_at.is_null(), Knock.outcome.in_(list(outcomes)),
        )
        .order_by(Round.date.desc(), Round.slot.desc(), CareFile.code)
    )  # fmt: skip
    if slot:
        query = query.where(Round.slot == slot)
    if unserved:
        query = query.where(Knock.unserved_reason != "")
    if late_minutes is not None:
        query = query.where((Knock.outcome == "late") | (_minutes(store) > Slot.end_minute + late_minutes))
    if care_files is not None:
        query = query.where(Knock.care_file.in_(list(care_files)))
    if unassigned:
        query = query.where(Sheet.volunteer.is_null())
    elif volunteers is not None:
        query = query.where(Sheet.volunteer.in_(list(volunteers)))
    if hour:
        query = query.where(fn.SUBSTR(Knock.at.cast("text"), 12, 2) == hour)
    total = int(query.count())
    names = (
        "id", "date", "slot", "care_file", "code", "name", "building", "unit", "room", "address", "visitor", "outcome", "at", "note",
        "unserved_reason",
    )  # fmt: skip
    rows = named(store, query.limit(limit) if limit else query, names)
    return [{**row, "date": day(row["date"]), "at": moment(row["at"])} for row in rows], total


def _minutes(store: Store) -> Any:
    """Minutes from the beginning of the round's day to the visit, as an expression (a thousandth less: floats)."""
    if is_file(store.database):
        return (fn.JULIANDAY(Knock.at) - fn.JULIANDAY(Round.date)) * 1440 - 0.001
    return fn.DATE_PART("epoch", Knock.at - Round.date) / 60


def no_answers(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """The knocks that nobody answered: date, slot, care_file, volunteer, at."""
    query = (
        Knock.select(Round.date, Round.slot, Knock.care_file, Sheet.volunteer, Knock.at)
        .join(Round, on=(Knock.round == Round.id))
        .join_from(Knock, Sheet, JOIN.LEFT_OUTER, on=(Knock.sheet == Sheet.id))
        .where(
            Round.date >= first, Round.date <= last, Knock.outcome == "no_answer", Knock.deleted_at.is_null(), Round.deleted_at.is_null(),
        )
    )  # fmt: skip
    rows = named(store, query, ("date", "slot", "care_file", "volunteer", "at"))
    return [{**row, "date": day(row["date"]), "at": moment(row["at"])} for row in rows]


def ladders(store: Store, since: datetime, before: datetime) -> list[dict[str, Any]]:
    """Ladders opened from `since` on and before `before`: id, care_file, reason, opened_at, closed_at, result, first_step (its moment)."""
    first_step = LadderStep.select(LadderStep.ladder, fn.MIN(LadderStep.at).alias("at")).where(LadderStep.deleted_at.is_null())
    steps = first_step.group_by(LadderStep.ladder).alias("first_steps")
    query = (
        Ladder.select(Ladder.id, Ladder.care_file, Ladder.reason, Ladder.opened_at, Ladder.closed_at, Ladder.result, steps.c.at)
        .join(steps, JOIN.LEFT_OUTER, on=(steps.c.ladder_id == Ladder.id))
        .where(Ladder.deleted_at.is_null(), Ladder.opened_at >= since, Ladder.opened_at < before)
        .order_by(Ladder.opened_at, Ladder.id)
    )
    rows = named(store, query, ("id", "care_file", "reason", "opened_at", "closed_at", "result", "first_step"))
    for row in rows:
        for name in ("opened_at", "closed_at", "first_step"):
            row[name] = moment(row[name])
    return rows


def calls(store: Store, since: datetime, before: datetime) -> list[dict[str, Any]]:
    """Calls from `since` on and before `before`, in order of time: id, direction, at, ended_at, person, kind, subtype, taken_by."""
    query = (
        Call.select(Call.id, Call.direction, Call.at, Call.ended_at, Call.person, Call.kind, Call.subtype, Call.taken_by)
        .where(Call.deleted_at.is_null(), Call.at >= since, Call.at < before)
        .order_by(Call.at, Call.id)
    )
    rows = named(store, query, ("id", "direction", "at", "ended_at", "person", "kind", "subtype", "taken_by"))
    for row in rows:
        row["at"], row["ended_at"] = moment(row["at"]), moment(row["ended_at"])
    return rows


def follow_ups(store: Store, before: datetime) -> list[dict[str, Any]]:
    """What was promised before that moment: id, person, what, owner, noted (when its call began, else when it was entered), due_at,
    closed_at."""
    noted = fn.COALESCE(Call.at, FollowUp.created_at)
    query = (
        FollowUp.select(FollowUp.id, FollowUp.person, FollowUp.what, FollowUp.owner, noted, FollowUp.due_at, FollowUp.closed_at)
        .join(Call, JOIN.LEFT_OUTER, on=(FollowUp.call == Call.id))
        .where(FollowUp.deleted_at.is_null(), noted < before)
        .order_by(noted, FollowUp.id)
    )
    rows = named(store, query, ("id", "person", "what", "owner", "noted", "due_at", "closed_at"))
    for row in rows:
        for name in ("noted", "due_at", "closed_at"):
            row[name] = moment(row[name])
    return rows


def seats(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """The seats of the rosters in force (see db/hotline/queries.roster_in_force): id, date, shift, start_minute, end_minute, seat,
    volunteer (or None)."""
    months = f"{first:%Y-%m}", f"{last:%Y-%m}"
    versions = (
        Roster.select(Roster.month, Roster.state, Roster.id)
        .where(Roster.deleted_at.is_null(), Roster.state.in_(["published", "draft"]), Roster.month.between(*months))
        .order_by(Roster.number)
    )
    in_force: dict[str, tuple[bool, str]] = {}
    for month, state, roster in raw(store, versions):
        if state == "published" or not in_force.get(month, (False, ""))[0]:
            in_force[month] = (state == "published", roster)
    query = (
        Seat.select(Seat.id, Seat.date, Seat.shift, Seat.start_minute, Seat.end_minute, Seat.seat, Seat.volunteer)
        .where(
            Seat.roster.in_([roster for _published, roster in in_force.values()]), Seat.deleted_at.is_null(), Seat.date >= first,
            Seat.date <= last,
        )
        .order_by(Seat.date, Seat.start_minute, Seat.seat)
    )  # fmt: skip
    rows = named(store, query, ("id", "date", "shift", "start_minute", "end_minute", "seat", "volunteer"))
    return [{**row, "date": day(row["date"])} for row in rows]


def duties(store: Store, since: datetime, before: datetime) -> list[dict[str, Any]]:
    """Duty by its sign-in: id, volunteer, signed_in, signed_out, and of its seat date, start_minute, end_minute (None without a seat)."""
    query = (
        Duty.select(Duty.id, Duty.volunteer, Duty.signed_in, Duty.signed_out, Seat.date, Seat.start_minute, Seat.end_minute)
        .join(Seat, JOIN.LEFT_OUTER, on=(Duty.seat == Seat.id))
        .where(Duty.deleted_at.is_null(), Duty.signed_in >= since, Duty.signed_in < before)
        .order_by(Duty.signed_in, Duty.id)
    )
    rows = named(store, query, ("id", "volunteer", "signed_in", "signed_out", "date", "start_minute", "end_minute"))
    for row in rows:
        row["signed_in"], row["signed_out"], row["date"] = moment(row["signed_in"]), moment(row["signed_out"]), day(row["date"])
    return rows


def elders(store: Store) -> list[dict[str, Any]]:
    """Every live care file, open or closed, by code: id, code, person, name, building, building_name, grid, grid_name, opened_on,
    closed_on, died_on, categories (ids). `grid` is the household's own grid, else that of its building."""
    own = Grid.alias()
    query = (
        CareFile.select(
            CareFile.id, CareFile.code, Person.id, Person.name, Building.id, Building.name, Grid.id, Grid.name, own.id, own.name,
            CareFile.opened_on, CareFile.closed_on, Person.died_on,
        )
        .join(Person, on=(CareFile.person == Person.id))
        .join(Household, JOIN.LEFT_OUTER, on=(Person.household == Household.id))
        .join(Building, JOIN.LEFT_OUTER, on=(Household.building == Building.id))
        .join(Grid, JOIN.LEFT_OUTER, on=(Building.grid == Grid.id))
        .join(own, JOIN.LEFT_OUTER, on=(Household.grid == own.id))
        .where(CareFile.deleted_at.is_null())
        .order_by(CareFile.code)
    )  # fmt: skip
    kept: dict[str, list[str]] = {}
    of_files = CareCategory.select(CareCategory.care_file, CareCategory.category).where(CareCategory.deleted_at.is_null())
    for care_file, category in raw(store, of_files):
        kept.setdefault(care_file, []).append(category)
    found = []
    for care_file, code, person, name, building, building_name, grid, grid_name, own_grid, own_name, opened, closed, died in raw(store, query):
        found.append({
            "id": care_file, "code": code, "person": person, "name": name, "building": building or "", "building_name": building_name or "",
            "grid": own_grid or grid or "", "grid_name": own_name or grid_name or "", "opened_on": day(opened), "closed_on": day(closed),
            "died_on": day(died), "categories": tuple(kept.get(care_file, ())),
        })  # fmt: skip
    return found


def categories(store: Store) -> dict[str, str]:
    """Category -> its name, in the station's order."""
    return dict(raw(store, Category.select(Category.id, Category.name).where(Category.deleted_at.is_null()).order_by(Category.position)))


def volunteers(store: Store) -> dict[str, tuple[str, str, str, str]]:
    """Volunteer -> (code, name, organisation's id or '', its name or ''), also of those who left or were removed."""
    query = (
        Volunteer.select(Volunteer.id, Volunteer.code, Person.name, Organisation.id, Organisation.name)
        .join(Person, on=(Volunteer.person == Person.id))
        .join(Organisation, JOIN.LEFT_OUTER, on=(Volunteer.organisation == Organisation.id))
        .order_by(Volunteer.code)
    )
    return {one: (code, name, organisation or "", called or "") for one, code, name, organisation, called in raw(store, query)}


def first_records(store: Store) -> dict[str, date | None]:
    """The first day on which anything of a kind is on record: 'rounds', 'calls', 'seats', 'duties', 'incidents', 'elders'."""
    asked = {
        "rounds": KnockTally.select(fn.MIN(KnockTally.date)),
        "calls": Call.select(fn.MIN(Call.at)).where(Call.deleted_at.is_null()),
        "seats": Seat.select(fn.MIN(Seat.date)).where(Seat.deleted_at.is_null()),
        "duties": Duty.select(fn.MIN(Duty.signed_in)).where(Duty.deleted_at.is_null()),
        "incidents": Incident.select(fn.MIN(Incident.at)).where(Incident.deleted_at.is_null()),
        "elders": CareFile.select(fn.MIN(CareFile.opened_on)).where(CareFile.deleted_at.is_null()),
        "follow_ups": FollowUp.select(fn.MIN(FollowUp.created_at)).where(FollowUp.deleted_at.is_null()),
    }  # fmt: skip
    found = {name: day(rows[0][0]) if (rows := raw(store, query)) else None for name, query in asked.items()}
    if found["follow_ups"] is not None and found["calls"] is not None:  # what was promised in a call counts from the call
        found["follow_ups"] = min(found["follow_ups"], found["calls"])
    return found


def incidents(store: Store, since: datetime, before: datetime) -> list[dict[str, Any]]:
    """Incidents from `since` on and before `before`: id, care_file (or None), kind, at, outcome."""
    query = (
        Incident.select(Incident.id, Incident.care_file, Incident.kind, Incident.at, Incident.outcome)
        .where(Incident.deleted_at.is_null(), Incident.at >= since, Incident.at < before)
        .order_by(Incident.at, Incident.id)
    )
    return [{**row, "at": moment(row["at"])} for row in named(store, query, ("id", "care_file", "kind", "at", "outcome"))]
