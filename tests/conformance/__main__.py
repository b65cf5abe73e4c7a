"""The runner: one line per clause, or one JSON object per line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from tests.conformance.city_staff import CommandStaff
from tests.conformance.clause import Finding, try_clause
from tests.conformance.clauses import CLAUSES
from tests.conformance.stage import Stage


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is tried and with whose help."""
    parser.add_argument("address", help="the base address, https://…")
    parser.add_argument("--code", action="append", default=[], help="a one-time code; up to three (see §18)")
    parser.add_argument("--township", action="append", default=[], help="a township that --hook issues codes for")
    parser.add_argument("--hook", help="a command that does what the city's staff do")
    parser.add_argument("--ca", help="a file with the certificates to trust")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every clause; return 1 where one fails, 2 where none could be tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    add_options(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    parser.add_argument("--only", default="", help="only clauses whose section or name contains this")
    options = parser.parse_args(arguments)
    stage = Stage(options.address, options.code, CommandStaff(options.hook, options.township), options.ca)
    findings: list[Finding] = []
    for each in CLAUSES:
        if options.only in each.name:
            findings.append(try_clause(each, stage))
            _say(findings[-1], as_json=options.json)
    stage.line.close()
    counts = {verdict: sum(each.verdict == verdict for each in findings) for verdict in ("pass", "fail", "not shown")}
    if not options.json:
        sys.stdout.write(", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + "\n")
    return 1 if counts["fail"] else 0 if counts["pass"] else 2


def _say(finding: Finding, *, as_json: bool) -> None:
    told = {"section": finding.clause.section, "clause": finding.clause.text, "verdict": finding.verdict}
    line = json.dumps(told | {"seen": finding.seen}, ensure_ascii=False) if as_json else str(finding)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
