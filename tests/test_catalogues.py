"""Both languages are complete: English is the message ids themselves, Chinese is every id translated, once and soundly."""

import gettext
import re
from pathlib import Path

import pytest

from desktop import i18n
from desktop.station.history import operation_label
from devtools import catalogues

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_the_catalogues_are_complete() -> None:
    assert catalogues.problems() == []


def test_every_language_offered_has_its_catalogue() -> None:
    assert set(catalogues.languages()) | {"en"} == set(i18n.LANGUAGES)


def test_the_program_reads_what_was_compiled() -> None:
    use = next(iter(use for use in catalogues.used_messages() if len(use.ids) == 1))
    with catalogues.compiled_file("zh_CN").open("rb") as stream:
        translated = gettext.GNUTranslations(stream).gettext(use.ids[0])
    i18n.use("zh_CN")
    assert i18n._(use.ids[0]) == translated != ""


def test_every_operation_has_a_name_for_the_history() -> None:
    written = re.compile(r"\.write\(\s*\"([a-z_]+\.[a-z_]+)\"")
    root = catalogues.ROOT
    names = {name for path in sorted((root / "desktop").rglob("*.py")) for name in written.findall(path.read_text(encoding="utf-8"))}
    assert len(names) > 20
    i18n.use("en")
    unnamed = [name for name in sorted(names) if operation_label(name) == name.partition(".")[2].replace("_", " ")]
    assert unnamed == []


def house(folder: Path, source: str, po: str) -> Path:
    """A tiny project with one message file."""
    (folder / "desktop").mkdir()
    (folder / "ui").mkdir()
    (folder / "desktop" / "room.py").write_text(source, encoding="utf-8")
    language = folder / "resources" / "locale" / "zh_CN"
    language.mkdir(parents=True)
    (language / "room.po").write_text(PO + po, encoding="utf-8")
    catalogues.compile_all(folder)
    return folder


SOURCE = 'from desktop.i18n import _, ngettext\n_("Hello {name}")\nngettext("{n} elder", "{n} elders", 2)\n'
PLURAL = 'msgid "{n} elder"\nmsgid_plural "{n} elders"\nmsgstr[0] "{n}位老人"\n\n'
GOOD = 'msgid "Hello {name}"\nmsgstr "你好,{name}"\n\n' + PLURAL


def test_a_good_catalogue_has_no_problems(tmp_path: Path) -> None:
    assert catalogues.problems(house(tmp_path, SOURCE, GOOD)) == []


@pytest.mark.parametrize(
    ("po", "said"),
    [
        (PLURAL, "no zh_CN for 'Hello {name}'"),
        ('msgid "Hello {name}"\nmsgstr ""\n\n' + PLURAL, "empty translation"),
        ('msgid "Hello {name}"\nmsgstr "你好,{nme}"\n\n' + PLURAL, "placeholders"),
        ('#, fuzzy\nmsgid "Hello {name}"\nmsgstr "你好,{name}"\n\n' + PLURAL, "fuzzy"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, po: str, said: str) -> None:
    assert any(said in problem for problem in catalogues.problems(house(tmp_path, SOURCE, po)))


def test_two_translations_of_one_message_are_found(tmp_path: Path) -> None:
    folder = house(tmp_path, SOURCE, GOOD)
    other = folder / "resources" / "locale" / "zh_CN" / "second.po"
    other.write_text(PO + 'msgid "Hello {name}"\nmsgstr "您好,{name}"\n', encoding="utf-8")
    assert any("room.po" in problem and "second.po" in problem for problem in catalogues.problems(folder))


def test_a_stale_compiled_file_is_found(tmp_path: Path) -> None:
    folder = house(tmp_path, SOURCE, GOOD)
    room = folder / "resources" / "locale" / "zh_CN" / "room.po"
    room.write_text(room.read_text(encoding="utf-8").replace("你好", "您好"), encoding="utf-8")
    assert any("catalog" in problem for problem in catalogues.problems(folder))
    assert catalogues.compile_all(folder) == [catalogues.compiled_file("zh_CN", folder)]
    assert catalogues.problems(folder) == []
