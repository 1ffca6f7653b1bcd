"""Making a station and opening one: folder, key, database, migrations, session."""

import json
import logging
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from db.backup import Contents, last_sequence, newest_moment, settle
from db.engine import Database, open_file
from db.migrations import migrate
from db.rooms import TABLES
from db.station import queries
from db.station.tables import Account, Setting, Station
from db.store import DiskTrouble, Store
from desktop.atomic import CannotSave, write_atomically
from desktop.clock import Clock
from desktop.errors import BadRequest, DiskRefused, StationUnavailable, UserError
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session, disk_message
from desktop.station.backup import (
    Backup,
    Beside,
    backed_up_on,
    backup_due,
    backups_in,
    copy_to_second_place,
    make_backup,
    reminder,
)
from desktop.station.clockcheck import check_clock
from desktop.station.defaults import insert_defaults
from desktop.station.drives import cautions
from desktop.station.folder import Folder
from desktop.station.keyring import KEY_BYTES, Keyring
from desktop.station.rekey import key_in_force, key_of_backup, put_in_place, with_key, write_renewed
from desktop.station.restore import Drill, NoBackup, Preview, drill, examine, place, preview
from desktop.station.sound import open_database
from desktop.station.updates import news, this_version

log = logging.getLogger(__name__)
RESTORED = "restored_from"  # the setting that remembers the last restore
SHORTEST_PASSWORD = 8
SAMPLE_ACCOUNT = "sample"


class OpenStation:
    """A station that is open in this process: its session and its folder. Close it when done.

    `warnings` are things to tell once after opening: an odd clock, a bad end last time, a backup that failed, a second place overdue.
    """

    def __init__(self, session: Session, folder: Folder, key: bytes) -> None:
        self.session = session
        self.folder = folder
        self.warnings: list[str] = []
        self._beside = Beside()
        session.before_risk = self.backup_before
        self._key = key
        self._backed_up_at: datetime | None = session.clock.now()
        self._backed_up_sequence = last_sequence(session.store.database)

    @service(Permission.SIGNED_IN)
    def backup(self) -> Path:
        """Copy the station into its folder of backups and verify the copy; returns the copy's path.

        Raises BadFile, DiskRefused, CannotSave; then there is no new backup, and the old ones are untouched.
        """
        self._beside.wait()
        now = self.session.clock.now()
        made = make_backup(self.session.store.database, self.folder, self._key, now)
        self._backed_up_at, self._backed_up_sequence = now, last_sequence(self.session.store.database)
        return made

    @service(Permission.SIGNED_IN)
    def backup_if_due(self) -> Path | None:
        """Call now and then (every minute): makes the backup of every half hour of use, on a thread and a connection of its own.

        So nobody waits for it. A later call gives its path, once, or raises what went wrong (as `backup`). Never for the sample.
        """
        if (made := self._beside.result()) is not None:
            return made
        now, sequence = self.session.clock.now(), last_sequence(self.session.store.database)
        if self.folder.is_sample or self._beside.busy or not backup_due(self._backed_up_at, self._backed_up_sequence, now, sequence):
            return None
        if not self.folder.log_ahead.exists():  # without a write-ahead log a reader would keep the writer waiting
            return self.backup()
        self._backed_up_at, self._backed_up_sequence = now, sequence
        self._beside.start(self.folder, self._key, now)
        return None

    @service(Permission.SIGNED_IN)
    def backup_before(self) -> Path | None:
        """Before a risky act (import of a workbook; `session.before_risk` is this): makes a backup, if anything was written since the last.

        None for the sample and when there is nothing new. Raises as `backup`; then do not go on.
        """
        if self.folder.is_sample or last_sequence(self.session.store.database) == self._backed_up_sequence:
            return None
        return self.backup()

    def needs_backup(self) -> None:
        """Remember that the state as it stands is in no backup."""
        self._backed_up_at, self._backed_up_sequence = None, -1

    @service(Permission.STATION_READ)
    def backups(self) -> list[Backup]:
        """The backups in the station's own folder, newest first."""
        return backups_in(self.folder.backups)[::-1]

    @service(Permission.STATION_WRITE)
    def copy_to_second_place(self) -> Path:
        """Make a backup and copy it to the second place. Raises as `backup` and `desktop.station.backup.copy_to_second_place`."""
        self.backup()
        return copy_to_second_place(self.folder, self.session.clock.now())

    @service(Permission.STATION_READ)
    def preview_restore(self, backup: Path) -> Preview:
        """What restoring this backup would change. Raises BadFile when it is damaged, of another key, or of a newer program."""
        return preview(self.session.store.database, backup, self.key_of(backup), self.session.account)

    @service(Permission.ADMINISTER)
    def restore(self, backup: Path) -> Path:
        """Put a backup in the place of the station's file, after a backup of what stands now; the session goes on with the restored data.

        Returns the safety backup. Raises NotAllowed (administrators only), BadFile, DiskRefused, CannotSave; then the station is as it was.
        """
        self._beside.wait()
        key = self.key_of(backup)
        examine(backup, key)
        now = self.session.clock.now()
        safety = make_backup(self.session.store.database, self.folder, self._key, now, drop=False)  # never the one that is restored
        settle_log(self.session.store.database)
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=self.folder.path, ignore_cleanup_errors=True) as name:
            source = backup if key == self._key else with_key(backup, key, self._key, Path(name))
            with self.closed_file():
                place(self.folder, source, self._key)
        note_restore(self.session, backup.name)
        return safety

    @contextmanager
    def closed_file(self, renewed: bytes | None = None) -> Iterator[None]:
        """Close the station's file while another takes its place, then go on with that (under the key `renewed`, when the body succeeds).

        What was written must be settled in the file before.
        """
        now = self.session.clock.now()
        self.folder.mark_closed()
        self.session.store.close()
        try:
            yield
            self._key = renewed or self._key
        finally:
            self.session.store = open_database(self.folder, self._key, now)
            self.folder.mark_open()
            self.session.note_changed({table.topic for table in TABLES})
        self._backed_up_at, self._backed_up_sequence = now, last_sequence(self.session.store.database)

    @property
    def key(self) -> bytes:
        """The key of the open file: for other modules of this room, never for a page."""
        return self._key

    def key_of(self, backup: Path) -> bytes:
        """The key that opens a backup: the present one, or a former one."""
        return self._key if self.folder.is_sample else key_of_backup(self.folder, backup, self._key)

    @service(Permission.ADMINISTER)
    def renew_key(self) -> Path:
        """Encrypt the whole file anew under another key, after a backup; returns the backup. Passwords and recovery key stay.

        Cut off at any moment, either the old or the new file opens. Raises BadFile, DiskRefused, CannotSave, BadRequest; then nothing changed.
        """
        if self.folder.is_sample:
            raise BadRequest(_("The sample station opens without a password; its key stays."))
        self._beside.wait()
        made, key, old = self.backup(), secrets.token_bytes(KEY_BYTES), self._key
        write_renewed(self.session.store.database, self.folder, key)
        settle_log(self.session.store.database)
        with self.closed_file(key):
            put_in_place(self.folder)
        Keyring(self.folder.keys).settle(key, old)
        self.needs_backup()  # the newest state is in no backup under the new key yet
        return made

    @service(Permission.ADMINISTER)
    def replace_recovery_key(self) -> str:
        """A new recovery key to print; the printed one opens this station no more. Raises CannotSave."""
        return Keyring(self.folder.keys).replace_recovery_key(self._key)

    @service(Permission.STATION_READ)
    def drill(self, backup: Path | None = None) -> Drill:
        """Try to restore a backup (the newest, unless told) in a temporary folder. Raises BadFile when that does not succeed."""
        found = backups_in(self.folder.backups)
        if backup is None and not found:
            raise NoBackup(_("There is no backup yet."))
        chosen = backup or found[-1].path
        return drill(chosen, self.key_of(chosen), self.session.clock.now())

    @service(Permission.STATION_READ)
    def verify(self, backup: Path) -> Contents:
        """Read a backup from the first page to the last. Raises BadFile."""
        return examine(backup, self.key_of(backup))

    @service(Permission.SIGNED_IN)
    def set_password(self, account: str, password: str) -> None:
        """Give an account a (new) password: one's own, or as administrator anybody's. Raises NotAllowed, BadRequest when it is too short."""
        if account != self.session.account:
            self.session.check_administrator()
        check_password(password)
        Keyring(self.folder.keys).set_password(account, password, self._key)

    def close(self) -> None:
        """Make a backup of what was written, close the database and let the folder go. A backup that fails does not keep it open: it is logged."""
        self._beside.wait()
        try:
            if self._beside.failed:
                self.needs_backup()
            if not self.folder.is_sample and last_sequence(self.session.store.database) != self._backed_up_sequence:
                self.backup()
        except UserError as error:
            log.warning("no backup at close: %s", type(error).__name__)
        finally:
            self.folder.mark_closed()
            self.session.store.close()
            self.folder.release()

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_error: object) -> None:
        self.close()


