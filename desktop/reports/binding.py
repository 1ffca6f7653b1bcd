"""The margin for the holes of a binder, as the station wants it, on every paper that a report is made of."""

from dataclasses import replace

from desktop.permissions import Permission, service
from desktop.reports.document import Document, Paper
from desktop.session import Session
from desktop.station import settings

SETTING = "punch_margin"
HOLES = 20.0  # millimetres: holes of 6 mm whose middle lies 12 mm from the edge (ISO 838), and air beside them


@service(Permission.SIGNED_IN)
def bound(session: Session, documents: list[Document]) -> list[Document]:
    """The documents with the station's margin at the binding edge; what hangs on a wall (A3) or is stuck on (labels) stays as it is."""
    if settings.value(session.store, SETTING) != "left":
        return documents
    return [
        one if one.page.bare or one.page.paper is Paper.A3 else replace(one, page=replace(one.page, binding=HOLES)) for one in documents
    ]
