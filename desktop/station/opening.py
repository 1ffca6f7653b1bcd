"""Making a station and opening one: folder, key, database, migrations, session."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from db.backup import newest_moment
from db.engine import open_file
from db.migrations import migrate
from db.station import queries
from db.station.tables import Account, Station
from db.store import Store
from desktop.atomic import CannotSave, write_atomically
from desktop.clock import Clock
from desktop.errors import BadRequest, StationUnavailable, UserError
from desktop.i18n import _
from desktop.session import Session
from desktop.station.backup import (
    backed_up_on,
    reminder,
)
from desktop.station.clockcheck import check_clock
from desktop.station.defaults import insert_defaults
from desktop.station.drilling import drill_warning
from desktop.station.drives import cautions
from desktop.station.folder import Folder
from desktop.station.keyring import Keyring
from desktop.station.open_station import OpenStation
from desktop.station.passwords import check_password
from desktop.station.rekey import key_in_force
from desktop.station.sound import open_database
from desktop.station.updates import news, this_version

__all__ = [
    "OpenStation", "accept_loss", "create_sample", "create_station", "open_by_recovery_key", "open_sample",
    "open_station",
]

log = logging.getLogger(__name__)
SAMPLE_ACCOUNT = "sample"


def accept_loss(path: Path) -> None:
    """Go on with the station's file although the file of its newest entries is gone. Raises StationUnavailable when it is in use."""
    with Folder(path) as folder:
        folder.mark_closed()


def create_station(path: Path, name: str, community: str, account: str, password: str, clock: Clock, *, phone: str = "") -> tuple[OpenStation, str]:
    """Make a station in an empty folder, with its first account (administrator); returns it open, and the recovery key to print.

    Raises BadRequest for an empty name or too short a password, StationUnavailable when a station is there already or the folder
    cannot be used.
    """
    if not name.strip() or not account.strip():
        raise BadRequest(_("The station and the account need a name."))
    check_password(password)
    folder = _empty_folder(path)
    try:
        key, recovery = Keyring(folder.keys).create(account.strip(), password)
        store = _new_database(folder, key, clock.now())
    except BaseException:
        folder.release()
        raise
    session = Session(store, clock, account.strip())
    with session.write("station.create") as unit:
        unit.insert(Station, {"name": name.strip(), "community": community.strip(), "phone": phone.strip()})
        unit.insert(Account, {"name": account.strip(), "display_name": account.strip(), "role": "administrator"})
        insert_defaults(unit)
    return OpenStation(session, folder, key), recovery


def create_sample(path: Path, name: str, community: str, clock: Clock) -> OpenStation:
    """Make a sample station: marked as such everywhere, and opened without a password (its key lies beside it)."""
    folder = _empty_folder(path)
    key = secrets.token_bytes(32)
    try:
        write_atomically(folder.sample_key, key.hex().encode())
        store = _new_database(folder, key, clock.now())
    except BaseException:
        folder.release()
        raise
    session = Session(store, clock, SAMPLE_ACCOUNT)
    with session.write("station.create") as unit:
        unit.insert(Station, {"name": name, "community": community, "phone": "0574-86000000", "hotline_phone": "0574-86000000", "sample": True})
        unit.insert(Account, {"name": SAMPLE_ACCOUNT, "display_name": _("Sample clerk"), "role": "administrator"})
        insert_defaults(unit)
    return OpenStation(session, folder, key)


def open_station(path: Path, account: str, password: str, clock: Clock) -> OpenStation:
    """Open a station with a name and a password.

    Raises WrongPassword (the same message whatever was wrong) and StationUnavailable (missing, read-only, in use, damaged, newer).
    """
    name = account.strip()
    found: list[bytes] = []

    def key_of(folder: Folder) -> bytes:
        ring = Keyring(folder.keys)
        found.append(key_in_force(folder, ring, ring.unlock(name, password, clock.now())))
        return found[0]

    opened = _open(path, name, key_of, clock)
    ring = Keyring(opened.folder.keys)
    if ring.is_old(name):  # only now: the backup made before a migration keeps the key file that the former version reads
        try:
            ring.set_password(name, password, found[0])
        except CannotSave as error:
            opened.warnings.append(str(error))
    return opened


def open_by_recovery_key(path: Path, account: str, recovery: str, clock: Clock) -> OpenStation:
    """Open a station for `account` with the printed recovery key (a lost password). Raises as `open_station`."""

    def key_of(folder: Folder) -> bytes:
        ring = Keyring(folder.keys)
        return key_in_force(folder, ring, ring.unlock_by_recovery_key(recovery, clock.now()))

    return _open(path, account.strip(), key_of, clock)


def open_sample(path: Path, clock: Clock) -> OpenStation:
    """Open the sample station that is kept here, without typing. Raises StationUnavailable."""

    def key_of(folder: Folder) -> bytes:
        try:
            return bytes.fromhex(folder.sample_key.read_text("ascii"))
        except (OSError, ValueError) as error:
            raise StationUnavailable(_("The sample station in {folder} is damaged. Remove it and make a new one.").format(folder=path)) from error

    return _open(path, SAMPLE_ACCOUNT, key_of, clock)


def _empty_folder(path: Path) -> Folder:
    folder = Folder(path)
    folder.prepare()
    folder.lock()
    if folder.holds_station:
        folder.release()
        raise StationUnavailable(_("There is already a station in {folder}. Open it, or choose an empty folder.").format(folder=path))
    return folder


def _new_database(folder: Folder, key: bytes, now: datetime) -> Store:
    database = open_file(folder.database, key, journal=folder.journal)
    migrate(database, now)
    folder.mark_open()
    return Store(database)


def _open(path: Path, account: str, key_of: Callable[[Folder], bytes], clock: Clock) -> OpenStation:
    folder = Folder(path)
    folder.lock()
    try:
        if not folder.holds_station:
            raise StationUnavailable(
                _("There is no station in {folder}. Make one first, or check the path.").format(folder=path))
        key = key_of(folder)
        ended_badly = folder.ended_badly
        store = open_database(folder, key, clock.now())
        row = queries.account(store, account)
        if row is None:
            store.close()
            raise StationUnavailable(_("The account {name} was closed by the administrator.").format(name=account))
    except BaseException:
        folder.release()
        raise
    chosen = frozenset(str(row["permissions"]).split(","))
    opened = OpenStation(Session(store, clock, account, role=row["role"], chosen=chosen), folder, key)
    _look_around(opened, ended_badly)
    return opened


def _look_around(opened: OpenStation, ended_badly: bool) -> None:
    """The first backup of the day, and what the user should be told; none of it keeps the station closed."""
    folder, now, warnings = opened.folder, opened.session.clock.now(), opened.warnings
    try:
        folder.mark_open()
    except CannotSave as error:
        warnings.append(str(error))
    doubt = check_clock(now, newest_moment(opened.session.store.database))
    if doubt is not None:
        warnings.append(doubt.message)
    if ended_badly:
        warnings.append(_("The program was not closed in order last time. The station's file was checked and is sound."))
    if folder.journal == "delete":
        warnings.extend(cautions(folder.path, folder.database))
    try:
        if told := news(folder.path, this_version(), now):
            warnings.append(told)
    except CannotSave as error:
        warnings.append(str(error))
    if folder.is_sample:
        return
    if ended_badly or not backed_up_on(folder, now.date()):
        try:
            opened.backup()
        except UserError as error:
            opened.needs_backup()
            warnings.append(str(error))
    for told in (reminder(folder, now), drill_warning(folder, now)):
        if told:
            warnings.append(told)
