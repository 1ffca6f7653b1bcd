#!/usr/bin/env python3
"""The two commands of the house, and the further verbs. Standard library only; Python 3.11 or newer; Linux and Windows.

    python3 dev.py run      set up what is missing and open the program with the sample station
    python3 dev.py test     the same set-up, then everything that CI checks
"""

import argparse
import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 (said before anything newer is imported)
    sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])

from devtools import day, machine
from devtools.machine import SetupFailed, run_python, say

CHECKS = (
    ("ruff", ["-m", "ruff", "check", "--quiet", "."]),
    ("types", ["-m", "mypy", "--no-error-summary"]),
    ("floors", ["-c", "from importlinter.cli import lint_imports_command as c; c(['--no-logo'])"]),
    ("catalogues", ["devtools/catalogues.py", "--check"]),
)


def set_up(arguments: argparse.Namespace, *, developing: bool = True) -> None:
    """Everything the verb needs, installed only where it is missing."""
    del arguments
    machine.prepare_packages(developing=developing)
    machine.prepare_system(testing=developing, screen=machine.has_screen() and not developing)
    machine.compile_catalogues()


def do_setup(arguments: argparse.Namespace) -> int:
    """Set up for developing and testing, and nothing more."""
    set_up(arguments)
    say("Ready.")
    return 0


def do_run(arguments: argparse.Namespace) -> int:
    """Open the program with the sample station; without a screen, do the day's main job and say where the papers are."""
    set_up(arguments, developing=False)
    folder = day.station_folder(arguments.data, anew=arguments.new_sample)
    if arguments.no_window or not machine.has_screen():
        return day.without_window(folder)
    return day.open_window(folder)


def do_check(arguments: argparse.Namespace) -> int:
    """Style, types, floors, catalogues: everything but the tests."""
    set_up(arguments)
    return check()


def check() -> int:
    """Run every check, also after one failed; 0 when all passed."""
    failed = []
    for name, command in CHECKS:
        if run_python(*command) == 0:
            say(f"check {name}: good")
        else:
            say(f"check {name}: FAILED")
            failed.append(name)
    return 1 if failed else 0


def do_test(arguments: argparse.Namespace) -> int:
    """Everything that CI checks: the checks, then the tests."""
    set_up(arguments)
    checked = 0 if arguments.only else check()
    command = ["-m", "pytest", *arguments.only]
    if not arguments.only:
        command += ["-q", "-n", str(os.cpu_count() or 1), "--dist", "loadfile"]
    if arguments.nightly:
        command.append("--nightly")
    tested = run_python(*command, offscreen=not machine.has_screen())
    say("All good." if checked == tested == 0 else "Something failed; see above.")
    return checked or tested


def do_bench(arguments: argparse.Namespace) -> int:
    """Measure what the issues promise and print target and measurement side by side."""
    set_up(arguments)
    return run_python("-m", "bench", *arguments.only, offscreen=not machine.has_screen())


def do_shots(arguments: argparse.Namespace) -> int:
    """Take pictures of every page and every paper into a folder."""
    set_up(arguments)
    command = ["-m", "devtools.shots", "--out", arguments.out, *(["--every-size"] if arguments.every_size else [])]
    return run_python(*command, offscreen=True)


def do_catalog(arguments: argparse.Namespace) -> int:
    """Compile the catalogues and say what is missing in them."""
    machine.prepare_packages(developing=True)
    del arguments
    return run_python("devtools/catalogues.py") or run_python("devtools/catalogues.py", "--check")


def do_notices(arguments: argparse.Namespace) -> int:
    """Write THIRD_PARTY_NOTICES.md from what is installed."""
    set_up(arguments)
    return run_python("-m", "devtools.notices")


def parser() -> argparse.ArgumentParser:
    """The verbs and their options."""
    top = argparse.ArgumentParser(prog="dev.py", description="The workshop of Linli Shouwang.")
    verbs = top.add_subparsers(dest="verb", required=True)
    added = {
        name: verbs.add_parser(name, help=(function.__doc__ or "").splitlines()[0]) for name, function in VERBS.items()
    }
    added["run"].add_argument("--data", default="", help="a station's folder instead of the sample's")
    added["run"].add_argument("--new-sample", action="store_true", help="make the sample station anew, as of today")
    added["run"].add_argument("--no-window", action="store_true", help="do the day's main job without a window")
    added["test"].add_argument("only", nargs="*", help="these test files or folders only, without the checks")
    added["test"].add_argument("--nightly", action="store_true", help="the long tests as well")
    added["bench"].add_argument("only", nargs="*", help="these measurements only")
    added["shots"].add_argument("--out", default="docs/shots", help="the folder for the pictures")
    added["shots"].add_argument("--every-size", action="store_true", help="also in dark, in English and at 150 %%")
    return top


VERBS = {
    "run": do_run,
    "test": do_test,
    "check": do_check,
    "bench": do_bench,
    "shots": do_shots,
    "catalog": do_catalog,
    "notices": do_notices,
    "setup": do_setup,
}


def main() -> int:
    """Do what the verb says; the exit code."""
    arguments = parser().parse_args()
    try:
        return VERBS[arguments.verb](arguments)
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
