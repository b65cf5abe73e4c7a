"""A schedule of the real stack: everything that happens comes from one seed; no clock decides anything."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from random import Random
from unittest.mock import patch

from gridadmin.city import enrolment as city_enrolment
from gridadmin.domain.exchange import Connection, RoundResult
from gridadmin.models.ids import ids_drawn_from, new_id
from gridadmin.sync.enrolment import Application, enrol
from gridadmin.sync.round import exchange_once
from gridadmin.wire.scopes import Scope, parse_scope
from tests.exchange_proof.model.terms import ProtocolViolationError
from tests.exchange_proof.stack.book import Book, journal_length
from tests.exchange_proof.stack.checks import check_city, check_offices
from tests.exchange_proof.stack.cities import CityDatabase, InMemory, SimulatedCity
from tests.exchange_proof.stack.clerk import Clerk
from tests.exchange_proof.stack.computers import START_MS, Computer, Disk, PowerCutError, new_disk
from tests.exchange_proof.stack.desk import Desk
from tests.exchange_proof.stack.forgetting import YEARS, Forgetting, Told
from tests.exchange_proof.stack.line import BadLine, Line
from tests.exchange_proof.stack.overtyped import watched_foldings
from tests.exchange_proof.stack.staff import Staff
from tests.exchange_proof.stack.sticks import Publications, Sticks, found_city
from tests.real_offices import NOON, SteppingClock

TOWNSHIPS = ("371525002", "371525101")
MOST_COMPUTERS = 4
ROUNDS_TO_REST = 25
MOST_BY_FILE, OFTEN_RENEWED = 0.8, 0.5


class Station:
    """A computer with its line and the township that it works for; `sticks` in place of the line, where it has none."""

    def __init__(self, town: Scope, computer: Computer, line: Line, sticks: Sticks | None = None) -> None:
        self.town, self.computer, self.line, self.sticks = town, computer, line, sticks


class StackWorld:
    """Everything of one schedule; `trace` says what happened, word for word the same for the same seed.

    `by_file`: most computers have no line and exchange by packages on sticks.
    """

    def __init__(self, seed: int, database: Callable[[], CityDatabase], *, by_file: bool = False) -> None:
        self.random = r = Random(seed)
        self.trace: list[str] = []
        self._crashes = 0.0
        self.book, self.clock, self.city_clock = Book(), SteppingClock(NOON), SteppingClock(NOON)
        self.city = SimulatedCity(database(), r, self.city_clock)
        self._by_file, self._publications = by_file, Publications(list)
        if by_file:
            found_city(self.city)
        self.bad = BadLine(r)
        self.bad.calls = self.trace
        self.bad.meanwhile = self._meanwhile
        self.stations: list[Station] = []
        for number in range(r.choice((1, 2, 2, 3))):
            town = TOWNSHIPS[0] if r.random() < 0.9 else TOWNSHIPS[1]
            self._add(parse_scope(f"town:{town}"), new_disk(town, r.choice((0, 0, number))))
        self._forgetting = Forgetting(seed)
        self._unheard: set[Station] = set()
        self._disks: list[tuple[Station, Disk]] = []
        self._backups: list[object] = []
        names = ("exchanges", "restored", "city_restored", "copied", "crashes", "forgotten")
        self.tally = dict.fromkeys(names, 0)

    def _add(self, town: Scope, disk: Disk, known: Station | None = None) -> None:
        name = "ABCDEFG"[len(self.stations)]
        station = Station(town, Computer(name, disk, self.clock, self._at_commit), Line(name, self.city, self.bad))
        self.stations.append(station)
        by_file = known.sticks is not None if known else self._by_file and self.random.random() < MOST_BY_FILE
        if by_file:
            station.sticks = Sticks(self.random, town, self.city, self._publications)
        if known is not None:
            station.line.credentials = known.line.credentials
        elif station.sticks is not None:
            station.sticks.introduce(station.computer)
        else:
            self._enrol(station)

    def _enrol(self, station: Station) -> None:
        code = self.city.exchange.issue_code(station.town, "网格中心", "管理员")
        application = Application(Connection("https://city.example"), code, station.computer.name)
        office = station.computer.office
        enrol(office, station.line, application, replica=new_id(), office_key=office.key, keyring=None)

    def _at_commit(self) -> None:
        if self._crashes and self.random.random() < self._crashes:
            self.tally["crashes"] += 1
            raise PowerCutError

    # -- the schedule

    def run(self, steps: int) -> None:
        """Let things happen."""
        for step in range(steps):
            self.bad.trouble = self.random.choice((0, 0.1, 0.4))
            self._crashes = self.random.choice((0, 0, 0.005, 0.03))
            station = self.random.choice(self.stations)
            luck = self.random.random()
            self.trace.append(f"{step} {station.computer.name} {luck:.3f}")
            try:
                if self._forgetting.is_time():
                    self._years_pass()
                self._happen(station, luck)
            except PowerCutError:
                self.trace.append("power cut")
                station.computer.restart()

    def _happen(self, station: Station, luck: float) -> None:
        if luck < 0.45:
            self._type(station)
        elif luck < 0.73:
            self.exchange(station)
        elif luck < 0.8:
            self._publish(station.town)
        elif luck < 0.84:
            self.trace.append(Desk(self.random, self.book, station.computer.office).settle_one())
        elif luck < 0.87:
            self.bad.deliver_late()
        else:
            self._catastrophe(station, luck)

    def _type(self, station: Station) -> None:
        for _ in range(self.random.randint(1, 4)):
            self._act(station)

    def _act(self, station: Station) -> None:
        computer, crashes = station.computer, self._crashes
        head = computer.office.read(journal_length)
        clerk = Clerk(self.random, self.book, computer.office)
        try:
            self.trace.append(clerk.act())
        except PowerCutError:
            computer.restart()
            raise
        finally:
            self._crashes = 0.0
            self.book.keep_durable(clerk.typed, computer.office, head)
            self._crashes = crashes

    def exchange(self, station: Station) -> RoundResult:
        """Let a computer exchange once."""
        self.tally["exchanges"] += 1
        computer = station.computer
        if station.sticks is not None:
            station.sticks.trouble = self.bad.trouble
            if self.random.random() < OFTEN_RENEWED:
                station.sticks.renew(computer, self.trace)
            result = station.sticks.carry(computer, self.trace)
        else:
            result = exchange_once(computer.office, station.line, now=self.clock, portions=computer.portions)
        if result.repaired:
            raise ProtocolViolationError(f"I3 both sides differed without a cause: {result.repaired} records")
        if result.complete:
            self._unheard.discard(station)
        self.trace.append(f"{computer.name} {result}")
        return result

    def _publish(self, town: Scope) -> None:
        staff = Staff(self.random, self.book, self.city.exchange, self.city_clock())
        self.trace.append(f"published {staff.publish(town)}")

    def _meanwhile(self) -> None:
        if self.random.random() < 0.03:
            self._publish(self.random.choice(self.stations).town)

    def _catastrophe(self, station: Station, luck: float) -> None:
        r, self._crashes = self.random, 0.0
        if luck < 0.89:
            self._disks.append((station, station.computer.disk()))
        elif luck < 0.915 and self._disks:
            restored, disk = r.choice(self._disks)
            restored.computer.put_disk(disk)
            self._unheard.add(restored)
            self._after("restored")
        elif luck < 0.935 and len(self.stations) < MOST_COMPUTERS:
            self._add(station.town, station.computer.disk(), station)
            self._unheard |= {self.stations[-1]} if station in self._unheard else set()
            self.tally["copied"] += 1
        elif luck < 0.965:
            self._backups.append(self.city.database.backup())
            self.city.exchange = self.city.handlers()
        elif self._backups:
            self.city.restore(r.choice(self._backups), rotates=r.random() < 0.5)
            self._unheard.update(self.stations)
            self._after("city_restored")

    def _years_pass(self) -> None:
        """Let all that happened so far become older than the city keeps.

        An office that never heard of a restore while what it has sent is still known is beyond what the protocol
        promises (section 8), so everybody hears of it first. Backups of the city are too old for any use afterwards.
        """
        trouble, self.bad.trouble, crashes, self._crashes = self.bad.trouble, 0.0, self._crashes, 0.0
        for station in [each for each in self.stations if each in self._unheard]:
            self.exchange(station)
        self.bad.trouble, self._crashes = trouble, crashes
        if self._unheard:
            return
        self.book.let_years_pass([each.computer.office for each in self.stations])
        for clock in (self.clock, self.city_clock):
            clock.now += YEARS
        self._backups.clear()
        self._forgetting.forget(self.city.exchange)
        self.trace.append("years pass")
        self.tally["forgotten"] += 1

    def _after(self, what: str) -> None:
        self.tally[what] += 1
        self.book.copies_lost(self._told(), [each.computer.office for each in self.stations])

    # -- rest

    def rest(self) -> int:
        """Let everybody exchange until nothing moves, and hold the invariants; return the rounds that it took."""
        self.bad.trouble = self._crashes = 0.0
        self.bad.meanwhile = lambda: None
        while self.bad.late:
            self.bad.deliver_late()
        quiet = 0
        for rounds in range(ROUNDS_TO_REST):
            results = [self.exchange(station) for station in self.stations]
            for station in self.stations:
                Desk(self.random, self.book, station.computer.office).answer_guards()
            idle = all(result.complete and not result.sent and not result.received for result in results)
            quiet = quiet + 1 if idle else 0
            if quiet:
                self._check()
                return rounds
        raise ProtocolViolationError(f"I8 no rest: {[str(result.problem) for result in results]}")

    def settle_everything(self) -> None:
        """Let the clerks settle all that waits for them; afterwards nothing may be left."""
        for _ in range(ROUNDS_TO_REST):
            renewed = [each.sticks.renew(each.computer, self.trace) for each in self.stations if each.sticks]
            desks = [Desk(self.random, self.book, station.computer.office) for station in self.stations]
            settled = [*renewed, *(desk.settle_all() for desk in desks)]
            self.trace += [said for desk in desks for said in desk.said]
            if not any(settled):
                return
            self.rest()
        raise ProtocolViolationError("I8 to-dos breed to-dos")

    def _check(self) -> None:
        engine, told = self.city.exchange.engine, self._told()
        check_city(engine, told, self.book.confirmed, self.bad.sent)
        for town in sorted({str(station.town) for station in self.stations}):
            offices = [each.computer.office for each in self.stations if str(each.town) == town]
            check_offices(engine, offices, town)
        self.book.check_fates(told, [station.computer.office for station in self.stations])

    def _told(self) -> list[Told]:
        return self._forgetting.told(self.city.exchange.engine)

    def close(self) -> None:
        """Switch everything off."""
        for station in self.stations:
            station.computer.close()
        self.city.database.close()


@contextmanager
def stack_world(
    seed: int, database: Callable[[], CityDatabase] | None = None, *, by_file: bool = False
) -> Iterator[StackWorld]:
    """Give the world of a seed, its ids drawn from it."""
    ids, ms = Random(f"ids {seed}"), [START_MS]

    def milliseconds() -> int:
        ms[0] += 1
        return ms[0]

    for township in TOWNSHIPS:
        for number in range(3):
            new_disk(township, number)
    with ExitStack() as closing:
        closing.enter_context(ids_drawn_from(ids.randbytes, milliseconds))
        closing.enter_context(patch.object(city_enrolment, "CODE_COST", 2))
        world = StackWorld(seed, database or InMemory, by_file=by_file)
        closing.callback(world.close)
        closing.enter_context(watched_foldings(world.book.decide))
        yield world


def run_stack(
    seed: int, database: Callable[[], CityDatabase] | None = None, *, by_file: bool = False
) -> tuple[StackWorld, str | None]:
    """Run the schedule of a seed; return the world it left, and what was violated, if anything."""
    with stack_world(seed, database, by_file=by_file) as world:
        try:
            world.run(12 + seed % 25)
            world.rest()
            if seed % 2:
                world.settle_everything()
        except ProtocolViolationError as error:
            return world, str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the seed has to be named
            where = traceback.extract_tb(error.__traceback__)[-1]
            world.trace.append(traceback.format_exc())
            return world, f"{type(error).__name__} in {where.name} ({where.filename}:{where.lineno}): {error}"
        return world, None
