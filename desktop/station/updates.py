"""Updates without a network: a signed package from a USB stick is checked, installed, tried, and taken back when it fails its test.

Who does what on Windows, where no folder can be renamed while a program runs in it: the running program checks the package, makes a
backup, copies the installer into a private temporary folder and starts it (`start_update`); the installer closes the program, keeps
the former version beside the new one, and starts the former version's `update-finish` (`desktop.station.update_finish`).
"""

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from desktop import portable
from desktop.atomic import CannotSave, write_atomically
from desktop.errors import UserError
from desktop.i18n import RESOURCES, _
from desktop.station.update_package import (
    CHUNK,
    PRODUCT,
    Manifest,
    Refused,
    Tampered,
    load_public_key,
    read_package,
    version_parts,
)

log = logging.getLogger(__name__)
RECORD, SETUP, FOLDER_PREFIX = "update.json", "linli-setup.exe", "linli-update-"
RESERVE = 100 * 1024**2  # bytes that stay free beside what the update needs
PATIENCE = timedelta(minutes=30)  # an update that was started longer ago than this did not finish
STARTED, DONE, PUT_BACK, STUCK, NOT_INSTALLED = "started", "done", "put_back", "stuck", "not_installed"


class OtherProduct(Refused):
    """Signed by us, for another program."""

    code = 7


class NotNewer(Refused):
    """The same version or an older one."""

    code = 8


class TooOldHere(Refused):
    """The version that is installed here is too old for this package."""

    code = 9


class NoSpace(Refused):
    """The disk is too full."""

    code = 10


class CannotInstall(UserError):
    """The package is good, but this installation is not updated by it."""


@dataclass(frozen=True)
class Program:
    """The program as it stands here: version, its folder, the key that it trusts (PEM), and how it was installed:
    'installer', 'portable' (on a stick) or 'source' (other systems, developers)."""

    version: str
    folder: Path
    public_key: bytes
    way: str


@dataclass(frozen=True)
class Record:
    """One update, kept in the data folder as `update.json`: from which version to which, how far it came, and why not further."""

    state: str
    former: str
    version: str
    at: str
    program: str
    temporary: str
    sha256: str
    backup: str = ""
    code: int = 0
    faults: tuple[str, ...] = ()
    told: bool = False


