"""Offices of one scope at once: commits in the order of their seq, none missing, none missed by whoever reads along."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import select

from gridadmin.city.tables import history
from gridadmin.wire.history import START
from gridadmin.wire.push import Result
from tests.city.cities import City, change, worker
from tests.city.test_points import whole

WRITERS, PUSHES = 4, 12


def office(city: City, seed: int) -> City:
    """Return another computer of the same office."""
    return City(city.engine, seed=seed, town=city.town)


def at_once(*works: Callable[[], object]) -> None:
    """Do some works in threads of their own, begun together."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result()


def test_writers_and_a_reader(shared_city: City) -> None:
    city = shared_city
    made: set[UUID] = set()
    seen: list[UUID] = []
    finished = threading.Event()

    def write(writer: City) -> None:
        for _ in range(PUSHES):
            people = [worker(writer.id()) for _ in range(3)]
            writer.push(*(writer.group(person) for person in people))
            made.update(person.id for person in people)

    def read() -> None:
        reader, cursor = office(city, 99), START
        while True:
            last_round = finished.is_set()
            reply = reader.page({city.town: cursor}, limit=7)
            seen.extend(row.id for row in reply.pages[0].rows)
            cursor = reply.pages[0].upto
            if reply.done and last_round:
                return

    def write_all() -> None:
        try:
            at_once(*(lambda seed=seed: write(office(city, seed)) for seed in range(20, 20 + WRITERS)))
        finally:
            finished.set()

    at_once(write_all, read)
    assert len(seen) == len(set(seen)), "no record changed, so none came twice"
    assert set(seen) == made
    with city.engine.connect() as connection:
        query = select(history.c.seq).where(history.c.scope == str(city.town)).order_by(history.c.seq)
        seqs = connection.execute(query).scalars().all()
    assert seqs == list(range(1, WRITERS * PUSHES * 4 + 1)), "three groups and a mark each, without a gap"
    assert whole(city, city.town)


def test_one_of_two_changes_of_a_value_is_a_conflict(shared_city: City) -> None:
    city, person = shared_city, shared_city.id()
    city.send(worker(person, address="0"))
    results: list[Result] = []
    for round_number in range(6):
        offices = [office(city, 30 + round_number * 2 + place) for place in range(2)]
        was, before = city.fields(person)["address"], len(results)

        def hurry(mine: City, was: object = was) -> None:
            results.append(mine.send(change("worker", person, address=(was, str(mine.id())))).result)  # type: ignore[arg-type]

        at_once(*(lambda mine=mine: hurry(mine) for mine in offices))
        assert sorted(results[before:]) == [Result.APPLIED, Result.CONFLICT]


def test_one_group_sent_twice_at_once_is_written_once(shared_city: City) -> None:
    city = shared_city
    for seed in range(50, 54):
        group = city.group(worker(city.id()))
        outcomes: list[int | None] = []

        def send(mine: City) -> None:
            outcomes.append(mine.push(group).outcomes[group.mid].seq)  # noqa: B023 - used within the round

        at_once(*(lambda mine=mine: send(mine) for mine in (office(city, seed), office(city, seed + 10))))
        assert len(set(outcomes)) == 1
    assert whole(city, city.town)


def test_two_first_visitors_of_a_scope(shared_city: City) -> None:
    offices = [office(shared_city, 60 + place) for place in range(3)]
    at_once(*(lambda mine=mine: mine.send(worker(mine.id())) for mine in offices))
    assert len(offices[0].pull()) == 3
