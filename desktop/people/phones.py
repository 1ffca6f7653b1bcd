"""Telephone numbers as stations write them: several in a cell, spaces, hyphens, remarks, number cells."""

import re
from dataclasses import dataclass

from desktop.people.text import cell_text, fold, is_nothing

_HARD = re.compile(r"[/、;,|\\\n\r\t&]|或者?|和|及|以及")
_REMARK = re.compile(r"[(【\[][^)】\]]*[)】\]]|[^\d+\-—–‐‑‒−()\s.*#xX转]+")
_MOBILE = re.compile(r"1[3-9]\d{9}$")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})$")
_LOCAL = re.compile(r"[2-9]\d{6,7}$")
_SERVICE = re.compile(r"[48]00\d{7}$")
_SHORT = re.compile(r"\d{3,6}$")
_EXTENSION = re.compile(r"\d{1,6}$")


@dataclass(frozen=True, slots=True)
class Phone:
    """One number. `kind`: 'mobile', 'landline', 'local' (no area code), 'service' (400), 'short'. `number` is as it is stored:
    '13800000000', '0574-83072454', '0574-83072454-801'; `remark` is what stood beside it ('女儿')."""

    number: str
    kind: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Phones:
    """What a cell says: its text verbatim, the numbers in order, what could not be read, and why (a reason code or None)."""

    text: str
    numbers: tuple[Phone, ...] = ()
    rest: str = ""
    reason: str | None = None

    @property
    def first(self) -> str:
        """The first number; mobile numbers are not preferred, the order is the station's. '' when there is none."""
        return self.numbers[0].number if self.numbers else ""

    @property
    def others(self) -> tuple[str, ...]:
        """The further numbers."""
        return tuple(p.number for p in self.numbers[1:])


def read_phones(value: object) -> Phones:
    """Read all telephone numbers of a cell. Never raises; what is no number stays in `rest` with a reason."""
    text = cell_text(value)
    if is_nothing(text):
        return Phones(text)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text.strip()):
        return Phones(text, (), text.strip(), "phone_damaged")
    found: list[Phone] = []
    rest: list[str] = []
    reason: str | None = None
    folded = re.sub(r"\(\s*(0\d{2,3})\s*\)", r"\1-", fold(text.replace("\n", "/")))
    for chunk in _HARD.split(folded):
        if not chunk.strip():
            continue
        numbers, bad, why = _read_chunk(chunk.strip())
        found += numbers
        if bad:
            rest.append(bad)
            reason = reason or why
    unique = tuple({p.number: p for p in reversed(found)}.values())[::-1]
    return Phones(text, unique, " ".join(rest), reason)


def _read_chunk(chunk: str) -> tuple[list[Phone], str, str]:
    remark = " ".join(m.strip("()【】[]:。 ") for m in _REMARK.findall(chunk) if m.strip("()【】[]:。 "))
    bare = _REMARK.sub(" ", chunk)
    groups = re.findall(r"\+?\d+|转|[xX#*.]", bare)
    digits = [g.lstrip("+") for g in groups if g not in ("转", "x", "X", "#", "*", ".")]
    if "*" in groups or not digits:
        return [], chunk, "phone_unreadable"
    marks = [i for i, g in enumerate(groups) if g in ("转", "x", "X", "#")]
    extension_at = marks[0] if len(marks) == 1 and marks[0] == len(groups) - 2 else None
    pieces = _partition(digits, extension=extension_at is not None)
    if pieces is None:
        return [], chunk, _why("".join(digits))
    return [Phone(number, kind, remark) for number, kind in pieces], "", ""


def _partition(groups: list[str], *, extension: bool) -> list[tuple[str, str]] | None:
    """Split digit groups into the fewest valid numbers ('137','7352','1967' is one). None when there is no way."""
    if len(groups) > 24:
        return None
    best: list[list[tuple[str, str]] | None] = [[]] + [None] * len(groups)
    for end in range(1, len(groups) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None:
                continue
            one = _one(groups[start:end], extension and end == len(groups))
            if one and (best[end] is None or len(before) + 1 < len(best[end] or [])):
                best[end] = [*before, one]
    return best[len(groups)]


def _one(groups: list[str], extension: bool) -> tuple[str, str] | None:
    if extension:
        if len(groups) < 2 or not _EXTENSION.match(groups[-1]):
            return None
        main = _one(groups[:-1], False)
        return (f"{main[0]}-{groups[-1]}", main[1]) if main and main[1] in ("landline", "local", "service") else None
    joined = "".join(groups)
    for prefix in ("0086", "86", "0"):
        if joined.startswith(prefix) and _MOBILE.match(joined[len(prefix):]):
            return joined[len(prefix):], "mobile"
    if _MOBILE.match(joined):
        return joined, "mobile"
    landline = _LANDLINE.match(joined[2:] if joined.startswith("860") else joined)
    if landline and not joined.startswith("00"):
        return f"{landline.group(1)}-{landline.group(2)}", "landline"
    if _SERVICE.match(joined):
        return joined, "service"
    if _LOCAL.match(joined):
        return joined, "local"
    if len(groups) == 1 and _SHORT.match(joined) and not joined.startswith("0"):
        return joined, "short"
    if len(groups) > 2 and 1 <= len(groups[-1]) <= 4:  # 0574-83072454-801
        with_area = _LANDLINE.match("".join(groups[:-1]))
        if with_area:
            return f"{with_area.group(1)}-{with_area.group(2)}-{groups[-1]}", "landline"
    return None


def _why(digits: str) -> str:
    if re.fullmatch(r"(10|2\d|[3-9]\d{2})[2-9]\d{6,7}", digits) and len(digits) in (10, 11):
        return "phone_lost_zero"
    return "phone_length"


def display_phone(number: str) -> str:
    """'13791894386' → '137 9189 4386'; others as they are."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if _MOBILE.match(number) else number


def masked_phone(number: str) -> str:
    """'13791894386' → '137****4386', '0574-83072454' → '0574-****2454'; a short one becomes stars."""
    if _MOBILE.match(number):
        return f"{number[:3]}****{number[-4:]}"
    area, hyphen, rest = number.partition("-")
    if hyphen:
        local, dash, extension = rest.partition("-")
        return f"{area}-{'*' * max(len(local) - 4, 0)}{local[-4:]}{dash}{extension}"
    return "*" * max(len(number) - 4, 0) + number[-4:] if len(number) > 6 else "*" * len(number)
