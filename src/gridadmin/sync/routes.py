"""The way to the city: its address, whom to believe there, and the proxy in between.

Automatic proxy scripts (PAC) would need a JavaScript engine and are left out: where an office has one, its proxy is
entered by hand.
"""

from __future__ import annotations

import logging
import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.exchange import Connection
from gridadmin.i18n import N_

if TYPE_CHECKING:
    from urllib3 import PoolManager

# Where distributions keep the authorities they trust, should OpenSSL have been built for another one.
BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem")

_NO_ADDRESS = N_("“{address}” is not the address of a city exchange. Expected https://name/path, without ? and #.")
_PLAIN = N_("“{address}” is not encrypted. http:// is accepted only for this computer itself; use https://.")
_NO_PROXY = N_("“{proxy}” is not the address of a proxy. Expected http://name:port, without a user name.")
_NO_FILE = N_("The certificate file {path} cannot be used ({reason}). Choose another one.")


def base_address(connection: Connection) -> SplitResult:
    """Return the city's address in its parts, its path without a slash at the end.

    Raises InvalidError for what is no address, and for an unencrypted one of another computer.
    """
    address = connection.address.strip()
    try:
        parts = urlsplit(address)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise InvalidError(_NO_ADDRESS, address=address) from None
    plain = parts.scheme in ("https", "http") and bool(parts.hostname) and port_is_sound and address.isascii()
    if not plain or parts.query or parts.fragment or "@" in parts.netloc or " " in address or "%" in parts.netloc:
        raise InvalidError(_NO_ADDRESS, address=address)
    if parts.scheme == "http" and not _is_this_computer(parts.hostname or ""):
        raise InvalidError(_PLAIN, address=address)
    return parts._replace(path=parts.path.rstrip("/"))


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def tls_context(connection: Connection) -> ssl.SSLContext:
    """Return whom to believe: the authority in the connection's file alone, or those of the system.

    TLS 1.2 at least, names are checked, nothing can be waved through. Raises InvalidError for files that do not fit.
    """
    path = connection.ca_file or _bundle()
    try:
        context = ssl.create_default_context(cafile=path)
        path = connection.certificate
        if path:
            # An encrypted key would ask for its password on a terminal that nobody looks at.
            context.load_cert_chain(path, connection.certificate_key, password="")
    except (OSError, ValueError) as error:  # also what ssl.SSLError is
        raise InvalidError(_NO_FILE, path=path, reason=getattr(error, "reason", None) or error) from error
    context.minimum_version = max(context.minimum_version, ssl.TLSVersion.TLSv1_2)
    return context


def _bundle() -> str | None:
    known = ssl.get_default_verify_paths()
    if known.cafile or known.capath:
        return None
    return next((path for path in BUNDLES if Path(path).is_file()), None)


def proxy_for(connection: Connection, base: SplitResult) -> str | None:
    """Return the proxy's address; None where the city is reached directly.

    An unencrypted address, which can only be this computer, never goes through one. Raises InvalidError for an
    entered proxy that is none.
    """
    if base.scheme == "http" or connection.proxy == "":
        return None
    if connection.proxy is None:
        host = base.hostname or ""
        if _is_this_computer(host) or proxy_bypass(host):
            return None
        proxies = getproxies()
        return proxies.get("https") or proxies.get("all")
    if not _is_proxy(connection.proxy) or "@" in connection.proxy:
        raise InvalidError(_NO_PROXY, proxy=connection.proxy)
    return connection.proxy


def _is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def open_route(connection: Connection) -> PoolManager:
    """Return what requests are sent through; raises InvalidError for settings that do not fit together."""
    from urllib3 import PoolManager, ProxyManager
    from urllib3.util import make_headers

    # Its log names addresses, among them the hashes of photos; what was wrong, the error says.
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    base = base_address(connection)
    context = tls_context(connection) if base.scheme == "https" else None
    proxy = proxy_for(connection, base)
    if proxy is None:
        return PoolManager(num_pools=1, maxsize=1, ssl_context=context)
    if not _is_proxy(proxy):  # the system's setting: SOCKS, or a mistake
        raise InvalidError(_NO_PROXY, proxy=urlsplit(proxy).hostname or proxy)
    parts = urlsplit(proxy)
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
    bare = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    headers = make_headers(proxy_basic_auth=login) if login else None
    return ProxyManager(bare, num_pools=1, maxsize=1, proxy_headers=headers, ssl_context=context)
