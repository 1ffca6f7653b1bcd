"""Tables that leave the program as .xlsx or .csv: elders, visits, roster, volunteers, calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from db.exchange import listing
from db.rounds.queries import slots as slot_rows
from db.station import queries
from desktop.errors import BadRequest
from desktop.hotline.calls import call_rows
from desktop.hotline.rosters import roster_rows
from desktop.hotline.words import CALL_SUBTYPES, label
from desktop.i18n import N_, _
from desktop.people.lunar import lunar_words
from desktop.people.weekly import weekly_words
from desktop.permissions import Permission, service
from desktop.reports.csv import write_csv
from desktop.reports.document import Column, Document, Marks, Row, Table, Value
from desktop.reports.printlog import note_given_out
from desktop.reports.xlsx import write_xlsx
from desktop.rounds.frequency import preset_label
from desktop.rounds.sheets import outcome_label, visit_rows
from desktop.session import Session


@dataclass(frozen=True)
class Period:
    """Which part of a table is wanted; None = no limit. `month` ('2026-12') is the roster's."""

    first: date | None = None
    last: date | None = None
    month: str = ""


Cells = Iterable[tuple[Value, ...]]


@dataclass(frozen=True)
class Exported:
    """One table that can be exported: its headings and where its rows come from."""

    title: str
    headings: tuple[str, ...]
    rows: Callable[[Session, Period], Cells]


def _elders(session: Session, _period: Period) -> Cells:
    for row in listing.elders(session.store):
        first = row["contacts"][0] if row["contacts"] else {}
        further = "；".join(
            " ".join(part for part in (c["name"], c["relation"], c["phone"], c["phones"]) if part) for c in row["contacts"][1:])
        yield (
            row["code"], row["name"], {"m": _("male"), "f": _("female")}.get(row["sex"], ""), row["born"] or "", _lunar(row),
            row["id_number"], "" if row["id_state"] in ("valid", "missing") else row["id_verbatim"],
            "、".join(row["categories"]), preset_label(row["frequency"]), row["grid"] or "", row["building"] or "", row["unit"] or "",
            "" if row["floor"] is None else row["floor"], row["room"] or "", row["address"] or "", row["phone"], row["phones"],
            first.get("name", ""), first.get("relation", ""), first.get("phone", ""), first.get("phones", ""), further, row["health"],
            row["hazards"], row["notes"], row["consent_on"] or "", row["closed_on"] or "",
        )


def _lunar(row: dict[str, Any]) -> str:
    return lunar_words(row["lunar_month"], row["lunar_day"], bool(row["lunar_leap"])) if row["lunar_month"] and row["lunar_day"] else ""


def _volunteers(session: Session, _period: Period) -> Cells:
    for row in listing.volunteers(session.store):
        yield (
            row["code"], row["name"], row["phone"], row["phones"], row["organisation_name"] or "", _yes(row["party_member"]),
            _yes(row["trained"]), "" if row["hotline_years"] is None else row["hotline_years"], weekly_words(row["windows"]),
            "、".join(str(day) for day in row["unavailable"]), "" if row["max_week"] is None else row["max_week"], "、".join(row["grids"]),
            row["note"],
        )


def _yes(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")


def _visits(session: Session, period: Period) -> Cells:
    today = session.clock.today()
    slots = {row["code"]: _(row["name"]) for row in slot_rows(session.store)}
    for row in visit_rows(session, period.first or date(1900, 1, 1), period.last or today.replace(year=today.year + 1, day=1)):
        yield (
            row.date, slots.get(row.slot, row.slot), "" if row.sheet is None else row.sheet, "" if row.number is None else row.number,
            row.visitor, row.elder_code, row.name, row.address, outcome_label(row.outcome), row.time or "",
        )


def _roster(session: Session, period: Period) -> Cells:
    month = period.month or f"{session.clock.today():%Y-%m}"
    for row in roster_rows(session, month):
        yield (row["date"], row["shift"], row["start"], row["end"], row["seat"], row["code"], row["name"])


def _calls(session: Session, period: Period) -> Cells:
    for row in call_rows(session, period.first, period.last):
        yield (
            row["date"], row["time"], row["end"], _("in") if row["direction"] == "in" else _("out"), row["name"], row["caller"], row["phone"],
            label(CALL_SUBTYPES, row["subtype"]), row["note"], row["taken_by"],
        )


TABLES: dict[str, Exported] = {
    "elders": Exported(N_("Elders"), (
        N_("code"), N_("name"), N_("sex"), N_("born"), N_("lunar birthday"), N_("ID number"), N_("ID number to be checked"), N_("categories"),
        N_("frequency"), N_("grid"), N_("building"), N_("unit"), N_("floor"), N_("room"), N_("address"), N_("phone"), N_("further phones"),
        N_("emergency contact"), N_("relation"), N_("contact's phone"), N_("contact's further phones"), N_("further contacts"), N_("health"),
        N_("hazards"), N_("notes"), N_("consent on"), N_("closed on"),
    ), _elders),
    "visits": Exported(N_("Visits"), (
        N_("date"), N_("slot"), N_("sheet"), N_("number"), N_("visitor"), N_("elder code"), N_("name"), N_("address"), N_("outcome"), N_("time"),
    ), _visits),
    "roster": Exported(N_("Roster"), (
        N_("date"), N_("shift"), N_("start"), N_("end"), N_("seat"), N_("volunteer code"), N_("name"),
    ), _roster),
    "volunteers": Exported(N_("Volunteers"), (
        N_("code"), N_("name"), N_("phone"), N_("further phones"), N_("organisation"), N_("Party member"), N_("hotline training"),
        N_("hotline years"), N_("weekly times"), N_("unavailable dates"), N_("shifts per week at most"), N_("grids"), N_("notes"),
    ), _volunteers),
    "calls": Exported(N_("Calls"), (
        N_("date"), N_("time"), N_("end"), N_("direction"), N_("elder"), N_("caller"), N_("phone"), N_("kind of call"), N_("notes"),
        N_("taken by"),
    ), _calls),
}


@service(Permission.EXCHANGE_WRITE, personal=True)
def export(session: Session, name: str, path: Path, period: Period | None = None) -> int:
    """Write one table as .xlsx or .csv (UTF-8 with a byte order mark); returns the number of rows.

    That it was given out stands in the print log. Raises BadRequest for an unknown table or file ending, CannotSave when the place refuses.
    """
    table = TABLES.get(name)
    if table is None:
        raise BadRequest(_("There is no table “{name}”. Tables: {tables}.").format(name=name, tables=", ".join(TABLES)))
    ending = path.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise BadRequest(_("“{file}”: choose a name that ends in .xlsx or .csv.").format(file=path.name))
    rows = tuple(Row(cells) for cells in table.rows(session, period or Period()))
    sample = bool(queries.station(session.store)["sample"])
    title = _(table.title) + (f" ({_('SAMPLE')})" if sample else "")
    document = Document(
        title="", blocks=(Table(tuple(Column(_(heading)) for heading in table.headings), rows, name=title),), marks=Marks(sample=sample))
    if ending == ".xlsx":
        write_xlsx(path, document)
    else:
        write_csv(path, document)
    note_given_out(session, f"export {name}", len(rows))
    return len(rows)
