"""The silence clock as stored: sightings in, last known safe, the longest silent and the hotline's outbound list out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.people import elders as people
from db.rounds import watching
from db.rounds.tables import Sighting
from db.store import Store, Unit
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.people.masking import masked_address, masked_phone
from desktop.permissions import Permission, service
from desktop.rounds import lastsafe
from desktop.rounds.board import SilentElder
from desktop.rounds.elders import RoundElder, away_on, load_elders
from desktop.rounds.frequency import Preset
from desktop.rounds.lastsafe import Channel
from desktop.session import Session
from desktop.station import settings

OUTBOUND_DAYS = 2
"""So many days back a knock without answer asks for a call."""


def note_sighting(unit: Unit, person: str, at: datetime, channel: Channel, source: str = "", note: str = "") -> str:
    """The one function by which any room says that a person was known safe, inside its own operation; returns the sighting's
    id. `source` is the id of what showed it (a knock, a call, a meal, a sign-in), by which it is found again.
    """
    return note_sightings(unit, [(person, at, channel, source, note)])[0]


def note_sightings(unit: Unit, seen: Iterable[tuple[str, datetime, Channel, str, str]]) -> list[str]:
    """As `note_sighting` for many at once: (person, at, channel, source, note) each; their ids in the same order."""
    rows = [
        {"person": person, "at": at, "channel": channel.value, "source_id": source, "note": note[:200]}
        for person, at, channel, source, note in seen
    ]
    return unit.insert_many(Sighting, rows) if rows else []


@service(Permission.ROUNDS_WRITE)
def add_sighting(session: Session, care_file: str, channel: Channel, at: datetime | None = None, note: str = "") -> None:
    """Record that somebody saw the elder safe (say, a neighbour). Raises BadRequest for a moment in the future or an unknown
    elder.
    """
    now = session.clock.now()
    when = at or now
    if when > now:
        raise BadRequest(_("A sighting cannot lie in the future ({time}).").format(time=f"{when:%Y-%m-%d %H:%M}"))
    elder = load_elders(session.store, [care_file]).get(care_file)
    if elder is None:
        raise BadRequest(_("This care file is not there any more."))
    with session.write("rounds.add_sighting") as unit:
        note_sighting(unit, elder.person, when, channel, note=note)


@dataclass(frozen=True)
class LastSafe:
    """Last known safe of one elder; `at` None when never. `silence` runs since then, or since the care file was opened."""

    at: datetime | None
    channel: str
    silence: timedelta
    threshold: timedelta


def allowed_silence(elder: RoundElder, default_hours: int) -> timedelta:
    """The elder's own threshold, else the station's default (twice a day) or the default of the frequency."""
    own = elder.silence_hours or (default_hours if elder.rule.preset is Preset.TWICE_DAILY else None)
    return lastsafe.threshold(elder.rule.preset, own)


def last_safe_of(store: Store, elders: Iterable[RoundElder], now: datetime) -> dict[str, LastSafe]:
    """Care file -> last known safe."""
    wanted = list(elders)
    hours = int(settings.value(store, "silence_hours"))
    seen = watching.last_safe(store, [elder.person for elder in wanted], now)
    found = {}
    for elder in wanted:
        at, channel = seen.get(elder.person, (None, ""))
        found[elder.care_file] = LastSafe(at, channel, lastsafe.silence(at, elder.since, now), allowed_silence(elder, hours))
    return found


@service(Permission.ROUNDS_READ, personal=True)
def last_safe(session: Session, care_file: str) -> LastSafe:
    """Last known safe of one elder. Raises BadRequest when the care file is not there."""
    elders = load_elders(session.store, [care_file])
    if care_file not in elders:
        raise BadRequest(_("This care file is not there any more."))
    return last_safe_of(session.store, elders.values(), session.clock.now())[care_file]


@service(Permission.ROUNDS_READ, personal=True)
def silent_elders(session: Session, elders: Mapping[str, RoundElder] | None = None) -> list[SilentElder]:
    """Everyone by length of silence measured against the own threshold, the most overdue first; elders reported away are left
    out.
    """
    now = session.clock.now()
    everyone = load_elders(session.store) if elders is None else elders
    away = away_on(session.store, now.date())
    here = [elder for elder in everyone.values() if elder.care_file not in away]
    known = last_safe_of(session.store, here, now)
    here.sort(key=lambda elder: (-(known[elder.care_file].silence - known[elder.care_file].threshold), elder.code))
    names = {row["id"]: row["name"] for row in people.categories(session.store)}
    categories = people.categories_of(session.store)
    return [
        SilentElder(
            elder.care_file,
            elder.name,
            elder.address,
            tuple(names[one] for one in categories.get(elder.care_file, ()) if one in names),
            elder.phone,
            last.at,
            last.channel,
            last.silence,
            last.threshold,
        )
        for elder in here
        for last in (known[elder.care_file],)
    ]


@dataclass(frozen=True)
class OutboundCall:
    """An elder whom the hotline is to call; number and door masked. `reason`: 'no_answer' (since `since`) or 'silence'."""

    care_file: str
    name: str
    phone: str
    address: str
    reason: str
    since: datetime | None


@service(Permission.HOTLINE_READ, personal=True)
def outbound_list(session: Session) -> list[OutboundCall]:
    """Whom the hotline calls: no answer at the door and not known safe since, then everyone past the threshold of silence.

    Nobody keeps this list: a call or any other sighting after the knock clears it.
    """
    now = session.clock.now()
    everyone = load_elders(session.store)
    known = last_safe_of(session.store, everyone.values(), now)
    calls: dict[str, OutboundCall] = {}

    def call(elder: RoundElder, reason: str, since: datetime | None) -> None:
        phone, door = masked_phone(elder.phone), masked_address(elder.address)
        calls.setdefault(elder.care_file, OutboundCall(elder.care_file, elder.name, phone, door, reason, since))

    for knock in watching.unanswered(session.store, (now - timedelta(days=OUTBOUND_DAYS)).date()):
        elder = everyone.get(knock["care_file"])
        if elder is not None:
            seen = known[elder.care_file].at
            if seen is None or seen < knock["at"]:
                call(elder, "no_answer", knock["at"])
    for silent in silent_elders(session, everyone):
        if silent.over:
            call(everyone[silent.care_file], "silence", silent.last_at)
    return list(calls.values())
