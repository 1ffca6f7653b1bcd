"""Tokens of the looks, light and dark, and the one style sheet built from them.

Sizes are written as at 100 % and pass through `px`, so that everything grows together from 100 to 200 %.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.i18n import RESOURCES

SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
BODY, TITLE, CAPTION = 15, 22, 13  # text sizes in pixels at 100 %
ROW = 32  # height of a row of a list


@dataclass(frozen=True)
class Tokens:
    """Colours by role."""

    paper: str
    surface: str
    line: str
    ink: str
    muted: str
    accent: str
    accent_soft: str
    gold: str
    gold_soft: str
    gold_ink: str
    danger: str
    danger_soft: str
    ok: str
    ok_soft: str
    quiet: str
    hover: str
    on_accent: str
    bar: str


LIGHT = Tokens(
    paper="#F7F5F0",
    surface="#FFFFFF",
    line="#E3DFD6",
    ink="#22282E",
    muted="#69727C",
    accent="#1E6B6F",
    accent_soft="#E3F0EF",
    gold="#D99A16",
    gold_soft="#FBF1DA",
    gold_ink="#83590A",
    danger="#B93A2B",
    danger_soft="#FBE9E6",
    ok="#2F7D4F",
    ok_soft="#E5F2E9",
    quiet="#EFECE5",
    hover="#F3F1EB",
    on_accent="#FFFFFF",
    bar="#ECE8DF",
)
DARK = Tokens(
    paper="#16191C",
    surface="#1F2428",
    line="#353C42",
    ink="#E8E6E1",
    muted="#9BA5AE",
    accent="#5DB5B5",
    accent_soft="#1D3A3C",
    gold="#E0A93A",
    gold_soft="#3B3018",
    gold_ink="#EBC067",
    danger="#F08A7B",
    danger_soft="#45241F",
    ok="#7CC79A",
    ok_soft="#1E3A2A",
    quiet="#2C3238",
    hover="#272D32",
    on_accent="#0E2526",
    bar="#343B41",
)


RARE_FAMILY = "Linli Rare Han"  # names such as 𠮷 and 𬭎, which no Windows font in the list above has


class _Current:
    """The looks in use."""

    tokens = LIGHT
    dark = False
    scale = 1.0
    family = ""


def tokens() -> Tokens:
    """The colours in use."""
    return _Current.tokens


def is_dark() -> bool:
    """True while the dark set is in use."""
    return _Current.dark


def scale() -> float:
    """The font scale in use, 1.0 to 2.0."""
    return _Current.scale


def px(size: float) -> int:
    """A size drawn at 100 %, in pixels at the scale in use."""
    return round(size * _Current.scale)


def color(role: str) -> QColor:
    """The colour of a role by name (`ink`, `danger_soft`)."""
    return QColor(getattr(_Current.tokens, role))


def badge_colors(kind: str) -> tuple[str, str]:
    """Text and ground of a badge: ok, gold, danger, accent, anything else muted."""
    told = _Current.tokens
    return {
        "ok": (told.ok, told.ok_soft),
        "gold": (told.gold_ink, told.gold_soft),
        "danger": (told.danger, told.danger_soft),
        "accent": (told.accent, told.accent_soft),
    }.get(kind, (told.muted, told.quiet))


def font(size: int = BODY, bold: bool = False) -> QFont:
    """The program's font at a size of the looks."""
    made = QFont(QApplication.font())
    made.setPixelSize(px(size))
    made.setBold(bold)
    return made


def load_fonts() -> str:
    """Load the fonts that ship with the program; gives the family to use (the system's when none is there)."""
    if not _Current.family:
        families: list[str] = []
        for path in sorted((RESOURCES / "fonts").glob("NotoSansSC*.ttf")):
            families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
        wanted = [name for name in families if name == "Noto Sans SC"] or families
        known = set(QFontDatabase.families())
        wanted += [
            name for name in ("Noto Sans SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC") if name in known
        ]
        _Current.family = wanted[0] if wanted else QGuiApplication.font().family()
        QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / "LinliRareHan.ttf"))
    return _Current.family


