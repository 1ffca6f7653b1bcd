"""`check` tells when the figures' roll-up is not true, and `check --mend` counts it again."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from desktop.cli.main import main
from desktop.clock import FixedClock
from desktop.station.opening import open_sample
from desktop.station.sample.make import make_sample

NOW = datetime(2026, 11, 21, 9, 30)


def test_check_says_and_mends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_sample(tmp_path / "demo", NOW, years=0.05).close()
    clock = FixedClock(NOW)
    call = ["check", "--data", str(tmp_path / "demo"), "--language", "zh_CN"]
    assert main(call, clock) == 0
    assert "一致" in capsys.readouterr().out
    opened = open_sample(tmp_path / "demo", clock)
    opened.session.store.database.execute_sql("update knock_tally set knocks = knocks + 2 where outcome = 'no_answer'")
    opened.close()
    assert main(call, clock) == 1
    assert "无应答" in capsys.readouterr().err
    assert main([*call, "--mend", "--json"], clock) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["mended"] and answer["figures_wrong"] > 0
    assert main(call, clock) == 0
