"""The command line: the same services as the window, for IT staff and scheduled tasks.

Exit code 0 only on success, 1 when something of the world went wrong (said in one line), 2 for a call that makes no sense.
"""

import argparse
import gettext
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from desktop import i18n
from desktop.cli.call import Call, WindowChecks, no_window
from desktop.clock import Clock, SystemClock
from desktop.errors import UserError
from desktop.i18n import N_, _
from desktop.rooms import VERBS

OK, FAILED, USAGE = 0, 1, 2
ARGPARSE_WORDS = (  # what argparse itself says; it asks gettext, which `_speak_our_language` points at our catalogue
    N_("usage: "), N_("positional arguments"), N_("options"), N_("show this help message and exit"),
    N_("the following arguments are required: %s"), N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("unrecognized arguments: %s"), N_("expected one argument"), N_("expected at least one argument"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid %(type)s value: %(value)r"),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


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


def main(argv: Sequence[str], clock: Clock | None = None, window_checks: WindowChecks = no_window) -> int:
    """Do one call; the exit code. `window_checks` are what the self-test tries in the window."""
    _speak_utf8()
    _speak_our_language(_asked_language(argv))
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if arguments.run is None:
        parser.print_help()
        return USAGE
    try:
        return int(arguments.run(Call(arguments, clock or SystemClock(), window_checks)) or OK)
    except UserError as error:
        print(error, file=sys.stderr)
        return FAILED


def _speak_our_language(language: str) -> None:
    i18n.use(language)
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(i18n.DOMAIN, str(i18n.RESOURCES / "locale"))
    gettext.textdomain(i18n.DOMAIN)


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
