"""The update package: a zip of exactly three stored parts, signed; read as a stream, and only in the one form that we write.

A zip has many bytes that readers ignore (times, flags, comments). Here every byte counts: the headers must be those that
`write_package` would write for the same parts, so whatever is changed, added or cut off is refused. `manifest.sig` is the Ed25519
signature over the exact bytes of `manifest.json`, which in turn holds size and SHA-256 of the installer.
"""

import hashlib
import json
import os
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from desktop.errors import BadFile, Cancelled
from desktop.i18n import _

PRODUCT, FORMAT = "linli-shouwang", 1
ENDING = ".linliupdate"
MANIFEST, SIGNATURE, INSTALLER = "manifest.json", "manifest.sig", "linli-setup.exe"
LARGEST_MANIFEST = 64 * 1024  # bytes
LARGEST_INSTALLER = 1024**3  # bytes; the installer is to stay below 90 MB
SIGNATURE_SIZE = 64  # bytes
CHUNK = 1024 * 1024
_VERSION = re.compile(r"\d{1,5}(?:\.\d{1,5}){0,3}")
_LOCAL, _CENTRAL, _END = "<4s5H3L2H", "<4s6H3L5H2L", "<4s4H2LH"
_FIRST_DAY = 0x21  # 1 January 1980: a package has no times


class Refused(BadFile):
    """The package is not accepted; nothing was changed. `code` is the exit code on the command line."""

    code = 1


class NotAPackage(Refused):
    """Some other file."""

    code = 3


class Truncated(Refused):
    """The package ends too early."""

    code = 4


class Tampered(Refused):
    """The package is not what was signed."""

    code = 5


class OtherKey(Refused):
    """The package is signed, but not with the key that this program trusts."""

    code = 6


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself; trusted once its signature held. Sizes in bytes."""

    product: str
    version: str
    oldest: str
    size: int
    sha256: str
    space: int
    notes: dict[str, str]
    key: str


def version_parts(version: str) -> tuple[int, ...]:
    """A version as numbers that compare: '0.2' is '0.2.0'. Raises ValueError for what is none."""
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is no version")
    parts = [int(part) for part in version.split(".")]
    return tuple([*parts, 0, 0, 0][:4])


def fingerprint(key: Ed25519PublicKey) -> str:
    """The name of a key: SHA-256 of its 32 bytes, in hex."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def load_public_key(pem: bytes) -> Ed25519PublicKey:
    """The key from its PEM text. Raises ValueError."""
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


# writing (the release manager)


def write_package(
    installer: Path, out: IO[bytes], key: Ed25519PrivateKey, *, version: str, oldest: str, space: int,
    notes: dict[str, str], product: str = PRODUCT,
) -> Manifest:
    """Sign the installer of `version` into `out`. It upgrades from `oldest` on and takes `space` bytes installed. Raises ValueError, OSError."""
    version_parts(version)
    version_parts(oldest)
    size, digest, crc = _measure(installer)
    if not 0 < size <= LARGEST_INSTALLER:
        raise ValueError(f"the installer has {size} bytes")
    manifest = Manifest(product, version, oldest, size, digest, space, notes, fingerprint(key.public_key()))
    text = _manifest_bytes(manifest)
    if len(text) > LARGEST_MANIFEST:
        raise ValueError("the notes are too long")
    signature = key.sign(text)
    parts = [(MANIFEST, zlib.crc32(text), len(text)), (SIGNATURE, zlib.crc32(signature), SIGNATURE_SIZE), (INSTALLER, crc, size)]
    out.write(_local(*parts[0]) + text + _local(*parts[1]) + signature + _local(*parts[2]))
    with installer.open("rb") as file:
        while chunk := file.read(CHUNK):
            out.write(chunk)
    out.write(_directory(parts))
    return manifest


def _measure(path: Path) -> tuple[int, str, int]:
    size, digest, crc = 0, hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size, crc = size + len(chunk), zlib.crc32(chunk, crc)
            digest.update(chunk)
    return size, digest.hexdigest(), crc


