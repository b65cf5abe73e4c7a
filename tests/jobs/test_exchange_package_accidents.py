"""What goes wrong with an exchange on a stick: copies, restored backups, photos that do not fit or come late."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gridadmin.city.overview import TownshipState, TownshipStatus, list_townships
from gridadmin.city.own_keys import city_key_file, end_former_keys, offices_behind, renew_city_keys
from gridadmin.city.packages import give_publications, take_package
from gridadmin.city.partners import accept_office, revoke_keys
from gridadmin.city.tables import attachment, piece, record
from gridadmin.cli.exchange_files import receipt_facts
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import Message
from gridadmin.jobs.exchange import list_cards
from gridadmin.jobs.exchange_packages import accept_city, import_package, package_state, renew_office_keys
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import CityRecord, Issue
from gridadmin.models.workers import Worker
from gridadmin.services.journal import list_acts, record_classes
from gridadmin.services.worker_records import set_photo
from gridadmin.sync import sweeping
from gridadmin.sync.package_line import line_of
from gridadmin.sync.packages import ask_for_all
from gridadmin.sync.points import replica_of
from gridadmin.sync.recovery import renew_replica
from gridadmin.sync.settling import settle_issue
from gridadmin.ui.exchange.package_words import receipt_words
from gridadmin.wire import package_files
from gridadmin.wire.owners import types_since
from gridadmin.wire.package_files import PackageError
from gridadmin.wire.package_keys import spoken
from tests.jobs.sticks import Stick, waiting
from tests.models.test_attachments import picture
from tests.real_offices import business_state, opened, with_worker
from tests.sync.real_city import TOWN


def with_photo(office: OpenOffice, name: str, width: int = 100, height: int = 140) -> str:
    person = with_worker(office, name)
    digest = office.put_photo(picture((width, height)))
    office.act(Message("Photo"), set_photo, person, digest)
    return digest


def move(office: OpenOffice, person: UUID, address: str) -> None:
    def change(session: Session) -> None:
        worker = session.get(Worker, person)
        assert worker is not None
        worker.address = address

    office.act(Message("Move"), change)


def address(office: OpenOffice, person: UUID) -> object:
    return business_state(office)["worker"][person]["address"]


def test_packages_of_both_copies_of_a_database_are_taken(stick: Stick, first: OpenOffice) -> None:
    """One of them has taken an identity of its own since, and handed the same keys over once more."""
    with_worker(first, "张三")
    of_the_copy = stick.carry_out(first, "copy")
    first.exchange(renew_replica)
    with_worker(first, "李四")
    with pytest.raises(InvalidError, match="Accept its key file once more"):
        take_package(stick.city, stick.carry_out(first).read_bytes())
    stick.join(first, "renewed")
    assert take_package(stick.city, stick.carry_out(first).read_bytes()).groups
    assert take_package(stick.city, of_the_copy.read_bytes()).groups


@contextmanager
def copy_of(folder: Path, name: str) -> Iterator[OpenOffice]:
    """Give a copy of an office's folder as it stands, opened."""
    copy = folder / "copy"
    shutil.copytree(folder / name, copy, ignore=shutil.ignore_patterns("office.lock*"))
    with opened(str(copy / "office"), copy / "clerk.key") as office:
        yield office


def test_a_copy_of_the_database_takes_an_identity_of_its_own(stick: Stick, first: OpenOffice, tmp_path: Path) -> None:
    """Both write a package of the same number; the second is told, and new keys there part the two."""
    stick.round_trip(first, "first")
    with copy_of(tmp_path, "first") as copy:
        with_worker(first, "张三")
        assert not take_package(stick.city, stick.carry_out(first).read_bytes()).twice
        assert not stick.carry_back(first, "first").copied
        with_worker(copy, "李四")
        taken = take_package(stick.city, stick.carry_out(copy).read_bytes())
        assert (taken.twice, taken.repeated) == (True, False)
        receipt = stick.carry_back(copy, "first")
        assert receipt.copied
        assert "not written here" in receipt_words(receipt)[1]
        [card] = list_cards(copy)
        assert "copy of it is in use" in str(card.issue.reason)
        assert (card.issue.kind, card.issue.choices) == ("copied", ("confirm",))
        renew_office_keys(copy, stick.folder / "copy.gakey")
        assert list_cards(copy) == ()
        accepted = accept_office(stick.city, (stick.folder / "copy.gakey").read_bytes(), "管理员")
        assert [spoken(each) for each in accepted.others] == [package_state(first).ours]
        assert accepted.held.replica is not None
        stick.replicas["copy"] = accepted.held.replica
        for office, name in ((copy, "copy"), (first, "first")):
            receipt = stick.round_trip(office, name)
            assert (receipt.copied, waiting(office)) == (False, 0)
        assert business_state(first) == business_state(copy)


