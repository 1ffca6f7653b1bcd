"""The recycle bin of this room, and the history of a record. Undo of any operation: `desktop.station.history.undo`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.base import Row
from db.people import assessments, elders, persons, places, volunteers
from db.people.tables import Assessment, Building, CareFile, Grid, Household, Organisation, Person, Volunteer
from db.rounds import incidents
from db.station.queries import history
from desktop.errors import BadRequest
from desktop.hotline.swap_board import refuse_with_seats
from desktop.i18n import N_, _
from desktop.people.masking import masked_address, masked_health, masked_id, masked_phone
from desktop.people.services.words import field_label, shown
from desktop.permissions import Permission, service
from desktop.rounds.incidents import kind_label, restore_incident
from desktop.session import Session
from desktop.station.history import operation_label

KINDS: dict[str, str] = {
    "elder": N_("Elder"),
    "volunteer": N_("Volunteer"),
    "organisation": N_("Social organisation"),
    "building": N_("Building"),
    "grid": N_("Grid"),
    "household": N_("Household"),
    "assessment": N_("Assessment"),
    "incident": N_("Incident"),
}
_TABLES: dict[str, type[Row]] = {
    "elder": CareFile,
    "volunteer": Volunteer,
    "organisation": Organisation,
    "building": Building,
    "grid": Grid,
    "household": Household,
    "assessment": Assessment,
}


@dataclass(frozen=True, slots=True)
class Removed:
    """One thing in the recycle bin."""

    kind: str
    kind_label: str
    id: str
    name: str
    detail: str
    deleted_at: datetime


def kind_words(kind: str) -> str:
    """What a kind of record is called."""
    return _(KINDS[kind])


@service(Permission.PEOPLE_READ, personal=True)
def list_removed(session: Session) -> list[Removed]:
    """What lies in the recycle bin, newest first."""
    store = session.store
    found = [
        Removed(row["kind"], kind_words(row["kind"]), row["id"], row["name"], row["detail"], row["deleted_at"])
        for row in persons.removed_rows(store)
    ]
    for row in assessments.removed(store):
        detail = _("{day}: {score} points").format(day=row["day"].isoformat(), score=row["score"])
        found.append(Removed("assessment", kind_words("assessment"), row["id"], row["name"], detail, row["deleted_at"]))
    for row in incidents.removed(store):
        detail = f"{row['at']:%Y-%m-%d %H:%M} {kind_label(row['kind'])}"
        found.append(Removed("incident", kind_words("incident"), row["id"], row["name"], detail, row["deleted_at"]))
    return sorted(found, key=lambda one: one.deleted_at, reverse=True)


@service(Permission.PEOPLE_WRITE)
def remove(session: Session, kind: str, row_id: str) -> str:
    """Move a record to the recycle bin; returns the id of the operation, for undo.

    Nothing that others still stand on is moved: BadRequest says what stands on it.
    """
    table = _TABLES[kind]
    _refuse_in_use(session, kind, row_id)
    with session.write(f"people.remove_{kind}") as unit:
        person_id = unit.row(table, row_id).get("person_id")
        unit.remove(table, row_id)
        if person_id is not None and not any(persons.parts_of(session.store, person_id).values()):
            unit.remove(Person, person_id)
    return session.last_operation


def _refuse_in_use(session: Session, kind: str, row_id: str) -> None:
    store = session.store
    if kind == "volunteer":
        refuse_with_seats(session, row_id)
    if kind == "organisation" and (count := volunteers.organisation_in_use(store, row_id)):
        raise BadRequest(
            _("{count} volunteers still stand in this organisation. Give them another one first.").format(count=count)
        )
    if kind == "grid" and (count := sum(1 for row in places.list_buildings(store) if row["grid"] == row_id)):
        raise BadRequest(_("{count} buildings still stand in this grid. Give them another one first.").format(count=count))
    if kind == "building" and (count := places.households_in(store, row_id)):
        raise BadRequest(_("{count} households still stand in this building.").format(count=count))
    if kind == "household" and (count := places.people_in(store, row_id)):
        raise BadRequest(_("{count} people still live in this household.").format(count=count))


@service(Permission.PEOPLE_WRITE)
def restore(session: Session, kind: str, row_id: str) -> str:
    """Take a record out of the recycle bin, with its person; returns the id of the operation."""
    if kind == "incident":
        restore_incident(session, row_id)
        return session.last_operation
    table = _TABLES[kind]
    with session.write("people.restore") as unit:
        person_id = unit.row(table, row_id).get("person_id")
        unit.restore(table, row_id)
        if person_id is not None:
            unit.restore(Person, person_id)
    return session.last_operation


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a record: who did what, when, and which fields read how before and after."""

    at: datetime
    account: str
    operation: str
    fields: tuple[tuple[str, str, str], ...]


@service(Permission.PEOPLE_READ, personal=True)
def record_history(session: Session, kind: str, row_id: str) -> list[HistoryLine]:
    """Every change of an elder or volunteer (his person, contacts and categories with him), newest first; from the journal."""
    ids = [row_id]
    if kind == "elder":
        found = elders.elder(session.store, row_id)
        if found:
            ids.append(found["person"]["id"])
            ids += [row["id"] for row in elders.contacts_of(session.store, row_id)]
    elif kind == "volunteer":
        helper = volunteers.volunteer(session.store, row_id)
        if helper:
            ids.append(helper["person"]["id"])
    lines: dict[tuple[datetime, str, str], list[tuple[str, str, str]]] = {}
    for change in history(session.store, ids):
        key = (change["at"], change["account"], change["operation"])
        fields = lines.setdefault(key, [])
        if change["kind"] == "update":
            fields += [
                (field_label(_plain(name)), masked_value(name, change["before"].get(name)), masked_value(name, after))
                for name, after in change["after"].items()
                if name not in ("search_text", "version", "changed_at")
            ]
        elif change["kind"] == "insert" and change["table"] == "contact":
            fields.append((_("Emergency contact"), "—", _("added")))
    return [
        HistoryLine(at, account, operation_label(operation), tuple(fields)) for (at, account, operation), fields in lines.items()
    ]


NUMBERS = {"id_number": masked_id, "id_verbatim": masked_id, "phone": masked_phone, "head_phone": masked_phone, "address": masked_address,
           "health": masked_health}  # fmt: skip


def masked_value(name: str, value: Any) -> str:
    """A value in words, masked where the page would mask it."""
    if name == "phones" and value:
        return ";".join(masked_phone(one) for one in str(value).split(";"))
    return NUMBERS[name](str(value)) if name in NUMBERS and value else _words(name, value)


def _plain(column: str) -> str:
    return column.removesuffix("_id") if column in ("building_id", "organisation_id", "grid_id") else column


def _words(name: str, value: Any) -> str:
    if name.endswith("_id") and value:
        return _("(another one)")
    return shown(name, value)
