"""Who may change what of courses, sessions, attendance and required hours (培训): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.wire.owner_terms import RecordOwners

TRAINING: Mapping[str, RecordOwners] = MappingProxyType({})
