"""What `dev.py run` does: open the sample station, or, where no window can be shown, do the day's main job on paper."""

import shutil
import time
from datetime import date, timedelta
from pathlib import Path

from devtools.machine import ROOT, run_python, say

SAMPLE = ROOT / ".station" / "sample"
PAPERS = ROOT / ".station" / "papers"


def station_folder(data: str, *, anew: bool = False) -> Path:
    """The folder of the station to open; the sample is made when it is not there yet, or anew when that is asked for."""
    if data:
        return Path(data)
    if anew:
        shutil.rmtree(SAMPLE, ignore_errors=True)
    if not SAMPLE.exists():
        say("Making the sample station (invented people) …")
        making = SAMPLE.with_name("sample-in-the-making")  # so that an interrupted one is never opened
        shutil.rmtree(making, ignore_errors=True)
        if run_python("-m", "desktop", "demo", "--data", str(making), quiet=True) != 0:
            raise SystemExit(1)
        making.rename(SAMPLE)
    return SAMPLE


def open_window(folder: Path) -> int:
    """Open the program; it stays until its window is closed."""
    return run_python("-m", "desktop", "window", "--data", str(folder))


def without_window(folder: Path) -> int:
    """Plan tomorrow's rounds, print the sheets, plan next month's roster, print it; say where the papers are."""
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
        code = run_python("-m", "desktop", *step, "--data", str(folder))
        say(f"  {' '.join(step[:4])}: {'done' if code == 0 else 'FAILED'} in {time.perf_counter() - started:.1f} s")
        if code != 0:
            return code
    say("The papers:")
    for paper in papers:
        say(f"  {paper} ({paper.stat().st_size // 1024} KB)")
    return 0

