"""Taking the sample station away."""

from pathlib import Path

from desktop.errors import StationUnavailable
from desktop.i18n import _
from desktop.station.folder import Folder


def remove_sample(path: Path) -> None:
    """Delete the files of the sample station kept in this folder; it must be closed.

    Raises StationUnavailable when the folder holds a real station, is in use, or a file cannot be deleted. Nothing but the
    station's own files is touched.
    """
    folder = Folder(path)
    if not folder.is_sample:
        raise StationUnavailable(_("The station in {folder} is not a sample; it is not removed.").format(folder=path))
    folder.lock()
    try:
        own = [folder.database, folder.database.with_name(folder.database.name + "-wal"),
               folder.database.with_name(folder.database.name + "-shm"), folder.keys, folder.sample_key]  # fmt: skip
        own += sorted(folder.backups.glob("station-*.db"))
        for file in own:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise StationUnavailable(
            _("The sample station could not be removed ({reason}). Close other programs that use it and try again.").format(
                reason=error.strerror or error
            )
        ) from error
    finally:
        folder.release()
