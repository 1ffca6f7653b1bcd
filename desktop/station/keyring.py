"""The key of the database, wrapped once per account and once by the printed recovery key.

The file `keys.json` lies beside the database. The database's own key is 256 random bits and never changes with a
password; each wrap is AES-256-GCM under a key that Argon2id derives (64 MiB, t=3, p=4: OWASP, RFC 9106).
A wrong password grows a delay that is kept in the file, so that it survives a restart.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.atomic import write_atomically
from desktop.errors import StationUnavailable, WrongPassword
from desktop.i18n import _

KEY_BYTES = 32
MEMORY_KIB, TIME_COST, LANES = 64 * 1024, 3, 4
RECOVERY = "\x00recovery"  # no account can be called so
FREE_TRIES = 3
LONGEST_DELAY = 300  # seconds
RECOVERY_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I
RECOVERY_LINES, RECOVERY_LINE_LETTERS = 6, 10  # the last two letters of a line check it


@dataclass(frozen=True)
class Wrap:
    """One sealed copy of the database's key."""

    salt: bytes
    nonce: bytes
    sealed: bytes

    def plain(self) -> dict[str, str]:
        """As it is kept in the file."""
        return {name: base64.b64encode(getattr(self, name)).decode() for name in ("salt", "nonce", "sealed")}


def _derive(secret: str, salt: bytes) -> bytes:
    return hash_secret_raw(secret.encode(), salt, TIME_COST, MEMORY_KIB, LANES, KEY_BYTES, Type.ID)


def _seal(key: bytes, secret: str) -> Wrap:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    return Wrap(salt, nonce, AESGCM(_derive(secret, salt)).encrypt(nonce, key, None))


class Keyring:
    """The file of wrapped keys."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def create(self, account: str, password: str) -> tuple[bytes, str]:
        """A new key, wrapped for the first account; returns the key and the recovery key to print."""
        key, recovery = secrets.token_bytes(KEY_BYTES), new_recovery_key()
        wraps = {account: _seal(key, password).plain(), RECOVERY: _seal(key, recovery_secret(recovery)).plain()}
        self._save({"version": 1, "wraps": wraps, "failures": 0, "not_before": None})
        return key, recovery

    def unlock(self, account: str, password: str, now: datetime) -> bytes:
        """The key. Raises WrongPassword with the same message for an unknown account and for a wrong password,
        and while the delay after earlier failures still runs."""
        kept = self._load()
        until = kept.get("not_before")
        if until and now < (end := datetime.fromisoformat(until)) <= now + timedelta(seconds=LONGEST_DELAY):
            seconds = int((end - now).total_seconds()) + 1
            raise WrongPassword(_("Too many wrong tries. Please wait {seconds} seconds and try again.").format(seconds=seconds))
        wrap = kept["wraps"].get(account)
        # an unknown name takes as long as a wrong password
        known = wrap or Wrap(secrets.token_bytes(16), secrets.token_bytes(12), secrets.token_bytes(48)).plain()
        try:
            key = self._open(known, password)
        except InvalidTag:
            key = None
        if key is None or wrap is None:
            self._save(kept | self._failed(int(kept.get("failures", 0)) + 1, now))
            raise WrongPassword(_("The name or the password is wrong. Check the keyboard's language and capitals, then try again."))
        if kept.get("failures"):
            self._save(kept | {"failures": 0, "not_before": None})
        return key

    def unlock_by_recovery_key(self, recovery: str, now: datetime) -> bytes:
        """The key, by the printed recovery key as it was typed. Raises WrongPassword."""
        return self.unlock(RECOVERY, recovery_secret(recovery), now)

    def set_password(self, account: str, password: str, key: bytes) -> None:
        """Wrap the key for this account anew (a new account, or a new password)."""
        kept = self._load()
        kept["wraps"][account] = _seal(key, password).plain()
        self._save(kept)

    @staticmethod
    def _open(wrap: dict[str, str], secret: str) -> bytes:
        salt, nonce, sealed = (base64.b64decode(wrap[name]) for name in ("salt", "nonce", "sealed"))
        return AESGCM(_derive(secret, salt)).decrypt(nonce, sealed, None)

    @staticmethod
    def _failed(failures: int, now: datetime) -> dict[str, Any]:
        delay = min(LONGEST_DELAY, 2 ** (failures - FREE_TRIES) * 15) if failures > FREE_TRIES else 0
        return {"failures": failures, "not_before": (now + timedelta(seconds=delay)).isoformat() if delay else None}

    def _load(self) -> dict[str, Any]:
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text("utf-8"))
            if not isinstance(kept["wraps"], dict):
                raise TypeError
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StationUnavailable(
                _("The key file {name} is missing or damaged. Put it back from the newest backup of the data folder.").format(
                    name=self._path.name)
            ) from error
        return kept

    def _save(self, kept: dict[str, Any]) -> None:
        write_atomically(self._path, json.dumps(kept, indent=1).encode())


def new_recovery_key() -> str:
    """A recovery key to print: lines of ten letters, the last two of each check the line (so a slip is found in its line)."""
    lines = []
    for number in range(RECOVERY_LINES):
        body = "".join(secrets.choice(RECOVERY_ALPHABET) for _letter in range(RECOVERY_LINE_LETTERS - 2))
        lines.append(body + _line_check(body, number))
    return "\n".join(lines)


def _line_check(body: str, number: int) -> str:
    """Two check letters: catch every single wrong letter and every swap of neighbours in a line (prime modulus, weights)."""
    base = len(RECOVERY_ALPHABET)
    total = sum((position + 2 + number) * (RECOVERY_ALPHABET.index(letter) + 1) for position, letter in enumerate(body)) % 1021
    return RECOVERY_ALPHABET[total // base] + RECOVERY_ALPHABET[total % base]


def wrong_lines(typed: str) -> list[int]:
    """Numbers (from 1) of the lines of a typed recovery key whose check fails; also those that are missing."""
    lines = _lines(typed)
    wrong = []
    for number in range(RECOVERY_LINES):
        line = lines[number] if number < len(lines) else ""
        body, check = line[:-2], line[-2:]
        fits = len(line) == RECOVERY_LINE_LETTERS and set(line) <= set(RECOVERY_ALPHABET)
        if not fits or _line_check(body, number) != check:
            wrong.append(number + 1)
    return wrong + list(range(RECOVERY_LINES + 1, len(lines) + 1))


def recovery_secret(typed: str) -> str:
    """What is derived from: the letters alone, whatever spaces, dashes and case were typed."""
    return "".join(_lines(typed))


def _lines(typed: str) -> list[str]:
    lines = ["".join(filter(str.isalnum, line)).upper() for line in typed.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) != 1:
        return lines
    return [lines[0][start:start + RECOVERY_LINE_LETTERS] for start in range(0, len(lines[0]), RECOVERY_LINE_LETTERS)]
