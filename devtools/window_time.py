"""How long Windows programs take until their first window is seen; for Windows Python, on a PC or in the Windows kit.

    python devtools/window_time.py RUNS BARE.exe -- PROGRAM.exe [ARGUMENTS] [-- PROGRAM.exe …]

Each is started RUNS times in turn after one warm-up, closed again, and told in seconds (median, and the ratio to the first one, pair by pair).
"""

import ctypes
import statistics
import subprocess
import sys
import time
from ctypes import wintypes
from typing import Any

CLOSE = 0x0010  # WM_CLOSE
PATIENCE = 60.0  # seconds


def visible_window(user32: Any, process: int) -> int:
    """A visible titled top window of the process; 0 when there is none yet."""
    found: list[int] = []

    def look(window: int, _more: int) -> bool:
        owner = wintypes.DWORD()
        user32.GetWindowThreadProcessId(window, ctypes.byref(owner))
        if owner.value == process and user32.IsWindowVisible(window) and user32.GetWindowTextLengthW(window):
            found.append(window)
        return True

    kind: Any = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)  # type: ignore[attr-defined,unused-ignore]
    user32.EnumWindows(kind(look), 0)
    return found[0] if found else 0


def first_window(user32: Any, command: list[str]) -> float:
    """Start, wait for the window, close it; seconds until it was there."""
    began = time.perf_counter()
    process = subprocess.Popen(command)
    while not (window := visible_window(user32, process.pid)):
        if process.poll() is not None or time.perf_counter() - began > PATIENCE:
            raise SystemExit(f"{command[0]}: no window came")
        time.sleep(0.002)
    took = time.perf_counter() - began
    time.sleep(0.5)
    user32.PostMessageW(window, CLOSE, 0, 0)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return took


def main(arguments: list[str]) -> None:
    """Measure in turn and tell."""
    user32: Any = ctypes.windll.user32  # type: ignore[attr-defined,unused-ignore]
    runs, commands = int(arguments[0]), [[]]  # type: tuple[int, list[list[str]]]
    for word in arguments[1:]:
        if word == "--":
            commands.append([])
        else:
            commands[-1].append(word)
    took: list[list[float]] = [[] for _command in commands]
    for run in range(runs + 1):
        for place, command in enumerate(commands):
            seconds = first_window(user32, command)
            if run:
                took[place].append(seconds)
    for place, command in enumerate(commands):
        ratios = [mine / bare for mine, bare in zip(took[place], took[0], strict=True)]
        print(f"{statistics.median(took[place]):6.2f} s  {statistics.median(ratios):5.2f} x  {' '.join(command)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
