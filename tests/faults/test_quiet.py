"""Rows 23, 24, 31 and 32: any text in any search box, no personal data where it does not belong, long use, no network."""

import ast
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.clock import FixedClock
from desktop.hotline.calls import caller_book
from desktop.station.frame import people_index
from desktop.station.opening import open_sample
from desktop.station.sample.make import make_sample
from tests.faults.conftest import NOW, ROOT, Fault
from tests.ledgermaker import MadeSheet, write_xlsx

PASSWORD = "three short words"
# who does not exist: never in clear in any file but the papers that are asked for
CANARY_NAME, CANARY_ID, CANARY_PHONE, CANARY_STREET = "欧阳金丝雀", "330206194102037649", "13777654321", "金丝雀弄77号"


@pytest.mark.fault(23, "any text in any search box", "0 errors; no SQL built from strings")
def test_any_text_in_any_search(fault: Fault, tmp_path: Path) -> None:
    make_sample(tmp_path / "sample", NOW, years=0.02).close()
    chance = random.Random(23)
    pieces = ["'", '"', "--", ";", "%", "_", "\\", "\0", "\n", "(", ")", "[", "*", "^", "$", "+", "？", "王", "𬭎", "ü", "lü", "138", "0035", "qag", " ", "　", "\u202e",
              "\ud800", "x" * 3000, "drop table person", "😀", "́", "İ", "ß", "ﬁ", "-", "NULL", "{name}", "%s"]  # fmt: skip
    opened = open_sample(tmp_path / "sample", FixedClock(NOW))
    people = people_index(opened.session)
    book = caller_book(opened.session)
    for _try in range(fault.count(10_000)):
        text = "".join(chance.choice(pieces) if chance.random() < 0.8 else chr(chance.randrange(0x110000)) for _one in range(chance.randint(0, 6)))
        fault.tried()
        try:
            people.find(text)
            book.find(text)
        except Exception as error:  # noqa: BLE001  whatever it is, it is a loss
            fault.lost()
            fault.note(f"{text[:30]!r}: {type(error).__name__}")
    opened.close()
    built = statements_built_from_strings()
    assert built == [], built


def statements_built_from_strings() -> list[str]:
    """Places in db/ where a statement is put together at run time, but for names of tables and pragmas that come from the schema itself."""
    allowed = {"store.py", "backup.py", "engine.py"}
    # rows of any table as they travel: names of tables and columns from db/exchange/scope.py, whole numbers; ids and values are always bound
    allowed |= {"lines.py", "merging.py", "leaving.py"}
    found = []
    for path in sorted((ROOT / "db").rglob("*.py")):
        if path.name in allowed or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("execute_sql", "execute", "SQL", "raw"):
                found += [f"{path.name}:{node.lineno}" for argument in node.args[:1] if isinstance(argument, (ast.JoinedStr, ast.BinOp))]
    return found


