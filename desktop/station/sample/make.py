"""The sample station: invented people, a past, and a day in the middle of which one may look around."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.hotline.tables import Availability, Unavailable
from db.people import tables as people
from db.people.elders import categories
from db.store import Unit
from desktop.clock import FixedClock
from desktop.i18n import _
from desktop.people.names import search_text
from desktop.station.opening import OpenStation, create_sample
from desktop.station.sample.assessments import insert_assessments
from desktop.station.sample.certificates import issue_some
from desktop.station.sample.checklists import insert_checklists
from desktop.station.sample.exchange import insert_exchange
from desktop.station.sample.history import CALLS_A_DAY, Past, insert_history
from desktop.station.sample.incidents import insert_incidents
from desktop.station.sample.people import ELDERS, ESTATE, SampleElder, SamplePeople, SampleVolunteer, invent
from desktop.station.sample.phone import man_the_phone
from desktop.station.sample.privacy import keep_the_law
from desktop.station.sample.residents import insert_residents
from desktop.station.sample.rostering import insert_rostering
from desktop.station.sample.rules import insert_rules
from desktop.station.sample.today import live_through_today

DEFAULT_SEED, DEFAULT_YEARS = 20261121, 1


@dataclass(frozen=True)
class Size:
    """How large a sample is: elders, incoming and outgoing calls a day (from .. up to), persons in the register in all (0: no
    neighbours)."""

    elders: int = ELDERS
    calls_a_day: tuple[int, int] = CALLS_A_DAY
    persons: int = 0


SMALL = Size()
COMMUNITY = Size(elders=151, calls_a_day=(17, 31), persons=16_000)
"""A whole community: in seven years 770,000 knocks and 60,000 calls."""
LONG = 2  # years of history from which a sample is a whole community


def make_sample(
    path: Path, now: datetime, years: float = DEFAULT_YEARS, seed: int = DEFAULT_SEED, size: Size = SMALL
) -> OpenStation:
    """Make a sample station in an empty folder, with `years` of history before `now`. Returns it open.

    Raises StationUnavailable when a station is there already.
    """
    clock = FixedClock(now)
    opened = create_sample(path, _("Hongkui Community Service Station"), _("Hongkui Community"), clock)
    try:
        session = opened.session
        invented = invent(seed, now.date(), size.elders)
        with session.write("station.make_sample") as unit:
            known = {row["name"]: row["id"] for row in categories(session.store)}
            past = _insert_people(unit, invented, now, known, size, seed)
            insert_history(unit, past, now, years, seed, size.calls_a_day)
            insert_incidents(unit, past, now, seed)
            insert_rostering(unit, past, now, seed)
            insert_assessments(unit, past, now, seed)
            insert_exchange(unit, session.store, past, seed)
            insert_rules(unit, session.store, seed)
            insert_checklists(unit, [care_file for _person, care_file, *_rest in past.elders], now.date(), seed, session.account)
        live_through_today(session, seed)
        man_the_phone(session, seed)
        issue_some(session)
        keep_the_law(session, [person for person, _care, _grid in past.elders])
    except BaseException:
        opened.close()
        raise
    return opened


def _insert_people(
    unit: Unit, invented: SamplePeople, now: datetime, known: dict[str, str], size: Size, seed: int
) -> Past:
    grid_names = ["第一网格", "第二网格", "第三网格", "第四网格", "第五网格", "第六网格", "第七网格"]
    grids = unit.insert_many(people.Grid, [{"name": name, "position": place} for place, name in enumerate(grid_names)])
    buildings = unit.insert_many(people.Building, [
        {"grid": grids[b.grid], "estate": ESTATE, "name": f"{b.number}幢", "number": b.number, "units": b.units, "floors": b.floors,
         "lift": b.lift, "x": b.x, "y": b.y, "head_name": b.head, "head_phone": b.head_phone}
        for b in invented.buildings
    ])
    organisations = dict(zip(
        (name for name, *_rest in invented.organisations),
        unit.insert_many(people.Organisation, [
            {"name": name, "kind": kind, "partner": partner, "head_name": head, "phone": phone, "members": members}
            for name, kind, partner, head, phone, members in invented.organisations
        ]),
        strict=True,
    ))
    past = Past()
    for number, elder in enumerate(invented.elders, 1):
        grid = invented.buildings[elder.building - 1].grid
        person, care_file = _insert_elder(unit, elder, number, buildings[elder.building - 1], known, past.opened(now))
        past.elders.append((person, care_file, grid))
    for number, volunteer in enumerate(invented.volunteers, 1):
        past.volunteers.append((
            _insert_volunteer(unit, volunteer, number, organisations[volunteer.organisation], grids), volunteer))
    neighbours = size.persons - len(invented.elders) - len(invented.volunteers)
    if neighbours > 0:
        taken = {(elder.building, elder.unit, elder.room) for elder in invented.elders}
        houses = list(zip(buildings, invented.buildings, strict=True))
        insert_residents(unit, houses, taken, neighbours, now.date(), seed)
    return past


def _insert_elder(
    unit: Unit, elder: SampleElder, number: int, building: str, known: dict[str, str], opened: datetime,
) -> tuple[str, str]:
    address = f"{ESTATE}{elder.building}幢{elder.unit}单元{elder.room}室"
    household = unit.insert(people.Household, {
        "building": building, "unit": str(elder.unit), "floor": elder.floor, "room": elder.room, "address": address})
    month, day, leap = elder.lunar or (None, None, False)
    person = unit.insert(people.Person, {
        "name": elder.name, "sex": elder.sex, "born": elder.born, "lunar_month": month, "lunar_day": day, "lunar_leap": leap,
        "id_number": elder.id_number, "id_state": "valid", "id_verbatim": elder.id_number, "phone": elder.phone, "household": household,
        "search_text": search_text(elder.name, elder.id_number[-4:], [elder.phone], [address]),
    })
    care_file = unit.insert(people.CareFile, {
        "person": person, "code": f"E{number:04d}", "opened_on": opened.date(), "risk": elder.risk, "health": elder.health,
        "hazards": elder.hazards, "consent_on": opened.date(), "consent_scope": "巡访、热线、紧急联系", "consent_paper": f"同意书{number:04d}",
    })
    unit.insert_many(people.CareCategory, [{"care_file": care_file, "category": known[name]} for name in elder.categories])
    unit.insert_many(people.Contact, [
        {"care_file": care_file, "position": place, "name": name, "relation": relation, "phone": phone, "has_key": relation == "邻居"}
        for place, (name, relation, phone) in enumerate(elder.contacts, 1)
    ])
    return person, care_file


def _insert_volunteer(unit: Unit, volunteer: SampleVolunteer, number: int, organisation: str, grids: list[str]) -> str:
    person = unit.insert(people.Person, {
        "name": volunteer.name, "sex": volunteer.sex, "phone": volunteer.phone,
        "search_text": search_text(volunteer.name, "", [volunteer.phone], []),
    })
    row = unit.insert(people.Volunteer, {
        "person": person, "code": f"V{number:04d}", "organisation": organisation, "party_member": volunteer.party_member,
        "trained": volunteer.trained, "hotline_years": float(volunteer.years) if volunteer.trained else None, "max_week": volunteer.max_week,
        "weekly_hours": volunteer.max_week * 4.0,
    })
    unit.insert_many(people.VolunteerGrid, [{"volunteer": row, "grid": grids[grid]} for grid in volunteer.grids])
    unit.insert_many(Availability, [
        {"volunteer": row, "weekday": weekday, "from_minute": start, "to_minute": end} for weekday, start, end in volunteer.windows])
    unit.insert_many(Unavailable, [{"volunteer": row, "date": day} for day in volunteer.unavailable])
    return row
