"""The served pages in a real browser, where there is one: the policy runs the page's own script and no
document's, and the timeline is drawn."""

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import uvicorn

import talion
from talion.record import Actor, Claim, Document, Event, Record, Source
from talion.web.app import build
from talion.web.settings import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=3000", "--dump-dom",
)  # fmt: skip
pytestmark = pytest.mark.needs(*BROWSERS)
SCRIPT = "<script>document.title='foreign'</script>"
TEXT = f"Bora expelled two envoys. {SCRIPT}<img src=x onerror=document.title='foreign'>"


def story() -> Record:
    return Record(
        document=Document(id="x", text=TEXT, title=SCRIPT,
                          published="2031-05-02", sha256=sha256(TEXT.encode()).hexdigest()),
        sentences=((0, 25),),
        actors=(
            Actor(id="a1", name="Bora", kind="state", country="KEN", mentions=((0, 4),)),
            Actor(id="a2", name="two envoys", kind="group", country="TZA", mentions=((14, 24),)),
        ),
        events=(
            Event(id="e1", type="SANCTION", quad="material-conflict", goldstein=-6.0, actors=("a1",),
                  recipients=("a2",), status="happened", trigger=(5, 13), sentence=0, confidence=0.9),
        ),
        claims=(Claim(id="c1", source=Source(actor="a1"), content=((5, 24),), quote="indirect",
                      stance="asserts", about=("e1",)),),
    )  # fmt: skip


@pytest.fixture(name="site", scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of one story, on a free port of this machine."""
    path = tmp_path_factory.mktemp("site") / "talion.duckdb"
    talion.Database(path).add([story()])
    config = uvicorn.Config(
        build(Settings(database=path)), log_level="error", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


def dom(address: str, folder: Path, *flags: str) -> str:
    command = [str(BROWSER), *FLAGS, *flags, f"--user-data-dir={folder / 'profile'}", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def test_the_storys_page_runs_its_own_script_and_no_other(site: str, tmp_path: Path) -> None:
    page = dom(f"{site}/document?id=x", tmp_path)
    assert re.search(r'<span class="m [^>]*tabindex="0"', page)
    assert "<title>foreign" not in page
    assert "<img" not in page


def test_words_and_fields_have_the_same_keys(site: str, tmp_path: Path) -> None:
    page = dom(f"{site}/document?id=x#d1-e1", tmp_path)
    words = re.search(r'<span class="m [^"]*event-trigger[^>]*data-k="([^"]*)"', page)
    field = re.search(r'<button[^>]*class="field kind"[^>]*data-k="([^"]*)"', page)
    assert words is not None
    assert field is not None
    assert field[1] in words[1].split()


def test_a_pairs_timeline_is_drawn(site: str, tmp_path: Path) -> None:
    page = dom(f"{site}/pair/KEN/TZA", tmp_path, "--window-size=400,900")
    assert "SANCTION, happened: Bora → two envoys, “expelled”" in page
    assert page.count('<circle cx="') >= 1
