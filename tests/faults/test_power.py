"""Row 2: the power fails at any moment. The traced writes are replayed with what was not synced dropped or torn."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from db.engine import CannotOpen
from tests.faults.conftest import Fault
from tests.faults.powerloss import CALLS, Trace, read_trace, states
from tests.faults.processes import WRITER, findings, fresh, template


def traced(strace: str, mode: str, folder: Path, synchronous: str, out: Path) -> Trace:
    """Run the writer once under the tracer."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = subprocess.run(
        [strace, "-f", "--seccomp-bpf", "-xx", "-s", "100000", "-e", f"trace={CALLS}", "-o", str(out),
         sys.executable, str(WRITER), "once", mode, str(folder), synchronous],
        capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return read_trace(out, folder, before)


def lost_in(trace: Trace, number: int, seed: int, place: Path) -> list[str]:
    """Open each state that the disk may be in; what is wrong in those where something is."""
    wrong: list[str] = []

    def judge(disk: dict[str, bytes], acks: list[str]) -> None:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, content in disk.items():
            (place / name).write_bytes(content)
        newest = max((int(ack.split()[1]) for ack in acks), default=-1)
        try:
            found = findings(place / "station.db", newest)
        except CannotOpen as error:
            found = [f"cannot be opened: {error}"]
        wrong.extend(found[:1])

    states(trace, number, random.Random(seed), judge)
    return wrong


@pytest.mark.fault(2, "power loss", "0 lost, 0 corrupt in any state of the disk")
def test_power_loss(fault: Fault, strace: str, tmp_path: Path) -> None:
    source = template(tmp_path / "template")
    trace = traced(strace, "write_some", fresh(source, tmp_path / "station"), "full", tmp_path / "trace")
    kinds = {kind: sum(1 for event in trace.events if event.kind == kind) for kind in ("write", "sync", "ack")}
    assert kinds["ack"] == 40 and kinds["sync"] >= 40 and kinds["write"] > 200, kinds
    number = fault.count(1000)
    wrong = lost_in(trace, number, 2, tmp_path / "found")
    fault.tried(number)
    fault.lost(len(wrong))
    for text in wrong[:2]:
        fault.note(text)


@pytest.mark.fault(2, "power loss, with synchronous=NORMAL", "the same test must find losses, else it proves nothing")
def test_the_replay_finds_what_is_not_synced(fault: Fault, strace: str, tmp_path: Path) -> None:
    source = template(tmp_path / "template")
    trace = traced(strace, "write_some", fresh(source, tmp_path / "station"), "normal", tmp_path / "trace")
    wrong = lost_in(trace, 200, 3, tmp_path / "found")
    fault.tried(200)
    fault.note(f"{len(wrong)} states with acknowledged entries lost, as expected")
    assert len(wrong) > 20
    assert any(text.startswith("lost") for text in wrong)
