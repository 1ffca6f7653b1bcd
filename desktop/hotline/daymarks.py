"""What a volunteer says of one day, as a few marks in a cell: 休, 上, 休晚, +下, -早. Read from a grid, a paste or a sheet; pure.

休 cannot come that day, 休上 not in the morning; 上 下 晚 全 can come then beside the week; + wanted, - rather not.
Figures stand for the parts (1 上 2 下 3 晚 4 全), x for 休, so that a Latin keyboard is enough.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.people.weekly import PARTS_OF_DAY

PART_MARKS = {"am": "上", "pm": "下", "evening": "晚", "day": "全"}
WORD_MARKS = {"off": "休", "free": "", "wanted": "+", "unwanted": "-"}
_PARTS = {
    **dict.fromkeys("上早1", "am"), **dict.fromkeys("下中2", "pm"), **dict.fromkeys("晚夜3", "evening"), **dict.fromkeys("全4", "day"),
}
_WORDS = {**dict.fromkeys("休假请xX×", "off"), **dict.fromkeys("+\uff0b愿想", "wanted"), **dict.fromkeys("-\uff0d−不", "unwanted")}
_NOISE = re.compile(r"(?<=[上下])午|(?<=[早中晚夜])班|(?<=全)天|(?<=晚)上")  # 上午, 早班, 全天, 晚上; but 上班 is at work: asked about
_APART = re.compile(r"[\s、,\uff0c;\uff1b]+")


@dataclass(frozen=True, order=True)
class Mark:
    """One statement about a part of a day: `word` is 'off', 'free', 'wanted' or 'unwanted'; `part` as in PARTS_OF_DAY."""

    word: str
    part: str

    @property
    def span(self) -> tuple[int, int]:
        """From and to in minutes since midnight."""
        return PARTS_OF_DAY[self.part]


def read_marks(text: str) -> frozenset[Mark] | None:
    """The marks of a cell; an empty cell has none; None when it cannot be read (it is then asked about, never guessed)."""
    found: set[Mark] = set()
    for token in _APART.split(_NOISE.sub("", text.replace("请假", "休").replace("休息", "休"))):
        marks = _token(token) if token else set()
        if marks is None:
            return None
        found |= marks
    return None if contradicts(found) else frozenset(found)


def _token(token: str) -> set[Mark] | None:
    """One word of a cell: a sign, then parts of the day. A lone minus says nothing sure (it often stands for an empty cell)."""
    word = _WORDS.get(token[0], "free")
    parts = token[1:] if token[0] in _WORDS else token
    if not parts:
        return {Mark(word, "day")} if word in ("off", "wanted") else None
    if any(letter not in _PARTS for letter in parts):
        return None
    return {Mark(word, _PARTS[letter]) for letter in parts}


def contradicts(marks: Iterable[Mark]) -> bool:
    """Whether somebody says of one part of the day that he cannot come and that he can, or that he wants and does not want."""
    by_word = {word: {m.part for m in marks if m.word == word} for word in WORD_MARKS}
    off, wanted, unwanted = by_word["off"], by_word["wanted"], by_word["unwanted"]
    return _touch(off, by_word["free"] | wanted | unwanted) or _touch(wanted, unwanted)


def _touch(some: set[str], others: set[str]) -> bool:
    return bool(some and others) and ("day" in some or "day" in others or bool(some & others))


def marks_text(marks: Iterable[Mark]) -> str:
    """The marks as text; `read_marks` reads it again."""
    order = list(PART_MARKS)
    words = []
    for word, sign in WORD_MARKS.items():
        parts = sorted((m.part for m in marks if m.word == word), key=order.index)
        words += [sign if part == "day" and word in ("off", "wanted") else sign + PART_MARKS[part] for part in parts]
    return " ".join(words)
