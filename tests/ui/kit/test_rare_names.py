"""Names with characters beyond the usual fonts are shown, by the fonts that ship with the program."""

from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication

from ui.kit import theme


def test_rare_characters_have_a_shape_on_screen(qapp: QApplication) -> None:
    theme.apply(qapp)
    assert theme.RARE_FAMILY in QFontDatabase.families()
    assert theme.RARE_FAMILY in qapp.font().families()
    fonts = [QRawFont.fromFont(QFont(family)) for family in qapp.font().families()]
    for character in "𠮷𬭎䶮㛃":
        assert any(font.supportsCharacter(ord(character)) for font in fonts), character
