"""backup, verify, restore, audit on the command line: what they do, and that each outcome has its own exit code."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import main
from desktop.station import keyring

PASSWORD = "three short words"


class Cli:
    """The command line on one station."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.password = folder.parent / "password"
        self.password.write_text(PASSWORD, "utf-8")

    def __call__(self, *words: str) -> tuple[int, Any]:
        """Exit code, and the answer."""
        self._capsys.readouterr()
        code = main([*words, "--data", str(self.folder), "--password-file", str(self.password), "--language", "en", "--json"])
        said = self._capsys.readouterr().out
        return code, json.loads(said) if said.strip() else None


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)
    made = Cli(tmp_path / "station", capsys)
    assert made("init", "--station", "红葵")[0] == 0
    return made


def test_every_outcome_has_its_code(cli: Cli, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    shutil.rmtree(cli.folder / "backups", ignore_errors=True)
    code, answer = cli("backup", "--second-place", str(stick))
    assert code == 0 and Path(answer["copy"]).parent == stick
    backup = Path(answer["backup"])
    code, answers = cli("verify", "--all", "--drill")
    assert code == 0 and all(one["code"] == 0 and one["operations"] == 1 for one in answers)
    assert cli("verify", "--file", "nothing.db")[0] == 3
    content = bytearray(backup.read_bytes())
    content[-100] ^= 1
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(content)
    assert cli("verify", "--file", str(damaged))[0] == 4
    assert cli("restore", "--file", str(damaged), "--yes")[0] == 4
    noise = tmp_path / "noise.db"
    noise.write_bytes(bytes(range(256)) * 64)
    assert cli("verify", "--file", str(noise))[0] == 5
    code, answer = cli("restore", "--file", str(backup))
    assert code == 0 and answer["restored"] is False
    code, answer = cli("restore", "--file", backup.name, "--yes")
    assert code == 0 and answer["restored"] is True and Path(answer["safety"]).exists()
    shutil.rmtree(stick)
    code, answer = cli("backup")
    assert code == 7 and Path(answer["backup"]).exists()
    cli.password.write_text("wrong password", "utf-8")
    assert cli("backup")[0] == 1


def test_a_station_that_cannot_be_opened(cli: Cli) -> None:
    assert cli("backup")[0] == 0
    (cli.folder / "station.db").write_bytes(b"x" * 9_000)
    assert cli("restore", "--yes")[0] == 1
    assert cli("restore", "--unopenable")[0] == 1
    assert cli("restore", "--unopenable", "--yes")[0] == 0
    assert cli("check")[0] == 0


def test_the_audit_head(cli: Cli) -> None:
    code, first = cli("audit")
    assert code == 0 and first["operations"] == 1
    assert cli("audit", "--head", first["head"])[0] == 0
    assert cli("audit", "--head", "1-000000000000")[0] == 4
