"""Run the measurements and print promise and measurement side by side: `python3 dev.py bench [NAME...]`."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.steps import STEPS

ROOT = Path(__file__).resolve().parent.parent


def measure(name: str, folder: Path) -> dict[str, float]:
    """One step in a process of its own, so that its peak memory is its own; figures by name."""
    answer = folder / f"{name}.json"
    command = [sys.executable, "-m", "bench.steps", name, str(folder), str(answer)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"})
    if hasattr(os, "wait4"):
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = {"peak MB": used.ru_maxrss / 1024}
    else:
        process.wait()
        peak = {}
    if process.returncode != 0:
        raise SystemExit(f"{name}: failed with exit code {process.returncode}")
    figures: dict[str, float] = json.loads(answer.read_text(encoding="utf-8"))
    return {**figures, **peak}


def main(wanted: list[str]) -> int:
    """Measure and print; 0 when every promise is kept."""
    unknown = sorted(set(wanted) - set(STEPS))
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are: {', '.join(STEPS)}", file=sys.stderr)
        return 2
    kept = True
    folder = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    try:
        print(f"{'what':<58}{'promised':>12}{'measured':>12}")
        for name, step in STEPS.items():
            if wanted and name not in wanted and not step.always:
                continue
            figures = measure(name, folder)
            for label, promise in step.promises.items():
                measured = figures[label]
                good = promise is None or measured <= promise
                kept = kept and good
                promised = "" if promise is None else f"{promise:g}"
                print(f"{step.title + ', ' + label:<58}{promised:>12}{measured:>12.3g}  {'' if good else 'MISSED'}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
