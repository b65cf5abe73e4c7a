"""The one JSON spelling of a value, used by the journal's digests, by row hashes and on the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def canonical_json(value: Any) -> str:
    """Return the one JSON spelling of a value of text, whole numbers, truth values, null, lists and text-keyed maps.

    Keys are sorted by code point, there is no white space, and every code point stands as it is.
    """
    if type(value) is str:  # most values are short texts, and this spelling of them is many times faster
        return _spell_text(value)
    if value is None:
        return "null"
    return _CANONICAL.encode(value)


def canonical_map(spelled: Mapping[str, str]) -> str:
    """Return the canonical JSON of a map whose values are spelled already."""
    return "{" + ",".join([f"{_spell_text(name)}:{spelled[name]}" for name in sorted(spelled)]) + "}"


def _refuse(value: object) -> object:
    raise TypeError(f"{type(value).__name__} has no canonical JSON spelling")


_spell_text = json.encoder.encode_basestring
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse)
