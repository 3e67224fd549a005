"""The page in a real browser, where there is one: its policy lets its script run, and pointing,
tapping and the keyboard join words and fields."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from talion.formats.html import page
from talion.record import Actor, Claim, Document, Event, Record, Source

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=2000", "--dump-dom",
)  # fmt: skip
pytestmark = pytest.mark.needs(*BROWSERS)

STEPS = """
const out = {}, $ = (q) => document.querySelector(q), $$ = (q) => [...document.querySelectorAll(q)];
const words = (c) => $$('.story .' + c).map((e) => e.textContent);
const point = (el, kind) => el.dispatchEvent(new PointerEvent(kind, { bubbles: true }));
const press = (el, key) => el.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
const field = $('#d1-e1 .kind'), word = $('.story .event-trigger'), peek = $('#peek');
point(field, 'pointerover'); out.lit = words('lit'); point(field, 'pointerout'); out.unlit = words('lit');
const quote = $('#d1-c1 .quote');
point(quote, 'pointerover'); out.said = words('lit').join(''); point(quote, 'pointerout');
point(word, 'pointerover');
out.rows = $$('[data-row].lit').map((e) => e.id);
out.peek = peek.textContent; out.hidden = peek.hidden;
point(word, 'pointerout'); out.gone = peek.hidden;
field.click(); out.pinned = words('pin'); out.pressed = field.getAttribute('aria-pressed');
press(field, 'Escape'); out.released = [words('pin').length, field.getAttribute('aria-pressed')];
word.click(); out.kept = [peek.hidden, [...peek.querySelectorAll('a')].map((a) => a.getAttribute('href'))];
press(word, 'Escape'); out.closed = peek.hidden;
const all = $$('.text .m'); out.stops = all.filter((e) => e.tabIndex === 0).length;
all[0].focus(); press(all[0], 'ArrowRight'); out.moved = document.activeElement === all[1];
press(all[1], 'Enter'); out.entered = peek.contains(document.activeElement);
document.title = JSON.stringify(out);
"""


def dom(html: str, folder: Path) -> str:
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={folder / 'profile'}", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def story() -> Record:
    text = "Bora expelled two envoys. It was unjust, Lume said."
    return Record(
        document=Document(id="x", text=text, sha256="0"),
        sentences=((0, 25), (26, 51)),
        actors=(
            Actor(id="a1", name="Bora", kind="state", mentions=((0, 4),)),
            Actor(id="a2", name="Lume", kind="state", mentions=((41, 45),)),
        ),
        events=(
            Event(id="e1", type="SANCTION", quad="material-conflict", goldstein=-6.0, actors=("a1",),
                  status="happened", trigger=(5, 13), sentence=0, confidence=0.9),
        ),
        claims=(
            Claim(id="c1", source=Source(actor="a2", span=(41, 45)), cue=(46, 50), content=((26, 39), (5, 24)),
                  quote="indirect", stance="condemns"),
        ),
    )  # fmt: skip


def test_the_policy_lets_the_pages_own_script_run_and_no_other(tmp_path: Path) -> None:
    html = page([story()])
    assert html.count('tabindex="0"') == 0
    assert dom(html, tmp_path).count('tabindex="0"') == 1
    foreign = html.replace("</body>", "<script>document.title = 'foreign'</script></body>")
    assert "<title>foreign</title>" not in dom(foreign, tmp_path)


def test_words_and_fields_find_one_another(tmp_path: Path) -> None:
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page([story()]))
    tried = html.replace("</body>", f"<script>{STEPS}</script></body>")
    title = re.search("<title>(.*?)</title>", dom(tried, tmp_path))
    assert title is not None
    out = json.loads(title[1].replace("&amp;", "&"))
    assert out["lit"] == ["expelled"]
    assert out["unlit"] == []
    assert out["said"] == "expelled two envoysIt was unjustsaid"
    assert out["rows"] == ["d1-e1", "d1-c1"]
    assert "SANCTION: Bora → – (happened) trigger" in out["peek"]
    assert "Lume condemns" in out["peek"]
    assert (out["hidden"], out["gone"]) == (False, True)
    assert (out["pinned"], out["pressed"]) == (["expelled"], "true")
    assert out["released"] == [0, "false"]
    assert out["kept"] == [False, ["#d1-e1", "#d1-c1"]]
    assert out["closed"] is True
    assert out["stops"] == 1
    assert out["moved"] is True
    assert out["entered"] is True
