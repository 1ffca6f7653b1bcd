"""The single measurements; each runs in a process of its own (`python -m bench.steps NAME FOLDER ANSWER`)."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from bench import sticks
from bench.rosters import repairs, ten
from desktop.cli.main import main as command_line
from desktop.clock import FixedClock

NOW = datetime(2026, 11, 23, 10, 5)
TOMORROW, MONTH = "2026-11-24", "2026-12"
ROOT = Path(__file__).resolve().parent.parent

Figures = dict[str, float]


@dataclass(frozen=True)
class Step:
    """What is measured: `promises` by label (None: only told), `always` for what the others stand on."""

    title: str
    promises: Mapping[str, float | None]
    run: Callable[[Path], Figures]
    always: bool = False


def _call(*arguments: str) -> float:
    """One call of the command line in this process, in seconds. Raises SystemExit when it fails."""
    started = time.perf_counter()
    with redirect_stdout(io.StringIO()):
        code = command_line(list(arguments), FixedClock(NOW))
    if code != 0:
        raise SystemExit(f"{' '.join(arguments)}: exit code {code}")
    return time.perf_counter() - started


def _times(function: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each of `count` calls."""
    taken = []
    for _turn in range(count):
        started = time.perf_counter()
        function()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def sample(folder: Path) -> Figures:
    """The sample station with a year behind it."""
    return {"s": _call("demo", "--data", str(folder / "sample"), "--date", f"{NOW:%Y-%m-%d}")}


def _import(folder: Path, name: str, persons: int, buildings: int) -> Figures:
    ledger, station, password = folder / f"{name}.xlsx", folder / name, folder / "password"
    password.write_text("three short words\n", encoding="utf-8")
    subprocess.run(  # in another process, so that writing the ledger is not in the peak
        [sys.executable, "-c", "import sys; from pathlib import Path; from bench.ledger import write_ledger; "
         "write_ledger(Path(sys.argv[1]), int(sys.argv[2]), buildings=int(sys.argv[3]))", str(ledger), str(persons), str(buildings)],
        cwd=ROOT, check=True,
    )
    known = ["--data", str(station), "--password-file", str(password)]
    _call("init", *known, "--station", "红葵服务站")
    return {"s": _call("import", str(ledger), *known)}


def import_sample(folder: Path) -> Figures:
    """A ledger of the sample's size: preview and write."""
    return _import(folder, "ledger", 130, 33)


def import_large(folder: Path) -> Figures:
    """A ledger of 16,000 persons."""
    return _import(folder, "large", 16_000, 950)


def today(folder: Path) -> Figures:
    """The services behind the Today page."""
    from desktop.station.frame import load_frame
    from desktop.station.opening import open_sample
    from desktop.station.today import load_today

    with open_sample(folder / "sample", FixedClock(NOW)) as session:
        load_today(session)
        return {
            "ms": median(_times(lambda: load_today(session), 15)),
            "ms for the frame": median(_times(lambda: load_frame(session), 15)),
        }


def window(folder: Path) -> Figures:
    """From the start of the process to the Today page with its figures; the second start counts (warm)."""
    taken = []
    for _start in range(3):
        started = time.time()
        answer = subprocess.run(
            [sys.executable, "-m", "bench.first_window", str(folder / "sample")], cwd=ROOT, capture_output=True, text=True, check=True
        )
        shown, filled = (float(word) - started for word in answer.stdout.split())
        taken.append((shown, filled))
    shown, filled = min(taken)
    return {"s to the window": shown, "s to its figures": filled}


def search(folder: Path) -> Figures:
    """First 50 of 16,000 persons, for each key pressed."""
    from desktop.people.search import PersonIndex
    from desktop.station.frame import people_index
    from desktop.station.opening import open_station

    password = (folder / "password").read_text(encoding="utf-8").strip()
    with open_station(folder / "large", "admin", password, FixedClock(NOW)) as session:
        started = time.perf_counter()
        index: PersonIndex = people_index(session)
        made = (time.perf_counter() - started) * 1000
    typed = ["w", "wa", "wag", "王", "王阿", "阿根", "zhang", "zhangg", "138", "1385", "13857", "9919", "没有这个人", "lqz", "e", "1"]
    slowest = max(median(_times(lambda text=text: index.find(text, 50), 5)) for text in typed)
    return {"ms per key (slowest)": slowest, "ms to load the index": made}


def rosters_two(_folder: Path) -> Figures:
    """Ten months of 40 volunteers, three shifts of two seats."""
    return ten(40, 2, 60.0)


def rosters_four(_folder: Path) -> Figures:
    """Ten months of 40 volunteers, three shifts of four seats."""
    return ten(40, 4, 60.0)


def rosters_large(_folder: Path) -> Figures:
    """Ten months of 200 volunteers, three shifts of four seats."""
    return ten(200, 4, 60.0)


def roster_repair(_folder: Path) -> Figures:
    """Ten sick calls in months of 40 volunteers."""
    return repairs(40, 4)


