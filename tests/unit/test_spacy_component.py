"""Talion in a spaCy pipeline."""

import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import talion
from talion import spacy_component

TEXTS = ["Chad expelled two envoys of Niger on Tuesday.", "   ", "Mali condemned Chad on Monday."]


@pytest.fixture(name="nlp", scope="module")
def make_nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("talion", config={"fast": True, "published": "2031-05-02"})
    return nlp


def test_the_entry_point_names_the_factory() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    points = project["project"]["entry-points"]["spacy_factories"]
    assert points == {"talion": f"{spacy_component.__name__}:{spacy_component.make.__name__}"}


def test_a_document_gets_the_record_that_talion_code_gives(nlp: Language) -> None:
    doc = nlp(TEXTS[0])
    assert doc._.talion == talion.code(TEXTS[0], published="2031-05-02", fast=True)


def test_batches_give_the_same_in_order_and_blank_texts_nothing(nlp: Language) -> None:
    found = [doc._.talion for doc in nlp.pipe(TEXTS, batch_size=2)]
    assert [r.document.text if r else None for r in found] == [TEXTS[0], None, TEXTS[2]]
    assert found[0] == nlp(TEXTS[0])._.talion


def test_the_date_of_a_document_counts(nlp: Language) -> None:
    doc = nlp.make_doc(TEXTS[0])
    doc.user_data["published"] = "2015-01-08"
    (time,) = nlp.get_pipe("talion")(doc)._.talion.times
    assert time.start == "2015-01-06"


def test_triggers_are_spans_with_their_type(nlp: Language) -> None:
    doc = nlp(TEXTS[0])
    record = doc._.talion
    assert [s.label_ for s in doc.spans["talion"]] == [e.type for e in record.events]
    for span, event in zip(doc.spans["talion"], record.events, strict=True):
        assert span.start_char <= event.trigger[0] < event.trigger[1] <= span.end_char


def test_the_record_goes_where_the_document_goes(nlp: Language) -> None:
    doc = nlp(TEXTS[0])
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.talion == doc._.talion


def test_a_pipeline_is_saved_and_loaded(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    assert spacy.load(tmp_path)(TEXTS[2])._.talion == nlp(TEXTS[2])._.talion


def test_what_is_wrong_with_a_document_is_raised_or_handled(nlp: Language) -> None:
    doc = nlp.make_doc(TEXTS[0])
    doc.user_data["published"] = "no day"
    with pytest.raises(talion.TalionError):
        nlp.get_pipe("talion")(doc)
    told: list[str] = []
    other = spacy.blank("en")
    other.add_pipe("talion", config={"fast": True})
    other.set_error_handler(lambda name, _, docs, error: told.append(f"{name}: {error}"))
    (same,) = other.get_pipe("talion").pipe([doc])
    assert same._.talion is None
    assert told[0].startswith("talion: ")
