"""Sheets in people's hands: given to somebody else, or taken back."""

from datetime import date

from db.rounds import queries
from db.rounds.tables import Sheet
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session


@service(Permission.ROUNDS_READ, personal=True)
def visitors(session: Session, on: date) -> list[tuple[str, str]]:
    """Who can walk a sheet on that day: volunteer, and name with organisation; by code."""
    return [
        (row["id"], f"{row['name']}({row['organisation']})" if row["organisation"] else row["name"])
        for row in queries.visitors(session.store, on)
        if not row["off"]
    ]


@service(Permission.ROUNDS_WRITE)
def assign_sheet(session: Session, number: int, volunteer: str) -> None:
    """Hand a sheet to another visitor; its doors stay. Raises BadRequest for an unknown sheet."""
    sheet = queries.sheet_numbered(session.store, number)
    if sheet is None:
        raise BadRequest(_("There is no sheet No. {number:04d}.").format(number=number))
    with session.write("rounds.assign_sheet") as unit:
        unit.update(Sheet, sheet["id"], {"volunteer": volunteer, "companion": None})  # who walks in a pair does so on the next plan


@service(Permission.ROUNDS_WRITE)
def withdraw_sheet(session: Session, number: int) -> None:
    """Take a printed sheet back, so that its doors can be planned anew. Raises BadRequest when it is unknown or has results."""
    sheet = queries.sheet_numbered(session.store, number)
    if sheet is None:
        raise BadRequest(_("There is no sheet No. {number:04d}.").format(number=number))
    knocks = queries.knocks_of(session.store, sheet_id=sheet["id"])
    if sheet["recorded_at"] is not None or any(knock["outcome"] for knock in knocks):
        raise BadRequest(_("Sheet No. {number:04d} has results on it; correct them instead.").format(number=number))
    with session.write("rounds.withdraw_sheet") as unit:
        unit.update(Sheet, sheet["id"], {"printed_at": None})
