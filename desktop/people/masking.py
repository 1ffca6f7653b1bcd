"""Masking: numbers, addresses and illness are shown masked; whoever may see them in clear asks for it, and that is noted.

Services give masked values, so that no page can forget to. Papers grade their names and numbers by the same functions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.people.elders import contacts_of
from db.privacy.persons import care_of, doors_of
from db.privacy.tables import Reveal
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.people.identity import masked_id
from desktop.people.names import masked as masked_name
from desktop.people.phones import masked_phone
from desktop.permissions import Permission, service
from desktop.session import Session

__all__ = ["KINDS", "Revealed", "masked_address", "masked_health", "masked_id", "masked_name", "masked_phone", "masked_phones", "reveal"]

KINDS: dict[str, str] = {
    "id_number": N_("ID number"),
    "phones": N_("Telephone"),
    "address": N_("Address"),
    "health": N_("Health"),
    "contacts": N_("Emergency contacts"),
}
SHORTEST_REASON = 2


def masked_phones(phones: str) -> str:
    """Several numbers, joined by ' / ', each masked."""
    return " / ".join(masked_phone(one) for one in phones.split(" / ") if one)


def masked_address(place: str) -> str:
    """'12幢 3单元 602' → '12幢 ***': which building, not which door; an address in one run keeps its first half."""
    head, space, rest = place.partition(" ")
    if space:
        return f"{head} ***" if rest else head
    return f"{place[:max(1, len(place) // 2)]}***" if place else ""


def masked_health(text: str) -> str:
    """That something is noted, not what."""
    return "●●●" if text.strip() else ""


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


def _joined(first: str, others: str) -> str:
    return " / ".join(one for one in (first, *others.split(";")) if one)
