"""A clause: one sentence of the document, where it stands, and how it is tried."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tests.conformance.stage import Stage

Verdict = Literal["pass", "fail", "not shown"]
Check = Callable[["Stage"], str | None]


class ClauseFailedError(Exception):
    """The server did something else than the document says."""


class NotShownError(Exception):
    """The clause cannot be tried here; the text says what is missing."""


@dataclass(frozen=True)
class Clause:
    """`section` of docs/exchange.md, what must hold, and the check: it returns what was seen, or raises."""

    section: str
    text: str
    check: Check

    @property
    def name(self) -> str:
        """A name for a test runner."""
        return f"{self.section} {self.check.__name__}"


@dataclass(frozen=True)
class Finding:
    """What came of one clause."""

    clause: Clause
    verdict: Verdict
    seen: str

    def __str__(self) -> str:
        return f"{self.verdict:9}  §{self.clause.section:5} {self.clause.text}" + (
            f"\n           seen: {self.seen}" if self.seen else ""
        )


def clause(section: str, text: str) -> Callable[[Check], Clause]:
    """Make a clause of a check."""
    return lambda check: Clause(section, text, check)


def expect(holds: bool, seen: object = "") -> None:
    """Fail the clause with what was seen unless it holds."""
    if not holds:
        raise ClauseFailedError(str(seen))


def equal(seen: object, wanted: object, what: str = "") -> None:
    """Fail the clause where something is not exactly as it must be."""
    if seen != wanted or type(seen) is not type(wanted):
        raise ClauseFailedError(f"{what or 'seen'}: {seen!r} instead of {wanted!r}")


def try_clause(each: Clause, stage: Stage) -> Finding:
    """Try one clause; what a broken server does to it is its finding."""
    try:
        return Finding(each, "pass", each.check(stage) or "")
    except ClauseFailedError as failed:
        return Finding(each, "fail", str(failed))
    except NotShownError as missing:
        return Finding(each, "not shown", str(missing))
    except (OSError, HTTPException) as broken:
        return Finding(each, "fail", f"no answer: {broken!r}")
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):  # the shape of an answer is not as described
        return Finding(each, "fail", "an answer of another shape: " + traceback.format_exc(limit=-2).strip())


def try_all(clauses: Iterator[Clause] | list[Clause], stage: Stage) -> Iterator[Finding]:
    """Try every clause in turn."""
    return (try_clause(each, stage) for each in clauses)
