"""The protocol as a model: fault schedules in every run, seeds that once lost data, planted mistakes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.world import run_schedule
from tests.exchange_proof.seeds import SECONDS, drawn

# Seeds that broke an earlier state of the protocol or of the model, each with what it was.
ONCE_BROKEN = {
    46: "a full pull over pages older than the retention was refused for ever",
    399: "an office restored to before a conflict believed that its group had been applied",
    469: "a received group lacked what had been equal, and stood for the whole group after a restore",
    626: "an office that was expired did not send what a restored city had lost",
    1437: "an outcome was forgotten between an interrupted recovery and the next push",
    2763: "two records that turned out to be one left two operations on it in one group",
    3189: "a replica that had never exchanged sent again what had been deleted and forgotten",
    3276: "two deletions of one adopted record cancelled each other",
    3881: "a deletion and a new record with its key were folded into an empty record",
    20045519: "what a push had been told again was forgotten before that push could come again",
}

# At which schedule each mistake is caught: `python -m tests.exchange_proof.model 5000 --score`.
CAUGHT_AT = {
    Mistake.LAST_WRITER_WINS: 1,
    Mistake.NO_DEDUPE: 11,
    Mistake.NO_REQUEUE: 3,
    Mistake.PAGES_AS_THEY_COME: 53,
    Mistake.CURSOR_BEFORE_DATA: 0,
    Mistake.NO_HISTORY_CHECK: 3,
    Mistake.NO_SEEN: 75,
    Mistake.STAGE_SURVIVES: 2708,
    Mistake.SEEN_EMPTIED: 64,
    Mistake.KNOWN_PAGES_DISAGREE: 2472,
    Mistake.KNOWN_ANY_OUTCOME: 63,
    Mistake.REWRITES_WAS: 4,
    Mistake.REFUSAL_DROPPED: 1,
    Mistake.CARD_DROPPED: 1,
    Mistake.IMPORT_REST_DROPPED: 25,
    Mistake.NOT_HELD: 1,
    Mistake.MENDED_WITHOUT_HELD: 9,
    Mistake.EDITS_JOIN_SEALED: 1,
    Mistake.DIGEST_COUNTS: 112,
    Mistake.NO_DIGEST: 112,
    Mistake.NORMALISES: 0,
    Mistake.ADOPTION_DOUBLES: 10,
    Mistake.ADOPTION_OVERWRITES: 45,
    Mistake.STAND_IN_STAYS: 5,
    Mistake.NO_OWNERS: 21,
    Mistake.TORN_GROUP: 25,
    Mistake.NO_PARENTS: 29,
    Mistake.REVIVES: 6,
    Mistake.TOMBSTONES_FORGOTTEN: 1,
    Mistake.COMMIT_SPLIT: 1,
    Mistake.SWEPT_SILENTLY: 3,
    Mistake.EXPIRED_REQUEUES: 467,
    Mistake.OUTCOMES_AGE: 20045519,
    Mistake.RECEIVED_NOT_KEPT: 48,
    Mistake.RACED_SEQUENCE: 0,
}


@pytest.mark.parametrize("seed", ONCE_BROKEN, ids=str)
def test_seeds_that_once_broke(seed: int) -> None:
    """What was found once stays mended."""
    _world, violation = run_schedule(seed)
    assert violation is None


def test_a_seed_replays_exactly() -> None:
    """Everything that happens comes from the seed: the same seed gives the same city."""
    one, other = run_schedule(77)[0], run_schedule(77)[0]
    assert one.city.d == other.city.d
    assert [office.d for office in one.offices] == [office.d for office in other.offices]


@pytest.mark.slow
@pytest.mark.parametrize("mistake", Mistake, ids=str)
def test_planted_mistakes_are_caught(mistake: Mistake) -> None:
    """A suite that passes is worth what it catches."""
    _world, violation = run_schedule(CAUGHT_AT[mistake], {mistake})
    assert violation is not None


@pytest.mark.slow
def test_schedules(record_property: Callable[[str, object], None]) -> None:
    """Fault schedules for GRIDADMIN_PROOF_SECONDS (60); a failure names its seed."""
    seeds = []
    for seed in drawn(10_000, SECONDS):
        _world, violation = run_schedule(seed)
        assert violation is None, f"python -m tests.exchange_proof.model 1 {seed}: {violation}"
        seeds.append(seed)
    record_property("seeds", f"{len(seeds)} schedules of the model from seed {seeds[0]}")
