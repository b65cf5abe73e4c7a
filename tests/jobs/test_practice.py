"""The practice office: always the same, alive on every screen, unable to look like an office of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridadmin.config import load_config
from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_queues import queues
from gridadmin.domain.errors import CancelledError, StorageError
from gridadmin.domain.grids import GridKind, ProposalStatus
from gridadmin.domain.id_numbers import parse_id_number
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.workers import EmploymentKind, WorkerSource, WorkerStatus
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_practice_folder
from gridadmin.jobs.practice import REFERENCE_DAY, build_practice, open_practice, practice_exists, remove_practice
from gridadmin.jobs.progress import Progress
from gridadmin.services.grids import list_grids
from gridadmin.services.journal import list_acts
from gridadmin.services.snapshots import take_month, take_snapshot
from gridadmin.services.workers import get_worker, list_workers
from tests.practice_offices import practice_at, practice_copied, practice_twins

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """One practice office for the whole module; its tests only read."""
    office = open_practice_folder(practice_at(tmp_path_factory.mktemp("practice")))
    yield office
    office.close()


def told(office: OpenOffice) -> list[object]:
    """All that the office says, without ids."""
    grids = [
        (g.code, g.name, g.kind, g.area, g.households, g.residents, [(s.name, s.role, s.phone) for s in g.staff])
        for g in office.read(list_grids, REFERENCE_DAY, ended=True)
    ]
    people = sorted(
        (w.name, w.id_number, w.phones, w.started_on, w.ended_on) for w in office.read(list_workers, REFERENCE_DAY)
    )
    acts = [(act.at, str(act.sentence)) for act in office.read(list_acts, 2000)]
    return [grids, people, acts]


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    both = []
    for name, folder in zip(("one", "again"), practice_twins(), strict=True):
        office = open_practice_folder(practice_copied(folder, tmp_path / name))
        both.append(told(office))
        office.close()
    assert both[0] == both[1]
    assert all(both[0])


def test_it_has_the_size_of_a_township(practice: OpenOffice) -> None:
    grids = practice.read(list_grids, REFERENCE_DAY)
    workers = practice.read(list_workers, REFERENCE_DAY)
    assert (len(grids), len(workers)) == (120, 300)
    assert Counter(g.kind for g in grids)[GridKind.DEDICATED] == 14
    assert len({g.dedicated_kind for g in grids if g.dedicated_kind}) == 7
    assert {w.source for w in workers} == set(WorkerSource)
    assert practice.practice
    assert practice.name == "侨润街道"


def test_nobody_in_it_exists(practice: OpenOffice) -> None:
    numbers = [w.id_number for w in practice.read(list_workers, REFERENCE_DAY) if w.id_number]
    assert all(parse_id_number(number, REFERENCE_DAY).value == number for number in numbers)
    assert all(number[14:16] == "00" for number in numbers), "sequences above 009 are issued to people"
    phones = {phone for w in practice.read(list_workers, REFERENCE_DAY) for phone in w.phones}
    assert all(phone.startswith(("1390000", "1380635")) for phone in phones)


def test_it_keeps_five_years(practice: OpenOffice) -> None:
    acts = practice.read(list_acts, 2000)
    assert (acts[-1].at.year, acts[0].at.year) == (2021, 2026)
    assert [act.at for act in acts] == sorted((act.at for act in acts), reverse=True)
    details = [practice.read(get_worker, w.id, REFERENCE_DAY) for w in practice.read(list_workers, REFERENCE_DAY)]
    kinds = [[spell.kind for spell in detail.employments] for detail in details]
    assert [EmploymentKind.PART_TIME, EmploymentKind.FULL_TIME] in kinds
    assert any(len(spells) == 2 and spells[0] == spells[1] for spells in kinds), "somebody came back"
    month = practice.read(take_month, 2026, 10)
    assert sum(spell.started_on >= month.first for spell in month.spells) >= 4
    assert sum(spell.ended_on is not None and spell.ended_on >= month.first for spell in month.spells) >= 4


def test_every_queue_waits_for_something(practice: OpenOffice) -> None:
    snapshot = practice.read(take_snapshot, REFERENCE_DAY)
    findings = check_office(snapshot)
    counts = {queue.key: queue.count for queue in queues(findings, snapshot)}
    assert counts["no_worker"] == 4
    assert counts["no_full_timer"] == 4
    assert counts.pop("not_enrolled") == 0, "who is not enrolled yet entered less than 30 days ago"
    assert counts.pop("bare_dismissals") == 0, "whoever was dismissed here was dismissed by a case"
    assert all(counts.values()), counts
    assert {state.status for state in snapshot.boards} == set(BoardStatus)
    assert {proposal.status for proposal in snapshot.proposals} == set(ProposalStatus)
    staffing = Counter(finding.case for finding in findings if finding.duty == "art10.staffing")
    assert staffing["exception_recorded"] == 8
    assert staffing["exception_review_passed"] == 3
    assert staffing["part_timers_only"] == 3


def test_rare_names_are_in_it(practice: OpenOffice) -> None:
    names = {w.name for w in practice.read(list_workers, REFERENCE_DAY, WorkerStatus.ACTIVE)}
    assert sum(any(ord(char) > 0xFFFF or "㐀" <= char <= "䶿" for char in name) for name in names) >= 5
    assert any("·" in name for name in names)
    assert {len(name) for name in names} >= {2, 3, 4}


def test_its_journal_holds(practice: OpenOffice) -> None:
    verification = practice.verify()
    assert verification.ok, verification.problems
    assert verification.entries > 3000


def test_it_opens_where_it_lies(own_home: Path) -> None:
    config = load_config()
    assert not practice_exists(config.practice)
    practice_at(own_home)
    assert practice_exists(config.practice)
    office = open_practice(config)
    assert (office.account_name, office.practice) == ("练习", True)
    assert office.today() >= REFERENCE_DAY
    with pytest.raises(StorageError, match="already open"):
        remove_practice(config.practice)
    office.close()
    remove_practice(config.practice)
    assert not config.practice.exists()


def test_only_a_practice_office_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "a.txt").write_text("mine")
    with pytest.raises(StorageError, match="no practice office"):
        remove_practice(tmp_path / "office")
    assert (tmp_path / "office" / "a.txt").read_text() == "mine"


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    progress = Progress()
    progress.listener = lambda done, _total, _text: progress.cancel() if done else None
    with pytest.raises(CancelledError):
        build_practice(tmp_path / "office", progress)
    assert not (tmp_path / "office").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("office")]


def test_it_never_overwrites_a_folder_with_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    with pytest.raises(StorageError):
        build_practice(tmp_path)
    assert (tmp_path / "a.txt").read_text() == "mine"
