"""Small words of a workbook: yes and no, sex, relations, numbers, grids."""

import re
from dataclasses import dataclass
from functools import lru_cache

from desktop.people.categories import words
from desktop.people.text import cell_text, chinese_number, is_nothing, squeeze


@dataclass(frozen=True, slots=True)
class YesNo:
    """What a cell says: verbatim text, True/False or None (blank or doubtful), a reason code or None."""

    text: str
    value: bool | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NumberFact:
    """A number cell: verbatim text, the number or None, a reason code or None."""

    text: str
    value: float | None = None
    reason: str | None = None


@lru_cache(maxsize=8)
def _set(name: str) -> frozenset[str]:
    return frozenset(squeeze(w).lower() for w in words()[name]) | frozenset(w.lower() for w in words()[name])


def read_yes_no(value: object) -> YesNo:
    """是/√/已培训/有/Y → True, 否/未/×/N → False, blank → None; 是(2024年) counts by its first word. Never raises."""
    text = cell_text(value)
    word = squeeze(text).lower().rstrip("。.!")
    if not word:
        return YesNo(text)
    for candidate in (word, re.sub(r"\(.*?\)|\d{4}.*$", "", word)):
        if candidate in _set("yes"):
            return YesNo(text, True)
        if candidate in _set("no"):
            return YesNo(text, False)
    return YesNo(text, None, "yes_no_unreadable")


def read_sex(value: object) -> tuple[str, str | None]:
    """('m' | 'f' | '', reason code or None)."""
    text = cell_text(value)
    word = squeeze(text).lower()
    if not word or is_nothing(text):
        return "", None
    if word in _set("male"):
        return "m", None
    if word in _set("female"):
        return "f", None
    return "", "sex_unreadable"


@lru_cache(maxsize=1)
def _relations() -> dict[str, str]:
    table: dict[str, list[str]] = words()["relations"]
    return {word: name for name, synonyms in table.items() for word in (name, *synonyms)}


def read_relation(value: object) -> str:
    """The relation in the station's words ('长子' stays '长子' only when no list knows it); '' for nothing."""
    text = squeeze(cell_text(value))
    return "" if is_nothing(text) else _relations().get(text, text)


_UNITS = "年|层|个|人|次|小时|h|岁|周岁|米|m|单元|名|班|户"
_NUMBER = re.compile(rf"^(?:约|大约)?([+-]?\d+(?:\.\d+)?)(?:{_UNITS})?(?:/周|每周)?$", re.IGNORECASE)


def read_number(value: object, low: float = 0, high: float = 1_000_000) -> NumberFact:
    """A number, with or without its unit ('11层', '三年'); outside [low, high] it is doubtful. Never raises."""
    text = cell_text(value)
    if isinstance(value, bool):
        return NumberFact(text, None, "number_unreadable")
    if isinstance(value, (int, float)):
        number = float(value)
        return NumberFact(text, number) if low <= number <= high else NumberFact(text, None, "number_range")
    if is_nothing(text):
        return NumberFact(text)
    plain = squeeze(text).replace(",", "")
    found = _NUMBER.match(plain)
    chinese = chinese_number(plain.rstrip("年层个人次岁米名班户"))
    if found is None and chinese is None:
        return NumberFact(text, None, "number_unreadable")
    number = float(found[1]) if found else float(chinese or 0)
    return NumberFact(text, number) if low <= number <= high else NumberFact(text, None, "number_range")


_GRID_SPLIT = re.compile(r"[、,;/|\s]+|和|及")
_GRID_NUMBER = re.compile(
    r"^第?([零〇一二三四五六七八九十\d]{1,3})号?(?:网格|苑区|苑|片区|片|区)?$"
    r"|^(?:网格|苑区|片区)([零〇一二三四五六七八九十\d]{1,3})$"
)


def grid_key(name: str) -> str:
    """One key for every way to write a grid: '第一网格', '1网格', '网格1' → '#1'; a name stays itself."""
    plain = squeeze(name)
    found = _GRID_NUMBER.match(plain)
    number = chinese_number(found[1] or found[2]) if found else None
    return f"#{number}" if number is not None else plain


def read_grids(value: object) -> tuple[str, ...]:
    """The grids named in a cell, as written ('第一网格、第四网格' → both)."""
    text = cell_text(value)
    if is_nothing(text):
        return ()
    spaced = re.sub(r"[、,;/|，；]", " ", text)
    return tuple(dict.fromkeys(squeeze(p) for p in _GRID_SPLIT.split(spaced) if squeeze(p)))
