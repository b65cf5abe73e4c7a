"""The table of problems is whole, and agrees with the page that a city implements."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.problems import COURSES, Course, CredentialsRefusedError, Reaction, reaction_to
from gridadmin.wire.problems import STATUSES, Problem, ProblemType, problem_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "exchange.md"
WORDS = {  # how the page says it
    Course.PAUSE: ("back-off", "Retry-After", "new token"),
    Course.HALVE: ("halves",),
    Course.RECOVER: ("recovers",),
    Course.UPDATE: ("waits for an update",),
    Course.STOP: ("stops", "asks the clerk"),
    Course.AGAIN: ("goes on at the offset", "once more"),
}


def test_every_problem_has_its_course() -> None:
    assert COURSES.keys() == set(ProblemType)


@pytest.mark.parametrize("kind", list(ProblemType))
def test_the_page_says_the_same(kind: ProblemType) -> None:
    name = kind.value.rpartition(":")[2]
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ") and f"`{name}`" in line]
    row = next(line for line in rows if re.match(r"\| [0-9]{3} \|", line))
    status, _problem, does = (cell.strip() for cell in row.strip("|").split("|"))
    assert int(status) == STATUSES[kind]
    assert any(word in does for word in WORDS[COURSES[kind]]), does


def test_what_was_asked_for_is_handed_on() -> None:
    slow = reaction_to(problem_of(ProblemType.TOO_MANY, "请稍候", retry_after=7))
    assert slow == Reaction(Course.PAUSE, retry_after=7)
    assert reaction_to(problem_of(ProblemType.TOO_LARGE, "过大")) == Reaction(Course.HALVE, smaller=True)
    assert reaction_to(problem_of(ProblemType.TOO_SLOW, "过慢")) == Reaction(Course.PAUSE, smaller=True)
    nothing = NoAnswerError("Nobody answers.", retry_after=3, smaller=True)
    assert reaction_to(nothing) == Reaction(Course.PAUSE, smaller=True, retry_after=3)


def test_void_credentials_stop() -> None:
    problem = Problem(type=ProblemType.TOKEN_INVALID, title="凭据无效", status=401)
    assert reaction_to(CredentialsRefusedError(problem)).course is Course.STOP
