"""The window's part of the self-test: every page of the sample station opens, in both languages."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop import i18n
from desktop.i18n import _
from ui.rooms import ROOMS
from ui.stage import StageFailed, window


def checks(folder: Path, now: datetime) -> list[tuple[str, Callable[[], None]]]:
    """One check a language: what is tried, and the trial. `folder` holds a sample station that nobody has open."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return [
        (_("every page opens ({language})").format(language=language), lambda language=language: _pages(folder, now, language))
        for language in i18n.LANGUAGES
    ]


def _pages(folder: Path, now: datetime, language: str) -> None:
    """Open every page and wait for its data. Raises StageFailed for the first that fails."""
    before = i18n.language()
    try:
        with window(folder, now=now, language=language) as stage:
            for room in ROOMS:
                if room.shown:
                    stage.go(room.key)
                    if stage.window.grab().isNull():
                        raise StageFailed(room.key)
    finally:
        i18n.use(before)