def test_a_copy_that_has_nothing_to_send_is_told_too(stick: Stick, first: OpenOffice, tmp_path: Path) -> None:
    stick.round_trip(first, "first")
    with copy_of(tmp_path, "first") as copy:
        stick.round_trip(first, "first")
        assert take_package(stick.city, stick.carry_out(copy).read_bytes()).twice
        assert stick.carry_back(copy, "first").copied


def test_the_original_learns_of_a_copy_from_a_receipt_that_is_not_its_own(
    stick: Stick, first: OpenOffice, tmp_path: Path
) -> None:
    stick.round_trip(first, "first")
    with copy_of(tmp_path, "first") as copy:
        assert not take_package(stick.city, stick.carry_out(copy).read_bytes()).twice
    assert stick.carry_back(first, "first").copied


def test_a_package_that_goes_on_too_far_says_how_to_go_on(stick: Stick, first: OpenOffice, tmp_path: Path) -> None:
    """What a computer lacks that was restored from a backup comes back by a package of its own."""
    stick.round_trip(first, "first")
    with copy_of(tmp_path, "first") as restored:
        with_worker(first, "张三")
        stick.round_trip(first, "first")
        stick.round_trip(first, "first")
        with pytest.raises(InvalidError, match="Write a package"):
            stick.carry_back(restored, "first")
        stick.round_trip(restored, "first")
        assert business_state(restored) == business_state(first)


def test_a_key_that_was_revoked_is_trusted_no_longer(stick: Stick, first: OpenOffice, second: OpenOffice) -> None:
    """The computer is lost, or was; the same office goes on with another one, and may take it up once more."""
    stick.round_trip(first, "first")
    spoken = package_state(first).ours
    assert spoken is not None
    assert revoke_keys(stick.city, spoken, "管理员") == [TOWN]
    with_worker(first, "张三")
    with pytest.raises(PackageError):
        take_package(stick.city, stick.carry_out(first).read_bytes())
    assert {given.replica for given in give_publications(stick.city, TOWN)} == {stick.replicas["second"]}
    with pytest.raises(NotFoundError):
        revoke_keys(stick.city, spoken, "管理员")
    accept_office(stick.city, (stick.folder / "first.gakey").read_bytes(), "管理员")
    assert stick.round_trip(first, "first").number == 2
    assert waiting(first) == 0


def test_new_keys_put_the_former_ones_out_of_force(stick: Stick, first: OpenOffice, second: OpenOffice) -> None:
    """A stick with the former keys is worth nothing any more, and nothing that waits is lost with them."""
    with_worker(first, "张三")
    stolen = stick.carry_out(first, "stolen")
    late = stick.publication("first")
    former = package_state(first).ours
    renewed = renew_office_keys(first, stick.folder / "first.gakey")
    assert package_state(first).ours == renewed.spoken_fingerprint != former
    with pytest.raises(PackageError, match="replaced here"):
        import_package(first, late)
    with pytest.raises(PackageError, match="not trusted"):
        take_package(stick.city, stick.carry_out(first).read_bytes())
    accepted = accept_office(stick.city, (stick.folder / "first.gakey").read_bytes(), "管理员")
    assert accepted.replaced is not None
    assert spoken(accepted.replaced) == former
    assert [spoken(each) for each in accepted.others] == [package_state(second).ours]
    with pytest.raises(PackageError, match="not trusted"):
        take_package(stick.city, stolen.read_bytes())
    assert stick.round_trip(first, "first").settled.sent > 0
    assert waiting(first) == 0
    assert any("Made new keys" in str(act.sentence) for act in first.read(list_acts))


