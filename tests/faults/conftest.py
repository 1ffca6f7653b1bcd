"""The fault suite: every promise of the reliability table, tried for real. `table.py` prints what came of it at the end of the run.

A test takes the fixture `fault`, says which row it is, and counts what it tried and what was lost.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from desktop.station import keyring
from tests.faults.table import Row

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 2, 9, 0)
if sys.platform == "win32":  # forks, signals, mounts, strace: the promises are tried on Linux
    collect_ignore_glob = ["test_*.py"]
NIGHTLY_TIMES = 10
NOTES = 3  # more would only fill the terminal


class Fault:
    """What a test tells about its row."""

    def __init__(self, row: Row, times: int) -> None:
        self.row = row
        self.times = times

    def count(self, small: int) -> int:
        """The size of this run: as given for CI, ten times as much with --nightly."""
        return small * self.times

    def tried(self, number: int = 1) -> None:
        """So many tries more."""
        self.row.tries += number

    def lost(self, number: int = 1) -> None:
        """So many losses more; a loss fails the test at its end."""
        self.row.lost += number

    def complete(self, what: str) -> None:
        """Every case there is was tried: a larger run has nothing more to try, and the table says so."""
        self.note(f"complete ({what}): no larger with --nightly")

    def note(self, text: str) -> None:
        """Something worth reading in the table."""
        if len(self.row.notes) < NOTES:
            self.row.notes.append(text)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fault(number, fault, target): a row of the reliability table")


@pytest.fixture
def fault(request: pytest.FixtureRequest) -> Iterator[Fault]:
    """The test's row in the table."""
    mark = request.node.get_closest_marker("fault")
    assert mark is not None, "a test of faults names its row"
    row = Row(*mark.args)
    made = Fault(row, NIGHTLY_TIMES if request.config.getoption("--nightly") else 1)
    began = time.monotonic()
    yield made
    row.seconds = time.monotonic() - began
    report = getattr(request.node, "rep_call", None)
    row.result = "held" if report is not None and report.passed and not row.lost and row.tries else "FAILED"
    request.node.user_properties.append(("fault", row.plain()))
    if report is not None and report.passed:
        assert row.tries, "a fault that was never tried"
        assert not row.lost, f"{row.lost} of {row.tries} lost: {row.notes}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.rep_call = report  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------ tools


def need(program: str) -> str:
    """A tool of the machine. In CI nothing is skipped for want of one."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is missing; `python3 dev.py setup` installs it")
        pytest.skip(f"{program} is not installed (python3 dev.py setup installs it)")
    return found


@pytest.fixture
def strace() -> str:
    """The tracer, which must also be allowed to trace."""
    if sys.platform != "linux":
        pytest.skip("Linux only")
    program = need("strace")
    tried = subprocess.run([program, "-e", "trace=none", "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        if os.environ.get("CI"):
            pytest.fail(f"strace may not trace here: {tried.stderr}")
        pytest.skip("strace may not trace here")
    return program


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[str], None]]]:
    """A disk of 3 MB, and a way to remount it with options (root on Linux)."""
    if sys.platform != "linux" or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("mounting needs root")
        pytest.skip("mounting needs root on Linux")
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], check=True)
    try:
        yield place, lambda options: subprocess.run(["mount", "-o", f"remount,{options}", place], check=True) and None
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@dataclass
class Stick:
    """A stick of 8 MB: a file system of its own that can be pulled out (`umount -l`) and put in again."""

    image: Path
    mount: Path

    @property
    def place(self) -> Path:
        """The folder on it."""
        return self.mount / "Linli"

    def put_in(self) -> None:
        """Mount it."""
        subprocess.run(["mount", "-o", "loop", self.image, self.mount], check=True)
        self.place.mkdir(exist_ok=True)

    def pull_out(self) -> None:
        """Away at once, whoever writes to it."""
        subprocess.run(["umount", "-l", self.mount], check=True)


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Stick]:
    """A stick that is put in."""
    if sys.platform != "linux" or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("mounting needs root")
        pytest.skip("mounting needs root on Linux")
    made = Stick(tmp_path / "stick.img", tmp_path / "stick")
    made.mount.mkdir()
    made.image.write_bytes(bytes(8 << 20))
    subprocess.run([need("mkfs.ext2"), "-q", "-F", made.image], check=True)
    made.put_in()
    try:
        yield made
    finally:
        if made.mount.is_mount():
            made.pull_out()


@pytest.fixture
def quick_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a password is measured elsewhere; here it only takes time."""
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)
