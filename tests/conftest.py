"""What every test shares: quiet logs, the screen that is not there, `--nightly`."""

import logging
import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.faults.table import pytest_runtest_logreport, pytest_terminal_summary  # noqa: F401  the table of faults at the end

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and os.name == "posix":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# the same examples each time, so that a change is judged by what it changes; `--nightly` looks for new ones;
# no deadline: the machines are shared, and a slow example is no fault
settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("new", deadline=None, print_blob=True)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--nightly"):
        settings.load_profile("new")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="run the long tests as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--nightly"):
        return
    skip = pytest.mark.skip(reason="long; runs with --nightly")
    for item in items:
        if "nightly" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _no_unexpected_log_lines(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or worse in the log fails the test, unless `@pytest.mark.logs("pattern")` expects it."""
    yield
    expected = [mark.args[0] for mark in request.node.iter_markers("logs")]
    lines = [
        record.getMessage()
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING and not any(re.search(pattern, record.getMessage()) for pattern in expected)
    ]
    assert not lines, f"unexpected log lines: {lines}"


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A test that changes the language does not change it for the next one."""
    from desktop import i18n

    before = i18n.language()
    yield
    if i18n.language() != before:
        i18n.use(before)
