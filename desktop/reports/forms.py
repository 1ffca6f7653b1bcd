"""Forms of the sub-district: loaded once, their cells told what goes into them, from then on filled each month.

What goes into which cell can be given to another station as one file (`.linliform`): the form and its cells, nothing of the station.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from db.reports import queries
from db.reports.tables import Form as FormRow
from db.reports.tables import FormCell as FormCellRow
from db.station import queries as station
from desktop.atomic import write_atomically
from desktop.errors import BadFile, BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.reports.figures import FIGURES, figure, values
from desktop.reports.figures.model import Period, Unit, Value, month_end, month_of, places_of, quarter_of, year_before, year_of
from desktop.reports.formfile import LARGEST, Filled, FormSheet, check_size, fill_form, percent_cells, read_form
from desktop.reports.printlog import log_print, who
from desktop.reports.words import month_name
from desktop.session import Session

FORMAT, ENDING = "linli-form-1", ".linliform"


@dataclass(frozen=True)
class FormLine:
    """One form in the list."""

    id: str
    name: str
    file_name: str
    cells: int


@dataclass(frozen=True)
class Cell:
    """What goes into a cell: a figure (`kind` 'figure') or a fact ('fact') by its code, and of which period ('' for facts)."""

    sheet: str
    cell: str
    kind: str
    code: str
    period: str = "month"


@dataclass(frozen=True)
class OpenForm:
    """A form as the page shows it."""

    id: str
    name: str
    sheets: tuple[FormSheet, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Filling:
    """What a month puts into the cells: the values, and the cells for which there is none, with the reason."""

    values: dict[tuple[str, str], Filled]
    missing: tuple[tuple[str, str, str], ...]



PERIODS: dict[str, tuple[str, Callable[[date], Period]]] = {
    "month": (N_("the month"), month_of),
    "year_so_far": (N_("the year until the month's end"), lambda day: Period(day.replace(month=1, day=1), month_end(day))),
    "month_before": (N_("the month before"), lambda day: month_of(day.replace(day=1) - timedelta(days=1))),
    "last_year": (N_("the same month of the year before"), lambda day: year_before(month_of(day))),
    "quarter": (N_("the quarter"), quarter_of),
    "year": (N_("the whole year"), year_of),
}
FACTS: dict[str, str] = {
    "station": N_("Name of the station"),
    "community": N_("Name of the community"),
    "phone": N_("The station's telephone"),
    "hotline_phone": N_("The hotline's telephone"),
    "month": N_("The month in words"),
    "month_number": N_("The month as a number"),
    "year_number": N_("The year as a number"),
    "month_end": N_("The month's last day"),
    "today": N_("The day on which it is filled"),
    "filled_by": N_("Who fills it"),
}


@service(Permission.FIGURES_READ)
def list_forms(session: Session) -> list[FormLine]:
    """The forms that are kept, by name."""
    return [FormLine(row["id"], row["name"], row["file_name"], row["cells"]) for row in queries.forms(session.store)]


@service(Permission.PAPERS_PRINT)
def load_form(session: Session, path: Path, name: str = "") -> str:
    """Keep a form; the id. Raises BadFile for what is no xlsx form, BadRequest when the same file is kept already."""
    try:
        check_size(path.stat().st_size, path.name)  # before it is read
        data = path.read_bytes()
    except OSError as error:
        raise BadFile(_("{name} cannot be read: {reason}. Is it open in Excel or WPS? Close it there, then try again.").format(
            name=path.name, reason=error.strerror)) from error
    return _keep(session, data, path.name, name or path.stem, ())


def _keep(session: Session, data: bytes, file_name: str, name: str, cells: Sequence[Cell]) -> str:
    read_form(data, file_name)
    digest = hashlib.sha256(data).hexdigest()
    for one in queries.forms(session.store):
        known = queries.form(session.store, one["id"])
        if known is not None and known["digest"] == digest:
            raise BadRequest(_("This form is here already, as “{name}”.").format(name=one["name"]))
    with session.write("reports.load_form") as unit:
        form = unit.insert(FormRow, {
            "name": name[:120], "file_name": file_name[:260], "digest": digest, "content": base64.b64encode(data).decode("ascii")})
        unit.insert_many(FormCellRow, [_row(form, cell) for cell in cells])
    return form


@service(Permission.PAPERS_PRINT)
def open_form(session: Session, form_id: str) -> OpenForm:
    """One form with what goes into its cells. Raises BadRequest when it is gone."""
    row = _form(session, form_id)
    data = base64.b64decode(row["content"])
    return OpenForm(form_id, row["name"], tuple(read_form(data, row["file_name"])), tuple(_cells(session, form_id)))


@service(Permission.PAPERS_PRINT)
def set_cell(session: Session, form_id: str, wanted: Cell) -> None:
    """Say what goes into a cell; an empty code takes it away. Raises BadRequest for what no station knows, or a cell with a formula."""
    shown = open_form(session, form_id)
    sheet = next((one for one in shown.sheets if one.sheet.name == wanted.sheet), None)
    if sheet is None or wanted.cell in sheet.formulas:
        raise BadRequest(_("{cell} holds a formula: it reckons by itself and is not filled.").format(cell=wanted.cell))
    if wanted.code:
        _check(wanted)
    row = next((row for row in queries.form_cells(session.store, form_id) if (row["sheet"], row["cell"]) == (wanted.sheet, wanted.cell)), None)
    with session.write("reports.set_form_cell") as unit:
        if row is not None:
            unit.erase(FormCellRow, row["id"])
        if wanted.code:
            unit.insert(FormCellRow, _row(form_id, wanted))


@service(Permission.PAPERS_PRINT)
def remove_form(session: Session, form_id: str) -> None:
    """Take a form away, with what goes into its cells; can be undone."""
    _form(session, form_id)
    with session.write("reports.remove_form") as unit:
        unit.remove(FormRow, form_id)


@service(Permission.FIGURES_READ)
def filling(session: Session, form_id: str, day: date) -> Filling:
    """What the month of `day` puts into the cells of a form."""
    row = _form(session, form_id)
    data, cells = base64.b64decode(row["content"]), _cells(session, form_id)
    percent = {sheet: percent_cells(data, row["file_name"], sheet) for sheet in {cell.sheet for cell in cells}}
    found: dict[tuple[str, str], Filled] = {}
    missing: list[tuple[str, str, str]] = []
    facts = _facts(session, day)
    for period in PERIODS:
        codes = {cell.code for cell in cells if cell.kind == "figure" and cell.period == period}
        reckoned = values(session, PERIODS[period][1](day), codes) if codes else {}
        for cell in cells:
            if cell.kind == "figure" and cell.period == period:
                value = reckoned[cell.code]
                if value.number is None:
                    missing.append((cell.sheet, cell.cell, f"{_(figure(cell.code).name)}：{value.why}"))
                else:
                    found[cell.sheet, cell.cell] = _number(figure(cell.code).unit, value, cell.cell in percent[cell.sheet])
    for cell in cells:
        if cell.kind == "fact":
            if facts[cell.code] == "":
                missing.append((cell.sheet, cell.cell, _("{fact}: not entered in the settings").format(fact=_(FACTS[cell.code]))))
            else:
                found[cell.sheet, cell.cell] = facts[cell.code]
    return Filling(found, tuple(missing))


@service(Permission.PAPERS_PRINT)
def save_filled(session: Session, form_id: str, day: date, path: Path) -> Filling:
    """Write the form, filled for the month of `day`, to `path`, and enter it in the print log. Cells without data stay as the form has
    them and are told. Raises BadRequest when nothing goes into any cell yet, CannotSave.
    """
    row, made = _form(session, form_id), filling(session, form_id, day)
    if not made.values and not made.missing:
        raise BadRequest(_("Nothing goes into any cell of this form yet. Click a cell and choose what belongs into it."))
    data = fill_form(base64.b64decode(row["content"]), row["file_name"], made.values)
    log_print(session, "form", f"{row['name']} {day:%Y-%m}"[:200])
    write_atomically(path, data)
    return made


@service(Permission.PAPERS_PRINT)
def give_out(session: Session, form_id: str, path: Path) -> None:
    """Write the form and what goes into its cells as one file for another station. Raises CannotSave."""
    row = _form(session, form_id)
    told = {
        "format": FORMAT, "name": row["name"], "file_name": row["file_name"], "content": row["content"],
        "cells": [[cell.sheet, cell.cell, cell.kind, cell.code, cell.period] for cell in _cells(session, form_id)],
    }  # fmt: skip
    write_atomically(path, json.dumps(told, ensure_ascii=False).encode())


@service(Permission.PAPERS_PRINT)
def take_in(session: Session, path: Path) -> str:
    """Keep a form that another station gave out; the id. Raises BadFile for anything else, also for figures that are not known here."""
    try:
        if path.stat().st_size > 2 * LARGEST:
            raise ValueError("too large")
        told = json.loads(path.read_text("utf-8"))
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        cells = [Cell(*(str(one) for one in cell)) for cell in told["cells"]]
        data = base64.b64decode(told["content"], validate=True)
        name, file_name = str(told["name"]), str(told["file_name"])
        for cell in cells:
            _check(cell)
    except (OSError, ValueError, KeyError, TypeError, UnicodeDecodeError, BadRequest) as error:
        raise BadFile(_("{name} is no form that a station has given out, or of a newer version of the program. Ask for it again.").format(
            name=path.name)) from error
    return _keep(session, data, file_name, name, cells)


def _check(cell: Cell) -> None:
    known = {one.code for one in FIGURES} if cell.kind == "figure" else set(FACTS) if cell.kind == "fact" else set()
    if cell.code not in known or (cell.kind == "figure" and cell.period not in PERIODS):
        raise BadRequest(_("“{code}” is nothing that this station can fill in.").format(code=cell.code))


def _form(session: Session, form_id: str) -> dict[str, str]:
    row = queries.form(session.store, form_id)
    if row is None:
        raise BadRequest(_("This form is no longer here."))
    return row


def _cells(session: Session, form_id: str) -> list[Cell]:
    return [Cell(row["sheet"], row["cell"], row["kind"], row["code"], row["period"]) for row in queries.form_cells(session.store, form_id)]


def _row(form: str, cell: Cell) -> dict[str, str]:
    return {"form": form, "sheet": cell.sheet, "cell": cell.cell, "kind": cell.kind, "code": cell.code, "period": cell.period}


def _facts(session: Session, day: date) -> dict[str, Filled]:
    row = station.station(session.store)
    return {
        "station": row["name"], "community": row["community"], "phone": row["phone"], "hotline_phone": row["hotline_phone"],
        "month": month_name(day), "month_number": day.month, "year_number": day.year,
        "month_end": month_end(day), "today": session.clock.today(), "filled_by": who(session),
    }  # fmt: skip


def _number(unit: Unit, value: Value, percent: bool) -> int | float:
    assert value.number is not None
    if unit is Unit.SHARE:
        return round(value.number, 4) if percent else round(value.number * 100, 1)
    places = places_of(unit)
    return round(value.number, places) if places else round(value.number)
