"""Verbs of packages: package make, read, key, decide; each kind of outcome has its own exit code (docs/help/packages.md)."""

from pathlib import Path
from typing import Any

from desktop.atomic import CannotSave
from desktop.cli.call import Call, a_month
from desktop.cli.codes import coded
from desktop.errors import BadRequest, DiskRefused, UserError
from desktop.exchange.conflicts import OURS, THEIRS, decide, list_conflicts
from desktop.exchange.figures import save_collected
from desktop.exchange.giving import ELDERS, ENDING, EVERYTHING, Ask, give_out, list_movers
from desktop.exchange.keys import add_station, card, known_stations, save_card
from desktop.exchange.package import FIGURES
from desktop.exchange.parcel import STATUSES
from desktop.exchange.sealed import Damaged, NeedsPhrase, NotAPackage, OtherReceiver, TooNew, WrongPhrase
from desktop.exchange.taking import (
    NotHere,
    PackageMissing,
    Taken,
    UnknownSender,
    accept_sender,
    open_package,
    preview_package,
    take_in,
)
from desktop.i18n import _
from desktop.session import Session

DAMAGED, OTHER_KEY, NEWER, DISK, UNKNOWN_SENDER, CONFLICTS, MISSING, WRONG_PLACE = 4, 5, 6, 8, 9, 10, 11, 12
CODES: tuple[tuple[type[UserError], int], ...] = (
    (NotAPackage, DAMAGED), (Damaged, DAMAGED), (OtherReceiver, OTHER_KEY), (NeedsPhrase, OTHER_KEY), (WrongPhrase, OTHER_KEY), (TooNew, NEWER),
    (DiskRefused, DISK), (CannotSave, DISK), (UnknownSender, UNKNOWN_SENDER), (PackageMissing, MISSING), (NotHere, WRONG_PLACE),
)  # fmt: skip


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    package = group("package", _("packages between stations"))
    made = add("make", coded(make, CODES, _sender), _("make a package for another station"), package)
    made.add_argument("--out", required=True, metavar="F.linli")
    made.add_argument("--kind", choices=(EVERYTHING, ELDERS, FIGURES), default=EVERYTHING)
    made.add_argument("--to", metavar="STATION", help=_("a known station, by name or fingerprint"))
    made.add_argument("--passphrase-file", metavar="FILE", help=_("instead of a station: its first line is the passphrase"))
    made.add_argument("--only-new", action="store_true", help=_("only what changed since the last package for this station"))
    made.add_argument("--elder", action="append", default=[], metavar="CODE", help=_("an elder who moves (with --kind elders)"))
    made.add_argument("--month", type=a_month, metavar="YYYY-MM", help=_("the month (with --kind figures)"))
    read = add("read", coded(take, CODES, _sender), _("say what a package holds; with --yes take it in"), package)
    read.add_argument("file", metavar="F.linli")
    read.add_argument("--passphrase-file", metavar="FILE", help=_("its first line is the passphrase"))
    read.add_argument("--accept", metavar="FINGERPRINT", help=_("accept the sender with this fingerprint"))
    read.add_argument("--yes", action="store_true", help=_("take it in; a backup is made first, and it can be undone"))
    key = add("key", coded(keys, CODES, _sender), _("this station's code, and the stations that are known"), package)
    key.add_argument("--card", metavar="F.pdf", help=_("write the station card"))
    key.add_argument("--add", nargs=2, metavar=("NAME", "CODE"), help=_("remember another station by its code"))
    settled = add("conflicts", coded(conflicts, CODES, _sender), _("what waits for a decision"), package)
    settled.add_argument("--all", choices=(OURS, THEIRS), help=_("decide all of them alike"))
    figures = add("figures", coded(collect, CODES, _sender), _("the figures that other stations sent, as one table"), package)
    figures.add_argument("--month", type=a_month, required=True, metavar="YYYY-MM")
    figures.add_argument("--out", required=True, metavar="F.xlsx|F.csv")


def _sender(error: UserError) -> dict[str, Any]:
    """Who sent it, for whoever may accept the sender."""
    return {"fingerprint": error.opened.fingerprint, "station": error.opened.station} if isinstance(error, UnknownSender) else {}


def make(call: Call) -> int:
    """Make a package and say that it may be pulled out."""
    wanted, path = call.arguments, Path(call.arguments.out)
    if path.suffix.lower() != ENDING:
        raise BadRequest(_("The file name of a package ends in {ending}.").format(ending=ENDING))
    with call.open() as session:
        elders = _elders(session, wanted.elder)
        ask = Ask(wanted.kind, _station(session, wanted.to), _phrase(wanted.passphrase_file), wanted.only_new, elders, wanted.month or "")
        given = give_out(session, ask, path)
    call.say(_("Written and read back: {file} ({rows} rows, for {to}). It is safe to pull the stick out.").format(
        file=given.path, rows=given.rows, to=given.to))
    call.answer({"ok": True, "file": str(given.path), "rows": given.rows, "size": given.size, "package": given.package, "to": given.to})
    return 0


