"""A TrueType font for reportlab that copies out of the PDF exactly as it went in.

reportlab's own TTFont cuts a font into subsets of 256 characters and writes their ToUnicode table with four hexadecimal
digits, so that a character beyond the basic plane copies as another one (𬭎 as Ⲵ) and a line of Chinese is torn into many
pieces. This one embeds a single subset per document as a composite font (Type0, CIDFontType2, two bytes per character;
ISO 32000-1 §9.7) and writes ToUnicode in UTF-16BE with surrogate pairs (§9.10.3). A character that the font lacks gets a
code of its own too: drawn as the empty box, copied as itself.
"""

from struct import pack
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFont

BLOCK = 100  # most entries in one bfchar block (Adobe Technical Note 5014)


class _State:
    """The characters that one PDF document has used: their place in the list is their code."""

    def __init__(self) -> None:
        self.codes: dict[int, int] = {0: 0}  # Unicode → code in the PDF; code 0 is the empty box
        self.internal_name: str | None = None


def to_unicode_map(name: str, codes: dict[int, int]) -> str:
    """The ToUnicode CMap: code in the PDF → UTF-16BE."""
    entries = [f"<{code:04X}> <{chr(unicode).encode('utf-16-be').hex().upper()}>" for unicode, code in codes.items() if code]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), BLOCK):
        block = entries[start : start + BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


class CidFont(TTFont):  # type: ignore[misc]
    """As TTFont, but one composite subset per document."""

    def __init__(self, name: str, source: Any) -> None:
        """`source`: a path or an open binary file."""
        super().__init__(name, source, shapable=False)
        if isinstance(source, str):
            return
        self.face.filename = name  # reportlab names objects after it

    def _state(self, document: Any) -> _State:
        state = self.state.get(document)
        if state is None:
            state = self.state[document] = _State()
        return state  # type: ignore[no-any-return]

    def splitString(self, text: Any, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """One piece: two bytes for each character (called by reportlab for every text that is drawn)."""
        if isinstance(text, bytes):
            text = text.decode(encoding)
        codes = self._state(doc).codes
        return [(0, b"".join(pack(">H", codes.setdefault(ord(character), len(codes))) for character in text))] if text else []

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802
        """The name of the font inside this PDF (called by reportlab when the font is set)."""
        state = self._state(doc)
        if state.internal_name is None:
            state.internal_name = f"F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = "/" + state.internal_name
            doc.delayedFonts.append(self)
        return "/" + state.internal_name

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Write the subset and its tables into the PDF (called by reportlab when the document is closed)."""
        state = self._state(doc)
        name = self.getSubsetInternalName(0, doc)[1:]
        unicodes = list(state.codes)
        base = f"{_subset_tag(unicodes)}+{self.face.name.decode('ascii')}"

        glyphs: dict[int, int] = {0: 0}  # glyph in the whole font → glyph in the subset, in makeSubset's own order
        glyph_ids = [glyphs.setdefault(self.face.charToGlyph.get(unicode, 0), len(glyphs)) for unicode in unicodes]
        descriptor = self.face.addSubsetObjects(doc, base, unicodes)
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(base),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": descriptor,
                "DW": self.face.defaultWidth,
                "W": pdfdoc.PDFArray([0, pdfdoc.PDFArray([self.face.getCharWidth(unicode) for unicode in unicodes])]),
                "CIDToGIDMap": doc.Reference(_stream(doc, pack(f">{len(glyph_ids)}H", *glyph_ids)), f"cidToGid:{base}"),
            }
        )
        table = _stream(doc, to_unicode_map(base, state.codes).encode("ascii"))
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(base),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"descendant:{base}")]),
                "ToUnicode": doc.Reference(table, f"toUnicode:{base}"),
            }
        )
        font.__RefOnly__ = 1  # pages refer to it instead of repeating it
        doc.Reference(font, name)
        doc.idToObject["BasicFonts"].dict[name] = font
        del self.state[doc]


def _stream(doc: Any, content: bytes) -> Any:
    stream = pdfdoc.PDFStream()
    stream.content = content
    if doc.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return stream


def _subset_tag(unicodes: list[int]) -> str:
    """Six capitals that differ between different subsets (ISO 32000-1 §9.6.4)."""
    number = hash(tuple(unicodes)) % 26**6
    letters = []
    for _place in range(6):
        number, rest = divmod(number, 26)
        letters.append(chr(ord("A") + rest))
    return "".join(letters)
