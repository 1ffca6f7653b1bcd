"""The type of official letters: 仿宋, 小标宋, 黑体 and 楷体 of the computer where it has them, the shipped Noto Sans SC where it lacks them.

None of these may be shipped with the program; Windows for China brings three of them. A font is used only when it is TrueType and lets itself
be embedded, so that the letter looks the same on the receiver's computer.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from desktop.i18n import _
from desktop.reports import fonts


class Face(Enum):
    """The kinds of type that GB/T 9704-2012 names (§5.2.2, §7.3, §7.5), each with the words of the standard."""

    BODY = "仿宋"
    TITLE = "小标宋"
    FIRST = "黑体"  # headings 一、
    SECOND = "楷体"  # headings （一）
    PAGE = "宋体"  # page numbers


FILES: dict[Face, tuple[str, ...]] = {
    Face.BODY: ("仿宋_gb2312.ttf", "fangsong_gb2312.ttf", "simfang.ttf", "fzfsk.ttf"),
    Face.TITLE: ("fzxbsjw.ttf", "fzxbsjw_0.ttf", "fzxbsk.ttf", "fzxbsjt.ttf", "方正小标宋简体.ttf", "方正小标宋_gbk.ttf", "方正小标宋简.ttf"),
    Face.FIRST: ("simhei.ttf", "fzhtk.ttf"),
    Face.SECOND: ("楷体_gb2312.ttf", "kaiti_gb2312.ttf", "simkai.ttf", "fzktk.ttf"),
    Face.PAGE: ("simsun.ttc", "simsun.ttf", "fzssk.ttf"),
}
"""Names of files in which the computer may have them, the best first; capitals do not matter."""

BOLD = frozenset({Face.TITLE, Face.FIRST})
"""Set in the heavier of the shipped faces when the right one is lacking, so that a heading still stands out."""


@dataclass(frozen=True)
class Faces:
    """Which file draws which kind of type; kinds that are not named are drawn by the shipped face."""

    files: Mapping[Face, Path] = field(default_factory=dict)

    def warning(self) -> str:
        """What to tell before printing: the kinds of type that are substituted; '' when none is."""
        lacking = [one.value for one in Face if one not in self.files and one is not Face.PAGE]
        if not lacking:
            return ""
        return _("This computer lacks the type {names}; Noto Sans SC takes its place. Layout and positions stay as GB/T 9704 has them.").format(
            names="、".join(lacking))

    def runs(self, text: str, face: Face) -> Iterator[tuple[str, str]]:
        """`text` in pieces (name of a loaded font, piece) that one font can draw; rare characters come from the shipped fonts."""
        path = self.files.get(face)
        font, start, current = None if path is None else loaded(path), 0, ""
        names = [self._font(character, font, face) for character in text]
        for index, name in enumerate(names):
            if name != current and index:
                yield current, text[start:index]
                start = index
            current = name
        if text:
            yield current, text[start:]

    def ems(self, character: str, face: Face) -> float:
        """Width of one character over the size of the type."""
        path = self.files.get(face)
        font = None if path is None else loaded(path)
        if font is not None and ord(character) in font.face.charToGlyph:
            return float(font.face.getCharWidth(ord(character))) / 1000
        return fonts.width(character, 1, face in BOLD)

    @staticmethod
    def _font(character: str, font: Any, face: Face) -> str:
        if font is not None and ord(character) in font.face.charToGlyph:
            return str(font.fontName)
        bold = face in BOLD
        name = fonts.font_of(character, bold) or (fonts.BOLD if bold else fonts.REGULAR)
        fonts.load(name)
        return name


def system_folders() -> tuple[Path, ...]:
    """Where Windows keeps its fonts: for everybody, and for this user; nowhere on other systems."""
    found = []
    if windows := os.environ.get("WINDIR"):
        found.append(Path(windows) / "Fonts")
    if own := os.environ.get("LOCALAPPDATA"):
        found.append(Path(own) / "Microsoft" / "Windows" / "Fonts")
    return tuple(found)


@cache
def find_faces(folders: tuple[Path, ...]) -> Faces:
    """The type of these folders, each kind from the first file that can be embedded. A folder that cannot be read has none."""
    there: dict[str, Path] = {}
    for folder in folders:
        try:
            there |= {path.name.lower(): path for path in folder.iterdir()}
        except OSError:
            continue
    files: dict[Face, Path] = {}
    for face, names in FILES.items():
        path = next((there[name] for name in names if name in there and loaded(there[name]) is not None), None)
        if path is not None:
            files[face] = path
    return Faces(files)


@cache
def loaded(path: Path) -> Any:
    """The reportlab font of a file, registered; None when it is not TrueType, not whole, or may not be embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError

    from desktop.reports.cidfont import CidFont

    try:
        font = CidFont(f"letter-{path.stem}", str(path))
    except (TTFError, OSError, ValueError, KeyError, IndexError):
        return None
    pdfmetrics.registerFont(font)
    return font
