"""The terms of the map of owners: who owns, what a value says about a person, how it travels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gridadmin.wire.scopes import ScopeKind


class Owner(StrEnum):
    """Who decides what a field says (Art 7, 9, 16: county and city; the rest: the township)."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    PUBLISHER = "publisher"  # whoever's scope the row lies in
    COMPUTED = "computed"  # each side derives it; never exchanged
    LOCAL = "local"  # means something in one database only; never exchanged


class Personal(StrEnum):
    """What a field says about a person (Personal Information Protection Law, Art 4 and 28)."""

    NONE = "none"
    BOARD = "board"  # put up in public under Art 15 of the regulation
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Kind(StrEnum):
    """How a field's value travels."""

    TEXT = "text"
    WHOLE = "whole"
    TRUTH = "truth"
    DAY = "day"  # 2026-03-01
    ID = "id"  # UUID of another record
    CHOICE = "choice"
    CONTENT = "content"  # SHA-256 of an attachment
    JSON = "json"


NEVER_EXCHANGED = frozenset({Owner.COMPUTED, Owner.LOCAL})


@dataclass(frozen=True)
class Field:
    """One field of a record.

    Attributes:
        required: never null. refers: the record type whose id it holds. choices: the values that a CHOICE may have.
        since: the schema in which it appeared.
    """

    kind: Kind
    owner: Owner = Owner.TOWNSHIP
    personal: Personal = Personal.NONE
    required: bool = True
    refers: str | None = None
    choices: tuple[str, ...] = ()
    since: int = 1

    @property
    def is_exchanged(self) -> bool:
        """Whether the field travels at all."""
        return self.owner not in NEVER_EXCHANGED


@dataclass(frozen=True)
class RecordOwners:
    """One record type.

    Attributes:
        owner: who makes and deletes such records.
        scopes: where they may lie.
        natural_key: no two live rows of a scope have the same; a record made elsewhere is adopted by it.
        alike: fields in which two records of one natural key must be alike to be taken for one; else a person decides.
        twin_key: by which a child is recognised when its parent is adopted; the city does not enforce it.
        stands_in: the township may make such records, and fill their owner's fields, until the owner publishes them.
        together: fields that only mean something together: a conflict in one is a conflict in all.
        since: the schema in which it appeared.
    """

    owner: Owner
    fields: Mapping[str, Field]
    scopes: frozenset[ScopeKind] = frozenset({ScopeKind.TOWN})
    natural_key: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    twin_key: tuple[str, ...] = ()
    stands_in: bool = False
    together: tuple[frozenset[str], ...] = ()
    since: int = 1
