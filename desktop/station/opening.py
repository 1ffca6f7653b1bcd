"""Making a station and opening one: folder, key, database, migrations, session."""

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from db.engine import CannotOpen, open_file
from db.migrations import NEWEST, NewerSchema, migrate, version_of
from db.station import queries
from db.station.tables import Account, Station
from db.store import Store
from desktop.atomic import write_atomically
from desktop.clock import Clock
from desktop.errors import BadRequest, StationUnavailable
from desktop.i18n import _
from desktop.session import Session
from desktop.station.backup import backed_up_on, make_backup
from desktop.station.defaults import insert_defaults
from desktop.station.folder import Folder
from desktop.station.keyring import Keyring

SHORTEST_PASSWORD = 8
SAMPLE_ACCOUNT = "sample"


class OpenStation:
    """A station that is open in this process: its session and its folder. Close it when done."""

    def __init__(self, session: Session, folder: Folder, key: bytes) -> None:
        self.session = session
        self.folder = folder
        self._key = key

    def backup(self) -> Path:
        """Copy the station into its folder of backups and verify the copy; returns the copy's path. Raises BadFile."""
        return make_backup(self.session.store.database, self.folder, self._key, self.session.clock.now())

    def set_password(self, account: str, password: str) -> None:
        """Give an account a (new) password. Raises BadRequest when it is too short."""
        check_password(password)
        Keyring(self.folder.keys).set_password(account, password, self._key)

    def close(self) -> None:
        """Close the database and let the folder go."""
        self.session.store.close()
        self.folder.release()

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_error: object) -> None:
        self.close()


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
    return _open(path, account.strip(), lambda folder: Keyring(folder.keys).unlock(account.strip(), password, clock.now()), clock)


def open_by_recovery_key(path: Path, account: str, recovery: str, clock: Clock) -> OpenStation:
    """Open a station for `account` with the printed recovery key (a lost password). Raises as `open_station`."""
    return _open(path, account.strip(), lambda folder: Keyring(folder.keys).unlock_by_recovery_key(recovery, clock.now()), clock)


def open_sample(path: Path, clock: Clock) -> OpenStation:
    """Open the sample station that is kept here, without typing. Raises StationUnavailable."""

    def key_of(folder: Folder) -> bytes:
        try:
            return bytes.fromhex(folder.sample_key.read_text("ascii"))
        except (OSError, ValueError) as error:
            raise StationUnavailable(_("The sample station in {folder} is damaged. Remove it and make a new one.").format(folder=path)) from error

    return _open(path, SAMPLE_ACCOUNT, key_of, clock)


def check_password(password: str) -> None:
    """Raise BadRequest when a new password is too short; a Chinese character counts as two."""
    if sum(1 if character.isascii() else 2 for character in password) < SHORTEST_PASSWORD:
        raise BadRequest(_("The password needs at least {number} characters. Three short words are easy to remember.").format(number=SHORTEST_PASSWORD))


def _empty_folder(path: Path) -> Folder:
    folder = Folder(path)
    folder.prepare()
    folder.lock()
    if folder.holds_station:
        folder.release()
        raise StationUnavailable(_("There is already a station in {folder}. Open it, or choose an empty folder.").format(folder=path))
    return folder


def _new_database(folder: Folder, key: bytes, now: datetime) -> Store:
    database = open_file(folder.database, key)
    migrate(database, now)
    return Store(database)


def _open(path: Path, account: str, key_of: Callable[[Folder], bytes], clock: Clock) -> OpenStation:
    folder = Folder(path)
    folder.lock()
    try:
        if not folder.holds_station:
            raise StationUnavailable(
                _("There is no station in {folder}. Make one first, or check the path.").format(folder=path))
        key = key_of(folder)
        store = _open_database(folder, key, clock.now())
        row = queries.account(store, account)
        if row is None:
            store.close()
            raise StationUnavailable(_("The account {name} was closed by the administrator.").format(name=account))
    except BaseException:
        folder.release()
        raise
    opened = OpenStation(Session(store, clock, account, role=row["role"]), folder, key)
    if not folder.is_sample and not backed_up_on(folder, clock.today()):
        opened.backup()
    return opened


def _open_database(folder: Folder, key: bytes, now: datetime) -> Store:
    try:
        database = open_file(folder.database, key)
    except CannotOpen as error:
        raise StationUnavailable(
            _("The station's file in {folder} is damaged or belongs to another key file. Restore the newest backup.").format(folder=folder.path)
        ) from error
    try:
        if version_of(database) < NEWEST:
            make_backup(database, folder, key, now)
        migrate(database, now)
    except NewerSchema as error:
        database.close()
        raise StationUnavailable(
            _("This station was written by a newer version of the program. Install that version; nothing was changed.")) from error
    return Store(database)
