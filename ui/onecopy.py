"""One running window per station folder and user."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ASKED_TO_SHOW, ASKED_TO_CLOSE = b"show", b"close"
ASKED_TO_TAKE = b"take\n"  # and a file's name
PATIENCE = 1000  # milliseconds for the copy that runs already to answer
CLOSING_PATIENCE = 15_000  # milliseconds for it to save and end


class OneCopy(QObject):
    """Lets one window run per station folder and user; a second start only brings the first to the front."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        name = "linli-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
        self._name = name
        self._lock = QLockFile(str(Path(tempfile.gettempdir()) / f"{name}.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self.show: Callable[[], None] = lambda: None
        self.quit: Callable[[], None] = lambda: None
        self.take: Callable[[Path], None] = lambda _file: None

    def first(self, file: Path | None = None) -> bool:
        """True in the copy that may run; otherwise the running one is asked to show itself, and to take the file that was opened.

        A lock whose holder does not answer was left by a copy that was killed (its process number may be ours or somebody
        else's by now): it does not keep anybody out. The station's own file lock still does, should the other copy only hang.
        """
        if not self._lock.tryLock(0):
            if self._ask(ASKED_TO_TAKE + str(file.absolute()).encode() if file else ASKED_TO_SHOW):
                return False
            self._lock.removeStaleLockFile()
            self._lock.tryLock(0)
        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._asked)
        self._server.listen(self._name)
        return True

    def close_the_other(self) -> bool:
        """Ask the copy that runs to close its window (an installer does); True when none runs any more."""
        if self._lock.tryLock(0):
            self._lock.unlock()
            return True
        if not self._ask(ASKED_TO_CLOSE):
            return True
        closed = bool(self._lock.tryLock(CLOSING_PATIENCE))
        if closed:
            self._lock.unlock()
        return closed

    def _ask(self, what: bytes) -> bool:
        """Tell the copy that runs; False when none answers."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE):
            return False
        socket.write(what)
        socket.waitForBytesWritten(PATIENCE)
        socket.disconnectFromServer()
        return True

    def _asked(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()
        if socket is None:
            return

        def answer() -> None:
            asked = bytes(socket.readAll().data())
            if asked == ASKED_TO_CLOSE:
                self.quit()
            else:
                self.show()
                if asked.startswith(ASKED_TO_TAKE):
                    self.take(Path(asked.removeprefix(ASKED_TO_TAKE).decode(errors="replace")))
            socket.deleteLater()

        socket.disconnected.connect(answer)
        if socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
            answer()

    def close(self) -> None:
        """Let another copy run."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()
