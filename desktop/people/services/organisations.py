"""Organisations and partners: the list, one open in its form, saving."""

from dataclasses import dataclass

from db.people import volunteers as queries
from db.people.tables import Organisation
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.people.names import search_text
from desktop.people.phones import read_phones
from desktop.people.reasons import reason_text
from desktop.people.services.checks import read_number
from desktop.people.services.drafts import Checked, Invalid, Loaded, OrganisationDraft
from desktop.people.services.saving import refuse_stale, token_of
from desktop.people.services.words import ORGANISATION_KINDS
from desktop.people.text import fold
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One line of the list of organisations; `volunteers` are those of ours who stand in it, `trained` those of them for the phone."""

    id: str
    name: str
    kind: str
    partner: bool
    head_name: str
    phone: str
    members: int | None
    volunteers: int
    trained: int
    note: str
    search: str


@service(Permission.PEOPLE_READ, personal=True)
def list_organisations(session: Session) -> list[OrganisationRow]:
    """Every organisation by name."""
    return [
        OrganisationRow(
            row["id"],
            row["name"],
            row["kind"],
            row["partner"],
            row["head_name"],
            row["phone"],
            row["members"],
            row["volunteers"],
            row["trained"],
            row["note"],
            search_text(
                row["name"],
                "",
                [row["phone"]],
                [row["head_name"], *search_text(row["head_name"]).split(), row["kind"]],
            ),
        )
        for row in queries.list_organisations(session.store)
    ]


@service(Permission.PEOPLE_READ)
def kinds(session: Session) -> list[str]:
    """The kinds to choose from: those that the station has, and the usual ones."""
    own = {row["kind"] for row in queries.list_organisations(session.store)} - {""}
    return [*sorted(own), *(kind for kind in ORGANISATION_KINDS if kind not in own)]


@service(Permission.PEOPLE_WRITE, personal=True)
def load_organisation(session: Session, organisation_id: str) -> Loaded[OrganisationDraft]:
    """One organisation for its form. Raises BadRequest when there is none."""
    row = queries.organisation(session.store, organisation_id)
    if row is None:
        raise BadRequest(_("This organisation does not exist any more."))
    draft = OrganisationDraft(
        row["name"],
        row["kind"],
        row["partner"],
        row["head_name"],
        row["phone"],
        "" if row["members"] is None else str(row["members"]),
        row["note"],
    )
    return Loaded(organisation_id, token_of(row), "", draft)


@service(Permission.PEOPLE_WRITE, personal=True)
def check_organisation(session: Session, draft: OrganisationDraft) -> Checked:
    """What is wrong with the form as it stands, field by field; nothing is written."""
    said = Checked()
    if not fold(draft.name):
        said.faults["name"] = reason_text("name_missing")
    phones = read_phones(draft.phone)
    if phones.reason:
        said.faults["phone"] = f"{reason_text(phones.reason)} ({phones.rest})"
    read_number(draft.members, said, "members", 0, 1_000_000)
    return said


@service(Permission.PEOPLE_WRITE)
def save_organisation(
    session: Session,
    draft: OrganisationDraft,
    organisation_id: str | None = None,
    expected: str | None = None,
) -> str:
    """Write an organisation; returns its id. Raises Invalid with faults by field, Conflict when somebody saved it since."""
    said = check_organisation(session, draft)
    same = [
        row
        for row in queries.list_organisations(session.store)
        if row["name"] == fold(draft.name) and row["id"] != organisation_id
    ]
    if same:
        said.faults["name"] = _("There is already an organisation of this name.")
    if said.faults:
        raise Invalid(said.faults)
    phones = read_phones(draft.phone).numbers
    values = {
        "name": fold(draft.name)[:120],
        "kind": draft.kind.strip()[:40],
        "partner": draft.partner,
        "head_name": fold(draft.head_name)[:60],
        "phone": "/".join(phone.number for phone in phones)[:60],
        "members": read_number(draft.members, said, "members", 0, 1_000_000),
        "note": draft.note.strip(),
    }
    with session.write("people.save_organisation") as unit:
        if organisation_id is None:
            return unit.insert(Organisation, values)
        loaded = load_organisation(session, organisation_id)
        refuse_stale(expected, loaded.token, draft, loaded.draft)
        unit.update(Organisation, organisation_id, values)
    return organisation_id
