"""Make a station look as if a newer program had written it, for the trial that such a one is refused: FOLDER PASSWORD_FILE."""

import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from db.engine import open_file
from db.migrations import NEWEST
from desktop.station.keyring import Keyring


def main(folder: Path, password: str) -> None:
    """Enter a schema above ours."""
    key = Keyring(folder / "keys.json").unlock("admin", password, datetime(2030, 1, 1))
    database = open_file(folder / "station.db", key)
    database.execute_sql(f"insert into schema_version (number, at, program) values ({NEWEST + 1}, '2030-01-01', '9.9')")
    database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8").strip())