def settle_log(database: Database) -> None:
    """Bring everything into the file itself. Raises DiskRefused."""
    try:
        settle(database)
    except DiskTrouble as trouble:
        raise DiskRefused(disk_message(trouble.kind)) from trouble


@service(Permission.ADMINISTER)
def note_restore(session: Session, name: str) -> None:
    """Let the restored station remember, in its journal, that and from what it was restored."""
    value = json.dumps({"file": name, "at": session.clock.now().isoformat()}, ensure_ascii=False)
    with session.write("station.save_settings") as unit:
        row = queries.setting_row(session.store, RESTORED)
        if row is None:
            unit.insert(Setting, {"key": RESTORED, "value": value})
        else:
            unit.update(Setting, row["id"], {"value": value})


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

    def key_of(folder: Folder) -> bytes:
        ring = Keyring(folder.keys)
        key = key_in_force(folder, ring, ring.unlock(name, password, clock.now()))
        if ring.is_old(name):
            ring.set_password(name, password, key)
        return key

    return _open(path, name, key_of, clock)


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


def check_password(password: str) -> None:
    """Raise BadRequest when a new password is too short; a Chinese character counts as two."""
    if sum(1 if character.isascii() else 2 for character in password) < SHORTEST_PASSWORD:
        raise BadRequest(_("The password needs at least {number} characters. Three short words are easy to remember.").format(
            number=SHORTEST_PASSWORD))


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
    if told := reminder(folder, now):
        warnings.append(told)
