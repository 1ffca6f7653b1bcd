"""Pack `dist/Linli` (build_installer.spec) into the installer; the same on Windows and in the Windows kit.

    python -m devtools.installer [--fast] [--out FILE.exe] [--source FOLDER] [--version V]

Needs makensis (NSIS 3). What Windows shows of it comes from pyproject.toml. `--fast` packs quickly, for CI; a release is packed with LZMA.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "resources" / "installer" / "linli.nsi"
MEGABYTE = 1024**2


def defines(version: str, source: Path, out: Path) -> str:
    """What the script is told, as NSIS text: names from pyproject.toml, version, folders, and how much room it takes (MB)."""
    shown = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["linli"]
    room = sum(path.stat().st_size for path in source.rglob("*") if path.is_file()) // MEGABYTE + 1
    told = {
        "VERSION": version,
        "SOURCE": source,
        "OUT": out,
        "COMPANY": shown["company"],
        "PRODUCT": shown["product"],
        "DESCRIPTION": shown["setup_description_zh"],
        "COPYRIGHT": shown["copyright"],
        "ICON": ROOT / shown["icon"],
        "ROOM": room,
    }
    return "".join(f'!define {name} "{value}"\n' for name, value in told.items())


def pack(version: str, source: Path, out: Path, *, fast: bool) -> int:
    """Run makensis; its exit code."""
    with tempfile.TemporaryDirectory(prefix="linli-pack-") as name:
        told = Path(name) / "told.nsh"
        told.write_text(defines(version, source.resolve(), out.resolve()), encoding="utf-8-sig")
        command = ["makensis", "-V2", f"-DTOLD={told}", *(["-DFAST"] if fast else []), str(SCRIPT)]
        return subprocess.run(command, check=False).returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit code."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fast", action="store_true", help="pack quickly")
    parser.add_argument("--version", default=version, metavar="V")
    parser.add_argument("--source", type=Path, default=ROOT / "dist" / "Linli", metavar="FOLDER")
    parser.add_argument("--out", type=Path, metavar="FILE.exe")
    told = parser.parse_args(arguments)
    if not (told.source / "Linli.exe").exists():
        print(f"no program in {told.source}; build it first (build_installer.spec)", file=sys.stderr)
        return 1
    return pack(told.version, told.source, told.out or ROOT / "dist" / f"Linli-{told.version}-setup.exe", fast=told.fast)


if __name__ == "__main__":
    sys.exit(main())
