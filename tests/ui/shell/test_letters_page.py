"""The page of letters: a pattern filled in, kept over a crash, saved, printed."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrinter

from db.reports import queries
from desktop.reports.letters import patterns
from tests.desktop.reports.layout import squeezed
from tests.desktop.reports.reading import page_texts
from ui.reports import letters_page
from ui.reports.letters_page import LettersPage
from ui.shell.main_window import MainWindow

PATIENCE = 20_000


@pytest.fixture
def page(window: MainWindow, settle: Any, qtbot: Any) -> LettersPage:
    window.go("letters")
    settle()
    shown = window.current()
    assert isinstance(shown, LettersPage)
    qtbot.waitUntil(lambda: shown.desk is not None, timeout=PATIENCE)
    settle()
    return shown


def choose(page: LettersPage, code: str) -> None:
    page.pattern.setCurrentIndex([one.code for one in patterns()].index(code))


def test_a_month_is_filled_in_kept_over_a_crash_and_saved(page: LettersPage, settle: Any, qtbot: Any, tmp_path: Path) -> None:
    assert not page.save_button.isEnabled(), "there is nothing to save yet"
    choose(page, "month_cover")
    page.fill()
    qtbot.waitUntil(lambda: page.save_button.isEnabled(), timeout=PATIENCE)
    body = page.form.value("body")
    assert "{" not in body and "2026年11月" in body and page.preview.pages >= 1
    page.form.patch({"to": "红葵街道办事处"})
    assert page.drafts is not None
    page.drafts.keep()
    settle()

    again = LettersPage(page.shell)  # the window of the next start
    qtbot.addWidget(again)
    again.reload()
    qtbot.waitUntil(lambda: again.form.value("to") == "红葵街道办事处", timeout=PATIENCE)
    assert again.form.value("body") == body

    path = tmp_path / "信.pdf"
    page.save_to(path)
    settle()
    text = squeezed("".join(page_texts(path.read_bytes())))
    assert "红葵街道办事处：" in text and "SAMPLE" in text
    logged: list[Any] = []
    page.shell.worker.run(lambda session: queries.recent_prints(session.store, 1), done=logged.extend)
    settle()
    assert logged[0]["paper"] == "letter"


def test_a_family_is_told_of_an_escalation_and_the_letter_before_comes_back(page: LettersPage, settle: Any, qtbot: Any) -> None:
    page.form.patch({"title": "已经写了一半", "body": "不能丢"})
    choose(page, "family_notice")
    assert page.ladder.isVisibleTo(page) and not page.month.isVisibleTo(page)
    page.fill()
    settle()
    name = page.ladder.currentText().split("　")[1]
    assert name in page.form.value("title") and "{" not in page.form.value("body")
    page.bring_back()
    assert page.form.value("title") == "已经写了一半" and page.form.value("body") == "不能丢"
    page.clear()
    assert page.form.value("body") == "" and page.form.value("signed")


def test_it_is_printed(page: LettersPage, settle: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "printed.pdf"

    def accept(printer: QPrinter, _parent: Any) -> bool:
        printer.setOutputFileName(str(target))
        printer.setResolution(72)
        return True

    monkeypatch.setattr(letters_page, "ask_printer", accept)
    page.form.patch({"title": "通知", "body": "请各位楼长周五下午到站开会。"})
    qtbot.waitUntil(lambda: page.print_button.isEnabled(), timeout=PATIENCE)
    page.print_it()
    qtbot.waitUntil(lambda: target.exists() and target.stat().st_size > 1000, timeout=PATIENCE)
