"""How a city's server is run: bounds and switches, read from a TOML file; every process of a server has the same."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from functools import partial
from ipaddress import ip_address, ip_network
from math import inf
from pathlib import Path
from typing import Any

from gridadmin.city.quotas import USUAL, Quotas
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_

MOST_DAYS = 36_500
PUBLIC_THREADS = 2  # pages for the public that are made at once


@dataclass(frozen=True)
class Settings:
    """Bounds of one server process, and what is switched on. Times in seconds, sizes in bytes, rates per second.

    Attributes:
        prefix: path below which the addresses of the exchange lie.
        threads: handlers at work at once; each holds one connection to PostgreSQL (`pool_size`).
        under_way: requests at once; the next one is told to come again (503).
        large_bodies: requests with a body over 1 MiB at once: what bounds the memory.
        head_seconds: in which a request's head has to be there.
        body_idle, body_grace, body_pace: the longest silence within a body; the time that any body may take; after it
            so many bytes each second must have come.
        write_seconds: how long a client may leave an answer unread.
        connections, address_connections: open at once, and from one address (`proxies` are not counted).
        address_rate, address_burst: requests from one address; offices may share one.
        client_rate, client_burst, client_under_way: requests of one client, and at once, until it has taken the answer:
            fewer than `threads`, or one could hold all of them while it waits for its own lock.
        failure_rate, failure_burst: wrong codes and secrets from one address.
        proxies: addresses, or networks, whose X-Forwarded-For and X-Forwarded-Proto are believed.
        app_keys: JSON file, app key -> secret; where it is named, every request has to be signed (exchange.md, 2.2).
        metrics_token: bearer token of /metrics; without one it answers to this machine only.
        metrics_folder: where the processes of a server put their figures together; None for one process.
        access_days: how long the access record is kept.
        scope_attachments, scope_attachment_bytes, client_replicas, client_tokens: see `Quotas`.
    """

    prefix: str = "/exchange/v1"
    threads: int = 8
    under_way: int = 200
    large_bodies: int = 8
    head_seconds: float = 20.0
    body_idle: float = 20.0
    body_grace: float = 30.0
    body_pace: float = 4_096.0
    write_seconds: float = 120.0
    connections: int = 2_000
    address_connections: int = 500
    address_rate: float = 200.0
    address_burst: float = 1_000.0
    client_rate: float = 100.0
    client_burst: float = 400.0
    client_under_way: int = 4
    failure_rate: float = 0.2
    failure_burst: float = 20.0
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    app_keys: str | None = None
    metrics_token: str | None = None
    metrics_folder: str | None = None
    access_days: int = 400
    scope_attachments: int = USUAL.scope_attachments
    scope_attachment_bytes: int = USUAL.scope_attachment_bytes
    client_replicas: int = USUAL.client_replicas
    client_tokens: int = USUAL.client_tokens

    @property
    def quotas(self) -> Quotas:
        """What one office may take up."""
        return Quotas(**{each.name: getattr(self, each.name) for each in fields(Quotas)})

    @property
    def pool_size(self) -> int:
        """Connections to PostgreSQL of one process: of the handlers, of the public page, and one for the chores."""
        return self.threads + PUBLIC_THREADS + 1

    @property
    def believed(self) -> list[str]:
        """The `proxies` as uvicorn compares them: those of IPv4 also as a socket of both families shows them."""
        networks = (ip_network(each) for each in self.proxies)
        mapped = (f"::ffff:{each.network_address}/{96 + each.prefixlen}" for each in networks if each.version == 4)
        return [*self.proxies, *mapped]

    def is_proxy(self, peer: str) -> bool:
        """Return whether a connection comes from one of the `proxies`."""
        try:
            return any(ip_address(peer) in ip_network(each) for each in self.believed)
        except ValueError:  # a socket without an address
            return False

    def to_text(self) -> str:
        """Return the settings as a text that `from_text` reads: how they reach the processes of a server."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Settings:
        """Return the settings in a text."""
        given = json.loads(text)
        return cls(**{**given, "proxies": tuple(given["proxies"])})


_NO_FILE = N_("The settings “{path}” cannot be read ({reason}).")
_UNKNOWN = N_("The settings “{path}” name “{name}”, which is no setting.")
_WRONG = N_("The settings “{path}”: “{name}” has to be {expected}.")


def read_settings(path: Path | None) -> Settings:
    """Return the settings of a TOML file, the defaults for what it does not name; raises InvalidError."""
    if path is None:
        return Settings()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidError(_NO_FILE, path=path, reason=str(error)) from None
    usual = {field.name: field.default for field in fields(Settings)}
    values = {name: _checked(path, name, value, usual) for name, value in given.items()}
    settings = Settings(**values)  # type: ignore[arg-type]
    if "client_under_way" in given and settings.client_under_way >= settings.threads:
        raise InvalidError(_WRONG, path=path, name="client_under_way", expected=N_("fewer than the threads"))
    return settings


def _checked(path: Path, name: str, value: object, usual: dict[str, object]) -> object:
    if name not in usual:
        raise InvalidError(_UNKNOWN, path=path, name=name)
    read, expected = _kind_of(usual[name])
    fits, closer = _CLOSER.get(name, (_anything, expected))
    found = read(value)
    if found is None or not fits(found):
        raise InvalidError(_WRONG, path=path, name=name, expected=expected if found is None else closer)
    return found


def _kind_of(default: object) -> tuple[Callable[[object], object | None], str]:
    """Return what reads the value of a setting, None where it is none, and what it expects."""
    if isinstance(default, tuple):
        return _texts, N_("a list of texts")
    if isinstance(default, int):
        return _whole, N_("a whole number above 0")
    if isinstance(default, float):
        return _number, N_("a number above 0")
    return _text, N_("a text")


def _texts(value: object) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) and all(isinstance(each, str) for each in value) else None


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < inf else None  # type: ignore[operator, arg-type]


def _whole(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _anything(_value: Any) -> bool:
    return True


def _are_networks(texts: tuple[str, ...]) -> bool:
    try:
        return all(ip_network(text) for text in texts)
    except ValueError:
        return False


# What has to hold of a value beside its kind: a server with another one would not work, or not as it is believed to.
_CLOSER: dict[str, tuple[Callable[[Any], object], str]] = {
    "prefix": (partial(re.fullmatch, r"(/[A-Za-z0-9._~-]+)*"), N_("empty, or a path such as /exchange/v1")),
    "proxies": (_are_networks, N_("a list of network addresses, or of networks such as 10.0.0.0/8")),
    "metrics_token": (bool, N_("a text that is not empty")),
    "metrics_folder": (lambda text: Path(text).is_dir(), N_("a folder that is there")),
    "app_keys": (lambda text: Path(text).is_file(), N_("a file that is there")),
    "access_days": (lambda days: days <= MOST_DAYS, N_("no more than 36500 days")),
}
