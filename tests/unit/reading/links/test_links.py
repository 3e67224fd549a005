"""Links of small sentences of our own: which way they point, and who disputes them."""

from functools import cache, partial
from typing import get_args

import pytest

from talion.coder import Coder
from talion.language.base import Parsed
from talion.models.tags import LinkTag
from talion.ontology import plover
from talion.reading.links import read_links
from talion.reading.links.lexicon import link_words
from talion.record import Link, LinkKind, Record


@cache
def coder() -> Coder:
    return Coder.load(fast=True)


@cache
def code(text: str) -> Record:
    return coder().code_text(text, published="2015-06-10")


def triggers(record: Record, link: Link) -> tuple[str, str]:
    """The words that tell the events of the two ends, "" where an end is only words."""
    ends = link.antecedent.event, link.response.event
    antecedent, response = (record.words(record.event(i).trigger) if i else "" for i in ends)
    return antecedent, response


@pytest.mark.parametrize(
    ("text", "kind", "ends"),
    [
        (
            "Kenya expelled two Ugandan envoys in retaliation for the arrest of a Kenyan pilot.",
            "retaliation",
            ("arrest", "expelled"),
        ),
        (
            "In retaliation for the arrest of a Kenyan pilot, Kenya expelled two Ugandan envoys.",
            "retaliation",
            ("arrest", "expelled"),
        ),
        (
            "Chad deployed troops in response to the kidnapping of a Chadian minister.",
            "response",
            ("kidnapping", "deployed"),
        ),
        pytest.param(
            "Nurses in Malta marched in protest at the arrest of a doctor.",
            "protest-against",
            ("arrest", "marched"),
            marks=pytest.mark.xfail(strict=False, reason="a march in protest is no event yet"),
        ),
        pytest.param(
            "The arrest of a Kenyan pilot prompted Kenya to expel two Ugandan envoys.",
            "cause",
            ("arrest", "expel"),
            marks=pytest.mark.xfail(
                strict=False, reason="the response is read as its subject alone"
            ),
        ),
    ],
)
def test_direction(text: str, kind: str, ends: tuple[str, str]) -> None:
    record = code(text)
    assert (kind, ends) in [(k.kind, triggers(record, k)) for k in record.links]


def test_a_condition() -> None:
    text = "Kenya will expel the Ugandan envoys if Uganda arrests the pilot."
    record = code(text)
    found = [k for k in record.links if k.kind == "condition"]
    assert [triggers(record, k) for k in found] == [("arrests", "expel")]


@pytest.mark.parametrize(
    "text",
    [
        "Uganda arrested a Kenyan pilot. Kenya expelled two Ugandan envoys.",
        "Uganda arrested a Kenyan pilot on Monday. On Tuesday Kenya expelled two Ugandan envoys.",
        "Uganda arrested a Kenyan pilot, and Kenya expelled two Ugandan envoys.",
        "Uganda arrested a Kenyan pilot before Kenya expelled two Ugandan envoys.",
    ],
)
def test_order_in_time_alone_is_no_link(text: str) -> None:
    assert code(text).links == ()


@pytest.mark.parametrize(
    "text",
    [
        "Police in Kenya searched the village to see if the rebels attacked it.",
        "Uganda expelled the envoy as if Kenya arrested the pilot.",
    ],
)
def test_no_condition(text: str) -> None:
    assert [k for k in code(text).links if k.kind == "condition"] == []


def test_the_cue_and_both_ends_are_pointed_at() -> None:
    text = "Kenya expelled two Ugandan envoys in retaliation for the arrest of a Kenyan pilot."
    record = code(text)
    (link,) = record.links
    assert record.words(link.cue or (0, 0)) == "in retaliation for"
    assert "expelled" in record.words(link.response.span)
    assert "arrest" in record.words(link.antecedent.span)
    assert link.status == "stated"


CLAIMED = (
    "Kenya expelled two Ugandan envoys on Monday. A diplomat said the expulsion was in retaliation "
    "for the arrest of a Kenyan pilot."
)


def test_what_a_source_says_is_claimed() -> None:
    record = code(CLAIMED)
    (link,) = record.links
    assert (link.kind, link.status) == ("retaliation", "claimed")
    assert set(link.claims) <= {c.id for c in record.claims}
    assert link.claims


