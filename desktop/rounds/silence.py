"""The silence clock as a list: everybody by how long nobody has known them safe, and what is being done about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.people import elders as people
from db.rounds import watching
from desktop.permissions import Permission, service
from desktop.rounds.elders import away_on, load_elders
from desktop.rounds.lastsafe import Silence, grade
from desktop.rounds.sheets import notice_text
from desktop.rounds.sightings import last_safe_of, outbound_list
from desktop.session import Session


@dataclass(frozen=True)
class SilenceLine:
    """One elder. `away` is the notice in force in words; `own` tells that the threshold is the elder's own, not the default."""

    care_file: str
    code: str
    name: str
    address: str
    phone: str
    categories: tuple[str, ...]
    last_at: datetime | None
    channel: str
    silence: timedelta
    threshold: timedelta
    own: bool
    away: str
    ladder: str
    """The open ladder of the elder, '' when there is none."""
    to_call: bool

    @property
    def state(self) -> str:
        """'away' (a notice holds: no alert), 'over', 'near' (four fifths of the threshold), 'fine'."""
        if self.away:
            return "away"
        found = grade(self.silence, self.threshold)
        return Silence.OVER.value if found is Silence.GRAVE else found.value


@service(Permission.ROUNDS_READ, personal=True)
def silence_list(session: Session) -> list[SilenceLine]:
    """Everybody with an open care file: first those past their threshold by how far they are past it, those reported away last."""
    store, now = session.store, session.clock.now()
    everyone = load_elders(store)
    known = last_safe_of(store, everyone.values(), now)
    away = away_on(store, now.date())
    names = {row["id"]: row["name"] for row in people.categories(store)}
    categories = people.categories_of(store)
    open_ladders = {row["care_file"]: row["id"] for row in watching.open_ladders(store)}
    to_call = {one.care_file for one in outbound_list(session)}
    lines = [
        SilenceLine(
            elder.care_file, elder.code, elder.name, elder.address, elder.phone,
            tuple(names[one] for one in categories.get(elder.care_file, ()) if one in names),
            last.at, last.channel, last.silence, last.threshold, bool(elder.silence_hours),
            notice_text(away[elder.care_file]) if elder.care_file in away else "",
            open_ladders.get(elder.care_file, ""), elder.care_file in to_call,
        )
        for elder in everyone.values()
        for last in (known[elder.care_file],)
    ]  # fmt: skip
    lines.sort(key=lambda line: (bool(line.away), line.threshold - line.silence, line.code))
    return lines
