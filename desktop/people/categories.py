"""类别: the groups of elders, several in a cell, under many names."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from desktop.i18n import RESOURCES
from desktop.people.text import cell_text, is_nothing, squeeze

_SPLIT = re.compile(r"[、,;/|\\&+\s.。·]+|和|及|兼")


@dataclass(frozen=True, slots=True)
class CategoryDef:
    """One category of the list: the code that is stored, the name on screen, other names for it."""

    code: str
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoriesFact:
    """What a cell says: verbatim text, the codes in order, names that no list knows (proposed as new), a reason code or None."""

    text: str
    codes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    reason: str | None = None


@lru_cache(maxsize=1)
def default_categories() -> tuple[CategoryDef, ...]:
    """The categories that a new station starts with (resources/synonyms/categories.json)."""
    data = json.loads((RESOURCES / "synonyms" / "categories.json").read_text("utf-8"))
    return tuple(CategoryDef(c["code"], c["name"], tuple(c["synonyms"])) for c in data["categories"])


def station_categories(rows: Iterable[tuple[str, str]]) -> tuple[CategoryDef, ...]:
    """The station's own (code, name) list, with the shipped synonyms of the codes that it kept."""
    shipped = {c.code: c for c in default_categories()}
    own = [
        CategoryDef(code, name, (shipped[code].name, *shipped[code].synonyms) if code in shipped else ()) for code, name in rows
    ]
    known = {c.code for c in own}
    return (*own, *(c for c in default_categories() if c.code not in known))


@lru_cache(maxsize=8)
def _by_name(categories: tuple[CategoryDef, ...]) -> dict[str, str]:
    names: dict[str, str] = {}
    for category in reversed(categories):  # an earlier entry wins
        for name in (*category.synonyms, category.name):
            names[squeeze(name).lower()] = category.code
    return names


def category_code(name: str, categories: tuple[CategoryDef, ...]) -> str | None:
    """The code of a category name or synonym; None when no list knows it."""
    return _by_name(categories).get(squeeze(name).lower())


def read_categories(value: object, categories: tuple[CategoryDef, ...] | None = None) -> CategoriesFact:
    """Read a cell with one or several categories. Never raises; names that no list knows are proposed as new and flagged."""
    known = categories if categories is not None else default_categories()
    text = cell_text(value)
    if is_nothing(text):
        return CategoriesFact(text)
    whole = category_code(text, known)
    if whole:
        return CategoriesFact(text, (whole,))
    codes: dict[str, None] = {}
    unknown: dict[str, None] = {}
    spaced = re.sub(r"[、,;/|，；]", " ", text)
    for piece in _SPLIT.split(" ".join(squeeze(p) for p in spaced.split())):
        if not piece:
            continue
        code = category_code(piece, known)
        if code:
            codes[code] = None
        elif not (joined := _run_together(piece, known)):
            unknown[piece] = None
        else:
            codes.update(dict.fromkeys(joined))
    return CategoriesFact(text, tuple(codes), tuple(unknown), "category_unknown" if unknown else None)


def _run_together(piece: str, categories: tuple[CategoryDef, ...]) -> list[str]:
    """'独居高龄' → both codes; [] unless the whole piece is made of known names."""
    names = _by_name(categories)
    codes: list[str] = []
    rest = piece.lower()
    while rest:
        found = next((n for n in sorted(names, key=len, reverse=True) if rest.startswith(n)), None)
        if found is None:
            return []
        codes.append(names[found])
        rest = rest[len(found):]
    return codes


def words() -> dict[str, Any]:
    """The shipped word lists (resources/synonyms/words.json)."""
    return _words()


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((RESOURCES / "synonyms" / "words.json").read_text("utf-8"))
    return data
