"""The periodical reports say what the figures say, in words, tables and charts; a period with nothing says so."""

from datetime import date

import pytest

from desktop.reports.figures import By, Period, broken_down, figure, shown, values
from desktop.reports.figures.model import month_of, quarter_of, year_of
from desktop.reports.periodical import BY_ORGANISATION, CHARTS, PERIODS, SECTIONS, period_report_facts
from tests.desktop.reports.figures.conftest import TODAY, diced, thrown  # noqa: F401  the random station
from tests.desktop.rounds.conftest import Town

KINDS = {"month": month_of, "quarter": quarter_of, "year": year_of}
CODES = [code for _title, codes in SECTIONS for code in codes]


@pytest.mark.parametrize("kind", PERIODS)
def test_every_line_is_the_figure(diced: Town, kind: str) -> None:  # noqa: F811
    period: Period = KINDS[kind](TODAY)
    made = period_report_facts(diced.session, kind, TODAY)
    told = values(diced.session, period, CODES)
    lines = [line for section in made.sections for line in section.lines]
    assert [line.now for line in lines] == [shown(figure(code), told[code]) for code in CODES]
    assert all((line.now == "–") == bool(line.why) for line in lines)
    assert [chart.code for chart in made.charts] == list(CHARTS[kind])
    assert (made.first, made.last, made.until) == (period.first, period.last, TODAY)
    assert len(made.definitions) == len(CODES) and made.empty == ""
    for code in ("knocks_due", "visit_rate", "ladders_opened", "calls_in"):
        assert shown(figure(code), told[code]) in " ".join(made.words)
    assert "{" not in "".join(made.words)


def test_organisations_add_up(diced: Town) -> None:  # noqa: F811
    made = period_report_facts(diced.session, "quarter", TODAY)
    monthly, organisations = made.spreads
    due = [int(cells[0].replace(",", "")) for _name, cells in organisations.rows]
    whole = values(diced.session, quarter_of(TODAY), ["knocks_due"])["knocks_due"].number
    assert sum(due) == whole == sum(int(cells[0].replace(",", "")) for _name, cells in monthly.rows if cells[0] != "–")
    lines = broken_down(diced.session, quarter_of(TODAY), list(BY_ORGANISATION), By.ORGANISATION)
    assert [line.label for line in lines] == [name for name, _cells in organisations.rows]


def test_the_year_before_is_not_compared_before_the_records_begin(diced: Town) -> None:  # noqa: F811
    made = period_report_facts(diced.session, "month", date(2026, 10, 15))
    assert made.until is None and all(line.before == "–" and line.change == "" for section in made.sections for line in section.lines[:1] if line.name != "Elders on file")


def test_a_year_with_nothing_says_why(diced: Town) -> None:  # noqa: F811
    made = period_report_facts(diced.session, "year", date(2001, 2, 1))
    assert "2026-" in made.empty and made.words == () and made.charts == () and made.spreads == ()
