"""package make, read, key, conflicts, figures on the command line: two stations with a stick between them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.exchange import sealed
from desktop.station import keyring
from tests.workflows.test_safety_verbs import Cli

LEDGER = Path(__file__).resolve().parents[1] / "data" / "红葵社区台账.xlsx"


@pytest.fixture
def station(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Cli]:
    for module in (keyring, sealed):
        monkeypatch.setattr(module, "MEMORY_KIB", 64)

    def make(name: str) -> Cli:
        made = Cli(tmp_path / name, capsys)
        assert made("init", "--station", name)[0] == 0
        return made

    return make


def test_two_stations_and_a_stick(station: Callable[[str], Cli], tmp_path: Path) -> None:
    a, b, stick = station("甲站"), station("乙站"), tmp_path / "stick"
    stick.mkdir()
    assert a("import", str(LEDGER))[0] == 0
    code, theirs = b("package", "key", "--card", str(stick / "card.pdf"))
    assert code == 0 and (stick / "card.pdf").read_bytes().startswith(b"%PDF")
    assert a("package", "key", "--add", "乙站", theirs["code"])[1]["known"] == [{"name": "乙站", "fingerprint": theirs["fingerprint"]}]
    code, made = a("package", "make", "--to", "乙站", "--out", str(stick / "all.linli"))
    assert code == 0 and made["rows"] > 1000
    code, refused = b("package", "read", str(stick / "all.linli"))
    assert code == 9 and refused["station"] == "甲站"
    assert b("package", "read", str(stick / "all.linli"), "--accept", "AAAA-AAAA-AAAA-AAAA-AAAA")[0] == 9
    code, told = b("package", "read", str(stick / "all.linli"), "--accept", refused["fingerprint"])
    assert code == 0 and not told["written"] and told["rows"]["new"] > 1000
    code, told = b("package", "read", str(stick / "all.linli"), "--yes")
    assert code == 0 and told["written"] and told["rows"]["new"] > 1000
    assert b("check")[0] == 0 and b("audit")[0] == 0
    code, again = b("package", "read", str(stick / "all.linli"), "--yes")
    assert code == 0 and "new" not in again["rows"] and again["operation"] == ""
    assert b("package", "conflicts") == (0, {"waiting": 0, "decided": 0})
    _refusals(a, b, stick)


def _refusals(a: Cli, b: Cli, stick: Path) -> None:
    data = (stick / "all.linli").read_bytes()
    (stick / "cut.linli").write_bytes(data[:-1])
    assert b("package", "read", str(stick / "cut.linli"), "--yes")[0] == 4
    assert a("package", "read", str(stick / "all.linli"))[0] == 5, "made for another station"
    (stick / "phrase").write_text("桂花树下的长椅\n", "utf-8")
    assert a("package", "make", "--passphrase-file", str(stick / "phrase"), "--out", str(stick / "p.linli"))[0] == 0
    assert b("package", "read", str(stick / "p.linli"))[0] == 5, "no passphrase given"
    assert b("package", "read", str(stick / "p.linli"), "--passphrase-file", str(stick / "phrase"))[0] == 0
    assert a("package", "make", "--kind", "elders", "--elder", "E0001", "--to", "乙站", "--out", str(stick / "e.linli"))[0] == 1, "no consent"
    assert a("package", "make", "--to", "丙站", "--out", str(stick / "x.linli"))[0] == 1
    assert a("package", "make", "--to", "乙站", "--out", str(stick / "no" / "x.linli"))[0] == 8
    assert not list(stick.glob(".saving-*"))


def test_the_months_figures_are_collected(station: Callable[[str], Cli], tmp_path: Path) -> None:
    district, phrase = station("街道"), tmp_path / "phrase"
    phrase.write_text("桂花树下的长椅", "utf-8")
    for name in ("甲站", "乙站"):
        one = station(name)
        assert one("import", str(LEDGER))[0] == 0
        path = tmp_path / f"{name}.linli"
        known = ["--passphrase-file", str(phrase)]
        assert one("package", "make", "--kind", "figures", "--month", "2026-11", "--out", str(path), *known)[0] == 0
        mark = district("package", "read", str(path), *known)[1]["fingerprint"]
        code, told = district("package", "read", str(path), *known, "--accept", mark, "--yes")
        assert code == 0 and told["figures"], "numbers without a name"
    code, told = district("package", "figures", "--month", "2026-11", "--out", str(tmp_path / "all.csv"))
    assert (code, told["stations"]) == (0, 2)
    head = next(line for line in (tmp_path / "all.csv").read_text("utf-8-sig").splitlines() if "甲站" in line)
    assert "乙站" in head
    assert district("package", "figures", "--month", "2026-10", "--out", str(tmp_path / "none.csv"))[0] == 1
