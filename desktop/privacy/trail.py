"""The audit trail to search: who did, showed, printed what, when and to whom; each operation with its before and after."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.privacy import trail as queries
from db.station import queries as station
from desktop.i18n import _
from desktop.people.reveal import KINDS
from desktop.people.services.bin import masked_value
from desktop.people.services.words import field_label
from desktop.permissions import Permission, service
from desktop.privacy.copying import INNER, label_of
from desktop.privacy.words import table_label
from desktop.session import Session
from desktop.station.history import ROOMS, operation_label, room_label

OWNER = ("person", "person_id", "care_file", "care_file_id")
REFERENCES = frozenset({"person", "care_file", "household", "building", "grid", "round", "sheet", "volunteer", "call", "ladder", "knock"})


@dataclass(frozen=True)
class Asked:
    """What is looked for; empty = everything."""

    person: str = ""
    account: str = ""
    room: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailLine:
    """One operation. `seq` orders them whatever the clock said."""

    id: str
    seq: int
    at: datetime
    account: str
    room: str
    label: str
    rows: int
    undone: bool


@dataclass(frozen=True)
class ChangeLine:
    """One column that an operation changed, or one row that it made or deleted."""

    number: int
    table: str
    whose: str
    kind: str
    field: str
    before: str
    after: str


@service(Permission.AUDIT_READ, personal=True)
def search(session: Session, asked: Asked) -> list[TrailLine]:
    """Operations that fit, newest first, at most a thousand. With a person: her whole history, also who was shown or printed what of her."""
    about = queries.rows_about(session.store, asked.person) if asked.person else None
    found = queries.operations(
        session.store, about=about, account=asked.account, room=asked.room, since=asked.since, until=asked.until)
    return [
        TrailLine(
            row["id"], row["seq"], row["at"], row["account"], room_label(row["name"]), operation_label(row["name"]), row["rows"],
            bool(row["undone_by"]),
        )
        for row in found
    ]


@service(Permission.AUDIT_READ, personal=True)
def changes(session: Session, operation_id: str) -> list[ChangeLine]:
    """What an operation did, column by column; numbers, doors and illness masked."""
    rows = queries.changes(session.store, operation_id)
    about = {row["row_id"]: next((str(row["after"][key]) for key in OWNER if row["after"].get(key)), row["row_id"]) for row in rows}
    names = queries.names_of(session.store, [*about.values(), *about])
    lines: list[ChangeLine] = []
    for row in rows:
        table, whose = table_label(row["table"]), names.get(row["row_id"]) or names.get(about[row["row_id"]], "")
        told = row["after"] if row["kind"] != "erase" else row["before"]
        fields = [name for name in told if name not in INNER and name.removesuffix("_id") not in REFERENCES]
        fields = [name for name in fields if _told(row["before"].get(name)) or _told(row["after"].get(name))]
        if not fields:
            lines.append(ChangeLine(len(lines), table, whose, row["kind"], "", "▇" if row["blanked"] else "", ""))
        for name in fields:
            before, after = row["before"].get(name), row["after"].get(name)
            lines.append(ChangeLine(len(lines), table, whose, row["kind"], _label(name), _words(name, before), _words(name, after)))
    return lines


@service(Permission.AUDIT_READ)
def trail_choices(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Accounts and rooms to choose from, as (key, words)."""
    accounts = [(row["name"], row["display_name"] or row["name"]) for row in station.accounts(session.store)]
    return accounts, [(code, room_label(f"{code}.")) for code in ROOMS]


def _told(value: Any) -> bool:
    return value not in (None, "", False)


def _label(name: str) -> str:
    return label_of(name) or field_label(name)


def _words(name: str, value: Any) -> str:
    if name == "what" and isinstance(value, str) and set(value.split(",")) <= set(KINDS):
        return "、".join(_(KINDS[one]) for one in value.split(","))
    return masked_value(name, value) if _told(value) else "—"
