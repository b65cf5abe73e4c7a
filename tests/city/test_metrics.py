"""Figures for Prometheus, of one process and of several."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from gridadmin.city import metrics as module
from gridadmin.city.metrics import Metrics, labels
from gridadmin.city.visits import Visit


def visit(seconds: float = 0.03, **values: object) -> Visit:
    made = Visit(UUID(int=1), datetime(2026, 11, 2, tzinfo=UTC), "POST", "push", seconds=seconds, status=200)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def values(text: str) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {series.removeprefix("gridadmin_city_"): float(value) for series, _, value in lines}


def test_requests_are_counted_with_what_they_did() -> None:
    figures = Metrics()
    figures.count(visit(results=Counter(applied=3, merged=1), conflicts=Counter(value=1), bytes_in=900, given=0))
    figures.count(visit(status=409, problem="resync"))
    read = values(figures.text({}))
    assert read['requests_total{address="push",method="POST",status="200"}'] == 1
    assert read['groups_total{result="applied"}'] == 3
    assert read['conflicts_total{kind="value"}'] == 1
    assert read['problems_total{type="resync"}'] == 1
    assert read['bytes_total{direction="in"}'] == 900


def test_times_lie_in_cumulative_buckets() -> None:
    figures = Metrics()
    for seconds in (0.001, 0.05, 0.051, 99):
        figures.count(visit(seconds))
    read = values(figures.text({}))
    found = {bound: read.get(f'request_seconds_bucket{{address="push",le="{bound}"}}', 0) for bound in module.BOUNDS}
    assert (found[0.005], found[0.025], found[0.05], found[0.1], found[30.0]) == (1, 1, 2, 3, 3)
    assert read['request_seconds_bucket{address="push",le="+Inf"}'] == 4
    assert read['request_seconds_count{address="push"}'] == 4


def test_every_line_is_what_prometheus_reads() -> None:
    figures = Metrics()
    figures.count(visit())
    text = figures.text({"last_push_seconds": [(labels(scope='a"b\\c\nd'), 1.5)], "under_way": [("", 2)]})
    series = re.compile(r'[a-z_]+(\{([a-z]+="([^"\\\n]|\\.)*",?)+\})? [0-9.e+-]+')
    assert [line for line in text.splitlines() if not line.startswith("#") and not series.fullmatch(line)] == []
    assert text.count("# TYPE gridadmin_city_request_seconds histogram") == 1
    assert text.endswith("\n")


def test_processes_are_added_up_and_the_ended_ones_stay(tmp_path: Path) -> None:
    ended = Metrics(tmp_path)
    ended.count(visit())
    ended.share()
    next(tmp_path.glob("*.json")).rename(tmp_path / "1.json")
    living = Metrics(tmp_path)
    living.count(visit())
    assert values(living.text({}))['requests_total{address="push",method="POST",status="200"}'] == 2
    assert values(living.text({}))['requests_total{address="push",method="POST",status="200"}'] == 2
