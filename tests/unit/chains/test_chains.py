"""Links across stories, on records built by hand: who answers whom, and how chains are followed and shown."""

import json
import re

import msgspec
import pytest

from talion.chains import HEADLINE, DatabaseSource, RecordSource, answers, follow, report, views
from talion.chains.cues import shipped_cues
from talion.errors import QueryError
from talion.intake import document_from
from talion.record import Actor, Event, Link, LinkEnd, Record
from talion.store import Database

KEN, TZA, UGA = ("Kenya", "KEN"), ("Tanzania", "TZA"), ("Uganda", "UGA")
ACT = "Kenya impounded six sisal barges of Tanzania near Vanga."
ANSWER = (
    "Tanzania turned back Kenyan pilots, in retaliation for the impounded sisal barges near Vanga."
)
OTHER = "Tanzania turned back Kenyan pilots whose certificates had expired."


def record(id, day, text, acts, *, link=None, status="happened"):
    """A record of one sentence; ``acts`` are (trigger, type, who, whom), ``link`` (response, words, cue)."""
    named = list(dict.fromkeys(p for _, _, *sides in acts for p in sides))
    actors = tuple(
        Actor(id=f"a{n}", name=name, kind="state", country=code, mentions=((0, 1),))
        for n, (name, code) in enumerate(named)
    )
    ids = {p: f"a{n}" for n, p in enumerate(named)}
    events = tuple(
        Event(
            id=f"e{n}", type=type_, mode=None, quad="material-conflict", goldstein=-7.0,
            actors=(ids[who],), recipients=(ids[whom],), status=status,
            trigger=span(text, trigger), sentence=0, confidence=0.95,
        )
        for n, (trigger, type_, who, whom) in enumerate(acts, 1)
    )  # fmt: skip
    links = ()
    if link:
        response, words, cue = link
        end = LinkEnd(event=None, span=span(text, words))
        links = (
            Link(id="l1", kind="retaliation", antecedent=end, status="claimed", confidence=0.9,
                 response=LinkEnd(event=response, span=events[0].trigger), cue=span(text, cue)),
        )  # fmt: skip
    document = document_from(text, id=id, published=day).document
    return Record(
        document=document, sentences=((0, len(text)),), actors=actors, events=events, links=links
    )


def span(text, words):
    start = text.index(words)
    return start, start + len(words)


def act(id="act", day="2031-03-04", text=ACT):
    return record(id, day, text, [("impounded", "COERCE", KEN, TZA)])


def answer(id="answer", day="2031-03-11"):
    return record(
        id, day, ANSWER, [("turned back", "COERCE", TZA, KEN)],
        link=("e1", "the impounded sisal barges near Vanga", "in retaliation for"),
    )  # fmt: skip


def found(later, *earlier):
    return answers(report(later), [report(e) for e in earlier])


DUTY = "Kenya put a duty of a third on sisal barges of Tanzania near Vanga."
REPLY = "Tanzania turned back Kenyan pilots in retaliation for the duty on sisal barges near Vanga."


def headline(id="duty", day="2031-03-04"):
    """A story whose only sentence tells an act that no event codes."""
    told = record(id, day, DUTY, [])
    actors = tuple(
        Actor(id=f"a{n}", name=name, kind="state", country=code, mentions=(span(DUTY, name),))
        for n, (name, code) in enumerate((KEN, TZA))
    )
    return msgspec.structs.replace(told, actors=actors)


def reply(id="reply", day="2031-03-11"):
    return record(
        id, day, REPLY, [("turned back", "COERCE", TZA, KEN)],
        link=("e1", "the duty on sisal barges near Vanga", "in retaliation for"),
    )  # fmt: skip


class TestHeadlines:
    def test_a_headline_without_an_event_is_an_act_by_whom_it_names_first(self):
        (told,) = report(headline()).acts
        assert (told.event, told.type) == (HEADLINE, "")
        assert (told.actors.countries, told.recipients.countries) == ({"KEN"}, {"TZA"})
        assert told.reference == f"duty#0-{len(DUTY)}"

    def test_a_headline_with_an_event_is_none(self):
        assert [a.event for a in report(act()).acts] == ["e1"]

    def test_a_headline_that_names_nobody_is_none(self):
        assert report(record("rain", "2031-03-04", "It rained in the hills.", [])).acts == ()

    def test_it_can_be_answered(self):
        (link,) = found(reply(), headline())
        assert link.antecedent == f"duty#0-{len(DUTY)}"
        assert link.status == "claimed"

    def test_two_headlines_answer_nothing(self):
        assert found(headline("later", "2031-03-09"), headline()) == []

    def test_the_database_finds_it_and_a_page_shows_it(self, tmp_path):
        database = Database(tmp_path / "two.duckdb")
        database.add([headline(), reply()])
        with database:
            chain = follow(DatabaseSource(database), "reply#e1")
            back = follow(DatabaseSource(database), "duty#headline")
        assert {n.event for n in chain.nodes} == {"e1", HEADLINE}
        assert [(e.response, e.antecedent) for e in back.edges] == [
            (e.response, e.antecedent) for e in chain.edges
        ]
        assert "duty#headline" in views.to_page(chain)


