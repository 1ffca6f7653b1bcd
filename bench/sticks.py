"""Measurements of safety: the backup of a station with years behind it and how still the window stands meanwhile; packages and merging."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from desktop.clock import FixedClock
from desktop.exchange.giving import ELDERS, PASS_ON, Ask, give_out, list_movers
from desktop.exchange.keys import Keys, add_station, card_code
from desktop.exchange.taking import accept_sender, open_package, take_in
from desktop.station.opening import OpenStation, create_station, open_sample
from desktop.station.sample.make import make_sample

NOW = datetime(2026, 11, 23, 10, 5)
YEARS = 7
PHRASE = "three short words"
CHANGED = 50_000


def backup(folder: Path) -> dict[str, float]:
    """A seven-year station: its backup as every half hour makes it, and the longest gap of a timer of the window while it runs."""
    opened = _years(folder / "years")
    try:
        longest: list[float] = []
        size = opened.folder.database.stat().st_size / 1e6
        taken = _while_a_timer_ticks(lambda: opened.backup(), longest)
    finally:
        opened.close()
    return {"s": taken, "ms longest gap of the window": max(longest) * 1000, "MB": size}


def _years(folder: Path) -> OpenStation:
    if not folder.exists():
        make_sample(folder, NOW, YEARS).close()
    return open_sample(folder, FixedClock(NOW))


def _while_a_timer_ticks(work: Callable[[], object], gaps: list[float]) -> float:
    """Do the work on another thread while Qt's loop runs here; seconds taken, and the gaps of a timer of 5 ms."""
    from PySide6.QtCore import QCoreApplication, QTimer

    application = QCoreApplication.instance() or QCoreApplication([])
    taken: list[float] = []

    def run() -> None:
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)

    thread = threading.Thread(target=run)
    last = [time.perf_counter()]
    timer = QTimer()
    timer.setInterval(5)

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now
        if not thread.is_alive():
            application.quit()

    timer.timeout.connect(tick)
    timer.start()
    thread.start()
    application.exec()
    thread.join()
    return taken[0]


def package(folder: Path) -> dict[str, float]:
    """All 126 elders of the sample, with what goes along, as one package."""
    from db.people.tables import CareFile
    from db.privacy.tables import Consent

    with open_sample(folder / "sample", FixedClock(NOW)) as session:
        with session.write("privacy.record_consent") as unit:
            for row in CareFile.select(CareFile.person):
                unit.insert(Consent, {"person": row.person_id, "scope": PASS_ON, "recipient": "乙站", "given_on": NOW.date(), "paper": "bench"})
        other = Keys(bytes([3] * 32), bytes([4] * 32))
        mark = add_station(session, "乙站", card_code(other.sign_public, other.receive_public)).fingerprint
        elders = tuple(one.care_file for one in list_movers(session))
        started = time.perf_counter()
        given = give_out(session, Ask(ELDERS, receiver=mark, elders=elders), folder / "elders.linli")
        return {"s": time.perf_counter() - started, "elders": float(len(elders)), "rows": float(given.rows)}


def merge(folder: Path) -> dict[str, float]:
    """50,000 rows that another station changed, taken in by one that has them."""
    from db.people.tables import Person

    password = "three short words"
    one, _key = create_station(folder / "one", "甲", "", "admin", password, FixedClock(NOW))
    with one.session.write("people.save_elder") as unit:
        ids = unit.insert_many(Person, [{"name": f"老人{number}", "note": "记" * 20} for number in range(CHANGED)])
    other, _key = create_station(folder / "other", "乙", "", "admin", password, FixedClock(NOW))
    _take(one, other, folder / "first.linli")
    _bound(one)
    with one.session.write("people.save_elder") as unit:
        for person in ids:
            unit.update(Person, person, {"note": "改过"})
    path = folder / "second.linli"
    give_out(one.session, Ask(phrase=PHRASE), path)
    _bound(other)
    received = open_package(other.session, path, PHRASE)
    started = time.perf_counter()
    done = take_in(other.session, received)
    taken = time.perf_counter() - started
    assert done.outcome.total("newer") == CHANGED, done.outcome.by_status()
    other.close()
    _bound(one)
    one.close()
    return {"s": taken}


def _take(one: OpenStation, other: OpenStation, path: Path) -> None:
    _bound(one)
    give_out(one.session, Ask(phrase=PHRASE), path)
    _bound(other)
    take_in(other.session, accept_sender(other.session, open_package(other.session, path, PHRASE)))


def _bound(opened: OpenStation) -> None:
    """Turn to this station: one is the open one in a process."""
    from db.store import Store

    Store(opened.session.store.database)
    clock = opened.session.clock
    assert isinstance(clock, FixedClock)
    clock.moment += timedelta(seconds=1)