def apply(app: QApplication, dark: bool = False, scale: float = 1.0) -> None:
    """Give the whole program these looks. Widgets that are already built keep their sizes; the shell builds its pages anew."""
    _Current.tokens = DARK if dark else LIGHT
    _Current.dark = dark
    _Current.scale = min(2.0, max(1.0, scale))
    if app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    base = QFont()
    base.setFamilies([load_fonts(), RARE_FAMILY])
    base.setPixelSize(px(BODY))
    base.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(base)
    app.setPalette(_palette())
    app.setStyleSheet(style_sheet())


def _palette() -> QPalette:
    told = _Current.tokens
    palette = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, told.paper),
        (role.Base, told.surface),
        (role.AlternateBase, told.surface),
        (role.Button, told.surface),
        (role.WindowText, told.ink),
        (role.Text, told.ink),
        (role.ButtonText, told.ink),
        (role.PlaceholderText, told.muted),
        (role.Highlight, told.accent),
        (role.HighlightedText, told.on_accent),
        (role.Link, told.accent),
        (role.LinkVisited, told.accent),
        (role.ToolTipBase, told.surface),
        (role.ToolTipText, told.ink),
        (role.Mid, told.line),
        (role.Light, told.surface),
        (role.Dark, told.line),
    ):
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(told.muted))
    return palette


def _icon(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}-{'dark' if _Current.dark else 'light'}.svg").as_posix()


def icon_path(name: str) -> Path:
    """An icon of the program, drawn for the colours in use when there are two."""
    return Path(_icon(name)) if Path(_icon(name)).exists() else RESOURCES / "icons" / f"{name}.svg"


