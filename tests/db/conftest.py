"""The two engines that the ground floor must be true on: the encrypted file and a real PostgreSQL."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from peewee import Database

from db.engine import open_file, open_postgres
from db.migrations import migrate
from db.store import Store
from devtools.machine import find_postgres

NOW = datetime(2026, 3, 2, 9, 0)
KEY = bytes(range(32))
TEMPLATE = "linli_template"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of our own: in a temporary folder, on a free loopback port, for this test run only."""

    folder: Path
    port: int

    def open(self, name: str) -> Database:
        """A connection to one of its databases."""
        return open_postgres(name, host="127.0.0.1", port=self.port, user="postgres")


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root: step down to the package's own user."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Started once per test process; the schema stands ready in a template database."""
    programs = find_postgres()
    if programs is None:
        reason = "no PostgreSQL here (Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="linli-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        folder.chmod(0o700)
        data, port = folder / "data", _free_port()
        _run(_as_postgres(str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                          "--locale=C", "--no-sync", "--no-instructions"), folder)
        options = f"-h 127.0.0.1 -p {port} -k {folder} -F -c full_page_writes=off -c max_connections=20 -c shared_buffers=16MB"
        control = _as_postgres(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"))
        _run([*control, "-o", options, "start"], folder)
        try:
            made = Cluster(folder, port)
            _make_database(made, TEMPLATE)
            database = made.open(TEMPLATE)
            migrate(database, NOW)
            database.close()
            yield made
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_database(cluster: Cluster, name: str, template: str = "template0") -> None:
    admin = cluster.open("postgres")
    admin.connection().autocommit = True
    admin.execute_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    admin.close()


def _drop_database(cluster: Cluster, name: str) -> None:
    admin = cluster.open("postgres")
    admin.connection().autocommit = True
    admin.execute_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.close()


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty encrypted station with the newest schema, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "station.db"
    database = open_file(path, KEY, journal="delete")
    migrate(database, NOW)
    database.close()
    return path


@pytest.fixture(params=["file", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store with the newest schema: once the encrypted file, once PostgreSQL."""
    if request.param == "file":
        path = tmp_path / "station.db"
        shutil.copyfile(request.getfixturevalue("template_file"), path)
        opened = Store(open_file(path, KEY))
        yield opened
        opened.close()
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"t{os.getpid()}_{abs(hash(request.node.nodeid)):x}"[:60]
    _make_database(cluster, name, TEMPLATE)
    opened = Store(cluster.open(name))
    yield opened
    opened.close()
    _drop_database(cluster, name)
