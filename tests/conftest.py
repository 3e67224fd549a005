"""What holds for every test: in CI, property tests draw the same examples each time, and a program that a test
needs must be there; elsewhere they draw new ones, and a test without its program is skipped."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker of tests that need a program beside Python's packages.

    A run in the background of a script is told to ignore Ctrl-C, and would tell the programs that tests stop.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers", "needs(*programs): one of these programs must be on the machine"
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose programs are absent, and fail it in CI, where .ci/run has installed them."""
    for marker in item.iter_markers("needs"):
        if not any(map(shutil.which, marker.args)):
            reason = f"none of {', '.join(marker.args)} is on this machine"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


class PostgresServer:
    """A server of the tests' own, in a temporary folder, reached by a socket there and by nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        self._bin = found[-1].parent if found else Path(shutil.which("initdb") or "").parent
        self._numbers = count(1)

    def run(self, program: str, *args: str) -> None:
        """Run one of the server's programs, which root may not."""
        other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        log = (self.folder / "programs.log").open("ab")
        subprocess.run([*other, str(self._bin / program), *args], check=True, cwd=self.folder,
                       stdout=log, stderr=log)  # fmt: skip
        log.close()

    def start(self) -> None:
        """Start it; durability is given up for speed, for nothing here outlives the tests."""
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=30"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")

    def address(self, database: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def database(self) -> str:
        """The address of a new database."""
        name = f"t{next(self._numbers)}"
        self.run("createdb", "-h", str(self.folder), "-U", "postgres", "-T", "template0", name)
        return self.address(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server of PostgreSQL; tests that use it are marked with what it needs."""
    folder = Path(tempfile.mkdtemp(prefix="talion-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = PostgresServer(folder)
    server.run("initdb", "-D", str(server.data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
               "--locale", "C", "--no-sync")  # fmt: skip
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


HOMES = [
    "duckdb",
    pytest.param("postgres", marks=pytest.mark.needs("pg_ctlcluster", "initdb")),
]


@pytest.fixture(params=HOMES)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database may be made: a file, then a server."""
    if request.param == "duckdb":
        return str(tmp_path / "talion.duckdb")
    make: Callable[[], str] = request.getfixturevalue("postgres").database
    return make()
