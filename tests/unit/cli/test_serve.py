"""``talion serve``: where it listens, and who may enter."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result

from talion import Database
from talion.cli import group
from talion.intake import document_from
from talion.record import Record
from talion.web import app
from talion.web.settings import LOOPBACK, Settings

uvicorn = pytest.importorskip("uvicorn", reason="uvicorn is of the extra `web`")


@pytest.fixture(name="database")
def make_database(tmp_path: Path) -> Path:
    path = tmp_path / "talion.duckdb"
    Database(path).add([Record(document=document_from("Chad left.", id="a").document)])
    return path


@pytest.fixture(name="served")
def make_served(monkeypatch: pytest.MonkeyPatch, database: Path) -> Any:
    """Start the command with a server that ends at once; what it was to serve."""
    built: list[Settings] = []

    def build(settings: Settings) -> Any:
        built.append(settings)
        return build_app(settings)

    def run(_: Any, sockets: list[socket.socket]) -> None:
        for one in sockets:
            one.close()

    build_app = app.build
    monkeypatch.setattr(app, "build", build)
    monkeypatch.setattr(uvicorn.Server, "run", run)
    monkeypatch.delenv("TALION_TOKEN", raising=False)

    def start(*args: str) -> tuple[Settings, Result]:
        given = ["serve", "--database", str(database), "--port", "0", *args]
        done = CliRunner().invoke(group, given, prog_name="talion")
        assert done.exit_code == 0, done.output
        return built[-1], done

    return start


def test_on_this_machine_no_token_is_needed(served: Any, database: Path) -> None:
    settings, said = served()
    assert settings == Settings(database=str(database), hosts=LOOPBACK)
    assert said.stderr.startswith("talion: http://127.0.0.1:")
    assert "token" not in said.stderr


def test_elsewhere_a_token_is_made_up_each_time(served: Any) -> None:
    first, said = served("--host", "0.0.0.0")
    other, _ = served("--host", "0.0.0.0")
    assert len(first.token) >= 32
    assert first.token != other.token
    assert f"/?token={first.token} " in said.stderr


def test_a_token_of_ones_own_and_names_are_taken(
    served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert served("--token", "open sesame")[0].token == "open sesame"
    monkeypatch.setenv("TALION_TOKEN", "from the environment")
    assert served("--host", "0.0.0.0")[0].token == "from the environment"
    settings, _ = served("--host", "0.0.0.0", "--host-name", "Events.Example.org")
    assert settings.hosts == (*LOOPBACK, "events.example.org")


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_an_address_of_ipv6_is_shown_as_one(served: Any) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    _, said = served("--host", "::1")
    assert said.stderr.startswith("talion: http://[::1]:")


def test_a_port_that_is_taken_is_said(database: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        given = ["serve", "--database", str(database), "--port", port]
        done = CliRunner().invoke(group, given, prog_name="talion")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"talion: 127.0.0.1:{port}: can't listen: Address already in use")
    assert "give another --port" in done.stderr


def test_without_a_database_nothing_is_served(tmp_path: Path) -> None:
    given = ["serve", "--database", str(tmp_path / "none.duckdb"), "--port", "0"]
    done = CliRunner().invoke(group, given, prog_name="talion")
    assert done.exit_code == 2
    assert "there is no database here" in done.stderr


def posted(address: str, text: str) -> Record:
    data = json.dumps({"text": text}).encode()
    asked = Request(f"{address}api/v1/code", data, {"Content-Type": "application/json"})
    with urlopen(asked, timeout=60) as answer:
        return Record.from_json(answer.read())


def test_posted_texts_are_coded_with_ones_own_types_and_actors(
    database: Path, tmp_path: Path
) -> None:
    own, known = tmp_path / "my.toml", tmp_path / "who.toml"
    own.write_text('[types.QUOTA]\nnearest = "SANCTION"\ncues = ["curb"]\n', "utf-8")
    known.write_text('[[entries]]\nname = "Lume Front"\nsector = "REB"\n', "utf-8")
    given = ["serve", "--database", str(database), "--port", "0", "--fast"]
    given += ["--ontology", str(own), "--knowledge", str(known)]
    command = [sys.executable, "-m", "talion", *given]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            told = re.search(r"http://\S+/", server.stderr.readline())
            assert told is not None
            record = posted(told[0], "The Lume Front curbed imports from Uganda.")
        finally:
            server.terminate()
    assert [e.type for e in record.events] == ["QUOTA"]
    assert ("Lume Front", "REB") in {(a.name, a.sector) for a in record.actors}


def test_what_is_wrong_in_a_file_is_said_at_the_start(database: Path, tmp_path: Path) -> None:
    own = tmp_path / "my.toml"
    own.write_text('[types.QUOTA]\nnearest = "SANCTON"\ncues = ["curb"]\n', "utf-8")
    given = ["serve", "-d", str(database), "--port", "0", "--fast", "--ontology", str(own)]
    done = CliRunner().invoke(group, given, prog_name="talion")
    assert done.exit_code == 2
    assert "did you mean SANCTION?" in done.stderr
