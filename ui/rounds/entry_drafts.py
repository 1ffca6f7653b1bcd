"""What is typed on sheets, handed to the database thread at every key: one write at a time, the newest words last."""

from desktop.rounds.drafts import keep_draft
from ui.kit import Page


class SheetDrafts:
    """Keeps drafts for a page. A key pressed while a write is under way is kept as soon as that is done."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: dict[int, dict[str, list[str]]] = {}  # sheet number → what was typed
        self._writing = False

    def keep(self, number: int, typed: dict[str, list[str]]) -> None:
        """Keep this as the draft of a sheet; nothing typed takes the draft away."""
        self._waiting[number] = typed
        if not self._writing:
            self._send()

    def drop(self, number: int) -> None:
        """The sheet is being recorded: nothing of it is written after that."""
        self._waiting.pop(number, None)

    def _send(self) -> None:
        self._writing = bool(self._waiting)
        if self._waiting:
            number = next(iter(self._waiting))
            typed = self._waiting.pop(number)
            self._page.ask(keep_draft, number, typed, done=lambda _none: self._send(), failed=self._not_kept)

    def _not_kept(self, error: BaseException) -> None:
        self._writing = False
        self._page.shell.fail(error)
