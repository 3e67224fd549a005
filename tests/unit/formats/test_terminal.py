"""What a person sees in the terminal."""

import io
import re

import pytest
from rich.console import Console
from rich.style import Style

from talion.considered import Considered
from talion.errors import IntakeError
from talion.formats.terminal import _STATUS, _STYLES, view
from talion.reading.events.draft import Rejected
from talion.record import Document, Failure, Record


def drawn(considered: object, width: int = 100, **more: object) -> str:
    out = io.StringIO()
    Console(file=out, width=width, **more).print(considered)  # type: ignore[arg-type]
    return out.getvalue()


def test_story_and_every_layer_are_shown(record: Record) -> None:
    shown = drawn(record, 140)
    assert "On Friday Bora expelled two envoys of Lume" in shown
    for words in (
        "SANCTION/expel", "Bora → two envoys", "“expels”, “expelled”", "0.91", "retaliation", "disputed",
        "⟵ e2 COERCE/arrest", "the ministry denies", "through Bora", "2 is not 3", "2031-05-02",
        "Lume, LUM (1.50, 2.25)", "Pairs",
    ):  # fmt: skip
        assert words in shown, words


@pytest.mark.parametrize("width", [40, 80, 140])
def test_no_line_is_wider_than_the_terminal(record: Record, width: int) -> None:
    lines = drawn(record, width).splitlines()
    assert max(map(len, lines)) <= width


def test_marked_words_are_styled_and_no_color_is_heeded(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = drawn(record, force_terminal=True, color_system="256")
    assert re.search(r"\x1b\[1;38;5;\d+mexpels\x1b\[0m", coloured)
    monkeypatch.setenv("NO_COLOR", "1")
    plain = drawn(record, force_terminal=True, color_system="256")
    assert not re.search(r"\x1b\[[0-9;]*38;", plain)


def test_a_text_cannot_command_the_terminal() -> None:
    text = "He \x1b[2J\x1b]0;gone\x07 left\r\nfor \u202eOz\x9b31m. [bold]x[/bold]"
    shown = drawn(Record(document=Document(id="\x1b[31m", title="t", text=text, sha256="0")))
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown
    assert "␛[2J" in shown
    assert "[bold]x[/bold]" in shown


def test_a_failure_is_one_line() -> None:
    shown = drawn(view(Considered(Failure.of("a", IntakeError("is broken", where="a.txt")))))
    assert shown.strip() == "a unreadable: a.txt: is broken"


def test_a_story_without_events_says_so() -> None:
    shown = drawn(Record(document=Document(id="x", text="Rain fell.", sha256="0")))
    assert "No event was found." in shown


def test_what_was_not_coded_is_listed_when_asked_for(record: Record) -> None:
    gone = Rejected((34, 40), 1, "CONSULT", "page furniture", 0.31, {})
    assert "page furniture" in drawn(view(Considered(record, (gone,))))
    assert "Nothing was left out." in drawn(view(Considered(record, ())))
    assert "not coded" not in drawn(view(Considered(record)))


@pytest.mark.parametrize("style", [*_STYLES.values(), *_STATUS.values()])
def test_every_style_is_one_that_terminals_know(style: str) -> None:
    assert Style.parse(style) is not None
