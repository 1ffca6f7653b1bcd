"""House rules that no linter knows: where files may grow long, what may not stand in the project, what the README promises."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 420

# longer than the rule, each with its reason
LONG_FOR_A_REASON = {
    "db/migrations/m0001_first.py": "one frozen schema, all tables in a row",
}
TEXT = {".py", ".md", ".toml", ".txt", ".po", ".json", ".csv", ".spec", ".yml", ".sh", ".cfg", ".ini", ""}

# patterns are put together so that this file does not find itself
FORBIDDEN = {
    "a path of somebody's machine": re.compile(r"/(?:home|Users)/[a-z]\w+|/ro" + r"ot/|/wo" + r"rk/|[A-Z]:\\Users\\"),
    "the host of a package registry": re.compile(r"(?:pypi|files\.python" + r"hosted|registry\.npm" + r"js)\.org"),
    "an index address for pip": re.compile(r"--(?:extra-)?index" + r"-url"),
    "unfinished work": re.compile(r"\bTO" + r"DO\b|\bFIX" + r"ME\b|\bX" + r"XX\b"),
    "a swallowed event loop": re.compile(r"process" + r"Events\("),
}


def tracked() -> list[str]:
    """The files that git keeps; without git (a release archive), all files of the source folders."""
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if answer.returncode == 0 and answer.stdout:
        return [name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [path.relative_to(ROOT).as_posix() for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]


FLOORS = ("db", "desktop", "ui")
TRACKED = tracked()


def texts(*, under: tuple[str, ...] = ("",), suffix: str | None = None) -> Iterator[tuple[str, str]]:
    """Name and content of the project's text files."""
    for name in TRACKED:
        path = ROOT / name
        wanted = path.suffix in TEXT if suffix is None else path.suffix == suffix
        if wanted and name.startswith(under):
            yield name, path.read_text(encoding="utf-8")


def test_no_file_has_grown_into_two_ideas() -> None:
    long = {name: text.count("\n") for name, text in texts(under=(*FLOORS, "devtools", "bench", "dev.py"), suffix=".py")}
    too_long = {name: lines for name, lines in long.items() if lines > LONGEST and name not in LONG_FOR_A_REASON}
    assert too_long == {}
    needless = [name for name in LONG_FOR_A_REASON if long.get(name, 0) <= LONGEST]
    assert needless == [], "these are short again: take them off the list"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_project_is_free_of(what: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        if not name.startswith("resources/fonts/") and FORBIDDEN[what].search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


def test_rules_never_read_the_machines_clock() -> None:
    clock = re.compile(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(")
    found = [
        f"{name}:{number}"
        for name, text in texts(under=FLOORS, suffix=".py")
        if name != "desktop/clock.py"
        for number, line in enumerate(text.splitlines(), 1)
        if clock.search(line)
    ]
    assert found == []


def test_no_module_swallows_an_exception() -> None:
    swallowed = re.compile(r"except(?: Exception| BaseException)?:\s*(?:#.*)?\n\s*pass\b")
    assert [name for name, text in texts(under=FLOORS, suffix=".py") if swallowed.search(text)] == []


def test_requirements_are_pinned_to_one_version() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
        for line in lines:
            assert not line or line.startswith("-r ") or re.fullmatch(r"[\w.\-\[\]]+==[\w.]+(?:\s*;.*)?", line), f"{name}: {line}"


def test_every_shipped_package_has_its_notice() -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8").lower().replace("_", "-")
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line.split("==")[0].lower().replace("_", "-") for line in lines if "==" in line]
    assert [name for name in wanted if f"| {name} |" not in notices] == []


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_what_the_documents_link_to_exists() -> None:
    missing = []
    for name, text in texts(suffix=".md"):
        for target in re.findall(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)", text):
            if "://" not in target and not (ROOT / name).parent.joinpath(target).exists():
                missing.append(f"{name}: {target}")
    assert missing == []


def test_the_readme_names_every_verb_of_the_workshop() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for verb in ("run", "test", "check", "bench", "shots"):
        assert re.search(rf"dev\.py {verb}\b", readme), verb


# the glossary: a notion has one Chinese word on screen; these are words that would be a second one
SECOND_WORDS = {
    "敲门记录表": "巡访单",
    "走访": "巡访",
    "值班人员表": "值班表",
    "热线排班表": "值班表",
    "应急升级": "升级处置",
    "最后安全时间": "最后平安时间",
    "志愿服务者": "志愿者",
    "关怀档案": "关爱档案",
}


def test_screens_use_the_words_of_the_glossary() -> None:
    found = [
        f"{name}:{number}: {wrong} (say {right})"
        for name, text in texts(under=("resources/locale/",), suffix=".po")
        for number, line in enumerate(text.splitlines(), 1)
        for wrong, right in SECOND_WORDS.items()
        if line.startswith("msgstr") and wrong in line
    ]
    assert found == []


# services past the window are refused by the marks, so none may be without (the roles themselves: tests/desktop/test_permissions.py)
FIRST = {"Session", "OpenStation"}


def unmarked(tree: ast.Module) -> list[str]:
    """Public functions of a module (and public methods of OpenStation that do something) without the mark."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            first = [*node.args.posonlyargs, *node.args.args][:1]
            named = ast.unparse(first[0].annotation).strip("'\"") if first and first[0].annotation is not None else ""
            if named in FIRST and not is_marked(node):
                found.append(node.name)
        if isinstance(node, ast.ClassDef) and node.name == "OpenStation":
            own = [one for one in node.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")]
            found += [one.name for one in own if one.name not in ("close", "needs_backup", "closed_file", "key", "key_of") and not is_marked(one)]
    return found


def is_marked(node: ast.FunctionDef) -> bool:
    """Whether the outermost decorator is `@service(...)`."""
    return bool(node.decorator_list) and ast.unparse(node.decorator_list[0]).startswith("service(")


def test_every_service_states_its_permission() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "desktop").rglob("*.py"))
        for name in unmarked(ast.parse(path.read_text("utf-8")))
    ]
    assert not found, "decorate with @service(Permission.X, personal=...) from desktop/permissions.py:\n" + "\n".join(found)


def test_an_unmarked_service_is_found() -> None:
    text = "def look(session: Session, day: date) -> int: ...\n@service(Permission.X)\ndef see(session: Session) -> int: ...\ndef _own(session: Session): ..."
    assert unmarked(ast.parse(text)) == ["look"]
