"""Acts behind numbers, pictures, and the report."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from talion import Database, Record
from talion.cli import group
from talion.dyads import Settings, forecast, reciprocity, study
from talion.dyads.acts import Dyad
from talion.dyads.charts.calibration import pooled
from talion.dyads.forecast import Forecast
from talion.dyads.listing import Numbers, listing
from talion.dyads.report import analysed, page, summary, written

matplotlib = pytest.importorskip("matplotlib")
Make = Callable[..., Dyad]
FAST = Settings(draws=99, windows=((1, 3),))


@pytest.fixture(name="answering")
def make_answering(dyad: Make) -> Dyad:
    """Two years in which Kenya answers each act of Tanzania on the day after."""
    triggers = np.cumsum(np.random.default_rng(0).integers(3, 12, 90))
    return dyad(triggers + 1, triggers, int(triggers[-1]) + 10)


class _Page(HTMLParser):
    """The ids of a page, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.tags.add(tag)
        self.ids += [held["id"]] if held.get("id") else []  # type: ignore[list-item]
        for name in ("href", "xlink:href"):
            if held.get(name):
                self.targets.add(held[name] or "")


def test_acts_hold_all_their_tellings(record: Callable[..., Record], tmp_path: Path) -> None:
    path = tmp_path / "t.duckdb"
    Database(path).add([record("a"), record("b")])
    result = CliRunner().invoke(group, ["dyad", "acts", "KEN", "TZA", str(path), "--to", "csv"])
    assert result.exit_code == 0
    first = result.stdout.splitlines()[1]
    assert first.startswith(
        "1,2031-01-06,KEN,TZA,SANCTION,expel,material-conflict,-5.5,2,The Plain,a; b,e1; e1,"
    )


def test_the_acts_behind_an_effect(answering: Dyad) -> None:
    settings = Settings(draws=99, windows=((1, 1),), control=("shuffled",))
    (effect,) = study(answering, ["COERCE"], ["COERCE"], settings, directions=[True])
    causes, answers = Numbers(answering).behind(effect)
    acts = {a.n: a for a in listing(answering)}
    assert len(causes) == len(answers) == effect.triggers == 90
    assert {acts[n].actor for n in causes} == {"TZA"}
    assert {(acts[b].day - acts[a].day).days for a, b in zip(causes, answers, strict=True)} == {1}


def test_a_report_leads_to_the_acts(answering: Dyad) -> None:
    found = analysed(answering, sources=["a.csv"], kinds=["material-conflict"], settings=FAST)
    words = [written(s) for s in summary(found)]
    assert any(
        w.startswith("After conflict by TZA (90 acts), material conflict by KEN") for w in words
    )
    text = page(found)
    made = _Page(text)
    assert len(made.ids) == len(set(made.ids))
    assert {t[1:] for t in made.targets if t.startswith("#")} <= set(made.ids)
    assert {f"a{n}" for n in range(1, 181)} <= set(made.ids)
    assert made.tags.isdisjoint({"script", "img", "link", "iframe"})
    assert text.count("<svg") >= 2


def test_no_forecast_without_its_score(answering: Dyad) -> None:
    found = analysed(answering, kinds=["material-conflict"], settings=FAST)
    assert found.forecasts
    assert all("Brier" in w for w in map(written, summary(found)) if "probability" in w)
    rows = re.findall(r"<tr><td>[A-Z]{3}: .*?</tr>", page(found))
    shown = [r for r in rows if f"{found.forecasts[0].first_day} to" in r]
    assert len(shown) == len(found.forecasts)
    assert all(f"{f.brier.model:.3f} ({f.brier.base_rate:.3f}" in r
               for f, r in zip(found.forecasts, shown, strict=True))  # fmt: skip


def picture(what: str, out: Path, source: Path, *more: str) -> Result:
    args = ["dyad", "picture", what, "KEN", "TZA", str(source), "--out", str(out), *more]
    return CliRunner().invoke(group, args)


@pytest.fixture(name="stories")
def make_stories(record: Callable[..., Record], tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join(record(id).to_json() for id in "ab"))
    return path


@pytest.mark.parametrize("what", ["timeline", "responses", "reciprocity", "calibration"])
def test_pictures_of_little(what: str, stories: Path, tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    for name, start in (("a.svg", b"<?xml"), ("a.png", b"\x89PNG")):
        assert picture(what, tmp_path / name, stories).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    assert picture(what, tmp_path / "a.gif", stories).exit_code == 2


def test_a_timeline_has_arcs_and_links(answering: Dyad, stories: Path, tmp_path: Path) -> None:
    from talion.dyads import read_dyad
    from talion.dyads.charts import svg, timeline

    few = read_dyad("KEN", "TZA", [stories])
    assert len(timeline(few).axes[0].patches) == 2
    drawn = svg(timeline(few, lambda n: f"#a{n}"))
    assert b'xlink:href="#a1"' in drawn
    assert drawn == svg(timeline(few, lambda n: f"#a{n}"))
    assert len(timeline(answering).axes[0].collections) == 4


def test_pictures_of_results(answering: Dyad) -> None:
    pytest.importorskip("scipy")
    from talion.dyads.charts import calibration, excitation, png, responses

    forecasts = forecast(answering, ["material-conflict"], [7])
    bins = pooled([f for f in forecasts if isinstance(f, Forecast)])
    assert sum(b.forecasts for b in bins) == sum(
        f.scored for f in forecasts if isinstance(f, Forecast)
    )
    for made in (
        calibration(forecasts),
        excitation(reciprocity(answering, ["material-conflict"])),
        responses(study(answering, kinds=["material-conflict"], settings=FAST)),
    ):
        assert png(made).startswith(b"\x89PNG")
        assert made.axes[0].collections


def test_the_overview_needs_no_subcommand(stories: Path, tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    out = tmp_path / "dyad.html"
    result = CliRunner().invoke(group, ["dyad", "KEN", "TZA", str(stories), "--report", str(out)])
    assert result.exit_code == 0
    assert "Kenya to Tanzania: 1 act" in result.stdout
    assert "an answer: 0 stated, 2 claimed" in result.stdout
    text = out.read_text()
    assert "What texts call an answer" in text
    assert "denied by" in text


def test_without_sources_the_database_is_asked(
    record: Callable[..., Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALION_DATABASE", raising=False)
    refused = CliRunner().invoke(group, ["dyad", "acts", "KEN", "TZA"])
    assert refused.exit_code == 2
    assert "give sources" in refused.stderr
    Database(tmp_path / "talion.duckdb").add([record()])
    assert (
        CliRunner().invoke(group, ["dyad", "texts", "KEN", "TZA", "--to", "table"]).exit_code == 0
    )
    assert (
        CliRunner().invoke(group, ["dyad", "stakes", "KEN", "TZA"]).stdout.strip()
        == '{\n  "stakes": []\n}'
    )
