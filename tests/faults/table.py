"""The table at the end of a run with faults: one line a fault, with tries, losses and result.

`tests/conftest.py` takes the two hooks from here, so that they also run where the tests themselves run in other processes. With
`LINLI_WRITE_RELIABILITY=1` the table is written into docs/reliability.md.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

TABLE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- table of the fault suite: begin -->", "<!-- table of the fault suite: end -->"


@dataclass
class Row:
    """One line of the table."""

    number: int
    fault: str
    target: str
    tries: int = 0
    lost: int = 0
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    result: str = "not run"

    def plain(self) -> list[Any]:
        """As it travels from the process that ran the test."""
        return [self.number, self.fault, self.target, self.tries, self.lost, self.notes, self.seconds, self.result]


_SEEN: list[Row] = []


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for name, value in report.user_properties:
        if name == "fault" and report.when == "teardown":
            _SEEN.append(Row(*value))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _SEEN:
        return
    lines = table(_SEEN)
    terminalreporter.section("faults")
    for line in lines:
        terminalreporter.write_line(line)
    if os.environ.get("LINLI_WRITE_RELIABILITY") and TABLE.exists():
        whole = f"{BEGIN}\n" + "\n".join(lines) + f"\n{END}"
        TABLE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _match: whole, TABLE.read_text("utf-8"), flags=re.DOTALL), "utf-8")


def table(rows: list[Row]) -> list[str]:
    """The table, as Markdown."""
    head = ["| # | fault | target | tries | lost | seconds | result | notes |", "| --- | --- | --- | ---: | ---: | ---: | --- | --- |"]
    return head + [
        f"| {row.number} | {row.fault} | {row.target} | {row.tries} | {row.lost} | {row.seconds:.1f} | {row.result} | {'; '.join(row.notes)} |"
        for row in sorted(rows, key=lambda one: (one.number, one.fault))
    ]
