"""Who may change what of rewards, discipline and problems found in supervision (奖惩): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.wire.owner_terms import RecordOwners

DISCIPLINE: Mapping[str, RecordOwners] = MappingProxyType({})
