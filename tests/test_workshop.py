"""dev.py: starts with nothing but Python, installs only what is missing, and says what it cannot do itself."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import machine

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["dev.py", "devtools/__init__.py", "devtools/machine.py", "devtools/day.py"])
def test_what_runs_first_needs_only_the_standard_library(name: str) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= set(sys.stdlib_module_names) | {"devtools"}


def test_dev_explains_itself_without_any_package() -> None:
    answer = subprocess.run(
        [sys.executable, "-S", "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert answer.returncode == 0, answer.stderr
    for verb in ("run", "test", "check", "bench", "shots", "catalog"):
        assert verb in answer.stdout


def test_an_unknown_verb_is_refused() -> None:
    answer = subprocess.run([sys.executable, "dev.py", "fly"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "fly" in answer.stderr


def pretend_linux(monkeypatch: pytest.MonkeyPatch, *, root: bool, apt: bool = True) -> None:
    monkeypatch.setattr(machine.sys, "platform", "linux")
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0 if root else 1000, raising=False)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}" if apt else None)


def test_without_the_right_to_install_the_exact_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_linux(monkeypatch, root=False)
    with pytest.raises(machine.SetupFailed) as told:
        machine.install_system_packages(["libgl1", "libegl1", "libgl1"], needed=True)
    assert "sudo apt-get install -y --no-install-recommends libegl1 libgl1" in str(told.value)


def test_what_is_not_needed_is_only_mentioned(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pretend_linux(monkeypatch, root=False)
    machine.install_system_packages(["postgresql"], needed=False)
    assert "sudo apt-get install -y --no-install-recommends postgresql" in capsys.readouterr().out


def test_as_root_the_lists_are_fetched_only_when_the_first_try_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend_linux(monkeypatch, root=True)
    lines: list[str] = []

    def apt(line: str) -> bool:
        lines.append(line)
        return len(lines) > 1

    monkeypatch.setattr(machine, "_apt", apt)
    machine.install_system_packages(["libgl1"], needed=True)
    install = "apt-get install -y --no-install-recommends libgl1"
    assert lines == [install, "apt-get update -qq", install]


def test_nothing_is_installed_where_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_apt", lambda line: pytest.fail(line))
    machine.install_system_packages([], needed=True)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with requirements and a virtual environment that looks made."""
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(machine, "STAMP", tmp_path / "stamp.json")
    (tmp_path / "requirements.txt").write_text("segno==1.6.6\n", encoding="utf-8")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\n", encoding="utf-8")
    return tmp_path


def test_packages_are_installed_once_and_again_only_after_a_change(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installs: list[str] = []
    real = subprocess.run

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        if "install" in command:
            installs.append(Path(command[-1]).name)
            return subprocess.CompletedProcess(command, 0)
        return real(command, **how)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(machine.subprocess, "run", run)
    machine.prepare_packages(developing=False)
    machine.prepare_packages(developing=False)
    assert installs == ["requirements.txt"]
    machine.prepare_packages(developing=True)
    machine.prepare_packages(developing=True)
    machine.prepare_packages(developing=False)
    assert installs == ["requirements.txt", "requirements-dev.txt"]
    (project / "requirements.txt").write_bytes(b"segno==1.6.6\r\n")  # a checkout with Windows line ends is no change
    machine.prepare_packages(developing=True)
    assert len(installs) == 2
    (project / "requirements.txt").write_text("segno==1.6.5\n", encoding="utf-8")
    machine.prepare_packages(developing=True)
    assert installs[2:] == ["requirements-dev.txt"]


def test_a_failed_installation_is_told_and_not_remembered(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.run

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        if "install" in command:
            return subprocess.CompletedProcess(command, 1)
        return real(command, **how)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(machine.subprocess, "run", run)
    with pytest.raises(machine.SetupFailed, match=r"requirements\.txt"):
        machine.prepare_packages(developing=False)
    assert not (project / "stamp.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="libraries of Linux")
def test_a_library_that_is_not_there_is_noticed() -> None:
    assert not machine._loads("libcertainlynotthere.so.9")


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_ci_runs_the_readmes_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 dev.py test" in script
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=False).returncode == 0
