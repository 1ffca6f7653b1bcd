"""What `dev.py run` does: open the sample station, or, where no window can be shown, do the day's main job on paper."""

import time
from datetime import date, timedelta
from pathlib import Path

from devtools.machine import ROOT, run_python, say

SAMPLE = ROOT / ".station" / "sample"
PAPERS = ROOT / ".station" / "papers"


def station_folder(data: str) -> Path:
    """The folder of the station to open; the sample is made when it is not there yet."""
    if data:
        return Path(data)
    if not SAMPLE.exists():
        say("Making the sample station (invented people) …")
        making = SAMPLE.with_name("sample-in-the-making")
        if run_python("-m", "desktop", "demo", "--data", str(making)) != 0:
            raise SystemExit(1)
        making.rename(SAMPLE)
    return SAMPLE


def open_window(data: str) -> int:
    """Open the program; it stays until its window is closed."""
    return run_python("-m", "desktop", "--data", str(station_folder(data)), "window")


def without_window(data: str) -> int:
    """Plan tomorrow's rounds, print the sheets, plan next month's roster, print it; say where the papers are."""
    folder = station_folder(data)
    PAPERS.mkdir(parents=True, exist_ok=True)
    tomorrow = date.today() + timedelta(days=1)
    month = (tomorrow.replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
    steps = [["rounds", "plan", "--date", tomorrow.isoformat()]]
    papers = []
    for slot in ("am", "pm"):
        papers.append(PAPERS / f"rounds-{tomorrow.isoformat()}-{slot}.pdf")
        steps.append(["rounds", "print", "--date", tomorrow.isoformat(), "--slot", slot, "--out", str(papers[-1])])
    papers.append(PAPERS / f"roster-{month}.pdf")
    steps.append(["roster", "plan", "--month", month])
    steps.append(["roster", "print", "--month", month, "--out", str(papers[-1])])
    say("No screen here: doing the day's main job without a window.")
    for step in steps:
        started = time.perf_counter()
        code = run_python("-m", "desktop", "--data", str(folder), *step)
        say(f"  {' '.join(step[:4])}: {'done' if code == 0 else 'FAILED'} in {time.perf_counter() - started:.1f} s")
        if code != 0:
            return code
    say("The papers:")
    for paper in papers:
        say(f"  {paper} ({paper.stat().st_size // 1024} KB)")
    return 0

