"""Drives: found by their type, listed by their label; and what to be careful about when a station is kept on a stick."""

import os
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from desktop import portable
from desktop.atomic import CannotSave
from desktop.i18n import _

MEGABYTE = 1 << 20
LITTLE_ROOM = 200 * MEGABYTE
PIECES, PIECE = 8, 64 << 10  # what a speed trial writes; each piece is flushed as SQLite flushes a commit
SLOW = 0.25  # seconds for one flushed piece: beyond, each entry is felt
TRIAL = 2.0  # seconds after which the trial has seen enough
UNPLUGGABLE = frozenset({"removable", "network"})


@dataclass(frozen=True)
class Drive:
    """One drive: where its folders begin, its label ('' = none), its kind ('removable', 'fixed', 'network', 'other'), bytes in all and free."""

    path: Path
    label: str
    kind: str
    total: int
    free: int

    @property
    def words(self) -> str:
        """Its label and letter for the user, 'KINGSTON (E:)'."""
        letter = str(self.path).rstrip("\\/") or str(self.path)
        return _("{label} ({place})").format(label=self.label or _("Stick or disk without a name"), place=letter)


    @property
    def words_with_room(self) -> str:
        """The same with the free space."""
        return _("{drive} · {free} GB free").format(drive=self.words, free=f"{self.free / (1 << 30):.1f}")


def drives() -> list[Drive]:
    """The drives that are there now, those that can be pulled out first. Drives without a medium are left out."""
    found = windows_drives() if sys.platform == "win32" else linux_drives()
    return sorted(found, key=lambda one: (one.kind != "removable", str(one.path)))


def sticks(besides: Path) -> list[Drive]:
    """The sticks and cards that are plugged in, where second copies may go; not the one that this folder itself lies on."""
    return [one for one in drives() if one.kind == "removable" and not besides.absolute().is_relative_to(one.path)]


def folder_on(drive: Drive, name: str) -> Path:
    """A folder of this name at the top of the drive, made when it is not there. Raises CannotSave."""
    folder = drive.path / name
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        message = _("Nothing can be written on {drive} ({reason}). Choose another stick, or remove its write protection.")
        raise CannotSave(message.format(drive=drive.words, reason=error.strerror or error)) from error
    return folder


def kind_of(path: Path) -> str:
    """The kind of the drive that a folder lies on (it need not exist yet): 'removable', 'fixed', 'network' or 'other'."""
    return windows_kind(path) if sys.platform == "win32" else linux_kind(path)


def file_system(path: Path) -> str:
    """The file system that a folder lies on, as the system calls it ('vfat', 'FAT32', 'ext4', 'NTFS'); '' when it does not say."""
    return windows_file_system(path) if sys.platform == "win32" else linux_file_system(path)


def may_be_pulled_out(folder: Path) -> bool:
    """Whether the station's folder lies beside the portable program, on a stick, or on the network.

    There SQLite's rollback journal is used: a write-ahead log needs shared memory (https://sqlite.org/wal.html: not on a network),
    and would be a second file without which a pulled stick lacks its newest entries.
    """
    beside = portable.home()
    return (beside is not None and folder.absolute().is_relative_to(beside.parent.absolute())) or kind_of(folder) in UNPLUGGABLE


def cautions(folder: Path, database: Path) -> list[str]:
    """What to tell who keeps his station on a stick: nearly full, or slow. Empty when all is well."""
    told = []
    free = shutil.disk_usage(folder).free
    if free < max(LITTLE_ROOM, 2 * database.stat().st_size):
        told.append(_("The drive with the station is nearly full: {free} MB are free. Delete what is not needed, "
                      "or move the station to a larger one.").format(free=free // MEGABYTE))
    each = seconds_a_write(folder)
    if each is not None and each > SLOW:
        told.append(_("The drive with the station is slow: one entry takes {seconds:.1f} s to be safe on it. "
                      "Another USB socket or a better stick helps.").format(seconds=each))
    return told


def seconds_a_write(folder: Path) -> float | None:
    """How long one small flushed write takes in this folder, measured; None when it cannot be written."""
    began, done = time.monotonic(), 0
    try:
        with tempfile.TemporaryFile(prefix=".trial-", dir=folder) as file:
            while done < PIECES and time.monotonic() - began < TRIAL:
                file.write(os.urandom(PIECE))
                file.flush()
                os.fsync(file.fileno())
                done += 1
    except OSError:  # full or read-only: that is told elsewhere, with its reason
        return None
    return (time.monotonic() - began) / done


# ------------------------------------------------------------------------------------------------ Linux

NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "davfs"})
ESCAPED = re.compile(r"\\([0-7]{3})")  # how the table writes blanks and backslashes
USERS_PLACES = ("/media/", "/run/media/", "/mnt/")


@dataclass(frozen=True)
class _Mount:
    device: str
    point: Path
    system: str


def _mounts(table: str) -> list[_Mount]:
    found = []
    for line in table.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        device, point, system = (ESCAPED.sub(lambda sign: chr(int(sign[1], 8)), part) for part in parts[:3])
        found.append(_Mount(device, Path(point), system))
    return found


def _mount_table() -> str:
    try:
        return Path("/proc/mounts").read_text("utf-8", "replace")
    except OSError:
        return ""


