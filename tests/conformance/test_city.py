"""A server somewhere keeps to docs/exchange.md: collected only with `--city`."""

from __future__ import annotations

import pytest

from tests.conformance.clause import Clause, try_clause
from tests.conformance.stage import Stage


def test_clause(each_clause: Clause, stage: Stage) -> None:
    finding = try_clause(each_clause, stage)
    if finding.verdict == "not shown":
        pytest.skip(finding.seen)
    assert finding.verdict == "pass", str(finding)
