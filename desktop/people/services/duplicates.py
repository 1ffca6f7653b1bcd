"""Is this person on record already? Asked while a new one is typed."""

from dataclasses import dataclass

from db.people.persons import similar_persons
from desktop.i18n import _
from desktop.people.dates import read_date
from desktop.people.identity import read_id
from desktop.people.names import read_name
from desktop.people.phones import read_phones
from desktop.people.services.drafts import PersonDraft
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True, slots=True)
class Resembling:
    """A person on record who may be the one being typed, and why. `care_file_id` and `volunteer_id` are '' when he has no such part."""

    person_id: str
    name: str
    care_file_id: str
    volunteer_id: str
    code: str
    reason: str
    certain: bool


@service(Permission.PEOPLE_READ, personal=True)
def find_resembling(session: Session, draft: PersonDraft, leave_out: str = "") -> list[Resembling]:
    """Persons on record with the same ID number, or the same name and birth date or telephone; nobody for an empty draft."""
    today = session.clock.today()
    resident = read_id(draft.id_number, today, typed=True)
    born = read_date(draft.born, today).value or (resident.born if resident.number else None)
    phones = [phone.number for phone in read_phones(draft.phones).numbers]
    rows = similar_persons(
        session.store,
        id_number=resident.number or "",
        name=read_name(draft.name).value,
        born=born,
        phones=phones,
        leave_out=leave_out,
    )
    return [
        Resembling(
            row["id"],
            row["name"],
            row["care_file_id"] or "",
            row["volunteer_id"] or "",
            row["care_code"] or row["volunteer_code"] or "",
            _("the same ID number")
            if row["same_id"]
            else _("the same name and birth date")
            if row["same_birth"]
            else _("the same name and telephone"),
            row["same_id"],
        )
        for row in rows
    ]
