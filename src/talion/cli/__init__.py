"""The command line: one command a file, loaded when first used."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS = {
    "code": "Code stories into records.",
    "add": "Code stories and put them into a database.",
    "events": "List or count who did what to whom.",
    "import-events": "Put GDELT, ICEWS and POLECAT files into a database.",
    "claims": "Show who says what, in a story or in the database.",
    "links": "List what answers what.",
    "chain": "Follow what an event answers, and what answers it.",
    "documents": "List the documents in the database.",
    "actors": "List who appears in the stories.",
    "sql": "Ask the database in SQL.",
    "dyad": "Follow a pair of countries over time.",
    "status": "Show what the database holds.",
    "stories": "Group documents that tell one story.",
    "watch": "Follow feeds and folders, and add what is new.",
    "serve": "Show the database in a browser, with a REST API.",
    "explain": "Show what made each field of an event.",
    "relate": "Ask what a text says that one actor did to another.",
    "schema": "Print the JSON Schema of a line of output.",
    "doctor": "Check the installation, and say what is missing.",
    "completion": "Print the script that completes commands in a shell.",
}
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)
INTERRUPTED = 130
BROKEN_PIPE = 141


class _Lazy(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"talion.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; the nearest are told where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], _COMMANDS)
            if not near:
                raise
            told = f"{error.message} Did you mean {' or '.join(near)}?"
            raise click.UsageError(told, ctx) from error

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The commands and options that begin so, without importing any command."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(n, help=h) for n, h in _COMMANDS.items() if n.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; errors of ours are one line, Ctrl-C is 130, a closed pipe is quiet."""
        from talion.errors import TalionError

        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except TalionError as error:
            raise _Refused(str(error)) from error
        except KeyboardInterrupt:
            click.echo("talion: stopped", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _let_go_of_stdout()
            ctx.exit(BROKEN_PIPE)
        except OSError as error:
            if error.errno not in _DISK:
                raise
            _let_go_of_stdout()
            raise _Refused(
                f"it could not be written: {error.strerror}; make room, and run it again"
            ) from error
        return result


class _Refused(click.ClickException):
    """An error of ours, on one line of standard error."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002
        """Write the line."""
        click.echo(f"talion: {self.message}", err=True)


def _let_go_of_stdout() -> None:
    """Nobody reads on: what is left to be flushed at exit must not raise again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="talion")
def group() -> None:
    """Reads news stories and records who did what to whom, in answer to what, and who says so."""


def main() -> None:
    """The entry point."""
    group(prog_name="talion")
