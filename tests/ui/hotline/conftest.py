"""A filled station behind the hotline's pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from desktop.clock import FixedClock
from desktop.session import Session
from tests.desktop.hotline.conftest import fill_station


@pytest.fixture
def clock() -> FixedClock:
    """Saturday, 21 November 2026, half past nine."""
    return FixedClock(datetime(2026, 11, 21, 9, 30))


@pytest.fixture
def ids(call: Callable[..., Any]) -> dict[str, dict[str, str]]:
    """The ids of everybody in the station."""

    def fill(session: Session) -> dict[str, dict[str, str]]:
        return fill_station(session)

    found: dict[str, dict[str, str]] = call(fill)
    return found
