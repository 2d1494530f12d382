"""Which addresses of the internet a page may be fetched from: public ones.

Who lets others name URLs would otherwise let them read what only this machine can reach: a router, a database, the
metadata of a cloud (169.254.169.254).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
"""https://www.rfc-editor.org/rfc/rfc6052#section-2.1"""


def is_public(address: str) -> bool:
    """Tell whether an IP address, as written, is one of the public internet; a wrapped one of IPv4 is judged itself."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    wrapped = _wrapped(ip)
    if wrapped is not None:
        return _is_public(wrapped)
    return _is_public(ip)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    site_local = isinstance(ip, IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or site_local)


def _wrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Give the address of IPv4 that one of IPv6 leads to: mapped, by 6to4, by NAT64."""
    if isinstance(ip, IPv4Address):
        return None
    return ip.ipv4_mapped or ip.sixtofour or (IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
