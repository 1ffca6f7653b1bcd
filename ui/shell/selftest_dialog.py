"""The self-test under Help: the program tries itself in a process of its own, and each check is shown as it ends."""

import sys
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QProcess, QProcessEnvironment
from PySide6.QtWidgets import QWidget

from desktop.i18n import RESOURCES, _, language
from ui.kit import Badge, Dialog, LineRows, label, scrolled, theme

PASSED, FAILED = "OK  ", "FAIL"  # how `self-test` begins its lines
END = 3000  # milliseconds for the process to end when the dialog is closed


def command(quick: bool) -> list[str]:
    """What runs the self-test: the console twin of the frozen program, else this Python."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        words = [str(program.with_name(f"linli-console{program.suffix}"))]
    else:
        words = [sys.executable, "-m", "desktop"]
    return [*words, "self-test", "--language", language(), *(["--quick"] if quick else [])]


class SelfTestDialog(Dialog):
    """Runs the quick self-test when it is shown; the whole one (with the month's roster, every page twice) when asked."""

    def __init__(self, parent: QWidget | None, words: list[str] | None = None) -> None:
        super().__init__(parent, _("Self-test"), 620)
        self.resize(theme.px(620), theme.px(560))
        told = _("The program tries itself on an invented station in a temporary folder. Your own data are not touched.")
        self.body.addWidget(label(told, "muted", wrap=True))
        self.rows = LineRows([0, 1])
        self.body.addWidget(scrolled(self.rows), 1)
        self.state = label("", "strong", wrap=True)
        self.body.addWidget(self.state)
        self.whole = self.add_button(_("Test everything"), lambda: self.start(command(quick=False)))
        self.again = self.add_button(_("Once more"), lambda: self.start(words or command(quick=True)))
        self.add_button(_("Close"), self.reject, "main")
        self.found: list[tuple[bool, str]] = []
        self.exit_code: int | None = None
        self._rest = b""
        self._clock = QElapsedTimer()
        self._process = QProcess(self)
        self._process.setWorkingDirectory(str(RESOURCES.parent))
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._broken)
        self.start(words or command(quick=True))

    def start(self, words: list[str]) -> None:
        """Run the self-test with this command line; its lines are shown as they come."""
        self.rows.clear()
        self.found, self.exit_code, self._rest = [], None, b""
        self.tell_wrong("")
        self._set_running(True)
        self.state.setText(_("Trying…"))
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUTF8", "1")
        environment.insert("QT_QPA_PLATFORM", "offscreen")  # its pages must not flash up over the clerk's
        self._process.setProcessEnvironment(environment)
        self._clock.start()
        self._process.start(words[0], words[1:])

    def _set_running(self, running: bool) -> None:
        self.whole.setEnabled(not running)
        self.again.setEnabled(not running)

    def _read(self) -> None:
        self._rest += bytes(self._process.readAllStandardOutput().data())
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            self._line(line.decode("utf-8", "replace").strip("\r"))

    def _line(self, text: str) -> None:
        begin, words = text[:4], text[5:]
        if begin not in (PASSED, FAILED):
            return
        passed = begin == PASSED
        self.found.append((passed, words))
        badge = Badge(_("passed"), "ok") if passed else Badge(_("failed"), "danger")
        self.rows.add_row(badge, label(words, "" if passed else "danger", wrap=True))

    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self.exit_code = code
        passed = sum(1 for good, _words in self.found if good)
        seconds = self._clock.elapsed() / 1000
        if code == 0 and status == QProcess.ExitStatus.NormalExit and self.found:
            self.state.setText(_("All {count} checks passed ({seconds:.0f} s).").format(count=passed, seconds=seconds))
        else:
            self.state.setText(_("{passed} of {count} checks passed.").format(passed=passed, count=len(self.found)))
            said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip().splitlines()
            last = said[-1] if said else _("the self-test ended with code {code}").format(code=code)
            self.tell_wrong("" if passed < len(self.found) else last)
        self._set_running(False)

    def _broken(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.state.setText("")
            self.tell_wrong(_("The self-test could not be started: {reason}").format(reason=self._process.errorString()))
            self._set_running(False)

    def done(self, code: int) -> None:
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.finished.disconnect(self._ended)
            self._process.errorOccurred.disconnect(self._broken)
            self._process.kill()
            self._process.waitForFinished(END)
        super().done(code)
        self.deleteLater()
