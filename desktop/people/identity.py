"""Resident identity numbers (GB 11643-1999): what can be trusted of them, and what not."""

import re
from dataclasses import dataclass
from datetime import date

from desktop.people.reasons import reason_text
from desktop.people.text import cell_text, fold, is_nothing

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# GB/T 2260 provinces; 81, 82, 83 = residence permits of Hong Kong, Macao and Taiwan residents; 91 = abroad
PROVINCES = frozenset(
    str(code) for start, end in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
    for code in range(start, end + 1)
)
OLDEST = date(1880, 1, 1)

_SCIENTIFIC = re.compile(r"^(\d)(?:\.(\d+))?[eE]\+?(\d+)$")
_SIGNS = re.compile(r"[\s'\"‘’“”`´,:：,._\-—–]")
_MASK = re.compile(r"[*＊•●#?？]{2,}|[xX×]{3,}")


@dataclass(frozen=True, slots=True)
class ResidentId:
    """What a cell says about an ID number.

    `text` is the cell verbatim. `number` is the 18-character number, only when `state` is 'valid'. Other states: 'missing',
    'damaged' (rounded by Excel), 'wrong_check', 'wrong_date', 'future_birth', 'wrong_length', 'old_form' (15 digits),
    'wrong_region', 'masked', 'wrong_form'. `born` comes from intact digits only and is never completed by guessing; `sex` is
    'm', 'f' or ''.
    """

    text: str
    state: str
    number: str | None = None
    born: date | None = None
    sex: str = ""

    @property
    def reason(self) -> str | None:
        """The reason code of a doubt; None for a valid or missing number."""
        return None if self.state in ("valid", "missing") else f"id_{self.state}"

    @property
    def message(self) -> str:
        """The doubt in the user's language; '' when there is none."""
        return reason_text(self.reason) if self.reason else ""

    @property
    def tail(self) -> str:
        """The last four characters of a valid number, for search; else ''."""
        return self.number[-4:].lower() if self.number else ""


def check_character(first17: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643-1999)."""
    return CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def read_id(value: object, today: date, *, typed: bool = False) -> ResidentId:
    """Read an ID number from a cell (text or number). Never raises.

    `typed`: the clerk typed it into our own form, so that a number that ends in 000 and passes the check is believed; from a
    workbook it is flagged as rounded by Excel.
    """
    text = cell_text(value)
    if is_nothing(text):
        return ResidentId(text, "missing")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(text, value)
    plain = _SIGNS.sub("", fold(text))
    scientific = _SCIENTIFIC.match(fold(text).replace(" ", ""))
    if scientific:
        return _damaged(text, scientific.group(1) + (scientific.group(2) or ""), int(scientific.group(3)) + 1)
    plain = plain.upper().replace("Х", "X").replace("×", "X").replace("Χ", "X")  # Cyrillic, multiplication sign, Greek
    if _MASK.search(plain):
        return ResidentId(text, "masked")
    if re.fullmatch(r"\d{15}", plain):
        return _old_form(text, plain)
    if not re.fullmatch(r"[0-9X]+", plain) or "X" in plain[:-1]:
        return ResidentId(text, "wrong_form")
    if len(plain) != 18:
        return ResidentId(text, "wrong_length")
    if plain.endswith("000") and (not typed or check_character(plain[:17]) != plain[17]):
        return _damaged(text, plain[:15], 18)
    return _eighteen(text, plain, today)


def _eighteen(text: str, plain: str, today: date) -> ResidentId:
    if check_character(plain[:17]) != plain[17]:
        return ResidentId(text, "wrong_check")
    if plain[:2] not in PROVINCES:
        return ResidentId(text, "wrong_region")
    born = _date(plain[6:14])
    if born is None or born < OLDEST:
        return ResidentId(text, "wrong_date")
    if born > today:
        return ResidentId(text, "future_birth")
    return ResidentId(text, "valid", plain, born, "m" if int(plain[16]) % 2 else "f")


def _from_number(text: str, value: int | float) -> ResidentId:
    """A number cell: Excel keeps 15 digits of it."""
    if value != value or value in (float("inf"), float("-inf")) or value <= 0:
        return ResidentId(text, "wrong_form")
    digits = str(value) if isinstance(value, int) else str(int(value))
    if len(digits) == 15:
        return _old_form(text, digits)
    if len(digits) not in (17, 18):
        return ResidentId(text, "wrong_length")
    if len(digits) == 17:
        return ResidentId(text, "damaged")
    whole = int(value)
    thousands = (whole + 500) // 1000
    if abs(whole - thousands * 1000) <= 32:  # Excel cut it to 15 digits; floats of this size lie 64 apart
        return _damaged(text, str(thousands), 18)
    return _damaged(text, digits[:15], 18)


def _damaged(text: str, intact: str, length: int) -> ResidentId:
    """A rounded number of which the first digits are intact; the birth date stands in the digits 7 to 14."""
    if length != 18:
        return ResidentId(text, "damaged" if length == 17 else "wrong_length")
    # an 18-digit number shown with fewer than 15 digits was rounded when shown: its last shown digit cannot be trusted
    whole = intact[:15] if len(intact) >= 15 else intact[:-1]
    born = _date(whole[6:14]) if len(whole) >= 14 and whole[:2] in PROVINCES else None
    return ResidentId(text, "damaged", None, born if born and born >= OLDEST else None)


def _old_form(text: str, digits: str) -> ResidentId:
    born = _date("19" + digits[6:12])
    if digits[:2] not in PROVINCES or born is None:
        return ResidentId(text, "wrong_form")
    return ResidentId(text, "old_form", None, born, "m" if int(digits[14]) % 2 else "f")


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def masked_id(number: str) -> str:
    """'330206193506299919' → '330206********9919'; a short one becomes stars."""
    return f"{number[:6]}********{number[-4:]}" if len(number) == 18 else "*" * len(number)
