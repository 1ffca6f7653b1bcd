"""Find persons as one types: characters, pinyin, initials, ID tail, telephone; all in memory."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.people.text import fold

_END = "\n"


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found: id, and the label given with it."""

    id: str
    label: str


class PersonIndex:
    """An index over (id, label, search_text) rows; build it anew when persons change (16,000 rows: about 10 ms)."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._hits: list[Hit] = []
        self._starts: list[int] = []
        parts: list[str] = []
        position = 0
        for identity, label, text in rows:
            part = f" {text.lower()} {_END}".replace(f" {_END} ", " ")
            self._hits.append(Hit(identity, label))
            self._starts.append(position)
            parts.append(part)
            position += len(part)
        self._text = "".join(parts)

    def __len__(self) -> int:
        return len(self._hits)

    def find(self, query: str, limit: int = 50) -> list[Hit]:
        """The best `limit` persons: whole key first, then beginning of a key, then anywhere. Several words must all match.

        An empty query finds nothing. Spaces inside a telephone number or a name do not matter when the words alone find nobody.
        """
        words = fold(query).lower().replace("-", "").replace("ü", "v").split()
        if not words or limit <= 0:
            return []
        found = self._ranked(words, limit)
        if not found and len(words) > 1:
            found = self._ranked(["".join(words)], limit)
        return [self._hits[row] for row in found]

    def _ranked(self, words: list[str], limit: int) -> list[int]:
        key, *others = sorted(words, key=len, reverse=True)
        rows: dict[int, None] = {}
        for pattern in (f" {key} ", f" {key}", key):
            for row in self._rows_with(pattern):
                if row not in rows and all(self._row_has(row, word) for word in others):
                    rows[row] = None
                    if len(rows) >= limit:
                        return list(rows)
        return list(rows)

    def _rows_with(self, pattern: str) -> Iterator[int]:
        at = self._text.find(pattern)
        while at >= 0:
            row = bisect_right(self._starts, at) - 1
            yield row
            if row + 1 >= len(self._starts):
                return
            at = self._text.find(pattern, self._starts[row + 1])

    def _row_has(self, row: int, word: str) -> bool:
        end = self._starts[row + 1] if row + 1 < len(self._starts) else len(self._text)
        return self._text.find(word, self._starts[row], end) >= 0