def _kind_of_mount(mount: _Mount, blocks: Path) -> str:
    if mount.system in NETWORK_TYPES:
        return "network"
    if not mount.device.startswith("/dev/"):
        return "other"
    name = Path(mount.device).name
    for block in (name, name.rstrip("0123456789"), name.rstrip("0123456789").removesuffix("p")):
        if not block or not (blocks / block).exists():
            continue
        told = blocks / block / "removable"
        if (told.exists() and told.read_text("ascii").strip() == "1") or "/usb" in str((blocks / block).resolve()):
            return "removable"
        return "fixed"
    return "other"


def linux_drives(table: str | None = None, blocks: Path = Path("/sys/block")) -> list[Drive]:
    """What is mounted where users' drives are mounted; `table` is the text of /proc/mounts."""
    found = []
    for mount in _mounts(_mount_table() if table is None else table):
        if not str(mount.point).startswith(USERS_PLACES) or mount.system == "tmpfs":
            continue
        try:
            usage = shutil.disk_usage(mount.point)
        except OSError:  # pulled out just now
            continue
        found.append(Drive(mount.point, mount.point.name, _kind_of_mount(mount, blocks), usage.total, usage.free))
    return found


def linux_kind(path: Path, table: str | None = None, blocks: Path = Path("/sys/block")) -> str:
    """The kind of the mount that holds the path; `table` is the text of /proc/mounts."""
    holding = _holding(path, table)
    return _kind_of_mount(holding, blocks) if holding else "other"


def linux_file_system(path: Path, table: str | None = None) -> str:
    """The file system of the mount that holds the path."""
    holding = _holding(path, table)
    return holding.system if holding else ""


def _holding(path: Path, table: str | None) -> _Mount | None:
    resolved = path.resolve()
    found = [one for one in _mounts(_mount_table() if table is None else table) if resolved.is_relative_to(one.point)]
    return max(reversed(found), key=lambda one: len(one.point.parts)) if found else None


# ------------------------------------------------------------------------------------------------ Windows

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _KINDS = {2: "removable", 3: "fixed", 4: "network"}
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateFileW.restype = wintypes.HANDLE
    _kernel.CreateFileW.argtypes = [
        wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE]
    _kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    _kernel.DeviceIoControl.argtypes = [
        wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD,
        ctypes.POINTER(wintypes.DWORD), ctypes.c_void_p]
    _NO_HANDLE = wintypes.HANDLE(-1).value
    _QUERY_PROPERTY, _BUS_AT, _USB, _SD, _MMC = 0x2D1400, 28, 7, 12, 13  # IOCTL_STORAGE_QUERY_PROPERTY, STORAGE_DEVICE_DESCRIPTOR.BusType

    def windows_drives() -> list[Drive]:
        """The drives with a letter and a medium in them."""
        _kernel.SetThreadErrorMode(1, None)  # SEM_FAILCRITICALERRORS: no box that asks for a medium
        bits, found = _kernel.GetLogicalDrives(), []
        for number in range(26):
            if not bits >> number & 1:
                continue
            root = f"{chr(65 + number)}:\\"
            kind = _kind_of_root(root)
            if kind == "other":
                continue
            try:
                usage = shutil.disk_usage(root)
            except OSError:  # a card reader without a card, a network drive that is away
                continue
            found.append(Drive(Path(root), _label_of(root), kind, usage.total, usage.free))
        return found

    def windows_kind(path: Path) -> str:
        """By the volume that holds the path."""
        room = ctypes.create_unicode_buffer(1024)
        if not _kernel.GetVolumePathNameW(str(path.absolute()), room, len(room)):
            return "other"
        return _kind_of_root(room.value)

    def windows_file_system(path: Path) -> str:
        """Of the volume that holds the path."""
        room, system = ctypes.create_unicode_buffer(1024), ctypes.create_unicode_buffer(261)
        if not _kernel.GetVolumePathNameW(str(path.absolute()), room, len(room)):
            return ""
        return system.value if _kernel.GetVolumeInformationW(room.value, None, 0, None, None, None, system, len(system)) else ""

    def _kind_of_root(root: str) -> str:
        kind = _KINDS.get(_kernel.GetDriveTypeW(root), "other")
        return "removable" if kind == "fixed" and _on_usb(root) else kind

    def _on_usb(root: str) -> bool:
        """A large stick or a disk in a USB case calls itself fixed; its bus tells. False where Windows does not say."""
        handle = _kernel.CreateFileW(f"\\\\.\\{root[:2]}", 0, 3, None, 3, 0, None)
        if handle == _NO_HANDLE:
            return False
        try:
            asked, answer, got = ctypes.create_string_buffer(12), ctypes.create_string_buffer(1024), wintypes.DWORD()
            if not _kernel.DeviceIoControl(handle, _QUERY_PROPERTY, asked, len(asked), answer, len(answer), ctypes.byref(got), None):
                return False
            return int.from_bytes(answer.raw[_BUS_AT:_BUS_AT + 4], "little") in (_USB, _SD, _MMC)
        finally:
            _kernel.CloseHandle(handle)

    def _label_of(root: str) -> str:
        name = ctypes.create_unicode_buffer(261)
        return name.value if _kernel.GetVolumeInformationW(root, name, len(name), None, None, None, None, 0) else ""
else:

    def windows_drives() -> list[Drive]:
        """None: this is no Windows."""
        return []

    def windows_kind(path: Path) -> str:
        """Unknown: this is no Windows."""
        del path
        return "other"

    def windows_file_system(path: Path) -> str:
        """Unknown: this is no Windows."""
        del path
        return ""
