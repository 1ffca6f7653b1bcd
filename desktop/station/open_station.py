"""One open station: its session, its folder and the key that backups need; what is done to the file as a whole."""

import json
import logging
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from db.backup import Contents, last_sequence, settle
from db.engine import Database
from db.rooms import TABLES
from db.station import queries
from db.station.tables import Setting
from db.store import DiskTrouble
from desktop.errors import BadRequest, DiskRefused, UserError
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session, disk_message
from desktop.station.backup import (
    Backup,
    Beside,
    backup_due,
    backups_in,
    copy_to_second_place,
    make_backup,
)
from desktop.station.drilling import AFTER_START, LATEST, Drilling, LastDrill, drill_due, keep_drill, last_drill
from desktop.station.folder import Folder
from desktop.station.keyring import KEY_BYTES, Keyring
from desktop.station.origin import keep_origin
from desktop.station.passwords import check_password
from desktop.station.rekey import key_of_backup, put_in_place, with_key, write_renewed
from desktop.station.restore import Drill, NoBackup, Preview, drill, examine, place, preview
from desktop.station.sound import open_database

log = logging.getLogger(__name__)
RESTORED = "restored_from"  # the setting that remembers the last restore


class OpenStation:
    """A station that is open in this process: its session and its folder. Close it when done.

    `warnings` are things to tell once after opening: an odd clock, a bad end last time, a backup that failed, a second place overdue.
    """

    def __init__(self, session: Session, folder: Folder, key: bytes) -> None:
        self.session = session
        self.folder = folder
        self.warnings: list[str] = []
        self._beside = Beside()
        self._drilling = Drilling()
        self._opened_at, self._seen_sequence = session.clock.now(), -1
        session.before_risk = self.backup_before
        self._key = key
        self._backed_up_at: datetime | None = session.clock.now()
        self._backed_up_sequence = last_sequence(session.store.database)
        keep_origin(folder, session.store, session.clock)

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
        """Before a risky act (import, merge, deletion; `session.before_risk` is this): makes a backup, if anything was written since the last.

        None for the sample and when there is nothing new. Raises as `backup`; then do not go on.
        """
        self._beside.wait()
        if self._beside.failed:  # it is told by `backup_if_due`; this act must not rely on it
            self.needs_backup()
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
        keep_origin(self.folder, self.session.store, self.session.clock)
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
        """Try to restore a backup (the newest, unless told) in a temporary folder; what the newest gave is kept.

        Raises BadFile when that does not succeed, CannotSave.
        """
        self._drilling.stop()
        found = backups_in(self.folder.backups)
        if backup is None and not found:
            raise NoBackup(_("There is no backup yet."))
        chosen, now = backup or found[-1].path, self.session.clock.now()
        newest = bool(found) and chosen == found[-1].path
        try:
            done = drill(chosen, self.key_of(chosen), now)
        except UserError as error:
            if newest:
                keep_drill(self.folder, now, chosen, None, str(error))
            raise
        if newest:
            keep_drill(self.folder, now, chosen, done)
        return done

    @service(Permission.SIGNED_IN)
    def drill_if_due(self) -> LastDrill | None:
        """Call every minute: begins the weekly drill, beside the work, some time after the start and when nothing was written for a minute.

        A later call gives what it found, once, or raises what could not be kept. Never for the sample.
        """
        if (found := self._drilling.result()) is not None:
            self.session.note_changed({"station"})  # the page of backups shows it
            return found
        now, sequence = self.session.clock.now(), last_sequence(self.session.store.database)
        quiet, self._seen_sequence = sequence == self._seen_sequence, sequence
        open_for = now - self._opened_at
        if self.folder.is_sample or self._drilling.busy or self._beside.busy or open_for < AFTER_START or not (quiet or open_for >= LATEST):
            return None
        kept = backups_in(self.folder.backups)
        if kept and drill_due(last_drill(self.folder), now):
            self._drilling.start(self.folder, kept[-1].path, self.key_of, now)
        return None

    @service(Permission.PRIVACY_WRITE)
    def stop_drill(self) -> None:
        """Before backups go: none of them is being read any more."""
        self._drilling.stop()

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
        self._drilling.stop()
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
