"""The envelope of a package: encrypted for one receiver, and read back only whole and unchanged.

    LINLI-PACKAGE <newline> | length of the header (2 bytes) | header (JSON) | pieces of AES-256-GCM, each up to 64 KiB

The key comes from a passphrase (Argon2id) or from the receiver's X25519 key and one made for this package (HKDF-SHA256). Each piece bears
its place and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), and all are bound to the
header: a changed, missing, moved, added or cut byte is found.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.errors import BadFile
from desktop.i18n import _

MAGIC, FORMAT = b"LINLI-PACKAGE\n", 1
PIECE, TAG = 64 * 1024, 16
LONGEST_HEADER, LARGEST = 4096, 1 << 30  # bytes
MEMORY_KIB, TIME_COST, LANES = 64 * 1024, 3, 4  # of Argon2id, as for passwords
MOST_MEMORY_KIB, MOST_TIME, MOST_LANES = 256 * 1024, 10, 16  # what a header may ask of this computer


class NotAPackage(BadFile):
    """Some other file."""


class Damaged(BadFile):
    """Not what was written: cut short, changed, or more than was written."""


class OtherReceiver(BadFile):
    """Made for another station's key."""


class NeedsPhrase(BadFile):
    """Made with a passphrase, and none was given."""


class WrongPhrase(BadFile):
    """The passphrase does not open it (or its beginning was changed: the two cannot be told apart)."""


class TooNew(BadFile):
    """Written by a newer version of the program."""


Content = Callable[[bytes], bytes]  # what goes in, given the SHA-256 of the header that it signs


def seal_for_key(content: Content, receive_key: bytes) -> bytes:
    """The envelope for the station that has this X25519 public key."""
    once = X25519PrivateKey.generate()
    header = {"format": FORMAT, "for": "key", "key": _text(once.public_key().public_bytes_raw()), "receiver": key_mark(receive_key)}
    shared = once.exchange(X25519PublicKey.from_public_bytes(receive_key))
    return _sealed(header, content, lambda head: _from_exchange(shared, head))


def seal_for_phrase(content: Content, phrase: str) -> bytes:
    """The envelope for whoever knows this passphrase."""
    salt = secrets.token_bytes(16)
    header = {"format": FORMAT, "for": "phrase", "salt": _text(salt), "kdf": [MEMORY_KIB, TIME_COST, LANES]}
    return _sealed(header, content, lambda _head: _from_phrase(phrase, salt, MEMORY_KIB, TIME_COST, LANES))


def open_envelope(data: bytes, private_key: bytes, phrase: str = "") -> tuple[bytes, bytes]:
    """The content, and the SHA-256 of the header that the content's signature covers. Raises NotAPackage, Damaged, OtherReceiver,
    NeedsPhrase, WrongPhrase, TooNew.
    """
    header, head, body = _split(data)
    try:
        key = _key_of(header, head, private_key, phrase)
    except (KeyError, ValueError, TypeError) as error:
        raise damaged() from error
    aead, pieces, place, number = AESGCM(key), [], 0, 0
    while True:
        piece = body[place : place + PIECE + TAG]
        place += len(piece)
        try:
            pieces.append(aead.decrypt(_nonce(number, place >= len(body)), piece, head))
        except (InvalidTag, ValueError) as error:
            if number == 0 and header["for"] == "phrase":
                raise WrongPhrase(_("The passphrase does not open this package, or the package is damaged. Mind capitals and spaces.")) from error
            raise damaged() from error
        number += 1
        if place >= len(body):
            return b"".join(pieces), head


def read_file(path: Path) -> bytes:
    """A package from disk or stick. Raises NotAPackage, BadFile when it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotAPackage(_("{name} is too large to be a package of this program.").format(name=path.name))
        return path.read_bytes()
    except OSError as error:
        raise BadFile(
            _("{name} cannot be read ({reason}). Put the stick in again, or copy the file anew.").format(
                name=path.name, reason=error.strerror or error)) from error


def key_mark(public_key: bytes) -> str:
    """By what a receiver knows that a package is for it: the beginning of its key's SHA-256."""
    return hashlib.sha256(b"receiver\n" + public_key).hexdigest()[:16]


def _split(data: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    start = len(MAGIC) + 2
    if data[: len(MAGIC)] != MAGIC:
        raise NotAPackage(_("This is no package of this program."))
    length = int.from_bytes(data[len(MAGIC) : start], "big")
    if length > LONGEST_HEADER or len(data) < start + length + TAG:
        raise damaged()
    try:
        header = json.loads(data[start : start + length])
        wanted = int(header["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise damaged() from error
    if wanted > FORMAT:
        raise TooNew(_("This package was written by a newer version of the program. Install that version here first; nothing was changed."))
    return header, hashlib.sha256(data[: start + length]).digest(), data[start + length :]


def _key_of(header: dict[str, Any], head: bytes, private_key: bytes, phrase: str) -> bytes:
    if header["for"] == "phrase":
        memory, times, lanes = (int(value) for value in header["kdf"])
        if not (8 <= memory <= MOST_MEMORY_KIB and 1 <= times <= MOST_TIME and 1 <= lanes <= MOST_LANES):
            raise ValueError("costs")
        if not phrase:
            raise NeedsPhrase(_("This package opens with a passphrase. Ask the sender for it (not on the same stick)."))
        return _from_phrase(phrase, _bytes(header["salt"]), memory, times, lanes)
    if header["for"] != "key":
        raise ValueError("receiver")
    mine = X25519PrivateKey.from_private_bytes(private_key)
    if header["receiver"] != key_mark(mine.public_key().public_bytes_raw()):
        raise OtherReceiver(_("This package was made for another station's key. Ask the sender to choose this station."))
    return _from_exchange(mine.exchange(X25519PublicKey.from_public_bytes(_bytes(header["key"]))), head)


def _sealed(header: dict[str, Any], fill: Content, key_for: Callable[[bytes], bytes]) -> bytes:
    text = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    front = MAGIC + len(text).to_bytes(2, "big") + text
    head = hashlib.sha256(front).digest()
    content = fill(head)
    aead, parts, count = AESGCM(key_for(head)), [front], max(1, -(-len(content) // PIECE))
    for number in range(count):
        parts.append(aead.encrypt(_nonce(number, number == count - 1), content[number * PIECE : (number + 1) * PIECE], head))
    return b"".join(parts)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _from_exchange(shared: bytes, head: bytes) -> bytes:
    return HKDF(SHA256(), 32, head, b"linli package 1").derive(shared)


def _from_phrase(phrase: str, salt: bytes, memory: int, times: int, lanes: int) -> bytes:
    return hash_secret_raw(phrase.strip().encode(), salt, times, memory, lanes, 32, Type.ID)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def damaged() -> Damaged:
    """What to tell of bytes that are not what was written."""
    return Damaged(_("This package is damaged or was changed after it was made. Nothing was taken in; copy it anew or ask for a new one."))
