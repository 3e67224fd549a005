"""A worker that runs out of memory: its document fails and says so, the others are coded."""

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talion.intake import document_from
from talion.parallel import code_parallel
from talion.record import Failure

GREEDY = textwrap.dedent(
    """
    import resource
    from talion.considered import Considered
    from talion.record import Record

    def start():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        return work

    def work(items):
        for item in items:
            if "large" in item.document.text:
                bytearray(4 << 30)
            yield Considered(Record(document=item.document))
    """
)


@pytest.fixture(name="greedy")
def make_greedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    (tmp_path / "talion_greedy_work.py").write_text(GREEDY)
    monkeypatch.syspath_prepend(str(tmp_path))
    import importlib

    yield importlib.import_module("talion_greedy_work")
    sys.modules.pop("talion_greedy_work", None)


def test_only_the_document_that_needs_too_much_memory_fails(greedy: Any) -> None:
    texts = ["small", "large", "small", "small"]
    items = (document_from(text, id=str(n)) for n, text in enumerate(texts))
    found = [one.result for one in code_parallel(items, greedy.start, workers=1)]
    assert [one.document.id for one in found] == ["0", "1", "2", "3"]
    assert [isinstance(one, Failure) for one in found] == [False, True, False, False]
    assert isinstance(found[1], Failure)
    assert "it may have run out of memory" in found[1].error.message