class TestAnswers:
    def test_what_the_later_story_names_is_answered_as_it_says(self):
        (link,) = found(answer(), act())
        assert link.response.startswith("answer#")
        assert link.antecedent == "act#6-15"
        assert (link.kind, link.status, link.cue) == (
            "retaliation",
            "claimed",
            "in retaliation for",
        )
        assert "the later story names it" in link.because

    def test_order_in_time_and_actors_turned_round_alone_are_no_link(self):
        other = record("other", "2031-03-11", OTHER, [("turned back", "COERCE", TZA, KEN)])
        assert found(other, act()) == []

    def test_nobody_answers_what_comes_later_or_was_too_long_ago(self):
        assert found(answer(day="2031-03-01"), act()) == []
        assert found(answer(day="2031-12-01"), act()) == []

    def test_strangers_to_both_are_no_parties(self):
        text = ACT.replace("Kenya", "Uganda").replace("Tanzania", "Uganda")
        strange = record("strange", "2031-03-04", text, [("impounded", "COERCE", UGA, UGA)])
        assert found(answer(), strange) == []

    def test_without_words_of_a_motive_one_dispute_is_inferred(self):
        text = (
            "Tanzania turned back Kenyan pilots near Vanga, where the sisal barges lie impounded."
        )
        later = record("later", "2031-03-11", text, [("turned back", "COERCE", TZA, KEN)])
        (link,) = found(later, act())
        assert (link.status, link.kind, link.cue) == ("inferred", "retaliation", "")

    def test_an_act_that_did_not_happen_answers_nothing(self):
        text = ANSWER
        denied = record(
            "d", "2031-03-11", text, [("turned back", "COERCE", TZA, KEN)], status="denied"
        )
        assert found(denied, act()) == []


class TestCues:
    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("reprisal", "he called it a tit-for-tat step."),
            ("reprisal", "the port will hit back, its mayor said."),
            ("recurring", "a march on the anniversary of the flood."),
            ("planned", "the drill had been announced in may."),
            ("denial", "the closure had nothing to do with the ferry."),
        ],
    )
    def test_a_sentence_that_says_so_is_found(self, name, sentence):
        assert getattr(shipped_cues(), name).search(sentence)

    @pytest.mark.parametrize("name", ["reprisal", "recurring", "planned", "denial"])
    def test_a_plain_sentence_is_not(self, name):
        assert not getattr(shipped_cues(), name).search("the minister opened a bridge on tuesday.")


class TestFollow:
    def test_a_chain_goes_back_and_on_and_is_the_same_from_a_file_and_a_database(self, tmp_path):
        records = [act(), answer()]
        database = Database(tmp_path / "a.duckdb")
        database.add(records)
        for start, other in (("act", "answer"), ("answer", "act")):
            chain = follow(RecordSource(records), f"{start}#e1")
            assert [n.document for n in chain.nodes] == ["act", "answer"]
            assert [e.where for e in chain.edges] == ["stories"]
            assert other in {n.document for n in chain.nodes}
            assert not chain.cut
            with database:
                assert follow(DatabaseSource(database), f"{start}#e1") == chain

    def test_tellings_of_one_act_are_one_node(self):
        chain = follow(RecordSource([act(), act("again"), answer()]), "answer#e1")
        told = next(n.told for n in chain.nodes if n.document != "answer")
        assert {t.partition("#")[0] for t in told} == {"act", "again"}
        assert len(chain.nodes) == 2

    def test_an_event_without_answers_is_a_chain_of_one(self):
        chain = follow(RecordSource([act()]), "act#e1")
        assert (len(chain.nodes), chain.edges, chain.cut) == (1, (), False)

    def test_what_an_event_answers_leaves_room_for_what_answers_it(self):
        text = "Kenya shut out pilots, in retaliation for the Kenyan pilots turned back near Vanga."
        later = [
            record(f"later-{n}", f"2031-03-{12 + n}", text, [("shut out", "COERCE", KEN, TZA)],
                   link=("e1", "the Kenyan pilots turned back near Vanga", "in retaliation for"))
            for n in range(4)
        ]  # fmt: skip
        source = RecordSource(
            [*(act(f"act-{n}", f"2031-03-0{n + 1}") for n in range(4)), answer(), *later]
        )
        chain = follow(source, "answer#e1", depth=1, most=4)
        (middle,) = (n for n in chain.nodes if n.document == "answer")
        assert len(chain.nodes) == 4
        assert {n.document.partition("-")[0] for n in chain.nodes} == {"act", "answer", "later"}
        assert {middle.reference} < {end for e in chain.edges for end in (e.antecedent, e.response)}
        assert chain.cut

    @pytest.mark.parametrize("wanted", ["act#e9", "nowhere#e1", "act"])
    def test_an_unknown_event_is_said(self, wanted):
        with pytest.raises(QueryError):
            follow(RecordSource([act()]), wanted)


class TestFormats:
    def chain(self):
        hostile = act('<script>&"', text=ACT)
        return follow(RecordSource([hostile, answer()]), "answer#e1")

    def test_json_holds_all(self):
        value = json.loads(views.to_json(self.chain()))
        assert [n["document"] for n in value["nodes"]] == ['<script>&"', "answer"]
        assert value["edges"][0]["status"] == "claimed"

    def test_graphml_leads_from_act_to_answer(self):
        from lxml import etree

        root = etree.fromstring(views.to_graphml(self.chain()).encode())
        space = {"g": "http://graphml.graphdrawing.org/xmlns"}
        (edge,) = root.findall(".//g:edge", space)
        assert edge.get("source").startswith("<script>")
        assert edge.get("target").startswith("answer#")

    def test_the_page_is_safe_and_loads_nothing(self):
        page = views.to_page(self.chain())
        assert "<script" not in page
        assert "&lt;script&gt;&amp;&quot;" in page
        assert not re.search(r"(?:src|href)=", page)
        assert page.count("<rect") == 2
        assert page.count('class="claimed"') == 1

    def test_the_tree_says_what_answers_what(self):
        from rich.console import Console

        console = Console(width=100, no_color=True)
        with console.capture() as capture:
            console.print(views.tree(self.chain()))
        shown = capture.get()
        assert "answers" in shown
        assert "retaliation, claimed" in shown
        assert "is answered by" not in shown