def roster(folder: Path) -> Figures:
    """Next month's roster for the sample's volunteers, to the proven optimum."""
    return {"s": _call("roster", "plan", "--month", MONTH, "--data", str(folder / "sample"))}


def sheets(folder: Path) -> Figures:
    """Tomorrow morning's sheets on paper."""
    station, paper = str(folder / "sample"), folder / "sheets.pdf"
    planned = _call("rounds", "plan", "--date", TOMORROW, "--data", station)
    printed = _call("rounds", "print", "--date", TOMORROW, "--slot", "am", "--out", str(paper), "--data", station)
    return {"s": printed, "MB": paper.stat().st_size / 1e6, "s to plan the day": planned}


def papers(_folder: Path) -> Figures:
    """150 visit sheets, a wall roster and a monthly report, against a bare canvas with the same text and lines; 50,000 rows for Excel."""
    from bench.papers import measure

    return measure()


def seven_years(folder: Path) -> Figures:
    """A community of 16,000 persons with seven years behind it, beside the same with one."""
    from bench.seven_years import measure

    return measure(folder, NOW, _call)


def safety(folder: Path) -> Figures:
    """Unlocking; the writes of a clerk with audit and masking, against the same without."""
    from bench.safety import measure

    return measure(folder, FixedClock(NOW))


def routes(folder: Path) -> Figures:
    """150 elders and 30 visitors, ten instances: our cost after 15 s to the best of PyVRP and OR-Tools alone after 60 s."""
    from bench.routes import ALONE, INSTANCES, OURS, compare

    del folder
    return compare(INSTANCES, OURS, ALONE)


STEPS: dict[str, Step] = {
    "sample": Step("Sample station made", {"s": None}, sample, always=True),
    "import": Step("Ledger of 130 imported", {"s": 2.0}, import_sample),
    "large": Step("Ledger of 16,000 imported", {"s": 15.0, "peak MB": 400.0}, import_large),
    "today": Step("Services of Today", {"ms": 100.0, "ms for the frame": None}, today),
    "window": Step("First window, warm", {"s to the window": 1.5, "s to its figures": None}, window),
    "search": Step("Search among 16,000", {"ms per key (slowest)": 20.0, "ms to load the index": None}, search),
    "roster": Step("Month roster, proven best", {"s": 10.0}, roster),
    "roster-40x2": Step("Rosters, 40 people × 2 seats", {"first proposal s": 1.0, "to 1 % s": None, "proof s": 10.0}, rosters_two),
    "roster-40x4": Step("Rosters, 40 people × 4 seats", {"first proposal s": 1.0, "to 1 % s": None, "proof s": 10.0}, rosters_four),
    "roster-200": Step("Rosters, 200 people × 4 seats", {"first proposal s": 1.0, "to 1 % s": 60.0, "proof s": None}, rosters_large),
    "roster-repair": Step("Repair after a sick call", {"repair s": 2.0}, roster_repair),
    "seven_years": Step("Seven years", {
        "s to make": 300.0, "MB": None, "ms Today": 150.0, "ms an elder's history": 100.0, "ms a sheet's entry": 100.0,
        "Today, against bare SQL": None, "an elder's history, against bare SQL": None, "a sheet's entry, against bare SQL": None,
        "Today, against one year": 1.2, "an elder's history, against one year": 1.2, "a sheet's entry, against one year": 1.2,
        "ms frame": None, "frame, against one year": 1.2, "ms elders": None, "elders, against one year": 1.2,
        "ms phone's desk": None, "phone's desk, against one year": 1.2,
        "ms the year's figures": 1000.0, "the year's figures, against bare SQL": None, "the year's figures, against one year": 1.2,
        "s the yearly report": 3.0,
    }, seven_years),
    "safety": Step("Unlock; audit and masking", {"s to unlock": 1.0, "writes with audit and masks, against without": 1.3}, safety),
    "routes": Step(
        "Routes of a slot", {"ratio, mean": 1.01, "ratio, worst": None, "s to the first answer": 2.0}, routes),
    "sheets": Step("Sheets of a morning", {"s": 3.0, "MB": 1.0, "s to plan the day": None}, sheets),
    "papers": Step("Papers of a morning and a month", {
        "s": 3.0, "times a bare canvas": 1.5, "KB": 500.0, "ms to the first page": 300.0,
        "s for 50,000 rows of xlsx": 6.0, "MB of memory for them": 100.0,
    }, papers),
    "package": Step("Package of the sample's elders", {"s": 3.0, "elders": None, "rows": None}, sticks.package),
    "merge": Step("Package of 50,000 changed rows merged", {"s": 30.0}, sticks.merge),
    "backup": Step("Backup of a seven-year station", {"s": 5.0, "ms longest gap of the window": 100.0, "MB": None}, sticks.backup),
}


def main(name: str, folder: str, answer: str) -> None:
    """Run one step and leave its figures in a file."""
    figures = STEPS[name].run(Path(folder))
    Path(answer).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
