"""The golden stories have the records that spaCy's pipeline gives when nothing is made quicker."""

from dataclasses import replace

import pytest
from golden_reading import NAMES, story

from talion.coder import Coder
from talion.intake import document_from
from talion.language.english.parser import EnglishParser, package


@pytest.fixture(scope="module")
def coders() -> tuple[Coder, Coder]:
    quick = Coder.load(fast=True)
    return quick, replace(quick, parser=EnglishParser(package().load()))


@pytest.mark.parametrize("name", NAMES)
def test_same_record(name: str, coders: tuple[Coder, Coder]) -> None:
    told = story(name)
    loaded = document_from(told.text, id=name, published=told.expected.get("given"))
    quick, plain = (coder.code(loaded).to_json() for coder in coders)
    assert quick == plain
