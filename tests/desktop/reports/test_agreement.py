"""Two screens never disagree: Today, the papers, the hotline's pages and the figures on the sample station."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from db.rooms import TABLES
from desktop.hotline.calls import overdue_follow_ups
from desktop.hotline.hours import hours_by_organisation, hours_of
from desktop.reports.figures import By, Period, broken_down, month_of, values, year_of
from desktop.reports.figures.behind import behind
from desktop.reports.figures.view import figures_view
from desktop.reports.periodical import period_report_facts
from desktop.rounds.incident_rate import rates
from desktop.rounds.papers import day_result
from desktop.session import Session
from desktop.station.sample.make import make_sample
from desktop.station.today import load_today

NOW = datetime(2026, 11, 21, 9, 30)
DAY = NOW.date()
TODAY = Period(DAY, DAY)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The sample with seven weeks behind it."""
    opened = make_sample(tmp_path_factory.mktemp("agreement") / "station", NOW, years=0.14)
    yield opened.session
    opened.close()


@pytest.fixture(autouse=True)
def bound(session: Session) -> None:
    session.store.database.bind(TABLES, bind_refs=False, bind_backrefs=False)


def test_today_and_the_figures(session: Session) -> None:
    view = load_today(session)
    board = view.board
    codes = ["knocks_due", "knocks_done", "knocks_no_answer", "knocks_missed", "knocks_unserved"]
    slot = next(line for line in broken_down(session, TODAY, codes, By.SLOT) if line.key == board.slot.code)
    assert [slot.values[code].number for code in codes] == [board.due, board.done, board.no_answer, board.missed, board.unserved]
    assert board.due > board.done > 0 and board.no_answer
    told = values(session, TODAY, ["calls_in", "calls_out", "follow_ups_open", "follow_ups_late", "elders_on_file"])
    assert told["calls_in"].number == view.calls_in and told["calls_out"].number == view.calls_out
    assert told["follow_ups_open"].number == len(view.follow_ups) > 0
    assert told["follow_ups_late"].number == len(overdue_follow_ups(session)) == sum(line.state == "overdue" for line in view.follow_ups)


def test_the_days_paper_and_the_figures(session: Session) -> None:
    on = date(2026, 11, 19)
    paper = day_result(session, on)
    told = values(session, Period(on, on), ["knocks_due", "knocks_no_answer", "knocks_missed", "knocks_open"])
    assert told["knocks_due"].number == paper.due
    assert told["knocks_no_answer"].number == sum(sheet.no_answer for sheet in paper.sheets)
    assert told["knocks_missed"].number == sum(sheet.missed for sheet in paper.sheets)


def test_the_page_the_report_and_the_lists(session: Session) -> None:
    view = figures_view(session, month_of(DAY))
    told = {line.figure.code: line for line in view.lines}
    report = period_report_facts(session, "month", DAY)
    from desktop.i18n import _
    from desktop.reports.figures import shown

    said = {line.name: line.now for section in report.sections for line in section.lines}
    assert said == {_(told[code].figure.name): shown(told[code].figure, told[code].value) for code in told if _(told[code].figure.name) in said}
    assert len(said) > 30
    for code in ("knocks_no_answer", "ladders_opened", "calls_in", "seats", "incidents"):
        assert behind(session, code, month_of(DAY)).total == told[code].value.number


def test_hours_and_incidents_have_one_definition(session: Session) -> None:
    month = month_of(DAY)
    told = values(session, month, ["duty_hours", "duty_turns", "duty_volunteers"])
    people = [one for one in hours_of(session, month.first, DAY) if one.shifts]
    assert told["duty_hours"].number == pytest.approx(sum(one.minutes for one in people) / 60)
    assert (told["duty_turns"].number, told["duty_volunteers"].number) == (sum(one.shifts for one in people), len(people))
    by_organisation = {line.label: line.values["duty_hours"].number for line in broken_down(session, month, ["duty_hours"], By.ORGANISATION)}
    for name, (minutes, _by_hand) in hours_by_organisation(session, month.first, DAY).items():
        if name and minutes:
            assert by_organisation[name] == pytest.approx(minutes / 60)
    this_year, _before = rates(session, DAY.year)
    assert values(session, year_of(DAY), ["incident_rate"])["incident_rate"].number == pytest.approx(this_year.per_hundred)
