"""A copy of all data of one person (个人信息保护法 Art. 45), readable on paper and as a workbook; it is numbered and stands in the print log."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from db.privacy import erasing, persons
from desktop.atomic import write_atomically
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.people.services.words import FIELDS, field_label, shown
from desktop.permissions import Permission, service
from desktop.privacy.words import table_label
from desktop.reports.document import Column, Document, Heading, KeyValues, Marks, Notes, Row, Signatures, Table
from desktop.reports.pdf import pdf_bytes
from desktop.reports.printlog import log_print
from desktop.reports.xlsx import xlsx_bytes
from desktop.session import Session

PAPER = "person_copy"
INNER = frozenset({"id", "created_at", "changed_at", "version", "deleted_at", "search_text"})
COLUMNS: dict[str, str] = {
    "outcome": N_("Result"),
    "at": N_("Time"),
    "opened_at": N_("Opened at"),
    "closed_at": N_("Closed at"),
    "due_at": N_("Was due at"),
    "ended_at": N_("Ended at"),
    "what": N_("What"),
    "result": N_("Result"),
    "channel": N_("Way"),
    "who": N_("Who"),
    "told_by": N_("Told by"),
    "from_date": N_("From"),
    "until_date": N_("Until"),
    "returned_on": N_("Returned on"),
    "caller_name": N_("Caller"),
    "direction": N_("Direction"),
    "owner": N_("Owner"),
    "scope": N_("Consent covers"),
    "recipient": N_("Receiver"),
    "given_on": N_("Given on"),
    "given_by": N_("Given by"),
    "paper": N_("Number of the paper"),
    "withdrawn_on": N_("Withdrawn on"),
    "asked_on": N_("Asked on"),
    "asked_by": N_("Asked by"),
    "state": N_("State"),
    "answer": N_("Answer"),
    "level": N_("Level"),
    "score": N_("Points"),
    "day": N_("Day"),
    "month": N_("Month"),
    "number": N_("Number"),
}


@service(Permission.PRIVACY_WRITE, personal=True)
def copy_document(session: Session, person_id: str, marks: Marks | None = None) -> Document:
    """All rows that are about the person, by kind. Raises BadRequest when there is no such person."""
    who = persons.subject(session.store, person_id)
    if who is None:
        raise BadRequest(_("This person is no longer on record."))
    blocks: list[Any] = [KeyValues(((_("Name"), who.name), (_("Code"), who.code), (_("Made on"), session.clock.now())))]
    for table, ids in erasing.rows_of(session.store, person_id).items():
        rows = persons.all_rows(table, ids)
        words = [_cells(row) for row in rows]
        heads = [name for name in rows[0] if any(name in cells for cells in words)] if rows else []
        if not heads:
            continue
        name = table_label(str(table._meta.table_name))
        if len(rows) == 1:
            pairs = tuple(Row((label_of(head), words[0].get(head, ""))) for head in heads)
            made = Table((Column(_("Field"), 1), Column(_("Content"), 3)), pairs, name=name)
        else:
            columns = tuple(Column(label_of(head)) for head in heads)
            made = Table(columns, tuple(Row(tuple(cells.get(head, "") for head in heads)) for cells in words), name=name)
        blocks += [Heading(name, 2), made]
    blocks += [
        Notes((_("You may have wrong entries corrected, withdraw a consent, or ask for locking or deletion: tell the station."),)),
        Signatures((_("Handed out by"), _("Received by"), _("Date"))),
    ]
    return Document(title=_("Copy of your data"), subtitle=who.name, blocks=tuple(blocks), marks=marks or Marks(station=""))


@service(Permission.PRIVACY_WRITE, personal=True)
def save_copy(session: Session, person_id: str, path: Path) -> int:
    """Write the copy to `path` (.pdf or .xlsx) and enter it in the print log; returns the print number.

    Raises BadRequest for another ending, CannotSave when the place refuses.
    """
    writer = {".pdf": pdf_bytes, ".xlsx": xlsx_bytes}.get(path.suffix.lower())
    if writer is None:
        raise BadRequest(_("“{file}”: choose a name that ends in .pdf or .xlsx.").format(file=path.name))
    who = persons.subject(session.store, person_id)
    marks = log_print(session, PAPER, who.code if who is not None else "")
    write_atomically(path, writer([copy_document(session, person_id, marks)]))
    return marks.print_number or 0


def _cells(row: dict[str, Any]) -> dict[str, str]:
    """The columns of a row that say something, in words; ids of other rows are left out."""
    cells = {}
    for name, value in row.items():
        if name in INNER or value in (None, "", False) or (isinstance(value, str) and len(value) == 22 and value.isalnum() and not value.isdigit()):
            continue
        cells[name] = _words(name, value)
    return cells


def _words(name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return _("yes") if value is True else shown(name, value)


def label_of(name: str) -> str:
    """What a column is called."""
    if name in FIELDS:
        return field_label(name)
    return _(COLUMNS[name]) if name in COLUMNS else name.replace("_", " ")
