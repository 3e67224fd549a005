import pytest

from talion.knowledge import matching


@pytest.mark.parametrize(
    ("token", "pieces"),
    [
        ("Russia", ["Russia"]),
        ("al-Qaida", ["Al", "Qaida"]),
        ("Al-Qaida", ["Al", "Qaida"]),
        ("U.S.", ["US"]),
        ("U.S", ["US"]),
        ("U.S.A.", ["USA"]),
        ("U.S.-led", ["US", "led"]),
        ("St.", ["St"]),
        ("d’Ivoire", ["d", "Ivoire"]),
        ("'s", ["s"]),
        ("-", []),
        ("'", []),
        ("&", ["and"]),
        ("ISIL/Daesh", ["ISIL", "/", "Daesh"]),
        ("Türkiye", ["Turkiye"]),
        (",", [","]),
        ("...", ["..."]),
    ],
)
def test_pieces(token: str, pieces: list[str]) -> None:
    assert matching.pieces(token) == pieces


@pytest.mark.parametrize(
    "name", ["Russia", "al Qaeda", "Guinea-Bissau", "Cox's Bazar", "U.N. Women"]
)
def test_key_is_the_same_however_the_text_is_cut(name: str) -> None:
    tokens = name.replace("-", " - ").replace("'s", " 's").split()
    assert " ".join(piece for token in tokens for piece in matching.pieces(token)) == matching.key(
        name
    )


def test_longest_takes_the_longer_name_and_never_overlaps() -> None:
    filed = {"New York", "New York Times", "Times Square", "York"}
    parts = matching.cut(["New", "York", "Times", "Square", "York"], filed)
    found = matching.longest(parts, {"New": 3, "Times": 2, "York": 1}, filed)
    assert [each.key for each in found] == ["New York Times", "York"]


def test_words_in_capitals_are_read_as_the_names_they_shout() -> None:
    known = {"United", "Arab", "Emirates", "of", "US"}
    texts = [part.text for part in matching.cut(["UNITED", "ARAB", "OF", "US", "USE"], known)]
    assert texts == ["United", "Arab", "of", "US", "USE"]


def test_pieces_know_whether_they_open_and_close_their_token() -> None:
    parts = matching.cut(["Russia's", "U.S.-led"], frozenset())
    assert [(part.text, part.token, part.opens, part.closes) for part in parts] == [
        ("Russia", 0, True, True),
        ("s", 0, False, True),
        ("US", 1, True, False),
        ("led", 1, False, True),
    ]


def test_nothing_in_nothing() -> None:
    assert matching.cut([], frozenset()) == []
    assert list(matching.longest([], {}, {})) == []
