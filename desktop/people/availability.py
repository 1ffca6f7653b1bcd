"""When a volunteer can come: '周一晚上 周四上午 星期四下午', '周一至周五上午', '周末全天'."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.people.text import cell_text, is_nothing, squeeze

Slot = tuple[int, str]  # weekday 0 = Monday ... 6 = Sunday; part 'am', 'pm', 'evening', 'day' (all day)
PARTS = ("am", "pm", "evening", "day")

_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "七": 6,
             "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}
_GROUPS = {
    **dict.fromkeys(("工作日", "平时"), range(5)), **dict.fromkeys(("双休日", "双休", "周末", "休息日"), (5, 6)),
    **dict.fromkeys(("每天", "每日", "天天", "全周", "随时", "都可以", "均可", "都可", "不限"), range(7)),
}
_PARTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("上午", "早上", "早晨", "早"), ("am",)), **dict.fromkeys(("下午", "午后"), ("pm",)),
    **dict.fromkeys(("晚上", "夜里", "夜间", "傍晚", "晚间", "晚", "夜"), ("evening",)),
    **dict.fromkeys(("全天", "整天", "一天", "全日"), ("day",)), "白天": ("am", "pm"),
}
_TOKEN = re.compile(
    r"(?P<group>" + "|".join(sorted(_GROUPS, key=len, reverse=True)) + r")"
    r"|(?P<range>(?:周|星期|礼拜)([一二三四五六日天七1-7])(?:至|到|-|~|—|–)(?:周|星期|礼拜)?([一二三四五六日天七1-7]))"
    r"|(?P<days>(?:周|星期|礼拜)[一二三四五六日天七1-7]+)"
    r"|(?P<part>" + "|".join(sorted(_PARTS, key=len, reverse=True)) + r")"
    r"|(?P<bare>[一二三四五六日](?![个点]))"
    r"|(?P<sep>[、,;/|.。:()\[\]+&和及与的都可以能有空]+)"
)


@dataclass(frozen=True, slots=True)
class Availability:
    """What a cell says: verbatim text, the slots, what could not be read, and why (a reason code or None)."""

    text: str
    slots: frozenset[Slot] = frozenset()
    rest: str = ""
    reason: str | None = None


def read_availability(value: object) -> Availability:
    """Read weekly times. Never raises. Days without a part of day mean all day; several days before one part share it."""
    text = cell_text(value)
    if is_nothing(text):
        return Availability(text)
    plain = squeeze(text)
    if re.search(r"除|不|非|没", plain.replace("不限", "")):
        return Availability(text, frozenset(), text.strip(), "availability_unreadable")
    state = _Reader()
    at, rest = 0, ""
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None or not found.group():
            rest += plain[at]
            at += 1
            continue
        if not state.take(found):
            rest += found.group()
        at = found.end()
    slots = state.done(sure=not rest)
    doubtful = bool(rest) or not slots
    return Availability(text, slots, text.strip() if doubtful else "", "availability_unreadable" if doubtful else None)


class _Reader:
    """Days wait for their part of day; a part that comes first ('上午:周一、周三') holds for the days after it."""

    def __init__(self) -> None:
        self.slots: set[Slot] = set()
        self.days: list[int] = []
        self.parted = False  # the waiting days already have a part
        self.leading: tuple[str, ...] = ()

    def take(self, found: re.Match[str]) -> bool:
        if found["sep"]:
            return True
        if found["part"]:
            return self._part(_PARTS[found["part"]])
        if found["bare"]:
            if not self.days and not self.leading:
                return False
            return self._days([_WEEKDAYS[found["bare"]]])
        if found["group"]:
            return self._days(list(_GROUPS[found["group"]]))
        if found["range"]:
            first, last = _WEEKDAYS[found.group(3)], _WEEKDAYS[found.group(4)]
            return self._days([(first + n) % 7 for n in range((last - first) % 7 + 1)])
        return self._days([_WEEKDAYS[c] for c in found["days"] if c in _WEEKDAYS])

    def _days(self, days: list[int]) -> bool:
        if self.leading:
            self.slots |= {(day, part) for day in days for part in self.leading}
            return True
        if self.parted:
            self.days, self.parted = [], False
        self.days += days
        return True

    def _part(self, parts: tuple[str, ...]) -> bool:
        if not self.days:
            self.leading = parts
            return True
        self.slots |= {(day, part) for day in self.days for part in parts}
        self.parted = True
        return True

    def done(self, *, sure: bool) -> frozenset[Slot]:
        if self.days and not self.parted and sure:
            self.slots |= {(day, "day") for day in self.days}
        return frozenset(self.slots)


_DAY_WORDS = "一二三四五六日"
_PART_WORDS = {"am": "上午", "pm": "下午", "evening": "晚上", "day": "全天"}


def availability_words(slots: Iterable[Slot]) -> str:
    """{(0, 'evening'), (3, 'am')} → '周一晚上、周四上午'."""
    ordered = sorted(slots, key=lambda slot: (slot[0], PARTS.index(slot[1])))
    return "、".join(f"周{_DAY_WORDS[day]}{_PART_WORDS[part]}" for day, part in ordered)
