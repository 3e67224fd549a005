"""Plug-ins: Talion's own are found as others' are, and others' work once they are installed."""

import io
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner

import talion
from talion import doctor, plugins
from talion.cli import answers, group
from talion.coder import Readers
from talion.errors import PluginError
from talion.intake import document_from
from talion.intake.read import read
from talion.intake.readers import READERS

MODULE = """
from talion import Time
from talion.intake import document_from
from talion.reading.times import read_times

def read_upper(source, parts, settings):
    yield document_from(b"".join(parts).decode().capitalize(), id=source.id)

def write_ids(found, stream):
    for considered in found:
        stream.write(f"{considered.result.document.id}\\n")

def write_count(rows, stream):
    stream.write(f"{sum(b.num_rows for b in rows.batches())} rows\\n".encode())

def write_triggers(rows, stream):
    for batch in rows.batches():
        stream.write("".join(f"{row['trigger']}\\n" for row in batch.to_pylist()).encode())

def no_times(parsed, *, published=None):
    return ()
"""
POINTS = """[talion.intake]
shout = loud:read_upper
txt = loud:read_upper
broken = loud:nothing_of_the_kind

[talion.exporters]
ids = loud:write_ids

[talion.row_exporters]
count = loud:write_count
csv = loud:write_count
events.triggers = loud:write_triggers
events.json = loud:write_triggers

[talion.readers]
times.none = loud:no_times
"""


@pytest.fixture(name="install")
def make_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Puts a package with plug-ins where Python finds it."""

    def install() -> None:
        (tmp_path / "loud.py").write_text(MODULE, "utf-8")
        info = tmp_path / "loud-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: loud\nVersion: 1.0\n", "utf-8")
        (info / "entry_points.txt").write_text(POINTS, "utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, "loud", raising=False)
        for name in ("talion.intake.readers", "talion.intake.read"):
            fresh = plugins.Plugins[object](plugins.INTAKE, prefix=".")
            monkeypatch.setattr(sys.modules[name], "READERS", fresh)

    return install


def test_talion_s_own_are_entry_points_like_others() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    for name in plugins.GROUPS:
        told = project["project"]["entry-points"][name]
        ours = {p.name: p.value for p in entry_points(group=name) if plugins.is_ours(p)}
        assert ours == told, "install talion again: its entry points changed"
        known: plugins.Plugins[object] = plugins.Plugins(name)
        assert all(callable(known[each]) for each in told)


def test_a_suffix_of_one_s_own_is_read(install: Callable[[], None], tmp_path: Path) -> None:
    install()
    (tmp_path / "a.shout").write_text("CHAD LEFT.", "utf-8")
    (item,) = read([str(tmp_path / "a.shout")], stdin=io.BytesIO())
    assert item.document.text == "Chad left."  # type: ignore[union-attr]


def test_a_built_in_keeps_its_name(install: Callable[[], None], tmp_path: Path) -> None:
    install()
    (tmp_path / "a.txt").write_text("CHAD LEFT.", "utf-8")
    (item,) = read([str(tmp_path / "a.txt")], stdin=io.BytesIO())
    assert item.document.text == "CHAD LEFT."  # type: ignore[union-attr]
    assert [p.name for p in plugins.shadowed()] == ["txt", "csv", "events.json"]


def test_what_is_broken_is_named(install: Callable[[], None]) -> None:
    install()
    known: plugins.Plugins[object] = plugins.Plugins(plugins.INTAKE)
    with pytest.raises(PluginError, match=r"broken of loud.*nothing_of_the_kind"):
        known["broken"]
    found = [(f.about, f.verdict) for f in doctor.plug_ins()]
    assert ("plug-in broken", "wrong") in found
    assert ("plug-in txt", "note") in found
    assert ("plug-in shout", "ok") in found


def test_a_format_of_one_s_own_is_written(
    install: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    (tmp_path / "a.txt").write_text("Chad left.", "utf-8")
    monkeypatch.delitem(sys.modules, "talion.cli.writing", raising=False)
    monkeypatch.delitem(sys.modules, "talion.cli.code", raising=False)
    done = CliRunner().invoke(
        group, ["code", str(tmp_path / "a.txt"), "--fast", "--quiet", "--to", "ids"]
    )
    assert done.output == "a\n"


@pytest.fixture(name="asked")
def make_asked(
    install: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Asks a database, by the command line, where plug-ins are installed; gives what is written."""
    install()
    told = document_from("Kenya arrested a Ghanaian pilot. It may free him.", id="a")
    talion.Database(tmp_path / "a.duckdb").add([talion.Coder.load(fast=True).code(told)])
    fresh = plugins.Plugins[answers.Writer](plugins.ROW_EXPORTERS)
    monkeypatch.setattr(answers, "WRITERS", fresh)

    def ask(*args: str) -> str:
        monkeypatch.delitem(sys.modules, f"talion.cli.{args[0]}", raising=False)
        given = [*args, "--database", str(tmp_path / "a.duckdb")]
        return CliRunner().invoke(group, given).output

    return ask


def test_rows_are_written_in_a_format_of_one_s_own(asked: Callable[..., str]) -> None:
    assert asked("sql", "SELECT 1", "--to", "count") == "1 rows\n"
    assert asked("documents", "--to", "count") == "1 rows\n"


def test_a_format_of_events_has_what_others_event_files_have(asked: Callable[..., str]) -> None:
    assert asked("events", "--to", "triggers") == "arrested\n", "nothing that only may happen"
    assert "format of events" in asked("events", "--to", "triggers", "--by", "type")
    assert "'triggers' is not one of" in asked("links", "--to", "triggers")


def test_rows_in_a_built_in_format_stay_as_they_are(asked: Callable[..., str]) -> None:
    assert asked("documents", "--to", "csv").startswith("id,")
    assert asked("events", "--to", "json").startswith('[\n{"document":"a"')


def test_a_reader_of_one_s_own_is_used_when_it_is_named(install: Callable[[], None]) -> None:
    install()
    loaded = document_from("Chad left on Tuesday.", published="2031-05-02")
    ours = talion.Coder.load(fast=True)
    other = talion.Coder.load(fast=True, readers={"times": "times.none"})
    assert ours.code(loaded).times
    assert not other.code(loaded).times


@pytest.mark.parametrize("chosen", [{"times": "nobody"}, {"moods": "times"}])
def test_an_unknown_reader_is_an_error(chosen: dict[str, str]) -> None:
    with pytest.raises(PluginError, match="say one of"):
        Readers.named(chosen)


def test_an_installation_without_a_list_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "entry_points", lambda **_: [])
    with pytest.raises(PluginError, match="install talion again"):
        len(plugins.Plugins[object](plugins.INTAKE))
    assert {f.verdict for f in doctor.plug_ins()} == {"wrong"}


def test_suffixes_are_known_without_loading_a_reader() -> None:
    assert ".warc" in READERS
    assert len(READERS) == len(list(READERS))
