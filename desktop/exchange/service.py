"""Excel in: preview a file, write what was accepted, save the doubtful rows. The window and the command line call these."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from db.exchange.snapshot import import_batches
from desktop.errors import Cancelled, UserError
from desktop.exchange.apply import Writer
from desktop.exchange.mapping import Mapping
from desktop.exchange.preview import Decisions, Preview, make_preview
from desktop.exchange.report import write_report
from desktop.exchange.station import load_snapshot
from desktop.exchange.template import write_template
from desktop.exchange.workbook import IsCancelled, Progress, Workbook, never, no_progress, read_workbook
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session


class StationMoved(UserError):
    """The station's records changed between the preview and its acceptance. `preview` is the new one, to be looked at again."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(_("The station's records have changed since this preview was made. Look at the new preview and accept it again."))
        self.preview = preview


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `operation_id` undoes it ('' when there was nothing to write); `counts` by 'kind.status'."""

    operation_id: str
    batch_id: str
    counts: dict[str, int]
    doubts: int

    def count(self, *statuses: str) -> int:
        """How many records have one of these statuses, of all kinds."""
        return sum(n for key, n in self.counts.items() if key.rpartition(".")[2] in statuses)


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import that stands; undo it with its operation."""

    batch_id: str
    operation_id: str
    file_name: str
    at: datetime
    counts: str  # JSON, as written


@service(Permission.EXCHANGE_WRITE, personal=True)
def preview_file(
    session: Session, path: Path | str, mapping: Mapping | None = None, progress: Progress = no_progress,
    cancelled: IsCancelled = never,
) -> Preview:
    """Read a workbook and say what an import would do. Writes nothing. Raises BadFile, Cancelled.

    `mapping` is the clerk's corrected one (from `Preview.mapping`); without it the sheets and columns are recognised.
    """
    workbook = read_workbook(Path(path), lambda share, what: progress(share * 0.4, what), cancelled)
    return preview_workbook(session, workbook, mapping, lambda share, what: progress(0.4 + share * 0.6, what), cancelled)


@service(Permission.EXCHANGE_WRITE, personal=True)
def preview_workbook(
    session: Session, workbook: Workbook, mapping: Mapping | None = None, progress: Progress = no_progress,
    cancelled: IsCancelled = never,
) -> Preview:
    """The preview of a workbook that is read already: quick, for trying another mapping."""
    return make_preview(workbook, load_snapshot(session.store), session.clock.today(), mapping, None, progress, cancelled)


@service(Permission.EXCHANGE_WRITE, personal=True)
def apply_preview(
    session: Session, preview: Preview, decisions: Decisions | None = None, progress: Progress = no_progress,
    cancelled: IsCancelled = never,
) -> ImportResult:
    """Write an accepted preview: one transaction, one operation that can be undone. Nothing is written when nothing would change.

    Raises StationMoved when the station changed since the preview, Cancelled, NotAllowed, DiskRefused; then nothing was kept.
    """
    chosen = decisions if decisions is not None else preview.decisions
    seen = preview if chosen == preview.decisions else preview.again(chosen)
    fresh = replace(preview, station=load_snapshot(session.store)).again(chosen)
    if _outcome(fresh) != _outcome(seen):
        raise StationMoved(fresh)
    if not _writes(fresh):
        counts = Counter(f"{i.facts.kind}.{i.status}" for i in fresh.items if i.status != "duplicate")
        return ImportResult("", "", dict(counts), 0)

    def tick(share: float) -> None:
        if cancelled():
            raise Cancelled(_("The import was stopped; nothing was saved."))
        progress(share, _("Saving"))

    session.before_risk()
    with session.write("exchange.import_workbook") as unit:
        written = Writer(session.store, unit, fresh).write(tick)
        tick(0.95)
    progress(1.0, _("Saving"))
    return ImportResult(session.last_operation, written.batch_id, written.counts, written.doubts)


def _outcome(preview: Preview) -> list[object]:
    return [(i.place, i.status, i.record.id if i.record else "", i.changes, len(i.doubts)) for i in preview.items]


def _writes(preview: Preview) -> bool:
    """Would an import write anything: a new or changed record, a new doubt, a row kept as text?"""
    from desktop.exchange.apply import rejected_text

    left_out = preview.decisions.left_out
    for item in preview.items:
        if item.place in left_out or item.status == "duplicate":
            continue
        if item.status == "rejected":
            if rejected_text(preview, item) not in preview.station.rejected:
                return True
        elif item.status in ("new", "changed") or item.doubtful:
            return True
    return False


def save_report(preview: Preview, path: Path | str) -> int:
    """Save the rejected and doubtful rows as .xlsx, the reason in a last column; gives the number of rows. Raises CannotSave."""
    return write_report(preview, Path(path))


def save_template(path: Path | str) -> None:
    """Save an empty workbook to fill, with the headings that the import knows best. Raises CannotSave."""
    write_template(Path(path))


@service(Permission.EXCHANGE_WRITE)
def list_imports(session: Session) -> list[PastImport]:
    """The imports that stand, newest first."""
    return [
        PastImport(b["id"], b["operation_id"], b["file_name"], b["created_at"], b["counts"]) for b in import_batches(session.store)
    ]
