"""The charts of the station: which figures, cut how, over which time. What they show is reckoned by the figures themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.reports.chart import Chart, Series, Shape
from desktop.reports.figures import Line, broken_down, figure
from desktop.reports.figures.facts import remembering
from desktop.reports.figures.model import ALL, NAMING, TIMES, UNIT_WORDS, By, Figure, Part, Period, Unit, month_end, places_of
from desktop.session import Session

MOST_ROWS = 12
DAY_HOURS = (8, 19)  # an hour axis shows at least these


@dataclass(frozen=True)
class ChartOf:
    """One chart of the list. `months`: it looks so many months back from the end of the period asked; 0: the period itself."""

    code: str
    title: str
    figures: tuple[str, ...]
    by: By
    shape: Shape
    months: int = 0
    goal: float | None = None

    @property
    def personal(self) -> bool:
        """It names people."""
        return self.by in NAMING


CHARTS: tuple[ChartOf, ...] = (
    ChartOf("visit_rate", N_("Visit rates by month"), ("monthly_visit_rate", "visit_rate"), By.MONTH, Shape.LINE, 12, goal=1.0),
    ChartOf("no_answer_hours", N_("No answer by hour"), ("knocks_no_answer",), By.HOUR, Shape.BARS),
    ChartOf("no_answer_buildings", N_("No answer by building"), ("knocks_no_answer",), By.BUILDING, Shape.ROWS),
    ChartOf("ladders", N_("Escalations: response and certainty"), ("ladder_response", "ladder_length"), By.MONTH, Shape.LINE, 12),
    ChartOf("organisations", N_("Visits by organisation"), ("knocks_made",), By.ORGANISATION, Shape.ROWS),
    ChartOf("calls_hours", N_("Hotline by hour"), ("calls_in", "calls_out"), By.HOUR, Shape.BARS),
    ChartOf("calls_kinds", N_("Calls by kind"), ("calls_in", "calls_out"), By.KIND, Shape.ROWS),
    ChartOf("hours_organisations", N_("Hours on duty by organisation"), ("duty_hours",), By.ORGANISATION, Shape.ROWS),
    ChartOf("load_visits", N_("Load per volunteer: visits"), ("knocks_made",), By.VISITOR, Shape.ROWS),
    ChartOf("load_seats", N_("Load per volunteer: seats"), ("seats_filled",), By.VISITOR, Shape.ROWS),
    ChartOf("incident_rate", N_("Incident rate by quarter"), ("incident_rate",), By.QUARTER, Shape.BARS, 24),
)


def chart_of(code: str) -> ChartOf:
    """The chart of this code. Raises KeyError."""
    return next(one for one in CHARTS if one.code == code)


def window(one: ChartOf, period: Period) -> Period:
    """The time that a chart shows when this period is asked for."""
    if not one.months:
        return period
    back = period.last.year * 12 + period.last.month - 1 - (one.months - 1)
    return Period(min(period.first, date(back // 12, back % 12 + 1, 1)), month_end(period.last))


@service(Permission.FIGURES_READ)
def chart(session: Session, code: str, period: Period, part: Part = ALL) -> Chart:
    """One chart of the list."""
    one = chart_of(code)
    return any_chart(session, one.figures, one.by, window(one, period), part, one.shape, _(one.title), one.goal, one.code)


@service(Permission.FIGURES_READ)
def charts(session: Session, codes: Sequence[str], period: Period, part: Part = ALL) -> list[Chart]:
    """Several charts of the list; those that name people only for an account that may see names."""
    names = session.may(Permission.FIGURES_READ, personal=True)
    with remembering():
        return [chart(session, code, period, part) for code in codes if names or not chart_of(code).personal]


@service(Permission.FIGURES_READ)
def any_chart(
    session: Session,
    codes: Sequence[str],
    by: By,
    period: Period,
    part: Part = ALL,
    shape: Shape | None = None,
    title: str = "",
    goal: float | None = None,
    code: str = "",
) -> Chart:
    """Figures cut in any way as a chart. All must have the same unit. Raises BadRequest for an unknown figure."""
    asked = [figure(one) for one in codes]
    lines = broken_down(session, period, list(codes), by, part)
    why = next((value.why for line in lines for value in line.values.values() if value.missing), "")
    chosen = _chosen(lines, by, asked)
    leading, ordered = asked[0], by in TIMES or by is By.HOUR
    drawn = shape or (Shape.LINE if by in TIMES and leading.unit is Unit.SHARE else Shape.BARS if by in TIMES or by is By.HOUR else Shape.ROWS)
    return Chart(
        code or "+".join(codes),
        title or _(leading.name),
        tuple(line.label for line in chosen),
        tuple(Series(_(one.name), tuple(line.values[one.code].number for line in chosen)) for one in asked),
        drawn,
        _(UNIT_WORDS[leading.unit]),
        percent=leading.unit is Unit.SHARE,
        places=places_of(leading.unit),
        goal=goal,
        why=tuple(_why(line) for line in chosen),
        keys=tuple(f"{by}:{line.key}" for line in chosen),
        short=tuple(_axis_label(line, by, number == 0) for number, line in enumerate(chosen)) if ordered else (),
        empty=why or _("No data in this period."),
        definition="\n".join(one.definition() for one in asked),
    )


def _chosen(lines: Sequence[Line], by: By, asked: Sequence[Figure]) -> list[Line]:
    if by is By.HOUR:
        busy = [int(line.key) for line in lines if any(value.number for value in line.values.values())]
        if not busy:
            return [line for line in lines if DAY_HOURS[0] <= int(line.key) <= DAY_HOURS[1]]
        first, last = min(DAY_HOURS[0], *busy), max(DAY_HOURS[1], *busy)
        return [line for line in lines if first <= int(line.key) <= last]
    if by in TIMES or by is By.SLOT:
        return list(lines)
    return [line for line in lines if any(line.values[one.code].number for one in asked)][:MOST_ROWS]


def _why(line: Line) -> str:
    values = list(line.values.values())
    return values[0].why if all(value.missing for value in values) else ""


def _axis_label(line: Line, by: By, first: bool) -> str:
    """What the label before it does not say already; the year stands below its first month, quarter or day."""
    if by in (By.YEAR, By.HOUR):
        return line.label
    day = date.fromisoformat(line.key)
    if by is By.QUARTER:
        short, year = _("Q{quarter}").format(quarter=(day.month + 2) // 3), first or day.month == 1
    elif by is By.MONTH:
        short, year = _("{month:02d}").format(month=day.month), first or day.month == 1
    else:
        short, year = f"{day.month}-{day.day:02}", first
    return f"{short}\n{day.year}" if year else short
