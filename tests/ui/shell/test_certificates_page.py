"""The certificates page: issue one, hear its code, cancel it."""

from typing import Any

from ui.reports.certificates_page import CertificatesPage
from ui.shell.main_window import MainWindow


def test_one_is_issued_confirmed_and_cancelled(window: MainWindow, settle: Any) -> None:
    window.go("certificates")
    settle()
    page = window.current()
    assert isinstance(page, CertificatesPage)
    before = list(page.table.rows())
    assert before, "the sample has some"
    page.issue(before[0].volunteer)
    assert page.dialog is not None
    page.dialog.form.patch({"first": before[0].first})
    page.dialog.submit()
    settle()
    assert window.current() is not page, "the paper is shown"
    window.go("certificates")
    settle()
    made = page.table.rows()[0]
    assert len(page.table.rows()) == len(before) + 1 and made.in_force
    page.confirm()
    page.dialog.form.patch({"code": made.check_code.lower()})
    page.dialog.submit()
    settle()
    assert page.table.current_row().id == made.id
    page.cancel(made)
    page.dialog.form.patch({"why": "日期写错了"})
    page.dialog.submit()
    settle()
    assert not page.table.rows()[0].in_force
