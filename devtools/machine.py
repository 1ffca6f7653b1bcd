"""Make the machine ready: the virtual environment, its packages, the system libraries that Qt and the tests need.

Standard library only: this runs before anything is installed.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "linli-setup.json"

# what Qt loads, and the Debian package that holds it: always, and with a real screen
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfreetype.so.6": "libfreetype6",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libX11.so.6": "libx11-6",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
SCREEN_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


class SetupFailed(Exception):
    """The machine could not be made ready; the message says what to do."""


def say(text: str) -> None:
    """One line for the person at the terminal."""
    print(text, flush=True)


def has_screen() -> bool:
    """Whether a window can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def environment(**more: str) -> dict[str, str]:
    """The environment for the programs that dev.py starts: UTF-8 everywhere, the project importable."""
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), **more}


def run_python(*arguments: str, offscreen: bool = False, quiet: bool = False) -> int:
    """Run the virtual environment's Python in the project; its exit code.

    `offscreen`: windows are drawn in memory only; `quiet`: only errors are seen.
    """
    more = {"QT_QPA_PLATFORM": "offscreen"} if offscreen else {}
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, env=environment(**more), stdout=out, check=False).returncode


# ---------------------------------------------------------------------------------------------- packages
def prepare_packages(*, developing: bool) -> None:
    """Make `.venv` and install what the requirements name, only where they changed since the last time."""
    wanted = {"run": _fingerprint("requirements.txt")}
    if developing:
        wanted["develop"] = _fingerprint("requirements.txt", "requirements-dev.txt")
    done = _read_stamp()
    if PYTHON.exists() and wanted.items() <= done.items():
        return
    if not _works(PYTHON):
        say("Making the virtual environment .venv …")
        _make_venv()
        done = {}
    requirements = "requirements-dev.txt" if developing else "requirements.txt"
    say(f"Installing what {requirements} names (this happens once) …")
    installed = subprocess.run(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(ROOT / requirements)],
        cwd=ROOT,
        check=False,
    )
    if installed.returncode != 0:
        raise SetupFailed(f"pip could not install {requirements}; see its message above. Nothing else was changed.")
    STAMP.write_text(json.dumps({**done, **wanted}), encoding="utf-8")


def _fingerprint(*names: str) -> str:
    content = b"".join((ROOT / name).read_bytes().replace(b"\r\n", b"\n") for name in names)
    return hashlib.sha256(content).hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _works(python: Path) -> bool:
    """Whether this Python starts, is new enough and has pip (an interrupted set-up leaves one that has not)."""
    if not python.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(python), "-c", question], capture_output=True, check=False).returncode == 0


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        install_system_packages([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"], needed=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode != 0:
        raise SetupFailed(f"{sys.executable} could not make the virtual environment {VENV}; see its message above.")


# ---------------------------------------------------------------------------------------------- system
def prepare_system(*, testing: bool, screen: bool) -> None:
    """Install the system libraries that are missing (Linux). Without the right to, print the exact line."""
    if not sys.platform.startswith("linux"):
        return
    libraries = QT_LIBRARIES | (SCREEN_LIBRARIES if screen else {})
    missing = [package for library, package in libraries.items() if not _loads(library)]
    install_system_packages(missing, needed=testing or screen)
    if testing and shutil.which("strace") is None:  # tests/faults: power loss, disk errors, network
        install_system_packages(["strace"], needed=bool(os.environ.get("CI")))
    if testing and shutil.which("mkfs.ext2") is None:  # tests/faults: a stick that is pulled out
        install_system_packages(["e2fsprogs"], needed=bool(os.environ.get("CI")))
    if testing and shutil.which("pdftotext") is None:  # tests/desktop/reports: the words of every paper read by a second reader
        install_system_packages(["poppler-utils"], needed=bool(os.environ.get("CI")))
    if testing and find_postgres() is None:
        install_system_packages(["postgresql"], needed=bool(os.environ.get("CI")))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def find_postgres() -> Path | None:
    """The folder with PostgreSQL's programs: Debian's newest, or that on the path."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if homes:
        return homes[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def install_system_packages(packages: list[str], *, needed: bool) -> None:
    """Install Debian packages as root; otherwise print the line that does, and stop if we cannot go on without."""
    if not packages:
        return
    names = sorted(set(packages))
    line = "apt-get install -y --no-install-recommends " + " ".join(names)
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("Installing system packages: " + " ".join(names))
        if _apt(line) or (_apt("apt-get update -qq") and _apt(line)):
            return
        problem = "apt-get could not install them. Please run:"
    elif shutil.which("apt-get"):
        problem, line = "System packages are missing. Please run:", "sudo " + line
    else:
        problem, line = "System libraries are missing; on Debian or Ubuntu they are installed with:", "sudo " + line
    if needed:
        raise SetupFailed(f"{problem}\n    {line}")
    say(f"{problem}\n    {line}")


def _apt(line: str) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(line.split(), env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0 and "update" not in line:
        say("  (" + (done.stdout.strip().splitlines() or ["no message"])[-1] + ")")
    return done.returncode == 0


# ---------------------------------------------------------------------------------------------- catalogues
def compile_catalogues() -> None:
    """Compile the catalogues where their sources changed; the compiled ones are committed, so nothing is missing without."""
    stamp = VENV / "linli-catalogues"
    if stamp.exists() and stamp.read_text(encoding="ascii") == _catalogue_fingerprint():
        return
    if not any(VENV.glob("**/site-packages/babel")):  # the set for running alone has no compiler
        return
    if run_python("devtools/catalogues.py") == 0:
        stamp.write_text(_catalogue_fingerprint(), encoding="ascii")


def _catalogue_fingerprint() -> str:
    files = sorted((ROOT / "resources" / "locale").rglob("*.[pm]o"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
