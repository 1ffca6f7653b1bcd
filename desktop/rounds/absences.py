"""Absence notices: the elder (or family) told us they are away or in hospital."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from db.rounds import queries
from db.rounds.tables import Absence
from desktop.errors import BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.rounds.board import AbsenceLine
from desktop.rounds.elders import absence_of, load_elders
from desktop.session import Session

KINDS = {"away": N_("Away"), "hospital": N_("In hospital")}


def kind_label(kind: str) -> str:
    """A kind of absence in the user's language. Raises KeyError for an unknown code."""
    return _(KINDS[kind])


@service(Permission.ROUNDS_WRITE)
def add_absence(
    session: Session,
    care_file: str,
    kind: str,
    starts: date,
    expected_return: date | None = None,
    told_by: str = "",
    note: str = "",
) -> str:
    """Record a notice; returns its id. `expected_return` is the first day back, None when not known.

    Raises BadRequest when the return does not lie after the first day, or when another notice of the elder covers one of these
    days.
    """
    _check(session, care_file, starts, expected_return)
    if kind not in KINDS:
        raise BadRequest(_("“{kind}” is no kind of absence.").format(kind=kind))
    with session.write("rounds.add_absence") as unit:
        return unit.insert(
            Absence,
            {
                "care_file": care_file, "kind": kind, "from_date": starts, "until_date": expected_return, "told_by":
                told_by.strip(),
                "note": note.strip(),
            },
        )  # fmt: skip


def _check(session: Session, care_file: str, starts: date, expected_return: date | None, besides: str = "") -> None:
    if expected_return is not None and expected_return <= starts:
        raise BadRequest(_("The first day back must lie after the first day away."))
    if care_file not in load_elders(session.store, [care_file]):
        raise BadRequest(_("This care file is not there any more."))
    for row in queries.absences(session.store, starts, care_file):
        end = row["returned_on"] or row["until_date"]
        overlaps = (end is None or end > starts) and (expected_return is None or row["from_date"] < expected_return)
        if row["id"] != besides and overlaps:
            raise BadRequest(
                _("There is a notice for these days already (from {start}). Change that one instead.").format(
                    start=row["from_date"].isoformat()
                )
            )


@service(Permission.ROUNDS_WRITE)
def change_absence(
    session: Session,
    absence: str,
    *,
    expected_return: date | None,
    told_by: str,
    note: str,
    expected_version: int | None = None,
) -> None:
    """Correct a notice or extend it. Raises BadRequest for a return that does not lie after its first day."""
    with session.write("rounds.change_absence") as unit:
        row = unit.row(Absence, absence)
        _check(session, row["care_file_id"], row["from_date"], expected_return, absence)
        unit.update(
            Absence,
            absence,
            {"until_date": expected_return, "told_by": told_by.strip(), "note": note.strip()},
            expected_version,
        )


@service(Permission.ROUNDS_WRITE)
def record_return(session: Session, absence: str, on: date | None = None) -> None:
    """The elder is back since that day (today unless given), and due again from it.

    Raises BadRequest when the day lies before the first day away or in the future.
    """
    day = on or session.clock.today()
    with session.write("rounds.record_return") as unit:
        row = unit.row(Absence, absence)
        if day < row["from_date"] or day > session.clock.today():
            raise BadRequest(_("The day of return lies between the first day away and today."))
        unit.update(Absence, absence, {"returned_on": day})


@service(Permission.ROUNDS_WRITE)
def remove_absence(session: Session, absence: str) -> None:
    """A notice that was a mistake: to the recycle bin."""
    with session.write("rounds.remove_absence") as unit:
        unit.remove(Absence, absence)


@service(Permission.ROUNDS_READ, personal=True)
def absences(session: Session) -> list[AbsenceLine]:
    """The notices in force, overdue or to come: overdue first, then by expected return."""
    today = session.clock.today()
    rows = [row for row in queries.absences(session.store, today) if row["returned_on"] is None]
    return _lines(session, rows + queries.future_absences(session.store, today), today)


@service(Permission.ROUNDS_READ, personal=True)
def absences_of(session: Session, care_file: str) -> list[AbsenceLine]:
    """All notices of one elder, the newest first."""
    today = session.clock.today()
    return _lines(session, queries.absences(session.store, today, care_file), today, ordered=False)


def _lines(session: Session, rows: Sequence[Mapping[str, Any]], today: date, ordered: bool = True) -> list[AbsenceLine]:
    elders = load_elders(session.store, [row["care_file"] for row in rows])
    made = [
        AbsenceLine(
            row["id"],
            row["care_file"],
            elders[row["care_file"]].name,
            elders[row["care_file"]].address,
            row["kind"],
            row["from_date"],
            row["until_date"],
            row["told_by"],
            row["note"],
            absence_of(row).overdue(today),
            row["version"],
        )
        for row in rows
    ]
    if ordered:
        made.sort(key=lambda line: (not line.overdue, line.expected_return or date.max, line.elder, line.id))
    return made
