"""Who may change what of schemes, periods, scores and objections (考核): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.wire.owner_terms import RecordOwners

ASSESSMENT: Mapping[str, RecordOwners] = MappingProxyType({})
