"""The sample's rules of the rounds: an extra round for the cold, elders' own rules and needs, a pair, two who are kept apart."""

import random
from datetime import datetime, time, timedelta

from db.rounds import queries
from db.rounds.plan_tables import ExtraRound, KeepApart, VisitNeed, VisitRule, VisitTeam
from db.store import Store, Unit


def insert_rules(unit: Unit, store: Store, seed: int) -> None:
    """Write them; the same seed gives the same."""
    chance = random.Random(seed)
    today = unit.now.date()
    elders = sorted(row["care_file"] for row in queries.elders(store))
    volunteers = [row["id"] for row in queries.visitors(store, today)]
    home, after, known, hours, quiet = chance.sample(elders, 5)
    unit.insert(ExtraRound, {
        "kind": "cold", "name": "寒潮加巡", "slots": "am", "from_date": today - timedelta(days=1), "until_date": today + timedelta(days=3),
        "note": "最低气温零下，查看取暖和燃气",
    })  # fmt: skip
    unit.insert(VisitRule, {
        "care_file": home, "preset": "daily", "instead": True, "slots": "am", "from_date": today - timedelta(days=9),
        "until_date": today + timedelta(days=12), "reason": "女儿接去同住，白天回家",
    })  # fmt: skip
    unit.insert(VisitRule, {
        "care_file": after, "preset": "after_event", "from_date": today, "event_at": datetime.combine(today, time(7, 30)), "within_hours": 24,
        "reason": "昨夜跌倒，今早出院",
    })  # fmt: skip
    unit.insert(VisitNeed, {"care_file": known, "known_face": True, "note": "失智，怕生"})
    unit.insert(VisitNeed, {"care_file": hours, "from_minute": 9 * 60, "until_minute": 10 * 60, "door_minutes": 10, "note": "上午透析前"})
    unit.insert(KeepApart, {"volunteer": volunteers[3], "care_file": quiet, "reason": "家属要求"})
    unit.insert(VisitTeam, {"volunteer": volunteers[10], "companion": volunteers[24]})
