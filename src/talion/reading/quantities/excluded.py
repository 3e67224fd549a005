"""Numbers that are no quantities: dates, clock times, names, labels, scores, addresses, ages."""

from __future__ import annotations

import re

from talion.language.base import Parsed, Token
from talion.reading.quantities.lexicon import quantity_words
from talion.reading.quantities.numbers import Number

_CLOCK = re.compile(
    r"[:.]?[0-9]{0,2} ?(?:a\.?m\b|p\.?m\b|o['’]clock|hrs\b|GMT|UTC|BST|EST|EDT|PDT|PST|CET|ET\b)",
    re.IGNORECASE,
)
_COLON_AFTER = re.compile(r":[0-9]")
_DATE_AFTER = re.compile(r"[-/.][0-9]{1,2}[-/.][0-9]{2,4}|/[0-9]|[-–][0-9]+[-–][0-9]")
_DATE_BEFORE = re.compile(r"[0-9][/:]$|[0-9][-–][0-9]{1,4}[-–]$|[0-9]{4}[-–]$")
_MONTH_BEFORE = re.compile(r"\b([A-Za-z]{3,9})\.? (?:the )?$")
_MONTH_AFTER = re.compile(r"(?: of)?,? ([A-Za-z]{3,9})\b")
_DECADE = re.compile(r"['’′]?s\b")
_YEAR_LINK = re.compile(r"(?:^|[\s(])(?:in|since|by|until|till|year|fiscal|circa)$", re.IGNORECASE)
_AGE_COMMAS = re.compile(r" ?[,;)]|\.(?:\s|$)| and\b| who\b")
_SCORE_RIGHT = re.compile(r"[-–][0-9]{1,3}(?![0-9.,]*[%A-Za-z])")
_SCORE_LEFT = re.compile(r"(?:^|[^0-9.,$€£])[0-9]{1,3}[-–]$")
_STREET = re.compile(r" (?:[A-Z]\.? )?(?:[A-Z0-9][\w'’]* ){1,3}([A-Z][a-z]*\.?)\b")


def written_into_a_name(text: str, number: Number, start: int) -> bool:
    """Whether letters, digits or hyphens tie it to a name or code ("F-16", "V10", "192.0.2.1").

    ``start`` is where the number with its currency sign begins.
    """
    left, right = text[start - 1 : start] if start else "", text[number.end : number.end + 1]
    if left and (left.isalpha() or left in "_@#&$€£\\" or left.isdigit()):
        return True
    if left and (left == "/" or (left in "'’" and number.form == "digits")):
        return True
    if (
        left
        and left in "-‐–."
        and start > 1
        and (text[start - 2].isalnum() or text[start - 2] in "-.")
    ):
        return _name_before_hyphen(text, start)
    if right == "." and text[number.end + 1 : number.end + 2].isdigit():
        return True
    return (
        bool(right)
        and right in ("_", "@", "/", "&", "\\")
        and number.form == "digits"
        and text[number.end + 1 : number.end + 2].isalnum()
        and not text[number.end + 1].isalpha()
    )


def _name_before_hyphen(text: str, start: int) -> bool:
    """ "COVID-19" and "Mi-24" are names; "now-18" and "5-10" are not."""
    if text[start - 1] == ".":
        return True
    begin = start - 1
    while begin and (text[begin - 1].isalnum() or text[begin - 1] in ".'’"):
        begin -= 1
    word = text[begin : start - 1]
    if word.replace(".", "").replace(",", "").isdigit() or not word[:1].isalpha():
        return False
    if word in ("to", "or"):
        return False
    return not word.islower() or len(word) < 3 or word in ("under", "non", "top", "last")


def is_date(text: str, number: Number) -> bool:
    """Whether the number is part of a date, a clock time, a year or a decade."""
    if number.form != "digits" or number.grouped:
        return _worded_decade(text, number)
    before, value = text[max(0, number.start - 16) : number.start], number.value
    if value < 25 and _CLOCK.match(text, number.end):
        return True
    if _COLON_AFTER.match(text, number.end) or _DATE_AFTER.match(text, number.end):
        return True
    if _DATE_BEFORE.search(before) or _DECADE.match(text, number.end):
        return True
    return _by_month(text, number, before) or _is_year(number, before)


def _worded_decade(text: str, number: Number) -> bool:
    return number.form == "words" and bool(_CLOCK.match(text, number.end))


def _by_month(text: str, number: Number, before: str) -> bool:
    if number.value != int(number.value) or not (0 < number.value <= 31 or _yearly(number)):
        return False
    months = quantity_words().months
    if (found := _MONTH_BEFORE.search(before)) and found[1].lower() in months:
        return found[1][0].isupper()
    # "May 9, 2013": the year behind the day
    if _yearly(number) and re.search(r"[A-Za-z]{3,9}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? $", before):
        return True
    found = _MONTH_AFTER.match(text, number.end)
    return bool(found and found[1][0].isupper() and found[1].lower() in months)


def _yearly(number: Number) -> bool:
    return 1000 <= number.value <= 2100 and number.value == int(number.value)


def _is_year(number: Number, before: str) -> bool:
    """A four-digit year; the caller has made sure that no unit follows."""
    if number.end - number.start != 4:
        return False
    near = 1800 <= number.value <= 2100
    return near or (1000 <= number.value <= 2200 and bool(_YEAR_LINK.search(before.rstrip())))


