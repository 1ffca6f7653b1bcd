"""Saving whole or not at all, and the words when it cannot be done."""

import errno
import os
from pathlib import Path

import pytest

from desktop import atomic
from desktop.atomic import CannotSave, write_atomically
from desktop.errors import UserError


def refuse(code: int):  # type: ignore[no-untyped-def]
    def raising(*_arguments: object, **_more: object) -> None:
        raise OSError(code, os.strerror(code))

    return raising


def test_writes_and_replaces(tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    write_atomically(target, b"one")
    write_atomically(str(target), b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["名单.pdf"]


@pytest.mark.parametrize(
    ("where", "code", "words"),
    [
        ("fsync", errno.ENOSPC, "disk is full"),
        ("fsync", errno.EROFS, "nothing may be written"),
        ("fsync", errno.EIO, "Choose another place"),
    ],
)
def test_a_failing_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, code: int, words: str
) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    monkeypatch.setattr(atomic.os, where, refuse(code))
    with pytest.raises(CannotSave, match=words):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_file_held_open_elsewhere_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(atomic.Path, "replace", refuse(errno.EACCES))
    with pytest.raises(UserError, match="another program has it open"):
        write_atomically(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_missing_folder_a_folder_as_name_and_a_long_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(CannotSave, match="does not exist"):
        write_atomically(tmp_path / "no" / "a.pdf", b"x")
    (tmp_path / "dir").mkdir()
    with pytest.raises(CannotSave, match="name of a folder"):
        write_atomically(tmp_path / "dir", b"x")
    with pytest.raises(CannotSave, match="too long"):
        write_atomically(tmp_path / ("长" * 200), b"x")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotSave, match="nothing may be written"):
        write_atomically(tmp_path / "a.pdf", b"x")
    tmp_path.chmod(0o700)
