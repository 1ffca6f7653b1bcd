"""From pieces to pages: what may break, what stays together, what is repeated. Lengths are points, counted from the top."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Draw = Callable[[Any, float, float], None]  # canvas, left edge, upper edge


@dataclass(frozen=True)
class Piece:
    """Something that is never split."""

    height: float
    draw: Draw
    keep: bool = False  # stays on the page of the next piece
    header: "Piece | None" = None  # drawn again above this piece when it begins a page
    breaks: bool = False  # ends the page; is not drawn itself


@dataclass(frozen=True)
class Placed:
    """A piece at its distance from the top of the body."""

    piece: Piece
    offset: float


def nothing(_canvas: Any, _left: float, _top: float) -> None:
    """Draw nothing."""


def stacked(pieces: Sequence[Piece]) -> Piece:
    """Several pieces as one that does not break."""

    def draw(canvas: Any, left: float, top: float) -> None:
        for piece in pieces:
            piece.draw(canvas, left, top)
            top -= piece.height

    return Piece(sum(piece.height for piece in pieces), draw)


def paginate(pieces: Iterable[Piece], first_height: float, other_height: float) -> list[list[Placed]]:
    """Lay the pieces on pages whose bodies are `first_height` and then `other_height` points high. At least one page."""
    pages: list[list[Placed]] = [[]]
    used = 0.0

    def room() -> float:
        return (first_height if len(pages) == 1 else other_height) - used + 0.01

    def put(piece: Piece) -> None:
        nonlocal used
        pages[-1].append(Placed(piece, used))
        used += piece.height

    def turn(begin: Piece | None) -> None:
        nonlocal used
        pages.append([])
        used = 0.0
        if begin is not None:
            put(begin)

    for chunk in _chunks(pieces):
        if chunk[0].breaks:
            if pages[-1]:
                turn(None)
            continue
        if all(piece.draw is nothing for piece in chunk) and (not pages[-1] or sum(piece.height for piece in chunk) > room()):
            continue  # no room is left free at the top of a page, and none begins a page
        if sum(piece.height for piece in chunk) > room() and pages[-1]:
            turn(chunk[0].header)
        for piece in chunk:
            if piece.height > room() and pages[-1] and pages[-1][-1].piece is not piece.header:
                turn(piece.header)
            put(piece)
    if not pages[-1] and len(pages) > 1:
        pages.pop()
    return pages


def _chunks(pieces: Iterable[Piece]) -> Iterable[list[Piece]]:
    chunk: list[Piece] = []
    for piece in pieces:
        if piece.breaks:
            if chunk:
                yield chunk
            yield [piece]
            chunk = []
            continue
        chunk.append(piece)
        if not piece.keep:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
