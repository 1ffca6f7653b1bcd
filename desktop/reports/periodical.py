"""The month, the quarter and the year of the station for the sub-district: words, tables and charts, written from the figures only."""

from collections.abc import Mapping, Sequence
from datetime import date

from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.reports.figures import By, Line, broken_down, figure, values
from desktop.reports.figures.charts import charts
from desktop.reports.figures.facts import remembering
from desktop.reports.figures.model import Period, Value, month_of, quarter_of, shown, year_before, year_of
from desktop.reports.figures.view import FigureLine
from desktop.reports.papers.period_report import Comparison, PeriodReport, Section, Spread
from desktop.reports.words import month_name
from desktop.session import Session

PERIODS = {"month": month_of, "quarter": quarter_of, "year": year_of}
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Knocks at the door"),
        (
            "elders_on_file", "monthly_visit_rate", "elders_reached", "rounds_held", "knocks_due", "knocks_made", "visit_rate", "knocks_late",
            "knocks_missed", "knocks_no_answer", "knocks_refused", "knocks_away", "knocks_unserved", "knocks_open", "visitors", "walks",
        ),
    ),
    (
        N_("Escalations and incidents"),
        ("ladders_opened", "ladders_open", "ladder_response", "ladder_prompt", "ladder_length", "ladder_longest", "incidents", "incident_rate"),
    ),
    (
        N_("Companion hotline"),
        (
            "calls_in", "calls_out", "answer_rate", "calls_lost", "call_length", "callers", "follow_ups_open", "follow_ups_late", "seats",
            "seats_empty", "seat_rate", "duty_hours", "duty_turns", "duty_volunteers",
        ),
    ),
)  # fmt: skip
MONTHLY = (
    "knocks_due", "knocks_made", "visit_rate", "knocks_missed", "knocks_no_answer", "ladders_opened", "ladder_response", "calls_in", "duty_hours",
)  # fmt: skip
BY_ORGANISATION = ("knocks_due", "knocks_made", "knocks_missed", "knocks_no_answer", "visitors", "walks", "duty_hours", "duty_turns")
CHARTS: dict[str, tuple[str, ...]] = {
    "month": ("visit_rate", "no_answer_hours", "no_answer_buildings", "calls_hours"),
    "quarter": ("visit_rate", "no_answer_hours", "no_answer_buildings", "ladders", "calls_hours", "hours_organisations", "incident_rate"),
    "year": ("visit_rate", "no_answer_hours", "no_answer_buildings", "ladders", "calls_hours", "calls_kinds", "hours_organisations", "incident_rate"),
}
SENTENCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_(
            "{elders_on_file} elders are on file; {monthly_visit_rate} of them were reached in person each month. {knocks_due} knocks were due in "
            "{rounds_held}; {knocks_made} were made, a visit rate of {visit_rate}. {knocks_missed} were missed by us; at {knocks_no_answer} "
            "nobody answered."
        ),
        ("elders_on_file", "monthly_visit_rate", "knocks_due", "rounds_held", "knocks_made", "visit_rate", "knocks_missed", "knocks_no_answer"),
    ),
    (
        N_(
            "{ladders_opened} escalations were opened; the first step came after {ladder_response} (median), certainty after {ladder_length}; "
            "{ladders_open} are still open. {incidents} incidents were entered, {incident_rate}; the year before: {incident_rate_before}."
        ),
        ("ladders_opened", "ladder_response", "ladder_length", "ladders_open", "incidents", "incident_rate"),
    ),
    (
        N_(
            "The hotline took {calls_in} and made {calls_out}, with {callers}; {answer_rate} of the incoming calls were answered. {seats} were "
            "rostered, {seats_empty} of them empty; {duty_volunteers} sat there for {duty_hours}."
        ),
        ("calls_in", "calls_out", "callers", "answer_rate", "seats", "seats_empty", "duty_volunteers", "duty_hours"),
    ),
)


@service(Permission.FIGURES_READ)
def period_report_facts(session: Session, kind: str, day: date) -> PeriodReport:
    """The month, quarter or year (`kind`) in which `day` lies, beside the same days of the year before. Days to come are not counted."""
    with remembering():
        return _facts(session, kind, day)


def _facts(session: Session, kind: str, day: date) -> PeriodReport:
    period, today = PERIODS[kind](day), session.clock.today()
    counted = Period(period.first, max(period.first, min(period.last, today)))
    whole_before = year_before(counted if counted.last < period.last else period)
    codes = [code for _title, codes in SECTIONS for code in codes]
    now = values(session, period, codes)
    before = values(session, whole_before, codes, whole=True)
    empty = all(value.missing for value in now.values())
    monthly = broken_down(session, period, MONTHLY, By.MONTH) if kind != "month" and not empty else []
    by_organisation = broken_down(session, period, BY_ORGANISATION, By.ORGANISATION) if not empty else []
    return PeriodReport(
        kind,
        period.first,
        period.last,
        counted.last if counted.last < period.last else None,
        _name(kind, period),
        _words(now, before) if not empty else (),
        tuple(Section(_(title), tuple(_comparison(code, now, before) for code in codes)) for title, codes in SECTIONS),
        (*_spread(_("By month"), monthly, MONTHLY), *_spread(_("By organisation"), by_organisation, BY_ORGANISATION)),
        tuple(charts(session, CHARTS[kind], period)) if not empty else (),
        tuple(figure(code).definition() for code in codes),
        next((value.why for value in now.values() if value.why), "") if empty else "",
    )


def _name(kind: str, period: Period) -> str:
    if kind == "month":
        return month_name(period.first)
    if kind == "quarter":
        return _("{year} Q{quarter}").format(year=period.first.year, quarter=(period.first.month + 2) // 3)
    return _("the year {year}").format(year=period.first.year)


def _comparison(code: str, now: Mapping[str, Value], before: Mapping[str, Value]) -> Comparison:
    one = figure(code)
    line = FigureLine(one, now[code], before[code])
    return Comparison(_(one.name), shown(one, now[code]), shown(one, before[code], unit=False), line.change, now[code].why)


def _words(now: Mapping[str, Value], before: Mapping[str, Value]) -> tuple[str, ...]:
    """One sentence for each part of the work; a part of which nothing is on record says so."""
    told = {code: shown(figure(code), value) if not value.missing else _("no data") for code, value in now.items()}
    told["incident_rate_before"] = shown(figure("incident_rate"), before["incident_rate"]) if not before["incident_rate"].missing else _("no data")
    found = []
    for sentence, codes in SENTENCES:
        if not all(now[code].missing for code in codes):
            found.append(_(sentence).format(**told))
    return tuple(found)


def _spread(title: str, lines: Sequence[Line], codes: Sequence[str]) -> tuple[Spread, ...]:
    """A table of these figures, one line for each part; a column that is missing everywhere is left out. Nothing when all are."""
    kept = [code for code in codes if any(not line.values[code].missing for line in lines)]
    if not kept:
        return ()
    rows = tuple((line.label, tuple(shown(figure(code), line.values[code], unit=False) for code in kept)) for line in lines)
    return (Spread(title, tuple(_(figure(code).name) for code in kept), rows),)
