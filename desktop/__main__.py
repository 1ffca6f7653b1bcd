"""Puts the program together: the command line, or the window when no verb is given. The one place that knows all three floors."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop import portable


def main() -> int:
    """Run what the command line asks for; the exit code."""
    portable.stay_beside(portable.home())
    arguments = sys.argv[1:]
    verb = arguments[0] if arguments else "window"
    if verb == "window" or (verb.startswith("--") and verb != "--help"):
        from ui.app import run

        return run(arguments)
    from desktop.cli.main import main as command_line

    return command_line(arguments, window_checks=_window_checks)


def _window_checks(folder: Path, now: datetime) -> list[tuple[str, Callable[[], None]]]:
    from ui.selftest import checks

    return checks(folder, now)


if __name__ == "__main__":
    sys.exit(main())
