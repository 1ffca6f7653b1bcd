"""The form filler: what goes into the cells are the figures, missing ones are told, and a form travels to another station."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.errors import BadFile, BadRequest, NotAllowed
from desktop.reports.figures import values
from desktop.reports.figures.model import Period, month_of
from desktop.reports.forms import (
    Cell,
    filling,
    give_out,
    list_forms,
    load_form,
    open_form,
    remove_form,
    save_filled,
    set_cell,
    take_in,
)
from desktop.session import Session
from desktop.station.history import undo
from desktop.station.sample.make import make_sample
from tests.desktop.reports.test_formfile import form

NOW = datetime(2026, 11, 23, 10, 5)
DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with make_sample(tmp_path_factory.mktemp("forms") / "station", NOW, years=0.1) as opened:
        yield opened


def loaded(session: Session, tmp_path: Path, **cells: Any) -> str:
    path = tmp_path / "街道月报.xlsx"
    path.write_bytes(form(A30=tmp_path.name, **cells))  # each another form
    return load_form(session, path)


def test_a_form_is_filled_with_the_figures_and_facts(session: Session, tmp_path: Path) -> None:
    form_id = loaded(session, tmp_path, B8=0, B9=0)
    for cell in (
        Cell("月报", "B3", "figure", "knocks_due"), Cell("月报", "C3", "figure", "visit_rate"),
        Cell("月报", "B8", "figure", "knocks_due", "year_so_far"), Cell("月报", "B9", "figure", "knocks_due", "last_year"),
        Cell("月报", "B5", "fact", "filled_by"), Cell("说明", "A1", "fact", "month"),
    ):  # fmt: skip
        set_cell(session, form_id, cell)
    target = tmp_path / "填好 2026-11.xlsx"
    made = save_filled(session, form_id, DAY, target)
    sheet = openpyxl.load_workbook(target)["月报"]
    due = values(session, month_of(DAY), ["knocks_due", "visit_rate"])
    assert sheet["B3"].value == due["knocks_due"].number and sheet["C3"].value == round(due["visit_rate"].number or 0, 4)
    assert sheet["B8"].value == values(session, Period(date(2026, 1, 1), date(2026, 11, 30)), ["knocks_due"])["knocks_due"].number
    assert sheet["B5"].value and openpyxl.load_workbook(target)["说明"]["A1"].value == "2026-11"
    assert [(cell, "records" in why) for _sheet, cell, why in made.missing] == [("B9", True)], "a year ago there was no station"
    assert sheet["B9"].value == 0, "left as the form had it"


def test_a_share_goes_in_as_the_cell_shows_it(session: Session, tmp_path: Path) -> None:
    form_id = loaded(session, tmp_path)
    for cell in ("C3", "E3"):
        set_cell(session, form_id, Cell("月报", cell, "figure", "visit_rate"))
    made = filling(session, form_id, DAY).values
    assert made["月报", "E3"] == pytest.approx(100 * float(made["月报", "C3"]), abs=0.06)  # type: ignore[arg-type]


def test_a_choice_is_changed_and_taken_away_and_a_formula_is_refused(session: Session, tmp_path: Path) -> None:
    form_id = loaded(session, tmp_path)
    set_cell(session, form_id, Cell("月报", "B3", "figure", "knocks_due"))
    set_cell(session, form_id, Cell("月报", "B3", "figure", "knocks_missed", "quarter"))
    assert open_form(session, form_id).cells == (Cell("月报", "B3", "figure", "knocks_missed", "quarter"),)
    set_cell(session, form_id, Cell("月报", "B3", "", ""))
    assert open_form(session, form_id).cells == ()
    for wrong in (Cell("月报", "D3", "fact", "month"), Cell("月报", "B3", "figure", "no_such"), Cell("没有", "A1", "fact", "month")):
        with pytest.raises(BadRequest):
            set_cell(session, form_id, wrong)
    with pytest.raises(BadRequest, match="Nothing goes"):
        save_filled(session, form_id, DAY, tmp_path / "leer.xlsx")


def test_the_same_form_is_not_kept_twice_and_comes_back_when_removed(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(form())
    form_id = load_form(session, path)
    with pytest.raises(BadRequest, match="already"):
        load_form(session, path)
    remove_form(session, form_id)
    operation = session.last_operation
    assert form_id not in {one.id for one in list_forms(session)}
    undo(session, operation)
    assert form_id in {one.id for one in list_forms(session)}


def test_a_large_or_missing_file_is_told(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    path.write_bytes(b"PK" + bytes(6_000_000))
    with pytest.raises(BadFile, match="larger"):
        load_form(session, path)
    with pytest.raises(BadFile, match="cannot be read"):
        load_form(session, tmp_path / "无.xlsx")
    assert io.BytesIO(form()).getvalue()[:2] == b"PK"


def test_who_only_reads_figures_loads_none(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(form())
    session.role = "reader"
    try:
        with pytest.raises(NotAllowed):
            load_form(session, path)
    finally:
        session.role = "administrator"


def test_a_form_travels_without_the_stations_data(session: Session, tmp_path: Path) -> None:
    form_id = loaded(session, tmp_path)
    set_cell(session, form_id, Cell("月报", "B3", "figure", "knocks_due", "year_so_far"))
    given = tmp_path / "街道月报.linliform"
    give_out(session, form_id, given)
    assert "红葵" not in given.read_text("utf-8")
    cells = open_form(session, form_id).cells
    with make_sample(tmp_path / "other", NOW, years=0.01) as other:
        taken = take_in(other, given)
        assert open_form(other, taken).cells == cells
        for text in ("", "{}", '{"format": "linli-form-1"}', given.read_text("utf-8").replace("knocks_due", "no_such"), given.read_text("utf-8")[:-9]):
            given.write_text(text, "utf-8")
            with pytest.raises(BadFile):
                take_in(other, given)
