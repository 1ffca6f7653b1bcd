"""How numbers, addresses and illness look masked: on every page and, by grade, on paper. Whoever may see them asks `desktop.people.reveal`."""

from desktop.people.identity import masked_id
from desktop.people.names import masked as masked_name
from desktop.people.phones import masked_phone

__all__ = ["masked_address", "masked_health", "masked_id", "masked_name", "masked_phone", "masked_phones"]


def masked_phones(phones: str) -> str:
    """Several numbers, joined by ' / ', each masked."""
    return " / ".join(masked_phone(one) for one in phones.split(" / ") if one)


def masked_address(place: str) -> str:
    """'12幢 3单元 602' → '12幢 ***': which building, not which door; an address in one run keeps its first half."""
    head, space, rest = place.partition(" ")
    if space:
        return f"{head} ***" if rest else head
    return f"{place[:max(1, len(place) // 2)]}***" if place else ""


def masked_health(text: str) -> str:
    """That something is noted, not what."""
    return "●●●" if text.strip() else ""
