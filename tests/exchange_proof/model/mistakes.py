"""Mistakes that other programs made, or nearly ours: each is planted in turn, and the invariants must catch it.

A suite that passes is worth what it catches; the score stands in docs/benchmarks.md.
"""

from __future__ import annotations

from enum import StrEnum


class Mistake(StrEnum):
    """A planted mistake; the value is what `--bug` takes."""

    LAST_WRITER_WINS = "last-writer-wins"
    NO_DEDUPE = "no-dedupe"
    NO_REQUEUE = "no-requeue"
    PAGES_AS_THEY_COME = "pages-as-they-come"
    CURSOR_BEFORE_DATA = "cursor-before-data"
    NO_HISTORY_CHECK = "no-history-check"
    NO_SEEN = "no-seen"
    STAGE_SURVIVES = "stage-survives-rewind"
    SEEN_EMPTIED = "seen-emptied-while-recovering"
    KNOWN_PAGES_DISAGREE = "known-pages-disagree"
    KNOWN_ANY_OUTCOME = "known-counts-conflicts"
    REWRITES_WAS = "rewrites-was"
    REFUSAL_DROPPED = "refusal-dropped"
    CARD_DROPPED = "card-dropped"
    IMPORT_REST_DROPPED = "rest-of-import-dropped"
    NOT_HELD = "held-not-held"
    MENDED_WITHOUT_HELD = "mended-without-held"
    EDITS_JOIN_SEALED = "edits-join-sealed"
    DIGEST_COUNTS = "digest-counts-only"
    NO_DIGEST = "no-digest"
    NORMALISES = "city-normalises"
    ADOPTION_DOUBLES = "adoption-doubles"
    ADOPTION_OVERWRITES = "adoption-overwrites"
    STAND_IN_STAYS = "stand-in-stays"
    NO_OWNERS = "no-owner-check"
    TORN_GROUP = "group-written-in-part"
    NO_PARENTS = "no-parent-check"
    REVIVES = "write-revives-deleted"
    TOMBSTONES_FORGOTTEN = "tombstones-forgotten"
    COMMIT_SPLIT = "page-splits-a-commit"
    SWEPT_SILENTLY = "orphans-swept-silently"
    EXPIRED_REQUEUES = "expired-requeues"
    OUTCOMES_AGE = "outcomes-age"
    RECEIVED_NOT_KEPT = "received-groups-not-kept"
    RACED_SEQUENCE = "version-before-commit"
