"""The release manager's tool for updates without a network (docs/help/updates.md tells the station's side).

    python3 -m devtools.sign_update --new-key FOLDER
        makes an Ed25519 pair: the private key into FOLDER (outside the project; keep it offline), the public one into the program.
    python3 -m devtools.sign_update --pack SETUP.exe --version 0.2.0 --key FOLDER/linli-update-private.pem --out Linli-0.2.0.linliupdate
        signs an installer. --oldest: the oldest version it may be installed over (default 0.1.0); --notes-zh, --notes-en: text files;
        --space: megabytes that the installed program takes.

Whoever publishes the program under his own name makes his own pair first: only packages signed with the private half of
`resources/update/public.pem` are installed. A station changes to another key with a version that carries it, signed with the old one.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from desktop.atomic import replacing, write_atomically  # noqa: E402 (after the path)
from desktop.errors import UserError  # noqa: E402
from desktop.station.update_package import ENDING, fingerprint, write_package  # noqa: E402

PUBLIC = ROOT / "resources" / "update" / "public.pem"
PRIVATE_NAME = "linli-update-private.pem"
SPACE = 260  # megabytes: what an installed program may take


class Wrong(Exception):
    """What was asked cannot be done; the text says why."""


def new_key(folder: Path, public: Path = PUBLIC) -> Path:
    """Make a pair; the private key's path. Raises Wrong when the folder lies in the project or holds a key already."""
    target = folder.resolve() / PRIVATE_NAME
    if target.is_relative_to(ROOT):
        raise Wrong("the private key must not lie in the project: choose a folder on a medium that is locked away")
    if target.exists():
        raise Wrong(f"{target} is there already; a key is never overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    target.touch(mode=0o600)
    target.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return target


def load_key(path: Path) -> Ed25519PrivateKey:
    """The private key. Raises Wrong."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise Wrong(f"{path} holds no private key that can be read: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Wrong(f"{path} holds a key of another kind")
    return key


def pack(setup: Path, version: str, key: Ed25519PrivateKey, out: Path, *, oldest: str, space: int, notes: dict[str, str]) -> str:
    """Write the package; one line that says what it holds. `space` in megabytes. Raises Wrong."""
    if out.suffix != ENDING:
        raise Wrong(f"the package's name must end in {ENDING}")
    try:
        with replacing(out) as temporary, temporary.open("wb") as file:
            made = write_package(setup, file, key, version=version, oldest=oldest, space=space * 1024**2, notes=notes)
    except (OSError, ValueError, UserError) as error:
        raise Wrong(str(error)) from error
    return f"{out}: version {made.version} for {made.oldest} and newer, {made.size} bytes, key {made.key[:16]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--new-key", type=Path, metavar="FOLDER")
    what.add_argument("--pack", type=Path, metavar="SETUP.exe")
    parser.add_argument("--version", metavar="V")
    parser.add_argument("--key", type=Path, metavar="PRIVATE")
    parser.add_argument("--out", type=Path, metavar=f"F{ENDING}")
    parser.add_argument("--oldest", default="0.1.0", metavar="V")
    parser.add_argument("--space", type=int, default=SPACE, metavar="MB")
    parser.add_argument("--notes-zh", type=Path, metavar="FILE")
    parser.add_argument("--notes-en", type=Path, metavar="FILE")
    parser.add_argument("--public", type=Path, default=PUBLIC, metavar="FILE", help="where --new-key writes the public key")
    told = parser.parse_args(arguments)
    try:
        if told.new_key:
            path = new_key(told.new_key, told.public)
            print(f"private key: {path} (keep it offline, never in the project)\npublic key:  {told.public}")
            return 0
        if not (told.version and told.key and told.out):
            parser.error("--pack needs --version, --key and --out")
        key = load_key(told.key)
        print(f"signing with key {fingerprint(key.public_key())[:16]}")
        print(pack(told.pack, told.version, key, told.out, oldest=told.oldest, space=told.space, notes=_notes(told)))
    except Wrong as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _notes(told: argparse.Namespace) -> dict[str, str]:
    given = {"zh_CN": told.notes_zh, "en": told.notes_en}
    try:
        return {language: path.read_text("utf-8-sig").strip() if path else "" for language, path in given.items()}
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong(f"the notes cannot be read: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
