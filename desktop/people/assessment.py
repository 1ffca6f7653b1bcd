"""The ability assessment by GB/T 42195-2022: 26 items, the score, the level and what makes it worse.

The table of items, points and limits is data (`resources/assessment/gbt42195-2022.json`, with its source). The rules: coma → total;
dementia (F00–F03) or another mental disorder (F04–F99) diagnosed, or two or more care incidents in 30 days → one level worse, once in
total.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from desktop.i18n import N_, RESOURCES, _

TABLE = RESOURCES / "assessment" / "gbt42195-2022.json"
INCIDENTS_THAT_COUNT = 2
OPEN = "-"  # in the answers: not answered yet


class Level(StrEnum):
    """How able an elder is, from the best to the worst."""

    ABLE = "able"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    TOTAL = "total"


LEVELS: dict[str, str] = {
    Level.ABLE: N_("Able"),
    Level.MILD: N_("Mild disability"),
    Level.MODERATE: N_("Moderate disability"),
    Level.SEVERE: N_("Severe disability"),
    Level.TOTAL: N_("Total disability"),
}
REASONS: dict[str, str] = {
    "first": N_("First assessment"),
    "routine": N_("Routine assessment"),
    "immediate": N_("Immediate assessment"),
    "repeated": N_("Assessed again on doubt"),
    "other": N_("Other reason"),
}


def level_label(code: str) -> str:
    """A level in the user's language; an unknown code keeps its own name."""
    return _(LEVELS[code]) if code in LEVELS else code


def reason_label(code: str) -> str:
    """A reason in the user's language; an unknown code keeps its own name."""
    return _(REASONS[code]) if code in REASONS else code


@dataclass(frozen=True)
class Item:
    """One item: `points[n]` are the words for n points, so that `most` is the best."""

    code: str
    part: str
    name: str
    about: str
    points: tuple[str, ...]

    @property
    def most(self) -> int:
        """The most points that the item gives."""
        return len(self.points) - 1


@dataclass(frozen=True)
class Scale:
    """The table: items in order, parts with their names, the least score of each level, the visits that a level proposes."""

    edition: str
    title: str
    source: str
    visits_source: str
    items: tuple[Item, ...]
    parts: tuple[tuple[str, str], ...]
    least: tuple[tuple[Level, int], ...]  # from the best level down
    visits: dict[Level, str]

    @property
    def most(self) -> int:
        """The best score."""
        return sum(item.most for item in self.items)


@lru_cache(maxsize=1)
def scale() -> Scale:
    """The table as shipped."""
    told: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    items = tuple(
        Item(one["code"], part["code"], one["name"], one["about"], tuple(one["points"])) for part in told["parts"] for one in part["items"]
    )
    return Scale(
        told["edition"], told["title"], told["source"], told["visits_source"], items,
        tuple((part["code"], part["name"]) for part in told["parts"]),
        tuple((Level(one["code"]), one["from"]) for one in told["levels"]),
        {Level(one["code"]): one["visits"] for one in told["levels"]},
    )  # fmt: skip


def is_answer(place: int, digit: str) -> bool:
    """Whether the item at this place (from 0) gives so many points."""
    return len(digit) == 1 and digit in "0123456789" and int(digit) <= scale().items[place].most


def complete(answers: str) -> bool:
    """Whether every item has an answer that it gives."""
    return len(answers) == len(scale().items) and all(is_answer(place, digit) for place, digit in enumerate(answers))


def score_of(answers: str) -> int:
    """The points so far; open items count nothing."""
    return sum(int(digit) for digit in answers if digit != OPEN)


def part_scores(answers: str) -> list[tuple[str, int, int]]:
    """Each part's name, its points so far and its most."""
    found: dict[str, list[int]] = {}
    for item, digit in zip(scale().items, answers.ljust(len(scale().items), OPEN), strict=False):
        have = found.setdefault(item.part, [0, 0])
        have[0] += 0 if digit == OPEN else int(digit)
        have[1] += item.most
    return [(name, *found[code]) for code, name in scale().parts]  # type: ignore[misc]


def level_of(score: int) -> Level:
    """The level of a score alone. Raises ValueError outside 0…90."""
    if not 0 <= score <= scale().most:
        raise ValueError(f"no score: {score}")
    return next(level for level, least in scale().least if score >= least)


@dataclass(frozen=True)
class Judged:
    """A finished assessment judged: the score's own level, the final one, and why they differ (codes: 'coma', 'diagnosed',
    'incidents')."""

    score: int
    own: Level
    level: Level
    because: tuple[str, ...]


def judge(answers: str, *, coma: bool = False, diagnosed: bool = False, incidents: int = 0) -> Judged:
    """Score and level of complete answers. Raises ValueError when some are open or none that the item gives."""
    if not complete(answers):
        raise ValueError("not every item has its points")
    score = score_of(answers)
    own = level_of(score)
    if coma:
        return Judged(score, own, Level.TOTAL, ("coma",))
    worse = [code for code, holds in (("diagnosed", diagnosed), ("incidents", incidents >= INCIDENTS_THAT_COUNT)) if holds]
    ranks = list(Level)
    level = ranks[min(ranks.index(own) + bool(worse), len(ranks) - 1)]
    return Judged(score, own, level, tuple(worse))


def because_words(judged: Judged, incidents: int) -> str:
    """Why the level is not the score's own, in the user's language; '' when it is."""
    words = {
        "coma": _("coma: total disability at once"),
        "diagnosed": _("dementia or another mental disorder diagnosed: one level worse"),
        "incidents": _("{count} care incidents in 30 days: one level worse").format(count=incidents),
    }
    told = [words[code] for code in judged.because]
    if len(told) > 1:
        told.append(_("once in total"))
    return _("; ").join(told)
