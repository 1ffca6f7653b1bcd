"""Verbs of safety: backup, verify, restore; for scheduled tasks, so that each kind of outcome has its own exit code (docs/help/backup.md)."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.atomic import CannotSave
from desktop.cli.call import Call
from desktop.cli.codes import coded
from desktop.errors import BadRequest, DiskRefused, StationUnavailable, UserError
from desktop.i18n import _
from desktop.station.audit import check_audit, check_everything
from desktop.station.backup import Backup, choose_second_place, copy_to_second_place, second_place
from desktop.station.folder import Folder
from desktop.station.opening import OpenStation, accept_loss
from desktop.station.restore import Damaged, ForeignKey, NoBackup, Preview, TooNew, restore_unopenable

NO_BACKUP, DAMAGED, OTHER_KEY, NEWER, SECOND_PLACE, DISK = 3, 4, 5, 6, 7, 8
CODES: tuple[tuple[type[UserError], int], ...] = (
    (NoBackup, NO_BACKUP), (Damaged, DAMAGED), (ForeignKey, OTHER_KEY), (TooNew, NEWER), (DiskRefused, DISK), (CannotSave, DISK),
)


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    del group
    made = add("backup", coded(back_up, CODES), _("make a verified backup, and copy it to the second place"))
    made.add_argument("--second-place", metavar="DIR", help=_("choose a folder on another disk or stick for copies; '' forgets it"))
    seen = add("verify", coded(verify, CODES), _("read backups back from the first page to the last"))
    seen.add_argument("--file", metavar="F.db", help=_("this backup (default: the newest)"))
    seen.add_argument("--all", action="store_true", help=_("every backup"))
    seen.add_argument("--drill", action="store_true", help=_("also restore it into a temporary folder and read every row"))
    told = add("audit", coded(audit, CODES), _("check that the journal is what was written"))
    told.add_argument("--rows", action="store_true", help=_("also follow every row back to what was first written"))
    told.add_argument("--head", action="append", default=[], metavar="HEAD", help=_("the audit head on a paper; it must be in the journal"))
    back = add("restore", coded(restore, CODES), _("say what a backup would change; with --yes put it in the station's place"))
    back.add_argument("--file", metavar="F.db", help=_("this backup (default: the newest)"))
    back.add_argument("--yes", action="store_true", help=_("do it; a backup of what stands now is made first"))
    back.add_argument("--unopenable", action="store_true", help=_("the station's own file cannot be opened: put it aside and restore (with --yes)"))
    back.add_argument("--recovery-key", metavar="FILE", help=_("open with the printed recovery key, typed into this file"))
    back.add_argument("--as-it-is", action="store_true", help=_("go on without newest entries whose file is gone"))


def audit(call: Call) -> int:
    """Reckon the chain of the journal again; 4 when something is not what was written, or a head from a paper is not in it."""
    with call.open() as session:
        found = check_everything(session, call.arguments.head)[0] if call.arguments.rows else check_audit(session, call.arguments.head)
    for fault in found.faults:
        print(fault, file=sys.stderr)
    if not found.faults:
        call.say(_("The journal is whole: {operations} operations, {changes} changes. Head: {head}").format(
            operations=found.operations, changes=found.changes, head=found.mark))
    call.answer({"ok": not found.faults, "code": DAMAGED if found.faults else 0, "operations": found.operations, "changes": found.changes,
                 "head": found.mark, "faults": list(found.faults)})
    return DAMAGED if found.faults else 0


def back_up(call: Call) -> int:
    """Make a backup; 7 when it was made but could not be copied to the second place."""
    opened = call.open()
    try:
        if call.arguments.second_place is not None:
            choose_second_place(opened.folder, call.arguments.second_place)
        path = opened.backup()
        call.say(_("Backup made and verified: {name}").format(name=path))
        copied, trouble = _copy(opened)
    finally:
        opened.close()
    if trouble:
        print(trouble, file=sys.stderr)
    if copied is not None:
        call.say(_("Copied to the second place and read back: {name}. It is safe to pull the stick out.").format(name=copied))
    call.answer({"ok": not trouble, "code": SECOND_PLACE if trouble else 0, "backup": str(path), "copy": str(copied or ""), "message": trouble})
    return SECOND_PLACE if trouble else 0


def _copy(opened: OpenStation) -> tuple[Path | None, str]:
    now = opened.session.clock.now()
    if not second_place(opened.folder, now).path:
        return None, ""
    try:
        return copy_to_second_place(opened.folder, now), ""
    except UserError as error:
        return None, str(error)


def verify(call: Call) -> int:
    """Read backups back; the worst finding gives the exit code."""
    opened = call.open()
    try:
        found = _chosen(opened.backups(), call.arguments.file, call.arguments.all)
        answers = [_verify_one(call, opened, path) for path in found]
    finally:
        opened.close()
    call.answer(answers)
    return max(int(answer["code"]) for answer in answers)


def _verify_one(call: Call, opened: OpenStation, path: Path) -> dict[str, Any]:
    try:
        holds = opened.verify(path)
        rows = sum(holds.rows.values())
        call.say(_("Sound: {name} ({rows} rows, {operations} operations)").format(name=path.name, rows=rows, operations=holds.operations))
        answer = {"file": str(path), "code": 0, "rows": rows, "operations": holds.operations, "schema": holds.schema}
        if call.arguments.drill:
            done = opened.drill(path)
            call.say(_("Restored for trial: {name}, {rows} rows read in {seconds:.1f} s").format(
                name=path.name, rows=done.rows, seconds=done.seconds))
            answer["drill_seconds"] = round(done.seconds, 2)
        return answer
    except UserError as error:
        print(error, file=sys.stderr)
        return {"file": str(path), "code": next((code for kind, code in CODES if isinstance(error, kind)), 1), "message": str(error)}


def restore(call: Call) -> int:
    """Preview a restore, or do it."""
    wanted = call.arguments
    if wanted.as_it_is:
        accept_loss(call.folder)
        call.say(_("The station in {folder} opens again, without the entries whose file is gone.").format(folder=call.folder))
        call.answer({"ok": True})
        return 0
    if wanted.unopenable:
        return _restore_unopenable(call)
    opened = call.open()
    try:
        path = _chosen(opened.backups(), wanted.file, False)[0]
        seen = opened.preview_restore(path)
        _tell(call, seen)
        safety = opened.restore(path) if wanted.yes else None
    finally:
        opened.close()
    if safety is None:
        call.say(_("Nothing was changed. Add --yes to restore."))
    else:
        call.say(_("Restored: {name}. What stood before is kept in {safety}.").format(name=path.name, safety=safety.name))
    call.answer({"ok": True, "restored": safety is not None, "safety": str(safety or ""), "preview": asdict(seen)})
    return 0


def _tell(call: Call, seen: Preview) -> None:
    call.say(_("{name}: {station}, newest entry {then}; the station's newest entry {now}; {lost} operations would be lost.").format(
        name=seen.path.name, station=seen.station, then=seen.newest_then[1], now=seen.newest_now[1], lost=seen.lost_operations))
    for count in seen.counts:
        call.say(f"  {count.table}: {count.now} → {count.then}")
    if not seen.account_known:
        call.say(_("Your account does not exist in this backup: you could not sign in afterwards."))


def _restore_unopenable(call: Call) -> int:
    wanted = call.arguments
    if not wanted.yes:
        raise BadRequest(_("A station that cannot be opened is restored only with --yes."))
    path = _chosen(_own_backups(call), wanted.file, False)[0]
    if wanted.recovery_key:
        try:
            secret = Path(wanted.recovery_key).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise StationUnavailable(_("The file {name} cannot be read.").format(name=wanted.recovery_key)) from error
    else:
        secret = call.password()
    restore_unopenable(call.folder, path, wanted.account, secret, call.clock, by_recovery_key=bool(wanted.recovery_key))
    call.say(_("Restored: {name}. The file that could not be opened was put aside in the data folder.").format(name=path.name))
    call.answer({"ok": True, "restored": True})
    return 0


def _own_backups(call: Call) -> list[Backup]:
    from desktop.station.backup import backups_in

    return backups_in(Folder(call.folder).backups)[::-1]


def _chosen(found: list[Backup], name: str | None, every: bool) -> list[Path]:
    """The backups meant: the one named (as a path, or by its name among the station's own), all, or the newest. Raises NoBackup."""
    if name:
        own = [backup.path for backup in found if backup.path.name == name]
        return own or [Path(name)]
    if not found:
        raise NoBackup(_("There is no backup yet."))
    return [backup.path for backup in found] if every else [found[0].path]
