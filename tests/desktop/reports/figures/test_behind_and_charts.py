"""The list behind a figure has as many rows as the figure says; charts show what the figures say, and nothing where there is nothing."""

from datetime import date

import pytest

from desktop.permissions import ROLES
from desktop.reports.chart import Shape
from desktop.reports.figures import ALL, FIGURES, By, Part, Period, broken_down, values
from desktop.reports.figures.behind import behind
from desktop.reports.figures.charts import CHARTS, any_chart, chart, charts, window
from desktop.reports.figures.model import Unit, year_of
from desktop.session import Session
from tests.desktop.reports.figures.conftest import TODAY
from tests.desktop.rounds.conftest import Town

PERIOD = Period(date(2026, 10, 1), date(2026, 11, 30))
LISTED = [one.code for one in FIGURES if one.lists and one.unit is not Unit.HOURS]


def test_as_many_rows_as_the_figure_says(diced: Town) -> None:
    told = values(diced.session, PERIOD, LISTED)
    for code in LISTED:
        found = behind(diced.session, code, PERIOD)
        assert found.total == len(found.rows) == told[code].number, code
        assert found.value == told[code] and found.columns
        assert len({row.id for row in found.rows}) == found.total
        assert all(len(row.cells) == len(found.columns) for row in found.rows), code


@pytest.mark.parametrize("by", list(By))
def test_as_many_rows_as_each_part_says(diced: Town, by: By) -> None:
    codes = [one.code for one in FIGURES if one.lists and by in one.cuts and one.unit is not Unit.HOURS]
    period = Period(date(2026, 11, 9), TODAY) if by is By.DAY else PERIOD
    checked = 0
    for line in broken_down(diced.session, period, codes, by):
        for code in codes:
            number = line.values[code].number
            if number and checked < 60:
                found = behind(diced.session, code, period, ALL, f"{by}:{line.key}")
                assert found.total == number, (code, by, line)
                checked += 1
    assert checked > 1


def test_a_part_narrows_the_list_too(diced: Town) -> None:
    for part in (Part(visitor=diced.volunteers[0]), Part(grid=diced.grids[0]), Part(visitor=diced.volunteers[0], grid=diced.grids[1])):
        for code in ("knocks_made", "knocks_late", "knocks_no_answer"):
            assert behind(diced.session, code, PERIOD, part).total == values(diced.session, PERIOD, [code], part)[code].number


def test_every_chart_shows_its_figures(diced: Town) -> None:
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    for one, made in zip(CHARTS, charts(diced.session, [one.code for one in CHARTS], period), strict=True):
        lines = {line.label: line for line in broken_down(diced.session, window(one, period), one.figures, one.by)}
        keys = {f"{one.by}:{line.key}": line for line in lines.values()}
        assert made.has_data, one.code
        assert len(made.keys) == len(made.labels) == len(made.why)
        for index, key in enumerate(made.keys):
            for series, code in zip(made.series, one.figures, strict=True):
                assert series.values[index] == keys[key].values[code].number
    rates = chart(diced.session, "visit_rate", period)
    assert len(rates.labels) == 12 and rates.shape is Shape.LINE
    assert all(value is None for value in rates.series[0].values[:9]), "before the first round there is nothing, not 0"
    assert rates.why[0] and not rates.why[-1]


def test_an_hour_without_a_case_is_nought_and_a_year_without_a_round_is_nothing(diced: Town) -> None:
    hours = chart(diced.session, "no_answer_hours", PERIOD)
    assert 0 in hours.series[0].values and None not in hours.series[0].values
    empty = chart(diced.session, "no_answer_hours", year_of(date(2020, 1, 1)))
    assert not empty.has_data and "2026-09" in empty.empty
    assert any_chart(diced.session, ["calls_in"], By.GRID, PERIOD).shape is Shape.ROWS


def test_readers_see_numbers_but_no_names(diced: Town) -> None:
    from desktop.errors import NotAllowed

    session = Session(diced.session.store, diced.clock, "leser", role="reader")
    assert values(session, PERIOD, ["knocks_due"])["knocks_due"].number
    if all(permission.value != "rounds.read" for permission in ROLES.get("reader", ())):
        with pytest.raises(NotAllowed):
            behind(session, "knocks_due", PERIOD)
