"""The compound as a drawing: buildings at their positions, the routes of a slot, elders by how lately they were known safe; and the
scanned picture under it.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.people.tables import Building
from db.rounds import planning, queries
from db.rounds.plan_tables import PlanPicture
from desktop.errors import BadFile, BadRequest
from desktop.i18n import N_, _
from desktop.permissions import Permission, service
from desktop.rounds.elders import away_on, load_elders, slot_at, slot_named, slots
from desktop.rounds.frequency import Slot
from desktop.rounds.plans import saved_sheets
from desktop.rounds.routes import Place, Plan, natural_key
from desktop.rounds.sightings import silent_elders
from desktop.session import Session

LARGEST_PICTURE = 2_000_000
"""Bytes of a picture; a scan of A4 at 200 dpi as JPEG is well below."""
FARTHEST = 100_000.0
"""Metres from the plan's origin beyond which a position is a slip."""
KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}

SAFE, WAITING, OVER, AWAY = "safe", "waiting", "over", "away"
STATE_LABELS = {SAFE: N_("known safe today"), WAITING: N_("not yet today"), OVER: N_("silent too long"), AWAY: N_("reported away")}


@dataclass(frozen=True)
class MapElder:
    """An elder in a building; `state` is SAFE (today), WAITING, OVER (silent past the threshold) or AWAY."""

    care_file: str
    name: str
    door: str
    state: str
    route: int
    """The number of the route on which the elder stands in this slot; 0 = none."""


@dataclass(frozen=True)
class MapBuilding:
    """A building, metres east and north; `assumed` when it has no position of its own."""

    id: str
    name: str
    x: float
    y: float
    assumed: bool
    elders: tuple[MapElder, ...]

    @property
    def worst(self) -> str:
        """The state to look at first: OVER, else WAITING, SAFE, AWAY; AWAY without elders."""
        return next((state for state in (OVER, WAITING, SAFE) if self.count(state)), AWAY)

    def count(self, state: str) -> int:
        """How many of its elders are in this state."""
        return sum(1 for elder in self.elders if elder.state == state)


@dataclass(frozen=True)
class MapRoute:
    """A route of the slot; `stops` are the buildings in walking order."""

    number: int
    visitor: str
    sheet: int
    doors: int
    minutes: int
    stops: tuple[str, ...]


@dataclass(frozen=True)
class MapPicture:
    """The scanned picture: its bytes, size in pixels, metres a pixel, and where its upper left corner lies (metres east, north)."""

    id: str
    version: int
    name: str
    data: bytes
    width: int
    height: int
    scale: float
    left: float
    top: float


@dataclass(frozen=True)
class Compound:
    """What the map shows."""

    day: date
    slot: Slot
    slots: tuple[Slot, ...]
    buildings: tuple[MapBuilding, ...]
    routes: tuple[MapRoute, ...]
    picture: MapPicture | None

    @property
    def assumed(self) -> tuple[str, ...]:
        """The names of the buildings whose position is assumed."""
        return tuple(one.name for one in self.buildings if one.assumed)


def state_label(state: str) -> str:
    """How lately an elder was known safe, in the user's language. Raises KeyError."""
    return _(STATE_LABELS[state])


