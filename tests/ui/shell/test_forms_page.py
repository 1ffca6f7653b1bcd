"""The form filler's page: load a form, click a cell, fill and save."""

from pathlib import Path
from typing import Any

import openpyxl

from desktop.reports.figures import values
from desktop.reports.figures.model import month_of
from tests.desktop.reports.test_formfile import form
from ui.reports.forms_page import FormsPage
from ui.shell.main_window import MainWindow


def test_a_form_is_loaded_told_and_filled(window: MainWindow, settle: Any, tmp_path: Path) -> None:
    path, filled = tmp_path / "街道月报.xlsx", tmp_path / "填好.xlsx"
    path.write_bytes(form())
    window.go("forms")
    settle()
    page = window.current()
    assert isinstance(page, FormsPage) and not page.save_button.isEnabled()
    window.go("forms", file=path)
    settle()
    settle()
    assert page.form is not None and page.save_button.isEnabled()
    page.grid.setCurrentCell(2, 1)
    page.grid.chosen.emit("B3")
    assert page.dialog is not None
    page.dialog.form.patch({"what": "figure:knocks_due"})
    page.dialog.submit()
    settle()
    page.month.setCurrentIndex(0)
    settle()
    shown = page.grid.item(2, 1).text()
    page.grid.chosen.emit("D3")
    assert "D3" in page.told.text(), "a formula is told, no dialog comes"
    page.save_to(filled)
    settle()
    asked: list[Any] = []
    window.worker.run(values, month_of(window.clock.today()), ["knocks_due"], done=asked.append)
    settle()
    due = asked[0]["knocks_due"].number
    assert openpyxl.load_workbook(filled)["月报"]["B3"].value == due == int(shown)
