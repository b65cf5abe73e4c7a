"""The one map of owners: who may change which field of which record, where it lives, and what it says about a person.

Office and city read the same map. A field that is not declared here is not exchanged, and a test fails for every column
of the tables that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting, ProposalStatus
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.workers import AppointmentRole, Condition, EmploymentKind, ExitReason, PhonePurpose, Sex
from gridadmin.domain.workers import WorkerSource as Source
from gridadmin.wire.groups import Author
from gridadmin.wire.owner_fields import (
    BOARD,
    COMPUTED,
    DAY,
    JSON,
    NOTE,
    PERSONAL,
    SENSITIVE,
    TEXT,
    TRUTH,
    UNTIL,
    WHOLE,
    about,
    choice,
    city,
    county,
    of,
    optional,
    published,
    refers,
)
from gridadmin.wire.owner_terms import NEVER_EXCHANGED, Field, Kind, Owner, Personal, RecordOwners
from gridadmin.wire.owners_assessment import ASSESSMENT
from gridadmin.wire.owners_bank import BANK
from gridadmin.wire.owners_contracts import CONTRACTS
from gridadmin.wire.owners_discipline import DISCIPLINE
from gridadmin.wire.owners_insurance import INSURANCE
from gridadmin.wire.owners_pay import PAY
from gridadmin.wire.owners_qualifications import QUALIFICATIONS
from gridadmin.wire.owners_training import TRAINING
from gridadmin.wire.scopes import Scope, ScopeKind

_OFFICE = {
    "office": RecordOwners(
        Owner.CITY,
        city(township_code=TEXT, township=TEXT, county_code=TEXT, county=TEXT)
        | {
            "organisation": TEXT,
            "supervision_phone": NOTE,
            "hotlines": JSON,
            "board_url": NOTE,
            "practice": of(Owner.LOCAL, TRUTH),
        },
        natural_key=("township_code",),
        stands_in=True,
    ),
    "community": RecordOwners(
        Owner.COUNTY,
        county(code=TEXT, name=TEXT, urban=TRUTH) | {"initials": COMPUTED},
        natural_key=("code",),
        stands_in=True,
    ),
    "parameter": RecordOwners(
        Owner.PUBLISHER,
        published(
            key=TEXT, value=optional(JSON), unit=TEXT, valid_from=DAY, source=TEXT, certainty=choice(Certainty),
            note=TEXT,
        )
        | {"publisher": of(Owner.LOCAL, TEXT)},
        scopes=frozenset(ScopeKind),
        natural_key=("key", "valid_from"),
    ),
    "import_layout": RecordOwners(
        Owner.TOWNSHIP, {"kind": TEXT, "signature": TEXT, "sender": NOTE, "columns": JSON}
    ),
    "account": RecordOwners(
        Owner.TOWNSHIP,
        {"name": about(PERSONAL, TEXT), "disabled_on": UNTIL},
        natural_key=("name",),
    ),
}  # fmt: skip

_GRIDS = {
    "grid": RecordOwners(
        Owner.COUNTY,
        county(code=TEXT, valid_from=DAY, valid_to=UNTIL)
        | {
            "board_area": NOTE,
            "exception_reason": NOTE,
            "exception_review_on": UNTIL,
            "supervision_phone": NOTE,
            "remarks": NOTE,
        },
        natural_key=("code",),
        stands_in=True,
        together=(frozenset({"exception_reason", "exception_review_on"}),),
    ),
    "grid_version": RecordOwners(
        Owner.COUNTY,
        county(
            grid_id=refers("grid"), valid_from=DAY, name=TEXT, kind=choice(GridKind),
            dedicated_kind=optional(choice(DedicatedKind)), community_id=refers("community"), area=TEXT,
            households=optional(WHOLE), residents=optional(WHOLE), setting=choice(GridSetting),
            decision_document=NOTE,
        )
        | {"initials": COMPUTED},
        natural_key=("grid_id", "valid_from"),
        stands_in=True,
        together=(frozenset({"kind", "dedicated_kind"}),),
    ),
    "grid_proposal": RecordOwners(
        Owner.TOWNSHIP,
        {
            "grid_id": refers("grid"), "field": TEXT, "current": TEXT, "proposed": TEXT, "reason": TEXT,
            "filed_on": DAY,
        }
        | county(status=choice(ProposalStatus)),
        stands_in=True,
    ),
}  # fmt: skip

_WORKERS = {
    "worker": RecordOwners(
        Owner.TOWNSHIP,
        {
            "name": about(BOARD, TEXT),
            "name_pinyin": about(BOARD, COMPUTED),
            "name_initials": about(BOARD, COMPUTED),
            "id_number": about(SENSITIVE, NOTE),
            "birth_date": about(PERSONAL, UNTIL),
            "sex": about(PERSONAL, choice(Sex)),
            "ethnicity": about(SENSITIVE, NOTE),
            "community_id": about(PERSONAL, optional(refers("community"))),
            "address": about(PERSONAL, NOTE),
            "emergency_contact": about(PERSONAL, NOTE),
            "emergency_phone": about(PERSONAL, NOTE),
            "photo": about(BOARD, optional(Field(Kind.CONTENT))),
            "remarks": about(PERSONAL, NOTE),
        },
        natural_key=("id_number",),
        alike=("name",),
        together=(frozenset({"emergency_contact", "emergency_phone"}),),
    ),
    "worker_profile": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": refers("worker"),
            "valid_from": DAY,
            "political_status": about(SENSITIVE, NOTE),
            "education": about(PERSONAL, NOTE),
        },
        natural_key=("worker_id", "valid_from"),
    ),
    "worker_phone": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": refers("worker"),
            "number": about(BOARD, TEXT),
            "purpose": choice(PhonePurpose),
            "valid_from": UNTIL,
            "valid_to": UNTIL,
        },
        twin_key=("worker_id", "number", "purpose", "valid_from"),
    ),
    "employment": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": refers("worker"),
            "kind": about(BOARD, choice(EmploymentKind)),
            "source": about(PERSONAL, choice(Source)),
            "started_on": about(PERSONAL, DAY),
            "ended_on": about(PERSONAL, UNTIL),
            "exit_reason": about(PERSONAL, optional(choice(ExitReason))),
            "document": NOTE,
        },
        twin_key=("worker_id", "started_on"),
        together=(frozenset({"ended_on", "exit_reason"}),),
    ),
    "appointment": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": refers("worker"),
            "grid_id": refers("grid"),
            "role": about(BOARD, choice(AppointmentRole)),
            "started_on": about(BOARD, DAY),
            "ended_on": about(BOARD, UNTIL),
            "document": NOTE,
        },
        twin_key=("worker_id", "grid_id", "started_on"),
    ),
    "attestation": RecordOwners(
        Owner.TOWNSHIP,
        {
            "worker_id": refers("worker"),
            "condition": choice(Condition),
            "met": about(SENSITIVE, TRUTH),  # one of the conditions is health (Art 11 (4))
            "attested_by": about(PERSONAL, TEXT),
            "attested_on": DAY,
            "remark": about(SENSITIVE, NOTE),
        },
        twin_key=("worker_id", "condition", "attested_on"),
        together=(frozenset({"met", "attested_by", "attested_on"}),),
    ),
}

_NOTICES = {
    "posting_place": RecordOwners(
        Owner.TOWNSHIP,
        {
            "grid_id": optional(refers("grid")),
            "community_id": refers("community"),
            "place": TEXT,
            "removed_on": UNTIL,
        },
    ),
    "board_print": RecordOwners(
        Owner.TOWNSHIP,
        {
            "grid_id": optional(refers("grid")), "community_id": refers("community"), "number": WHOLE,
            "printed_on": DAY, "template": TEXT, "size": TEXT, "fingerprint": TEXT,
            "content": about(BOARD, JSON),
        },
    ),
}  # fmt: skip

_WORKERS_FILE = {**QUALIFICATIONS, **TRAINING, **ASSESSMENT, **DISCIPLINE, **CONTRACTS, **PAY, **INSURANCE, **BANK}
OWNERS: Mapping[str, RecordOwners] = MappingProxyType(_OFFICE | _GRIDS | _WORKERS | _NOTICES | _WORKERS_FILE)

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
        "pulled_page": "came from the city",
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
