"""The worker's file on three days that have gone by, told once more from the journal alone by other code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from gridadmin.jobs.office import OpenOffice
from gridadmin.services.qualifications_list import list_certificates
from tests.journal_replay import Row, Tables, replay

pytestmark = pytest.mark.slow
DAYS = [date(2022, 12, 31), date(2024, 2, 29), date(2026, 3, 15)]


@pytest.fixture(scope="module")
def told(practice: OpenOffice) -> Tables:
    return practice.with_connection(replay)


def holding_on(rows: dict[str, Row], day: date, first: str = "started_on", last: str = "ended_on") -> Iterator[Row]:
    """Yield the rows whose first and last day enclose a day; days as text compare as days do."""
    for row in rows.values():
        if row[first] <= day.isoformat() <= row.get(last, "9999"):
            yield row


class TestCertificates:
    @pytest.mark.parametrize("day", DAYS)
    def test_states_and_needs(self, practice: OpenOffice, told: Tables, day: date) -> None:
        shown = {
            (str(line.worker.id), str(line.type.id)): (line.needed, line.state.value)
            for line in practice.read(list_certificates, day)
        }
        assert shown == _certificates_on(told, day)
        assert len(shown) > 100, "the practice office was at work by then"
        assert len({state for _needed, state in shown.values()}) > 2


def _certificates_on(told: Tables, day: date) -> dict[tuple[str, str], tuple[bool, str]]:
    kinds = {row["worker_id"]: row["kind"] for row in holding_on(told["employment"], day)}
    begun = {row["worker_id"] for row in told["employment"].values() if row["started_on"] <= day.isoformat()}
    found = {}
    for type_id, kind in told["certificate_type"].items():
        rules = sorted(
            (row for row in told["certificate_rule"].values() if row["type_id"] == type_id),
            key=lambda row: row["valid_from"],
        )
        rule = ([row for row in rules if row["valid_from"] <= day.isoformat()] or rules[:1])[-1]
        used = kind.get("ended_on", "9999") > day.isoformat()
        posts = {
            row["worker_id"]
            for row in holding_on(told["appointment"], day)
            if row["role"] in rule["roles"] and kinds.get(row["worker_id"]) in rule["kinds"]
        }
        for worker in begun:
            own = [
                row
                for row in told["certificate"].values()
                if (row["worker_id"], row["type_id"]) == (worker, type_id) and row["issued_on"] <= day.isoformat()
            ]
            needed = used and worker in posts
            if needed or own:
                found[worker, type_id] = (needed, _worth(own, day, rule["lead_days"]))
    return found


def _worth(own: list[Row], day: date, lead: int) -> str:
    """Say what certificates are worth: the best one, by the order of what a clerk would rather have."""
    today, soon = day.isoformat(), (day + timedelta(days=lead)).isoformat()
    standing = [row.get("expires_on", "9999") for row in own if row.get("revoked_on", "9999") > today]
    if "9999" in standing:
        return "permanent"
    if any(end > soon for end in standing):
        return "valid"
    if any(end >= today for end in standing):
        return "due"
    if not own:
        return "missing"
    ends = [(min(row.get("expires_on", "9999"), _eve(row)), row["issued_on"], row) for row in own]
    last = max(ends, key=lambda end: end[:2])[2]
    return "revoked" if last.get("revoked_on", "9999") <= today else "expired"


def _eve(row: Row) -> str:
    revoked = row.get("revoked_on")
    return (date.fromisoformat(revoked) - timedelta(days=1)).isoformat() if revoked else "9999"
