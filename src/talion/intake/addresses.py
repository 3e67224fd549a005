"""Which addresses may be fetched: http and https, and only hosts that all the world can reach."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import cast
from urllib.parse import SplitResult, urlsplit

from talion.errors import IntakeError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")
_WORLD = IPv6Network("2000::/3")
"""All of IPv6 that is given out to the world; what lies outside is local, reserved or old."""
_NOWHERE = (IPv4Network("192.0.0.0/24"), IPv6Network("3fff::/20"))
"""Set aside for protocols and examples, which not every Python knows."""

Address = IPv4Address | IPv6Address


def is_url(path: str) -> bool:
    """Whether a source is an address on the net, or would be one with another scheme.

    >>> is_url("https://example.org/rss"), is_url("C:/news"), is_url("news.txt")
    (True, False, False)
    """
    return bool(_SCHEME.match(path))


def shown(url: str) -> str:
    """The address as messages show it: without what may be secret, the query and the user.

    >>> shown("https://me:secret@example.org/rss?token=1")
    'https://example.org/rss'
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "the address"
    port = f":{parts.netloc.rpartition(':')[2]}" if re.search(r":\d+$", parts.netloc) else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def checked(url: str) -> SplitResult:
    """The parts of an address; :class:`IntakeError` when it is not one to fetch."""
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError as error:
        raise _refused(f"it can't be read ({error})", url) from error
    if parts.scheme.lower() not in _PORTS:
        raise _refused("only http and https addresses are fetched", url)
    if not parts.hostname or not 0 < port < 65536 or re.search(r"[\s\x00-\x1f\x7f]", url):
        raise _refused("it names no host", url)
    if parts.username or parts.password:
        raise _refused("it names a user", url, "save the feed to a file, and give that")
    return parts


def resolved(parts: SplitResult, *, private: bool) -> tuple[str, int]:
    """The number and port to connect to; :class:`IntakeError` when it is not to be fetched from.

    Every number of the host's must be public unless ``private``: the one that is given back is one
    of those that were checked, and the host is not looked up again.
    """
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme.lower()]
    url = parts.geturl()
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _refused(f"the host is not found ({error})", url, "check the address") from error
    numbers = [str(entry[4][0]) for entry in found]
    if not private and not all(is_public(ip_address(n.partition("%")[0])) for n in numbers):
        raise _refused(
            "its host is at a private address",
            url,
            "give --private-addresses if it is yours and meant to be read",
        )
    return numbers[0], port


def is_public(address: Address) -> bool:
    """Whether all the world can reach a number, and the one that may be hidden in it.

    >>> is_public(ip_address("192.168.0.1")), is_public(ip_address("::ffff:127.0.0.1"))
    (False, False)
    >>> is_public(ip_address("192.0.43.8"))
    True
    """
    if address in _NAT64:
        return _hidden_public(cast("IPv6Address", address))
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if any(address in network for network in _NOWHERE):
        return False
    return isinstance(address, IPv4Address) or (address in _WORLD and _hidden_public(address))


def _hidden_public(address: IPv6Address) -> bool:
    """Whether the IPv4 numbers that an IPv6 number carries are public."""
    hidden = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        hidden.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return all(is_public(number) for number in hidden if number is not None)


def _refused(why: str, url: str, remedy: str = "") -> IntakeError:
    return IntakeError(
        f"the address is not fetched: {why}",
        where=shown(url),
        remedy=remedy or "give an address such as https://example.org/rss.xml",
    )
