"""One call of the command line: what was asked, the clock, the station, and where to answer."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from desktop import portable
from desktop.clock import Clock
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.station.folder import Folder
from desktop.station.opening import OpenStation, open_sample, open_station

PROGRAM = "LinliShouwang"


def default_folder() -> Path:
    """Where the station is kept when nobody says otherwise: beside the program when it is the portable edition (a file
    `portable.txt` lies there), else in the user's local application data.
    """
    return portable.home() or user_data_path(PROGRAM, appauthor=False)


WindowChecks = Callable[[Path, datetime], list[tuple[str, Callable[[], None]]]]
"""The window's part of the self-test, for a folder with a sample station and a moment: what is tried, and the trial."""


def no_window(_folder: Path, _now: datetime) -> list[tuple[str, Callable[[], None]]]:
    """No window: nothing to check there."""
    return []


class Call:
    """One call of the command line: what was asked, the clock, and where to answer."""

    def __init__(self, arguments: argparse.Namespace, clock: Clock, window_checks: WindowChecks) -> None:
        self.arguments = arguments
        self.clock = clock
        self.window_checks = window_checks

    @property
    def folder(self) -> Path:
        """The data folder that was named, or the user's own."""
        return Path(self.arguments.data) if self.arguments.data else default_folder()

    def password(self) -> str:
        """The password, from the first line of `--password-file`. Raises BadRequest."""
        if not self.arguments.password_file:
            raise BadRequest(_("Say where the password stands: --password-file FILE (its first line is the password)."))
        try:
            lines = Path(self.arguments.password_file).read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadRequest(_("The password file {name} cannot be read.").format(name=self.arguments.password_file)) from error
        if not lines or not lines[0]:
            raise BadRequest(_("The password file {name} is empty.").format(name=self.arguments.password_file))
        return lines[0]

    def open(self) -> OpenStation:
        """The station in the data folder; the sample station needs no password. Raises UserError."""
        folder = Folder(self.folder)
        if folder.is_sample:
            return open_sample(self.folder, self.clock)
        return open_station(self.folder, self.arguments.account, self.password(), self.clock)

    def say(self, line: str) -> None:
        """One line for a human; not said when the answer is for a machine."""
        if not self.arguments.json:
            print(line, flush=True)

    def warn(self, line: str) -> None:
        """Something that a human should know though the call succeeds; nothing when the line is empty."""
        if line:
            print(line, file=sys.stderr)

    def answer(self, value: Any) -> None:
        """The answer for a machine, when that was asked for."""
        if self.arguments.json:
            print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def a_date(text: str) -> date:
    """A date as `YYYY-MM-DD`, for argparse."""
    return date.fromisoformat(text)


def a_month(text: str) -> str:
    """A month as `YYYY-MM`, for argparse."""
    return f"{datetime.strptime(text, '%Y-%m'):%Y-%m}"
