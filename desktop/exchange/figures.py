"""The month's figures for the sub-district: numbers without a name, given out as a package, and collected from several stations."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from db.exchange import keys as queries
from desktop.errors import BadRequest
from desktop.exchange.sealed import damaged
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.csv import write_csv
from desktop.reports.document import Column, Document, Row, Table
from desktop.reports.figures import FIGURES, month_of, shown, values
from desktop.reports.printlog import marks_of
from desktop.reports.xlsx import write_xlsx
from desktop.session import Session

WRITERS: dict[str, Callable[[Path, Document], None]] = {".xlsx": write_xlsx, ".csv": write_csv}


@dataclass(frozen=True)
class FigureLine:
    """One figure of a station's month: its code, name, value in words, the number (None = no data), and why it is missing."""

    code: str
    name: str
    shown: str
    number: float | None
    why: str


@dataclass(frozen=True)
class MonthFigures:
    """What one station reports for a month ('2026-11')."""

    month: str
    station: str
    lines: tuple[FigureLine, ...]


def a_month(text: str) -> date:
    """The first day of a month written '2026-11'. Raises BadRequest."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadRequest(_("“{text}” is no month; write it as 2026-11.").format(text=text)) from None


@service(Permission.FIGURES_READ)
def month_text(session: Session, month: str) -> str:
    """The month's figures as they stand in a package (JSON). Raises BadRequest for what is no month."""
    found = values(session, month_of(a_month(month)), [one.code for one in FIGURES])
    lines = [
        {"code": one.code, "name": _(one.name), "shown": shown(one, found[one.code]), "number": found[one.code].number, "why": found[one.code].why}
        for one in FIGURES]
    return json.dumps({"month": month, "figures": lines}, ensure_ascii=False)


def read_text(text: str, station: str) -> MonthFigures:
    """The figures of a package. Raises Damaged."""
    try:
        told = json.loads(text)
        return MonthFigures(str(told["month"]), station, tuple(
            FigureLine(str(one["code"]), str(one["name"]), str(one["shown"]), _number(one["number"]), str(one["why"])) for one in told["figures"]))
    except (ValueError, KeyError, TypeError) as error:
        raise damaged() from error


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


@service(Permission.EXCHANGE_WRITE)
def collected(session: Session) -> list[MonthFigures]:
    """The newest figures of each station and month that were taken in, the newest month first."""
    found: dict[tuple[str, str], MonthFigures] = {}
    for row in queries.packages(session.store, 10_000):
        if row["direction"] == "in" and row["kind"] == "figures":
            figures = read_text(row["counts"], row["peer_name"])
            found.setdefault((figures.month, row["fingerprint"]), figures)
    return sorted(found.values(), key=lambda one: (one.month, one.station), reverse=True)


@service(Permission.EXCHANGE_WRITE)
def save_collected(session: Session, month: str, path: Path) -> int:
    """Write a month's figures, a column for each station, as .xlsx or .csv; gives the number of stations.

    Raises BadRequest when nothing was taken in for that month or for another ending, CannotSave.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise BadRequest(_("The file name must end in .xlsx or .csv."))
    stations = sorted((one for one in collected(session) if one.month == month), key=lambda one: one.station)
    if not stations:
        raise BadRequest(_("No station's figures were taken in for {month}.").format(month=month))
    writer(path, _collected_document(session, month, stations))
    return len(stations)


def _collected_document(session: Session, month: str, stations: Sequence[MonthFigures]) -> Document:
    """A table: a figure a line, a station a column."""
    by_code = [{line.code: line for line in one.lines} for one in stations]
    codes = list(dict.fromkeys(line.code for one in stations for line in one.lines))
    names = {line.code: line.name for one in stations for line in one.lines}
    rows = tuple(Row((names[code], *(of[code].shown if code in of else "–" for of in by_code))) for code in codes)
    columns = (Column(_("Figure"), 60, bold=True), *(Column(one.station, 30) for one in stations))
    return Document(title=_("Figures of {month}").format(month=month), blocks=(Table(columns, rows),), marks=marks_of(session))
