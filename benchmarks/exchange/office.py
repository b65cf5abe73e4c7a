"""One measured step of an office, in a process of its own: `python -m benchmarks.exchange.office STEP FOLDER [WORDS]`.

make, enrol ADDRESS CODE, settle: an office that has joined a city and is at rest. add N: N persons of about 1 KB.
push, pull: one direction, with its time and the peak of memory. edit N: change N persons. check: count and digest.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.measure import resident_mb
from gridadmin.domain.exchange import Connection
from gridadmin.domain.workers import Sex
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_with_key_file
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.pinyin import pinyin_of
from gridadmin.sync.enrolment import Application, enrol, open_city, read_enrolled
from gridadmin.sync.fetching import Fetching
from gridadmin.sync.http import HttpCity
from gridadmin.sync.portions import Portions
from gridadmin.sync.round import exchange_once
from gridadmin.sync.sending import Sending

WORDS = "走访巡查矛盾纠纷排查化解安全隐患政策宣传民生服务特殊人群关怀信息采集核实上报"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
RECORD_BYTES = 1_000


def main() -> int:
    """Run one step and print what it gave as a line of JSON."""
    step, folder, *words = sys.argv[1:]
    print(json.dumps(STEPS[step](Path(folder), *words)), flush=True)
    return 0


def make(folder: Path) -> dict[str, object]:
    """Make an office."""
    from tests.real_offices import real_office  # what only the making needs is not to be counted in what is measured

    with real_office(folder):
        return {}


def add(folder: Path, count: str) -> dict[str, object]:
    """Add persons of about 1 KB each, in one act."""
    with opened_office(folder) as office:
        office.act(Message("Enter many"), add_people, int(count))
    return {}


def add_people(session: Session, count: int) -> None:
    """Add invented persons; ID numbers use the sequences 000 to 009."""
    from tests.real_offices import id_number

    for number in range(count):
        dice = Random(number)
        born = date(1950, 1, 1) + timedelta(days=number // 10)
        name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
        full, initials = pinyin_of(name)
        person = Worker(
            id=new_id(),
            name=name,
            name_pinyin=full,
            name_initials=initials,
            id_number=id_number("371525", born, number % 10),
            birth_date=born,
            sex=Sex.MALE,
            ethnicity="01",
            address=f"冠县崇文街道第{dice.randrange(90)}社区{dice.randrange(40)}号楼{dice.randrange(3000)}室",
            remarks="",
        )
        fields = {"name": name, "address": person.address, "id_number": person.id_number, "birth_date": str(born)}
        spare = RECORD_BYTES - 200 - len(json.dumps(fields, ensure_ascii=False).encode())
        person.remarks = "".join(dice.choice(WORDS) for _ in range(spare // 3))
        session.add(person)


def join(folder: Path, address: str, code: str) -> dict[str, object]:
    """Enrol an office."""
    with opened_office(folder) as office:
        connection = Connection(address)
        city = HttpCity(connection, None, clock=office.clock)
        application = Application(connection, code)
        enrol(office, city, application, replica=new_id(), office_key=office.key, keyring=None)
    return {}


def settle(folder: Path) -> dict[str, object]:
    """Exchange until both sides are at rest."""
    with opened_office(folder) as office:
        result = exchange_once(office, city_of(office), now=office.clock, portions=Portions())
        assert result.complete, result
    return {}


def push(folder: Path) -> dict[str, object]:
    """Send everything that waits, from the journal to the last answer that is durable."""

    def work(office: OpenOffice, city: HttpCity, portions: Portions) -> int:
        sending = Sending(office, city, office.clock, portions, city.capabilities().limits, lambda *_told: None)
        assert sending.send_all()
        return sending.settled.sent

    return measured(folder, work)


def pull(folder: Path) -> dict[str, object]:
    """Fetch everything that is new, journal and digests included."""

    def work(office: OpenOffice, city: HttpCity, portions: Portions) -> int:
        fetching = Fetching(office, city, office.clock, portions, city.capabilities().limits, lambda *_told: None)
        fetching.fetch_all()
        assert not fetching.repaired
        return fetching.received

    return measured(folder, work)


def edit(folder: Path, count: str) -> dict[str, object]:
    """Change the address of some persons in one act."""
    with opened_office(folder) as office:
        office.act(Message("Move many"), move, int(count))
    return {}


def move(session: Session, count: int) -> None:
    """Change addresses."""
    for person in session.scalars(select(Worker).order_by(Worker.id).limit(count)):
        person.address = f"{person.address}附1号"


def check(folder: Path) -> dict[str, object]:
    """Return how many persons there are, and a digest of all of them."""

    def read(session: Session) -> tuple[int, str]:
        rows = session.execute(select(Worker.id, Worker.id_number, Worker.address, Worker.remarks).order_by(Worker.id))
        digest = sha256()
        count = 0
        for row in rows:
            digest.update(repr(tuple(row)).encode())
            count += 1
        return count, digest.hexdigest()

    with opened_office(folder) as office:
        assert office.verify().ok
        count, digest = office.read(read)
    return {"people": count, "digest": digest}


def measured(folder: Path, work: Callable[[OpenOffice, HttpCity, Portions], int]) -> dict[str, object]:
    """Run some work of an open office and return its time, by wall and processor, and the peak of memory."""
    with opened_office(folder) as office:
        city = city_of(office)
        city.capabilities()
        before, began, worked = resident_mb("VmHWM"), time.perf_counter(), time.process_time()
        count = work(office, city, Portions())
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
        peak = resident_mb("VmHWM")
        return {"seconds": seconds, "cpu": cpu, "count": count, "peak_mb": peak, "before_mb": before}


def opened_office(folder: Path) -> AbstractContextManager[OpenOffice]:
    """Open the office of a folder, and close it at the end."""
    return closing(open_with_key_file(str(folder / "office"), folder / "clerk.key"))


def city_of(office: OpenOffice) -> HttpCity:
    """Return the city that an office is enrolled at."""
    enrolled = office.read(read_enrolled)
    assert enrolled is not None
    return open_city(enrolled, office_key=office.key, keyring=None, clock=office.clock)


STEPS: dict[str, Callable[..., dict[str, object]]] = {
    "make": make,
    "add": add,
    "enrol": join,
    "settle": settle,
    "push": push,
    "pull": pull,
    "edit": edit,
    "check": check,
}

if __name__ == "__main__":
    raise SystemExit(main())
