"""Figures for Prometheus (text format 0.0.4), by hand: a dozen families do not need a library.

Several processes serve one address, and whichever is asked has to answer for all of them: each writes its figures into
a folder of their own machine, and the one that is asked adds them up. Figures of a process that ended are kept, since
a counter must not go back.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gridadmin.city.visits import Visit

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
PREFIX = "gridadmin_city_"

_FAMILIES = {
    "requests_total": "Requests by address, method and status.",
    "request_seconds_bucket": "Time to answer.",
    "request_seconds_sum": "",
    "request_seconds_count": "",
    "bytes_total": "Bytes of bodies as they travelled, in and out.",
    "groups_total": "Groups by what became of them.",
    "records_total": "Records given to offices.",
    "conflicts_total": "Conflicts by kind.",
    "refusals_total": "Refusals by kind.",
    "problems_total": "Problems by type, resync among them.",
}


class Metrics:
    """The figures of one process, added up with those of its siblings."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._counts: defaultdict[str, float] = defaultdict(float)
        self._unshared = False

    def count(self, visit: Visit) -> None:
        """Count a request that was answered."""
        self._unshared = True
        place = labels(address=visit.address)
        self._add("requests_total", 1, address=visit.address, method=visit.method, status=visit.status)
        for bound in (*BOUNDS[bisect_left(BOUNDS, visit.seconds) :], "+Inf"):
            self._add("request_seconds_bucket", 1, address=visit.address, le=bound)
        self._counts["request_seconds_sum" + place] += visit.seconds
        self._counts["request_seconds_count" + place] += 1
        self._add("bytes_total", visit.bytes_in, direction="in")
        self._add("bytes_total", visit.bytes_out, direction="out")
        self._add("records_total", visit.given, address=visit.address)
        for family, label, counted in (
            ("groups_total", "result", visit.results),
            ("conflicts_total", "kind", visit.conflicts),
            ("refusals_total", "kind", visit.refusals),
        ):
            for kind, number in counted.items():
                self._add(family, number, **{label: kind})
        if visit.problem:
            self._add("problems_total", 1, type=visit.problem)

    def share(self) -> None:
        """Write the figures of this process where its siblings find them."""
        if self._folder is None or not self._unshared:
            return
        self._unshared = False
        part = self._folder / f"{os.getpid()}.part"
        part.write_text(json.dumps(self._counts), encoding="ascii")
        part.replace(part.with_suffix(".json"))

    def text(self, gauges: Mapping[str, Iterable[tuple[str, float]]]) -> str:
        """Return what Prometheus reads.

        Args:
            gauges: family -> (labels as `labels` spells them, value), read anew for each answer.
        """
        self.share()
        return "\n".join([*_counter_lines(self._all()), *_gauge_lines(gauges)]) + "\n"

    def _all(self) -> Mapping[str, float]:
        if self._folder is None:
            return self._counts
        total: defaultdict[str, float] = defaultdict(float)
        for path in sorted(self._folder.glob("*.json")):
            for series, value in json.loads(path.read_text(encoding="ascii")).items():
                total[series] += value
        return total

    def _add(self, family: str, number: int, **of: object) -> None:
        if number:
            self._counts[family + labels(**of)] += number


def labels(**values: object) -> str:
    """Return labels as they stand behind a name."""
    spelled = (f'{name}="{_escaped(str(value))}"' for name, value in values.items())
    return "{" + ",".join(spelled) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _counter_lines(counts: Mapping[str, float]) -> Iterator[str]:
    for family, about in _FAMILIES.items():
        if about:
            is_histogram = family.endswith("_bucket")
            name = PREFIX + family.removesuffix("_bucket")
            yield f"# HELP {name} {about}"
            yield f"# TYPE {name} {'histogram' if is_histogram else 'counter'}"
        for series in sorted(series for series in counts if series.partition("{")[0] == family):
            yield f"{PREFIX}{series} {counts[series]!r}"


def _gauge_lines(gauges: Mapping[str, Iterable[tuple[str, float]]]) -> Iterator[str]:
    for family, values in gauges.items():
        yield f"# TYPE {PREFIX}{family} gauge"
        for spelled, value in values:
            yield f"{PREFIX}{family}{spelled} {value:.3f}"
