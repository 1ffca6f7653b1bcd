"""Updates without a network: what is refused and why, what is written and when, and the way back."""

import hashlib
import io
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from desktop.clock import FixedClock
from desktop.errors import BadFile, BadRequest, UserError
from desktop.station import updates
from desktop.station.opening import create_station, open_station
from desktop.station.update_finish import FAILED, FORMER, TWIN, WINDOW, finish_update, put_back, run_quietly
from desktop.station.update_package import (
    Manifest,
    NotAPackage,
    OtherKey,
    Refused,
    Tampered,
    Truncated,
    load_public_key,
    read_package,
    version_parts,
    write_package,
)
from desktop.station.updates import (
    DONE,
    NOT_INSTALLED,
    PUT_BACK,
    RECORD,
    STARTED,
    STUCK,
    CannotInstall,
    NoSpace,
    NotNewer,
    OtherProduct,
    Program,
    TooOldHere,
    check_update,
    news,
    outcome,
    read_record,
    start_update,
    this_program,
    this_version,
)

KEY, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (7, 8))
NOW = datetime(2026, 11, 23, 10, 5)
SECRET = "three short words"
SETUP = b"MZ" + bytes(range(60))
PLENTY = 10**12


def pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def package(path: Path, setup: bytes = SETUP, key: Ed25519PrivateKey = KEY, **told: Any) -> Path:
    installer = path.with_suffix(".exe")
    installer.write_bytes(setup)
    wanted: dict[str, Any] = {"version": "0.2.0", "oldest": "0.1.0", "space": 1000, "notes": {"zh_CN": "新", "en": "new"}, **told}
    with path.open("wb") as file:
        write_package(installer, file, key, **wanted)
    installer.unlink()
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def good(stick: Path) -> Path:
    return package(stick / "Linli-0.2.0.linliupdate")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    folder = tmp_path / "Programs" / "Linli"
    folder.mkdir(parents=True)
    (folder / WINDOW).write_text("former")
    (folder / TWIN).write_text("former")
    return Program("0.1.0", folder, pem(KEY), "installer")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, of this test alone."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    return tmp_path / "temp"


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def plenty(_folder: Path) -> int:
    return PLENTY


# the container


def test_a_good_package_is_read_and_is_an_ordinary_zip(good: Path, program: Program) -> None:
    manifest = check_update(good, program, plenty)
    assert (manifest.version, manifest.oldest, manifest.size) == ("0.2.0", "0.1.0", len(SETUP))
    assert manifest.sha256 == hashlib.sha256(SETUP).hexdigest() and manifest.notes["zh_CN"] == "新"
    with zipfile.ZipFile(good) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "manifest.sig", "linli-setup.exe"] and archive.read("linli-setup.exe") == SETUP


def test_every_changed_byte_is_refused_and_nothing_is_written(good: Path, program: Program, temp: Path, tmp_path: Path) -> None:
    whole = good.read_bytes()
    before = everything(tmp_path)
    seen = set()
    for place in range(len(whole)):
        for mask in (1 << place % 8, 0xFF):
            changed = bytearray(whole)
            changed[place] ^= mask
            good.write_bytes(changed)
            with pytest.raises(Refused) as caught:
                check_update(good, program, plenty)
            seen.add(type(caught.value))
            assert good.name in str(caught.value)
    good.write_bytes(whole)
    assert everything(tmp_path) == before
    assert seen == {Tampered, NotAPackage, Truncated}  # truncated: a length was hit


def test_every_truncation_is_refused_as_incomplete(good: Path, program: Program, temp: Path, tmp_path: Path) -> None:
    whole = good.read_bytes()
    before = everything(tmp_path)
    for length in range(len(whole)):
        good.write_bytes(whole[:length])
        with pytest.raises(Truncated):
            check_update(good, program, plenty)
    good.write_bytes(whole)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("rest", [b"\0", b"PK\5\6" + bytes(18), SETUP])
def test_what_follows_the_end_is_refused(good: Path, program: Program, rest: bytes) -> None:
    good.write_bytes(good.read_bytes() + rest)
    with pytest.raises(Tampered):
        check_update(good, program, plenty)


def test_a_package_packed_anew_is_refused(good: Path, program: Program) -> None:
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        again = io.BytesIO()
        with zipfile.ZipFile(again, "w", method) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        good.write_bytes(again.getvalue())
        with pytest.raises(Refused):
            check_update(good, program, plenty)


