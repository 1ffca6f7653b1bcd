"""Opens and closes dialogs for a long time, as a process of its own; tells its memory and what Qt complained about."""

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEvent, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from ui.kit import theme
from ui.kit.dialogs import CrashDialog, Dialog, FormDialog, HelpViewer
from ui.kit.form import Field

IGNORED = ("propagateSizeHints", "plugin does not support raise", "XDG_RUNTIME_DIR", "QStandardPaths")


def memory() -> int:
    """Resident kilobytes."""
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))


def dialog(number: int) -> Dialog:
    """One of the kinds, in turn."""
    if number % 10 == 9:
        return HelpViewer("today")
    if number % 10 == 8:
        return CrashDialog("details " * 50)
    fields = [Field("name", "姓名", required=True), Field("born", "出生", "date"), Field("kind", "类别", "choice", choices=[("a", "独居"), ("b", "空巢")]),
              Field("note", "备注", "text")]
    return FormDialog(None, "老人", fields, date(2026, 3, 2), {"name": "顾素珍"}, lambda _values: None)


def main(count: int) -> int:
    """Open `count` dialogs, one after another; memory is read after a fifth of them (everything is loaded then) and at the end."""
    app = QApplication(["linli"])
    warnings: list[str] = []
    qInstallMessageHandler(lambda _kind, _where, text: None if any(one in text for one in IGNORED) else warnings.append(text))
    theme.apply(app)
    shown: list[Dialog] = []
    sizes: list[int] = []

    def turn() -> None:
        if shown:
            last = shown.pop()
            last.close()
            last.deleteLater()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        turn.done += 1  # type: ignore[attr-defined]
        done = turn.done  # type: ignore[attr-defined]
        if done == count // 5 or done > count:
            sizes.append(memory())
        if done > count:
            app.quit()
            return
        made = dialog(done)
        made.show()
        shown.append(made)
        QTimer.singleShot(0, turn)

    turn.done = 0  # type: ignore[attr-defined]
    QTimer.singleShot(0, turn)
    app.exec()
    print(sizes[0], sizes[-1], len(warnings), *warnings[:2])
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
