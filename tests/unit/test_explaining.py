"""Explanations of events, as the coder without its learned part reads them."""

import io

import pytest
from rich.console import Console

from talion.coder import Coder, Reading
from talion.errors import DocumentError
from talion.explaining import Explanation, explain
from talion.formats.terminal import explanation
from talion.intake import document_from

TEXT = (
    "Police in Chad arrested two envoys of Niger on Monday, and officials denied that the envoys "
    "were beaten. The minister discussed the weather."
)


@pytest.fixture(name="coder", scope="module")
def make_coder() -> Coder:
    return Coder.load(fast=True)


@pytest.fixture(name="reading", scope="module")
def make_reading(coder: Coder) -> Reading:
    return coder.read(document_from(TEXT, published="2031-05-07"))


@pytest.fixture(name="found", scope="module")
def make_found(coder: Coder, reading: Reading) -> Explanation:
    return explain(reading, coder, "e1")


def test_each_field_is_the_records_own_and_points_at_its_words(
    found: Explanation, reading: Reading
) -> None:
    event = reading.record.event("e1")
    values = {f.name: f.value for f in found.fields}
    assert values["type"] == event.type == "COERCE"
    assert values["mode"] == event.mode
    assert values["status"] == event.status
    assert values["confidence"] == event.confidence
    assert values["actors"] == [reading.record.actor(i).name for i in event.actors]
    for field in found.fields:
        for words in field.words:
            assert " ".join(TEXT[slice(*words.span)].split()) == words.text


def test_type_names_the_lexicon_entry_and_sides_their_place(found: Explanation) -> None:
    fields = {f.name: f for f in found.fields}
    assert any(
        r.by == "lexicon" and "“arrest”" in r.says and "events.toml" in r.says
        for r in fields["type"].because
    )
    assert any(r.says == "subject of “arrested”" for r in fields["actors"].because)
    assert any(r.says == "object of “arrested”" for r in fields["recipients"].because)
    assert [w.text for w in fields["time"].words] == ["Monday"] or "Monday" in str(
        fields["time"].words
    )


def test_the_weights_add_up_to_the_confidence(found: Explanation) -> None:
    import math

    field = next(f for f in found.fields if f.name == "confidence")
    total = sum(r.score or 0.0 for r in field.because if "×" in r.says)
    assert 1 / (1 + math.exp(-total)) == pytest.approx(field.value, abs=0.01)


def test_an_event_that_is_not_there_names_those_that_are(coder: Coder, reading: Reading) -> None:
    with pytest.raises(DocumentError, match="has no event e99") as caught:
        explain(reading, coder, "e99")
    assert "e1" in caught.value.remedy


def test_it_can_be_read_on_a_terminal(found: Explanation) -> None:
    out = io.StringIO()
    Console(file=out, width=80).print(explanation(found))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("subject of “arrested”" in line for line in lines)
