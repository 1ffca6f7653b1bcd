"""The line at the window's foot: what is saved and copied, and the keys that work everywhere."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, ngettext
from desktop.station.frame import Frame
from ui.kit import label, row, theme


class StatusBar(QWidget):
    """`tell(frame, today)` says how old the last backup and the copy at the second place are."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"QWidget#statusbar {{ border-top: 1px solid {theme.tokens().line}; }}")
        self.setFixedHeight(theme.px(28))
        self._told = label("", "caption")
        inside = row(
            self._told,
            None,
            label(_("F1 Help"), "caption"),
            6,
            label(_("Ctrl+K Find anybody"), "caption"),
            6,
            label(_("Ctrl+Z Undo"), "caption"),
        )
        inside.setContentsMargins(theme.px(22), 0, theme.px(22), 0)
        self.setLayout(inside)

    def tell(self, frame: Frame, today: date) -> None:
        """Say what the frame knows of backups."""
        told = [_("Saved automatically")]
        if frame.backup_at is not None:
            day = frame.backup_at.date()
            when = frame.backup_at.strftime("%H:%M") if day == today else frame.backup_at.strftime("%m-%d %H:%M")
            told.append(_("Last backup {when}").format(when=when))
        elif not frame.sample:
            told.append(_("No backup yet"))
        if frame.second is not None and frame.second.at is not None:
            days = (today - frame.second.at.date()).days
            told.append(ngettext("second copy {days} day ago", "second copy {days} days ago", days).format(days=days))
        self._told.setText(" · ".join(told))
