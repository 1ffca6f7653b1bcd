"""The key of the database, wrapped once per account and once by the printed recovery key.

The file `keys.json` lies beside the database. The database's own key is 256 random bits and never changes with a
password. Each account (and the recovery key) has a pair of keys of its own (X25519): the private half is sealed by AES-256-GCM under a
key that Argon2id derives from the password (64 MiB, t=3, p=4: OWASP, RFC 9106), the database's key is sealed to the public half. So
the whole file can be given another key without anybody's password. Former keys are sealed under the newest: older backups still open.
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
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.atomic import write_atomically
from desktop.errors import BadRequest, StationUnavailable, WrongPassword
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
    """Something sealed under a secret: an account's private key (in files of the first form: the database's key itself)."""

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


def _box_key(shared: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"linli database key" + public).derive(shared)


def _box(key: bytes, public: bytes) -> str:
    """The key, sealed so that only the private half of `public` opens it."""
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(_box_key(once.exchange(X25519PublicKey.from_public_bytes(public)), mine)).encrypt(nonce, key, None)
    return base64.b64encode(mine + nonce + sealed).decode()


def _unbox(box: str, private: bytes) -> bytes:
    """Raises InvalidTag."""
    data = base64.b64decode(box)
    mine, nonce, sealed = data[:32], data[32:44], data[44:]
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(mine))
    return AESGCM(_box_key(shared, mine)).decrypt(nonce, sealed, None)


def _entry(key: bytes, secret: str) -> dict[str, str]:
    """What the file keeps for one account: its private key under the secret, its public key, the database's key to that."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return {**_seal(private.private_bytes_raw(), secret).plain(), "public": base64.b64encode(public).decode(), "box": _box(key, public)}


class Keyring:
    """The file of wrapped keys. `pending` is the key of a change of keys that was cut off in the middle, after `unlock`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.pending: bytes | None = None

    def create(self, account: str, password: str) -> tuple[bytes, str]:
        """A new key, wrapped for the first account; returns the key and the recovery key to print."""
        key, recovery = secrets.token_bytes(KEY_BYTES), new_recovery_key()
        wraps = {account: _entry(key, password), RECOVERY: _entry(key, recovery_secret(recovery))}
        self._save({"version": 2, "wraps": wraps, "failures": 0, "not_before": None})
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
        kept["wraps"][account] = _entry(key, password)
        self._save(kept | {"version": 2})

    def is_old(self, account: str) -> bool:
        """Whether this account's entry is of the first form, which cannot follow a change of the database's key."""
        return "box" not in self._load()["wraps"].get(account, {"box": ""})

    def accounts(self) -> list[str]:
        """The accounts that have a password."""
        return [name for name in self._load()["wraps"] if name != RECOVERY]

    def remove(self, account: str) -> None:
        """Nobody opens the station with this account's password any more."""
        kept = self._load()
        if kept["wraps"].pop(account, None) is not None:
            self._save(kept)

    def replace_recovery_key(self, key: bytes) -> str:
        """A new recovery key to print; the old one is dead from now on (but opens backups that were made before)."""
        recovery = new_recovery_key()
        self.set_password(RECOVERY, recovery_secret(recovery), key)
        return recovery

    # Another key for the database, in steps that can be cut off anywhere: `prepare` before the new file takes the old one's place,
    # `settle` after. In between both keys are there, and opening tries both.

    def prepare(self, key: bytes) -> None:
        """Keep this coming key beside the present one, for every account. Raises BadRequest when an account's entry is too old for that."""
        kept = self._load()
        old = [name for name in kept["wraps"] if "box" not in kept["wraps"][name]]
        if old:
            raise BadRequest(_("These must sign in once (or get a new password, or a new recovery key) before: {names}.").format(
                names="、".join(_("the recovery key") if name == RECOVERY else name for name in old)))
        for entry in kept["wraps"].values():
            entry["next"] = _box(key, base64.b64decode(entry["public"]))
        self._save(kept)

    def settle(self, key: bytes, former: bytes) -> None:
        """The database has this key now: forget the other one, but for the backups that still bear it."""
        kept = self._load()
        for entry in kept["wraps"].values():
            box = entry.pop("next", None)
            if key != former and box:
                entry["box"] = box
        if key != former:
            older = self.former(former)
            kept["former"] = [_sealed_key(one, key) for one in (former, *older)]
        self._save(kept)

    def former(self, key: bytes) -> list[bytes]:
        """The keys that the database had before, newest first, given the present one."""
        return [_opened_key(one, key) for one in self._load().get("former", [])]

    def _open(self, wrap: dict[str, str], secret: str) -> bytes:
        salt, nonce, sealed = (base64.b64decode(wrap[name]) for name in ("salt", "nonce", "sealed"))
        found = AESGCM(_derive(secret, salt)).decrypt(nonce, sealed, None)
        if "box" not in wrap:
            return found
        self.pending = _unbox(wrap["next"], found) if "next" in wrap else None
        return _unbox(wrap["box"], found)

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


def _sealed_key(key: bytes, under: bytes) -> str:
    nonce = secrets.token_bytes(12)
    return base64.b64encode(nonce + AESGCM(under).encrypt(nonce, key, b"former")).decode()


def _opened_key(sealed: str, under: bytes) -> bytes:
    data = base64.b64decode(sealed)
    return AESGCM(under).decrypt(data[:12], data[12:], b"former")


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
