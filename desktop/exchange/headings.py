"""Headings and what they mean, by the synonyms in resources/synonyms/headings.json."""

import json
import re
from functools import lru_cache
from typing import Any

from desktop.i18n import RESOURCES
from desktop.people.text import cell_text, squeeze

_DECORATION = re.compile(r"[*★☆::\"'“”]|\((?:必填|选填|可填|示例.*?|格式.*?|如.*?|例.*?)\)|\[.*?\]")
_BRACKETS = re.compile(r"\(.*?\)|【.*?】")
_NUMBER_AT_END = re.compile(r"[((]?([1-9一二三四五①②③④⑤])[))]?$")
_NUMBER_AT_START = re.compile(r"^(?:第([一二三四五])|([1-9一二三四五①②③④⑤])[.、号]?)")
_ORDINALS = {c: n for n, c in enumerate("一二三四五", 1)} | {c: n for n, c in enumerate("①②③④⑤", 1)} | {str(n): n for n in range(1, 10)}


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """The data file."""
    data: dict[str, Any] = json.loads((RESOURCES / "synonyms" / "headings.json").read_text("utf-8"))
    return data


def normal(heading: object) -> str:
    """A heading without spaces, line breaks, signs and hints such as (必填)."""
    return _DECORATION.sub("", squeeze(cell_text(heading))).lower()


@lru_cache(maxsize=8)
def _names(kind: str) -> dict[str, str]:
    fields: dict[str, list[str]] = tables()["kinds"][kind]["fields"]
    return {normal(name): field for field, names in reversed(fields.items()) for name in names}


@lru_cache(maxsize=1)
def _all_names() -> frozenset[str]:
    parts = tables()["contact_parts"]
    return frozenset().union(*(_names(kind) for kind in tables()["kinds"])) | {p for ps in parts.values() for p in ps if p}


def is_heading(text: object) -> bool:
    """Is this the heading of any field of any kind?"""
    plain = normal(text)
    return bool(plain) and (plain in _all_names() or _BRACKETS.sub("", plain) in _all_names() or _strip_number(plain)[0] in _all_names())


def weight(kind: str, field: str) -> float:
    """How much a field speaks for a kind of sheet."""
    weights: dict[str, float] = tables()["kinds"][kind]["weights"]
    return weights.get(field, 0.5)


def meaning(kind: str, heading: object) -> tuple[str, int, float]:
    """(field, contact number or 0, certainty 0..1) of a heading; ('', 0, 0) when it means nothing."""
    plain = normal(heading)
    if not plain or len(plain) > 30:
        return "", 0, 0.0
    names = _names(kind)
    for candidate, sure in ((plain, 1.0), (_BRACKETS.sub("", plain), 0.95)):
        if candidate in names:
            field = names[candidate]
            return field, 1 if field.startswith("contact_") else 0, sure
    if kind == "elders":
        contact = _contact(plain)
        if contact:
            return (*contact, 0.95)
    stripped, number = _strip_number(plain)
    if number and stripped in names:
        field = names[stripped]
        return field, number if field.startswith("contact_") or field in ("phone", "name") else 0, 0.9
    return _contained(plain, names)


def _contact(plain: str) -> tuple[str, int] | None:
    """'紧急联系人1电话', '家属二关系', '联系人(2)', '电话1' after a contact's number → (field, number)."""
    start = _NUMBER_AT_START.match(plain)
    number = 0
    if start:
        number, plain = _ORDINALS[start[1] or start[2]], plain[start.end():]
    for group in sorted(tables()["contact_groups"], key=len, reverse=True):
        if not plain.startswith(group):
            continue
        rest = plain[len(group):]
        found = re.match(r"[((]?([1-9一二三四五①②③④⑤])[))]?", rest)
        if found:
            number, rest = _ORDINALS[found[1]], rest[found.end():]
        else:
            rest, at_end = _strip_number(rest)
            number = number or at_end
        rest = re.sub(r"^[的_()、,-]+|[的_()、,-]+$", "", rest)
        for field, parts in tables()["contact_parts"].items():
            if rest in parts:
                return field, number or 1
    return None


def _strip_number(plain: str) -> tuple[str, int]:
    found = _NUMBER_AT_END.search(plain)
    if found:
        return plain[: found.start()], _ORDINALS[found[1]]
    return plain, 0


def _contained(plain: str, names: dict[str, str]) -> tuple[str, int, float]:
    """A longer heading that holds a known one ('老人身份证号码(18位)'): the longest known name, at its end rather than elsewhere."""
    best = ("", 0, 0.0)
    bare = _BRACKETS.sub("", plain)
    for name, field in names.items():
        if len(name) < 2 or name.isascii() or name not in bare:
            continue
        certainty = 0.4 + 0.4 * len(name) / len(bare) + (0.1 if bare.endswith(name) else 0)
        if certainty > best[2]:
            best = (field, 1 if field.startswith("contact_") else 0, certainty)
    return best if best[2] >= 0.6 else ("", 0, 0.0)
