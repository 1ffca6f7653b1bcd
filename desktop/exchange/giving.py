"""Give out a package: everything for a second computer or the sub-district, or chosen elders who move, with their consent."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.audit import newest_head
from db.base import new_id
from db.exchange import keys as queries
from db.exchange.leaving import consents, movers, rows_that_go
from db.exchange.lines import Lines, Vector, changed_rows, erased, existing, lineages, load_lines
from db.exchange.merging import rows_of
from db.exchange.scope import Scope, travelling
from db.exchange.tables import PackageLog
from db.people.tables import CareFile
from db.station import queries as station
from desktop.atomic import write_verified
from desktop.errors import BadRequest, Cancelled
from desktop.exchange.ending import ENDING
from desktop.exchange.figures import month_text
from desktop.exchange.keys import keys_of, known
from desktop.exchange.package import FIGURES, LineTable, Part, ends_part, rows_part, signed, text_part
from desktop.exchange.sealed import seal_for_key, seal_for_phrase
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session
from desktop.station.stick import check_room
from desktop.station.updates import this_version

__all__ = ["ELDERS", "ENDING", "EVERYTHING", "Ask", "Given", "Mover", "close_moved", "give_out", "list_movers"]

EVERYTHING, ELDERS = "everything", "elders"
PASS_ON = "third_party"  # the consent's scope: data may be passed on to the one receiver that it names
SHORTEST_PHRASE = 8
AT_ONCE = 500

Progress = Callable[[float, str], None]
IsCancelled = Callable[[], bool]
Values = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """What is to be given out: `kind`, for which known station (`receiver`: its fingerprint) or with which passphrase.

    `only_new`: only what changed since the last package for this station. `elders`: ids of care files. `month`: '2026-11', for figures.
    """

    kind: str = EVERYTHING
    receiver: str = ""
    phrase: str = ""
    only_new: bool = False
    elders: tuple[str, ...] = ()
    month: str = ""
    note: str = ""


@dataclass(frozen=True)
class Given:
    """A package that lies on disk or stick, read back: it is safe to pull the stick out."""

    path: Path
    size: int
    rows: int
    package: str
    to: str
    audit: str


@dataclass(frozen=True)
class Mover:
    """An elder who may move. `consent` is 'given', 'refused' (withdrawn) or 'unasked'; `recipients` to whom the data may be passed on."""

    care_file: str
    code: str
    name: str
    address: str
    search: str
    consent: str
    recipients: tuple[str, ...]
    paper: str


@service(Permission.EXCHANGE_WRITE, personal=True)
def list_movers(session: Session) -> list[Mover]:
    """The elders with an open care file, and whether they agreed that their data are passed on."""
    today, told = session.clock.today(), defaultdict(list)
    for row in consents(session.store, PASS_ON):
        told[row["person"]].append(row)
    found = []
    for row in movers(session.store):
        holding = [one for one in told[row["person"]] if one["given_on"] <= today and (one["withdrawn_on"] is None or one["withdrawn_on"] > today)]
        consent = "given" if holding else "refused" if told[row["person"]] else "unasked"
        found.append(Mover(
            row["care_file"], row["code"], row["name"], row["address"] or "", row["search"], consent,
            tuple(one["recipient"] for one in holding), holding[-1]["paper"] if holding else ""))
    return found


@service(Permission.EXCHANGE_WRITE, personal=True)
def give_out(session: Session, ask: Ask, path: Path, progress: Progress | None = None, cancelled: IsCancelled | None = None) -> Given:
    """Make a package and put it at `path`: under another name first, flushed, read back, then renamed.

    Raises BadRequest (no receiver, a short passphrase, no elders, an elder without consent), CannotSave, Cancelled, NotAllowed.
    """
    tell = progress or (lambda _share, _text: None)
    seal, to, fingerprint = _receiver(session, ask)
    keys = keys_of(session)
    row = station.station(session.store)
    seq, head = newest_head(session.store.database)
    since = queries.newest_sequence(session.store, "out", fingerprint) if ask.only_new and fingerprint else 0

    def tick(share: float) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled(_("Cancelled. Nothing was given out."))
        tell(share * 0.9, _("Collecting"))

    lines = load_lines(session.store)
    table = LineTable(lines.names[0])
    parts = _parts(session, ask, lines, table, since, tick)
    package = new_id()
    manifest = {
        "package": package, "kind": ask.kind, "made_at": str(session.clock.now()), "program": this_version(), "station": row["name"],
        "community": row["community"], "sample": bool(row["sample"]), "sign_key": keys.sign_public.hex(),
        "receive_key": keys.receive_public.hex(), "lines": table.names, "seq": seq, "head": head, "since": since, "note": ask.note}
    data = seal(lambda digest: signed(manifest, parts, keys.sign, digest))
    tick(1.0)
    tell(0.95, _("Writing and reading back"))
    check_room(path.parent, len(data), path.name)
    write_verified(path, data)
    rows = sum(part.lines for part in parts if part.name != "gone")
    with session.write("exchange.give_package") as unit:
        unit.insert(PackageLog, {
            "direction": "out", "package": package, "kind": ask.kind, "fingerprint": fingerprint, "peer_name": to, "file_name": path.name,
            "seq": seq, "head": head, "since": since, "counts": json.dumps({"rows": rows}), "account": session.account})
    tell(1.0, "")
    return Given(path, len(data), rows, package, to, head)


@service(Permission.EXCHANGE_WRITE)
def close_moved(session: Session, care_files: Sequence[str], to: str) -> str:
    """Close the care files of elders who moved to another station, after their package was given out. Returns the operation, to be undone."""
    with session.write("exchange.close_moved") as unit:
        for care_file in care_files:
            unit.update(CareFile, care_file, {"closed_on": session.clock.today(), "closed_reason": _("moved to {station}").format(station=to)})
    return session.last_operation


def _receiver(session: Session, ask: Ask) -> tuple[Any, str, str]:
    """How it is sealed, for whom in words, and the receiver's fingerprint ('' for a passphrase)."""
    if ask.receiver:
        found = known(session, ask.receiver)
        if found is None:
            raise BadRequest(_("The station with the fingerprint {mark} is not on the list. Enter its code first.").format(mark=ask.receiver))
        return (lambda content: seal_for_key(content, found.receive_key)), found.name, found.fingerprint
    if sum(1 if sign.isascii() else 2 for sign in ask.phrase.strip()) < SHORTEST_PHRASE:
        raise BadRequest(_("Choose the receiving station, or a passphrase of at least {number} characters.").format(number=SHORTEST_PHRASE))
    return (lambda content: seal_for_phrase(content, ask.phrase)), _("whoever knows the passphrase"), ""


