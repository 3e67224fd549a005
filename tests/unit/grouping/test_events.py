from msgspec.structs import replace

from talion.grouping import NotTheSame, SharedEvent, Stories
from talion.grouping.telling_pairs import same_party, telling_features
from talion.grouping.tellings import Party, Telling, tellings
from talion.record import Place

from .conftest import EXPULSION, UPDATE, Make


def told(make: Make, apart: NotTheSame | None = None, **second: object) -> list[SharedEvent]:
    stories = Stories(apart)
    both = {"actor": "Zubrovka", "recipient": "Ruritania"}
    stories.place(make("a", EXPULSION, "2031-05-05", "expelled", **both))
    stories.place(make("b", UPDATE, "2031-05-06", "expelled", **(both | second)))
    return stories.witnesses()


def test_one_event_told_twice_has_two_witnesses(make: Make) -> None:
    (event,) = told(make)
    assert (event.witnesses, event.voices) == (2, 2)
    assert [t.document for t in event.tellings] == ["a", "b"]
    (merge,) = event.merges
    assert "same actor: Zubrovka" in merge.because
    assert "told in one story" in merge.because


def test_each_field_says_who_differs_and_who_is_silent(make: Make) -> None:
    (event,) = told(make, status="planned", mode="expel")
    fields = {f.name: f for f in event.fields}
    assert [(s.value, s.documents) for s in fields["actors"].said] == [("Zubrovka", ("a", "b"))]
    assert [s.value for s in fields["status"].said] == ["happened", "planned"]
    assert fields["status"].differ == ("b",)
    assert fields["mode"].silent == ("a",)
    assert fields["mode"].differ == ()


def test_other_types_and_other_parties_are_other_events(make: Make) -> None:
    assert len(told(make, type="ASSAULT")) == 2
    assert len(told(make, actor="Borduria", recipient="Syldavia", mode="arrest")) == 2


def test_a_last_name_is_the_full_name(make: Make) -> None:
    stories = Stories()
    stories.place(make("a", EXPULSION, None, "expelled", "Anton Grebel", "Ruritania"))
    stories.place(make("b", UPDATE, None, "expelled", "Grebel", "Ruritania"))
    (event,) = stories.witnesses()
    actors = next(f for f in event.fields if f.name == "actors")
    assert [(s.value, s.documents) for s in actors.said] == [("Anton Grebel", ("a", "b"))]
    assert actors.differ == ()


def test_the_end_of_a_name_is_no_other_country() -> None:
    north, south = Party("North Ruritania", "RUN"), Party("Ruritania", "RUR")
    assert not same_party(north, south)
    assert same_party(Party("the Rebels", None), Party("rebel", None))
    assert not same_party(Party("traffic police", None), Party("police", None))


def telling(make: Make, recipient: str, at: tuple[float, float]) -> Telling:
    record = make("a", EXPULSION, None, "expelled", "Zubrovka", recipient)
    (found,) = tellings(record)
    parties = (Party(recipient, "ZUB"),)
    return replace(found, recipients=parties, place=recipient, country="ZUB", at=at)


def test_other_people_and_far_towns_speak_against_one_event(make: Make) -> None:
    here = telling(make, "Anton Grebel", (47.0, 15.0))
    other = telling(make, "Berta Kolb", (47.5, 15.0))
    far = telling(make, "Olga Grebel", (48.5, 15.0))
    near = telling_features(here, other, one_story=True, alike=0.0)
    assert near["recipients_named"] == near["place_inside"] == 1.0
    there = telling_features(here, far, one_story=True, alike=0.0)
    assert there["recipients_country"] == there["place_differ"] == 1.0


def test_tellings_told_apart_stay_apart(make: Make) -> None:
    (event,) = told(make)
    a, b = (t.reference for t in event.tellings)
    assert [e.witnesses for e in told(make, NotTheSame().told(a, b))] == [1, 1]


def test_copies_are_one_voice(make: Make) -> None:
    stories = Stories()
    for id in "ab":
        stories.place(make(id, EXPULSION, None, "expelled", "Zubrovka", "Ruritania"))
    (event,) = stories.witnesses("a")
    assert (event.witnesses, event.voices) == (2, 1)


def test_a_place_is_told_by_its_name(make: Make) -> None:
    import msgspec

    record = make("a", EXPULSION, None, "expelled", "Zubrovka", "Ruritania")
    at = EXPULSION.index("Lutz")
    place = Place(id="p1", span=(at, at + 4), name="Lutz", kind="place")
    event = msgspec.structs.replace(record.events[0], place="p1")
    stories = Stories()
    stories.place(msgspec.structs.replace(record, places=(place,), events=(event,)))
    (found,) = stories.witnesses()
    assert next(f for f in found.fields if f.name == "place").said[0].value == "Lutz"
