"""Who may change what of certificate types, certificates and work cards (证件): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.wire.owner_terms import RecordOwners

QUALIFICATIONS: Mapping[str, RecordOwners] = MappingProxyType({})