def _manifest_bytes(manifest: Manifest) -> bytes:
    told = {
        "product": manifest.product, "format": FORMAT, "version": manifest.version, "oldest": manifest.oldest,
        "installer": {"size": manifest.size, "sha256": manifest.sha256}, "space": manifest.space, "notes": manifest.notes,
        "key": manifest.key,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _local(name: str, crc: int, size: int) -> bytes:
    return struct.pack(_LOCAL, b"PK\3\4", 10, 0, 0, 0, _FIRST_DAY, crc, size, size, len(name), 0) + name.encode()


def _directory(parts: list[tuple[str, int, int]]) -> bytes:
    entries, offset = b"", 0
    for name, crc, size in parts:
        entries += struct.pack(
            _CENTRAL, b"PK\1\2", 10, 10, 0, 0, 0, _FIRST_DAY, crc, size, size, len(name), 0, 0, 0, 0, 0, offset) + name.encode()
        offset += struct.calcsize(_LOCAL) + len(name) + size
    return entries + struct.pack(_END, b"PK\5\6", 0, 0, len(parts), len(parts), len(entries), offset, 0)


# reading (the station)


def read_package(
    path: Path, key: Ed25519PublicKey, judge: Callable[[Manifest], None], sink: Callable[[bytes], object] = lambda _chunk: None,
    progress: Callable[[float, str], None] = lambda _fraction, _text: None, cancelled: Callable[[], bool] = lambda: False,
) -> Manifest:
    """Read a package from the first byte to the last. `judge` sees the manifest as soon as its signature holds and may refuse by
    raising; only after that `sink` gets the installer, piece by piece (what it got counts only when this function returns).

    Raises Refused with the reason, BadFile when the file cannot be read, Cancelled.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            parts, manifest = _signed_part(file, name, key)
            judge(manifest)
            _stream(file, name, parts, manifest, sink, progress, cancelled)
    except OSError as error:
        raise BadFile(_("{name} cannot be read ({reason}). Check the stick, copy the file again and choose it again.").format(
            name=name, reason=error.strerror or error)) from error
    return manifest


def _signed_part(file: IO[bytes], name: str, key: Ed25519PublicKey) -> tuple[list[tuple[str, int, int]], Manifest]:
    head = file.read(len(_local(MANIFEST, 0, 0)))
    pattern = _local(MANIFEST, 0, 0)
    fixed = [place for place in range(len(pattern)) if not 14 <= place < 26]  # between: checksum and sizes
    if any(place < len(head) and head[place] != pattern[place] for place in fixed):
        raise NotAPackage(_("{name} is no update package of Linli Shouwang. Choose a file that ends in {ending}.").format(
            name=name, ending=ENDING))
    if len(head) < len(pattern):
        raise _truncated(name)
    size = int.from_bytes(head[18:22], "little")
    if size > LARGEST_MANIFEST:
        raise _tampered(name)
    text = _exactly(file, size, name)
    second = _exactly(file, len(_local(SIGNATURE, 0, 0)), name)
    signature = _exactly(file, SIGNATURE_SIZE, name)
    parts = [(MANIFEST, zlib.crc32(text), size), (SIGNATURE, zlib.crc32(signature), SIGNATURE_SIZE)]
    if head != _local(*parts[0]) or second != _local(*parts[1]):
        raise _tampered(name)
    try:
        key.verify(signature, text)
    except InvalidSignature:
        named = re.search(rb'"key": "([0-9a-f]{64})"', text)
        if named and named[1].decode() != fingerprint(key):
            raise OtherKey(_("{name} is signed with another key than this program trusts. Ask whoever gave it to you for a package "
                             "from the publisher of this program.").format(name=name)) from None
        raise _tampered(name) from None
    return parts, _parsed(text, name)


def _parsed(text: bytes, name: str) -> Manifest:
    """The manifest from signed bytes."""
    try:
        told: dict[str, Any] = json.loads(text)
        manifest = Manifest(
            str(told["product"]), str(told["version"]), str(told["oldest"]), int(told["installer"]["size"]),
            str(told["installer"]["sha256"]), int(told["space"]), {str(k): str(v) for k, v in told["notes"].items()}, str(told["key"]))
        version_parts(manifest.version)
        version_parts(manifest.oldest)
        sound = told["format"] == FORMAT and 0 < manifest.size <= LARGEST_INSTALLER and manifest.space >= 0
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise NotAPackage(_("{name} is signed, but of a kind that this version does not know. Install an update made for this version first.")
                          .format(name=name))
    return manifest


def _stream(
    file: IO[bytes], name: str, parts: list[tuple[str, int, int]], manifest: Manifest, sink: Callable[[bytes], object],
    progress: Callable[[float, str], None], cancelled: Callable[[], bool],
) -> None:
    file_size = os.fstat(file.fileno()).st_size
    head_size, tail_size = len(_local(INSTALLER, 0, 0)), len(_directory([(MANIFEST, 0, 0), (SIGNATURE, 0, 0), (INSTALLER, 0, 0)]))
    whole = file.tell() + head_size + manifest.size + tail_size
    if file_size < whole:
        raise _truncated(name)
    if file_size > whole:
        raise _tampered(name)
    head = _exactly(file, head_size, name)
    digest, crc, left = hashlib.sha256(), 0, manifest.size
    while left:
        if cancelled():
            raise Cancelled(_("Cancelled. Nothing was changed."))
        chunk = _exactly(file, min(CHUNK, left), name)
        digest.update(chunk)
        crc, left = zlib.crc32(chunk, crc), left - len(chunk)
        sink(chunk)
        progress(1 - left / manifest.size, "")
    if digest.hexdigest() != manifest.sha256 or head != _local(INSTALLER, crc, manifest.size):
        raise _tampered(name)
    if _exactly(file, tail_size, name) != _directory([*parts, (INSTALLER, crc, manifest.size)]) or file.read(1):
        raise _tampered(name)


def _exactly(file: IO[bytes], size: int, name: str) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise _truncated(name)
    return data


def _truncated(name: str) -> Truncated:
    return Truncated(_("{name} is not complete: it was copied only in part. Copy it to the stick again, wait for the end, then choose it again.")
                     .format(name=name))


def _tampered(name: str) -> Tampered:
    return Tampered(_("{name} was changed after it was signed, or damaged on the way; it was not used. Fetch a new copy from where it came.")
                    .format(name=name))
