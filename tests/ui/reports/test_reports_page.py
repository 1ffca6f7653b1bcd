"""The Reports page on a sample station: choosing, preview, saving, printing."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QComboBox

from desktop.clock import FixedClock
from desktop.reports import services
from desktop.reports.catalogue import REPORTS
from desktop.reports.document import Paper, Privacy
from desktop.reports.scope import Ask
from desktop.station.drives import Drive
from desktop.station.sample.make import make_sample
from ui.reports import page as page_module
from ui.reports import printing
from ui.reports import sticks as sticks_module
from ui.reports.page import ReportsPage, ask_path
from ui.reports.preview import PreviewPane
from ui.reports.prints_page import PrintsPage
from ui.reports.questions import months
from ui.worker import Worker

NOW = datetime(2026, 11, 21, 9, 30)
PATIENCE = 30_000


class SampleShell:
    """The window around the page; remembers what was said."""

    def __init__(self, worker: Worker) -> None:
        self.worker, self.clock = worker, FixedClock(NOW)
        self.said: list[str] = []
        self.errors: list[BaseException] = []

    def go(self, page: str, **where: Any) -> None:
        raise AssertionError(f"the page wanted to go to {page}")

    def say(self, text: str, kind: str = "ok", undo: str | None = None) -> None:
        self.said.append(text)

    def fail(self, error: BaseException) -> None:
        self.errors.append(error)


@pytest.fixture(scope="module")
def sample_worker(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker with the sample station open, for all tests of this file."""
    worker = Worker()
    folder = tmp_path_factory.mktemp("reports") / "station"
    worker.open(lambda: make_sample(folder, NOW, years=0.05))
    yield worker
    assert worker.stop(), "a thread did not end"
    worker.deleteLater()


@pytest.fixture
def sample_shell(sample_worker: Worker) -> SampleShell:
    return SampleShell(sample_worker)


@pytest.fixture
def page(sample_shell: SampleShell, qtbot: Any) -> ReportsPage:
    """The page, shown at the smallest screen's size, with its first preview."""
    made = ReportsPage(sample_shell)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1190, 678)
    made.show()
    made.open()
    made.reload()
    wait_for_preview(made, qtbot)
    return made


def wait_for_preview(page: ReportsPage, qtbot: Any) -> None:
    moment = "One moment…"
    qtbot.waitUntil(lambda: page.form is not None and page.preview.words != moment, timeout=PATIENCE)


def test_every_report_is_listed_and_shows_a_preview(page: ReportsPage, sample_shell: SampleShell, qtbot: Any) -> None:
    assert [one.code for one in page.table.rows()] == [one.code for one in REPORTS]
    for one in REPORTS:
        page.open(report=one.code)
        wait_for_preview(page, qtbot)
        assert page.report is one
        assert page.preview.pages > 0, page.preview.words
        assert page.save_button.isEnabled()
    assert sample_shell.errors == []


def test_each_report_asks_what_the_catalogue_says(page: ReportsPage) -> None:
    names = {Ask.PERIOD: {"first", "last"}, Ask.ELDER: {"subject"}, Ask.LADDER: {"subject"}, Ask.INCIDENT: {"subject"},
             Ask.CERTIFICATE: {"subject"}, Ask.NAMES: {"privacy"}}
    for one in REPORTS:
        page.open(report=one.code)
        assert page.form is not None
        wanted = set().union(*(names.get(ask, {ask.value}) for ask in one.asks))
        assert {field.name for field in page.form.fields} == wanted


def test_a_page_is_turned_and_enlarged(page: ReportsPage, qtbot: Any) -> None:
    page.open(report="visit_sheet")
    wait_for_preview(page, qtbot)
    pane: PreviewPane = page.preview
    assert pane.index == 0 and pane.pages > 2
    with qtbot.waitSignal(pane.shown, timeout=PATIENCE, check_params_cb=lambda index: index == 1):
        pane.turn(1)
    for _step in range(3):
        pane.zoom(1)
    with qtbot.waitSignal(pane.shown, timeout=PATIENCE):
        pane.zoom(1)
    pane.turn(-5)
    assert pane.index == 0
    pane.turn(1000)
    assert pane.index == pane.pages - 1


def test_what_cannot_be_made_is_told_in_the_place_of_the_page(page: ReportsPage, sample_shell: SampleShell, qtbot: Any) -> None:
    page.open(report="visit_sheet", day=date(2030, 1, 1))
    wait_for_preview(page, qtbot)
    assert page.preview.pages == 0
    assert "Plan this round first" in page.preview.words
    assert not page.save_button.isEnabled()
    assert sample_shell.errors == []


def test_a_period_that_ends_before_it_begins_is_refused(page: ReportsPage, qtbot: Any) -> None:
    page.open(report="call_log")
    wait_for_preview(page, qtbot)
    assert page.form is not None
    page.form.patch({"first": date(2026, 11, 20), "last": date(2026, 11, 1)})
    assert page.scope() is None
    page.form.patch({"last": date(2026, 11, 20)})
    scope = page.scope()
    assert scope is not None and (scope.day, scope.until) == (date(2026, 11, 20), date(2026, 11, 20))
    page.form.patch({"first": "no date"})
    assert page.scope() is None


