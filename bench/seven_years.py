"""The station of seven years beside that of one: what the pages of the day cost, and how far that is from the bare statements.

Bare: the statements that a service runs, run again on the same connection with their rows fetched and nothing else done.
"""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from desktop.clock import FixedClock
from desktop.session import Session

TURNS = 15
ELDERS = 12  # so many cards are opened in turn
YEARS = {"one": 1.0, "seven": 7.0}

Work = Callable[[], object]


def pages(session: Session) -> dict[str, Callable[[int], object]]:
    """What is measured, by name: each call is given the number of its turn."""
    from desktop.hotline.desk import load_desk
    from desktop.people.services.cards import elder_card
    from desktop.people.services.elders import list_elders
    from desktop.reports.figures import FIGURES, values, year_of
    from desktop.rounds.entry import open_sheet
    from desktop.station.frame import load_frame
    from desktop.station.today import load_today

    codes, year = [one.code for one in FIGURES], year_of(session.clock.today())
    elders = [row.id for row in list_elders(session).rows][:: max(1, 150 // ELDERS)][:ELDERS]
    return {
        "Today": lambda _turn: load_today(session),
        "an elder's history": lambda turn: elder_card(session, elders[turn % len(elders)]),
        "a sheet's entry": lambda _turn: open_sheet(session),
        "frame": lambda _turn: load_frame(session),
        "elders": lambda _turn: list_elders(session),
        "phone's desk": lambda _turn: load_desk(session),
        "the year's figures": lambda _turn: values(session, year, codes),
    }


def yearly_report(session: Session, today: date) -> float:
    """Seconds for the yearly report as a PDF; the middle one of three, after one that warms up."""
    from desktop.reports.scope import Scope
    from desktop.reports.services import preview

    taken = []
    for _turn in range(4):
        started = time.perf_counter()
        preview(session, "year_report", Scope(today))
        taken.append(time.perf_counter() - started)
    return median(taken[1:])


def milliseconds(work: Callable[[int], object]) -> float:
    """The median of some turns, after one that warms up."""
    work(0)
    taken = []
    for turn in range(TURNS):
        started = time.perf_counter()
        work(turn)
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


def bare(session: Session, work: Callable[[int], object]) -> float:
    """Milliseconds of the statements alone, each run again with its rows fetched."""
    database = session.store.database
    run = database.execute_sql
    said: list[tuple[str, Any]] = []

    def listening(sql: str, params: Any = None, *more: Any, **kw: Any) -> Any:
        said.append((sql, params))
        return run(sql, params, *more, **kw)

    database.execute_sql = listening
    try:
        work(0)
    finally:
        database.execute_sql = run
    connection = database.connection()

    def again(_turn: int) -> None:
        for sql, params in said:
            connection.execute(sql, params or ()).fetchall()

    return milliseconds(again)


def measure(folder: Path, now: Any, make: Callable[..., float]) -> dict[str, float]:
    """Make both stations, and measure the pages on each. `make(*arguments of the command line)` gives seconds."""
    from desktop.station.opening import open_sample

    found: dict[str, dict[str, float]] = {}
    figures: dict[str, float] = {}
    for name, years in YEARS.items():
        station = folder / f"years-{name}"
        taken = make("demo", "--data", str(station), "--date", f"{now:%Y-%m-%d}", "--years", f"{years:g}", "--community")
        with open_sample(station, FixedClock(now)) as session:
            work = pages(session)
            found[name] = {page: milliseconds(call) for page, call in work.items()}
            if name == "seven":
                figures["s to make"] = taken
                figures["MB"] = (station / "station.db").stat().st_size / 1e6
                for page in ("Today", "an elder's history", "a sheet's entry", "the year's figures"):
                    figures[f"{page}, against bare SQL"] = found[name][page] / bare(session, work[page])
                figures["s the yearly report"] = yearly_report(session, now.date())
    for page, cost in found["seven"].items():
        figures[f"ms {page}"] = cost
        figures[f"{page}, against one year"] = cost / found["one"][page]
    return figures
