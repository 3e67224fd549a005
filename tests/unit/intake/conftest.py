"""What the tests of intake share: reading sources whole, and files made up for them."""

import io
from pathlib import Path

import pytest

from talion.intake import Failed, Item, Loaded, read


class Intake:
    """Reads sources under a folder of the test's own."""

    STORY = "Rebels left the town of Bora on Monday, and the army of Vanora said it would follow."

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *paths: object, stdin: bytes = b"", **more: object) -> list[Item]:
        return list(read(map(str, paths), stdin=io.BytesIO(stdin), **more))  # type: ignore[arg-type]

    def of(self, name: str, data: bytes | str, **more: object) -> list[Item]:
        return self.run(self.write(name, data), **more)

    def write(self, name: str, data: bytes | str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    @staticmethod
    def ids(items: list[Item]) -> list[str]:
        return [i.id if isinstance(i, Failed) else i.document.id for i in items]

    @staticmethod
    def loaded(items: list[Item]) -> list[Loaded]:
        return [i for i in items if isinstance(i, Loaded)]

    @staticmethod
    def errors(items: list[Item]) -> list[str]:
        return [i.error.message for i in items if isinstance(i, Failed)]


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    return Intake(tmp_path)