@pytest.mark.parametrize("names", [["../../evil.exe"], ["C:\\evil.exe"], ["manifest.json", "manifest.sig", "../linli-setup.exe"], []])
def test_other_names_are_no_package(good: Path, program: Program, names: list[str], tmp_path: Path) -> None:
    with zipfile.ZipFile(good, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    before = everything(tmp_path)
    with pytest.raises(Refused):
        check_update(good, program, plenty)
    assert everything(tmp_path) == before


@given(st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda rest: b"PK\3\4\x0a\0\0\0\0\0\0\0\x21\0" + rest)))
def test_no_bytes_whatever_are_taken_or_crash(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.linliupdate"
        path.write_bytes(content)
        with pytest.raises(Refused):
            check_update(path, Program("0.1.0", Path(name), pem(KEY), "installer"), plenty)


@given(st.binary(min_size=1, max_size=300), st.text(max_size=40))
def test_what_was_packed_comes_out(setup: bytes, notes: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        pieces: list[bytes] = []
        seen: list[Manifest] = []
        path = package(Path(name) / "a.linliupdate", setup, notes={"zh_CN": notes})
        read_package(path, load_public_key(pem(KEY)), seen.append, pieces.append)
        assert b"".join(pieces) == setup and seen[0].notes == {"zh_CN": notes}


def test_a_huge_manifest_is_not_read(good: Path, program: Program) -> None:
    head = bytearray(good.read_bytes())
    head[18:26] = (b"\xff\xff\xff\x7f") * 2
    good.write_bytes(head)
    with pytest.raises(Tampered):
        check_update(good, program, plenty)


def test_a_file_that_cannot_be_read(stick: Path, program: Program) -> None:
    for path in (stick / "gone.linliupdate", stick):
        with pytest.raises(BadFile, match="cannot be read"):
            check_update(path, program, plenty)


def test_nothing_of_the_installer_is_passed_on_before_the_signature_holds(good: Path) -> None:
    got: list[bytes] = []
    for key in (STRANGER, KEY):
        try:
            read_package(good, load_public_key(pem(key)), lambda _manifest: None, got.append)
        except OtherKey:
            assert got == []
    assert b"".join(got) == SETUP


# the judgement


@pytest.mark.parametrize(
    ("told", "kind", "said"),
    [
        ({"key": STRANGER}, OtherKey, "another key"),
        ({"product": "other-program"}, OtherProduct, "other-program"),
        ({"version": "0.1.0"}, NotNewer, "already"),
        ({"version": "0.1"}, NotNewer, "already"),
        ({"version": "0.0.9"}, NotNewer, "newer"),
        ({"oldest": "0.1.1"}, TooOldHere, "0.1.1"),
        ({"space": 2 * PLENTY}, NoSpace, "room"),
    ],
)
def test_each_reason_for_a_refusal(stick: Path, program: Program, told: dict[str, Any], kind: type[Refused], said: str) -> None:
    with pytest.raises(kind, match=said):
        check_update(package(stick / "a.linliupdate", **told), program, plenty)


def test_each_kind_of_refusal_has_its_own_exit_code() -> None:
    kinds = [NotAPackage, Truncated, Tampered, OtherKey, OtherProduct, NotNewer, TooOldHere, NoSpace]
    assert [kind.code for kind in kinds] == list(range(3, 11))


@given(st.lists(st.integers(0, 99999), min_size=4, max_size=4), st.lists(st.integers(0, 99999), min_size=4, max_size=4))
def test_versions_compare_as_numbers(one: list[int], other: list[int]) -> None:
    left, right = (version_parts(".".join(map(str, parts))) for parts in (one, other))
    assert (left < right) == (one < other)
    assert version_parts("0.10") > version_parts("0.9.9") and version_parts("1") == version_parts("1.0.0.0")


@given(st.text(max_size=12).filter(lambda text: not all(part.isascii() and part.isdigit() for part in text.split("."))))
def test_what_is_no_version_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        version_parts(text)


# starting


@pytest.fixture
def started() -> list[tuple[Path, str]]:
    return []


def launcher(started: list[tuple[Path, str]]) -> Callable[[Path, str], None]:
    return lambda folder, command: started.append((folder, command))


def test_the_station_is_backed_up_and_the_installer_started_from_a_private_copy(
    good: Path, program: Program, tmp_path: Path, temp: Path, started: list[tuple[Path, str]]
) -> None:
    clock = FixedClock(NOW)
    create_station(tmp_path / "station", "甲站", "", "林晓", SECRET, clock)[0].close()
    opened = open_station(tmp_path / "station", "林晓", SECRET, clock)
    clock.moment = NOW + timedelta(minutes=5)
    record = start_update(good, program, tmp_path / "station", clock.now(), opened.backup, launcher(started), plenty)
    newest = opened.backups()[0]
    opened.close()
    assert newest.at == clock.now() and newest.path == Path(record.backup)
    folder, command = started[0]
    assert folder.parent == temp and (folder / "linli-setup.exe").read_bytes() == SETUP
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0
    assert command == f'"{folder / "linli-setup.exe"}" /S /UPDATE="{tmp_path / "station" / RECORD}" /D={program.folder}'
    assert read_record(tmp_path / "station") == record and record.state == STARTED


@pytest.mark.parametrize("fault", ["tampered", "portable", "source", "read-only", "backup", "launch"])
def test_a_start_that_fails_leaves_nothing(
    good: Path, program: Program, data: Path, temp: Path, tmp_path: Path, started: list[tuple[Path, str]], fault: str
) -> None:
    def refuse(*_args: Any) -> Any:
        raise OSError(28, "No space left on device")

    def no_backup() -> Path:
        raise UserError("no backup")

    if fault == "tampered":
        whole = bytearray(good.read_bytes())
        whole[-1] ^= 1
        good.write_bytes(whole)
    if fault in ("portable", "source"):
        program = replace(program, way=fault)
    if fault == "read-only":
        program = replace(program, folder=tmp_path / "Programs" / "gone" / "Linli")
    before = everything(tmp_path)
    with pytest.raises(UserError):
        start_update(
            good, program, data, NOW, no_backup if fault == "backup" else lambda: None, refuse if fault == "launch" else launcher(started),
            plenty) if fault != "read-only" else updates.may_install(program)
    assert everything(tmp_path) == before and started == []


def test_a_copy_that_changes_on_the_disk_is_not_run(
    good: Path, program: Program, data: Path, temp: Path, started: list[tuple[Path, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(path: Path, program: Program, copy: Path, free: Callable[[Path], int]) -> None:
        copied(path, program, copy, free)
        copy.write_bytes(b"MZ evil")

    copied = updates._copy_installer
    monkeypatch.setattr(updates, "_copy_installer", spoil)
    with pytest.raises(Tampered):
        start_update(good, program, data, NOW, lambda: None, launcher(started), plenty)
    assert started == [] and everything(temp) == {} and read_record(data) is None


# finishing


@pytest.fixture
def installed(good: Path, program: Program, data: Path, temp: Path) -> Path:
    """After the installer: the new version in the program's place, the former beside it. The record's path."""
    start_update(good, program, data, NOW, lambda: None, lambda _folder, _command: None, plenty)
    program.folder.rename(program.folder.with_name("Linli" + FORMER))
    program.folder.mkdir()
    for name in (WINDOW, TWIN, "new.dll"):
        (program.folder / name).write_text("new")
    return data / RECORD


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_version_that_passes_stays(installed: Path, program: Program, temp: Path) -> None:
    ran: list[list[str]] = []
    opened: list[Path] = []

    def run(command: Any) -> tuple[int, str]:
        ran.append(list(command))
        return 0, "OK   everything\n"

    record = finish_update(installed, 0, run, opened.append)
    assert record.state == DONE and ran == [[str(program.folder / TWIN), "self-test", "--quick"]]
    assert opened == [program.folder / WINDOW] and texts(program.folder)["new.dll"] == "new"
    assert everything(temp) == {}
    assert "0.2.0" in outcome(installed.parent, "0.2.0", NOW)


def failing(command: Any) -> tuple[int, str]:
    return 1, "OK   fonts\nFAIL every page opens (zh_CN): StageFailed: today\n1 of 2 checks passed.\n"


def hanging(command: Any) -> tuple[int, str]:
    raise subprocess.TimeoutExpired(command, 600)


def missing(command: Any) -> tuple[int, str]:
    raise FileNotFoundError(2, "No such file or directory")


def crashing(command: Any) -> tuple[int, str]:
    return 3221225781, ""


@pytest.mark.parametrize(
    ("run", "said"), [(failing, "StageFailed: today"), (hanging, "minutes"), (missing, "does not start"), (crashing, "3221225781")]
)
def test_a_version_that_fails_is_taken_back_and_it_is_told_once(
    installed: Path, program: Program, run: Any, said: str, tmp_path: Path
) -> None:
    opened: list[Path] = []
    record = finish_update(installed, 0, run, opened.append)
    assert record.state == PUT_BACK and opened == [program.folder / WINDOW]
    assert texts(program.folder) == {WINDOW: "former", TWIN: "former"}
    assert texts(program.folder.with_name("Linli" + FORMER)) == {WINDOW: "former", TWIN: "former"}
    assert sorted(path.name for path in program.folder.parent.iterdir()) == ["Linli", "Linli" + FORMER]
    told = news(installed.parent, "0.1.0", NOW)
    assert "put back" in told and said in told
    assert news(installed.parent, "0.1.0", NOW) == "" and outcome(installed.parent, "0.1.0", NOW) == told


@pytest.mark.parametrize(("code", "said"), [(3, "Windows"), (4, "close"), (5, "folder"), (6, "disk full"), (99, "99")])
def test_an_installer_that_gave_up_changes_nothing(
    good: Path, program: Program, data: Path, temp: Path, code: int, said: str
) -> None:
    start_update(good, program, data, NOW, lambda: None, lambda _folder, _command: None, plenty)
    before = everything(program.folder)
    record = finish_update(data / RECORD, code, failing, lambda _window: None)
    assert record.state == NOT_INSTALLED and everything(program.folder) == before and everything(temp) == {}
    assert said in outcome(data, "0.1.0", NOW)


@pytest.mark.logs("was not put back")
def test_a_folder_that_is_held_is_tried_again_and_then_told(installed: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    real, refused = Path.rename, []

    def held(self: Path, target: Any) -> Path:
        if self == program.folder and len(refused) < limit:
            refused.append(target)
            raise PermissionError(13, "held")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", held)
    limit, pauses = 3, []
    assert put_back(program.folder, pauses.append) == PUT_BACK and len(pauses) == 3
    limit, refused = 100, []
    assert finish_update(installed, 0, failing, lambda _window: None, pauses.append).state == STUCK
    assert (program.folder / WINDOW).exists() and "start menu" in outcome(installed.parent, "0.2.0", NOW)


@pytest.mark.logs("was not put back")
def test_without_a_former_version_the_new_one_is_not_lost_silently(installed: Path, program: Program) -> None:
    program.folder.with_name("Linli" + FAILED).mkdir()  # left over from another time
    former = program.folder.with_name("Linli" + FORMER)
    for path in former.iterdir():
        path.unlink()
    former.rmdir()
    assert finish_update(installed, 0, failing, lambda _window: None).state == STUCK
    assert texts(program.folder)["new.dll"] == "new"


@pytest.mark.logs("does not open again")
def test_a_window_that_does_not_open_is_no_crash(installed: Path) -> None:
    def refuse(_window: Path) -> None:
        raise OSError(2, "gone")

    assert finish_update(installed, 0, lambda _command: (0, ""), refuse).state == DONE


def test_a_foreign_record_is_refused_and_its_folder_left_alone(tmp_path: Path, data: Path) -> None:
    for path in (tmp_path / "other.json", data / RECORD):
        path.write_text("{}")
        with pytest.raises(BadRequest):
            finish_update(path, 0, failing, lambda _window: None)
    updates.remove_temporary(updates.Record(DONE, "1", "2", NOW.isoformat(), "", str(data), ""))
    assert data.is_dir()


def test_an_update_that_never_ended_is_told_after_a_while(good: Path, program: Program, data: Path, temp: Path) -> None:
    start_update(good, program, data, NOW, lambda: None, lambda _folder, _command: None, plenty)
    assert outcome(data, "0.1.0", NOW + timedelta(minutes=5)) == ""
    assert "did not finish" in news(data, "0.1.0", NOW + timedelta(hours=1))
    assert everything(temp) == {} and "0.2.0 is installed" in outcome(data, "0.2.0", NOW)


def test_the_news_are_told_when_the_station_opens(installed: Path, tmp_path: Path) -> None:
    finish_update(installed, 0, failing, lambda _window: None)
    clock = FixedClock(NOW)
    create_station(tmp_path / "station", "甲站", "", "林晓", SECRET, clock)[0].close()
    installed.rename(tmp_path / "station" / RECORD)
    for times in (1, 0):
        opened = open_station(tmp_path / "station", "林晓", SECRET, clock)
        opened.close()
        assert sum("put back" in warning for warning in opened.warnings) == times


def test_this_program_trusts_one_key_and_is_no_installed_one() -> None:
    program = this_program()
    assert program.way == "source" and program.version == this_version()
    load_public_key(program.public_key)
    with pytest.raises(CannotInstall, match="Windows"):
        updates.may_install(program)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for the new version is a shell script")
@pytest.mark.parametrize(("script", "state", "faults"), [
    ("echo 'OK   fonts'", DONE, ()),
    ("echo 'OK   fonts'; echo 'FAIL 页面: gone'; exit 1", PUT_BACK, ("页面: gone",)),
])
def test_the_new_versions_own_process_decides(installed: Path, program: Program, script: str, state: str, faults: tuple[str, ...]) -> None:
    (program.folder / TWIN).write_text(f"#!/bin/sh\n[ \"$1 $2\" = 'self-test --quick' ] || exit 9\n{script}\n")
    (program.folder / TWIN).chmod(0o755)
    record = finish_update(installed, 0, run_quietly, lambda _window: None)
    assert (record.state, record.faults) == (state, faults)