@pytest.mark.fault(24, "leak of personal data", "a name, an ID number, a phone, an address that exist once: in clear nowhere")
def test_no_leak(fault: Fault, tmp_path: Path) -> None:
    home, data, outside = tmp_path / "home", tmp_path / "home" / "data", tmp_path / "outside"
    for folder in (home, outside, home / "tmp"):
        folder.mkdir()
    rows = [["姓名", "身份证号", "联系电话", "住址"], [CANARY_NAME, CANARY_ID, CANARY_PHONE, CANARY_STREET], ["顾素珍", "", "13800000001", "红葵里1幢1单元101室"]]
    book = write_xlsx(outside / "台账.xlsx", [MadeSheet("老人台账", rows)])
    (outside / "password").write_text(PASSWORD + "\n", "utf-8")
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home / "tmp"), "XDG_CONFIG_HOME": str(home / "c"), "XDG_DATA_HOME": str(home / "d"),
                   "XDG_CACHE_HOME": str(home / "k"), "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip

    def call(*words: str) -> str:
        done = subprocess.run([sys.executable, "-m", "desktop", *words, "--data", str(data), "--password-file", str(outside / "password")],
                              env=environment, capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    call("init", "--station", "红葵")
    call("import", str(book))
    call("rounds", "plan", "--date", "2026-03-03")  # says names: that is what it was asked for
    said = [call("backup"), call("verify", "--all", "--drill"), call("check")]
    done = subprocess.run([sys.executable, "-c", CRASH, str(data), PASSWORD, CANARY_NAME], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    assert (data / "station.db-wal").stat().st_size > 0 and (home / "crash.txt").exists()
    secrets = [CANARY_NAME, CANARY_ID, CANARY_PHONE, CANARY_STREET, "金丝雀"]
    needles = {secret.encode(code) for secret in secrets for code in ("utf-8", "utf-16-le", "gb18030")}
    files = [path for path in home.rglob("*") if path.is_file()]
    assert len(files) >= 6
    for path in files:
        content = path.read_bytes()
        fault.tried(len(needles))
        found = [needle for needle in needles if needle in content]
        if found:
            fault.lost(len(found))
            fault.note(f"{path.relative_to(home)}")
    for text in [*said, done.stdout, done.stderr]:
        fault.tried()
        if any(secret in text for secret in secrets):
            fault.lost()
            fault.note(f"said: {text[:80]}")


CRASH = """
import logging, os, sys
from datetime import datetime
from pathlib import Path
from db.people.tables import Person
from desktop.clock import SystemClock
from desktop.station.opening import open_station
from ui.kit.dialogs import crash_details
from ui.preferences import Preferences
logging.basicConfig(filename=os.path.join(os.environ["HOME"], "log.txt"), level=logging.DEBUG)
opened = open_station(Path(sys.argv[1]), "admin", sys.argv[2], SystemClock())
Preferences.load(Path(sys.argv[1])).save(Path(sys.argv[1]))
with opened.session.write("people.save_elder") as unit:
    unit.insert(Person, {"name": sys.argv[3]})
try:
    name = sys.argv[3]
    raise ValueError(f"cannot do this for {name}")
except ValueError as error:
    Path(os.environ["HOME"], "crash.txt").write_text(crash_details(error), "utf-8")
    logging.getLogger("ui.app").error("unexpected error\\n%s", crash_details(error))
os.kill(os.getpid(), 9)
"""


@pytest.mark.fault(31, "long use: dialogs opened and closed", "memory grows by at most 5 %, 0 Qt warnings")
def test_many_dialogs(fault: Fault) -> None:
    count = fault.count(600)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("dialogs.py")), str(count)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, after, warnings = (int(word) for word in done.stdout.split()[:3])
    fault.tried(count)
    fault.note(f"{before / 1024:.0f} MB before, {after / 1024:.0f} MB after")
    assert after <= before * 1.05, done.stdout
    if warnings:
        fault.lost(warnings)
        fault.note(done.stdout.split(maxsplit=3)[3])


@pytest.mark.fault(32, "network", "0 sockets beyond the local screen's")
def test_no_network(fault: Fault, strace: str, tmp_path: Path) -> None:
    fault.complete("the whole self-test, the window")
    make_sample(tmp_path / "sample", NOW, years=0.02).close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    for name, command in (("self-test", ["-m", "desktop", "self-test"]), ("window", ["-m", "bench.first_window", str(tmp_path / "sample")])):
        out = tmp_path / f"{name}.trace"
        done = subprocess.run([strace, "-f", "--seccomp-bpf", "-o", str(out), "-e", "trace=socket,connect,bind,sendto,sendmsg", sys.executable, *command],
                              cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        calls = [line for line in out.read_text("utf-8", "replace").splitlines() if re.search(r"\b(socket|connect|bind|sendto|sendmsg)\(", line)]
        beyond = [line for line in calls if re.search(r"AF_INET|AF_NETLINK|AF_PACKET|sin_addr", line)]
        fault.tried()
        fault.lost(len(beyond))
        for line in beyond[:2]:
            fault.note(f"{name}: {line}")
    assert sys.platform == "linux"
