"""The release manager signs, the station's command line checks: exit codes and words."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import updates as verbs
from desktop.cli.main import main
from desktop.station import updates
from desktop.station.updates import DONE, PUT_BACK, RECORD, Program, Record, read_record, write_record
from devtools import sign_update


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A pair of the release manager's own; the folder also holds the public half."""
    assert sign_update.main(["--new-key", str(tmp_path / "keys"), "--public", str(tmp_path / "keys" / "public.pem")]) == 0
    return tmp_path / "keys"


def pack(keys: Path, *more: str) -> tuple[int, Path]:
    setup = keys / "setup.exe"
    setup.write_bytes(b"MZ" + bytes(500))
    out = keys / "Linli-9.0.0.linliupdate"
    private = keys / sign_update.PRIVATE_NAME
    return sign_update.main(["--pack", str(setup), "--version", "9.0.0", "--key", str(private), "--out", str(out), "--space", "1", *more]), out


@pytest.fixture
def trusting(keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program as built by this release manager."""
    program = Program("0.1.0", tmp_path, (keys / "public.pem").read_bytes(), "source")
    monkeypatch.setattr(verbs, "this_program", lambda: program)
    return program


def test_a_signed_package_is_good_and_installed_on_windows_only(
    keys: Path, trusting: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "news.txt"
    notes.write_text("更快的值班表\n", encoding="utf-8")
    code, out = pack(keys, "--notes-zh", str(notes))
    assert code == 0
    data = ["--data", str(tmp_path / "data"), "--language", "en"]
    capsys.readouterr()
    assert main(["update", str(out), "--check", "--json", *data]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] and not told["installing"] and told["manifest"]["notes"] == {"zh_CN": "更快的值班表", "en": ""}
    assert main(["update", str(out), *data]) == 1
    assert "Windows only" in capsys.readouterr().err
    assert not (tmp_path / "data" / RECORD).exists()


def test_refusals_have_their_exit_codes(keys: Path, trusting: Program, capsys: pytest.CaptureFixture[str]) -> None:
    whole = pack(keys)[1].read_bytes()
    other = keys / "a.linliupdate"
    for content, code in ((b"nothing", 3), (whole[:-1], 4), (whole[:-1] + b"\1", 5)):
        other.write_bytes(content)
        assert main(["update", str(other), "--language", "zh_CN"]) == code
        assert "a.linliupdate" in capsys.readouterr().err
    assert pack(keys, "--oldest", "0.2.0")[0] == 0
    capsys.readouterr()
    assert main(["update", str(keys / "Linli-9.0.0.linliupdate"), "--check", "--json"]) == 9
    assert json.loads(capsys.readouterr().out)["code"] == 9


def test_the_keys_of_this_project_trust_nobody_elses_package(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", str(pack(keys)[1]), "--check", "--language", "zh_CN"]) == 6
    assert "别的密钥" in capsys.readouterr().err


def test_what_became_of_the_last_update(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path), "--language", "en"]
    assert main(["update", *data]) == 0
    assert "no update was made" in capsys.readouterr().out
    write_record(tmp_path, Record(PUT_BACK, "0.1.0", "9.0.0", "2026-11-23T10:05:00", "", "", "", faults=("fonts",)))
    assert main(["update", *data]) == 0
    assert "9.0.0 failed its test" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "code", "state"), [((0, ""), 0, DONE), ((1, "FAIL fonts: none"), 1, PUT_BACK)])
def test_the_installers_last_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: tuple[int, str], code: int, state: str
) -> None:
    for name in ("Linli", "Linli.former"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Linli.exe").write_text(name)
    opened: list[Any] = []
    monkeypatch.setattr(verbs, "run_quietly", lambda _command: answer)
    monkeypatch.setattr(verbs, "reopen_window", opened.append)
    write_record(tmp_path, Record(updates.STARTED, "0.1.0", "9.0.0", "2026-11-23T10:05:00", str(tmp_path / "Linli"), "", ""))
    assert main(["update-finish", str(tmp_path / RECORD), "--language", "en"]) == code
    record = read_record(tmp_path)
    assert record is not None and record.state == state and opened == [tmp_path / "Linli" / "Linli.exe"]
    assert "9.0.0" in capsys.readouterr().out


def test_a_key_is_never_overwritten_nor_put_into_the_project(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (keys / sign_update.PRIVATE_NAME).read_bytes()
    public = ["--public", str(keys / "other.pem")]
    assert sign_update.main(["--new-key", str(keys), *public]) == 1
    assert sign_update.main(["--new-key", str(sign_update.ROOT / "resources" / "update"), *public]) == 1
    assert (keys / sign_update.PRIVATE_NAME).read_bytes() == before and not (keys / "other.pem").exists()
    assert "in the project" in capsys.readouterr().err


@pytest.mark.parametrize("fault", ["--out", "--key", "--version", "--notes-en"])
def test_what_cannot_be_signed_is_said(keys: Path, fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    values = {"--out": str(keys / "a.zip"), "--key": str(keys / "public.pem"), "--version": "nine", "--notes-en": str(keys / "gone.txt")}
    assert pack(keys, fault, values[fault])[0] == 1
    assert capsys.readouterr().err.strip() and not list(keys.glob("*.linliupdate"))


def test_no_private_key_lies_in_the_project() -> None:
    folders = [sign_update.ROOT / name for name in ("resources", "devtools", "docs", "tests", "desktop")]
    mark = b"-----BEGIN " + b"PRIVATE KEY"
    assert [path for folder in folders for path in folder.rglob("*.pem") if mark in path.read_bytes()] == []
