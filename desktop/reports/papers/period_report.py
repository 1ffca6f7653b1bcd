"""The month's, quarter's or year's report to the sub-district: figures without names, in words, tables and charts, each defined at the foot."""

from dataclasses import dataclass, replace
from datetime import date

from desktop.i18n import N_, _
from desktop.reports.chart import Chart
from desktop.reports.document import (
    Align,
    Block,
    ChartBlock,
    Column,
    Document,
    Group,
    Heading,
    Marks,
    MetaLine,
    Notes,
    Paragraph,
    Row,
    SealBox,
    Table,
    Together,
)
from desktop.reports.words import long_date

TITLES = {"month": N_("Monthly report"), "quarter": N_("Quarterly report"), "year": N_("Yearly report")}


@dataclass(frozen=True)
class Comparison:
    """A figure in the period and in the year before, in words; '–' is missing and `why` says why."""

    name: str
    now: str
    before: str
    change: str
    why: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the station's work."""

    title: str
    lines: tuple[Comparison, ...]


@dataclass(frozen=True)
class Spread:
    """Figures (columns) by month or by organisation (rows), in words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class PeriodReport:
    """What the report says. `until`: the last day counted, when the period is not over. `empty`: why there is nothing at all."""

    kind: str
    first: date
    last: date
    until: date | None
    name: str
    words: tuple[str, ...]
    sections: tuple[Section, ...]
    spreads: tuple[Spread, ...]
    charts: tuple[Chart, ...]
    definitions: tuple[str, ...]
    empty: str = ""


def period_report(report: PeriodReport, marks: Marks) -> Document:
    """The paper, to be stamped. No names of people, so no privacy grade is needed."""
    meta = [MetaLine(_("From {first} to {last}").format(first=long_date(report.first), last=long_date(report.last)))]
    if report.until is not None:
        meta.append(MetaLine(_("Not over yet: counted until {day}.").format(day=long_date(report.until))))
    blocks: list[Block] = []
    if report.empty:
        blocks += [Paragraph(_("There are no figures for this period.")), Paragraph(report.empty)]
    else:
        blocks += [Heading(_("Summary")), *(Paragraph(words) for words in report.words)]
        blocks += [Heading(_("In figures")), _compared(report)]
        for spread in report.spreads:
            blocks.append(Together((Heading(spread.title, 2), _table(spread))) if len(spread.rows) <= 20 else _table(spread))
        if report.charts:
            blocks += [Heading(_("In pictures")), *(ChartBlock(chart) for chart in report.charts)]
    blocks.append(SealBox(_("Station's seal")))
    if report.definitions:
        blocks.append(Notes(report.definitions, _("What is counted")))
    return Document(
        title=_(TITLES[report.kind]), subtitle=report.name, meta=tuple(meta), blocks=tuple(blocks), marks=replace(marks, privacy=None)
    )


def _compared(report: PeriodReport) -> Table:
    rows: list[Row | Group] = []
    for section in report.sections:
        rows.append(Group(section.title))
        rows += [Row((line.name, line.now, line.before, line.change, line.why)) for line in section.lines]
    columns = (
        Column(_("Figure"), 44, fit=True),
        Column(_("This period"), 40, Align.RIGHT, bold=True, fit=True),
        Column(_("Year before, same days"), 24, Align.RIGHT),
        Column(_("More or less"), 18, Align.RIGHT),
        Column(_("Remark"), 48),
    )
    return Table(columns, tuple(rows), row_height=6, name=_("In figures"))


def _table(spread: Spread) -> Table:
    columns = (Column(spread.title, 34, fit=True), *(Column(name, 17, Align.RIGHT) for name in spread.columns))
    return Table(columns, tuple(Row((label, *cells)) for label, cells in spread.rows), row_height=6, name=spread.title)
