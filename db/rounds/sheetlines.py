"""Queries about what belongs to a sheet besides its doors: blank lines that were filled in, copies that were printed."""

from datetime import date
from typing import Any

from peewee import JOIN

from db.people.rows import day, moment, named
from db.people.tables import Person, Volunteer
from db.rounds.tables import Round, Sheet, SheetCopy, WalkIn
from db.store import Store


def walk_ins_of(store: Store, sheet_id: str) -> list[dict[str, Any]]:
    """The filled-in blank lines of a sheet: id, line, name, door, care_file, outcome, at, note; by line."""
    query = (
        WalkIn.select(
            WalkIn.id, WalkIn.line, WalkIn.name, WalkIn.door, WalkIn.care_file, WalkIn.outcome, WalkIn.at, WalkIn.note
        )
        .where(WalkIn.sheet == sheet_id, WalkIn.deleted_at.is_null())
        .order_by(WalkIn.line)
    )
    rows = named(store, query, ("id", "line", "name", "door", "care_file", "outcome", "at", "note"))
    return [{**row, "at": moment(row["at"])} for row in rows]


_COPY = (
    "id", "printed_at", "copy", "print_number", "grade", "account", "fate", "fate_at", "sheet", "number", "title", "date", "slot",
    "visitor", "recorded_at",
)  # fmt: skip


def copies(store: Store, since: date) -> list[dict[str, Any]]:
    """The copies of sheets printed since that day, the newest first, each with its sheet's number, title, day, slot, visitor."""
    query = (
        SheetCopy.select(
            SheetCopy.id, SheetCopy.created_at, SheetCopy.copy, SheetCopy.print_number, SheetCopy.grade, SheetCopy.account,
            SheetCopy.fate, SheetCopy.fate_at, Sheet.id, Sheet.number, Sheet.title, Round.date, Round.slot, Person.name,
            Sheet.recorded_at,
        )
        .join(Sheet, on=(SheetCopy.sheet == Sheet.id))
        .join(Round, on=(Sheet.round == Round.id))
        .join_from(Sheet, Volunteer, JOIN.LEFT_OUTER, on=(Sheet.volunteer == Volunteer.id))
        .join_from(Volunteer, Person, JOIN.LEFT_OUTER, on=(Volunteer.person == Person.id))
        .where(SheetCopy.created_at >= since, SheetCopy.deleted_at.is_null())
        .order_by(SheetCopy.created_at.desc(), Sheet.number, SheetCopy.copy)
    )  # fmt: skip
    rows = named(store, query, _COPY)
    for row in rows:
        row["date"] = day(row["date"])
        for name in ("printed_at", "fate_at", "recorded_at"):
            row[name] = moment(row[name])
    return rows