@service(Permission.ROUNDS_READ, personal=True)
def compound(session: Session, day: date | None = None, slot: str = "") -> Compound:
    """The map of a slot; without a day and slot the present one. Raises BadRequest for an unknown slot."""
    store, now = session.store, session.clock.now()
    known = slots(store)
    window = slot_named(store, slot) if slot else slot_at(known, now)
    on = day or now.date()
    places = [Place(row["id"], row["name"], row["grid"] or "", row["x"], row["y"], row["lift"]) for row in queries.buildings(store)]
    plan = Plan(places)
    everyone = load_elders(store)
    states = dict.fromkeys(away_on(store, now.date()), AWAY)
    for line in silent_elders(session, everyone):
        seen_today = line.last_at is not None and line.last_at.date() == now.date()
        states[line.care_file] = OVER if line.over else SAFE if seen_today else WAITING
    routes, number_of = [], {}
    for number, sheet in enumerate(saved_sheets(session, on, window.code), 1):
        number_of.update({line.care_file: number for line in sheet.doors})
        at = [everyone[line.care_file].building for line in sheet.doors if line.care_file in everyone]
        stops = tuple(dict.fromkeys(one for one in at if one in plan.places))
        routes.append(MapRoute(number, sheet.visitor_name, sheet.number or 0, len(sheet.doors), sheet.minutes, stops))
    inside: dict[str, list[MapElder]] = {}
    for elder in sorted(everyone.values(), key=lambda one: (natural_key(one.address), one.code)):
        if elder.building:
            state = states.get(elder.care_file, WAITING)
            inside.setdefault(elder.building, []).append(
                MapElder(elder.care_file, elder.name, elder.address, state, number_of.get(elder.care_file, 0)))  # fmt: skip
    buildings = tuple(
        MapBuilding(place.id, place.name, *plan.spot(place.id), plan.assumed(place.id), tuple(inside.get(place.id, ())))
        for place in sorted(places, key=lambda one: (natural_key(one.name), one.id))
    )
    return Compound(on, window, known, buildings, tuple(routes), _picture(session))


def _picture(session: Session) -> MapPicture | None:
    row = planning.picture(session.store)
    if row is None:
        return None
    return MapPicture(
        row["id"], row["version"], row["name"], base64.b64decode(row["data"]), row["width"], row["height"], row["metres_per_pixel"],
        row["left"], row["top"],
    )  # fmt: skip


@service(Permission.PEOPLE_WRITE)
def place_buildings(session: Session, where: Sequence[tuple[str, float, float]]) -> None:
    """Say where buildings stand (id, metres east, metres north), in one operation. Raises BadRequest for a place that cannot be meant."""
    for _building, x, y in where:
        if not (abs(x) <= FARTHEST and abs(y) <= FARTHEST):
            raise BadRequest(_("A building cannot stand so far away. Check the scale of the picture."))
    with session.write("rounds.place_building") as unit:
        for building, x, y in where:
            unit.update(Building, building, {"x": round(x, 1), "y": round(y, 1)})


@service(Permission.PEOPLE_WRITE)
def save_picture(session: Session, name: str, data: bytes, width: int, height: int, scale: float, left: float, top: float) -> None:
    """Put a scanned picture under the map; the one before goes. It lies in the encrypted file of the station like everything else.

    Raises BadFile for what is no PNG or JPEG, or too large; BadRequest for a scale that cannot be meant.
    """
    kind = next((kind for head, kind in KINDS.items() if data.startswith(head)), "")
    if not kind or width < 1 or height < 1:
        raise BadFile(_("This is no picture that can be used. Scan the plan as JPEG or PNG."))
    if len(data) > LARGEST_PICTURE:
        raise BadFile(_("The picture is too large ({size:.1f} MB). Scan it with fewer dots per inch, or as JPEG.").format(size=len(data) / 1e6))
    _check_scale(scale)
    standing = planning.picture(session.store)
    with session.write("rounds.save_picture") as unit:
        if standing is not None:
            unit.erase(PlanPicture, standing["id"])
        unit.insert(PlanPicture, {
            "name": name[:120], "kind": kind, "width": width, "height": height, "data": base64.b64encode(data).decode(),
            "metres_per_pixel": scale, "left": left, "top": top,
        })  # fmt: skip


@service(Permission.PEOPLE_WRITE)
def lay_picture(session: Session, picture: str, scale: float, left: float, top: float, version: int | None = None) -> None:
    """Another scale (metres a pixel) or place of the picture. Raises BadRequest for a scale that cannot be meant."""
    _check_scale(scale)
    with session.write("rounds.save_picture") as unit:
        unit.update(PlanPicture, picture, {"metres_per_pixel": scale, "left": left, "top": top}, version)


@service(Permission.PEOPLE_WRITE)
def remove_picture(session: Session, picture: str) -> None:
    """The map without a picture."""
    with session.write("rounds.remove_picture") as unit:
        unit.remove(PlanPicture, picture)


def _check_scale(scale: float) -> None:
    if not 0.001 <= scale <= 100:
        raise BadRequest(_("The scale must lie between 0.001 and 100 metres a dot."))
