"""What schemathesis has to be told of the exchange beside its OpenAPI document (tests/city/schemathesis.toml names it).

JSON Schema cannot say three rules of docs/exchange.md: a whole number is spelled without fraction and exponent (to JSON
Schema 6.0 is an integer, too), values are eight levels deep at most, and a mid stands once in a push.

Of the requests that are sound most get the scope of the token (`TRIED_SCOPE`), a schema and a place in the history that
the city takes, so that they reach what lies behind those.
"""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

import schemathesis
from schemathesis import GenerationMode

from gridadmin.wire.owners import OWNERS
from gridadmin.wire.values import DEEPEST

TRIED_SCOPE = "TRIED_SCOPE"


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Spell whole numbers as the protocol does."""
    return whole(body)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Give every group of a push a mid of its own, and let most sound requests reach the city's own rules."""
    if not isinstance(case.body, dict):
        return
    _number_groups(case.body.get("groups"))
    scope = os.environ.get(TRIED_SCOPE)
    is_sound = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if scope and is_sound and len(case.body) % 4:
        _settle(case.body, scope)


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out what is wrong only for a header that nobody knows: HTTP ignores those (RFC 9110, 5.1)."""
    return not any("schemathesis-unknown" in name for name in case.headers or ())


@schemathesis.serializer("application/partial-upload")
def send_piece(context: Any, value: Any) -> bytes:
    """Send a piece of an attachment as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def whole(value: Any, depth: int = DEEPEST) -> Any:
    """Return a JSON value with every float that is whole as a whole number, and nothing deeper than values may be."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, list | dict):
        return value
    if depth == 0:
        return None
    if isinstance(value, list):
        return [whole(item, depth - 1) for item in value]
    return {name: whole(item, depth - 1) for name, item in value.items()}


def _number_groups(groups: Any) -> None:
    met: set[str] = set()
    for group in groups if isinstance(groups, list) else ():
        mid = group.get("mid") if isinstance(group, dict) else None
        if isinstance(mid, str) and mid in met:
            group["mid"] = mid = str(UUID(int=len(met)))
        met.add(str(mid))


def _settle(body: dict[str, Any], scope: str) -> None:
    if "schema" in body:
        body["schema"] = 1
    if "scope" in body:
        body["scope"] = scope
    if "cursors" in body:
        body["cursors"] = {scope: [0, 0]}
    body.pop("history", None)
    for group in body.get("groups", ()):
        for op in group["ops"]:
            _name_what_is_known(op)


def _name_what_is_known(op: dict[str, Any]) -> None:
    """Put the values of an operation into a record type and fields that there are."""
    kinds = sorted(OWNERS)
    op["t"] = kinds[sum(map(ord, op["t"])) % len(kinds)]
    for part in ("f", "was", "set"):
        if part in op:
            op[part] = dict(zip(OWNERS[op["t"]].fields, op[part].values(), strict=False))
