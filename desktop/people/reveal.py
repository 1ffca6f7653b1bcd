"""Masked data in clear, for whoever may see them: asked for by a click, noted each time. Services give masked values by themselves
(`desktop.people.masking`), so that no page can forget to."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.people.elders import contacts_of
from db.privacy.persons import care_of, doors_of
from db.privacy.tables import Reveal
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.session import Session
from desktop.station import settings

KINDS: dict[str, str] = {
    "id_number": N_("ID number"),
    "phones": N_("Telephone"),
    "address": N_("Address"),
    "health": N_("Health"),
    "contacts": N_("Emergency contacts"),
}
SHORTEST_REASON = 2


@service(Permission.SIGNED_IN)
def hides_doors(session: Session) -> bool:
    """Whether doors are masked on lists and cards for this account: by the station's setting, or because the role is one that gives reasons."""
    return session.reason_needed or settings.value(session.store, "masked_doors") == "all"


@dataclass(frozen=True)
class Revealed:
    """What stood behind the mask; empty what was not asked for. `contacts`: (id, numbers)."""

    id_number: str = ""
    phones: str = ""
    address: str = ""
    health: str = ""
    hazards: str = ""
    notes: str = ""
    contacts: tuple[tuple[str, str], ...] = ()


@service(Permission.REVEAL, personal=True)
def reveal(session: Session, person_id: str, what: Sequence[str], reason: str = "") -> Revealed:
    """These kinds of a person's data in clear; who, when, what and why is noted first. A duty volunteer must say why.

    Raises BadRequest without a reason where one is needed, for an unknown kind, and for a locked person.
    """
    asked = [one for one in KINDS if one in what]
    if not asked or len(asked) != len(set(what)):
        raise BadRequest(_("Choose what is to be shown."))
    if session.reason_needed and len(reason.strip()) < SHORTEST_REASON:
        raise BadRequest(_("Say why you need to see this (say: calling back)."))
    person, care = care_of(session.store, person_id)
    if person is None:
        raise BadRequest(_("This person is no longer on record."))
    if person["locked_on"] is not None and not session.may(Permission.PRIVACY_WRITE):
        raise BadRequest(_("These data are locked at the request of the person or by law."))
    with session.write("privacy.reveal") as unit:
        unit.insert(Reveal, {"person_id": person_id, "what": ",".join(asked), "reason": reason.strip()[:200]})
    contacts = contacts_of(session.store, care["id"]) if care and "contacts" in asked else []
    shown = "health" in asked and care is not None
    return Revealed(
        id_number=(person["id_number"] or person["id_verbatim"]) if "id_number" in asked else "",
        phones=_joined(person["phone"], person["phones"]) if "phones" in asked else "",
        address=doors_of(session.store, person_id) if "address" in asked else "",
        health=care["health"] if shown and care else "",
        hazards=care["hazards"] if shown and care else "",
        notes="\n".join(text for text in (care["notes"] if care else "", person["note"]) if text) if "health" in asked else "",
        contacts=tuple((row["id"], _joined(row["phone"], row["phones"])) for row in contacts),
    )


@service(Permission.SIGNED_IN)
def note_shown(session: Session, person_id: str, what: Sequence[str], reason: str) -> None:
    """Note that data stand in clear where they must (a form to edit, a file that was given out)."""
    with session.write("privacy.reveal") as unit:
        unit.insert(Reveal, {"person_id": person_id, "what": ",".join(what), "reason": reason[:200]})


def _joined(first: str, others: str) -> str:
    return " / ".join(one for one in (first, *others.split(";")) if one)
