"""What is in a package: a signed manifest, and the rows of each table as compressed lines, checked by size and SHA-256.

    length of the manifest (4 bytes) | manifest (JSON) | Ed25519 signature (64 bytes) | the parts, one after another

The signature covers the envelope's header and the manifest; the manifest names each part with its size and digest. Nothing is ever unpacked
to disk, and a part's name is the name of a table or one of a few words, so no name in a package can reach a file.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from db.exchange.lines import Gone, Vector
from db.exchange.scope import Scope, by_name
from db.migrations import NEWEST
from desktop.exchange.sealed import Damaged, TooNew, damaged
from desktop.i18n import _

PRODUCT, FORMAT = "linli-shouwang", 1
CONTEXT = b"linli package 1\n"
LONGEST_MANIFEST = 1 << 20
LARGEST_PART = 4 << 30  # bytes, unpacked
READ = 1 << 18
ENDS, FIGURES = "gone", "figures"
_ID = re.compile(r"[0-9A-Za-z]{1,22}")
Values = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part: its name, what it holds (compressed), how long that is unpacked, how many lines."""

    name: str
    data: bytes
    raw: int
    lines: int


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself; trusted once its signature held and its sender is accepted."""

    package: str
    kind: str
    made_at: str
    program: str
    schema: int
    station: str
    community: str
    sample: bool
    sign_key: bytes
    receive_key: bytes
    lines: tuple[str, ...]
    seq: int
    head: str
    since: int
    note: str
    parts: tuple[tuple[str, int, int, int, str], ...]  # name, bytes, bytes unpacked, lines, SHA-256

    def rows(self) -> int:
        """How many rows it holds."""
        return sum(lines for name, _size, _raw, lines, _digest in self.parts if name in by_name())


class Opened:
    """A package that was opened: its manifest, and its rows as the merge reads them."""

    def __init__(self, manifest: Manifest, parts: dict[str, tuple[bytes, int, int]]) -> None:
        self.manifest = manifest
        self._parts = parts  # name -> compressed, bytes unpacked, lines

    def count(self, table: str) -> int:
        """How many rows of a table it holds."""
        return self._parts[table][2] if table in self._parts else 0

    def rows(self, table: str) -> Iterator[tuple[Values, Vector]]:
        """Each row with its vector. Raises Damaged."""
        lines = self._lines(table)
        columns = next(lines, None)
        if columns is None:
            return
        for line in lines:
            if not isinstance(line, list) or len(line) != len(columns) + 1 or any(isinstance(value, (list, dict)) for value in line[:-1]):
                raise damaged()
            row = dict(zip(columns, line[:-1], strict=True))
            if not _ID.fullmatch(str(row.get("id"))) or not isinstance(row.get("version"), int):
                raise damaged()
            yield row, self._vector(line[-1], row["version"])

    @property
    def gone(self) -> Iterable[Gone]:
        """What was erased."""
        found = []
        for line in self._lines(ENDS):
            if not isinstance(line, list) or len(line) != 3 or not _ID.fullmatch(str(line[1])):
                raise damaged()
            if line[0] in by_name():
                found.append(Gone(line[0], line[1], self._vector(line[2], None)))
        return found

    def text(self, name: str) -> str:
        """A part that is no table. Raises Damaged."""
        return b"".join(self._unpacked(name)).decode()

    def _vector(self, told: Any, version: Any) -> Vector:
        if told is None:
            return {self.manifest.lines[0]: int(version)}
        try:
            return {self.manifest.lines[int(place)]: int(number) for place, number in told.items()}
        except (IndexError, ValueError, AttributeError) as error:
            raise damaged() from error

    def _lines(self, name: str) -> Iterator[Any]:
        rest = b""
        for piece in self._unpacked(name):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise damaged() from error

    def _unpacked(self, name: str) -> Iterator[bytes]:
        if name not in self._parts:
            return
        data, raw, _count = self._parts[name]
        unpacker, got = zlib.decompressobj(), 0
        try:
            piece = unpacker.decompress(data, READ)
            while piece:
                got += len(piece)
                if got > raw:
                    raise damaged()
                yield piece
                piece = unpacker.decompress(unpacker.unconsumed_tail, READ)
        except zlib.error as error:
            raise damaged() from error
        if got != raw or not unpacker.eof:
            raise damaged()


class LineTable:
    """The lines of history that occur in a package, by place; the giver's first line is at place 0."""

    def __init__(self, first: str) -> None:
        self.names = [first]
        self._place = {first: 0}

    def told(self, vector: Vector, version: int | None) -> dict[str, int] | None:
        """A vector as it stands in a line; None for a row that only ever changed here, whose version says it."""
        if version is not None and len(vector) == 1 and vector.get(self.names[0]) == version:
            return None
        for name in vector:
            if name not in self._place:
                self._place[name] = len(self.names)
                self.names.append(name)
        return {str(self._place[name]): number for name, number in vector.items()}