def _parts(session: Session, ask: Ask, lines: Lines, table: LineTable, since: int, tick: Callable[[float], None]) -> list[Part]:
    if ask.kind == ELDERS:
        return _parts_of_elders(session, ask, lines, table, tick)
    if ask.kind == FIGURES:
        return [text_part(FIGURES, month_text(session, ask.month))]
    if ask.kind != EVERYTHING:
        raise BadRequest(_("There is no package of the kind “{kind}”.").format(kind=ask.kind))
    moved = changed_rows(session.store, since) if since else None
    parts = []
    for number, scope in enumerate(travelling()):
        rows = rows_of(session.store, scope, None if moved is None else _of_table(session, scope, moved))
        part = rows_part(scope, _with_vectors(session, lines, rows, tick, number / len(travelling())), table)
        if part.lines:
            parts.append(part)
    gone = erased(session.store, lines)
    return [*parts, ends_part(gone, table)] if gone else parts


def _of_table(session: Session, scope: Scope, ids: set[str]) -> list[str]:
    return sorted(existing(session.store, scope.name, sorted(ids)))


def _parts_of_elders(session: Session, ask: Ask, lines: Lines, table: LineTable, tick: Callable[[float], None]) -> list[Part]:
    if not ask.elders:
        raise BadRequest(_("Choose the elders who move to the other station."))
    receiver = known(session, ask.receiver) if ask.receiver else None
    if receiver is None:
        told = _("Elders move to a station that is known here: a consent to pass data on names its receiver. Enter that station's code first.")
        raise BadRequest(told)
    asked = {one.care_file: one for one in list_movers(session)}
    without = [asked[one].name if one in asked else one for one in ask.elders if one not in asked or receiver.name not in asked[one].recipients]
    if without:
        told = _("No consent to pass data on to {station} is recorded for: {names}. Record the signed consent first (elder's card, Consents).")
        raise BadRequest(told.format(station=receiver.name, names=_(", ").join(without)))
    going = rows_that_go(session.store, list(ask.elders))
    parts = []
    for scope in travelling():
        if scope.name in going:
            rows = ({**row, **_left_out(scope, row, going)} for row in rows_of(session.store, scope, going[scope.name]))
            parts.append(rows_part(scope, _with_vectors(session, lines, rows, tick, 0.5), table))
    return parts


def _left_out(scope: Scope, row: Values, going: dict[str, list[str]]) -> Values:
    """References to what does not go along (a volunteer, a sheet) are empty in the package."""
    return {column: None for column, (target, null) in scope.references.items()
            if null and row[column] is not None and row[column] not in going.get(target, ())}


def _with_vectors(
    session: Session, lines: Lines, rows: Iterable[Values], tick: Callable[[float], None], share: float,
) -> Iterator[tuple[Values, Vector]]:
    """Each row with its vector, a few hundred at a time."""
    chunk: list[Values] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            yield from _told(session, lines, chunk)
            tick(share)
            chunk = []
    yield from _told(session, lines, chunk)
    tick(share)


def _told(session: Session, lines: Lines, chunk: list[Values]) -> Iterator[tuple[Values, Vector]]:
    kept = {one["row_id"]: one for one in lineages(session.store, [row["id"] for row in chunk]) if not one["alias"]}
    for row in chunk:
        of = kept.get(row["id"])
        yield row, lines.vector(row["id"], row["version"], of and of["vector"], of["sum"] if of else 0)
