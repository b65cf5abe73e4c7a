"""Canonical spelling, row hashes and digests, computed from §3 and §9 alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from tests.conformance.line import Doc

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def canonical(value: Any) -> str:
    """Return the canonical spelling of §3."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(name)}:{canonical(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    return '"' + "".join(_SHORT.get(each) or (f"\\u{ord(each):04x}" if each < " " else each) for each in text) + '"'


def row_hash(type_: str, id_: str, fields: Doc) -> int:
    """Return the row hash of §9."""
    there = {name: value for name, value in fields.items() if value is not None}
    return int.from_bytes(hashlib.sha256(canonical([type_, id_, there]).encode()).digest()[:8], "big")


def digest(rows: Iterable[Doc]) -> list[object]:
    """Return count and sum over these live rows."""
    hashes = [row_hash(row["t"], row["id"], row["f"]) for row in rows]
    return [len(hashes), f"{sum(hashes) % 2**64:016x}"]


def digests_of(rows: Iterable[Doc]) -> dict[str, list[object]]:
    """Return the digest of each type among these rows; tombstones do not count."""
    live = [row for row in rows if not row.get("deleted")]
    return {type_: digest(row for row in live if row["t"] == type_) for type_ in {row["t"] for row in live}}
