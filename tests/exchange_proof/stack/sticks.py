"""The exchange by file in the simulation: packages on sticks that are lost, come late, twice, or in another order."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import insert

from gridadmin.city.own_keys import city_key_file
from gridadmin.city.packages import give_publications, take_package
from gridadmin.city.partners import accept_office
from gridadmin.city.tables import setting
from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.exchange import RoundResult
from gridadmin.i18n import Message
from gridadmin.jobs.exchange_packages import (
    accept_city,
    export_package,
    import_package,
    package_state,
    renew_office_keys,
    write_office_key,
)
from gridadmin.models.attachments import create_table
from gridadmin.sync.issues import list_issues
from gridadmin.sync.packages import Receipt
from gridadmin.sync.points import replica_of
from gridadmin.wire.scopes import Scope
from tests.exchange_proof.model.terms import ProtocolViolationError
from tests.exchange_proof.stack.cities import SimulatedCity
from tests.exchange_proof.stack.computers import MEMORY, Computer

CITY_CODE, OURS = "3715", "office.gakey"


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-sticks-", dir=MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


Publications = defaultdict[UUID, list[bytes]]


class Sticks:
    """What goes between one computer and the city, and everything that ever was on its way.

    `trouble`: how likely a stick does not arrive, as the line's. `publications`: of the city, for every database.
    """

    def __init__(self, random: Random, town: Scope, city: SimulatedCity, publications: Publications) -> None:
        self.trouble = 0.0
        self._random, self._town, self._city, self._publications = random, town, city, publications
        self._submissions: list[bytes] = []

    def introduce(self, computer: Computer) -> None:
        """Hand over both key files."""
        create_table(computer.office.photos)  # a computer of the simulation keeps everything in one file
        write_office_key(computer.office, _folder() / OURS)
        self._accept(computer)

    def renew(self, computer: Computer, trace: list[str]) -> bool:
        """Make new keys where a copy exchanges, too, as the card asks for; return whether it did."""
        if all(issue.kind != "copied" for issue in computer.office.read(list_issues)):
            return False
        trace.append(f"{computer.name} new keys")
        renew_office_keys(computer.office, _folder() / OURS)
        self._accept(computer)
        return True

    def _accept(self, computer: Computer) -> None:
        accept_office(self._city.exchange, (_folder() / OURS).read_bytes(), "管理员")
        theirs = _folder() / "city.gakey"
        theirs.write_bytes(city_key_file(self._city.exchange, "聊城市")[0])
        accept_city(computer.office, theirs)

    def carry(self, computer: Computer, trace: list[str]) -> RoundResult:
        """Carry a stick there and another one back, as far as they come; a former one may turn up on the way."""
        path = _folder() / "out.gapkg"
        submission = export_package(computer.office, path)
        trace.append(f"{computer.name} wrote {submission.number}: {submission.groups}")
        self._submissions.append(path.read_bytes())
        arrived = [content for content in self._turning_up(self._submissions) if self._take(content, trace)]
        if not arrived:
            self.introduce(computer)  # a city that was restored may have lost the key: it asks for the file
            return RoundResult(complete=False, problem=Message("The stick was lost"))
        for given in give_publications(self._city.exchange, self._town):
            self._publications[given.replica].append(given.content)
        mine = self._publications[computer.office.read(replica_of).id]
        receipts = [self._read(computer, content, trace) for content in self._turning_up(mine)]
        came = [receipt for receipt in receipts if receipt is not None]
        if not came:
            return RoundResult(complete=False, problem=Message("The stick was lost"))
        waiting = package_state(computer.office).waiting
        return RoundResult(
            complete=not waiting and not self.trouble,
            sent=sum(receipt.settled.sent + receipt.settled.again for receipt in came),
            received=sum(receipt.applied.records for receipt in came),
            recovered=any(receipt.rewound for receipt in came),
        )

    def _turning_up(self, packages: list[bytes]) -> list[bytes]:
        """Return what arrives of the packages that there are: the newest, unless it is lost, and perhaps an old one."""
        r = self._random
        found = [] if r.random() < self.trouble else [packages[-1]]
        if r.random() < self.trouble / 2:
            found.insert(r.randrange(len(found) + 1), r.choice(packages))
        return found

    def _take(self, content: bytes, trace: list[str]) -> bool:
        try:
            taken = take_package(self._city.exchange, content)
        except GridAdminError as error:
            trace.append(f"city: {error.message.msgid[:70]}")
            return False
        trace.append(f"city took {taken.number}: {taken.groups}{' again' * taken.repeated}{' twice' * taken.twice}")
        return True

    def _read(self, computer: Computer, content: bytes, trace: list[str]) -> Receipt | None:
        path = _folder() / "back.gapkg"
        path.write_bytes(content)
        try:
            receipt = import_package(computer.office, path)
        except GridAdminError as error:
            trace.append(f"{computer.name}: {error.message.msgid[:70]}")
            return None
        trace.append(
            f"{computer.name} read {receipt.number}: {receipt.settled.sent} {receipt.applied.records}"
            f"{' again' * receipt.repeated}{' rewound' * receipt.rewound}{' copied' * receipt.copied}"
        )
        if receipt.applied.differing:
            raise ProtocolViolationError(f"I3 both sides differed without a cause: {receipt.applied.differing}")
        return receipt


def found_city(city: SimulatedCity) -> None:
    """Say whose database it is: key files tell, and are looked at."""
    with city.database.engine.begin() as connection:
        connection.execute(insert(setting).values(name="city", value=CITY_CODE))
