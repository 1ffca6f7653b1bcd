"""指标: every figure with its definition and value; cut in any way as a chart, down to the records that were counted."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.reports.chart import Chart
from desktop.reports.figures.charts import any_chart
from desktop.reports.figures.model import BY_WORDS, NAMING, UNIT_WORDS, By, Period, month_end, shown
from desktop.reports.figures.view import FigureLine, FiguresView, best_cut, figures_view
from ui.kit import Card, Column, FilterBox, Page, RowsTable, Shell, label, row, scrolled, theme
from ui.kit.chart_view import ChartView
from ui.reports.period_bar import PeriodBar

MONTHS_BACK = 12
WIDE_CUTS = (By.MONTH, By.QUARTER, By.YEAR)


class FiguresPage(Page):
    """The list of figures at left; at right what the chosen one means, and its chart."""

    key, help = "figures", "figures"
    topics = frozenset({"people", "rounds", "hotline"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Figures"))
        self.bar = PeriodBar(shell.clock.today())
        self.bar.changed.connect(self.reload)
        self.table = RowsTable(
            [
                Column(_("Figure"), lambda one: _(one.figure.name), bold=True, stretch=True, tip=lambda one: one.figure.definition()),
                Column(_("Value"), value_words, align="right", width=120, tip=value_tip),
                Column(_("Counted in"), lambda one: _(UNIT_WORDS[one.figure.unit]), muted=True, width=78),
                Column(_("Year before, same days"), lambda one: shown(one.figure, one.before, unit=False), align="right", muted=True, width=96,
                       tip=lambda one: one.before.why),
                Column(_("More or less"), "change", align="right", width=80),
            ],
            _("Figures"),
            key=lambda one: one.figure.code,
        )  # fmt: skip
        self.table.set_empty(_("Nothing is on record yet: plan and enter a round first."))
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda one: self.open_list(""))
        self.actions.addWidget(FilterBox().attach(self.table))
        self.charts_button = self.add_action(_("All charts"), self.show_charts, "Ctrl+G")
        self.list_button = self.add_action(_("Records behind it"), lambda: self.open_list(""), "F2", main=True)
        left, self.right = Card(), Card()
        left.add(self.table, 1)
        self.meaning = label("", "", wrap=True)
        self.formula = label("", "muted", wrap=True)
        self.source = label("", "caption", wrap=True)
        self.cut = QComboBox()
        self.cut.setAccessibleName(_("Cut"))
        self.cut.activated.connect(lambda _index: self._show_chart())
        self.chart = ChartView(shell.worker)
        self.chart.opened.connect(self.open_list)
        self.told = label("", "caption", wrap=True)
        self.chart.pointed.connect(self.told.setText)
        self.explained = label("", "muted", wrap=True)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, theme.px(6), 0)
        inner.setSpacing(theme.px(6))
        for part in (self.meaning, self.formula, self.source, self.explained):
            inner.addWidget(part)
        inner.addLayout(row(self.cut, None))
        inner.addWidget(self.chart)
        inner.addWidget(self.told)
        inner.addStretch(1)
        self.right.add(scrolled(inside), 1)
        both = row(left, self.right, gap=14)
        both.setStretch(0, 6)
        both.setStretch(1, 5)
        self.body.addWidget(self.bar)
        self.body.addLayout(both, 1)
        self.line: FigureLine | None = None
        self._asked = 0
        self._names = False  # whether the account may see whom the figures are about
        self._cuts: dict[str, By] = {}
        self._wanted = ""

    def open(self, figure: str = "", period: Period | None = None, **_where: Any) -> None:
        """Choose a figure (its code) and, if given, a period."""
        if period is not None:
            self.bar.show_period(period)
            self.reload()
        self._wanted = figure
        if figure and self.table.select_key(figure):
            self._wanted = ""

    def reload(self) -> None:
        self.ask(figures_view, self.bar.period, self.bar.part, done=self._came)

    def _came(self, found: FiguresView) -> None:
        self.bar.set_parts(found.parts)
        self._names = found.names
        self.table.set_rows(found.lines)
        period = self.bar.period
        self.set_subtitle(_("From {first} to {last}").format(first=period.first.isoformat(), last=period.last.isoformat()))
        if self._wanted and self.table.select_key(self._wanted):
            self._wanted = ""
        elif self.table.current_row() is None:
            self.table.select_first()
        else:
            self._chosen(self.table.current_row())

    def _chosen(self, line: FigureLine | None) -> None:
        self.line = line
        self.list_button.setEnabled(line is not None and bool(line.figure.lists) and self._names)
        if line is None:
            return
        one = line.figure
        self.right.set_title(_(one.name))
        self.right.set_caption(shown(one, line.value))
        self.meaning.setText(_(one.meaning))
        self.formula.setText(_("= {formula}").format(formula=_(one.formula)) if one.formula else "")
        self.formula.setVisible(bool(one.formula))
        self.source.setText(_("Source: {source}. {period} Code: {code}").format(source=_(one.source), period=_(one.period), code=one.code))
        self.explained.setText(line.value.why)
        self.explained.setVisible(line.value.missing)
        self.cut.clear()
        for by in By:
            if by in one.cuts and (self._names or by not in NAMING):
                self.cut.addItem(_(BY_WORDS[by]), by)
        self.cut.setCurrentIndex(self.cut.findData(self._cuts.get(one.code, best_cut(one))))
        self._show_chart()

    def _show_chart(self) -> None:
        by: By | None = self.cut.currentData()
        if self.line is None or by is None:
            return
        code = self.line.figure.code
        self._cuts[code] = By(by)
        self._asked += 1
        asked = self._asked
        self.ask(
            any_chart, [code], By(by), self._chart_period(By(by)), self.bar.part, done=lambda made: self._show(asked, made),
        )  # fmt: skip

    def _chart_period(self, by: By) -> Period:
        """Months, quarters and years are looked at over at least a year."""
        period = self.bar.period
        if by not in WIDE_CUTS:
            return period
        back = period.last.year * 12 + period.last.month - (MONTHS_BACK if by is By.MONTH else 5 * 12 if by is By.YEAR else 24)
        return Period(min(period.first, period.first.replace(year=back // 12, month=back % 12 + 1, day=1)), month_end(period.last))

    def _show(self, asked: int, made: Chart) -> None:
        if asked == self._asked:
            self.chart.show_chart(made)
            self.told.setText(_("Point at a value, or choose it with the arrow keys; Enter lists its records.") if made.has_data else "")

    def open_list(self, cut: str) -> None:
        """The records behind the chosen figure, or behind one value of its chart."""
        if self.line is None or not self.line.figure.lists or not self._names:
            return
        period = self._chart_period(By(cut.partition(":")[0])) if cut else self.bar.period
        self.shell.go("figures.list", figure=self.line.figure.code, period=period, part=self.bar.part, cut=cut, back="figures")

    def show_charts(self) -> None:
        """The page of all charts, for the same days."""
        self.shell.go("charts", period=self.bar.period, part=self.bar.part)


def value_words(line: FigureLine) -> str:
    """The value without its unit; a dash when it is missing."""
    return shown(line.figure, line.value, unit=False)


def value_tip(line: FigureLine) -> str:
    """The parts of a share, or why there is no value."""
    return line.value.why or shown(line.figure, line.value)