def take(call: Call) -> int:
    """Open a package; 10 when conflicts are left to be decided."""
    wanted = call.arguments
    with call.open() as session:
        received = open_package(session, Path(wanted.file), _phrase(wanted.passphrase_file))
        call.say(_("{file}: {kind} of {station}, made {when} by version {program}; sender's fingerprint {mark}").format(
            file=received.path.name, kind=received.kind, station=received.station, when=f"{received.made_at:%Y-%m-%d %H:%M}",
            program=received.program, mark=received.fingerprint))
        if not received.accepted and wanted.accept is not None:
            if wanted.accept.replace("-", "").upper() != received.fingerprint.replace("-", ""):
                raise UnknownSender(received)
            received = accept_sender(session, received)
        done = take_in(session, received) if wanted.yes else preview_package(session, received)
    _tell(call, done, bool(wanted.yes))
    code = CONFLICTS if done.conflicts else 0
    call.answer({"ok": not code, "code": code, "package": received.package, "station": received.station, "kind": received.kind,
                 "written": bool(wanted.yes), "operation": done.operation, "rows": done.outcome.by_status(), "conflicts": done.conflicts,
                 "figures": [[line.code, line.number] for line in done.figures.lines] if done.figures else []})
    return code


def _tell(call: Call, done: Taken, written: bool) -> None:
    if done.figures is not None:
        call.say(_("Figures of {month}:").format(month=done.figures.month))
        for line in done.figures.lines:
            call.say(f"  {line.name}: {line.shown}")
    else:
        told = _("{new} new, {newer} changed, {erased} deleted, {same} the same, {older} older than here, {waiting} waiting, {conflict} in conflict")
        call.say(told.format(**{name: done.outcome.total(name) for name in STATUSES}))
    if not written:
        call.say(_("Nothing was changed. Add --yes to take it in."))


def keys(call: Call) -> int:
    """This station's code, and who is known."""
    wanted = call.arguments
    with call.open() as session:
        if wanted.add:
            add_station(session, *wanted.add)
        if wanted.card:
            save_card(session, Path(wanted.card))
        own, others = card(session), known_stations(session)
    call.say(_("Station code: {code}").format(code=own.code))
    call.say(_("Fingerprint: {mark}").format(mark=own.fingerprint))
    for one in others:
        call.say(f"  {one.name}  {one.fingerprint}")
    call.answer({"code": own.code, "fingerprint": own.fingerprint, "known": [{"name": one.name, "fingerprint": one.fingerprint} for one in others]})
    return 0


def conflicts(call: Call) -> int:
    """What waits; 10 while something does."""
    with call.open() as session:
        waiting = list_conflicts(session)
        if call.arguments.all and waiting:
            decide(session, [one.id for one in waiting], call.arguments.all)
            left = list_conflicts(session)
        else:
            left = waiting
    for one in left:
        call.say(f"{one.kind} {one.title}: {one.reason} ({one.peer})")
    call.answer({"waiting": len(left), "decided": len(waiting) - len(left)})
    return CONFLICTS if left else 0


def collect(call: Call) -> int:
    """One table of what several stations sent."""
    with call.open() as session:
        stations = save_collected(session, call.arguments.month, Path(call.arguments.out))
    call.say(_("Written: {file} ({rows} rows)").format(file=call.arguments.out, rows=stations))
    call.answer({"file": call.arguments.out, "stations": stations})
    return 0


def _phrase(name: str | None) -> str:
    if not name:
        return ""
    try:
        return Path(name).read_text("utf-8-sig").splitlines()[0].strip()
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise BadRequest(_("The password file {name} cannot be read.").format(name=name)) from error


def _station(session: Session, named: str | None) -> str:
    if not named:
        return ""
    found = [one.fingerprint for one in known_stations(session) if named in (one.name, one.fingerprint)]
    if len(found) != 1:
        raise BadRequest(_("There is no known station “{name}” (or more than one): use its fingerprint, from “package key”.").format(name=named))
    return found[0]


def _elders(session: Session, codes: list[str]) -> tuple[str, ...]:
    if not codes:
        return ()
    by_code = {one.code: one.care_file for one in list_movers(session)}
    for code in codes:
        if code not in by_code:
            raise BadRequest(_("There is no elder with the code “{code}”. The list of elders shows the codes.").format(code=code))
    return tuple(by_code[code] for code in codes)