def test_new_keys_of_the_city_cut_no_office_off(stick: Stick, first: OpenOffice, second: OpenOffice) -> None:
    """Sticks that were written for the former keys are read, and answered with these, until the new file has come."""
    stick.round_trip(second, "second")
    with_worker(first, "张三")
    on_its_way = stick.carry_out(first, "on_its_way")
    former = package_state(first).city
    renewed = renew_city_keys(stick.city, "管理员")
    assert offices_behind(stick.city) == [TOWN]
    assert take_package(stick.city, on_its_way.read_bytes()).behind
    assert stick.carry_back(first, "first").settled.sent > 0
    with_worker(first, "李四")
    assert stick.round_trip(first, "first").settled.sent > 0

    (stick.folder / "city.gakey").write_bytes(city_key_file(stick.city, "聊城市")[0])
    for office in (first, second):
        accept_city(office, stick.folder / "city.gakey")
        assert package_state(office).city == renewed.spoken_fingerprint != former
        with_worker(office, "王五")
        taken = take_package(stick.city, stick.carry_out(office).read_bytes())
        assert (taken.behind, taken.groups > 0) == (False, True)
    assert take_package(stick.city, on_its_way.read_bytes()).repeated
    assert offices_behind(stick.city) == [], "a stick of before that turns up late is no step back"
    assert stick.carry_back(first, "first").settled.sent > 0
    assert waiting(first) == 0

    assert former is not None
    ended, behind = end_former_keys(stick.city, former, "管理员")
    assert (spoken(ended), behind) == (former, [])
    with pytest.raises(PackageError, match="replaced here"):
        take_package(stick.city, on_its_way.read_bytes())
    with pytest.raises(NotFoundError):
        end_former_keys(stick.city, former, "管理员")
    with pytest.raises(NotFoundError):
        end_former_keys(stick.city, renewed.fingerprint, "管理员")
    assert stick.round_trip(second, "second").number > 1


def test_an_office_that_knows_no_other_keys_of_the_city_is_named_when_they_end(stick: Stick, first: OpenOffice) -> None:
    stick.round_trip(first, "first")
    former = package_state(first).city
    assert former is not None
    renew_city_keys(stick.city, "管理员")
    renew_city_keys(stick.city, "管理员")
    assert offices_behind(stick.city) == [TOWN]
    assert stick.round_trip(first, "first").number == 2, "with the first of the former keys"
    assert end_former_keys(stick.city, former, "管理员")[1] == [TOWN]
    with pytest.raises(PackageError):
        take_package(stick.city, stick.carry_out(first).read_bytes())
    (stick.folder / "city.gakey").write_bytes(city_key_file(stick.city, "聊城市")[0])
    accept_city(first, stick.folder / "city.gakey")
    assert stick.round_trip(first, "first").settled.sent == 0


def test_keys_that_cannot_be_read_are_made_anew(stick: Stick, first: OpenOffice) -> None:
    def spoil(session: Session) -> None:
        line = line_of(session)
        line.keys = line.keys[:-1] + bytes([line.keys[-1] ^ 1])

    first.exchange(spoil)
    with pytest.raises(InvalidError, match="Make new ones"):
        stick.carry_out(first)
    renew_office_keys(first, stick.folder / "first.gakey")
    accept_office(stick.city, (stick.folder / "first.gakey").read_bytes(), "管理员")
    assert stick.round_trip(first, "first").number == 1


def test_a_publication_counts_as_fetched_when_the_office_says_so(stick: Stick, first: OpenOffice) -> None:
    """A stick may be lost on its way back: only the next package tells what has arrived."""

    def status() -> TownshipStatus:
        with stick.city.engine.connect() as connection:
            [found] = list_townships(connection, TOWN, stick.city.clock(), timedelta(days=14))
        return found

    with_worker(first, "张三")
    take_package(stick.city, stick.carry_out(first).read_bytes())
    stick.publication("first")
    assert (status().state, status().pulled_at) == (TownshipState.NEVER, None)
    stick.carry_back(first, "first")
    assert status().state is TownshipState.NEVER, "the city cannot know of it yet"
    fetched = take_package(stick.city, stick.carry_out(first).read_bytes())
    assert fetched.groups == 0
    assert (status().state, status().behind) == (TownshipState.CURRENT, 0)
    with_worker(first, "李四")
    take_package(stick.city, stick.carry_out(first).read_bytes())
    assert status().state is TownshipState.BEHIND
    at = status().pulled_at
    stick.publication("first")  # lost as well
    take_package(stick.city, stick.carry_out(first).read_bytes())
    assert (status().state, status().pulled_at) == (TownshipState.BEHIND, at)


@pytest.mark.parametrize("fingerprint", ["", "1", "没有"])
def test_no_key_is_revoked_by_a_piece_of_its_fingerprint(stick: Stick, first: OpenOffice, fingerprint: str) -> None:
    with pytest.raises(NotFoundError):
        revoke_keys(stick.city, fingerprint, "管理员")
    stick.round_trip(first, "first")


