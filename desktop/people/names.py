"""Names of persons: the form that is kept, pinyin keys that find them, and the masked form for paper."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from desktop.i18n import RESOURCES
from desktop.people.text import cell_text, fold

MAX_NAME = 25  # characters; the domain notes allow up to 25
_DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u2024\u25cf\u2981\ufe52\uff0e.\u3002*"
_DOT_BETWEEN = re.compile(rf"(?<=[^\W\dA-Za-z_])\s*[{re.escape(_DOTS)}]\s*(?=[^\W\dA-Za-z_])")
_BRACKETS = re.compile(r"[(\[【〔<《]([^)\]】〕>》]*)[)\]】〕>》]")  # after fold, so half-width
_LOST = re.compile("[\ufffd?？□■◇◆＿_*#]|\u25a1")
MAX_KEYS = 24  # readings of one name that are kept; more would not help anyone to type


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name cell: verbatim, the form that is kept, a remark from brackets, and why it is doubtful (a reason code or None)."""

    text: str
    value: str
    remark: str = ""
    reason: str | None = None


def clean_name(text: str) -> str:
    """The form that is kept: NFC, half-width letters, no spaces inside a Chinese name, '·' as U+00B7. Rare characters stay."""
    name = unicodedata.normalize("NFC", fold(text))
    name = _DOT_BETWEEN.sub("\u00b7", name)
    parts = name.split(" ")
    cleaned = parts[0]
    for part in parts[1:]:
        latin = cleaned[-1:].isascii() and part[:1].isascii()
        cleaned += (" " if latin else "") + part
    return unicodedata.normalize("NFC", cleaned).strip("\u00b7 ")


def read_name(value: object) -> PersonName:
    """Read a name cell. Never raises and never refuses a rare character."""
    text = cell_text(value)
    folded = fold(text)
    remark = " ".join(m.strip() for m in _BRACKETS.findall(folded) if m.strip())
    name = clean_name(_BRACKETS.sub(" ", folded))
    if not name:
        return PersonName(text, "", remark, "name_missing")
    if _LOST.search(name):
        return PersonName(text, name, remark, "name_unreadable")
    if any(c.isdigit() for c in name):
        return PersonName(text, name, remark, "name_digits")
    if len(name) > MAX_NAME:
        return PersonName(text, name, remark, "name_too_long")
    return PersonName(text, name, remark, "name_remark" if remark else None)


def masked(name: str) -> str:
    """'顾秀珍' → '顾*珍', '顾珍' → '顾*': for paper that may be lost."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "".join(c if c in "· " else "*" for c in name[1:-1]) + name[-1]


@lru_cache(maxsize=1)
def _surnames() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = json.loads((RESOURCES / "synonyms" / "surnames.json").read_text("utf-8"))
    return table


@lru_cache(maxsize=30_000)
def _readings(character: str) -> tuple[str, ...]:
    """Every reading of a character without tones, ü as v; itself for a letter or digit; '' for signs and what no table knows."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ("",)
    known = _surnames()["characters"].get(character)
    if known:
        return tuple(known)
    from pypinyin import Style, pinyin  # 0.4 s: only when a name is read

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ("",)


def pinyin_keys(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(full spellings, initials) of every reading, the surname's own first: '单秀英' → ('shanxiuying', ...), ('sxy', ...)."""
    table = _surnames()
    readings = [list(_readings(c)) for c in name]
    if not readings:
        return (), ()
    double = table["double"].get(name[:2])
    if double:
        first = [(spelling, spelling[:1] + _second_initial(spelling, readings[1])) for spelling in double]
        ordinary = [(a + b, a[:1] + b[:1]) for a in readings[0] for b in readings[1]]
        heads = [first + ordinary, *[[(r, r[:1]) for r in group] for group in readings[2:]]]
    else:
        surname = table["single"].get(name[0], [])
        one = list(dict.fromkeys([*surname, *readings[0]]))
        heads = [[(r, r[:1]) for r in group] for group in [one, *readings[1:]]]
    full: dict[str, None] = {}
    initials: dict[str, None] = {}
    for choice in islice(product(*heads), 200):
        full["".join(c[0] for c in choice)] = None
        initials["".join(c[1] for c in choice)] = None
    return tuple(islice((k for k in full if k), MAX_KEYS)), tuple(islice((k for k in initials if k), MAX_KEYS))


def _second_initial(spelling: str, readings: list[str]) -> str:
    """The initial of the second syllable of a double surname's spelling."""
    for reading in readings:
        if reading and spelling.endswith(reading):
            return reading[0]
    return {"yuchi": "c", "moqi": "q", "ziju": "j"}.get(spelling, "")


def search_text(name: str, id_tail: str = "", phones: Iterable[str] = (), more: Iterable[str] = ()) -> str:
    """All keys that find a person, lower case, separated by spaces: name, spellings, initials, ID tail, phones, further words.

    Stored with the person; `PersonIndex` searches it.
    """
    full, initials = pinyin_keys(name)
    words = [name.replace(" ", "").lower(), *full, *initials, id_tail.lower()]
    for phone in phones:
        bare = phone.replace("-", "").replace(" ", "")
        words.append(bare)
    words += [squeezed for word in more if (squeezed := "".join(word.lower().split()))]
    return " ".join(dict.fromkeys(w for w in words if w))
