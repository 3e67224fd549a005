"""``talion serve``: the database as a web page and a REST API."""

from __future__ import annotations

import secrets
import socket

import click

from talion.cli import options
from talion.errors import TalionError
from talion.store.database import DEFAULT, Database
from talion.web.settings import LOOPBACK, Settings


@click.command("serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
    help="Where to listen; elsewhere than on this machine a token is needed to enter.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True,
              help="0 takes a free one.")  # fmt: skip
@click.option(
    "--host-name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name that people reach the server by, such as that of a proxy.",
)
@click.option(
    "--token",
    envvar="TALION_TOKEN",
    show_envvar=True,
    metavar="SECRET",
    help="What who asks must know; elsewhere than on this machine one is made up where none is given.",
)
@options.coder
@click.option("--wait", type=click.FloatRange(min=0), default=5.0, show_default=True,
              metavar="SECONDS", help="How long a page waits while others write.")  # fmt: skip
@click.option("--database", "-d", default=DEFAULT, envvar="TALION_DATABASE", show_default=True,
              show_envvar=True, metavar="PATH|ADDRESS",
              help="The database: a file, or postgresql://USER@HOST/NAME.")  # fmt: skip
def command(
    host: str,
    port: int,
    names: tuple[str, ...],
    token: str | None,
    how: options.Coding,
    wait: float,
    database: str,
) -> None:
    """Show the database in a browser, and answer programs under /api/v1.

    Texts that are posted are coded by the options, with your own actors and types if you give their files.
    Nothing is fetched from elsewhere, and nothing in the database is changed. Stop it with Ctrl-C.
    """
    outside = host not in LOOPBACK
    known = token or (secrets.token_urlsafe(24) if outside else None)
    hosts = () if outside and not names else (*LOOPBACK, *(n.lower() for n in names))
    settings = Settings(
        database=database, wait=wait, hosts=hosts, token=known, start=how.start()
    )  # fmt: skip
    _serve(settings, host, port)


def _serve(settings: Settings, host: str, port: int) -> None:
    try:
        import uvicorn

        from talion.web.app import build
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is not installed; pip install 'talion[web]'"
        ) from error
    with Database(settings.database, wait=settings.wait):  # an error where there is none
        pass
    application = build(settings)
    listening = _listening(host, port)
    config = uvicorn.Config(
        application, host=host, port=port, log_level="warning", server_header=False,
        proxy_headers=False, lifespan="off", ws="none",
    )  # fmt: skip
    bound = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    query = f"/?token={settings.token}" if settings.token else "/"
    click.echo(f"talion: http://{shown}:{bound}{query} (Ctrl-C stops it)", err=True)
    uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; :class:`TalionError` where it can't."""
    six = ":" in host
    try:
        return socket.create_server(
            (host, port),
            family=socket.AF_INET6 if six else socket.AF_INET,
            dualstack_ipv6=six and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        raise TalionError(
            f"can't listen: {error.strerror}",
            where=f"{host}:{port}",
            remedy="give another --port, or another --host",
        ) from error
