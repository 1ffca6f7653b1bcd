"""The self-test of the papers: what is written must be found again."""

from datetime import datetime
from pathlib import Path

import pytest

from desktop.cli import selftest
from desktop.reports.catalogue import REPORTS, report
from desktop.reports.document import Document
from desktop.reports.pdf import write_pdf
from desktop.station.sample.make import make_sample

NOW = datetime(2026, 11, 23, 9, 30)


def test_a_paper_that_loses_a_character_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(path: Path, documents: list[Document]) -> None:
        write_pdf(path, documents[:-1] or [Document("x")])

    with make_sample(tmp_path / "station", NOW, years=0.01) as session:
        selftest._paper(session, report("elder_list"), NOW.date(), tmp_path)
        monkeypatch.setattr(selftest, "write_pdf", lossy)
        with pytest.raises(selftest.Failed):
            selftest._paper(session, report("elder_list"), NOW.date(), tmp_path)


def test_every_paper_can_be_made_of_the_sample(tmp_path: Path) -> None:
    with make_sample(tmp_path / "station", NOW, years=0.05) as session:
        for one in REPORTS:
            selftest._paper(session, one, NOW.date(), tmp_path)
