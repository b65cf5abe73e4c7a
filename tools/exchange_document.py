"""The schemas of docs/exchange-openapi.yaml, written from the messages in wire/: `write` renews them, `check` compares.

    exchange_document.py write | check

Paths, parameters and answers above the mark in the document are written by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

if __package__ in (None, ""):
    sys.path[:0] = [str(Path(__file__).resolve().parent.parent / each) for each in ("src", "")]

from gridadmin.wire import enrolment, groups, history, packages, problems, pull, push, recovery
from gridadmin.wire.message import Message

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "exchange-openapi.yaml"
MARK = "  schemas: # from here on written by tools/exchange_document.py out of src/gridadmin/wire/\n"
MODULES = (enrolment, groups, history, packages, problems, pull, push, recovery)

VALUE = {"description": "The value of a field: any JSON without fractions, at most eight levels deep."}
TOKEN_REQUEST = {
    "type": "object",
    "description": "OAuth 2.0 client credentials (RFC 6749, section 4.4.2).",
    "properties": {
        "grant_type": {"type": "string", "const": "client_credentials"},
        "client_id": {"type": "string", "minLength": 1, "maxLength": 200},
        "client_secret": {"type": "string", "minLength": 1, "maxLength": 400},
    },
    "required": ["grant_type", "client_id", "client_secret"],
}


def message_kinds() -> dict[str, type[Message]]:
    """Return every message by its name."""
    found = (each for module in MODULES for each in vars(module).values() if isinstance(each, type))
    return {each.__name__: each for each in found if issubclass(each, Message) and each is not Message}


def schemas() -> dict[str, Any]:
    """Return the JSON Schema of every message by its name, in alphabetical order."""
    described = {name: kind.describe() for name, kind in message_kinds().items()}
    return dict(sorted((described | {"Value": VALUE, "TokenRequest": TOKEN_REQUEST}).items()))


def document_text(now: str) -> str:
    """Return the document with its schemas renewed; raises ValueError where the mark is missing."""
    head, mark, _old = now.partition(MARK)
    if not mark:
        raise ValueError(f"{DOCUMENT.name} has no line {MARK.strip()!r}")
    written = yaml.safe_dump(schemas(), allow_unicode=True, sort_keys=False, width=110)
    return head + mark + "".join(f"    {line}\n" if line else "\n" for line in written.splitlines())


def main(arguments: Sequence[str]) -> int:
    """Write or check; 1 where the document is not what wire/ says."""
    if list(arguments) not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    now = DOCUMENT.read_text(encoding="utf-8")
    new = document_text(now)
    if arguments[0] == "write":
        DOCUMENT.write_text(new, encoding="utf-8")
    elif new != now:
        print(f"{DOCUMENT.name} is not what wire/ says: run {Path(__file__).name} write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