def rows_part(scope: Scope, rows: Iterable[tuple[Values, Vector]], table: LineTable) -> Part:
    """The rows of one table; references to what stays at its station are left empty, and so is the station's word on that."""
    def lines() -> Iterator[Any]:
        yield list(scope.columns)
        for row, vector in rows:
            values = [None if name in scope.hidden else row[name] for name in scope.columns]
            yield [*values, table.told(vector, row["version"])]

    part = lines_part(scope.name, lines())
    return Part(part.name, part.data, part.raw, part.lines - 1)


def ends_part(gone: Iterable[Gone], table: LineTable) -> Part:
    """What was erased."""
    return lines_part(ENDS, ([one.table, one.row_id, table.told(one.vector, None)] for one in gone))


def lines_part(name: str, lines: Iterable[Any]) -> Part:
    """Lines of JSON, compressed."""
    packer, data, raw, count = zlib.compressobj(6), [], 0, 0
    for line in lines:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        raw, count = raw + len(text), count + 1
        data.append(packer.compress(text))
    return Part(name, b"".join([*data, packer.flush()]), raw, count)


def text_part(name: str, text: str) -> Part:
    """A part that is no table."""
    data = text.encode()
    return Part(name, zlib.compress(data), len(data), 1)


def signed(manifest: Values, parts: list[Part], sign_key: bytes, head: bytes) -> bytes:
    """The content of an envelope with this header digest."""
    told = {**manifest, "product": PRODUCT, "format": FORMAT, "schema": NEWEST, "parts": [
        [part.name, len(part.data), part.raw, part.lines, hashlib.sha256(part.data).hexdigest()] for part in parts]}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    signature = Ed25519PrivateKey.from_private_bytes(sign_key).sign(CONTEXT + head + text)
    return b"".join([len(text).to_bytes(4, "big"), text, signature, *(part.data for part in parts)])


def open_content(content: bytes, head: bytes) -> Opened:
    """Check signature, sizes and digests, and read the manifest. Who signed is not judged here. Raises Damaged, TooNew."""
    length = int.from_bytes(content[:4], "big")
    text, signature, place = content[4 : 4 + length], content[4 + length : 68 + length], 68 + length
    if length > LONGEST_MANIFEST or len(signature) != 64:
        raise damaged()
    try:
        told = json.loads(text)
        sign_key = bytes.fromhex(told["sign_key"])
        Ed25519PublicKey.from_public_bytes(sign_key).verify(signature, CONTEXT + head + text)
        if told["product"] != PRODUCT:
            raise ValueError(told["product"])
        if int(told["format"]) > FORMAT or int(told["schema"]) > NEWEST:
            raise TooNew(_("This package was written by program version {version}, which is newer than this one. "
                           "Install that version here first; nothing was changed.").format(version=told["program"]))
        manifest = Manifest(
            package=str(told["package"]), kind=str(told["kind"]), made_at=str(told["made_at"]), program=str(told["program"]),
            schema=int(told["schema"]), station=str(told["station"]), community=str(told["community"]), sample=bool(told["sample"]),
            sign_key=sign_key, receive_key=bytes.fromhex(told["receive_key"]), lines=tuple(map(str, told["lines"])), seq=int(told["seq"]),
            head=str(told["head"]), since=int(told["since"]), note=str(told["note"]),
            parts=tuple((str(name), int(size), int(raw), int(lines), str(digest)) for name, size, raw, lines, digest in told["parts"]))
    except (ValueError, KeyError, TypeError, InvalidSignature) as error:
        raise damaged() from error
    parts: dict[str, tuple[bytes, int, int]] = {}
    for name, size, raw, lines, digest in manifest.parts:
        data = content[place : place + size]
        place += size
        if size < 0 or not 0 <= raw <= LARGEST_PART or hashlib.sha256(data).hexdigest() != digest or name in parts:
            raise damaged()
        if name not in by_name() and name not in (ENDS, FIGURES):
            raise Damaged(_("This package holds something that this program does not know (“{name}”). Nothing was taken in.").format(name=name[:40]))
        parts[name] = (data, raw, lines)
    if place != len(content) or not manifest.lines:
        raise damaged()
    return Opened(manifest, parts)
