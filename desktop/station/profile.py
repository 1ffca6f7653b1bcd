"""The station's own words: name, community, phones. They stand on every paper."""

from dataclasses import asdict, dataclass

from db.station import queries
from db.station.tables import Station
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session


@dataclass(frozen=True)
class Profile:
    """How the station calls itself and how it is reached."""

    name: str
    community: str = ""
    phone: str = ""
    hotline_phone: str = ""


@service(Permission.SIGNED_IN)
def load_profile(session: Session) -> tuple[Profile, int]:
    """The profile and its row version (for `save_profile`)."""
    row = queries.station(session.store)
    return Profile(row["name"], row["community"], row["phone"], row["hotline_phone"]), int(row["version"])


@service(Permission.STATION_WRITE)
def save_profile(session: Session, profile: Profile, version: int | None = None) -> str:
    """Write the profile; returns the operation's id. Raises BadRequest for an empty name, StaleEdit when it was changed since."""
    if not profile.name.strip():
        raise BadRequest(_("The station needs a name."))
    row = queries.station(session.store)
    with session.write("station.save_profile") as unit:
        unit.update(Station, row["id"], {name: value.strip() for name, value in asdict(profile).items()}, version)
    return session.last_operation
