"""Write THIRD_PARTY_NOTICES.md from the metadata of what the program ships with, and of what those packages need."""

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "THIRD_PARTY_NOTICES.md"

# where a package's metadata says nothing, or says it at length: read in the licence file that it ships
READ_BY_US = {
    "peewee": "MIT",
    "sqlcipher3": "Zlib (binding); SQLCipher: BSD-3-Clause; SQLite: public domain; OpenSSL: Apache-2.0",
    "matplotlib": "Matplotlib licence (PSF-based); fonts: Bitstream Vera/DejaVu, STIX, Computer Modern",
    "reportlab": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "python-stdnum": "LGPL-2.1-or-later",
    "pypdfium2": "BSD-3-Clause OR Apache-2.0; PDFium: BSD-3-Clause",
    "pycparser": "BSD-3-Clause",
    "pyparsing": "MIT",
    "pyside6-essentials": "LGPL-3.0-only (Qt for Python and Qt itself)",
    "shiboken6": "LGPL-3.0-only",
}

HEAD = """\
# Third-party notices

Linli Shouwang (邻里守望) is under the MIT licence (`LICENSE`). It ships with the packages below, unchanged. The text of
each licence stands in the package's own `*.dist-info/licenses` folder, which the Windows build carries too; the texts of
the LGPL and GPL stand in `resources/licences/`. This file is written by `python3 dev.py notices`.

## Qt and PySide6 (LGPL-3.0)

The windows are drawn by Qt 6 through PySide6 (Qt for Python), used under the GNU Lesser General Public License, version 3.
The program is built as a folder in which Qt's libraries are separate files: anyone may replace them by a compatible build
of their own. Qt's sources: <https://download.qt.io/>; PySide6's sources: <https://code.qt.io/cgit/pyside/pyside-setup.git/>.
`python-stdnum` (LGPL-2.1-or-later) is likewise a separate, replaceable set of files.

## Fonts and data in `resources/`

| what | licence | from |
| --- | --- | --- |
| Noto Sans SC (`resources/fonts/NotoSansSC-*.ttf`) | SIL Open Font License 1.1 (`NotoSansSC-OFL.txt`) | Google, Adobe |
| Linli Rare Han (`LinliRareHan.ttf`), from HanaMin | Hanazono or SIL OFL 1.1 (`LinliRareHan-LICENSE.txt`) | GlyphWiki |

## Packages

| package | version | licence | home |
| --- | --- | --- | --- |
"""


def shipped() -> list[metadata.Distribution]:
    """What `requirements.txt` names and what that needs, by name."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    waiting = [line.split("==")[0].strip() for line in lines if "==" in line]
    found: dict[str, metadata.Distribution] = {}
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # needed on another system only
            continue
        for need in found[name].requires or []:
            if "extra ==" not in need:
                waiting.append(re.split(r"[\s\[<>=!~;(]", need)[0])
    return [found[name] for name in sorted(found)]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(package: metadata.Distribution) -> str:
    """The licence in a few words. Raises ValueError when neither the metadata nor we know it."""
    name = _plain(package.name)
    told = [line.rsplit(" :: ", 1)[-1] for line in _field(package, "Classifier") if line.startswith("License ::")]
    short = [line.strip() for line in _field(package, "License") if "\n" not in line]
    for answer in (READ_BY_US.get(name), *_field(package, "License-Expression"), *short, *told):
        if answer:
            return answer
    raise ValueError(f"no licence known for {name}")


def _field(package: metadata.Distribution, name: str) -> list[str]:
    return [str(value) for value in package.metadata.get_all(name) or []]


def home_of(package: metadata.Distribution) -> str:
    """The project's own address, as its metadata gives it."""
    links = dict(line.split(", ", 1) for line in _field(package, "Project-URL"))
    by_label = {label.lower(): link for label, link in links.items()}
    for label in ("homepage", "repository", "source", "source code", "github"):
        if label in by_label:
            return by_label[label]
    return next(iter([*_field(package, "Home-page"), *links.values()]), "")


def main() -> int:
    """Write the file."""
    rows = [
        f"| {_plain(package.name)} | {package.version} | {licence_of(package)} | {home_of(package)} |\n" for package in shipped()
    ]
    TARGET.write_text(HEAD + "".join(rows), encoding="utf-8")
    print(f"wrote {TARGET.name}: {len(rows)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
