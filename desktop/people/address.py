"""Addresses inside an estate: '红葵里2-1-202', '3幢1单元1003室', '红葵里2号楼3单元503' → building, unit, floor, door."""

import re
from dataclasses import dataclass

from desktop.people.text import CHINESE_NUMERAL, cell_text, chinese_number, is_nothing, squeeze

_VAGUE = re.compile(r"附近|对面|旁边|旁|后面|前面|隔壁|路口|大概|左右|一带|不详")
_REMARK = re.compile(r"\([^()]*\)$|【[^】]*】$")  # '(租住)' behind the door; it stays in the text
_HYPHENS = str.maketrans(dict.fromkeys("—–‐‑‒−_~#/\\", "-"))
_NUM = rf"(?:\d+|[{CHINESE_NUMERAL}]{{1,3}})"
_HYPHEN_FORM = re.compile(
    r"^(?P<estate>.*?)(?P<building>[A-Za-z]?\d{1,4}[A-Za-z甲乙丙丁]?)(?:(?:幢|栋|座|号楼|号)-?|-)(?:(?P<unit>\d{1,2}|[甲乙丙丁])(?:单元)?-)?"
    r"(?P<room>\d{1,4}[A-Za-z]?)(?:室|号|户|房)?$"
)
_WORD_FORM = re.compile(
    rf"^(?P<estate>.*?)(?P<building>[A-Za-z]?{_NUM}[A-Za-z甲乙丙丁]?|[A-Za-z甲乙丙丁])(?:幢|栋|座|号楼|楼|号)"
    rf"(?:(?P<unit>{_NUM}|[A-Za-z甲乙丙丁])(?:单元|门|梯))?(?:(?P<floor>{_NUM})(?:楼|层))?"
    rf"(?:(?P<room>\d{{1,4}}[A-Za-z]?)(?:室|号|户|房)?)?$"
)
_NUMBER_IN = re.compile(
    rf"^第?(?P<n>[A-Za-z]?\d{{1,4}}[A-Za-z甲乙丙丁]?|[{CHINESE_NUMERAL}]{{1,3}}|[A-Za-z甲乙丙丁])"
    r"(?:幢|栋|座|号楼|楼|号|单元|门|梯|室|户|房|层)?$"
)
_REGION = re.compile(  # what stands before the estate in a full postal address
    r"^(?:.{2,8}?(?:省|自治区))?(?:.{2,8}?市)?(?:.{2,6}?(?:(?<![小苑园])区(?!\d)|县))?(?:.{2,8}?(?:街道|镇|乡))?(?:.{2,8}?社区)?"
)


@dataclass(frozen=True, slots=True)
class Address:
    """What an address cell says.

    `building` and `unit` are short texts ('2', '3甲'), `floor` and `door` numbers ('1003' → 10 and 3), `room` is the room as
    written ('1003'). With a reason (code), the parts are what could be read, and `text` is all that is sure.
    """

    text: str
    estate: str = ""
    building: str = ""
    unit: str = ""
    floor: int | None = None
    door: int | None = None
    room: str = ""
    reason: str | None = None

    @property
    def building_number(self) -> int | None:
        """The building's number when it is one."""
        return int(self.building) if self.building.isdigit() else None

    @property
    def building_name(self) -> str:
        """How the list of buildings names it: '2幢', 'A幢'."""
        return f"{self.building}幢"

    @property
    def has_door(self) -> bool:
        """Can a building (and mostly a room) be told from it? Else only the text is sure."""
        return bool(self.building) and self.reason in (None, "address_incomplete")

    @property
    def normal(self) -> str:
        """One spelling for every way to write the same door, for comparing: '红葵里2-1-202'."""
        if not self.building and not self.room:
            return squeeze(self.text)
        return self.estate + "-".join(part for part in (self.building, self.unit, self.room) if part)


def read_address(value: object) -> Address:
    """Read an address cell. Never raises; what cannot be read keeps its text and gets a reason."""
    text = cell_text(value)
    if is_nothing(text):
        return Address(text, reason="address_missing")
    plain = _REMARK.sub("", squeeze(text).translate(_HYPHENS)).rstrip("。.,;")
    if _VAGUE.search(plain):
        return Address(text, reason="address_vague")
    found = _HYPHEN_FORM.match(plain) or _WORD_FORM.match(plain)
    if found is None or found["estate"].endswith("-"):
        return Address(text, reason="address_unreadable")
    floor = found.groupdict().get("floor")
    return _made(text, _REGION.sub("", found["estate"]), found["building"], found["unit"] or "", floor or "", found["room"] or "")


def read_address_parts(estate: object, building: object, unit: object, room: object) -> Address:
    """Read an address that is split into columns (楼栋 | 单元 | 室号). The text kept is the joined one."""
    cells = [squeeze(cell_text(v)) for v in (estate, building, unit, room)]
    if all(is_nothing(c) for c in cells[1:]):
        return Address("".join(cells), cells[0], reason="address_missing")
    values = []
    for cell in cells[1:]:
        found = _NUMBER_IN.match(cell)
        values.append(found["n"] if found else "")
    text = cells[0] + "-".join(c for c in cells[1:] if c)
    if any(cell and not is_nothing(cell) and not value for cell, value in zip(cells[1:], values, strict=True)):
        whole = read_address(text)
        if whole.reason is None:
            return whole
        return Address(text, cells[0], values[0], values[1], None, None, values[2], "address_unreadable")
    return _made(text, cells[0], values[0], values[1], "", values[2])


def _made(text: str, estate: str, building: str, unit: str, floor: str, room: str) -> Address:
    building, unit = _plain_number(building), _plain_number(unit)
    floor_number, door = split_room(room)
    if floor:
        said = chinese_number(floor)
        if floor_number is not None and said != floor_number and len(room) >= 3:
            return Address(text, estate, building, unit, None, door, room, "address_unreadable")
        floor_number = said
    reason = None if building and room else "address_incomplete"
    if room and len(room.rstrip("ABCDEFGabcdefg")) > 4:
        reason = "address_unreadable"
    return Address(text, estate, building, unit, floor_number, door, room.upper(), reason)


def _plain_number(text: str) -> str:
    """'二' → '2', '02' → '2', '3甲' stays."""
    number = chinese_number(text)
    return str(number) if number is not None else text.upper()


def split_room(room: str) -> tuple[int | None, int | None]:
    """'1003' → (10, 3), '202A' → (2, 2), '5' → (None, 5)."""
    digits = "".join(c for c in room if c.isdigit())
    if not digits:
        return None, None
    if len(digits) < 3:
        return None, int(digits)
    return int(digits[:-2]), int(digits[-2:])
