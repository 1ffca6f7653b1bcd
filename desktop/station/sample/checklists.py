"""The sample station's monthly checklists: last month's for everybody, this month's begun."""

import json
import random
from datetime import date, timedelta

from db.rounds.tables import Checklist
from db.store import Unit
from desktop.rounds.checklist import shipped

FOUND = 0.04  # of the answers are not the good one
NOTES = {"safety.gas": "软管老化,已提醒", "health.illness": "血压偏高", "more.needs": "想请人理发", "living.outdoors": "楼道堆物"}
VISITORS = ("尹芳", "郝丽", "谭娜")


def insert_checklists(unit: Unit, care_files: list[str], today: date, seed: int, account: str) -> None:
    """Last month's checklists of everybody, and this month's of every third elder (none on the first of a month)."""
    chance = random.Random(seed + 3)
    first = today.replace(day=1)
    last = first - timedelta(days=1)
    rows = []
    for place, care_file in enumerate(care_files):
        answers = {
            item.code: [item.answers[1], NOTES.get(item.code, "")] if chance.random() < FOUND else [item.answers[0], ""]
            for item in shipped()[1]
        }
        rows.append(_row(care_file, last.replace(day=1 + place % last.day), VISITORS[place % len(VISITORS)], answers, account))
        if place % 3 == 0 and today > first:
            day = first + timedelta(days=place % (today - first).days)
            rows.append(_row(care_file, day, VISITORS[place % len(VISITORS)], answers, account))
    unit.load(Checklist, rows)


def _row(care_file: str, day: date, visitor: str, answers: dict[str, list[str]], account: str) -> dict[str, object]:
    good = {item.code: item.answers[0] for item in shipped()[1]}
    return {
        "care_file": care_file, "month": f"{day:%Y-%m}", "visited_on": day, "visitor": visitor,
        "answers": json.dumps(answers, ensure_ascii=False), "findings": sum(1 for code, one in answers.items() if one[0] != good[code]),
        "account": account,
    }  # fmt: skip
