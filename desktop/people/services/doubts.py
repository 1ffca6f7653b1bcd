"""Doubts as tasks: values that could not be trusted, kept as they were written, until somebody settles them."""

from dataclasses import dataclass
from datetime import datetime

from db.exchange.doubts import doubt as one_doubt
from db.exchange.doubts import open_doubts
from db.exchange.tables import Doubt
from db.people.persons import owners_of_rows
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.people.reasons import REASONS, reason_text
from desktop.people.services.words import field_label
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """One open doubt. `care_file_id` or `volunteer_id` says whose form settles it (both '' when it is about a place)."""

    id: str
    name: str
    care_file_id: str
    volunteer_id: str
    field: str
    field_label: str
    verbatim: str
    reason: str
    sheet: str
    sheet_row: int | None
    sheet_column: str
    at: datetime


@service(Permission.PEOPLE_READ, personal=True)
def list_doubts(session: Session, care_file_id: str = "") -> list[DoubtRow]:
    """The open doubts, oldest first; only those of one elder when named."""
    rows = open_doubts(session.store)
    owners = owners_of_rows(session.store, [row["row_id"] for row in rows])
    found = []
    for row in rows:
        owner = owners.get(row["row_id"], {})
        if care_file_id and owner.get("care_file_id") != care_file_id:
            continue
        reason = reason_text(row["reason"]) if row["reason"] in REASONS else row["message"] or row["reason"]
        found.append(
            DoubtRow(
                row["id"],
                owner.get("name", ""),
                owner.get("care_file_id", ""),
                owner.get("volunteer_id", ""),
                row["field"],
                field_label(row["field"]),
                row["verbatim"],
                reason,
                row["sheet"],
                row["sheet_row"],
                row["sheet_column"],
                row["created_at"],
            )
        )
    return found


@service(Permission.PEOPLE_WRITE)
def settle_doubt(session: Session, doubt_id: str, how: str) -> str:
    """Close a doubt, saying how it was settled; returns the id of the operation. Raises BadRequest for none or an empty `how`."""
    if not how.strip():
        raise BadRequest(_("Say how this was settled."))
    if one_doubt(session.store, doubt_id) is None:
        raise BadRequest(_("This doubt does not exist any more."))
    with session.write("people.settle_doubt") as unit:
        unit.update(Doubt, doubt_id, {"settled_at": session.clock.now(), "settled_how": how.strip()})
    return session.last_operation
