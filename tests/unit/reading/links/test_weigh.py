"""How sure a link is, by weights of our own: what is left out, where, and what speaks for a link."""

import msgspec
import pytest

from talion.language.base import Parsed, Sentence
from talion.models.tags import TriggerTag
from talion.reading.links import LinkWeights, Story, answering
from talion.reading.links.weigh import features, shipped_link_weights, weighed
from talion.record import Event, Link, LinkEnd
from talion.spans import Span

TEXT = (
    "Togo closed its port after Ghana seized a trawler. The port lies in Lome. "
    "It rained, although the wind fell. Dockers went home."
)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


def event(id: str, words: str, *actors: str, type: str = "SANCTION") -> Event:
    return Event(
        id=id, type=type, quad="material-conflict", goldstein=-5.0, actors=actors, status="happened",
        trigger=at(words), sentence=0, confidence=0.8,
    )  # fmt: skip


def link(
    id: str, antecedent: str, response: str, *, events: tuple[str | None, str | None] = (None, None),
    cue: str | None = None,
) -> Link:  # fmt: skip
    return Link(
        id=id, kind="cause", antecedent=LinkEnd(event=events[0], span=at(antecedent)),
        response=LinkEnd(event=events[1], span=at(response)), cue=at(cue) if cue else None,
        status="stated", confidence=0.9,
    )  # fmt: skip


def story(*events: Event, triggers: tuple[TriggerTag, ...] = ()) -> Story:
    starts = [0, *(i + 1 for i, letter in enumerate(TEXT) if letter == " " and TEXT[i - 1] == ".")]
    ends = [*(s - 1 for s in starts[1:]), len(TEXT)]
    sentences = tuple(
        Sentence(i, 0, 0, span, 0) for i, span in enumerate(zip(starts, ends, strict=True))
    )
    return Story(Parsed(TEXT, (), sentences, ()), {e.id: e for e in events}, triggers)


def weights(*, short: int = 1, **by_name: float) -> LinkWeights:
    return LinkWeights({"after": "after"}, frozenset(("although",)), short, 0.5, by_name)


PORT = event("e1", "closed", "togo")
TRAWLER = event("e2", "seized", "ghana")
SURE = link(
    "l1", "Ghana seized a trawler", "Togo closed its port", events=("e2", "e1"), cue="after"
)
BARE = link("l2", "the wind fell", "It rained")


def test_what_hardly_any_reader_sees_is_left_out_and_the_rest_numbered_anew() -> None:
    kept = weighed([BARE, SURE], story(PORT, TRAWLER), weights(cue_after=2.0, cue_none=-2.0))
    assert [(k.id, k.antecedent) for k in kept] == [("l1", SURE.antecedent)]
    assert kept[0].confidence == pytest.approx(0.881, abs=0.001)


def test_words_that_only_tell_the_other_end_again_are_no_second_thing() -> None:
    again = link("l1", "seized", "Ghana", events=(None, "e2"))
    longer = event("e2", "Ghana seized a trawler", "ghana")
    assert weighed([again], story(longer), weights(bias=3.0)) == ()
    assert len(weighed([again], story(longer), weights(short=4, bias=3.0))) == 1
    assert len(weighed([SURE], story(PORT, TRAWLER), weights(bias=3.0))) == 1


def test_a_short_text_keeps_all_its_links() -> None:
    kept = weighed([BARE, SURE], story(PORT, TRAWLER), weights(short=4, cue_none=-2.0))
    assert [k.id for k in kept] == ["l1", "l2"]
    assert kept[0].confidence < 0.5


def test_what_speaks_for_and_against_is_named() -> None:
    around = story(PORT, TRAWLER)
    sure, bare = (features(k, around, weights()) for k in (SURE, BARE))
    assert {"events_2", "cue_after", "kind_cause", "A_own", "R_SANCTION"} <= sure.keys()
    assert (sure["against"], sure["antecedent_first"], sure["same_actor"]) == (0.0, 0.0, 0.0)
    assert {"events_0", "cue_none"} <= bare.keys()
    assert bare["against"] == 1.0


def test_words_that_may_tell_an_act_count_where_no_event_was_coded() -> None:
    likely = TriggerTag(at("went home"), "RETREAT", {}, None, {}, "happened", {}, (), (), 0.4)
    found = features(
        link("l1", "It rained", "Dockers went home"), story(triggers=(likely,)), weights()
    )
    assert (found["A_act"], found["R_act"]) == (0.0, 0.4)


def test_a_cause_between_acts_of_two_parties_is_a_response() -> None:
    retreat = event("e1", "closed", "togo", type="RETREAT")
    assert answering(SURE, story(retreat, TRAWLER)).kind == "response"


@pytest.mark.parametrize("parties", [("togo", "ghana"), ()], ids=["one does both", "nobody"])
def test_what_one_party_does_to_itself_stays_a_cause(parties: tuple[str, ...]) -> None:
    around = story(event("e1", "closed", *parties, type="RETREAT"), TRAWLER)
    assert answering(SURE, around) is SURE
    assert answering(BARE, around) is BARE


@pytest.mark.parametrize(
    ("type", "kind"),
    [("SANCTION", "response"), ("ACCUSE", "response"), ("PROTEST", "protest-against")],
)
def test_what_is_done_to_others_in_return_is_a_response_and_a_protest_one_against(
    type: str, kind: str
) -> None:
    words = link("l1", "Ghana seized a trawler", "Togo closed its port")
    assert answering(words, story(event("e1", "closed", type=type))).kind == "cause"
    told = link("l1", "Ghana seized a trawler", "Togo closed its port", events=(None, "e1"))
    assert answering(told, story(event("e1", "closed", type=type))).kind == kind
    tag = TriggerTag(at("closed"), type, {}, None, {}, "happened", {}, (), (), 0.9)
    assert answering(words, story(triggers=(tag,))).kind == kind


def test_another_kind_stays() -> None:
    condition = msgspec.structs.replace(SURE, kind="condition")
    assert answering(condition, story(PORT, TRAWLER)).kind == "condition"


def test_the_shipped_weights_are_of_features_that_links_have() -> None:
    shipped = shipped_link_weights()
    possible = {f"cue_{name}" for name in (*shipped.cues.values(), "none", "doing", "other")}
    found = {n for n in shipped.weights if n.startswith("cue_")}
    assert found <= possible
    assert 0.0 <= shipped.threshold < 0.5
    assert {"bias", "odds"} <= shipped.weights.keys()
