"""The command line: the same services as the window, for IT staff and scheduled tasks.

Exit code 0 only on success, 1 when something of the world went wrong (said in one line), 2 for a call that makes no sense.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from platformdirs import user_data_path

from desktop import i18n
from desktop.clock import Clock, SystemClock
from desktop.errors import BadRequest, UserError
from desktop.i18n import _
from desktop.rooms import VERBS
from desktop.station.folder import Folder
from desktop.station.opening import OpenStation, open_sample, open_station

PROGRAM = "LinliShouwang"
OK, FAILED, USAGE = 0, 1, 2


def default_folder() -> Path:
    """Where the station is kept when nobody says otherwise: the user's local application data."""
    return user_data_path(PROGRAM, appauthor=False)


class Call:
    """One call of the command line: what was asked, the clock, and where to answer."""

    def __init__(self, arguments: argparse.Namespace, clock: Clock) -> None:
        self.arguments = arguments
        self.clock = clock

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
            print(line)

    def answer(self, value: Any) -> None:
        """The answer for a machine, when that was asked for."""
        if self.arguments.json:
            print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def a_date(text: str) -> date:
    """A date as `YYYY-MM-DD`, for argparse."""
    return date.fromisoformat(text)


def a_month(text: str) -> str:
    """A month as `YYYY-MM`, for argparse."""
    return f"{datetime.strptime(text, '%Y-%m'):%Y-%m}"


def build_parser() -> argparse.ArgumentParser:
    """All verbs of all rooms."""
    parser = _Parser(prog="python -m desktop", description=_("Linli Shouwang: looks after elders who live alone."))
    parser.set_defaults(run=None)
    common = _Parser(add_help=False)
    common.add_argument("--data", metavar="DIR", help=_("the folder where the station is kept"))
    common.add_argument("--account", default="admin", help=_("who signs in (default: admin)"))
    common.add_argument("--password-file", metavar="FILE", help=_("a file whose first line is the password"))
    common.add_argument("--language", choices=i18n.LANGUAGES, help=_("the language of messages and papers"))
    common.add_argument("--json", action="store_true", help=_("answer for a machine"))
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")

    def add(name: str, function: Callable[[Call], int | None], help: str, parent: Any = None) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = (parent or verbs).add_parser(name, help=help, parents=[common])
        made.set_defaults(run=function)
        return made

    def group(name: str, help: str) -> Any:
        made = verbs.add_parser(name, help=help)
        return made.add_subparsers(dest="what", metavar="WHAT", required=True)

    for room in VERBS:
        room(add, group)
    return parser


def main(argv: Sequence[str], clock: Clock | None = None) -> int:
    """Do one call; the exit code."""
    _speak_utf8()
    i18n.use(_asked_language(argv))
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if arguments.run is None:
        parser.print_help()
        return USAGE
    try:
        return int(arguments.run(Call(arguments, clock or SystemClock())) or OK)
    except UserError as error:
        print(error, file=sys.stderr)
        return FAILED


def _asked_language(argv: Sequence[str]) -> str:
    for place, word in enumerate(argv):
        if word == "--language" and place + 1 < len(argv) and argv[place + 1] in i18n.LANGUAGES:
            return argv[place + 1]
        if word.startswith("--language=") and word.removeprefix("--language=") in i18n.LANGUAGES:
            return word.removeprefix("--language=")
    return i18n.system_language()


def _speak_utf8() -> None:
    """Never fail on a character that the console lacks (code page 936 has no 𬭎); files and pipes get UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None or not hasattr(stream, "reconfigure"):
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8")
