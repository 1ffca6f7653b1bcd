"""Pictures of every page and every paper: `python3 dev.py shots [--out FOLDER]`."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from desktop.cli.main import main as command_line
from desktop.clock import FixedClock
from devtools.stage import MORNING, Stage, new_sample, window
from ui.rooms import ROOMS

PAPER_DPI = 80


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
    with tempfile.TemporaryDirectory(prefix="linli-shots-") as name:
        work = Path(name)
        folder = new_sample(work / "sample")
        papers(folder, work, out)
        with window(folder) as stage:
            pages(stage, out)
        if told.every_size:
            with window(folder, dark=True) as stage:
                pages(stage, out, "-dark")
            with window(folder, language="en") as stage:
                pages(stage, out, "-en")
            with window(folder, scale=1.5) as stage:
                pages(stage, out, "-150")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1:]))
