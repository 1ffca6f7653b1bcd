"""Take a package in: open it, see from whom it is and what it would change, merge it as one operation, and decide what stayed in conflict."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from db.exchange import keys as queries
from db.exchange.tables import PackageLog
from db.station import queries as station
from db.store import DoesNotFit
from desktop.errors import BadFile, Cancelled
from desktop.exchange.figures import MonthFigures, read_text
from desktop.exchange.giving import EVERYTHING
from desktop.exchange.keys import accept, fingerprint_of, keys_of, known
from desktop.exchange.merge import Merge
from desktop.exchange.package import FIGURES, Manifest, Opened, open_content
from desktop.exchange.parcel import Outcome
from desktop.exchange.sealed import open_envelope, read_file
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session

Progress = Callable[[float, str], None]
IsCancelled = Callable[[], bool]


class UnknownSender(BadFile):
    """The package is whole, but nobody has accepted its sender yet. `opened` is to be taken in after that."""

    def __init__(self, opened: "Received") -> None:
        super().__init__(_("This package is from “{station}”, which is not known here. Compare the fingerprint {mark} with that station on the "
                           "phone, then accept it once.").format(station=opened.station, mark=opened.fingerprint))
        self.opened = opened


class PackageMissing(BadFile):
    """The package tells only what changed since an earlier one, which was not taken in here."""


class NotHere(BadFile):
    """The package does not belong into this station (sample and real data do not mix)."""


@dataclass(frozen=True)
class Received:
    """A package that was opened and is what its sender signed. `accepted`: its sender is known here; `before`: it was taken in already."""

    path: Path
    package: str
    kind: str
    station: str
    community: str
    made_at: datetime
    program: str
    fingerprint: str
    accepted: bool
    before: bool
    rows: int
    since: int
    note: str
    audit: str
    content: Opened = field(repr=False, compare=False)


@dataclass(frozen=True)
class Taken:
    """What taking a package in did, or would do. `operation` undoes it ('' when there was nothing to write)."""

    outcome: Outcome
    operation: str
    conflicts: int
    figures: MonthFigures | None = None


@service(Permission.EXCHANGE_WRITE, personal=True)
def open_package(session: Session, path: Path, phrase: str = "") -> Received:
    """Open a package with this station's key or the passphrase, and check it from the first byte to the last. Nothing is written.

    Raises NotAPackage, Damaged, OtherReceiver, NeedsPhrase, WrongPhrase, TooNew, NotHere, BadFile.
    """
    content, head = open_envelope(read_file(path), keys_of(session).receive, phrase)
    opened = open_content(content, head)
    told = opened.manifest
    mark = fingerprint_of(told.sign_key, told.receive_key)
    own = bool(station.station(session.store)["sample"])
    if told.sample != own:
        raise NotHere(_("This package comes from a sample station. Sample data are never taken into a real station.") if told.sample else
                      _("This is a sample station. Real data are not taken into it; open your own station first."))
    peer = known(session, mark)
    return Received(
        path=path, package=told.package, kind=told.kind, station=told.station, community=told.community,
        made_at=datetime.fromisoformat(told.made_at), program=told.program, fingerprint=mark,
        accepted=_is_own(session, told) or (peer is not None and peer.accepted), before=queries.taken(session.store, told.package),
        rows=told.rows(), since=told.since, note=told.note, audit=told.head, content=opened)


def _is_own(session: Session, told: Manifest) -> bool:
    return told.sign_key == keys_of(session).sign_public


@service(Permission.EXCHANGE_WRITE)
def accept_sender(session: Session, received: Received) -> Received:
    """Accept the sender of an opened package, after its fingerprint was compared. Raises NotAllowed, DiskRefused."""
    told = received.content.manifest
    accept(session, told.station, told.sign_key, told.receive_key)
    return Received(**{**received.__dict__, "accepted": True})


@service(Permission.EXCHANGE_WRITE, personal=True)
def preview_package(
    session: Session, received: Received, progress: Progress | None = None, cancelled: IsCancelled | None = None,
) -> Taken:
    """What taking it in would do; nothing is written. Raises UnknownSender, PackageMissing, Damaged, Cancelled."""
    _may_be_taken(session, received)
    if received.kind == FIGURES:
        return Taken(Outcome(), "", 0, read_text(received.content.text(FIGURES), received.station))
    merge = _merge(session, received)
    outcome = merge.plan(_ticker(progress, cancelled, 1.0))
    return Taken(outcome, "", outcome.total("conflict"))


@service(Permission.EXCHANGE_WRITE, personal=True)
def take_in(
    session: Session, received: Received, progress: Progress | None = None, cancelled: IsCancelled | None = None,
) -> Taken:
    """Merge a package: a backup first, then one operation that can be undone. Conflicts are left to be decided, nothing is overwritten.

    Raises UnknownSender, PackageMissing, Damaged, Cancelled, NotAllowed, DiskRefused; then nothing was kept.
    """
    _may_be_taken(session, received)
    if received.kind == FIGURES:
        return _take_figures(session, received)
    merge = _merge(session, received)
    outcome = merge.plan(_ticker(progress, cancelled, 0.5))
    if not merge.writes and received.before:
        return Taken(outcome, "", outcome.total("conflict"))
    session.before_risk()
    tick = _ticker(progress, cancelled, 0.5, 0.5)
    try:
        with session.write("exchange.take_package") as unit:
            merge.write(unit, tick)
            unit.insert(PackageLog, _logged(session, received, json.dumps(outcome.by_status()), unit.operation_id))
            tick(1.0)
    except DoesNotFit as error:
        raise BadFile(_("The package does not fit together with what stands here. Nothing was taken in; ask for everything anew, and tell "
                        "the makers of the program if that does not help.")) from error
    return Taken(outcome, session.last_operation, outcome.total("conflict"))


def _take_figures(session: Session, received: Received) -> Taken:
    text = received.content.text(FIGURES)
    figures = read_text(text, received.station)
    if received.before:
        return Taken(Outcome(), "", 0, figures)
    with session.write("exchange.take_figures") as unit:
        unit.insert(PackageLog, _logged(session, received, text, unit.operation_id))
    return Taken(Outcome(), session.last_operation, 0, figures)


def _logged(session: Session, received: Received, counts: str, operation: str) -> dict[str, Any]:
    told = received.content.manifest
    return {
        "direction": "in", "package": received.package, "kind": received.kind, "fingerprint": received.fingerprint,
        "peer_name": received.station, "file_name": received.path.name, "seq": told.seq, "head": told.head, "since": told.since,
        "counts": counts, "operation_id": operation, "account": session.account}


def _may_be_taken(session: Session, received: Received) -> None:
    if not received.accepted:
        raise UnknownSender(received)
    if received.kind == EVERYTHING and received.since:
        newest = queries.newest_sequence(session.store, "in", received.fingerprint)
        if newest < received.since:
            raise PackageMissing(_("This package tells only what changed after an earlier one, which was not taken in here. Take that one in first, "
                                   "or ask “{station}” for everything.").format(station=received.station))


def _merge(session: Session, received: Received) -> Merge:
    return Merge(session.store, received.content, session.clock.now(), received.package, received.station)


def _ticker(progress: Progress | None, cancelled: IsCancelled | None, share: float, before: float = 0.0) -> Callable[[float], None]:
    def tick(done: float) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled(_("Cancelled. Nothing was taken in."))
        if progress is not None:
            progress(before + done * share, _("Comparing") if before == 0.0 else _("Saving"))

    return tick


@dataclass(frozen=True)
class LoggedPackage:
    """One line of what was given out and taken in."""

    id: str
    direction: str
    kind: str
    at: datetime
    peer: str
    file_name: str
    counts: dict[str, Any]
    operation: str
    account: str
    whole: bool


@service(Permission.EXCHANGE_WRITE)
def list_packages(session: Session) -> list[LoggedPackage]:
    """What was given out and taken in, the newest first; what was taken back is gone from it."""
    return [
        LoggedPackage(row["id"], row["direction"], row["kind"], row["created_at"], row["peer_name"], row["file_name"],
                      {} if row["kind"] == FIGURES else json.loads(row["counts"]), row["operation_id"], row["account"], row["since"] == 0)
        for row in queries.packages(session.store)]
