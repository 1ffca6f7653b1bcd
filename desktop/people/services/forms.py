"""What a form needs to open, in one question, and saving with the operation that undoes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.hotline.queries import shift_templates
from db.privacy.persons import person_of
from desktop.i18n import _
from desktop.people.reveal import KINDS, note_shown
from desktop.people.services.categories import list_categories
from desktop.people.services.drafts import ElderDraft, Loaded, OrganisationDraft, VolunteerDraft
from desktop.people.services.elders import load_elder
from desktop.people.services.organisations import kinds, list_organisations, load_organisation
from desktop.people.services.places import list_buildings, list_grids, load_building, load_grid, load_household
from desktop.people.services.volunteers import load_volunteer
from desktop.permissions import Permission, service
from desktop.session import Session
from desktop.station import settings


@dataclass(frozen=True)
class Saved:
    """A record was saved; `operation` undoes it, '' when nothing had changed."""

    id: str
    operation: str


@service(Permission.PEOPLE_WRITE, personal=True)
def saved(session: Session, save: Callable[..., str], *args: Any) -> Saved:
    """Call a save and tell which operation it made."""
    before = session.last_operation
    record_id = save(session, *args)
    return Saved(record_id, session.last_operation if session.last_operation != before else "")


@service(Permission.PEOPLE_WRITE)
def written(session: Session, service: Callable[..., Any], *args: Any) -> str:
    """Call any write; the id of the operation that undoes it, '' when it wrote nothing."""
    before = session.last_operation
    service(session, *args)
    return session.last_operation if session.last_operation != before else ""


@dataclass(frozen=True)
class ElderForm:
    """The elder form: the record (None for a new one) and what its boxes offer, (id, word)."""

    loaded: Loaded[ElderDraft] | None
    buildings: list[tuple[str, str]]
    categories: list[tuple[str, str]]
    silence_hours: int
    today: date


@service(Permission.PEOPLE_WRITE, personal=True)
def elder_form(session: Session, care_file_id: str = "") -> ElderForm:
    """What the elder form needs; a new one without an id. A form holds everything in clear, so that it was opened is noted."""
    loaded = load_elder(session, care_file_id) if care_file_id else None
    if loaded is not None:
        note_shown(session, person_of(session.store, care_file_id), tuple(KINDS), _("care file opened to edit"))
    chosen = set(loaded.draft.categories) if loaded else set()
    return ElderForm(
        loaded,
        [(row.id, f"{row.name}　{row.grid}".rstrip("　")) for row in list_buildings(session)],
        [(row.id, row.name) for row in list_categories(session) if row.active or row.id in chosen],
        int(settings.value(session.store, "silence_hours")),
        session.clock.today(),
    )


@dataclass(frozen=True)
class VolunteerForm:
    """The volunteer form; `parts` are the shifts of a day (name, from, to in minutes) of which the week's grid is made."""

    loaded: Loaded[VolunteerDraft] | None
    organisations: list[tuple[str, str]]
    grids: list[tuple[str, str]]
    parts: list[tuple[str, int, int]]
    today: date


@service(Permission.PEOPLE_WRITE, personal=True)
def volunteer_form(session: Session, volunteer_id: str = "") -> VolunteerForm:
    """What the volunteer form needs; a new one without an id."""
    return VolunteerForm(
        load_volunteer(session, volunteer_id) if volunteer_id else None,
        [(row.id, row.name) for row in list_organisations(session)],
        list_grids(session),
        [(row["name"], row["start_minute"], row["end_minute"]) for row in shift_templates(session.store)],
        session.clock.today(),
    )


@dataclass(frozen=True)
class OrganisationForm:
    """The organisation form; `kinds` to choose from."""

    loaded: Loaded[OrganisationDraft] | None
    kinds: list[str]
    today: date


@service(Permission.PEOPLE_WRITE, personal=True)
def organisation_form(session: Session, organisation_id: str = "") -> OrganisationForm:
    """What the organisation form needs; a new one without an id."""
    loaded = load_organisation(session, organisation_id) if organisation_id else None
    return OrganisationForm(loaded, kinds(session), session.clock.today())


@dataclass(frozen=True)
class PlaceForm:
    """The form of a grid, building or household; what its boxes offer, (id, word)."""

    loaded: Loaded[Any] | None
    grids: list[tuple[str, str]]
    buildings: list[tuple[str, str]]
    today: date


@service(Permission.PEOPLE_WRITE, personal=True)
def place_form(session: Session, kind: str, place_id: str = "") -> PlaceForm:
    """What the form of a place ('grid', 'building', 'household') needs; a new one without an id."""
    loads: dict[str, Callable[[Session, str], Loaded[Any]]] = {"grid": load_grid, "building": load_building, "household": load_household}
    return PlaceForm(
        loads[kind](session, place_id) if place_id else None,
        list_grids(session),
        [(row.id, row.name) for row in list_buildings(session)],
        session.clock.today(),
    )


@service(Permission.PEOPLE_WRITE, personal=True)
def grid_form(session: Session, grid_id: str = "") -> PlaceForm:
    """What the grid form needs."""
    return place_form(session, "grid", grid_id)


@service(Permission.PEOPLE_WRITE, personal=True)
def building_form(session: Session, building_id: str = "") -> PlaceForm:
    """What the building form needs."""
    return place_form(session, "building", building_id)


@service(Permission.PEOPLE_WRITE, personal=True)
def household_form(session: Session, household_id: str = "") -> PlaceForm:
    """What the household form needs."""
    return place_form(session, "household", household_id)