def test_names_on_sheets_are_masked_unless_asked_otherwise(page: ReportsPage, qtbot: Any) -> None:
    page.open(report="visit_sheet")
    wait_for_preview(page, qtbot)
    scope = page.scope()
    assert scope is not None and scope.privacy is Privacy.MASKED
    page.open(report="elder_list")
    wait_for_preview(page, qtbot)
    scope = page.scope()
    assert scope is not None and scope.privacy is Privacy.FULL


def test_an_elder_is_found_by_typing(page: ReportsPage) -> None:
    page.open(report="care_card")
    assert page.form is not None
    combo = page.form.editor("subject")
    assert isinstance(combo, QComboBox) and combo.isEditable() and combo.count() > 100
    completer = combo.completer()
    completer.setCompletionPrefix(combo.itemText(5)[1:4])
    assert completer.completionCount() >= 1


@pytest.mark.parametrize(("act", "name"), [("save_pdf", "表.pdf"), ("save_table", "表.xlsx"), ("save_table", "表.csv")])
def test_saving_writes_the_file_and_says_the_print_number(
    act: str, name: str, page: ReportsPage, sample_shell: SampleShell, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.open(report="wall_roster")
    wait_for_preview(page, qtbot)
    target = tmp_path / name
    monkeypatch.setattr(page_module, "ask_path", lambda *_arguments: target)
    getattr(page, act)()
    qtbot.waitUntil(lambda: bool(sample_shell.said or sample_shell.errors), timeout=PATIENCE)
    assert sample_shell.errors == []
    assert name in sample_shell.said[0] and "print no." in sample_shell.said[0]
    assert target.stat().st_size > 200


def test_a_place_that_refuses_is_told(
    page: ReportsPage, sample_shell: SampleShell, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "ask_path", lambda *_arguments: tmp_path / "no such folder" / "a.pdf")
    page.save_pdf()
    qtbot.waitUntil(lambda: bool(sample_shell.errors), timeout=PATIENCE)
    assert "does not exist" in str(sample_shell.errors[0])
    assert sample_shell.said == []


def test_a_closed_dialog_saves_nothing(page: ReportsPage, sample_shell: SampleShell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module.QFileDialog, "getSaveFileName", lambda *_arguments: ("", ""))
    page.save_pdf()
    assert sample_shell.said == [] and sample_shell.errors == []


def test_a_name_without_ending_gets_one(page: ReportsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {"name": "/x/名单", "filter": "CSV (*.csv)"}
    monkeypatch.setattr(page_module.QFileDialog, "getSaveFileName", lambda *_arguments: (chosen["name"], chosen["filter"]))
    assert ask_path(page, "名单", "xlsx", "") == Path("/x/名单.csv")
    chosen["filter"] = "Excel (*.xlsx)"
    assert ask_path(page, "名单", "xlsx", "") == Path("/x/名单.xlsx")
    chosen["name"] = "/x/a.PDF"
    assert ask_path(page, "名单", "pdf", "") == Path("/x/a.PDF")


def test_printing_lays_every_page_on_paper_of_its_size(
    page: ReportsPage, sample_shell: SampleShell, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.open(report="wall_roster", paper=Paper.A3)
    wait_for_preview(page, qtbot)
    target = tmp_path / "printed.pdf"

    def to_file(printer: QPrinter, _parent: object) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        printing.set_page(printer, page.preview.size_of_page(0))
        return True

    monkeypatch.setattr(page_module, "ask_printer", to_file)
    page.print_it()
    qtbot.waitUntil(lambda: bool(sample_shell.said or sample_shell.errors), timeout=PATIENCE)
    assert sample_shell.errors == []
    printed = pypdfium2.PdfDocument(target.read_bytes())
    assert len(printed) == 1
    width, height = printed[0].get_size()
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (420, 297)


def test_the_months_to_choose_reach_back_and_on() -> None:
    found = months(date(2026, 1, 15))
    assert found[0] == (date(2026, 4, 1), "2026-04")
    assert found[-1] == (date(2024, 1, 1), "2024-01")


def test_file_names_tell_no_names(page: ReportsPage) -> None:
    page.open(report="care_card")
    scope = page.scope()
    assert scope is not None and scope.subject
    assert services.file_name(page.report, scope) == "Care card"


def test_answers_stay_when_the_page_reloads(page: ReportsPage, qtbot: Any) -> None:
    page.open(report="visit_sheet")
    wait_for_preview(page, qtbot)
    assert page.form is not None
    form = page.form
    form.patch({"day": date(2026, 11, 20), "privacy": Privacy.FULL, "slot": "pm", "large": True})
    page.reload()
    with qtbot.waitSignal(page.preview.shown, timeout=PATIENCE):
        pass
    assert page.form is form
    assert form.values() == {"day": date(2026, 11, 20), "slot": "pm", "privacy": Privacy.FULL, "large": True}


def test_other_pages_lead_to_a_report_with_its_answers(page: ReportsPage, qtbot: Any) -> None:
    page.open(report="wall_roster", day=date(2026, 10, 5))
    scope = page.scope()
    assert scope is not None and scope.month == "2026-10"
    page.open(report="call_log", day=date(2026, 11, 2), last=date(2026, 11, 3))
    scope = page.scope()
    assert scope is not None and (scope.day, scope.until) == (date(2026, 11, 2), date(2026, 11, 3))
    page.open(report="birthdays")
    scope = page.scope()
    assert scope is not None and scope.day == NOW.date()
    assert page.choices is not None
    page.open(report="care_card", subject=page.choices.elders[3][0])
    scope = page.scope()
    assert scope is not None and scope.subject == page.choices.elders[3][0]


def test_words_are_found_page_by_page(page: ReportsPage, qtbot: Any) -> None:
    page.open(report="elder_list")
    wait_for_preview(page, qtbot)
    pane = page.preview
    words = next(word for word in page.choices.elders[-1][1].split("　")[0:1]) if page.choices else ""
    pane._search.setText(words)
    qtbot.keyClick(pane._search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane._found.text() != "", timeout=PATIENCE)
    assert pane._found.text().startswith("1/")
    assert pane.index == pane._hits[0].page > 0
    pane._search.setText("没有这几个字")
    pane.find_next()
    qtbot.waitUntil(lambda: pane._found.text() == "not found", timeout=PATIENCE)


def test_only_the_pages_wanted_are_saved_and_pictures_one_a_page(
    page: ReportsPage, sample_shell: SampleShell, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.open(report="elder_list")
    wait_for_preview(page, qtbot)
    monkeypatch.setattr(page_module, "ask_path", lambda *_arguments: tmp_path / "名单.png")
    page.preview._wanted.setText("2-3")
    page.save_pdf()
    qtbot.waitUntil(lambda: bool(sample_shell.said or sample_shell.errors), timeout=PATIENCE)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["名单-1.png", "名单-2.png"]
    page.preview._wanted.setText("2-300")
    page.save_pdf()
    qtbot.waitUntil(lambda: bool(sample_shell.errors), timeout=PATIENCE)
    assert "write pages as 2-3,5" in str(sample_shell.errors[0])


def test_a_paper_goes_onto_a_stick_and_is_read_back(
    page: ReportsPage, sample_shell: SampleShell, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.open(report="wall_roster")
    wait_for_preview(page, qtbot)
    monkeypatch.setattr(sticks_module, "sticks", lambda _besides: [Drive(tmp_path, "KINGSTON", "removable", 10**9, 10**9)])
    page.to_stick()
    qtbot.waitUntil(lambda: bool(sample_shell.said or sample_shell.errors), timeout=PATIENCE)
    assert sample_shell.errors == []
    assert "safe to pull" in sample_shell.said[0]
    assert [one.suffix for one in (tmp_path / sticks_module.STICK_FOLDER).iterdir()] == [".pdf"]


def test_without_a_stick_it_is_said(page: ReportsPage, sample_shell: SampleShell, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sticks_module, "sticks", lambda _besides: [])
    page.to_stick()
    qtbot.waitUntil(lambda: bool(sample_shell.said), timeout=PATIENCE)
    assert "Plug one in" in sample_shell.said[0]


def test_the_morning_set_is_one_click_and_edited_by_a_tick(
    page: ReportsPage, sample_shell: SampleShell, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(page_module, "ask_printer", lambda printer, _parent: asked.append(printer))
    page.open(report="morning_set", action="print")
    qtbot.waitUntil(lambda: bool(asked), timeout=PATIENCE)
    before = page.preview.pages
    page.open(report="day_result")
    wait_for_preview(page, qtbot)
    assert page.pin.isVisible() and not page.pin.isChecked()
    page.pin.click()
    qtbot.waitUntil(lambda: page.choices is not None and "day_result" in page.choices.morning, timeout=PATIENCE)
    page.open(report="morning_set")
    wait_for_preview(page, qtbot)
    qtbot.waitUntil(lambda: page.preview.pages > before, timeout=PATIENCE)
    page.open(report="care_card")
    wait_for_preview(page, qtbot)
    assert not page.pin.isVisible()


def test_what_was_printed_stands_in_the_log(page: ReportsPage, sample_shell: SampleShell, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page.open(report="contacts")
    wait_for_preview(page, qtbot)
    monkeypatch.setattr(page_module, "ask_path", lambda *_arguments: tmp_path / "a.pdf")
    page.save_pdf()
    qtbot.waitUntil(lambda: bool(sample_shell.said), timeout=PATIENCE)
    log = PrintsPage(sample_shell)  # type: ignore[arg-type]
    qtbot.addWidget(log)
    log.reload()
    qtbot.waitUntil(lambda: bool(log.table.rows()), timeout=PATIENCE)
    newest = log.table.rows()[0]
    assert (newest.title, newest.grade, newest.copy) == ("Emergency contacts", "full names", "1")
    assert log.again_button.isEnabled()
