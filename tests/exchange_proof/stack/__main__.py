"""Run fault schedules of the real stack.

python -m tests.exchange_proof.stack 200               two hundred schedules, from seed 0, the city in memory
python -m tests.exchange_proof.stack 1 4711 --trace    the schedule of one seed, with what happened
python -m tests.exchange_proof.stack 0                 without end, from a random seed
python -m tests.exchange_proof.stack 200 --postgresql  the city on a PostgreSQL of our own
python -m tests.exchange_proof.stack 200 --by-file     most computers exchange by packages on sticks
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from gridadmin.city.storage import embedded
from tests.exchange_proof.stack.cities import CityDatabase, InMemory, OnServer, make_template
from tests.exchange_proof.stack.world import run_stack


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; 1 where a schedule failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.exchange_proof.stack")
    parser.add_argument("runs", type=int, nargs="?", default=100)
    parser.add_argument("seed", type=int, nargs="?")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--by-file", action="store_true")
    parser.add_argument("--trace", action="store_true")
    options = parser.parse_args(arguments)
    seed = options.seed if options.seed is not None else 0 if options.runs else secrets.randbits(48)
    with databases(on_server=options.postgresql) as database:
        return attack(options.runs, seed, database, by_file=options.by_file, trace=options.trace)


@contextmanager
def databases(*, on_server: bool) -> Iterator[Callable[[], CityDatabase]]:
    """Give what makes a city's database for a schedule."""
    if not on_server:
        yield InMemory
        return
    with embedded(Path(tempfile.mkdtemp(prefix="gridadmin-pg-"))) as server:
        template = make_template(server)
        yield lambda: OnServer(server, template)


def attack(runs: int, seed: int, database: Callable[[], CityDatabase], *, by_file: bool, trace: bool) -> int:
    """Run schedules from a seed on (0: without end), saying which failed and how far it got."""
    began, failed, tally = time.monotonic(), Counter[str](), Counter[str]()
    for done, each in enumerate(range(seed, seed + runs) if runs else count(seed), start=1):
        world, violation = run_stack(each, database, by_file=by_file)
        tally.update(world.tally, typed=world.book.count)
        if trace:
            sys.stdout.write("\n".join(world.trace) + "\n")
        if violation:
            failed[violation[:40]] += 1
            sys.stdout.write(f"seed {each}: {violation}\n")
            sys.stdout.flush()
        if done % 20 == 0 or done == runs:
            rate = done / (time.monotonic() - began)
            facts = ", ".join(f"{number} {name}" for name, number in tally.items())
            sys.stdout.write(f"{done} schedules from seed {seed}, {failed.total()} failed, {rate:.1f}/s: {facts}\n")
            sys.stdout.flush()
    for violation, times in failed.most_common():
        sys.stdout.write(f"{times:6} {violation}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
