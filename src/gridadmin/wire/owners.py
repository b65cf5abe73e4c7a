"""The one map of owners: who may change which field of which record, where it lives, and what it says about a person.

Office and city read the same map. A field that is not declared here is not exchanged, and a test fails for every column
of the tables that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting, ProposalStatus
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.workers import AppointmentRole, Condition, EmploymentKind, ExitReason, PhonePurpose, Sex
from gridadmin.domain.workers import WorkerSource as Source
from gridadmin.wire.groups import Author
from gridadmin.wire.owner_terms import NEVER_EXCHANGED, Field, Kind, Owner, Personal, RecordOwners
from gridadmin.wire.scopes import Scope, ScopeKind


def _optional(given: Field) -> Field:
    return replace(given, required=False)


def _of(owner: Owner, given: Field) -> Field:
    return replace(given, owner=owner)


def _about(personal: Personal, given: Field) -> Field:
    return replace(given, personal=personal)


def _refers(record_type: str) -> Field:
    return Field(Kind.ID, refers=record_type)


def _choice(members: type[StrEnum]) -> Field:
    return Field(Kind.CHOICE, choices=tuple(member.value for member in members))


def _county(**fields: Field) -> dict[str, Field]:
    return {name: replace(each, owner=Owner.COUNTY) for name, each in fields.items()}


def _city(**fields: Field) -> dict[str, Field]:
    return {name: replace(each, owner=Owner.CITY) for name, each in fields.items()}


def _published(**fields: Field) -> dict[str, Field]:
    return {name: replace(each, owner=Owner.PUBLISHER) for name, each in fields.items()}


_TEXT, _WHOLE, _TRUTH, _DAY, _JSON = (Field(kind) for kind in (Kind.TEXT, Kind.WHOLE, Kind.TRUTH, Kind.DAY, Kind.JSON))
_NOTE = _optional(_TEXT)
_UNTIL = _optional(_DAY)
_COMPUTED = _of(Owner.COMPUTED, _TEXT)
_BOARD, _PERSONAL, _SENSITIVE = Personal.BOARD, Personal.PERSONAL, Personal.SENSITIVE

_OFFICE = {
    "office": RecordOwners(
        Owner.CITY,
        _city(township_code=_TEXT, township=_TEXT, county_code=_TEXT, county=_TEXT)
        | {
            "organisation": _TEXT,
            "supervision_phone": _NOTE,
            "hotlines": _JSON,
            "board_url": _NOTE,
            "practice": _of(Owner.LOCAL, _TRUTH),
        },
        natural_key=("township_code",),
        stands_in=True,
    ),
    "community": RecordOwners(
        Owner.COUNTY,
        _county(code=_TEXT, name=_TEXT, urban=_TRUTH) | {"initials": _COMPUTED},
        natural_key=("code",),
        stands_in=True,
    ),
    "parameter": RecordOwners(
        Owner.PUBLISHER,
        _published(
            key=_TEXT, value=_optional(_JSON), unit=_TEXT, valid_from=_DAY, source=_TEXT, certainty=_choice(Certainty),
            note=_TEXT,
        )
        | {"publisher": _of(Owner.LOCAL, _TEXT)},
        scopes=frozenset(ScopeKind),
        natural_key=("key", "valid_from"),
    ),
    "import_layout": RecordOwners(
        Owner.TOWNSHIP, {"kind": _TEXT, "signature": _TEXT, "sender": _NOTE, "columns": _JSON}
    ),
    "account": RecordOwners(
        Owner.TOWNSHIP,
        {"name": _about(_PERSONAL, _TEXT), "disabled_on": _UNTIL},
        natural_key=("name",),
    ),
}  # fmt: skip

_GRIDS = {
    "grid": RecordOwners(
        Owner.COUNTY,
        _county(code=_TEXT, valid_from=_DAY, valid_to=_UNTIL)
        | {
            "board_area": _NOTE,
            "exception_reason": _NOTE,
            "exception_review_on": _UNTIL,
            "supervision_phone": _NOTE,
            "remarks": _NOTE,
        },
        natural_key=("code",),
        stands_in=True,
        together=(frozenset({"exception_reason", "exception_review_on"}),),
    ),
    "grid_version": RecordOwners(
        Owner.COUNTY,
        _county(
            grid_id=_refers("grid"), valid_from=_DAY, name=_TEXT, kind=_choice(GridKind),
            dedicated_kind=_optional(_choice(DedicatedKind)), community_id=_refers("community"), area=_TEXT,
            households=_optional(_WHOLE), residents=_optional(_WHOLE), setting=_choice(GridSetting),
            decision_document=_NOTE,
        )
        | {"initials": _COMPUTED},
        natural_key=("grid_id", "valid_from"),
        stands_in=True,
        together=(frozenset({"kind", "dedicated_kind"}),),
    ),
    "grid_proposal": RecordOwners(
        Owner.TOWNSHIP,
        {
            "grid_id": _refers("grid"), "field": _TEXT, "current": _TEXT, "proposed": _TEXT, "reason": _TEXT,
            "filed_on": _DAY,
        }
        | _county(status=_choice(ProposalStatus)),
        stands_in=True,
    ),
}  # fmt: skip

_WORKERS = {
    "worker": RecordOwners(
        Owner.TOWNSHIP,
        {
            "name": _about(_BOARD, _TEXT),
            "name_pinyin": _about(_BOARD, _COMPUTED),
            "name_initials": _about(_BOARD, _COMPUTED),
            "id_number": _about(_SENSITIVE, _NOTE),
            "birth_date": _about(_PERSONAL, _UNTIL),
            "sex": _about(_PERSONAL, _choice(Sex)),
            "ethnicity": _about(_SENSITIVE, _NOTE),
            "community_id": _about(_PERSONAL, _optional(_refers("community"))),
            "address": _about(_PERSONAL, _NOTE),
            "emergency_contact": _about(_PERSONAL, _NOTE),
            "emergency_phone": _about(_PERSONAL, _NOTE),
            "photo": _about(_BOARD, _optional(Field(Kind.CONTENT))),
            "remarks": _about(_PERSONAL, _NOTE),
        },
        natural_key=("id_number",),
        together=(frozenset({"emergency_contact", "emergency_phone"}),),
    ),
    "worker_profile": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": _refers("worker"),
            "valid_from": _DAY,
            "political_status": _about(_SENSITIVE, _NOTE),
            "education": _about(_PERSONAL, _NOTE),
        },
        natural_key=("worker_id", "valid_from"),
    ),
    "worker_phone": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": _refers("worker"),
            "number": _about(_BOARD, _TEXT),
            "purpose": _choice(PhonePurpose),
            "valid_from": _UNTIL,
            "valid_to": _UNTIL,
        },
        twin_key=("worker_id", "number", "purpose", "valid_from"),
    ),
    "employment": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": _refers("worker"),
            "kind": _about(_BOARD, _choice(EmploymentKind)),
            "source": _about(_PERSONAL, _choice(Source)),
            "started_on": _about(_PERSONAL, _DAY),
            "ended_on": _about(_PERSONAL, _UNTIL),
            "exit_reason": _about(_PERSONAL, _optional(_choice(ExitReason))),
            "document": _NOTE,
        },
        twin_key=("worker_id", "started_on"),
        together=(frozenset({"ended_on", "exit_reason"}),),
    ),
    "appointment": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": _refers("worker"),
            "grid_id": _refers("grid"),
            "role": _about(_BOARD, _choice(AppointmentRole)),
            "started_on": _about(_BOARD, _DAY),
            "ended_on": _about(_BOARD, _UNTIL),
            "document": _NOTE,
        },
        twin_key=("worker_id", "grid_id", "started_on"),
    ),
    "attestation": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": _refers("worker"),
            "condition": _choice(Condition),
            "met": _about(_SENSITIVE, _TRUTH),  # one of the conditions is health (Art 11 (4))
            "attested_by": _about(_PERSONAL, _TEXT),
            "attested_on": _DAY,
            "remark": _about(_SENSITIVE, _NOTE),
        },
        twin_key=("worker_id", "condition", "attested_on"),
        together=(frozenset({"met", "attested_by", "attested_on"}),),
    ),
}

_NOTICES = {
    "posting_place": RecordOwners(
        Owner.TOWNSHIP,
        {
            "grid_id": _optional(_refers("grid")),
            "community_id": _refers("community"),
            "place": _TEXT,
            "removed_on": _UNTIL,
        },
    ),
    "board_print": RecordOwners(
        Owner.TOWNSHIP,
        {
            "grid_id": _optional(_refers("grid")), "community_id": _refers("community"), "number": _WHOLE,
            "printed_on": _DAY, "template": _TEXT, "size": _TEXT, "fingerprint": _TEXT,
            "content": _about(_BOARD, _JSON),
        },
    ),
}  # fmt: skip

OWNERS: Mapping[str, RecordOwners] = MappingProxyType(_OFFICE | _GRIDS | _WORKERS | _NOTICES)

# Columns that every record has, and what becomes of them.
EVERY_RECORD: Mapping[str, str] = MappingProxyType(
    {"id": "travels beside the fields", "version": "counts the changes within one database; never travels"}
)
# Tables that hold no records, and why none of their columns has an owner.
NO_RECORDS: Mapping[str, str] = MappingProxyType(
    {
        "journal": "travels as the acts and operations of groups",
        "attachments": "travel by the hash of their content",
        "key_slots": "secrets of one database; never travel",
        "replica": "what one database is to the city; another one has another",
        "scope_point": "how far one database has got",
        "outbox": "travels as groups",
        "outbox_record": "an index of the outbox",
        "sealed_push": "travels as it is",
        "staged_page": "came from the city",
        "city_record": "what the city sent, and the state of one database",
        "adopted_record": "ids that one database knew before the city's",
        "exchange_issue": "what is to be settled in one database; the settlement travels as an act",
        "exchange_round": "the history of one database's exchange",
        "attachment_state": "the state of one database",
        "package_line": "keys and counters of one database",
        "sent_package": "what one database has written",
        "agreed_fact": "what one database and a list of the city had alike",
        "submission_item": "goes to the city as a list, by file",
        "exchange_lease": "the state of one database",
        "alembic_version": "the state of one database; never travels",
    }
)


def owner_of(record_type: str, name: str) -> Owner | None:
    """Return who owns a field; None for a field or a record type that is not declared."""
    known = OWNERS.get(record_type)
    declared = known.fields.get(name) if known else None
    return declared.owner if declared else None


_LEVELS = {Author.CITY: ScopeKind.CITY, Author.COUNTY: ScopeKind.COUNTY, Author.TOWNSHIP: ScopeKind.TOWN}


def may_change(
    author: Author, record_type: str, name: str, *, stand_in: bool = False, scope: ScopeKind = ScopeKind.TOWN
) -> bool:
    """Return whether an author may write a field of a row; `may_write_in` says in which scopes at all.

    Args:
        author: who writes.
        record_type: the row's type.
        name: the field.
        stand_in: the row is one that the township keeps for the owner, who has not published it yet.
        scope: the kind of scope the row lies in.
    """
    owner = owner_of(record_type, name)
    if owner is None or owner in NEVER_EXCHANGED or not lies_in(record_type, scope):
        return False
    return _acts_for(author, owner, scope) or (stand_in and _stands_in(author, record_type))


def may_make(author: Author, record_type: str, scope: ScopeKind = ScopeKind.TOWN) -> bool:
    """Return whether an author may make such a record; what a township makes for an owner above is a stand-in."""
    if not lies_in(record_type, scope):
        return False
    return _acts_for(author, OWNERS[record_type].owner, scope) or _stands_in(author, record_type)


def may_delete(author: Author, record_type: str, *, stand_in: bool = False, scope: ScopeKind = ScopeKind.TOWN) -> bool:
    """Return whether an author may delete such a record."""
    if not lies_in(record_type, scope):
        return False
    return _acts_for(author, OWNERS[record_type].owner, scope) or (stand_in and _stands_in(author, record_type))


def may_write_in(author: Author, own: Scope, scope: Scope) -> bool:
    """Return whether an author of a scope may write in another: a township in its own, the others below theirs."""
    if own.kind is not _LEVELS[author]:
        return False
    return own == scope if author is Author.TOWNSHIP else scope == own or own in scope.above


def _acts_for(author: Author, owner: Owner, scope: ScopeKind) -> bool:
    return _LEVELS[author] is scope if owner is Owner.PUBLISHER else owner.value == author.value


def _stands_in(author: Author, record_type: str) -> bool:
    return author is Author.TOWNSHIP and OWNERS[record_type].stands_in


def lies_in(record_type: str, scope: ScopeKind) -> bool:
    """Return whether such records may lie in scopes of a kind."""
    known = OWNERS.get(record_type)
    return known is not None and scope in known.scopes


def exchanged_fields(record_type: str) -> tuple[str, ...]:
    """Return the fields of a record type that travel; raises KeyError for one that is not declared."""
    return tuple(name for name, declared in OWNERS[record_type].fields.items() if declared.is_exchanged)


def types_since(schema: int) -> tuple[str, ...]:
    """Return the record types that appeared, or got fields, after a schema."""
    return tuple(
        name
        for name, known in OWNERS.items()
        if known.since > schema or any(declared.since > schema for declared in known.fields.values())
    )


def goes_together(record_type: str, name: str) -> frozenset[str]:
    """Return the fields that mean something only together with a field, itself among them."""
    known = OWNERS.get(record_type)
    sets = known.together if known else ()
    return next((each for each in sets if name in each), frozenset({name}))


def may_be_logged(record_type: str, name: str) -> bool:
    """Return whether a field's value may stand in a log: only what says nothing about a person."""
    known = OWNERS.get(record_type)
    declared = known.fields.get(name) if known else None
    return declared is not None and declared.personal is Personal.NONE and declared.kind is not Kind.JSON
