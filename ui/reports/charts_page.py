"""图表: the charts of the station on one page, each with the value under the mouse and the records behind it."""

from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import _
from desktop.reports.chart import Chart
from desktop.reports.figures.charts import CHARTS, chart_of, charts, window
from desktop.reports.figures.model import ALL, Part, Period
from desktop.reports.figures.view import parts
from ui.kit import Card, Page, Shell, label, scrolled, theme
from ui.kit.chart_view import ChartView
from ui.reports.period_bar import PeriodBar


class ChartsPage(Page):
    """Two charts in a row."""

    key, help = "charts", "figures"
    topics = frozenset({"people", "rounds", "hotline"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Charts"))
        self.bar = PeriodBar(shell.clock.today())
        self.bar.changed.connect(self.reload)
        self.add_action(_("Figures"), lambda: shell.go("figures"), "Ctrl+G")
        self.views: dict[str, ChartView] = {}
        self._cards: dict[str, Card] = {}
        inside = QWidget()
        inside.setProperty("scrolled", True)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, theme.px(6), 0)
        grid.setSpacing(theme.px(14))
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for place, one in enumerate(CHARTS):
            card, view = Card(_(one.title)), ChartView(shell.worker)
            told = label("", "caption", wrap=True)
            view.pointed.connect(told.setText)
            view.opened.connect(lambda cut, code=one.code: self.open_list(code, cut))
            card.add(view)
            card.add(told)
            card.fill()
            self.views[one.code], self._cards[one.code] = view, card
            grid.addWidget(card, place // 2, place % 2)
        self.body.addWidget(self.bar)
        self.body.addWidget(scrolled(inside), 1)

    def open(self, period: Period | None = None, part: Part = ALL, **_where: Any) -> None:
        """Show these days."""
        if period is not None and (period, part) != (self.bar.period, self.bar.part):
            self.bar.show_period(period, part)
            self.reload()

    def reload(self) -> None:
        self.ask(parts, done=self.bar.set_parts)
        self.ask(charts, [one.code for one in CHARTS], self.bar.period, self.bar.part, done=self._came)

    def _came(self, made: list[Chart]) -> None:
        period = self.bar.period
        self.set_subtitle(_("From {first} to {last}").format(first=period.first.isoformat(), last=period.last.isoformat()))
        for code, card in self._cards.items():
            card.setVisible(any(chart.code == code for chart in made))
        for chart in made:
            view = self.views[chart.code]
            view.show_chart(chart)
            view.setToolTip(chart.definition)

    def open_list(self, code: str, cut: str) -> None:
        """The records behind a value of the first figure of a chart."""
        one = chart_of(code)
        self.shell.go(
            "figures.list", figure=one.figures[0], period=window(one, self.bar.period), part=self.bar.part, cut=cut, back="charts",
        )  # fmt: skip
