"""Unlocking, and what the audit trail and the masking cost: the same writes and the same card with them and without, turn by turn in one run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from db.store import Unit
from desktop.clock import FixedClock
from desktop.people.services import cards
from desktop.people.services.drafts import ContactDraft, ElderDraft, PersonDraft
from desktop.people.services.elders import save_elder
from desktop.session import Session
from desktop.station.opening import create_station, open_station

TURNS, WRITES = 6, 40


@contextmanager
def without() -> Iterator[None]:
    """No journal, no digests, no heads, no masks."""

    def quiet(self: Unit, table: Any, *_more: Any, **_kw: Any) -> dict[str, Any]:
        self.topics.add(table.topic)
        return {}

    def same(text: str) -> str:
        return text

    masks = [patch.object(cards, name, same) for name in ("masked_id", "masked_phone", "masked_phones", "masked_address", "masked_health")]
    with patch.object(Unit, "_note", quiet), patch.object(Unit, "_note_new", quiet), patch.object(Unit, "_close", lambda _self: False):
        for mask in masks:
            mask.start()
        try:
            yield
        finally:
            for mask in masks:
                mask.stop()


def work(session: Session, turn: str) -> float:
    """Enter elders as a clerk does and look at each card; seconds."""
    began = time.perf_counter()
    for number in range(WRITES):
        person = PersonDraft(name=f"老人{turn}{number}", phones="13800002211", note="住在三楼")
        care = save_elder(session, ElderDraft(
            person=person, address=f"{number}幢{turn}", health="高血压", opened_on=date(2026, 1, 1).isoformat(),
            contacts=(ContactDraft("顾平", "儿子", "13900008876"),)))  # fmt: skip
        cards.elder_card(session, care)
    return time.perf_counter() - began


def measure(folder: Path, clock: FixedClock) -> dict[str, float]:
    """Seconds to unlock; the ratio of the fastest turns."""
    create_station(folder / "safety", "红葵", "", "admin", "three short words", clock)[0].close()
    unlocked = []
    for _turn in range(3):
        began = time.perf_counter()
        opened = open_station(folder / "safety", "admin", "three short words", clock)
        unlocked.append(time.perf_counter() - began)
        opened.close()
    opened = open_station(folder / "safety", "admin", "three short words", clock)
    plain: list[float] = []
    guarded: list[float] = []
    for turn in range(TURNS):
        guarded.append(work(opened.session, f"甲{turn}"))
        with without():
            plain.append(work(opened.session, f"乙{turn}"))
    opened.close()
    return {"s to unlock": min(unlocked), "writes with audit and masks, against without": min(guarded) / min(plain)}