def style_sheet() -> str:
    """The one style sheet, from the tokens in use."""
    t = _Current.tokens
    badges = "".join(
        f'QLabel[badge="{kind}"] {{ color: {badge_colors(kind)[0]}; background: {badge_colors(kind)[1]}; '
        f"border-radius: {px(6)}px; padding: {px(2)}px {px(7)}px; font-size: {px(CAPTION)}px; }}\n"
        for kind in ("ok", "gold", "danger", "muted", "accent")
    )
    roles = "".join(
        f'QLabel[role="{name}"] {{ {style} }}\n'
        for name, style in (
            ("title", f"font-size: {px(TITLE)}px; font-weight: bold;"),
            ("heading", "font-weight: bold;"),
            ("subtitle", f"color: {t.muted};"),
            ("caption", f"color: {t.muted}; font-size: {px(CAPTION)}px;"),
            ("muted", f"color: {t.muted};"),
            ("strong", "font-weight: bold;"),
            ("danger", f"color: {t.danger};"),
            ("danger-strong", f"color: {t.danger}; font-weight: bold;"),
            ("accent", f"color: {t.accent};"),
            ("warning", f"color: {t.gold_ink}; font-size: {px(CAPTION)}px;"),
            ("warning-strong", f"color: {t.gold_ink}; font-weight: bold;"),
            ("error", f"color: {t.danger}; font-size: {px(CAPTION)}px;"),
            ("big", f"color: {t.accent}; font-size: {px(28)}px; font-weight: bold;"),
            ("brand", f"color: {t.accent}; font-size: {px(17)}px; font-weight: bold;"),
            ("key", f"font-family: Consolas, 'DejaVu Sans Mono', monospace; font-size: {px(20)}px; font-weight: bold;"),
        )
    )
    return f"""
QWidget {{ color: {t.ink}; }}
QMainWindow, QDialog, QWidget[ground="paper"] {{ background: {t.paper}; }}
QToolTip {{ color: {t.ink}; background: {t.surface}; border: 1px solid {t.line}; padding: {px(4)}px; }}
QFrame[card="true"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(12)}px; }}
QFrame[rule="true"] {{ background: {t.line}; border: none; min-height: 1px; max-height: 1px; }}
QFrame[bar="undo"] {{ background: {t.ink}; border-radius: {px(8)}px; }}
QFrame[bar="undo"] QLabel {{ color: {t.paper}; }}
QFrame[bar="undo"] QPushButton {{ color: {t.gold}; background: transparent; border: none; font-weight: bold; }}
QFrame[bar="undo"] QPushButton:focus {{ text-decoration: underline; }}
QFrame[bar="error"] {{ background: {t.danger_soft}; border: 1px solid {t.danger}; border-radius: {px(8)}px; }}
QFrame[bar="ok"] {{ background: {t.ok_soft}; border: 1px solid {t.ok}; border-radius: {px(8)}px; }}
QFrame[bar="gold"] {{ background: {t.gold_soft}; border: 1px solid {t.gold}; border-radius: {px(8)}px; }}
QFrame#errorbar {{ margin-top: {px(8)}px; }}
{roles}{badges}
QPushButton {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(8)}px; padding: {px(6)}px {px(14)}px; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:focus {{ border: 1px solid {t.accent}; }}
QPushButton:pressed {{ background: {t.quiet}; }}
QPushButton:disabled {{ color: {t.muted}; background: {t.quiet}; }}
QPushButton[kind="main"] {{ background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent}; }}
QPushButton[kind="main"]:focus {{ border: 2px solid {t.ink}; }}
QPushButton[kind="main"]:disabled {{ background: {t.quiet}; color: {t.muted}; border: 1px solid {t.line}; }}
QPushButton[kind="danger"] {{ color: {t.danger}; border: 1px solid {t.danger}; }}
QPushButton[kind="link"] {{ background: transparent; color: {t.accent}; border: none; padding: {px(2)}px {px(2)}px; text-align:
  left; }}
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus {{ text-decoration: underline; }}
QPushButton[kind="link"]:disabled {{ color: {t.muted}; background: transparent; }}
QPushButton[kind="chip"] {{ background: {t.quiet}; color: {t.muted}; border: 1px solid {t.quiet}; border-radius: {px(6)}px;
  padding: {px(2)}px {px(8)}px; font-size: {px(CAPTION)}px; }}
QPushButton[kind="chip"]:checked {{ background: {t.accent_soft}; color: {t.accent}; border-color: {t.accent_soft}; font-weight:
  bold; }}
QPushButton[kind="chip"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="chip-gold"] {{ background: {t.gold_soft}; color: {t.gold_ink}; border: 1px solid {t.gold_soft};
  border-radius: {px(6)}px;
  padding: {px(2)}px {px(8)}px; font-size: {px(CAPTION)}px; }}
QPushButton[kind="chip-gold"]:checked {{ border: 1px solid {t.gold}; font-weight: bold; }}
QPushButton[kind="chip-gold"]:focus {{ border: 1px solid {t.gold}; }}
QPushButton[kind="badge-gold"], QPushButton[kind="badge-accent"] {{ border-radius: {px(6)}px; padding: {px(2)}px {px(8)}px;
  font-size: {px(CAPTION)}px; }}
QPushButton[kind="badge-gold"] {{ background: {t.gold_soft}; color: {t.gold_ink}; border: 1px solid {t.gold_soft}; }}
QPushButton[kind="badge-accent"] {{ background: {t.accent_soft}; color: {t.accent}; border: 1px solid {t.accent_soft}; }}
QPushButton[kind="badge-gold"]:hover, QPushButton[kind="badge-gold"]:focus {{ border: 1px solid {t.gold}; }}
QPushButton[kind="badge-accent"]:hover, QPushButton[kind="badge-accent"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="nav"] {{ background: transparent; border: none; border-radius: {px(8)}px; padding: {px(9)}px {px(12)}px;
  text-align: left; }}
QPushButton[kind="nav"]:hover {{ background: {t.hover}; }}
QPushButton[kind="nav"]:checked {{ background: {t.accent_soft}; color: {t.accent}; font-weight: bold; }}
QPushButton[kind="nav"]:focus {{ border: 1px solid {t.accent}; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QTimeEdit, QDateEdit {{
  background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(8)}px; padding: {px(5)}px {px(10)}px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QTimeEdit:focus,
  QDateEdit:focus {{
  border: 1px solid {t.accent}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"], QSpinBox[wrong="true"] {{ border: 1px solid
  {t.danger}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QLineEdit:read-only {{ background:
  {t.hover}; color: {t.muted}; }}
QComboBox {{ padding-right: {px(28)}px; }}
QComboBox::drop-down {{ border: none; width: {px(26)}px; }}
QComboBox::down-arrow {{ image: url("{_icon("down")}"); width: {px(12)}px; height: {px(12)}px; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.line}; selection-background-color: {t.accent_soft};
  selection-color: {t.ink}; outline: none; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button, QTimeEdit::up-button,
  QTimeEdit::down-button {{
  border: none; background: transparent; width: {px(20)}px; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QTimeEdit::up-arrow {{ image: url("{_icon("up")}"); width: {px(10)}px; height:
  {px(10)}px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QTimeEdit::down-arrow {{ image: url("{_icon("down")}"); width: {px(10)}px;
  height: {px(10)}px; }}
QCheckBox, QRadioButton {{ spacing: {px(8)}px; background: transparent; }}
QCheckBox::indicator {{ width: {px(16)}px; height: {px(16)}px; border: 1px solid {t.muted}; border-radius: {px(4)}px;
  background: {t.surface}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border: 1px solid {t.accent}; image: url("{_icon("tick")}"); }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {t.accent}; }}
QRadioButton::indicator {{ width: {px(16)}px; height: {px(16)}px; border: 1px solid {t.muted}; border-radius: {px(9)}px;
  background: {t.surface}; }}
QRadioButton::indicator:checked {{ border: {px(5)}px solid {t.accent}; width: {px(8)}px; height: {px(8)}px; }}
QTableView, QListView, QTreeView {{ background: {t.surface}; border: none; gridline-color: {t.line};
  selection-background-color: {t.accent_soft};
  selection-color: {t.ink}; outline: none; }}
QTableView QLineEdit {{ border-radius: 0px; padding: 0px {px(6)}px; }}
QHeaderView {{ background: {t.surface}; border: none; }}
QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: none; border-bottom: 1px solid {t.line};
  padding: {px(5)}px {px(8)}px; font-size: {px(CAPTION)}px; font-weight: normal; }}
QHeaderView::up-arrow {{ image: url("{_icon("up")}"); width: {px(9)}px; height: {px(9)}px; }}
QHeaderView::down-arrow {{ image: url("{_icon("down")}"); width: {px(9)}px; height: {px(9)}px; }}
QTableCornerButton::section {{ background: {t.surface}; border: none; }}
QScrollArea, QScrollArea > QWidget > QWidget[scrolled="true"] {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 0; }}
QScrollBar::handle {{ background: {t.line}; border-radius: {px(4)}px; min-height: {px(30)}px; min-width: {px(30)}px; margin:
  {px(2)}px; }}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; background: transparent; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {t.ink}; border: none; padding: {px(6)}px {px(10)}px; }}
QTabBar::tab:selected {{ color: {t.accent}; font-weight: bold; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:focus {{ color: {t.accent}; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.line}; padding: {px(4)}px; }}
QMenu::item {{ padding: {px(6)}px {px(24)}px {px(6)}px {px(14)}px; border-radius: {px(6)}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.ink}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(4)}px {px(8)}px; }}
QProgressBar {{ background: {t.bar}; border: none; border-radius: {px(5)}px; min-height: {px(10)}px; max-height: {px(10)}px;
  text-align: center; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {px(5)}px; }}
QTextBrowser {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(8)}px; padding: {px(10)}px; }}
QSplitter::handle {{ background: transparent; }}
QCalendarWidget QWidget {{ alternate-background-color: {t.hover}; }}
QCalendarWidget QToolButton {{ background: transparent; color: {t.ink}; border: none; padding: {px(4)}px; }}
QToolButton {{ background: transparent; border: none; border-radius: {px(6)}px; padding: {px(4)}px; }}
QToolButton:hover {{ background: {t.hover}; }}
QWidget#statusbar, QWidget#navigation {{ background: {t.surface}; }}
"""
