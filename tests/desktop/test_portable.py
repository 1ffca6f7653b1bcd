"""The portable edition: with `portable.txt` beside the program nothing is written elsewhere on the PC."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop import portable

ROOT = Path(__file__).resolve().parents[2]
DAY = """
import sys, tempfile
from pathlib import Path
sys.frozen, sys.executable = True, {program!r}
from desktop import portable
portable.stay_beside(portable.home())
from desktop.cli.call import default_folder
from desktop.cli.main import main
assert default_folder() == Path({program!r}).parent / "data", default_folder()
for words in (["demo", "--years", "0.02"], ["check"], ["backup", "--json"], ["verify"]):
    code = main(words)
    assert code == 0, (words, code)
print(tempfile.gettempdir())
import matplotlib
print(matplotlib.get_configdir())
"""


def edition(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "portable.txt").touch()
    return folder / "Linli.exe"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_mark_beside_the_program_decides(tmp_path: Path) -> None:
    program = edition(tmp_path / "U 盘" / "邻里守望")
    assert portable.home(program) == program.parent / "data"
    (program.parent / "portable.txt").unlink()
    assert portable.home(program) is None
    assert portable.home() is None  # run from its sources


def test_temporary_files_and_caches_go_beside_and_old_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portable.tempfile, "tempdir", None)
    temporary = tmp_path / "data" / "temp"
    temporary.mkdir(parents=True)
    for name, age in (("left", 2), ("fresh", 0)):
        (temporary / name).touch()
        os.utime(temporary / name, (time.time() - age * 86400,) * 2)
    environment: dict[str, str] = {}
    portable.stay_beside(tmp_path / "data", environment)
    assert {environment[name] for name in ("TMP", "TEMP", "TMPDIR")} == {str(temporary)}
    assert environment["MPLCONFIGDIR"].startswith(str(temporary))
    assert files(temporary) == {"fresh"}
    portable.stay_beside(None, environment := {})
    assert environment == {}


def test_a_folder_that_cannot_be_made_leaves_all_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    environment: dict[str, str] = {}
    portable.stay_beside(tmp_path / "data", environment)
    assert environment == {}


def test_a_day_with_the_portable_edition_writes_nothing_elsewhere(tmp_path: Path) -> None:
    program = edition(tmp_path / "U 盘" / "邻里守望")
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(temporary), "USERPROFILE": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    script = DAY.format(program=str(program))
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert files(home) == set() and files(temporary) == set()
    assert str(program.parent / "data" / "temp") in done.stdout.splitlines()[-2]
    assert str(program.parent / "data" / "temp") in done.stdout.splitlines()[-1]
    assert "data/station.db" in files(program.parent)
    assert not any(name.endswith(("-wal", "-shm", "-journal")) for name in files(program.parent))
