"""What the figures page and the charts page show."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.reports import figures as queries
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.reports.figures import FIGURES, values
from desktop.reports.figures.facts import remembering
from desktop.reports.figures.model import (
    ALL,
    By,
    Figure,
    Part,
    Period,
    Unit,
    Value,
    month_of,
    quarter_of,
    shown,
    year_before,
    year_of,
)
from desktop.session import Session

PERIODS: dict[str, str] = {
    "month": N_("This month"),
    "last_month": N_("Last month"),
    "quarter": N_("This quarter"),
    "last_quarter": N_("Last quarter"),
    "year": N_("This year"),
    "last_year": N_("Last year"),
    "week": N_("This week"),
    "day": N_("Today"),
    "own": N_("Own dates"),
}


def period_named(name: str, today: date) -> Period:
    """A period of `PERIODS` as it lies on that day ('own' is the month)."""
    if name == "day":
        return Period(today, today)
    if name == "week":
        monday = today - timedelta(days=today.weekday())
        return Period(monday, monday + timedelta(days=6))
    whole = quarter_of if "quarter" in name else year_of if "year" in name else month_of
    period = whole(today)
    return whole(period.first - timedelta(days=1)) if name.startswith("last") else period


@dataclass(frozen=True)
class FigureLine:
    """A figure with its value in the period and in the same days of the year before."""

    figure: Figure
    value: Value
    before: Value

    @property
    def change(self) -> str:
        """The change against the year before: '+12', '−0.8 %-points'; '' when either is missing."""
        if self.value.number is None or self.before.number is None:
            return ""
        more = self.value.number - self.before.number
        told = f"{abs(more) * 100:.1f}" if self.figure.unit is Unit.SHARE else shown(self.figure, Value(abs(more)), unit=False)
        nought = not told.strip("0.,")
        return f"{'±' if nought else '+' if more > 0 else '−'}{told}"


@dataclass(frozen=True)
class FiguresView:
    """The page: every figure, the parts that can be chosen, and whether the account may see the people behind them."""

    lines: tuple[FigureLine, ...]
    parts: tuple[tuple[Part, str], ...]
    names: bool


@service(Permission.FIGURES_READ)
def figures_view(session: Session, period: Period, part: Part = ALL) -> FiguresView:
    """Every figure for a period, beside the year before."""
    names = session.may(Permission.FIGURES_READ, personal=True) and session.may(Permission.ROUNDS_READ)
    with remembering():
        return FiguresView(tuple(figure_lines(session, period, part)), tuple(parts(session)), names)


@service(Permission.FIGURES_READ)
def figure_lines(session: Session, period: Period, part: Part = ALL) -> list[FigureLine]:
    """Every figure for a period, beside the year before."""
    codes = [one.code for one in FIGURES]
    now, before = values(session, period, codes, part), values(session, year_before(_until_today(session, period)), codes, part, whole=True)
    return [FigureLine(one, now[one.code], before[one.code]) for one in FIGURES]


def _until_today(session: Session, period: Period) -> Period:
    """A period that is not over is compared with as many days of the year before."""
    today = session.clock.today()
    return Period(period.first, today) if period.first <= today < period.last else period


@service(Permission.FIGURES_READ)
def parts(session: Session) -> list[tuple[Part, str]]:
    """The parts of the station that can be looked at: the whole, each organisation, grid and category."""
    found = [(ALL, _("Whole station"))]
    organisations = {(home, called) for _code, _name, home, called in queries.volunteers(session.store).values() if home}
    found += [(Part(organisation=one), _("Organisation: {name}").format(name=name)) for one, name in sorted(organisations, key=lambda pair: pair[1])]
    rows = queries.elders(session.store)
    grids = {(row["grid"], row["grid_name"]) for row in rows if row["grid"]}
    found += [(Part(grid=one), _("Grid: {name}").format(name=name)) for one, name in sorted(grids, key=lambda pair: pair[1])]
    kept = {one for row in rows for one in row["categories"]}
    categories = queries.categories(session.store)
    found += [(Part(category=one), _("Category: {name}").format(name=name)) for one, name in categories.items() if one in kept]
    return found


def best_cut(figure: Figure) -> By:
    """How a figure is cut when it is first looked at."""
    return By.MONTH if By.MONTH in figure.cuts else sorted(figure.cuts)[0]