def test_photos_that_a_restored_city_lacks_go_once_more(stick: Stick, first: OpenOffice, second: OpenOffice) -> None:
    digest = with_photo(first, "张三")
    stick.round_trip(first, "first")
    stick.city.rotate_epoch("管理员")
    with stick.city.engine.begin() as connection:  # the backup did not hold it yet
        connection.execute(attachment.delete())
        connection.execute(piece.delete())
    assert stick.round_trip(first, "first").rewound
    stick.round_trip(first, "first")
    stick.round_trip(second, "second")
    assert second.photo(digest) == first.photo(digest)


def test_photos_never_make_a_package_too_large(
    stick: Stick, first: OpenOffice, second: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit beside the changes waits; else no package could be written any more."""
    digests = {
        with_photo(first, name, width, 1_200) for name, width in (("张三", 900), ("李四", 1_000), ("王五", 1_100))
    }
    with monkeypatch.context() as small:
        small.setattr(package_files, "MOST_PACKAGE", stick.carry_out(first).stat().st_size - 1)
        stick.round_trip(first, "first")
    stick.round_trip(first, "first")
    with monkeypatch.context() as small:
        small.setattr(package_files, "MOST_PACKAGE", stick.publication("second").stat().st_size - 1)
        assert stick.round_trip(second, "second").photos < len(digests)


def test_photos_beyond_what_a_package_holds_come_with_the_next(
    stick: Stick, first: OpenOffice, second: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = [with_photo(first, name, width) for name, width in (("张三", 100), ("李四", 110), ("王五", 120))]
    stick.round_trip(first, "first")
    largest = max(len(first.photo(each) or b"") for each in digests)
    monkeypatch.setattr(package_files, "photo_room", lambda _parts: largest)
    for _ in digests:
        stick.round_trip(second, "second")
    assert set(digests) <= second.photo_digests()


def test_a_photo_that_comes_after_its_record(
    stick: Stick, first: OpenOffice, second: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = with_photo(first, "张三")
    with monkeypatch.context() as full:
        full.setattr(package_files, "photo_room", lambda _parts: 0)
        stick.round_trip(first, "first")
    stick.round_trip(second, "second")
    stick.round_trip(first, "first")
    stick.round_trip(second, "second")
    assert digest in second.photo_digests()


def test_a_guard_says_what_is_to_be_done(
    stick: Stick, first: OpenOffice, second: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the package is applied before the question is answered, and nobody but the clerk can read it again."""
    with_worker(second, "张三")
    stick.round_trip(second, "second")
    stick.round_trip(first, "first")
    stick.round_trip(first, "first")
    monkeypatch.setattr(sweeping, "MOST_ORPHANS", 0)
    with stick.city.engine.begin() as connection:
        connection.execute(record.delete().where(record.c.type == "worker_profile"))
    first.exchange(ask_for_all)
    receipt = stick.round_trip(first, "first")
    assert (receipt.applied.asks, receipt.applied.orphans) == (True, 0)
    assert "answer the question first" in receipt_words(receipt)[1]
    assert "answer the question first" in str(receipt_facts(receipt))
    (question,) = first.read(lambda session: session.scalars(select(Issue.id)).all())
    assert "(Political status and education 1)" in str(list_cards(first)[0].issue.reason), "in words, not by its table"
    first.exchange(settle_issue, question, "confirm", first.clock())
    assert import_package(first, stick.folder / "first-back.gapkg").applied.orphans == 1


def test_what_a_newer_program_knows_comes_with_the_next_package(
    stick: Stick, first: OpenOffice, second: OpenOffice
) -> None:
    """The program that was here before knew nothing of certificates, and passed over what came of them."""
    with_worker(second, "张三")
    stick.round_trip(second, "second")
    stick.round_trip(first, "first")
    stick.round_trip(first, "first")
    before = business_state(first)
    as_before_the_update(first)
    assert not business_state(first)["certificate_rule"]
    stick.round_trip(first, "first")
    assert business_state(first) == before


def as_before_the_update(office: OpenOffice) -> None:
    def forget(session: Session) -> None:
        replica_of(session).pulled_schema = 1
        for record_type in reversed(types_since(1)):
            session.connection().execute(delete(CityRecord).where(CityRecord.record_type == record_type))
            session.connection().execute(delete(record_classes()[record_type]))

    office.exchange(forget)
