"""A schedule: offices, a city, a bad network, crashes, copies, restores, all drawn from one seed. No clock is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from random import Random

from tests.exchange_proof.model.applying import Plan
from tests.exchange_proof.model.city import City, CityState, KnownReply
from tests.exchange_proof.model.clerk import Clerk
from tests.exchange_proof.model.invariants import check_records, check_rest
from tests.exchange_proof.model.ledger import Book, check_order
from tests.exchange_proof.model.mending import Settling
from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.net import Net
from tests.exchange_proof.model.office import Office
from tests.exchange_proof.model.office_state import OfficeState
from tests.exchange_proof.model.publishing import publish
from tests.exchange_proof.model.terms import CITY, COUNTY, CrashError, LostError, ProtocolViolationError, Row

ROUNDS_TO_REST = 60
MOST_OFFICES = 4
FOR_EVER = 10_000


class World(Book):
    """Everything of one schedule."""

    def __init__(self, seed: int, mistakes: Collection[Mistake] = ()) -> None:
        super().__init__(Random(seed))
        r = self.random
        self.mistakes, self.step, self._crashes = mistakes, 0, 0.0
        self.towns = ("town1", "town2")[: r.choice((1, 1, 1, 2))]
        self.city = City(r, (*self.towns, COUNTY, CITY), mistakes)
        self.city.watch = self._watch
        self.city.between = self._meanwhile
        self.net = Net(self.city, r)
        self.net.meanwhile = self._meanwhile_restoring
        self.offices = [self._new_office(r.choice(self.towns)) for _ in range(r.choice((1, 2, 2, 3)))]
        # 400 days are a few steps in some schedules; a city's backups are never older than half of that.
        self.retention = r.choice((FOR_EVER, FOR_EVER, 40))
        self._rots = r.random() < 0.1
        self.rotten = 0
        self._counters: list[dict[str, int]] = []
        self._file_backups: list[tuple[Office, OfficeState]] = []
        self._city_backups: list[tuple[int, CityState]] = []
        self.tally = dict.fromkeys(("rounds", "restored", "city_restored", "copied", "repairs", "recovered"), 0)

    def _new_office(self, town: str, d: OfficeState | None = None) -> Office:
        name = "ABCDEFG"[len(self.offices) if hasattr(self, "offices") else self.random.randrange(3)]
        if d is None:
            d = OfficeState(self.new_mid(), town, (town, COUNTY, CITY))
            d.epoch, d.seen = self.city.enrol(town)
        return Office(self, self.net, name, d)

    # -- what the offices ask of their surroundings

    def may_crash(self) -> None:
        """Die here, or not."""
        if self.random.random() < self._crashes:
            raise CrashError

    def sealing(self, d: OfficeState) -> None:
        """Look at a push that was just sealed."""
        check_order(d)

    def swept(self, before: Mapping[str, Row], d: OfficeState, sent: Mapping[str, Row]) -> None:
        """Look at what a full pull took away: it is an orphan, or the city deleted it."""
        made = {op.id for entry in d.unsettled() for op in entry.group.ops if op.k in ("new", "back")}
        for record, row in before.items():
            if row.live and record not in {*sent, *d.orphans, *made}:
                raise ProtocolViolationError("orphans: a record was swept away unseen")

    def recovering(self, d: OfficeState, reply: KnownReply) -> None:
        """Look at what an office is told when it recovers."""
        super().recovering(d, reply)
        self.tally["recovered"] += 1

    def repaired(self, office: Office) -> None:  # noqa: ARG002
        """A digest may differ only where a disk lied."""
        self.tally["repairs"] += 1
        if not self.rotten:
            raise ProtocolViolationError("I3 both sides differed without a cause")

    def _watch(self, rows: Mapping[str, Row], plan: Plan, by: str) -> None:
        self.watch_write(rows, plan, by, self.city.d.dead)

    # -- the schedule

    def run(self, steps: int) -> None:
        """Let things happen."""
        for self.step in range(steps):
            self.net.trouble = self.random.choice((0, 0.1, 0.4))
            self._crashes = self.random.choice((0, 0.02, 0.1))
            office = self.random.choice(self.offices)
            self._counters.append(dict(self.city.d.seq))
            with suppress(LostError, CrashError):
                self._happen(office, self.random.random())
            check_records(office.d.base, "in an office")
            check_records(self.city.d.rows, "at the city")

    def _happen(self, office: Office, luck: float) -> None:
        if luck < 0.4:
            Clerk(self, office).edit()
        elif luck < 0.69:
            self.tally["rounds"] += 1
            office.round()
        elif luck < 0.77:
            publish(self, self.city, self.towns)
        elif luck < 0.83:
            Settling(self, office).anything()
        elif luck < 0.87:
            self.net.deliver_late()
        else:
            self._catastrophe(office, luck)

    def _catastrophe(self, office: Office, luck: float) -> None:
        r = self.random
        if luck < 0.9:
            self._file_backups.append((office, office.d.copy()))
        elif luck < 0.92 and self._file_backups:
            restored, backup = r.choice(self._file_backups)
            restored.d = backup.copy()
            self.tally["restored"] += 1
            self.copies_lost(self.city, self.offices)
        elif luck < 0.935 and len(self.offices) < MOST_OFFICES:
            self.offices.append(self._new_office(office.d.scope, office.d.copy()))
            self.tally["copied"] += 1
        elif luck < 0.965:
            self._city_backups.append((self.step, self.city.d.copy()))
        elif luck < 0.98:
            self._restore_city()
        elif luck < 0.985 and self._rots:
            self._rot(office)
        else:
            self._forget()

    def _restore_city(self) -> None:
        """Put the city back to a backup; the operator may forget to rotate the epoch."""
        backups = [d for step, d in self._city_backups if step >= self.step - self.retention // 2]
        if not backups:
            return
        self.city.d = self.random.choice(backups).copy()
        if self.random.random() < 0.5:
            self.city.rotate()
        self.tally["city_restored"] += 1
        self._counters = [dict.fromkeys(each, 0) for each in self._counters]
        self.copies_lost(self.city, self.offices)

    def _forget(self) -> None:
        if self.step > self.retention:
            self.city.forget(self._counters[self.step - self.retention])

    def _rot(self, office: Office) -> None:
        """Let a disk lie: a value of the office's copy changes by itself."""
        sound = [i for i, row in office.d.base.items() if row.live and row.t in ("person", "parameter")]
        if sound:
            record = self.random.choice(sound)
            d, row = office.d.copy(), office.d.base[record]
            d.base[record] = Row(row.scope, row.t, {**row.f, "v": "rotten"}, row.ver, stand_in=row.stand_in)
            office.d = d
            self.rotten += 1

    def _meanwhile(self) -> None:
        if self.random.random() < 0.1:
            publish(self, self.city, self.towns)

    def _meanwhile_restoring(self) -> None:
        if self.random.random() < 0.06:
            self._restore_city()
        self._meanwhile()

    # -- rest

    def rest(self) -> int:
        """Let everybody exchange until nothing moves, and hold the invariants; return the rounds that it took."""
        self.net.trouble = self._crashes = 0.0
        while self.net.late:
            self.net.deliver_late()
        self.net.meanwhile = self.city.between = lambda: None
        quiet: dict[str, int] | None = None
        for rounds in range(ROUNDS_TO_REST):
            complete = [office.round() for office in self.offices]
            for office in self.offices:
                if office.d.sweep == "asked":
                    Settling(self, office).anything()
            if all(complete) and quiet == self.city.d.seq:
                self._check()
                return rounds
            quiet = dict(self.city.d.seq)
        raise ProtocolViolationError("I8 no rest")

    def settle_everything(self) -> None:
        """Let the clerks settle all that waits for them; afterwards nothing may be left."""
        for _ in range(ROUNDS_TO_REST):
            settled = [Settling(self, office).anything() for office in self.offices for _ in range(20)]
            self.rest()
            if not any(settled):
                return
        raise ProtocolViolationError("I8 to-dos breed to-dos")

    def _check(self) -> None:
        check_rest(self.city.d, self.offices)
        self.check_fates(self.city, self.offices)
        for office in self.offices:
            check_records(office.d.base, "in an office")


def run_schedule(seed: int, mistakes: Collection[Mistake] = ()) -> tuple[World, str | None]:
    """Run the schedule of a seed; return the world it left, and what was violated, if anything."""
    world = World(seed, mistakes)
    try:
        world.run(40 + seed % 80)
        world.rest()
        if seed % 2:
            world.settle_everything()
    except ProtocolViolationError as error:
        return world, str(error)
    return world, None
