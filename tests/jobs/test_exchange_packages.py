"""The exchange on a stick: two computers of one office and a city that never see a network."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gridadmin.city.packages import take_package
from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.exchange import ExchangeState
from gridadmin.i18n import Message
from gridadmin.jobs.exchange import read_status, view_exchange
from gridadmin.jobs.exchange_city import CityLine, leave_exchange, read_connection
from gridadmin.jobs.exchange_packages import accept_city, export_package, import_package, write_office_key
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import GroupState, OutboxGroup
from gridadmin.models.office import Office
from gridadmin.models.workers import Worker
from gridadmin.services.worker_records import set_photo
from gridadmin.services.workers import list_workers
from gridadmin.sync.rechecking import ask_for_recheck
from gridadmin.wire.enrolment import SCHEMA, EnrolRequest
from gridadmin.wire.package_files import PackageError
from gridadmin.wire.push import PushReply
from tests.jobs.sticks import Stick, waiting
from tests.models.test_attachments import picture
from tests.real_offices import TODAY, business_state, real_office, with_worker
from tests.sync.attempts import at_rest
from tests.sync.real_city import TOWN, RealCity


def names(office: OpenOffice) -> set[str]:
    return {worker.name for worker in office.read(list_workers, TODAY)}


def test_there_and_back(stick: Stick, first: OpenOffice) -> None:
    with_worker(first)
    before = business_state(first)
    taken = take_package(stick.city, stick.carry_out(first).read_bytes())
    assert taken.groups > 2
    assert waiting(first) == taken.groups
    receipt = stick.carry_back(first, "first")
    assert receipt.settled.sent == taken.groups
    assert receipt.applied.differing == ()
    assert waiting(first) == 0
    assert business_state(first) == before


def test_two_computers_of_one_office(stick: Stick, first: OpenOffice, second: OpenOffice) -> None:
    person = with_worker(first, "张三")
    first.act(Message("Photo"), set_photo, person, first.put_photo(picture((100, 140))))
    with_worker(second, "李四")
    stick.round_trip(first, "first")
    receipt = stick.round_trip(second, "second")
    assert receipt.photos == 1
    assert names(second) == {"张三", "李四"}
    stick.round_trip(first, "first")
    assert names(first) == {"张三", "李四"}
    assert business_state(first) == business_state(second)
    assert second.verify().ok
    photo = next(worker.photo for worker in second.read(list_workers, TODAY) if worker.name == "张三")
    assert photo is not None
    assert second.photo(photo) == first.photo(photo)


def test_the_practice_office_writes_no_package(stick: Stick, tmp_path: Path) -> None:
    """Its people are invented: none of them may get to a city, on a stick as little as by the line."""
    with real_office(tmp_path / "practice") as office:
        stick.join(office, "practice")
        office.practice = True
        for act in (
            partial(write_office_key, office, tmp_path / "practice.gakey"),
            partial(accept_city, office, stick.folder / "city.gakey"),
            partial(stick.carry_out, office),
        ):
            with pytest.raises(NotPermittedError, match="invented"):
                act()


def test_the_city_reads_whose_package_it_is(stick: Stick, first: OpenOffice) -> None:
    taken = take_package(stick.city, stick.carry_out(first).read_bytes())
    assert taken.name == first.read(lambda session: session.scalars(select(Office.organisation)).one())


def test_an_office_by_file_alone_is_not_stopped(stick: Stick, first: OpenOffice) -> None:
    """No line was ever set up: nothing tries one, and nothing says that credentials are lost."""
    with_worker(first)
    status = read_status(first)
    assert (status.state, status.has_line, status.problem, status.reached) == (ExchangeState.BY_FILE, False, None, None)
    assert status.pending > 0
    assert read_connection(first) is None
    for act in (CityLine(first).attempt, partial(leave_exchange, first)):
        with pytest.raises(NotFoundError):
            act()
    receipt = stick.round_trip(first, "first")
    status = read_status(first)
    assert (status.state, status.pending, status.reached) == (ExchangeState.BY_FILE, 0, status.tried)
    assert status.reached is not None
    [came] = view_exchange(first).rounds
    assert (came.sent, came.received) == (receipt.settled.sent, receipt.applied.records)


def test_a_package_twice_and_an_old_one_change_nothing(stick: Stick, first: OpenOffice) -> None:
    with_worker(first)
    out = stick.carry_out(first)
    take_package(stick.city, out.read_bytes())
    assert take_package(stick.city, out.read_bytes()).repeated
    old = stick.publication("first")
    kept = old.rename(stick.folder / "old.gapkg")
    import_package(first, kept)
    with_worker(first, "李四")
    stick.round_trip(first, "first")
    state = business_state(first)
    assert import_package(first, kept).repeated
    assert business_state(first) == state


def test_packages_that_are_lost_are_carried_again(stick: Stick, first: OpenOffice) -> None:
    with_worker(first, "张三")
    stick.carry_out(first, "lost")
    with_worker(first, "李四")
    taken = take_package(stick.city, stick.carry_out(first).read_bytes())
    assert taken.gap == 1
    stick.publication("first")  # lost as well
    with_worker(first, "王五")
    receipt = stick.round_trip(first, "first")
    assert receipt.gap == 1
    assert waiting(first) == 0
    assert names(first) == {"张三", "李四", "王五"}


def restore_empty(stick: Stick) -> None:
    """Let the city stand as after a backup that was made before anything came."""
    from gridadmin.city.tables import counter as counters
    from gridadmin.city.tables import digest, history, link, natural_key, outcome, package, record

    stick.city.rotate_epoch("管理员")
    with stick.city.engine.begin() as connection:
        for table in (digest, history, link, natural_key, outcome, package, record):
            connection.execute(table.delete())
        connection.execute(update(counters).values(seq=0, tag=0))


def test_the_city_was_restored_meanwhile(stick: Stick, first: OpenOffice, second: OpenOffice) -> None:
    with_worker(first, "张三")
    stick.round_trip(first, "first")
    restore_empty(stick)
    with_worker(first, "李四")
    assert stick.round_trip(first, "first").rewound
    stick.round_trip(first, "first")
    assert waiting(first) == 0
    stick.round_trip(second, "second")
    assert names(second) == {"张三", "李四"}


def test_an_old_package_of_before_the_restore_changes_nothing(stick: Stick, first: OpenOffice) -> None:
    with_worker(first, "张三")
    stick.round_trip(first, "first")
    old = (stick.folder / "first-back.gapkg").rename(stick.folder / "old.gapkg")
    restore_empty(stick)
    stick.round_trip(first, "first")
    assert stick.round_trip(first, "first").settled.sent > 0
    receipt = import_package(first, old)
    assert receipt.repeated
    assert not receipt.rewound
    assert waiting(first) == 0
    with_worker(first, "李四")
    assert not stick.round_trip(first, "first").rewound
    assert waiting(first) == 0


def test_a_city_that_goes_back_to_its_former_history_is_found(stick: Stick, first: OpenOffice) -> None:
    """The restored database was given up again: what it alone took goes once more."""
    with_worker(first, "张三")
    stick.round_trip(first, "first")
    database = stick.city.engine.raw_connection().driver_connection
    assert database is not None
    former = database.serialize()
    stick.city.rotate_epoch("管理员")
    with_worker(first, "李四")
    assert stick.round_trip(first, "first").rewound
    stick.round_trip(first, "first")
    database.deserialize(former)
    assert stick.round_trip(first, "first").rewound
    assert stick.round_trip(first, "first").settled.sent > 0
    assert waiting(first) == 0


def test_a_publication_of_another_computer_is_refused(stick: Stick, first: OpenOffice, second: OpenOffice) -> None:
    stick.round_trip(first, "first")
    with pytest.raises(PackageError, match="somebody else"):
        import_package(second, stick.publication("first"))


def test_a_package_in_the_wrong_direction(stick: Stick, first: OpenOffice) -> None:
    out = stick.carry_out(first)
    with pytest.raises(PackageError):
        import_package(first, out)
    take_package(stick.city, out.read_bytes())
    with pytest.raises(PackageError):
        take_package(stick.city, stick.publication("first").read_bytes())


def test_a_damaged_package_changes_nothing(stick: Stick, first: OpenOffice) -> None:
    with_worker(first)
    out = bytearray(stick.carry_out(first).read_bytes())
    out[len(out) // 2] ^= 1
    with pytest.raises(PackageError, match="damaged"):
        take_package(stick.city, bytes(out))
    take_package(stick.city, stick.carry_out(first).read_bytes())
    back = stick.publication("first")
    back.write_bytes(back.read_bytes()[:-1])
    before = waiting(first)
    with pytest.raises(PackageError, match="damaged"):
        import_package(first, back)
    assert waiting(first) == before


def test_before_the_keys_were_exchanged(stick: Stick, tmp_path: Path) -> None:
    with real_office(tmp_path / "third") as office:
        with pytest.raises(NotFoundError, match="key file first"):
            export_package(office, tmp_path / "out.gapkg")
        write_office_key(office, tmp_path / "third.gakey")
        with pytest.raises(NotFoundError, match="city's key file"):
            export_package(office, tmp_path / "out.gapkg")
        with pytest.raises(InvalidError, match="not of the city"):
            accept_city(office, tmp_path / "third.gakey")
        with pytest.raises(NotFoundError, match="no file"):
            accept_city(office, tmp_path / "none.gakey")


def test_what_went_by_file_and_was_not_answered_goes_by_the_line(stick: Stick, first: OpenOffice) -> None:
    from tests.sync.enrolled_offices import seal

    with_worker(first)
    stick.carry_out(first)
    sealed = seal(first)
    assert sealed is not None
    assert len(sealed.groups) == waiting(first)


def test_no_package_goes_or_comes_while_the_line_is_in_use(stick: Stick, first: OpenOffice) -> None:
    """Its push is still to be answered, and what it carries would be sealed once more in another cut."""
    with_worker(first, "张三")
    back = stick.publication("first")
    code = stick.city.issue_code(TOWN, "网格中心", "管理员")
    request = EnrolRequest(code=code, replica=stick.replicas["first"], schema=SCHEMA, program="gridadmin")
    city = RealCity(stick.city, stick.city.enrol(request))
    push = city.push

    def slow(body: bytes, meanwhile: Callable[[], None] | None = None) -> PushReply:
        del city.push
        with_worker(first, "李四")
        for work in (partial(stick.carry_out, first), partial(import_package, first, back)):
            with pytest.raises(ConflictError):
                work()
        return push(body, meanwhile)

    city.push = slow  # type: ignore[method-assign]
    at_rest(first, city)
    assert waiting(first) == 0
    assert stick.round_trip(first, "first").repeated


def test_groups_are_in_no_package_twice_after_their_receipt(stick: Stick, first: OpenOffice) -> None:
    stick.round_trip(first, "first")
    assert export_package(first, stick.folder / "empty.gapkg").groups == 0

    def states(session: Session) -> set[GroupState]:
        return {group.state for group in session.query(OutboxGroup)}

    assert first.read(states) == {GroupState.DONE}


def test_a_damaged_record_is_found_and_comes_again(stick: Stick, first: OpenOffice) -> None:
    """Once a day every record is looked at, here as by the line; the package after that brings everything."""
    worker = with_worker(first)
    stick.round_trip(first, "first")
    before = business_state(first)
    with first.engine.begin() as connection:
        connection.execute(update(Worker).where(Worker.id == worker).values(address="坏"))
    assert stick.round_trip(first, "first").applied.differing == ()
    assert business_state(first) != before, "it is not the day's turn"
    first.exchange(ask_for_recheck)
    with_worker(first, "李四")
    stick.round_trip(first, "first")
    stick.round_trip(first, "first")
    assert business_state(first)["worker"][worker] == before["worker"][worker]
    assert first.verify().ok
