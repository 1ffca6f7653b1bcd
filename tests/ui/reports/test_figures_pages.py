"""指标, 图表 and the records behind them in real windows: mouse, keys, other days, an empty station, a reader."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.clock import FixedClock
from desktop.reports.figures import FIGURES, values
from desktop.reports.figures.charts import CHARTS
from desktop.reports.figures.model import By, Period, month_of, shown
from desktop.station.sample.make import make_sample
from ui.kit.chart_view import ChartView
from ui.reports.behind_page import BehindPage
from ui.reports.charts_page import ChartsPage
from ui.reports.figures_page import FiguresPage
from ui.worker import Worker

NOW = datetime(2026, 11, 21, 9, 30)
MONTH = month_of(NOW.date())
PATIENCE = 30_000


class SampleShell:
    """The window around a page: remembers where it wanted to go."""

    def __init__(self, worker: Worker) -> None:
        self.worker, self.clock = worker, FixedClock(NOW)
        self.gone: list[tuple[str, dict[str, Any]]] = []
        self.errors: list[BaseException] = []

    def go(self, page: str, **where: Any) -> None:
        self.gone.append((page, where))

    def say(self, text: str, kind: str = "ok", undo: str | None = None) -> None:
        raise AssertionError(text)

    def fail(self, error: BaseException) -> None:
        self.errors.append(error)


@pytest.fixture(scope="module")
def sample_worker(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    worker = Worker()
    folder = tmp_path_factory.mktemp("figures") / "station"
    worker.open(lambda: make_sample(folder, NOW, years=0.15))
    yield worker
    assert worker.stop(), "a thread did not end"
    worker.deleteLater()


@pytest.fixture
def shell(sample_worker: Worker) -> SampleShell:
    return SampleShell(sample_worker)


def show(page: Any, qtbot: Any) -> Any:
    qtbot.addWidget(page)
    page.resize(1190, 678)
    page.show()
    page.open()
    page.reload()
    return page


@pytest.fixture
def figures(shell: SampleShell, qtbot: Any) -> FiguresPage:
    page: FiguresPage = show(FiguresPage(shell), qtbot)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: page.chart.drawn and bool(page.table.rows()), timeout=PATIENCE)
    return page


def ask(worker: Worker, qtbot: Any, service: Any, *args: Any) -> Any:
    got: list[Any] = []
    worker.run(service, *args, done=got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=PATIENCE)
    return got[0]


def test_every_figure_with_its_value_and_definition(figures: FiguresPage, shell: SampleShell, qtbot: Any) -> None:
    told = ask(shell.worker, qtbot, values, MONTH, [one.code for one in FIGURES])
    lines = figures.table.rows()
    assert [line.figure.code for line in lines] == [one.code for one in FIGURES]
    assert {line.figure.code: line.value for line in lines} == told
    figures.table.select_key("visit_rate")
    qtbot.waitUntil(lambda: figures.chart.chart is not None and figures.chart.chart.percent, timeout=PATIENCE)
    assert "÷" in figures.formula.text() and "visit_rate" in figures.source.text()
    assert figures.right._caption.text() == shown(next(one for one in FIGURES if one.code == "visit_rate"), told["visit_rate"])
    assert not figures.list_button.isEnabled(), "a rate has no list of records"
    assert shell.errors == []


def test_a_value_answers_to_the_mouse_and_leads_to_its_records(figures: FiguresPage, shell: SampleShell, qtbot: Any) -> None:
    figures.table.select_key("knocks_no_answer")
    figures.cut.setCurrentIndex(figures.cut.findData(By.DAY))
    figures.cut.activated.emit(figures.cut.currentIndex())
    qtbot.waitUntil(lambda: figures.chart.chart is not None and len(figures.chart.chart.labels) == 21 and bool(figures.chart._spots), timeout=PATIENCE)
    chart = figures.chart.chart
    assert chart is not None
    busy = max(range(21), key=lambda index: chart.series[0].values[index] or 0)
    spot = figures.chart.spot_of(0, busy)
    place = QPoint(round((spot.left + spot.right) / 2), round((spot.top + spot.bottom) / 2))
    QTest.mouseMove(figures.chart, place)
    qtbot.waitUntil(lambda: figures.told.text() == chart.told(busy), timeout=PATIENCE)
    QTest.mouseClick(figures.chart, Qt.MouseButton.LeftButton, pos=place)
    page, where = shell.gone[-1]
    assert page == "figures.list" and where["cut"] == chart.keys[busy] and where["figure"] == "knocks_no_answer"
    behind: BehindPage = BehindPage(shell)  # type: ignore[arg-type]
    qtbot.addWidget(behind)
    behind.show()
    behind.open(**where)
    behind.reload()
    qtbot.waitUntil(lambda: behind.table is not None and bool(behind.table.rows()), timeout=PATIENCE)
    assert behind.table is not None and len(behind.table.rows()) == chart.series[0].values[busy]
    behind.table.opened.emit(behind.table.rows()[0])
    assert shell.gone[-1][0] == "elders" and shell.gone[-1][1]["care_file"]
    behind.back_button.click()
    assert shell.gone[-1] == ("figures", {})


def test_the_keyboard_walks_over_the_values(figures: FiguresPage, shell: SampleShell) -> None:
    view = figures.chart
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.spot is not None and view.spot.index == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.chart is not None and view.spot.index == len(view.chart.labels) - 1
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.told == view.chart.told(len(view.chart.labels) - 2) and view.told in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert shell.gone[-1][1]["cut"] == view.chart.keys[-2]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.spot is None


def test_other_days_and_another_part(figures: FiguresPage, shell: SampleShell, qtbot: Any) -> None:
    figures.bar.form.patch({"period": "last_month"})
    figures.bar._typed()
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    assert figures.bar.period == october and figures.bar.form.value("first") == date(2026, 10, 1)
    told = ask(shell.worker, qtbot, values, october, ["knocks_due"])
    qtbot.waitUntil(lambda: bool(figures.table.rows()) and figures.table.rows()[0].value == told["knocks_due"], timeout=PATIENCE)
    combo = figures.bar.form.editor("part")
    grid = next(combo.itemData(index) for index in range(combo.count()) if combo.itemData(index).grid)
    figures.bar.form.patch({"part": grid})
    figures.bar._settle()
    told = ask(shell.worker, qtbot, values, october, ["knocks_due", "seats"], grid)
    qtbot.waitUntil(lambda: figures.table.rows()[0].value == told["knocks_due"], timeout=PATIENCE)
    assert told["seats"].missing and next(line for line in figures.table.rows() if line.figure.code == "seats").value.why
    figures.bar.form.patch({"period": "own", "first": date(2026, 10, 9), "last": date(2026, 10, 2)})
    figures.bar._settle()
    assert figures.bar.period == october, "a period that ends before it begins changes nothing"
    figures.bar.form.patch({"last": date(2026, 10, 9)})
    figures.bar._settle()
    assert figures.bar.period == Period(date(2026, 10, 9), date(2026, 10, 9))


def test_all_charts_are_drawn(shell: SampleShell, qtbot: Any) -> None:
    page: ChartsPage = show(ChartsPage(shell), qtbot)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: all(view.drawn for view in page.views.values()), timeout=PATIENCE)
    assert set(page.views) == {one.code for one in CHARTS}
    hours = page.views["calls_hours"]
    hours.setFocus()
    QTest.keyClick(hours, Qt.Key.Key_Home)
    QTest.keyClick(hours, Qt.Key.Key_Return)
    assert shell.gone[-1][0] == "figures.list" and shell.gone[-1][1]["cut"].startswith("hour:")
    assert shell.errors == []


def test_todays_numbers_carry_their_definition(shell: SampleShell, qtbot: Any) -> None:
    from desktop.reports.figures import figure
    from ui.shell.today import TodayPage

    page: TodayPage = show(TodayPage(shell), qtbot)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(page.rounds_card._title.toolTip() or shell.errors), timeout=PATIENCE)
    assert shell.errors == []
    for code in ("knocks_due", "knocks_done", "knocks_missed"):
        assert figure(code).definition() in page.rounds_card._title.toolTip()
    assert figure("calls_in").definition() in page.hotline_card._title.toolTip()


def test_an_empty_station_says_so(worker: Worker, qtbot: Any) -> None:
    shell = SampleShell(worker)
    page: FiguresPage = show(FiguresPage(shell), qtbot)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(page.table.rows()) and page.chart.drawn, timeout=PATIENCE)
    assert all(line.value.missing for line in page.table.rows() if line.figure.code not in ("elders_on_file",))
    assert page.explained.text() and page.explained.isVisibleTo(page)
    charts: ChartsPage = show(ChartsPage(shell), qtbot)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: all(view.drawn for view in charts.views.values()), timeout=PATIENCE)
    assert shell.errors == []


def test_a_picture_that_comes_late_is_dropped(shell: SampleShell, qtbot: Any) -> None:
    from desktop.reports.chart import Chart, Series

    view = ChartView(shell.worker)
    qtbot.addWidget(view)
    view.resize(400, 230)
    view.show()
    view.show_chart(Chart("a", "甲", ("一",), (Series("x", (1,)),)))
    view.show_chart(Chart("b", "乙", ("一", "二"), (Series("x", (1, 2)),)))
    qtbot.waitUntil(lambda: view.drawn, timeout=PATIENCE)
    assert len(view._spots) == 2
