"""The reference of the command line, from click's own description of it."""

from collections.abc import Iterator

import click

from making.markdown import block, code, table
from talion.cli import group

_HEAD = """# Commands

Written from the commands themselves. `talion COMMAND --help` shows the same.

"""


def page() -> str:
    """The page."""
    root = click.Context(group, info_name="talion")
    parts = (
        part
        for name in group.list_commands(root)
        for part in _command(group.get_command(root, name), name, root, 2)
    )
    return _HEAD + "\n".join(parts)


def _command(
    command: click.Command | None, name: str, parent: click.Context, depth: int
) -> Iterator[str]:
    """A command's section, and those of the commands in it."""
    if command is None:
        return
    context = click.Context(command, info_name=name, parent=parent)
    yield f"{'#' * depth} {context.command_path}\n"
    yield block(" ".join([context.command_path, *command.collect_usage_pieces(context)]))
    yield f"{_prose(command.help or '')}\n"
    options = [_option(p, context) for p in command.get_params(context)]
    rows = [row for row in options if row is not None]
    yield table(["option", "what it does"], rows)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _command(command.get_command(context, inner), inner, context, depth + 1)


def _prose(help: str) -> str:
    return help.replace("\b", "").strip()


def _option(parameter: click.Parameter, context: click.Context) -> list[str] | None:
    """An option's words and what it does; ``None`` for an argument or a hidden one."""
    record = parameter.get_help_record(context)
    return None if record is None else [code(record[0]), record[1]]
