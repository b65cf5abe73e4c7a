"""What of docs/exchange* is written from wire/: the schemas of the OpenAPI document, the table of owners.

    exchange_document.py write | check

Everything outside of the marks is written by hand.
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
from gridadmin.wire.owner_terms import Field, RecordOwners
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.values import LARGEST_NUMBER, LONGEST_TEXT, MOST_ITEMS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "exchange-openapi.yaml"
MARK = "  schemas: # from here on written by tools/exchange_document.py out of src/gridadmin/wire/\n"
PAGE = ROOT / "docs" / "exchange.md"
RECORDS = "<!-- records: written by tools/exchange_document.py out of src/gridadmin/wire/owners.py -->\n"
END_OF_RECORDS = "<!-- /records -->\n"
MODULES = (enrolment, groups, history, packages, problems, pull, push, recovery)

_ANY_VALUE = {"$ref": "#/components/schemas/Value"}
VALUE = {
    "description": "The value of a field: any JSON without fractions and U+0000, at most eight levels deep.",
    "anyOf": [
        {"type": ["null", "boolean"]},
        {"type": "integer", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER},
        {"type": "string", "maxLength": LONGEST_TEXT},
        {"type": "array", "items": _ANY_VALUE, "maxItems": MOST_ITEMS},
        {"type": "object", "additionalProperties": _ANY_VALUE, "maxProperties": MOST_ITEMS},
    ],
}
TOKEN_REQUEST = {
    "type": "object",
    "description": "OAuth 2.0 client credentials (RFC 6749, section 4.4.2).",
    "properties": {
        "grant_type": {"type": "string", "const": "client_credentials"},
        "client_id": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        "client_secret": {"type": "string", "minLength": 1, "maxLength": 400, "pattern": "^[!-~]+$"},
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
    for word, name in groups.LEAN_KINDS.items():
        whole = groups.OP_KINDS[word].describe()
        told = f"{whole['description']} On a lean page without `f` where the record's row says the same."
        described[name] = whole | {"description": told, "required": [part for part in whole["required"] if part != "f"]}
    return dict(sorted((described | {"Value": VALUE, "TokenRequest": TOKEN_REQUEST}).items()))


def document_text(now: str) -> str:
    """Return the document with its schemas renewed; raises ValueError where the mark is missing."""
    head, mark, _old = now.partition(MARK)
    if not mark:
        raise ValueError(f"{DOCUMENT.name} has no line {MARK.strip()!r}")
    written = yaml.safe_dump(schemas(), allow_unicode=True, sort_keys=False, width=110)
    return head + mark + "".join(f"    {line}\n" if line else "\n" for line in written.splitlines())


def records_text() -> str:
    """Return the map of owners as tables of the page."""
    lines: list[str] = []
    for name, known in OWNERS.items():
        lines += [
            "",
            f"**`{name}`** — {_about_record(known)}",
            "",
            "| field | kind | owner | personal |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| `{each}` | {_kind(field)} | {field.owner} | {field.personal} |" for each, field in known.fields.items()
        ]
    return "\n".join(lines).lstrip("\n") + "\n"


def _about_record(known: RecordOwners) -> str:
    facts = [f"made by the {known.owner}, in {' | '.join(sorted(known.scopes))}"]
    facts += [f"natural key {_names(known.natural_key)}"] if known.natural_key else []
    facts += [f"one where {_names(known.alike)} is alike"] if known.alike else []
    facts += [f"twin {_names(known.twin_key)}"] if known.twin_key else []
    facts += ["may be a stand-in"] if known.stands_in else []
    facts += [f"together {_names(sorted(each))}" for each in known.together]
    return "; ".join(facts)


def _names(names: Sequence[str]) -> str:
    return " + ".join(f"`{name}`" for name in names)


def _kind(field: Field) -> str:
    words = field.kind.value + (f" of `{field.refers}`" if field.refers else "")
    words += f": {', '.join(field.choices)}" if field.choices else ""
    return words if field.required else f"{words}, or null"


def page_text(now: str) -> str:
    """Return the page with its tables renewed; raises ValueError where a mark is missing."""
    head, mark, rest = now.partition(RECORDS)
    _old, end, tail = rest.partition(END_OF_RECORDS)
    if not mark or not end:
        raise ValueError(f"{PAGE.name} has lost a mark of its tables")
    return f"{head}{mark}\n{records_text()}\n{end}{tail}"


def stale(write: bool) -> list[str]:
    """Return the names of the documents that are not what wire/ says; renew them where asked."""
    found = []
    for path, renewed in ((DOCUMENT, document_text), (PAGE, page_text)):
        now = path.read_text(encoding="utf-8")
        new = renewed(now)
        if new != now:
            found.append(path.name)
            if write:
                path.write_text(new, encoding="utf-8")
    return found


def main(arguments: Sequence[str]) -> int:
    """Write or check; 1 where a document is not what wire/ says."""
    if list(arguments) not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    names = stale(write=arguments[0] == "write")
    if names and arguments[0] == "check":
        print(f"{', '.join(names)}: not what wire/ says; run {Path(__file__).name} write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
