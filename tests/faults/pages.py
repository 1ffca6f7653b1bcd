"""Reads an encrypted station's file page by page without SQLite: also free pages, slack and the log are seen. An independent reader of SQLCipher 4."""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT, HEADER, FRAME = 4096, 80, 16, 32, 24  # bytes; reserved: 16 of IV, 64 of HMAC


def plain_page(page: bytes, key: bytes, first: bool) -> bytes:
    """One page in clear (without its reserved end)."""
    begin = SALT if first else 0
    body, iv = page[begin:PAGE - RESERVED], page[PAGE - RESERVED:PAGE - RESERVED + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def plain_file(path: Path, key: bytes) -> bytes:
    """Every page of the file in clear, used or free."""
    data = path.read_bytes()
    return b"".join(plain_page(data[at:at + PAGE], key, at == 0) for at in range(0, len(data), PAGE))


def plain_log(path: Path, key: bytes) -> Iterator[bytes]:
    """Every page in the write-ahead log, also of transactions long past."""
    data = path.read_bytes() if path.exists() else b""
    for at in range(HEADER, len(data) - FRAME - PAGE + 1, FRAME + PAGE):
        number = int.from_bytes(data[at:at + 4], "big")
        yield plain_page(data[at + FRAME:at + FRAME + PAGE], key, number == 1)


def holds(folder: Path, key: bytes, text: str) -> bool:
    """Whether the text stands anywhere in the station's file or its log."""
    wanted, database = text.encode(), folder / "station.db"
    return wanted in plain_file(database, key) or any(wanted in page for page in plain_log(folder / "station.db-wal", key))
