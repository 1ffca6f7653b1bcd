"""Pictures of every page and every paper: `python3 dev.py shots [--out FOLDER]`."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2

from desktop.cli.main import main as command_line
from desktop.clock import FixedClock
from devtools.stage import MORNING, Stage, bare, new_sample, pause, window
from ui.rooms import ROOMS
from ui.station.login import Login
from ui.station.wizard import Wizard

PAPER_DPI = 80
LEDGER = Path(__file__).resolve().parent.parent / "tests" / "data" / "红葵社区台账.xlsx"


def pages(stage: Stage, out: Path, suffix: str = "") -> list[str]:
    """Every page of the navigation, one picture each; gives their names."""
    taken = []
    for room in ROOMS:
        if not room.shown:
            continue
        stage.go(room.key)
        stage.take(out / f"{room.key}{suffix}.png")
        taken.append(room.key)
        print(f"  {room.key}{suffix}.png", flush=True)
    return taken


def import_preview(stage: Stage, out: Path, suffix: str = "") -> None:
    """What becomes of a real ledger before anything is written."""
    stage.go("import", file=LEDGER)
    stage.wait(lambda: getattr(stage.window.current(), "preview", None) is not None)
    stage.take(out / f"import.preview{suffix}.png")
    print(f"  import.preview{suffix}.png", flush=True)


def first_run(work: Path, out: Path, suffix: str = "") -> None:
    """The wizard's pages and the login, before any station is open."""
    with bare() as (worker, clock):
        wizard = Wizard(worker, work / "empty", clock)
        for number in range(wizard.pages.count()):
            wizard._show(number)
            wizard.show()
            pause(100)
            wizard.grab().save(str(out / f"wizard.{number + 1}{suffix}.png"))
        login = Login(worker, work / "sample", clock, "王站长")
        login.show()
        pause(100)
        login.grab().save(str(out / f"login{suffix}.png"))
        for dialog in (wizard, login):
            dialog.hide()
            dialog.deleteLater()
    print(f"  wizard.1{suffix}.png … login{suffix}.png", flush=True)


def all_windows(folder: Path, work: Path, out: Path, suffix: str = "", **looks: Any) -> None:
    """Every page and dialog in these looks."""
    with window(folder, **looks) as stage:
        pages(stage, out, suffix)
        import_preview(stage, out, suffix)
    first_run(work, out, suffix)


def papers(folder: Path, work: Path, out: Path) -> None:
    """The printed pages: the first page of each paper that the command line prints."""
    tomorrow, month = "2026-11-24", "2026-12"
    clock = FixedClock(MORNING)
    calls = {
        "": ["rounds", "plan", "--date", tomorrow],
        "sheet": ["rounds", "print", "--date", tomorrow, "--slot", "am"],
        " ": ["roster", "plan", "--month", month],
        "wall": ["roster", "print", "--month", month],
    }
    for name, call in calls.items():
        paper = work / f"{name}.pdf"
        printing = ["--out", str(paper)] if name.strip() else []
        code = command_line([*call, *printing, "--data", str(folder), "--language", "zh_CN"], clock)
        if code != 0:
            raise SystemExit(f"{' '.join(call)}: exit code {code}")
        if printing:
            document = pypdfium2.PdfDocument(paper)
            document[0].render(scale=PAPER_DPI / 72).to_pil().save(out / f"paper-{name}.png")
            document.close()
            print(f"  paper-{name}.png", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="dev.py shots")
    parser.add_argument("--out", type=Path, default=Path("docs/shots"))
    parser.add_argument("--every-size", action="store_true", help="also dark, English and 150 %% for judging")
    told = parser.parse_args(arguments)
    out: Path = told.out
    out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.gettempdir()) / "linli-pictures"  # shown in the wizard, so it has the same name each time
    try:
        folder = new_sample(work / "sample")
        papers(folder, work, out)
        all_windows(folder, work, out)
        if told.every_size:
            all_windows(folder, work, out, "-dark", dark=True)
            all_windows(folder, work, out, "-en", language="en")
            all_windows(folder, work, out, "-150", scale=1.5)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1:]))
