"""Remake the font files of this folder (maintainers only; the program never runs this).

    python resources/fonts/build.py FOLDER_WITH_NOTO FOLDER_WITH_HANAZONO

FOLDER_WITH_NOTO holds NotoSansSC_400Regular.ttf and NotoSansSC_700Bold.ttf (static TrueType, from the npm package
@expo-google-fonts/noto-sans-sc); FOLDER_WITH_HANAZONO holds HanaMinA.ttf and HanaMinB.ttf (Debian package fonts-hanazono).

The fallback keeps only the Han characters that Noto Sans SC lacks, without hints and layout tables, in one file under a name
of its own (the licence reserves the old ones): outlines of 64,000 characters are 31 MB. The window shows them too.
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FAMILY = "Linli Rare Han"
HAN = ((0x2E80, 0x2FDF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
UNUSED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "FFTM", "prop", "gasp"]
MADE = 3_600_000_000  # a fixed moment in the font's own calendar, so that the same input gives the same bytes


def characters(path: Path) -> set[int]:
    """Code points that a font file draws."""
    return set(TTFont(path, lazy=True)["cmap"].getBestCmap())


def reduced(path: Path, wanted: set[int], target: Path) -> None:
    """Write the part of a font that holds `wanted`, without hints and layout tables."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.drop_tables += UNUSED_TABLES
    font = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted & set(font.getBestCmap()))
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def fallback(noto: set[int], hanazono: Path) -> bytes:
    """The one fallback font."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        held = set(noto)
        for name in ("HanaMinA", "HanaMinB"):
            source = hanazono / f"{name}.ttf"
            wanted = {code for code in characters(source) - held if any(low <= code <= high for low, high in HAN)}
            held |= wanted
            target = Path(folder) / f"{name}.ttf"
            reduced(source, wanted, target)
            parts.append(str(target))
        font = Merger().merge(parts)
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 16):
                record.string = FAMILY
            elif record.nameID == 6:
                record.string = FAMILY.replace(" ", "")
        font["head"].created = font["head"].modified = MADE
        font.recalcTimestamp = False
        memory = io.BytesIO()
        font.save(memory)
        return memory.getvalue()


def ranges(codes: set[int]) -> str:
    """Code points as hexadecimal ranges 'low-high', one a line."""
    lines: list[str] = []
    start = previous = -2
    for code in [*sorted(codes), -1]:
        if code != previous + 1:
            if start >= 0:
                lines.append(f"{start:X}-{previous:X}")
            start = code
        previous = code
    return "\n".join(lines) + "\n"


def main(noto_folder: Path, hanazono_folder: Path) -> None:
    shutil.copyfile(noto_folder / "NotoSansSC_400Regular.ttf", HERE / "NotoSansSC-Regular.ttf")
    shutil.copyfile(noto_folder / "NotoSansSC_700Bold.ttf", HERE / "NotoSansSC-Bold.ttf")
    noto = characters(HERE / "NotoSansSC-Regular.ttf") & characters(HERE / "NotoSansSC-Bold.ttf")
    rare = fallback(noto, hanazono_folder)
    (HERE / "LinliRareHan.ttf").write_bytes(rare)
    (HERE / "NotoSansSC.coverage.txt").write_text(ranges(noto), encoding="ascii", newline="\n")
    held = set(TTFont(io.BytesIO(rare), lazy=True)["cmap"].getBestCmap())
    (HERE / "LinliRareHan.coverage.txt").write_text(ranges(held), encoding="ascii", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
