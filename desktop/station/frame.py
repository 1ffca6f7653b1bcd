"""What stands around every page: whose station it is, what waits, which ladders are open, when the last backup was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from db.hotline.calls import callers, follow_ups
from db.privacy.persons import locked
from db.station import queries
from desktop.people.masking import masked_address
from desktop.people.reveal import hides_doors
from desktop.people.search import PersonIndex
from desktop.permissions import Permission, service
from desktop.rounds.board import OpenLadder
from desktop.rounds.ladders import open_ladders
from desktop.rounds.meanwhile import fell_due
from desktop.session import Session
from desktop.station import settings
from desktop.station.backup import SecondPlace, newest_backup, second_place
from desktop.station.folder import Folder
from desktop.station.opening import OpenStation


@dataclass(frozen=True)
class Frame:
    """The words and figures of the window's frame. `waiting` holds what waits by page key: open ladders, overdue follow-ups."""

    station: str
    community: str
    account: str
    role: str
    rights: frozenset[Permission]
    reason_needed: bool  # to be told before masked data are shown
    sample: bool
    ladders: tuple[OpenLadder, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)
    backup_at: datetime | None = None
    second: SecondPlace | None = None
    idle_lock_seconds: int = 0


@service(Permission.SIGNED_IN)
def load_frame(session: Session, folder: Folder | None = None) -> Frame:
    """The frame now; with the data folder also what is known of backups."""
    sees = session.may(Permission.ROUNDS_READ, personal=True) or session.may(Permission.HOTLINE_READ, personal=True)
    ladders = tuple(open_ladders(session)) if sees else ()  # danger: with the door, whatever is masked elsewhere
    station = queries.station(session.store)
    account = queries.account(session.store, session.account)
    now = session.clock.now()
    overdue = sum(1 for one in follow_ups(session.store) if overdue_now(one["due_at"], now))
    return Frame(
        station=station["name"],
        community=station["community"],
        account=(account or {}).get("display_name") or session.account,
        role=session.role,
        rights=session.rights,
        reason_needed=session.reason_needed,
        sample=bool(station["sample"]),
        backup_at=newest_backup(folder) if folder is not None else None,
        second=second_place(folder, now) if folder is not None else None,
        ladders=ladders,
        idle_lock_seconds=int(settings.value(session.store, "idle_lock_seconds")),
        waiting={"rounds": len(ladders), "hotline": overdue},
    )


def overdue_now(due_at: datetime | None, now: datetime) -> bool:
    """Whether something with this due time is late; without a due time it never is."""
    return due_at is not None and due_at < now


@service(Permission.PEOPLE_READ, personal=True)
def people_index(session: Session) -> PersonIndex:
    """Everybody who can be found by Ctrl+K: elders and volunteers, with the address beside the name."""
    rows, doors = [], hides_doors(session)
    hidden = locked(session.store)
    for one in callers(session.store):
        if one["id"] in hidden:
            continue
        place = one["address"] or " ".join(part for part in (one["building"] or "", one["room"] or "") if part)
        place = masked_address(place) if doors else place
        rows.append((one["id"], f"{one['name']}　{place}".rstrip("　"), one["search_text"]))
    return PersonIndex(rows)


@service(Permission.SIGNED_IN)
def take_warnings(station: OpenStation) -> list[str]:
    """What is to be told once after opening or unlocking, first what fell due on open ladders meanwhile."""
    told, station.warnings = station.warnings, []
    return [one.words() for one in fell_due(station.session)] + told
