from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from gridadmin.domain.errors import ConflictError, InvalidError, KeyRefusedError, NotFoundError, StorageError
from gridadmin.models import key_wrapping
from gridadmin.models.ids import new_id
from gridadmin.models.key_file import create_key_file
from gridadmin.models.key_wrapping import KdfCost
from gridadmin.models.keyslots import (
    FileSlotStore,
    KeySlots,
    MemorySlotStore,
    SlotKind,
    SlotStore,
    TableSlotStore,
    key_fits,
    new_key,
)

from .conftest import CHEAP, Clock

PASSWORD = "正确的 password 1"
ANNA, BEI = new_id(), new_id()


class Made:
    """Slots made for one test."""

    def __init__(self, store: SlotStore, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.key, self.office_id = new_key(), new_id()
        self.slots, self.recovery = KeySlots.create(store, self.key, self.office_id, clock=clock, cost=CHEAP)

    def reopened(self) -> KeySlots:
        return KeySlots(self.store, clock=self.clock, cost=CHEAP)


@pytest.fixture
def made(tmp_path: Path, clock: Clock) -> Made:
    return Made(FileSlotStore(tmp_path / "keyslots.json"), clock)


@pytest.fixture(params=["file", "sqlcipher", "postgresql", "memory"])
def made_anywhere(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Made:
    stores: dict[str, Callable[[], SlotStore]] = {
        "file": lambda: FileSlotStore(tmp_path / "keyslots.json"),
        "sqlcipher": lambda: TableSlotStore(request.getfixturevalue("sqlcipher_engine")),
        "postgresql": lambda: TableSlotStore(request.getfixturevalue("postgres_engine")),
        "memory": MemorySlotStore,
    }
    return Made(stores[request.param](), clock)


def test_every_slot_opens_the_office_wherever_the_slots_are_kept(made_anywhere: Made, tmp_path: Path) -> None:
    made = made_anywhere
    create_key_file(tmp_path / "secret")
    county = X25519PrivateKey.generate()
    made.slots.add_password(made.key, PASSWORD, ANNA, "安娜")
    made.slots.add_key_file(made.key, tmp_path / "secret", BEI, "cron")
    made.slots.add_county_key(made.key, county.public_key().public_bytes_raw(), "聊城")
    slots = made.reopened()
    assert slots.office_id == made.office_id
    by_password = slots.unlock(password=PASSWORD)
    assert (by_password.key, by_password.slot.account_id, by_password.slot.label) == (made.key, ANNA, "安娜")
    by_file = slots.unlock(key_file=tmp_path / "secret")
    assert (by_file.key, by_file.slot.account_id) == (made.key, BEI)
    assert slots.unlock(recovery=made.recovery.lower()).key == made.key
    assert slots.unlock(county_key=county.private_bytes_raw()).key == made.key


def test_wrong_secrets_are_refused_by_name(made: Made, tmp_path: Path) -> None:
    create_key_file(tmp_path / "a")
    create_key_file(tmp_path / "b")
    with pytest.raises(KeyRefusedError, match="no slot of this kind: Key file"):
        made.slots.unlock(key_file=tmp_path / "a")
    made.slots.add_key_file(made.key, tmp_path / "a", ANNA, "a")
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    with pytest.raises(KeyRefusedError, match="key file opens no slot"):
        made.slots.unlock(key_file=tmp_path / "b")
    with pytest.raises(KeyRefusedError, match="password is wrong"):
        made.slots.unlock(password="wrong password")
    made.clock.forward(10)
    other = Made(MemorySlotStore(), made.clock)
    with pytest.raises(KeyRefusedError, match="another office"):
        made.slots.unlock(recovery=other.recovery)
    with pytest.raises(InvalidError, match="40 letters"):
        made.slots.unlock(recovery="ABC")
    with pytest.raises(ValueError, match="no secret"):
        made.slots.unlock()


def test_a_password_opens_only_its_own_account(made: Made) -> None:
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    made.slots.add_password(made.key, "another password", BEI, "b")
    assert made.slots.unlock(password=PASSWORD, account_id=ANNA).slot.account_id == ANNA
    with pytest.raises(KeyRefusedError):
        made.slots.unlock(password=PASSWORD, account_id=BEI)


def test_a_password_may_come_composed_or_decomposed(made: Made) -> None:
    made.slots.add_password(made.key, "Zo\u00eb's password", ANNA, "a")
    assert made.slots.unlock(password="Zoe\u0308's password").key == made.key


def test_a_short_password_is_refused_and_changes_nothing(made: Made) -> None:
    before = made.store.load()
    with pytest.raises(InvalidError, match="7 characters"):
        made.slots.add_password(made.key, "1234567", ANNA, "a")
    assert made.store.load() == before


def test_a_password_is_changed_in_one_step(made: Made) -> None:
    old = made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    new = made.slots.add_password(made.key, "the new password", ANNA, "a", replaces=old.id)
    slots = made.reopened()
    assert [slot.id for slot in slots.slots if slot.kind is SlotKind.PASSWORD] == [new.id]
    assert slots.unlock(password="the new password").key == made.key
    with pytest.raises(KeyRefusedError):
        slots.unlock(password=PASSWORD)


def test_the_recovery_code_is_replaced_never_removed(made: Made) -> None:
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    (recovery,) = (slot for slot in made.slots.slots if slot.kind is SlotKind.RECOVERY)
    with pytest.raises(ConflictError, match="replaced, not removed"):
        made.slots.remove(recovery.id)
    with pytest.raises(ConflictError, match="replaced, not removed"):
        made.slots.add_password(made.key, PASSWORD, ANNA, "a", replaces=recovery.id)
    code = made.slots.replace_recovery(made.key)
    slots = made.reopened()
    assert slots.unlock(recovery=code).key == made.key
    with pytest.raises(KeyRefusedError):
        slots.unlock(recovery=made.recovery)


def test_the_last_way_in_stays(made: Made) -> None:
    first = made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    with pytest.raises(ConflictError, match="Add another way"):
        made.slots.remove(first.id)
    second = made.slots.add_password(made.key, PASSWORD, BEI, "b")
    made.slots.remove(first.id)
    assert {slot.id for slot in made.reopened().slots if slot.kind is SlotKind.PASSWORD} == {second.id}
    with pytest.raises(NotFoundError):
        made.slots.remove(first.id)


def test_a_slot_for_another_key_is_refused(made: Made) -> None:
    with pytest.raises(KeyRefusedError, match="not the key of this office"):
        made.slots.add_password(new_key(), PASSWORD, ANNA, "a")
    with pytest.raises(KeyRefusedError):
        made.slots.replace_recovery(new_key())
    assert key_fits(made.store, made.key)
    assert not key_fits(made.store, new_key())
    assert not key_fits(MemorySlotStore(), made.key)


@pytest.mark.parametrize("account", [str(BEI), None], ids=["another", "none"])
def test_an_editor_cannot_give_a_slot_to_another_account(made: Made, account: str | None) -> None:
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    content = json.loads(made.store.load() or "")
    content["slots"][-1]["account"] = account
    with pytest.raises(KeyRefusedError):
        KeySlots(MemorySlotStore(json.dumps(content)), clock=made.clock).unlock(password=PASSWORD)


def test_slots_are_not_written_over(made: Made) -> None:
    with pytest.raises(StorageError, match="has key slots already"):
        KeySlots.create(made.store, new_key(), new_id())
    with pytest.raises(StorageError, match="missing"):
        KeySlots(MemorySlotStore())


def test_two_programs_do_not_overwrite_each_other(made_anywhere: Made) -> None:
    ours, theirs = made_anywhere.reopened(), made_anywhere.reopened()
    slot = ours.add_password(made_anywhere.key, PASSWORD, ANNA, "a")
    theirs.add_password(made_anywhere.key, PASSWORD, BEI, "b")
    ours.remove(slot.id)
    assert [slot.label for slot in made_anywhere.reopened().slots] == ["", "b"]


def test_of_two_changes_at_the_same_moment_one_is_told_and_can_be_tried_again(made: Made) -> None:
    class Overtaken(MemorySlotStore):
        def save(self, text: str, expected: str | None) -> None:
            if made.slots.slots[-1].label != "a":  # between reading and writing somebody else is faster
                made.slots.add_password(made.key, PASSWORD, ANNA, "a")
                self.text = made.store.load()
            super().save(text, expected)

    theirs = KeySlots(Overtaken(made.store.load()), clock=made.clock, cost=CHEAP)
    with pytest.raises(ConflictError, match="Try again"):
        theirs.add_password(made.key, PASSWORD, BEI, "b")
    theirs.add_password(made.key, PASSWORD, BEI, "b")
    assert [slot.label for slot in theirs.slots] == ["", "a", "b"]


def test_an_open_window_can_change_keys_after_somebody_mistyped_in_another(made: Made) -> None:
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    guess_wrong(made.reopened())
    made.slots.add_password(made.key, PASSWORD, BEI, "b")
    assert made.reopened().unlock(password=PASSWORD, account_id=BEI).key == made.key


def test_slots_that_were_deleted_meanwhile_are_written_again(made: Made, tmp_path: Path) -> None:
    (tmp_path / "keyslots.json").unlink()
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    assert made.reopened().unlock(recovery=made.recovery).key == made.key


def test_slots_of_another_office_that_were_put_there_stay_as_they_are(made: Made) -> None:
    other = KeySlots.create(MemorySlotStore(), new_key(), new_id())[0]
    text = other._store.load()
    assert text is not None
    made.store.save(text, made.store.load())
    with pytest.raises(KeyRefusedError, match="not the key of this office"):
        made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    assert made.store.load() == text


def guess_wrong(slots: KeySlots) -> None:
    with pytest.raises(KeyRefusedError, match="password is wrong"):
        slots.unlock(password="wrong password")


def test_wrong_guesses_wait_twice_as_long_each_time_up_to_five_minutes(made: Made) -> None:
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    for _mistyped in range(2):
        guess_wrong(made.reopened())
    for expected in (2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300):
        slots = made.reopened()  # closing the program does not help
        guess_wrong(slots)
        with pytest.raises(KeyRefusedError, match=f"in {expected + 1} seconds"):
            slots.unlock(password=PASSWORD)
        made.clock.forward(expected - 0.5)
        with pytest.raises(KeyRefusedError, match="Too many"):
            made.reopened().unlock(password=PASSWORD)
        made.clock.forward(0.5)
    assert made.reopened().unlock(password=PASSWORD).key == made.key
    guess_wrong(made.reopened())
    made.clock.forward(2)
    assert made.reopened().unlock(password=PASSWORD).key == made.key


def test_a_clock_set_back_locks_nobody_out(made: Made) -> None:
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    for _try in range(3):
        guess_wrong(made.slots)
    made.clock.now -= timedelta(days=400)
    assert made.reopened().unlock(password=PASSWORD).key == made.key


def test_a_guess_is_answered_where_nothing_can_be_written(made: Made) -> None:
    class ReadOnly(MemorySlotStore):
        def save(self, *_texts: str | None) -> None:
            raise StorageError("read only")

    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    slots = KeySlots(ReadOnly(made.store.load()), clock=made.clock)
    guess_wrong(slots)
    assert slots.unlock(password=PASSWORD).key == made.key


def test_no_key_and_no_secret_stands_in_the_file(made: Made, tmp_path: Path) -> None:
    create_key_file(tmp_path / "secret")
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    made.slots.add_key_file(made.key, tmp_path / "secret", ANNA, "a")
    text = made.store.load() or ""
    for secret in (made.key.hex(), PASSWORD, made.recovery, (tmp_path / "secret").read_text().strip()):
        assert secret not in text
    import base64

    assert base64.b64encode(made.key).decode().rstrip("=") not in text
    if os.name == "posix":
        assert (tmp_path / "keyslots.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _content: "",
        lambda _content: "{}",
        lambda _content: "[1]",
        lambda content: json.dumps(content)[:-40],
        lambda content: json.dumps({**content, "slots": [{}]}),
        lambda content: json.dumps({**content, "office": "x"}),
        lambda content: json.dumps({**content, "slots": [{**content["slots"][0], "wrapped": "?"}]}),
        lambda content: json.dumps(
            {**content, "slots": [{**content["slots"][0], "cost": {"memory_kib": 2**40, "iterations": 1, "lanes": 1}}]}
        ),
    ],
)
def test_damaged_slots_are_named_and_the_way_out(made: Made, spoil: Callable[[dict[str, object]], str]) -> None:
    content = json.loads(made.store.load() or "")
    with pytest.raises(StorageError, match=r"damaged.*Restore the newest backup"):
        KeySlots(MemorySlotStore(spoil(content)))


def test_slots_of_a_newer_program_are_refused(made: Made) -> None:
    content = json.loads(made.store.load() or "")
    with pytest.raises(StorageError, match="newer version"):
        KeySlots(MemorySlotStore(json.dumps({**content, "version": 99})))


def test_a_changed_slot_never_gives_a_key(made: Made) -> None:
    made.slots.add_password(made.key, PASSWORD, ANNA, "a")
    content = json.loads(made.store.load() or "")
    wrapped = content["slots"][-1]["wrapped"]
    content["slots"][-1]["wrapped"] = ("A" if wrapped[20] != "A" else "B").join((wrapped[:20], wrapped[21:]))
    with pytest.raises(KeyRefusedError):
        KeySlots(MemorySlotStore(json.dumps(content)), clock=made.clock).unlock(password=PASSWORD)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.binary(max_size=40))
