"""The sample station's assessments: half of the elders once or more, slowly growing weaker, one of them four times."""

import random
from datetime import datetime, timedelta
from typing import Any

from db.people.tables import Assessment
from db.store import Unit
from desktop.people.assessment import judge, scale
from desktop.station.sample.history import Past

ASSESSORS = ("林晓、王敏", "周芳、林晓", "陈建华、王敏")
SHARE = 0.5
OFTEN = 4  # the first elder of the list


def insert_assessments(unit: Unit, past: Past, now: datetime, seed: int) -> None:
    """Write them as history; the newest lies at least three days back."""
    chance = random.Random(seed + 3)
    rows: list[dict[str, Any]] = []
    for number, (_person, care_file, _grid) in enumerate(past.elders):
        if number and chance.random() >= SHARE:
            continue
        times = OFTEN if number == 0 else chance.choice((1, 1, 2))
        able = 0.8 if number == 0 else chance.triangular(0.2, 1.0, 0.93)  # the share of the points
        day = now.date() - timedelta(days=365 * (times - 1) + chance.randrange(3, 500 if number else 40))
        for turn in range(times):
            answers = "".join(str(_points(chance, item.most, able - 0.12 * turn)) for item in scale().items)
            judged = judge(answers)
            rows.append({
                "care_file": care_file, "day": day + timedelta(days=365 * turn), "reason": "routine" if turn else "first",
                "edition": scale().edition, "answers": answers, "score": judged.score, "level": judged.level.value,
                "assessors": chance.choice(ASSESSORS), "informant": "", "note": "", "coma": False, "diagnosed": False, "incidents": 0,
            })  # fmt: skip
    unit.load(Assessment, rows)


def _points(chance: random.Random, most: int, able: float) -> int:
    return max(0, min(most, round(most * able + chance.uniform(-0.6, 0.6))))
