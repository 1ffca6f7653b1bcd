"""What the sample's volunteers ask of rosters: leave, exceptions, wishes, maxima, pairs."""

import random
from datetime import datetime, timedelta

from db.hotline.tables import DayOffer, Pair, RosterTerms, Unavailable
from db.store import Unit
from desktop.people.weekly import PARTS_OF_DAY
from desktop.station.sample.history import Past

LEAVE = 12  # days of somebody's journey in the coming month


def insert_rostering(unit: Unit, past: Past, now: datetime, seed: int) -> None:
    """A dozen statements about the coming month, and some that hold for good. Deterministic."""
    chance = random.Random(seed + 5)
    trained = [row for row, volunteer in past.volunteers if volunteer.trained]
    if len(trained) < 16:
        return
    first = (now.date().replace(day=28) + timedelta(days=4)).replace(day=1)
    traveller, *others = chance.sample(trained, 16)
    taken = {day for row, volunteer in past.volunteers if row == traveller for day in volunteer.unavailable}
    journey = [first + timedelta(days=7 + n) for n in range(LEAVE)]
    unit.insert_many(Unavailable, [{"volunteer": traveller, "date": day, "reason": "探亲"} for day in journey if day not in taken])
    words = ("wanted", "unwanted", "free", "off")
    unit.insert_many(DayOffer, [
        {"volunteer": who, "date": first + timedelta(days=chance.randrange(28)), "from_minute": start, "to_minute": end, "word": words[n % 4]}
        for n, who in enumerate(others[:9]) for start, end in (PARTS_OF_DAY[("am", "pm", "evening")[n % 3]],)
    ])
    unit.insert_many(RosterTerms, [
        {"volunteer": others[9], "max_day": None, "max_month": 2, "rest_hours": None, "may_lead": None},
        {"volunteer": others[10], "max_day": None, "max_month": None, "rest_hours": 24.0, "may_lead": True},
    ])
    unit.insert_many(Pair, [
        {"one": others[11], "other": others[12], "kind": "apart"}, {"one": others[13], "other": others[14], "kind": "together"},
    ])
