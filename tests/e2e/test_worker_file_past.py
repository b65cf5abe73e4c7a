"""The worker's file on three days that have gone by, told once more from the journal alone by other code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from gridadmin.jobs.office import OpenOffice
from gridadmin.services.assessment import current_results
from gridadmin.services.discipline_cases import list_cases
from gridadmin.services.discipline_rewards import list_rewards
from gridadmin.services.qualifications_list import list_certificates
from gridadmin.services.training_records import list_hours
from tests.journal_replay import Row, Tables, replay

pytestmark = pytest.mark.slow
DAYS = [date(2022, 12, 31), date(2024, 2, 29), date(2026, 6, 30)]


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


class TestTraining:
    @pytest.mark.parametrize("day", DAYS)
    def test_hours_of_the_year(self, practice: OpenOffice, told: Tables, day: date) -> None:
        shown = {str(row.worker_id): row.hours.done for row in practice.read(list_hours, day.year, day)}
        done = _hours_on(told, day)
        serving = {row["worker_id"] for row in holding_on(told["employment"], day)}
        assert shown == {worker: done[worker] for worker in serving}
        assert sum(done.values()) > 0 or day.month < 3, "there was none yet in the first weeks of 2024"


class TestAssessment:
    @pytest.mark.parametrize("day", DAYS)
    def test_results_that_hold(self, practice: OpenOffice, told: Tables, day: date) -> None:
        shown = {
            (str(period), str(worker)): (int(result.score * 1000), result.grade)
            for (period, worker), result in practice.read(current_results, day).items()
        }
        announced = sorted(
            (row for row in told["assessment_result"].values() if row["announced_on"] <= day.isoformat()),
            key=lambda row: row["announced_on"],
        )
        assert shown == {
            (row["period_id"], row["worker_id"]): (row["score_milli"], row.get("grade")) for row in announced
        }
        assert len(shown) > 100


class TestDiscipline:
    @pytest.mark.parametrize("day", DAYS)
    def test_rewards_and_steps_of_cases(self, practice: OpenOffice, told: Tables, day: date) -> None:
        rewards = {str(row.id) for row in practice.read(list_rewards, day)}
        assert rewards == {key for key, row in told["reward"].items() if row["awarded_on"] <= day.isoformat()}
        assert rewards
        shown = {str(row.id): Counter(step.kind.value for step in row.steps) for row in practice.read(list_cases, day)}
        steps: dict[str, Counter[str]] = {}
        for row in told["discipline_step"].values():
            if row["done_on"] <= day.isoformat():
                steps.setdefault(row["case_id"], Counter())[row["kind"]] += 1
        assert shown == steps


def _hours_on(told: Tables, day: date) -> Counter[str]:
    """Return the tenths of an hour that each person had of a year up to a day."""
    held = {
        key: row
        for key, row in told["training_session"].items()
        if f"{day.year}-01-01" <= row["held_on"] <= day.isoformat()
        and row.get("cancelled_on", "9999") > day.isoformat()
    }
    done: Counter[str] = Counter()
    for row in told["training_attendee"].values():
        came = row.get("attendance") in ("present", "late") or ("attendance" not in row and "score" in row)
        if came and row["session_id"] in held:
            hours: int = row["hours"] if "hours" in row else held[row["session_id"]]["hours"]
            done[row["worker_id"]] += hours
    return done


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