def is_label(parsed: Parsed, number: Number, first: int, counted: bool) -> bool:
    """Whether the number names its noun ("Article 5", "Boeing 737", "Falcon 9") and does not count.

    ``first`` is the number's token; ``counted`` whether a plural noun follows that it could count.
    """
    if first == 0 or number.form == "vague":
        return False
    before = parsed.tokens[first - 1]
    if before.text in ("#", "№") or (
        before.sentence != parsed.tokens[first].sentence and before.text != "."
    ):
        return before.text in ("#", "№")
    if parsed.text[before.end : number.start].strip(" (") or before.end == number.start:
        return False
    if before.text == "." and first > 1 and parsed.tokens[first - 2].lower in ("no", "nos"):
        return True
    word = before.lower
    if word in quantity_words().labels and before.pos in (
        "NOUN",
        "PROPN",
        "X",
        "ADJ",
        "DET",
        "INTJ",
    ):
        plural = before.tag in ("NNS", "NNPS")
        return not (counted and (plural or word in ("no",)))
    return _is_named(parsed, before, number, counted)


def _is_named(parsed: Parsed, before: Token, number: Number, counted: bool) -> bool:
    """A capitalised name right before bare digits ("Falcon 9", "Channel 12", "Galaxy S 5")."""
    if before.pos not in ("PROPN", "NOUN", "ADJ") or not any(c.isupper() for c in before.text):
        return False
    if number.grouped or number.scaled:
        return False
    opens_sentence = before.i == parsed.sentences[before.sentence].first
    if number.form == "words":
        return before.pos == "PROPN" and parsed.text[number.start].isupper()
    if before.pos != "PROPN" and opens_sentence:
        return False
    # "Hamas 12 hostages" is rare; "Juventus 2 goals" too: a plural noun decides for a count
    return not counted


def maybe_score(text: str, number: Number) -> bool:
    """Whether it stands like a side of a score ("2-1"), if neither unit nor plural follows."""
    if number.form != "digits" or number.value >= 1000:
        return False
    right = _SCORE_RIGHT.match(text, number.end)
    left = _SCORE_LEFT.search(text[max(0, number.start - 6) : number.start])
    return bool(right or left)


def is_decade(text: str, number: Number) -> bool:
    """Whether it is "1990s", or a year with its possessive."""
    return (
        number.form == "digits"
        and 1000 <= number.value <= 2100
        and bool(_DECADE.match(text, number.end))
    )


def is_model(parsed: Parsed, number: Number, head: int, plural: bool) -> bool:
    """Whether the number belongs to the name behind it ("747 Jumbo")."""
    capital = parsed.tokens[head].text[:1].isupper()
    whole = number.form == "digits" and number.value == int(number.value) != 1
    return whole and not number.scaled and not number.grouped and not plural and capital


_ITEM_BEFORE = re.compile(r"(?:^|\n|[.!?:;”\"][ ])\(?$")
_ITEM_AFTER = re.compile(r"[.)] +[A-Z“\"]")


def is_list_item(text: str, number: Number) -> bool:
    """Whether it numbers the sentence behind it ("2. The team left.")."""
    if number.form != "digits" or number.end - number.start > 2:
        return False
    before = text[max(0, number.start - 3) : number.start]
    return bool(_ITEM_BEFORE.search(before) and _ITEM_AFTER.match(text, number.end))


def is_address(text: str, number: Number) -> bool:
    """Whether a street's name follows."""
    if number.form != "digits" or number.scaled:
        return False
    found = _STREET.match(text, number.end)
    return bool(found and found[1].lower() in quantity_words().streets)


def is_age(parsed: Parsed, number: Number, first: int) -> bool:
    """Whether it is an age: behind "aged", or behind a name between commas or in brackets."""
    if number.scaled or not 0 < number.value < 120 or first == 0:
        return False
    before = parsed.tokens[first - 1]
    if before.lower in ("aged", "age"):
        return True
    if first < 2 or before.text not in (",", "("):
        return False
    name = parsed.tokens[first - 2]
    person = name.pos == "PROPN" or name.lower in (
        "woman",
        "man",
        "boy",
        "girl",
        "driver",
        "suspect",
        "father",
        "mother",
        "son",
        "daughter",
    )
    return person and bool(_AGE_COMMAS.match(parsed.text, number.end))


def is_pronoun(parsed: Parsed, number: Number, first: int, last: int) -> bool:
    """Whether "one" stands for somebody or is part of an idiom."""
    token = parsed.tokens[first]
    if token.lower != "one" or first != last:
        return False
    words = quantity_words()
    if (
        first
        and parsed.tokens[first - 1].lower in words.one_not_after
        and token.sentence == parsed.tokens[first - 1].sentence
    ):
        return True
    if parsed.text.startswith((" of them", " of us", " of you", " of which"), number.end):
        return True
    following = parsed.tokens[last + 1] if last + 1 < len(parsed.tokens) else None
    if following is None or following.sentence != token.sentence:
        return True
    if following.lower in words.one_not or parsed.text[number.end : number.end + 1] in (
        "-",
        "'",
        "’",
    ):
        return True
    return not (
        following.pos in ("NOUN", "PROPN", "ADJ", "NUM")
        or following.lower in ("of", "or", "more", "such", "other")
        or following.tag in ("VBN", "VBG", "RBS")
    )
