"""The catalogues: compile each language's room files into one `linli.mo`, and say what is missing or wrong in them.

`python devtools/catalogues.py` compiles; with `--check` it changes nothing and exits with 1 where something is wrong.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("desktop", "ui")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{(\w*)[^{}]*\}")
STILL = datetime(2026, 1, 1, tzinfo=UTC)  # no dates in the compiled file: the same sources give the same bytes


@dataclass(frozen=True)
class Use:
    """A message as the source uses it."""

    ids: tuple[str, ...]
    place: str


def locale_folder(root: Path = ROOT) -> Path:
    """Where the catalogues stand."""
    return root / "resources" / "locale"


def languages(root: Path = ROOT) -> list[str]:
    """The languages that have room files."""
    return sorted(folder.name for folder in locale_folder(root).iterdir() if any(folder.glob("*.po")))


def used_messages(root: Path = ROOT) -> Iterator[Use]:
    """Every message that the sources mark for translation."""
    for floor in FLOORS:
        found = extract_from_dir(root / floor, [("**.py", "python")], keywords=KEYWORDS, comment_tags=())
        for name, line, message, _comments, _context in found:
            ids = tuple(message) if isinstance(message, tuple) else (message,)
            if ids[0]:
                yield Use(ids, f"{floor}/{Path(name).as_posix()}:{line}")


def room_files(language: str, root: Path = ROOT) -> list[tuple[Path, Catalog]]:
    """The language's room files, read. Raises ValueError for a file that cannot be read."""
    files = []
    for path in sorted((locale_folder(root) / language).glob("*.po")):
        with path.open("rb") as stream:
            files.append((path, read_po(stream, locale=language, abort_invalid=True)))
    return files


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, (tuple, list)) else (str(value),)


def compiled(language: str, root: Path = ROOT) -> bytes:
    """The one compiled catalogue of the language."""
    whole = Catalog(
        locale=language, project="Linli Shouwang", version="", creation_date=STILL, revision_date=STILL, fuzzy=False
    )
    for _path, catalog in room_files(language, root):
        for message in _messages(catalog):
            if not message.fuzzy and all(_texts(message.string)):
                whole.add(message.id, message.string)
    out = io.BytesIO()
    write_mo(out, whole)
    return out.getvalue()


def compiled_file(language: str, root: Path = ROOT) -> Path:
    """Where gettext looks for it."""
    return locale_folder(root) / language / "LC_MESSAGES" / "linli.mo"


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write every language's compiled catalogue where it changed; gives the changed files."""
    changed = []
    for language in languages(root):
        target, content = compiled_file(language, root), compiled(language, root)
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            changed.append(target)
    return changed


def problems(root: Path = ROOT) -> list[str]:
    """What is wrong: a message untranslated, fuzzy, with other placeholders, or translated in two ways; a stale compiled file."""
    found: list[str] = []
    for language in languages(root):
        known: dict[str, tuple[str, tuple[str, ...]]] = {}
        for path, catalog in room_files(language, root):
            for message in _messages(catalog):
                found += _problems_of(f"{language}/{path.name}:{message.lineno}", message)
                key, texts = _texts(message.id)[0], _texts(message.string)
                if key in known and known[key][1] != texts:
                    found.append(f"{language}/{path.name}: {key!r} is {texts[0]!r} here, {known[key][1][0]!r} in {known[key][0]}")
                known.setdefault(key, (path.name, texts))
        missing: dict[str, str] = {}
        for use in used_messages(root):
            if use.ids[0] not in known:
                missing.setdefault(use.ids[0], use.place)
        found += [f"{place}: no {language} for {key!r}" for key, place in missing.items()]
        target = compiled_file(language, root)
        if not target.exists() or target.read_bytes() != compiled(language, root):
            found.append(f"{target.relative_to(root).as_posix()} is older than its sources: run python3 dev.py catalog")
    return found


def _problems_of(place: str, message: Message) -> Iterator[str]:
    ids, texts = _texts(message.id), _texts(message.string)
    if message.fuzzy:
        yield f"{place}: fuzzy {ids[0]!r}"
    if not all(texts):
        yield f"{place}: empty translation of {ids[0]!r}"
        return
    wanted = sorted(set(PLACEHOLDER.findall(ids[-1])))
    for text in texts:
        if sorted(set(PLACEHOLDER.findall(text))) != wanted:
            yield f"{place}: placeholders of {text!r} differ from those of {ids[-1]!r}"


def unused(root: Path = ROOT) -> list[str]:
    """Rows that no source uses any more: worth a look, not a fault (some ids are put together from data)."""
    used = {use.ids[0] for use in used_messages(root)}
    return [
        f"{language}/{path.name}: {_texts(message.id)[0]!r}"
        for language in languages(root)
        for path, catalog in room_files(language, root)
        for message in _messages(catalog)
        if _texts(message.id)[0] not in used
    ]


def main(arguments: list[str]) -> int:
    """Compile, or check; the exit code."""
    if "--check" in arguments:
        found = problems()
        print("\n".join(found) if found else "Catalogues: complete.")
        if "--unused" in arguments:
            print("\n".join(unused()))
        return 1 if found else 0
    for path in compile_all():
        print(f"compiled {path.relative_to(ROOT).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
