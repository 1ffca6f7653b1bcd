"""A new recovery key, shown once: to be printed before the window closes."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from desktop.i18n import _
from desktop.station.recovery_paper import save_recovery_paper
from ui.kit import Button, Card, Dialog, Shell, label, row


class RecoveryKeyDialog(Dialog):
    """Its lines, and a paper to print; it does not close before somebody said that it is kept."""

    def __init__(self, shell: Shell, recovery: str, parent: QWidget) -> None:
        super().__init__(parent, _("The new recovery key"), 520)
        self._shell, self.recovery = shell, recovery
        self.body.addWidget(label(_("The old paper is worthless from now on: destroy it. Print this one and lock it away."), wrap=True))
        card = Card()
        lines = label(
            "\n".join(f"{number}   {line[:5]} {line[5:]}" for number, line in enumerate(recovery.splitlines(), 1)), "key", selectable=True)
        lines.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines.setAccessibleName(_("Recovery key"))
        card.add(lines)
        self.body.addWidget(card)
        self._saved = label("", "caption", wrap=True)
        self.body.addLayout(row(Button(_("Save as PDF to print…"), self._save_pdf), None))
        self.body.addWidget(self._saved)
        self.kept = QCheckBox(_("I have printed it or written it down"))
        self.kept.toggled.connect(lambda on: self.ready.setEnabled(on))
        self.body.addWidget(self.kept)
        self.ready = self.add_button(_("Done"), self.accept, "main")
        self.ready.setEnabled(False)

    def _save_pdf(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(self, _("Recovery key"), str(Path.home() / _("Recovery key.pdf")), "PDF (*.pdf)")
        if name:
            self.write_pdf(Path(name))

    def write_pdf(self, path: Path) -> None:
        """Write the paper."""
        self._shell.worker.run(
            save_recovery_paper, path, self.recovery, failed=self.fail, owner=self,
            done=lambda _none: self._saved.setText(_("Saved: {path}. Print it and delete the file.").format(path=path)),
        )  # fmt: skip

    def reject(self) -> None:
        """Esc does not throw away a key that nobody has printed."""
        if self.kept.isChecked():
            super().accept()
        else:
            self.tell_wrong(_("Please finish: the recovery key is shown only once."))
