"""Who holds a file: asked where the system tells, and said in the message."""

import errno
import os
import sys
from pathlib import Path

import pytest

from desktop import atomic, i18n
from desktop.atomic import CannotSave, write_atomically
from desktop.holders import holders


def held(*_arguments: object, **_more: object) -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def test_nobody_is_named_where_nobody_holds_it(tmp_path: Path) -> None:
    (tmp_path / "名单.xlsx").write_bytes(b"x")
    assert holders(tmp_path / "名单.xlsx") == []
    assert holders(tmp_path / "not there") == []


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows tells")
def test_windows_names_this_very_program(tmp_path: Path) -> None:
    with (tmp_path / "名单.xlsx").open("wb"):
        assert any("python" in name.lower() for name in holders(tmp_path / "名单.xlsx"))


def test_who_holds_it_stands_in_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "名单.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(atomic.Path, "replace", held)
    monkeypatch.setattr(atomic, "holders", lambda _path: ["Microsoft Excel", "WPS Office"])
    before = i18n.language()
    try:
        i18n.use("zh_CN")
        with pytest.raises(CannotSave) as told:
            write_atomically(target, b"new")
        assert "“Microsoft Excel、WPS Office”" in str(told.value)
    finally:
        i18n.use(before)
    assert target.read_bytes() == b"old"


def test_a_file_held_for_a_moment_is_saved_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virus scanner looks at a new file for a moment; on Windows the rename is tried again."""
    target, tries, real = tmp_path / "a.pdf", [], Path.replace

    def at_third(self: Path, other: Path) -> Path:
        tries.append(1)
        if len(tries) < 3:
            held()
        return real(self, other)

    monkeypatch.setattr(atomic.Path, "replace", at_third)
    monkeypatch.setattr(atomic, "WINDOWS", True)
    monkeypatch.setattr(atomic, "_sync_folder", lambda _folder: None)
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new" and len(tries) == 3