def test_a_wrapped_key_comes_back_only_by_its_own_key_and_place(wrapping: bytes, key: bytes, place: bytes) -> None:
    wrapped = key_wrapping.wrap(wrapping, key, place)
    assert key_wrapping.unwrap(wrapping, wrapped, place) == key
    assert key_wrapping.unwrap(wrapping, wrapped, place + b"x") is None
    assert key_wrapping.unwrap(bytes(32) if wrapping != bytes(32) else b"1" * 32, wrapped, place) is None
    assert key_wrapping.unwrap(wrapping, wrapped[:-1], place) is None


@given(st.text(min_size=8, max_size=40), st.uuids(), st.text(max_size=30))
def test_any_password_label_and_account_come_back(password: str, account: UUID, label: str) -> None:
    made = Made(MemorySlotStore(), Clock())
    made.slots.add_password(made.key, password, account, label)
    unlocked = made.reopened().unlock(password=password)
    assert (unlocked.key, unlocked.slot.account_id, unlocked.slot.label) == (made.key, account, label)


def test_no_public_key_of_a_county_is_refused(made: Made) -> None:
    for wrong in (b"", b"x" * 31, bytes(32)):
        with pytest.raises(InvalidError, match="public key of a county"):
            made.slots.add_county_key(made.key, wrong, "x")
    county = X25519PrivateKey.generate()
    made.slots.add_county_key(made.key, county.public_key().public_bytes_raw(), "x")
    for stranger in (b"short", X25519PrivateKey.generate().private_bytes_raw()):
        with pytest.raises(KeyRefusedError, match="county"):
            made.slots.unlock(county_key=stranger)


def test_a_guess_costs_what_rfc_9106_says() -> None:
    cost = KdfCost()
    assert (cost.memory_kib, cost.iterations, cost.lanes) == (65536, 3, 4)
    begun = time.perf_counter()
    key_wrapping.key_from_password(PASSWORD, b"s" * 16, cost)
    assert time.perf_counter() - begun > 0.03, "no computer fills 64 MiB three times faster"


def test_the_table_is_made_with_the_first_row(engine: Engine) -> None:
    assert TableSlotStore(engine).load() is None
    TableSlotStore(engine).save("text", None)
    assert TableSlotStore(engine).load() == "text"
