"""Run fault schedules of the model.

python -m tests.exchange_proof.model 1000          a thousand schedules, from seed 0
python -m tests.exchange_proof.model 1 4711        the schedule of one seed, again
python -m tests.exchange_proof.model 0             without end, from a random seed
python -m tests.exchange_proof.model 800 --bug last-writer-wins
python -m tests.exchange_proof.model --score       every planted mistake: how many schedules until it is caught
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections import Counter
from itertools import count

from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.world import run_schedule


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; 1 where a schedule failed, or a mistake was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.exchange_proof.model")
    parser.add_argument("runs", type=int, nargs="?", default=1000)
    parser.add_argument("seed", type=int, nargs="?")
    parser.add_argument("--bug", choices=[mistake.value for mistake in Mistake], action="append", default=[])
    parser.add_argument("--score", action="store_true")
    options = parser.parse_args(arguments)
    if options.score:
        return score(options.runs)
    seed = options.seed if options.seed is not None else 0 if options.runs else secrets.randbits(48)
    return attack(options.runs, seed, {Mistake(bug) for bug in options.bug})


def attack(runs: int, seed: int, mistakes: set[Mistake]) -> int:
    """Run schedules from a seed on (0: without end), saying which failed and how far it got."""
    began, failed, tally = time.monotonic(), Counter[str](), Counter[str]()
    for done, each in enumerate(range(seed, seed + runs) if runs else count(seed), start=1):
        world, violation = run_schedule(each, mistakes)
        tally.update(world.tally, typed=world.count)
        if violation:
            failed[violation] += 1
            if sum(failed.values()) <= 20:
                sys.stdout.write(f"seed {each}: {violation}\n")
        if done % 10_000 == 0 or done == runs:
            rate = done / (time.monotonic() - began)
            facts = ", ".join(f"{number} {name}" for name, number in tally.items())
            sys.stdout.write(f"{done} schedules from seed {seed}, {failed.total()} failed, {rate:.0f}/s: {facts}\n")
            sys.stdout.flush()
    for violation, times in failed.most_common():
        sys.stdout.write(f"{times:6} {violation}\n")
    return 1 if failed else 0


def score(most: int) -> int:
    """Print how soon each planted mistake is caught, as a table."""
    sys.stdout.write("| mistake | caught at schedule | by |\n| --- | --- | --- |\n")
    missed = 0
    for mistake in Mistake:
        caught = first_caught(mistake, most)
        missed += caught is None
        at, by = caught or ("never", "")
        sys.stdout.write(f"| {mistake.value} | {at} | {by} |\n")
        sys.stdout.flush()
    return 1 if missed else 0


def first_caught(mistake: Mistake, most: int) -> tuple[int, str] | None:
    """Return at which schedule a planted mistake is caught, and what it violated."""
    for seed in range(most):
        _world, violation = run_schedule(seed, {mistake})
        if violation:
            return seed + 1, violation
    return None


if __name__ == "__main__":
    sys.exit(main())
