"""How numbers, addresses and illness look masked: on every page and, by grade, on paper. Whoever may see them asks `desktop.people.reveal`."""

import re

from desktop.people.identity import masked_id
from desktop.people.names import masked as masked_name
from desktop.people.phones import masked_phone

__all__ = ["masked_address", "masked_health", "masked_id", "masked_name", "masked_phone", "masked_phones"]
BUILDING = re.compile(r"(.*?(?:幢|栋|号楼|座|楼))")
HYPHENS = re.compile(r"(\D*\d+-)")


def masked_phones(phones: str) -> str:
    """Several numbers, joined by ' / ', each masked."""
    return " / ".join(masked_phone(one) for one in phones.split(" / ") if one)


def masked_address(place: str) -> str:
    """'12幢3单元602' → '12幢***', '红葵里2-1-201' → '红葵里2-***': which building, not which door; any other keeps its first half."""
    found = BUILDING.match(place) or HYPHENS.match(place)
    kept = found.group(1) if found else place[:max(1, len(place) // 2)]
    return f"{kept}***" if place else ""


def masked_health(text: str) -> str:
    """That something is noted, not what."""
    return "●●●" if text.strip() else ""
