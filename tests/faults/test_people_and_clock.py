"""Rows 13, 14, 16 and 27: wrong passwords, two instances, odd clocks, the recovery key typed again."""

import json
import random
import signal
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from db.people.tables import CareFile, Person
from desktop.clock import FixedClock
from desktop.errors import StationUnavailable, WrongPassword
from desktop.rounds.plans import plan_and_save
from desktop.station.keyring import RECOVERY_ALPHABET, Keyring, new_recovery_key, wrong_lines
from desktop.station.opening import create_station, open_by_recovery_key, open_station
from tests.faults.conftest import NOW, ROOT, Fault

pytestmark = pytest.mark.usefixtures("quick_argon")


@pytest.mark.fault(13, "wrong password", "delay grows, survives a restart; unknown name alike; at least 30 s after five")
def test_wrong_passwords(fault: Fault, tmp_path: Path) -> None:
    for name in ("林晓", "nobody"):
        keys = tmp_path / f"{name}.json"
        Keyring(keys).create("林晓", "password one")
        moment, delays, said = NOW, [], set()
        for number in range(fault.count(12)):
            fault.tried()
            with pytest.raises(WrongPassword) as refused:
                Keyring(keys).unlock(name, f"wrong {number}", moment)  # each time as after a restart
            said.add(str(refused.value))
            until = json.loads(keys.read_text("utf-8"))["not_before"]
            delay = datetime.fromisoformat(until) - moment if until else timedelta(0)
            if delay:
                with pytest.raises(WrongPassword, match="wait"):
                    Keyring(keys).unlock("林晓", "password one", moment + delay - timedelta(seconds=1))
            delays.append(int(delay.total_seconds()))
            moment += delay
        if delays != sorted(delays) or delays[4] < 30 or delays[-1] < 120 or len(said) != 1:
            fault.lost()
            fault.note(f"{name}: {delays} {said}")


@pytest.mark.fault(14, "two instances", "the second is told; after a kill it opens again")
def test_two_instances(fault: Fault, tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    create_station(tmp_path / "station", "红葵", "", "林晓", "password", clock)[0].close()
    program = (
        "import sys, time\nsys.path.insert(0, sys.argv[2])\nfrom datetime import datetime\nfrom pathlib import Path\n"
        "from db.people.tables import Person\nfrom desktop.clock import FixedClock\nfrom desktop.station import keyring\n"
        "keyring.MEMORY_KIB = 64\nfrom desktop.station.opening import open_station\n"
        "opened = open_station(Path(sys.argv[1]), '林晓', 'password', FixedClock(datetime(2026, 3, 2, 9)))\n"
        "with opened.session.write('people.save_elder') as unit:\n    unit.insert(Person, {'name': '顾素珍'})\n"
        "print('held', flush=True)\ntime.sleep(60)\n"
    )
    for number in range(fault.count(6)):
        with subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "station"), str(ROOT)], stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None and other.stdout.readline().strip() == "held"
            fault.tried()
            with pytest.raises(StationUnavailable, match="already open"):
                open_station(tmp_path / "station", "林晓", "password", clock)
            other.send_signal(signal.SIGKILL)
        opened = open_station(tmp_path / "station", "林晓", "password", clock)
        if Person.select().count() != number + 1:
            fault.lost()
        opened.close()


@pytest.mark.fault(16, "clock set back, forward; year's end; leap day", "warned; order by sequence; nobody due lost or doubled")
def test_odd_clocks(fault: Fault, tmp_path: Path) -> None:
    clock = FixedClock(datetime(2027, 12, 30, 9, 0))
    opened, _recovery = create_station(tmp_path / "station", "红葵", "", "林晓", "password", clock)
    with opened.session.write("people.save_elder") as unit:
        for number in range(20):
            person = unit.insert(Person, {"name": f"老人{number}"})
            unit.insert(CareFile, {"person": person, "code": f"E{number:04}", "opened_on": date(2026, 1, 1)})
    opened.close()
    moments = [
        (datetime(2027, 12, 31, 23, 59), ""), (datetime(2028, 1, 1, 0, 1), ""), (datetime(2027, 12, 31, 9), "back"), (datetime(2021, 12, 31, 9), "clock"),
        (datetime(2028, 2, 28, 9), "newest"), (datetime(2028, 2, 29, 9), ""), (datetime(2028, 3, 1, 9), ""), (datetime(2034, 3, 1, 9), "newest"),
        (datetime(2028, 3, 2, 9), "back"), (datetime(2028, 3, 3, 9), ""), (datetime(1970, 1, 1), "That cannot be"),
    ]  # fmt: skip
    order, chance, last = [], random.Random(16), moments[-1][0]
    for _more in range(fault.count(len(moments)) - len(moments)):  # anywhere in six years: told when it lies before the newest entry, or long after it
        moment = datetime(2028, 1, 1) + timedelta(minutes=chance.randrange(6 * 365 * 1440))
        moments.append((moment, "clock" if not timedelta(minutes=-5) <= moment - last <= timedelta(days=45) else ""))
        last = moment
    for moment, said in moments:
        opened = open_station(tmp_path / "station", "林晓", "password", FixedClock(moment))
        told = [text for text in opened.warnings if "clock" in text]
        fault.tried()
        if bool(told) != bool(said) or (said and said not in told[0]):
            fault.lost()
            fault.note(f"{moment}: {told}")
        with opened.session.write("people.save_elder") as unit:
            unit.insert(Person, {"name": f"{moment}"})
        order.append(opened.session.last_operation)
        for plan in plan_and_save(opened.session, moment.date()):
            doors = [door.care_file for sheet in plan.sheets for door in sheet.doors] + [line.care_file for line in plan.unserved]
            fault.tried()
            if len(doors) != 20 or len(set(doors)) != 20:
                fault.lost()
                fault.note(f"{moment}: {len(doors)} doors")
        database = opened.session.store.database
        kept = [row[0] for row in database.execute_sql("select id from operation where name = 'people.save_elder' order by seq").fetchall()][1:]
        assert kept == order, "order is by sequence, whatever the clock said"
        opened.close()


@pytest.mark.fault(27, "recovery key printed, typed again with one error a line, used", "every slip is caught in its line")
def test_recovery_key(fault: Fault, tmp_path: Path) -> None:
    chance = random.Random(27)
    for _try in range(fault.count(300)):
        lines = new_recovery_key().splitlines()
        typed = []
        for line in lines:
            place = chance.randrange(len(line))
            typed.append(line[:place] + chance.choice([one for one in RECOVERY_ALPHABET if one != line[place]]) + line[place + 1:])
        fault.tried()
        if wrong_lines("\n".join(typed)) != list(range(1, len(lines) + 1)) or wrong_lines("\n".join(lines)):
            fault.lost()
            fault.note(" ".join(typed))
    clock = FixedClock(NOW)
    opened, recovery = create_station(tmp_path / "station", "红葵", "", "林晓", "password", clock)
    opened.close()
    fault.tried(2)
    with pytest.raises(WrongPassword):
        open_by_recovery_key(tmp_path / "station", "林晓", new_recovery_key(), clock)
    open_by_recovery_key(tmp_path / "station", "林晓", recovery.lower(), clock).close()
