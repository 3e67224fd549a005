"""A server of invented stories, and a browser that is driven over it; its pictures go to ``out/browser``."""

import base64
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import uvicorn

import talion
from talion.parallel import Start
from talion.record import Actor, Claim, Document, Event, Link, LinkEnd, Place, Record, Source
from talion.web.app import build
from talion.web.settings import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OUT = Path(__file__).parents[2] / "out" / "browser"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
)  # fmt: skip
SCRIPT = "<script>document.title='foreign'</script>"
HOSTILE = (
    f"{SCRIPT}<img src=x onerror=document.title='foreign'>\"'; DROP TABLE events; --{{{{7*7}}}}"
)
TEXT = "Kenya closed the ford after Tanzania seized nine carts, an official said. Dodoma denied any link."
CUT = TEXT.index(" Dodoma")


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def ford(number: int) -> Record:
    """Kenya answers Tanzania, which denies that the two acts have to do with one another."""
    text = f"{TEXT} {number}"
    return Record(
        document=Document(id=f"ford-{number}", title=f"The ford, part {number}", text=text, language="en",
                          published=f"2031-05-{number + 1:02}", publisher=("Lake Post", "Hill Wire")[number % 2],
                          sha256=sha256(text.encode()).hexdigest()),
        sentences=((0, CUT), (CUT + 1, len(TEXT))),
        actors=(
            Actor(id="a1", name="Kenya", kind="state", country="KEN", sector="GOV", mentions=(span("Kenya"),)),
            Actor(id="a2", name="Tanzania", kind="state", country="TZA", sector="GOV",
                  mentions=(span("Tanzania"), span("Dodoma"))),
            Actor(id="a3", name="an official", kind="person", mentions=(span("an official"),)),
        ),
        events=(
            Event(id="e1", type="COERCE", mode="restrict", quad="material-conflict", goldstein=-5.0,
                  actors=("a1",), recipients=("a2",), status="happened", trigger=span("closed"), sentence=0,
                  confidence=0.9, place="p1", claims=("c1",)),
            Event(id="e2", type="COERCE", mode="seize", quad="material-conflict", goldstein=-7.0, actors=("a2",),
                  recipients=("a1",), status="happened", trigger=span("seized"), sentence=0, confidence=0.8),
        ),
        claims=(
            Claim(id="c1", source=Source(actor="a3", span=span("an official"), anonymous=True), cue=span("said"),
                  content=((0, 54),), quote="indirect", stance="asserts", about=("e1", "l1")),
            Claim(id="c2", source=Source(actor="a2", span=span("Dodoma")), cue=span("denied"),
                  content=(span("any link"),), quote="indirect", stance="denies", about=("l1",)),
        ),
        links=(
            Link(id="l1", kind="retaliation", antecedent=LinkEnd(event="e2", span=span("seized")),
                 response=LinkEnd(event="e1", span=span("closed")), cue=span("after"), status="disputed",
                 claims=("c1", "c2"), confidence=0.8),
        ),
        places=(Place(id="p1", span=span("ford"), name="the ford", kind="place", country="KEN", lat=-1.0,
                      lon=34.5),),
    )  # fmt: skip


def hostile() -> Record:
    """A story whose every word is an attack."""
    return Record(
        document=Document(id="x", title=HOSTILE, text=HOSTILE, published="2031-05-02", publisher=HOSTILE,
                          url="javascript:document.title='foreign'", sha256="0" * 64),
        sentences=((0, len(HOSTILE)),),
        actors=(Actor(id="a1", name=HOSTILE, kind="state", country="NER", mentions=((0, 8),)),
                Actor(id="a2", name=SCRIPT, kind="state", country="TCD", mentions=((0, 7),))),
        events=(Event(id="e1", type="ASSAULT", quad="material-conflict", goldstein=-9.0, actors=("a1",),
                      recipients=("a2",), status="happened", trigger=(0, 8), sentence=0, confidence=0.9),),
    )  # fmt: skip


@pytest.fixture(name="site", scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of 28 stories and one hostile one, on a free port of this machine."""
    path = tmp_path_factory.mktemp("site") / "talion.duckdb"
    talion.Database(path).add([*(ford(n) for n in range(28)), hostile()])
    config = uvicorn.Config(
        build(Settings(database=path, start=Start(fast=True))),
        log_level="error",
        lifespan="off",
        ws="none",
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until = time.monotonic() + 60
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(60)


@pytest.fixture(name="browser", scope="session")
def drive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless browser; its profile is thrown away."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, BROWSERS)))
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_page_load_timeout(120)
    driver.set_script_timeout(120)
    yield driver
    driver.quit()


@pytest.fixture(name="look")
def give_look(browser: Any, site: str) -> Callable[..., Any]:
    """Opens a page in a width and a colour scheme, keeps a picture of it, and gives the browser."""

    def look(
        address: str, *, width: int = 1280, dark: bool = False, name: str | None = None
    ) -> Any:
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        browser.get_log("browser")
        browser.get(f"{site}{address}")
        if name:
            picture(browser, name)
        return browser

    return look


def picture(browser: Any, name: str) -> None:
    """Keeps a picture of the whole page."""
    size = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 4000), "scale": 1}
    shot = browser.execute_cdp_cmd(
        "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": clip}
    )
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))
