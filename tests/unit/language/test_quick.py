"""The quick pipeline says what spaCy's own says."""

from collections.abc import Iterator
from typing import Any

import pytest
from spacy.tokens import Doc

from talion.language.english import parser as english
from talion.language.english.quick import load_quick

STORY = (
    "There's no doubt that they'd gotten what they couldn't get, and cannot be doing better.",
    "Neither the worst nor the best of these men's wives wo n't say whether it was theirs.",
    '  The rebels\' leaders, better known as "the Foxes", had left\tthe ministries on Jan. 5, 2031.',
    "Having been told to go, he is going to; who 's there? It doesn't matter which ones ought to stay.",
    "U.S. and Kenyan officials met 12,000 strikers in Chad's capital while others' buses burned...",
    "",
    "\u00a0",
)
ATTRIBUTES = ("TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "ENT_TYPE", "ENT_IOB", "SENT_START")


@pytest.fixture(scope="module")
def pipelines() -> Iterator[tuple[Any, Any]]:
    package = english.package()
    return package.load(), load_quick(package)


def test_stories_are_parsed_alike(pipelines: tuple[Any, Any]) -> None:
    plain, quick = (list(p.pipe(STORY)) for p in pipelines)
    for one, other in zip(plain, quick, strict=True):
        assert one.to_array(ATTRIBUTES).tolist() == other.to_array(ATTRIBUTES).tolist()


def test_rules_say_the_same_of_every_word_that_they_name(pipelines: tuple[Any, Any]) -> None:
    rulers = [p.get_pipe("attribute_ruler") for p in pipelines]
    words = sorted(rulers[1].vocab.strings[w] for w in rulers[1]._letters)
    tags = sorted({*pipelines[0].get_pipe("tagger").labels, ""})
    deps = ("", "ROOT", "aux", "det", "dobj", "mark")
    for tag in tags:
        kinds = [(word, tag, dep) for dep in deps for word in [*words, "Kenya", " "]]
        said = []
        for pipeline, ruler in zip(pipelines, rulers, strict=True):
            doc = ruler(_made(pipeline.vocab, kinds))
            said.append(doc.to_array(("POS", "MORPH", "LEMMA", "TAG", "DEP")).tolist())
        assert said[0] == said[1]


def _made(vocab: Any, kinds: list[tuple[str, str, str]]) -> Doc:
    """A document of words of these kinds, each with a word after it that no rule knows."""
    parted = [part for kind in kinds for part in (kind, ("Chad", "NNP", "compound"))]
    doc = Doc(vocab, words=[word for word, _, _ in parted])
    for token, (_, tag, dep) in zip(doc, parted, strict=True):
        token.tag_, token.dep_ = tag, dep
    return doc


def test_names_are_those_of_the_walk(pipelines: tuple[Any, Any]) -> None:
    plain, quick = (p.get_pipe("ner") for p in pipelines)
    stories = (
        *STORY,
        "The Ministry of Foreign Affairs of the Republic of Chad met Ann Baker on the first Monday of May 2031.",
        "He left New\n\nYork for the African Union. \n Mombasa , ,  Kenya Airways Ltd",
        "Kenya",
        "of the United",
    )
    with pipelines[1].select_pipes(disable=["ner"]):
        for sizes in ([1] * len(stories), [4] * 2 + [3]):
            left = iter(stories)
            for size in sizes:
                texts = [next(left) for _ in range(size)]
                walked, judged = (list(pipelines[1].pipe(texts)) for _ in range(2))
                plain.set_annotations(walked, plain.predict(walked))
                quick.set_annotations(judged, quick.predict(judged))
                for one, other in zip(walked, judged, strict=True):
                    assert one.to_array(ATTRIBUTES).tolist() == other.to_array(ATTRIBUTES).tolist()
                assert size == 1 or any(doc.ents for doc in judged)


def test_no_words_have_no_names(pipelines: tuple[Any, Any]) -> None:
    quick = pipelines[1].get_pipe("ner")
    empty = [Doc(pipelines[1].vocab, words=[]) for _ in range(2)]
    assert quick.predict(empty) == [[], []]
    assert quick.predict([]) == []
