"""The real client and the real handlers under fault schedules: the seeds that once lost data."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from gridadmin.wire.groups import Change, Group, SetFields
from tests.exchange_proof.seeds import SECONDS, drawn
from tests.exchange_proof.stack.cities import CityDatabase, InMemory, OnServer, make_template
from tests.exchange_proof.stack.mistakes import planted
from tests.exchange_proof.stack.overtyped import typed_over
from tests.exchange_proof.stack.world import run_stack
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture

ON_SERVER_EVERY, BY_FILE_EVERY = 8, 5

# Seeds that broke an earlier state of the client or of the city, each with what it was.
ONCE_BROKEN = {
    2009: "a change of a record whose making went again was refused, as both went in one push",
    8018: "known named a group that had met a conflict in another history, and its card was gone",
    8051: "nothing was sent any more after a city had lost an adopted record; what took its place was not shown",
    7046: "a record that was taken out came back with a key that the city had given to another",
    10064: "an import fell over a grid whose last version the county had taken back",
    10091: "what a received act did later stood in the way of the acts behind it",
    9100048: "what was fetched before a question was applied after it, and taken for all that there is",
    500012: "a city that forgot twice said that it had forgotten less, and what it had forgotten went again",
    20302: "an office was told that its group had been applied, and showed for ever what had been deleted since",
    228419848517: "what stood before the making of its grid kept it alive when that was given up, and left it behind",
    54000457: "who was deleted, and stood only for a refused change, stayed for ever: the city had forgotten it",
    60002422: "what others had deleted, and the city forgotten, before the office heard of its own making stayed there",
    50000103: "what was said to be one with another person lived on under the id of that one, deleted since",
    46000557: "a later change that was refused by itself went before the making of its record, which was lost",
    43000172: "a step brought its problem back whose grid was gone, and nothing was received any more",
    24324206298: "no fault: the clerk typed over two values that had come back refused, and the book missed them",
}

# The same of schedules in which most computers exchange by packages on sticks.
ONCE_BROKEN_BY_FILE = {
    1022: "what the city had deleted and forgotten stood on in an office that got everything anew",
    7162: "a group of a time that the city had forgotten was sent and refused for ever by an office that was not away",
    7147: "a merge of two persons was given up, and the one who had lost the ID number did not get it back",
    3011: "who had been hidden by somebody of one ID number stayed hidden when that one was given up",
    2002: "the city refused every package of an office that was away too long, and nobody was told",
}

# At which schedule a mistake that is planted in the real code is caught, of those from seed 0 on.
CAUGHT_AT = {
    "tombstones-forgotten": 0, "last-writer-wins": 6, "card-dropped": 7, "no-requeue": 16, "no-parent-check": 38,
}  # fmt: skip


@pytest.fixture(scope="module")
def on_server(postgres_url: str) -> Callable[[], CityDatabase]:  # noqa: F811 - the fixture
    """Makes the database of a city on PostgreSQL."""
    template = make_template(postgres_url)
    return lambda: OnServer(postgres_url, template)


@pytest.mark.parametrize("seed", ONCE_BROKEN, ids=str)
def test_seeds_that_once_broke(seed: int) -> None:
    """What was found once stays mended."""
    _world, violation = run_stack(seed)
    assert violation is None


@pytest.mark.parametrize("seed", ONCE_BROKEN_BY_FILE, ids=str)
def test_seeds_by_file_that_once_broke(seed: int) -> None:
    """The same, on sticks."""
    _world, violation = run_stack(seed, by_file=True)
    assert violation is None


def test_a_seed_replays_exactly(on_server: Callable[[], CityDatabase]) -> None:
    """The same seed does the same, word for word, and whatever the city's database is."""
    traces = [run_stack(300, database)[0].trace for database in (InMemory, InMemory, on_server)]
    assert traces[0] == traces[1] == traces[2]


@pytest.mark.slow
@pytest.mark.parametrize("mistake", CAUGHT_AT)
def test_planted_mistakes_are_caught(mistake: str) -> None:
    """The model's mistakes show what its invariants are worth; these, what the checks of the real databases are."""
    with planted(mistake):
        _world, violation = run_stack(CAUGHT_AT[mistake])
    assert violation is not None
    assert violation[:2] in ("I1", "I3", "I5", "I6"), violation


def test_the_book_excuses_only_what_a_clerk_typed_over_herself() -> None:
    """A value that a folding drops is excused where a later operation names it as what its writer saw, not else."""
    one, other = UUID(int=1), UUID(int=2)

    def changed(record: UUID, was: str | None, now: str | None) -> Group:
        return Group(
            mid=uuid4(), schema=1, acts=(), ops=(SetFields(t="worker", id=record, set={"remarks": Change(was, now)}),)
        )

    refused = changed(one, None, "a")
    assert typed_over([refused, changed(one, "a", "b"), changed(one, "b", None)]) == ["a", "b"]
    assert typed_over([refused, changed(one, "city's", "b")]) == []
    assert typed_over([refused, changed(other, "a", "b")]) == []
    assert typed_over([refused]) == []


@pytest.mark.slow
def test_schedules(on_server: Callable[[], CityDatabase], record_property: Callable[[str, object], None]) -> None:
    """Fault schedules for twice GRIDADMIN_PROOF_SECONDS (60); a failure names its seed."""
    seeds = []
    for seed in drawn(100, 2 * SECONDS):
        by_file = seed % BY_FILE_EVERY == 0
        _world, violation = run_stack(seed, InMemory if seed % ON_SERVER_EVERY else on_server, by_file=by_file)
        how = "--by-file --trace" if by_file else "--trace"
        assert violation is None, f"python -m tests.exchange_proof.stack 1 {seed} {how}: {violation}"
        seeds.append(seed)
    record_property("seeds", f"{len(seeds)} schedules of the stack from seed {seeds[0]}")