def this_version() -> str:
    """The version of the running program, from its one place."""
    return str(tomllib.loads((RESOURCES.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def this_program() -> Program:
    """The running program."""
    folder = Path(sys.executable).parent
    way = "source"
    if getattr(sys, "frozen", False) and os.name == "nt":
        way = "portable" if portable.home() else "installer"
    return Program(this_version(), folder, (RESOURCES / "update" / "public.pem").read_bytes(), way)


def free_space(folder: Path) -> int:
    """Free bytes on the disk of a folder."""
    return shutil.disk_usage(folder).free


def check_update(
    path: Path, program: Program, free: Callable[[Path], int] = free_space,
    progress: Callable[[float, str], None] = lambda _fraction, _text: None, cancelled: Callable[[], bool] = lambda: False,
) -> Manifest:
    """Read the whole package and judge it; nothing is written. Raises Refused with the reason, BadFile, Cancelled."""
    judge = _judge(path.name, program, free)
    return read_package(path, load_public_key(program.public_key), judge, progress=progress, cancelled=cancelled)


def _judge(name: str, program: Program, free: Callable[[Path], int]) -> Callable[[Manifest], None]:
    def judge(manifest: Manifest) -> None:
        if manifest.product != PRODUCT:
            raise OtherProduct(_("{name} is an update for another program ({product}), not for Linli Shouwang.").format(
                name=name, product=manifest.product))
        here = version_parts(program.version)
        if version_parts(manifest.version) == here:
            raise NotNewer(_("Version {version} is installed already; there is nothing to do.").format(version=manifest.version))
        if version_parts(manifest.version) < here:
            raise NotNewer(_("{name} holds version {version}; version {here} is installed here and is newer. Older versions are not installed.")
                           .format(name=name, version=manifest.version, here=program.version))
        if here < version_parts(manifest.oldest):
            raise TooOldHere(_("{name} updates version {oldest} and newer; version {here} is installed here. Install version {oldest} first.")
                             .format(name=name, oldest=manifest.oldest, here=program.version))
        _check_space(manifest, program, free)

    return judge


def _check_space(manifest: Manifest, program: Program, free: Callable[[Path], int]) -> None:
    """The copy of the installer, and the new version beside the former one, which stays."""
    temporary = Path(tempfile.gettempdir())
    needs = [(temporary, manifest.size), (program.folder, manifest.space)]
    if temporary.stat().st_dev == program.folder.stat().st_dev:
        needs = [(program.folder, manifest.size + manifest.space)]
    for folder, needed in needs:
        found = free(folder)
        if found < needed + RESERVE:
            raise NoSpace(_("Too little room on the disk of {folder}: the update needs {needed} MB, {found} MB are free. Free some space "
                            "(old downloads, the recycle bin), then try again.").format(
                folder=folder, needed=-(-(needed + RESERVE) // 1024**2), found=found // 1024**2))


def start_update(
    path: Path, program: Program, data: Path, now: datetime, backup: Callable[[], Path | None],
    launch: Callable[[Path, str], None], free: Callable[[Path], int] = free_space,
) -> Record:
    """Check the package again, back up, copy the installer into a private folder, check the copy, and start it.

    The program must close next (the installer asks it to). Raises Refused, CannotInstall, CannotSave and what `backup` raises; then
    nothing was installed and the copy is gone.
    """
    manifest = check_update(path, program, free)
    may_install(program)
    saved = backup()
    temporary = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    try:
        _copy_installer(path, program, temporary / SETUP, free)
        record = Record(
            STARTED, program.version, manifest.version, now.isoformat(timespec="seconds"), str(program.folder), str(temporary),
            manifest.sha256, str(saved or ""))
        if digest_of(temporary / SETUP) != manifest.sha256:  # read back from the disk, just before it runs
            raise Tampered(_("The copy of the installer on this computer differs from the package; it was not started. "
                             "Check the disk and the virus scanner, then try again."))
        write_record(data, record)
        launch(temporary, command_line(temporary / SETUP, data / RECORD, program.folder))
    except OSError as error:
        _give_up(data, temporary)
        raise CannotInstall(_("The installer could not be started ({reason}). Nothing was changed.").format(
            reason=error.strerror or error)) from error
    except BaseException:
        _give_up(data, temporary)
        raise
    return record


def _give_up(data: Path, temporary: Path) -> None:
    (data / RECORD).unlink(missing_ok=True)
    shutil.rmtree(temporary, ignore_errors=True)


def may_install(program: Program) -> None:
    """Raise CannotInstall when this installation is not updated by a package, with what to do instead."""
    if program.way == "portable":
        raise CannotInstall(_("This is the portable edition on a stick: the package is good, but a portable edition is updated by copying "
                              "the folder of the new one over it. The data stays."))
    if program.way != "installer":
        raise CannotInstall(_("The package is good. Updates are installed on Windows only."))
    try:
        with tempfile.TemporaryFile(dir=program.folder.parent):
            pass
    except OSError as error:
        raise CannotInstall(_("The package is good, but nothing may be written to {folder}: the program was installed for all users. "
                              "Ask the administrator of this computer to install the update.").format(folder=program.folder.parent)) from error


def _copy_installer(path: Path, program: Program, copy: Path, free: Callable[[Path], int]) -> None:
    """From the package into the private folder; signature and sum are checked on the very bytes that are copied."""
    with copy.open("xb") as file:

        def keep(chunk: bytes) -> None:
            try:
                file.write(chunk)
            except OSError as error:
                raise CannotSave(_("The installer could not be copied to {folder} ({reason}). Free some space, then try again.").format(
                    folder=copy.parent, reason=error.strerror or error)) from error

        read_package(path, load_public_key(program.public_key), _judge(path.name, program, free), keep)
        file.flush()
        os.fsync(file.fileno())


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def command_line(setup: Path, record: Path, program: Path) -> str:
    """How the installer is called: NSIS wants the folder last and without quotation marks."""
    return f'"{setup}" /S /UPDATE="{record}" /D={program}'


def launch_detached(folder: Path, command: str) -> None:
    """Start a command that outlives this process, in `folder` (never in the program's own, which is about to be renamed). Raises OSError."""
    environment = {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    if sys.platform == "win32":
        apart = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        subprocess.Popen(command, cwd=folder, env=environment, close_fds=True, creationflags=apart)
    else:
        raise OSError("updates are installed on Windows only")


# the record


def write_record(data: Path, record: Record) -> None:
    """Keep the record in the data folder. Raises CannotSave."""
    write_atomically(data / RECORD, json.dumps(asdict(record), ensure_ascii=False, indent=1).encode())


def read_record(data: Path) -> Record | None:
    """The newest update of this data folder; None when there was none, or its record cannot be read."""
    try:
        told = json.loads((data / RECORD).read_text("utf-8"))
        return Record(**{**told, "faults": tuple(told["faults"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.info("the record of the last update cannot be read: %s", type(error).__name__)
        return None


def outcome(data: Path, here: str, now: datetime) -> str:
    """What became of the newest update, for the user; '' when there was none or it is still on its way. `here` is this version."""
    record = read_record(data)
    if record is None:
        return ""
    told = {"version": record.version, "former": record.former, "faults": "; ".join(record.faults)}
    if record.state == STARTED and record.version != here:
        if now - datetime.fromisoformat(record.at) < PATIENCE:
            return ""
        return _("The update to version {version} did not finish. Version {former} goes on; your data is untouched.").format(**told)
    if record.state in (STARTED, DONE):
        return _("Version {version} is installed and has passed its test. Before it was {former}.").format(**told) if record.state == DONE \
            else _("Version {version} is installed.").format(**told)
    if record.state == PUT_BACK:
        return _("Version {version} failed its test on this computer, so version {former} was put back. Your data is untouched. "
                 "What failed: {faults}").format(**told)
    if record.state == STUCK:
        return _("Version {version} failed its test, and version {former} could not be put back by itself. Close the program and open it by "
                 "“Back to the former version” in the start menu. What failed: {faults}").format(**told)
    return _("Version {version} was not installed: {reason} Version {former} goes on; your data is untouched.").format(
        reason=installer_reason(record.code), **told)


def installer_reason(code: int) -> str:
    """What an exit code of the installer means (resources/installer/linli.nsi)."""
    return {
        3: _("this Windows is too old or has 32 bits."),
        4: _("the program did not close."),
        5: _("its folder could not be written to."),
        6: _("a file could not be written (disk full?)."),
        7: _("the disk is too full."),
    }.get(code, _("the installer ended with code {code}.").format(code=code))


def news(data: Path, here: str, now: datetime) -> str:
    """As `outcome`, but told only once: for the first window after an update. Raises CannotSave."""
    record = read_record(data)
    told = outcome(data, here, now)
    if record is None or record.told or not told:
        return ""
    write_record(data, replace(record, told=True))
    remove_temporary(record)
    return told


def remove_temporary(record: Record) -> None:
    """Remove the private folder of an update, if it is one; what is still held stays for the system's own cleaning."""
    folder = Path(record.temporary)
    if folder.name.startswith(FOLDER_PREFIX) and folder.parent == Path(tempfile.gettempdir()):
        shutil.rmtree(folder, ignore_errors=True)
