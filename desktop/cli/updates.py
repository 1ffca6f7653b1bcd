"""Verbs of updates: update (check or install a package), and update-finish, which the installer calls."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.cli.call import Call
from desktop.i18n import _
from desktop.station.folder import Folder
from desktop.station.update_finish import finish_update, reopen_window, run_quietly
from desktop.station.update_package import Manifest, Refused
from desktop.station.updates import DONE, Program, check_update, launch_detached, outcome, start_update, this_program


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    del group
    made = add("update", update, _("install a signed update package; without a file: say what became of the last one"))
    made.add_argument("file", nargs="?", metavar="FILE", help=_("the package (.linliupdate)"))
    made.add_argument("--check", action="store_true", help=_("only check it"))
    last = add("update-finish", finish, _("test the version just installed, put the former one back when it fails (the installer calls this)"))
    last.add_argument("record", metavar="RECORD")
    last.add_argument("--code", type=int, default=0, help=_("the installer's exit code"))


def update(call: Call) -> int:
    """Check a package, and install it unless only the check was asked for. A refusal has its own exit code (docs/help/updates.md)."""
    program = this_program()
    if not call.arguments.file:
        told = outcome(call.folder, program.version, call.clock.now()) or _("Version {version}; no update was made here yet.").format(
            version=program.version)
        call.say(told)
        call.answer({"version": program.version, "outcome": told})
        return 0
    path = Path(call.arguments.file)
    try:
        manifest = check_update(path, program)
        call.say(_("{name} is sound and signed by the publisher: version {version} for version {here}.").format(
            name=path.name, version=manifest.version, here=program.version))
        if not call.arguments.check:
            _install(call, path, program)
    except Refused as error:
        print(error, file=sys.stderr)
        call.answer({"ok": False, "code": error.code, "message": str(error)})
        return error.code
    call.answer({"ok": True, "installing": not call.arguments.check, "manifest": _told(manifest)})
    return 0


def _install(call: Call, path: Path, program: Program) -> None:
    def start(backup: Any) -> None:
        start_update(path, program, call.folder, call.clock.now(), backup, launch_detached)

    if Folder(call.folder).holds_station:
        opened = call.open()
        try:
            opened.session.check_administrator()
            start(opened.backup)
        finally:
            opened.close()
    else:
        call.folder.mkdir(parents=True, exist_ok=True)
        start(lambda: None)
    call.say(_("The installer is running; “update” without a file says in a few minutes what became of it."))


def _told(manifest: Manifest) -> dict[str, Any]:
    return asdict(manifest)


def finish(call: Call) -> int:
    """The installer's last step: 0 when the new version stays, 1 when not."""
    record = finish_update(Path(call.arguments.record), call.arguments.code, run_quietly, reopen_window)
    call.say(outcome(Path(call.arguments.record).parent, record.version, call.clock.now()))
    return 0 if record.state == DONE else 1
