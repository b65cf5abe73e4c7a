"""Who may change what of contracts, hand-overs and change-overs (合同、退出、换人): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.wire.owner_terms import RecordOwners

CONTRACTS: Mapping[str, RecordOwners] = MappingProxyType({})
