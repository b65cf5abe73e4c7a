"""The vocabulary in which the map of owners is written: kinds of fields, their owners, what they say about a person."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from gridadmin.wire.owner_terms import Field, Kind, Owner, Personal


def optional(given: Field) -> Field:
    """Return a field that may be null."""
    return replace(given, required=False)


def of(owner: Owner, given: Field) -> Field:
    """Return a field of another owner than the record."""
    return replace(given, owner=owner)


def about(personal: Personal, given: Field) -> Field:
    """Return a field that says something about a person."""
    return replace(given, personal=personal)


def refers(record_type: str) -> Field:
    """Return a field with the id of a record of a type."""
    return Field(Kind.ID, refers=record_type)


def choice(members: type[StrEnum]) -> Field:
    """Return a field with one of the values of an enum."""
    return Field(Kind.CHOICE, choices=tuple(member.value for member in members))


def county(**fields: Field) -> dict[str, Field]:
    """Return fields that the county owns."""
    return {name: replace(each, owner=Owner.COUNTY) for name, each in fields.items()}


def city(**fields: Field) -> dict[str, Field]:
    """Return fields that the city owns."""
    return {name: replace(each, owner=Owner.CITY) for name, each in fields.items()}


def published(**fields: Field) -> dict[str, Field]:
    """Return fields of whoever's scope the row lies in."""
    return {name: replace(each, owner=Owner.PUBLISHER) for name, each in fields.items()}


TEXT, WHOLE, TRUTH, DAY, JSON = (Field(kind) for kind in (Kind.TEXT, Kind.WHOLE, Kind.TRUTH, Kind.DAY, Kind.JSON))
NOTE = optional(TEXT)
UNTIL = optional(DAY)
COMPUTED = of(Owner.COMPUTED, TEXT)
BOARD, PERSONAL, SENSITIVE = Personal.BOARD, Personal.PERSONAL, Personal.SENSITIVE
