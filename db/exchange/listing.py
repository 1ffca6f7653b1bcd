"""Whole facts of elders and volunteers, as an export needs them: one query a table, joined in memory."""

from typing import Any

from db.hotline.tables import Availability, Unavailable
from db.people.tables import (
    Building,
    CareCategory,
    CareFile,
    Category,
    Contact,
    Grid,
    Household,
    Organisation,
    Person,
    Volunteer,
    VolunteerGrid,
)
from db.store import Store


def elders(store: Store) -> list[dict[str, Any]]:
    """Every open and closed care file, by code, with person, place, categories (names) and contacts (dicts, in order)."""
    home = Grid.alias()
    query = (
        CareFile.select(
            CareFile.id, CareFile.code, CareFile.opened_on, CareFile.closed_on, CareFile.frequency, CareFile.risk, CareFile.health,
            CareFile.hazards, CareFile.notes, CareFile.consent_on, CareFile.consent_scope, Person.name, Person.sex, Person.born,
            Person.lunar_month, Person.lunar_day, Person.lunar_leap, Person.id_number, Person.id_state, Person.id_verbatim, Person.phone,
            Person.phones, Household.unit, Household.floor, Household.room, Household.address, Building.name.alias("building"),
            Grid.name.alias("grid"), home.name.alias("home_grid"),
        )
        .join(Person)
        .left_outer_join(Household)
        .left_outer_join(Building)
        .left_outer_join(Grid)
        .switch(Household)
        .left_outer_join(home, on=(home.id == Household.grid))
        .where(CareFile.deleted_at.is_null())
        .order_by(CareFile.code)
    )
    categories: dict[str, list[str]] = {}
    for care_file, name in (
        CareCategory.select(CareCategory.care_file, Category.name).join(Category).order_by(Category.position, Category.name).tuples()
    ):
        categories.setdefault(care_file, []).append(name)
    contacts: dict[str, list[dict[str, Any]]] = {}
    for contact in Contact.select().where(Contact.deleted_at.is_null()).order_by(Contact.position).dicts():
        contacts.setdefault(contact["care_file"], []).append(contact)
    return [
        row | {"grid": row["home_grid"] or row["grid"], "categories": categories.get(row["id"], []), "contacts": contacts.get(row["id"], [])}
        for row in query.dicts()
    ]


def volunteers(store: Store) -> list[dict[str, Any]]:
    """Every volunteer by code, with person, organisation, grids (names), windows (weekday, from, to) and unavailable dates."""
    query = (
        Volunteer.select(Volunteer, Person.name, Person.sex, Person.phone, Person.phones, Organisation.name.alias("organisation_name"))
        .join(Person)
        .switch(Volunteer)
        .left_outer_join(Organisation)
        .where(Volunteer.deleted_at.is_null())
        .order_by(Volunteer.code)
    )
    grids: dict[str, list[str]] = {}
    for volunteer, name in (
        VolunteerGrid.select(VolunteerGrid.volunteer, Grid.name).join(Grid).order_by(Grid.position, Grid.name).tuples()
    ):
        grids.setdefault(volunteer, []).append(name)
    windows: dict[str, list[tuple[int, int, int]]] = {}
    for window in Availability.select().where(Availability.deleted_at.is_null()).order_by(Availability.weekday, Availability.from_minute).dicts():
        windows.setdefault(window["volunteer"], []).append((window["weekday"], window["from_minute"], window["to_minute"]))
    away: dict[str, list[Any]] = {}
    for day in Unavailable.select().where(Unavailable.deleted_at.is_null()).order_by(Unavailable.date).dicts():
        away.setdefault(day["volunteer"], []).append(day["date"])
    return [
        row | {"grids": grids.get(row["id"], []), "windows": windows.get(row["id"], []), "unavailable": away.get(row["id"], [])}
        for row in query.dicts()
    ]
