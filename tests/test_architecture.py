"""The arrows between floors and rooms: every contract holds, and every contract fails where it is broken on purpose."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS: dict[str, dict[str, object]] = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
}

# contract -> (module that sins, what it imports)
SINS = {
    "floors": [("desktop/rounds/sin.py", "import ui.rounds"), ("db/people/sin.py", "import desktop.clock")],
    "qt": [("desktop/reports/sin.py", "from PySide6 import QtCore")],
    "database": [("desktop/people/sin.py", "import peewee"), ("ui/people/sin.py", "from playhouse import sqlcipher_ext")],
    "paper": [("db/rounds/sin.py", "import reportlab")],
    "pages": [("ui/hotline/sin.py", "import db.base")],
    "rooms-db": [("db/people/sin.py", "import db.rounds"), ("db/station/sin.py", "import db.people")],
    "rooms-ui": [("ui/reports/sin.py", "import ui.people.elders_page"), ("ui/kit/theme.py", "import ui.hotline")],
    "writers": [("desktop/reports/pdf.py", "import desktop.rounds.papers")],
    "solvers": [("desktop/hotline/solver.py", "import desktop.session"), ("desktop/rounds/planning.py", "import db.rounds.queries")],
}


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """import-linter on the floors in `folder`."""
    code = "from importlinter.cli import lint_imports_command as lint; lint()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-logo", "--no-cache", *arguments],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", env={"PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of the three floors, to sin in."""
    folder = tmp_path_factory.mktemp("floors")
    for floor in ("ui", "desktop", "db"):
        shutil.copytree(ROOT / floor, folder / floor, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_holds() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_contract_is_tried() -> None:
    assert set(SINS) == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "module", "line"), [(name, *sin) for name, sins in SINS.items() for sin in sins])
def test_a_forbidden_import_breaks_the_contract(copy: Path, contract: str, module: str, line: str) -> None:
    sin = copy / module
    innocent = sin.read_text(encoding="utf-8") if sin.exists() else None
    sin.write_text(f"{innocent or ''}\n{line}\n", encoding="utf-8")
    try:
        answer = lint(copy, "--contract", contract)
    finally:
        if innocent is None:
            sin.unlink()
        else:
            sin.write_text(innocent, encoding="utf-8")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "BROKEN" in answer.stdout
    assert Path(module).with_suffix("").as_posix().replace("/", ".") in answer.stdout


@pytest.mark.parametrize("module", ["desktop.rooms", "ui.rooms", "ui.app", "ui.shell.main_window", "desktop.__main__"])
def test_heavy_packages_are_loaded_only_where_they_are_used(module: str) -> None:
    heavy = ["matplotlib", "pypinyin", "highspy", "reportlab", "numpy", "pypdfium2"]
    code = f"import sys, {module}; print(*[name for name in {heavy!r} if name in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == []
