"""A new user's path: runs the commands of the first steps in an empty environment, and keeps what they print.

    python docs/making/fresh.py [--write]

Builds the package's wheel, then runs every ``sh`` block of ``docs/start/first-steps.md`` in order, in one shell, in an
empty folder that is its home, with nothing of this environment but the system's programs. Fails where a command does,
or where the committed transcript is of other commands. ``--write`` puts what was printed into ``docs/start/transcript.md``.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "start" / "first-steps.md"
TRANSCRIPT = PAGE.with_name("transcript.md")
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HERE = re.compile(r"<<'(\w+)'")
_KEPT = re.compile(r"^(PIP_|SSL_|HTTPS?_PROXY|NO_PROXY)", re.IGNORECASE)
_HEAD = """# The first steps, as they ran

Written by `python docs/making/fresh.py --write` on {day}, with Python {python}: the commands of the [first steps](first-steps.md) in
an empty environment. The tests run them anew each time, and fail when one fails.

```console
{printed}```
"""


def commands(page: str) -> list[str]:
    """The commands of a page's ``sh`` blocks, a here-document with the one that reads it."""
    return [command for block in _BLOCK.findall(page) for command in _split(block)]


def _split(block: str) -> Iterator[str]:
    """Commands by line; one that opens a here-document goes on to its end.

    >>> list(_split("cd a\\ncat <<'END'\\nx\\nEND\\nls\\n"))
    ['cd a', "cat <<'END'\\nx\\nEND", 'ls']
    """
    lines = iter(block.splitlines())
    for line in lines:
        command = [line]
        if opened := _HERE.search(line):
            for more in lines:
                command.append(more)
                if more == opened[1]:
                    break
        if line.strip():
            yield "\n".join(command)


def script(commands: list[str]) -> str:
    """A script that shows each command before it runs it, and stops where one fails."""
    shown = ("printf '%s\\n' " + _quoted(f"$ {c}") for c in commands)
    return "exec 2>&1\nset -euo pipefail\n" + "".join(
        f"{show}\n{command}\n" for show, command in zip(shown, commands, strict=True)
    )


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "'\\''") + "'"


def run(commands: list[str], home: Path, wheels: Path) -> str:
    """What the commands print; ``SystemExit`` with all of it when one fails."""
    kept = {name: value for name, value in os.environ.items() if _KEPT.match(name)}
    links = f"{kept.get('PIP_FIND_LINKS', '')} {wheels}".strip()
    python = Path(sys.base_prefix) / "bin"
    environment = kept | {
        "PIP_FIND_LINKS": links, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "HOME": str(home),
        "PATH": f"{python}:/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "COLUMNS": "100",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-c", script(commands)], cwd=home, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    lines = done.stdout.replace(str(home), "/home/you").splitlines()
    printed = "".join(f"{line.rstrip()}\n" for line in lines)
    if done.returncode:
        raise SystemExit(f"{printed}\nthe last command failed with status {done.returncode}")
    return printed


def main() -> None:
    """Runs, and holds the transcript to the page, or writes it."""
    wanted = commands(PAGE.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        wheels, home = Path(scratch, "wheels"), Path(scratch, "home")
        home.mkdir()
        build = [
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            str(wheels),
            str(ROOT),
        ]
        subprocess.run([sys.executable, *build], check=True)
        printed = run(wanted, home, wheels)
    print(printed)
    if "--write" in sys.argv:
        version = ".".join(map(str, sys.version_info[:3]))
        TRANSCRIPT.write_text(_HEAD.format(day=_today(), python=version, printed=printed), "utf-8")
    elif shown() != wanted:
        raise SystemExit("the transcript is of other commands; run docs/making/fresh.py --write")


def shown() -> list[str]:
    """The commands that the committed transcript shows, each by what follows its ``$``."""
    lines = TRANSCRIPT.read_text("utf-8").splitlines()
    wanted = commands(PAGE.read_text("utf-8"))
    heads = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    same = heads == [command.splitlines()[0] for command in wanted]
    return wanted if same else heads


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


if __name__ == "__main__":
    main()