def test_an_act_of_speech_is_stated_by_the_text_that_tells_it() -> None:
    (link,) = code("Uganda condemned the arrest of a Kenyan pilot in Chad.").links
    assert (link.kind, link.status, link.claims) == ("response", "stated", ())


def test_all_who_say_so_are_counted() -> None:
    again = "A trader told reporters the expulsion was in retaliation for the arrest."
    record = code(f"{CLAIMED} {again}")
    link = next(k for k in record.links if k.kind == "retaliation")
    sources = {c.source.actor for c in record.claims if c.id in link.claims}
    assert len(sources) == 2


def test_a_tie_that_is_only_told_to_be_denied_is_disputed() -> None:
    text = "Kenya denied that it closed the border in retaliation for the arrest of its fishermen."
    (link,) = code(text).links
    assert link.status == "disputed"


def test_a_motive_that_another_denies_is_disputed() -> None:
    text = CLAIMED + " Kenya denied that the expulsion was politically motivated."
    record = code(text)
    link = next(k for k in record.links if k.kind == "retaliation")
    assert link.status == "disputed"
    stances = {c.stance for c in record.claims if c.id in link.claims}
    assert {"asserts", "denies"} <= stances


def test_a_denial_of_something_else_disputes_nothing() -> None:
    text = CLAIMED + " Chad denied that it had paid a ransom."
    link = next(k for k in code(text).links if k.kind == "retaliation")
    assert link.status == "claimed"


def test_an_act_never_answers_itself() -> None:
    text = "Kenya expelled two Ugandan envoys. The expulsion was a response to the expulsion."
    for link in code(text).links:
        assert link.antecedent.event is None or link.antecedent.event != link.response.event


def test_a_claim_about_a_link_names_it() -> None:
    record = code(CLAIMED)
    (link,) = record.links
    assert any(link.id in claim.about for claim in record.claims)


def parsed(text: str) -> Parsed:
    return next(iter(coder().parser.parse_many([text])))


def tagged(text: str, antecedent: str, response: str, sure: float) -> LinkTag:
    spans = [(text.index(w), text.index(w) + len(w)) for w in (antecedent, response)]
    return LinkTag(spans[0], spans[1], None, sure)


def words(text: str, tags: list[LinkTag]) -> list[tuple[str, str]]:
    found = read_links(parsed(text), [], [], tags=tags)
    ends = [(k.antecedent.span, k.response.span) for k in found]
    return [(text[a:b], text[c:d]) for (a, b), (c, d) in ends]


RAIN = "The rain flooded the pitch in Bergen."
MORE = " The players went home. They had tea there. It was cold. The coach read a book."


def test_a_cause_of_no_event_must_be_sure_in_a_text_that_tells_none() -> None:
    found = [("The rain", "flooded the pitch")]
    tag = partial(tagged, antecedent="The rain", response="flooded the pitch")
    assert words(RAIN, [tag(RAIN, sure=0.8)]) == found
    assert words(RAIN + MORE, [tag(RAIN + MORE, sure=0.8)]) == []
    assert words(RAIN + MORE, [tag(RAIN + MORE, sure=0.99)]) == found


def test_an_end_that_tells_nothing_is_given_the_rest_of_its_clause() -> None:
    text = "The court closed early because Kenya had lost the file."
    ((_, response),) = words(text, [tagged(text, "Kenya had lost the file", "early", 0.9)])
    assert response.startswith("The court closed early")


def test_ends_that_share_words_are_parted_without_blanks() -> None:
    text = "The strike by nurses closed the clinic in Malta."
    for antecedent, response in words(
        text, [tagged(text, "The strike by nurses", "by nurses closed the clinic", 0.99)]
    ):
        assert antecedent == antecedent.strip()
        assert response == response.strip()
    assert words(text, [tagged(text, "The strike", "The strike", 0.99)]) == []


def test_link_words_are_lower_case_with_known_kinds() -> None:
    words = link_words()
    kinds = set(get_args(LinkKind))
    for first, phrases in words.phrases.items():
        for phrase in phrases:
            assert phrase.words[0] == first
            assert " ".join(phrase.words) == " ".join(phrase.words).lower()
            assert phrase.kind in kinds
            assert 0 < phrase.confidence <= 1
        lengths = [len(p.words) for p in phrases]
        assert lengths == sorted(lengths, reverse=True)
    assert set(words.kinds.values()) | set(words.directed.values()) <= kinds
    assert set(words.directed) <= set(plover().types)
    assert not words.antecedent_subject & words.response_subject
