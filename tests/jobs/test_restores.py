"""Backups as the settings use them: listed, checked, rehearsed, and put back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gridadmin.domain.errors import StorageError
from gridadmin.i18n import Message
from gridadmin.jobs.backups import (
    check_backup,
    last_backup,
    list_office_backups,
    make_backup,
    rehearse_restore,
    restore_here,
)
from gridadmin.jobs.office_overview import back_up_if_changed
from gridadmin.jobs.opening import open_with_key_file
from gridadmin.services.office import list_communities, set_community_urban
from tests.real_offices import NOON, SteppingClock, business_state, real_office


def test_a_backup_is_rehearsed_and_restored(tmp_path: Path) -> None:
    with real_office(tmp_path) as office:
        before = business_state(office)
        made = make_backup(office)
        assert [line.path for line in list_office_backups(office)] == [made.path]
        assert check_backup(office, made.path).path == made.path
        village = office.read(list_communities)[0]
        office.act(Message("Turn"), set_community_urban, village.id, urban=not village.urban)
        drill = rehearse_restore(office, made.path)
        assert (drill.whole, drill.newer) == (True, 2)
        assert business_state(office) != before
        restore_here(office, made.path)
    again = open_with_key_file(str(tmp_path / "office"), tmp_path / "clerk.key")
    assert business_state(again) == before
    assert again.verify().ok
    again.close()


@pytest.mark.parametrize("wrong_by", [timedelta(days=3650), timedelta(hours=20)])
def test_a_backup_of_a_wrong_clock_does_not_stop_the_later_ones(tmp_path: Path, wrong_by: timedelta) -> None:
    with real_office(tmp_path) as office:
        right = office.clock
        office.clock = SteppingClock(NOON + wrong_by)
        make_backup(office)
        office.clock = right
        assert back_up_if_changed(office)  # what was made in days to come is none to rely on
        assert not back_up_if_changed(office)
        village = office.read(list_communities)[0]
        office.act(Message("Turn"), set_community_urban, village.id, urban=not village.urban)
        assert back_up_if_changed(office)
        made = last_backup(office)
        assert made is not None
        assert made.date() == NOON.date()


def test_what_is_done_after_the_clock_was_put_back_is_backed_up(tmp_path: Path) -> None:
    with real_office(tmp_path) as office:
        make_backup(office)
        office.clock = SteppingClock(NOON - timedelta(seconds=30))
        village = office.read(list_communities)[0]
        office.act(Message("Turn"), set_community_urban, village.id, urban=not village.urban)
        assert back_up_if_changed(office)


def test_a_damaged_backup_is_refused_and_the_office_stays_open(tmp_path: Path) -> None:
    with real_office(tmp_path) as office:
        path = make_backup(office).path
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)
        with pytest.raises(StorageError):
            restore_here(office, path)
        assert office.read(list_communities)
