"""A program that speaks an older schema, in one process with a city that speaks the newest.

It knows the record types and fields of its schema alone; its tables have the newer ones, which it never looks at.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import MappingProxyType, ModuleType
from typing import Any
from unittest.mock import patch

from gridadmin.city.exchange import Exchange
from gridadmin.models.base import Record
from gridadmin.models.journal import business_columns
from gridadmin.sync import receiving, records
from gridadmin.wire import owners
from gridadmin.wire.enrolment import SCHEMA, Capabilities, EnrolReply
from gridadmin.wire.owner_terms import RecordOwners
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import PushReply
from gridadmin.wire.recovery import DigestReply, DigestRequest, KnownReply, KnownRequest, RowsReply, RowsRequest
from gridadmin.wire.values import Json
from tests.sync.real_city import RealCity

Lacking = Collection[tuple[str, str]]


def owners_of(schema: int, lacking: Lacking = ()) -> Mapping[str, RecordOwners]:
    """Return the map of owners as a schema had it, without some fields more."""
    return MappingProxyType(
        {
            t: replace(
                known,
                fields={n: f for n, f in known.fields.items() if f.since <= schema and (t, n) not in lacking},
            )
            for t, known in OWNERS.items()
            if known.since <= schema
        }
    )


@contextmanager
def program_of(schema: int, lacking: Lacking = ()) -> Iterator[None]:
    """Let everything of the client speak a schema."""
    known = owners_of(schema, lacking) if schema < SCHEMA or lacking else OWNERS
    with ExitStack() as patches:
        for module in _client():
            for name, value in (("OWNERS", known), ("SCHEMA", schema)):
                if hasattr(module, name):
                    patches.enter_context(patch.object(module, name, value))
        patches.enter_context(patch.object(records, "business_columns", lambda it: _columns(it, known)))
        patches.enter_context(patch.object(receiving, "stored_row", _stored_row))
        _forget()
        try:
            yield
        finally:
            patches.close()
            _forget()


def _columns(record: type[Record], known: Mapping[str, RecordOwners]) -> list[str]:
    """Return the columns that the table of such a program would have."""
    return [name for name in business_columns(record) if name in known[record.__tablename__].fields]


def _stored_row(record_type: str, fields: Mapping[str, Json]) -> dict[str, Any]:
    """Return the columns of a record, the newer ones empty."""
    return dict.fromkeys(business_columns(records.classes()[record_type])) | records.stored_row(record_type, fields)


def _client() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith("gridadmin.sync.") or module is owners]


def _forget() -> None:
    """Forget what was worked out from another map."""
    for module in _client():
        for made in list(vars(module).values()):
            if hasattr(made, "cache_clear"):
                made.cache_clear()


class NewestCity(RealCity):
    """The city as an older program calls it: every call is answered by the newest one.

    Attributes:
        speaks: the newest schema that the city says it speaks.
    """

    def __init__(self, exchange: Exchange, reply: EnrolReply) -> None:
        super().__init__(exchange, reply)
        self.speaks = SCHEMA

    def capabilities(self) -> Capabilities:
        """Return who answers."""
        self.calls.append("capabilities")
        with program_of(SCHEMA):
            said = super().capabilities()
        return replace(said, newest_schema=self.speaks, oldest_schema=min(said.oldest_schema, self.speaks))

    def push(self, body: bytes, meanwhile: Callable[[], None] | None = None) -> PushReply:
        """Take a sealed push."""
        if meanwhile is not None:
            meanwhile()
        with program_of(SCHEMA):
            return super().push(body)

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page."""
        with program_of(SCHEMA):
            return super().pull(request)

    def known(self, request: KnownRequest) -> KnownReply:
        """Return which groups are there."""
        with program_of(SCHEMA):
            return super().known(request)

    def digest(self, request: DigestRequest) -> DigestReply:
        """Return digests."""
        with program_of(SCHEMA):
            return super().digest(request)

    def rows(self, request: RowsRequest) -> RowsReply:
        """Return records."""
        with program_of(SCHEMA):
            return super().rows(request)
