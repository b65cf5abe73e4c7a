"""Five years of service in the practice office: who came, moved, left and came back; every screen has its case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from gridadmin.domain.workers import AppointmentRole, EmploymentForm, EmploymentKind, ExitReason, WorkerSource
from gridadmin.jobs.practice_grids import FIRST_DAY, REDRAWN, REDRAWN_ON, TOWNSHIP_CODE, DrawnGrid
from gridadmin.jobs.practice_people import Crowd, Invented

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
LEADER, WORKER, ASSISTANT = AppointmentRole.LEADER, AppointmentRole.WORKER, AppointmentRole.ASSISTANT
ROSTERS_ON = date(2021, 11, 15)
REFERENCE_DAY = date(2026, 10, 31)
ONE_DAY = timedelta(days=1)
PEOPLE, SERVING = 300, 241
VACATED = {"225003": date(2026, 8, 31), "212002": date(2026, 10, 20)}  # village and serial: the last worker's last day
NEVER_STAFFED = ("232102", "007010")
URBAN_PART_TIMERS = ("002003", "003005", "005004")
DEDICATED_PART_TIMERS = ("216101",)
RURAL_PART_TIMERS = 18
LATEST_LEAVERS = (date(2026, 10, 8), date(2026, 10, 12), date(2026, 10, 15))
LATEST_MOVES = (date(2026, 9, 21), date(2026, 10, 13), date(2026, 10, 28))
LATEST_KIND_CHANGE = date(2026, 10, 16)
MOVES, KIND_CHANGES, RE_HIRES, LEADER_CHANGES = 18, 6, 5, 5


@dataclass(frozen=True)
class Post:
    """Work on a grid, as `Appointment` keeps it."""

    code: str
    role: AppointmentRole
    start: date
    end: date | None = None


@dataclass
class Life:
    """One invented person's service: spells and posts in the order of their days; `village` is a community code."""

    person: Invented
    village: str
    spells: list[EmploymentForm]
    posts: list[Post] = field(default_factory=list)

    @property
    def first_day(self) -> date:
        """The first day of service."""
        return self.spells[0].started_on

    @property
    def serving(self) -> bool:
        """Whether the person serves on the reference day."""
        return self.spells[-1].ended_on is None


@dataclass(frozen=True)
class _Seat:
    """A place of work that somebody holds on the reference day: grids of one community, a kind, a role."""

    village: str
    grids: tuple[DrawnGrid, ...]
    kind: EmploymentKind
    role: AppointmentRole

    @property
    def since(self) -> date:
        return min(grid.since for grid in self.grids)


def part_time_grids(grids: Sequence[DrawnGrid]) -> list[DrawnGrid]:
    """Return the comprehensive grids of villages that only part-timers serve (the exception of Art 10)."""
    plain = [g for g in _rural(grids) if g.code[9:] not in VACATED]
    return plain[1 :: len(plain) // RURAL_PART_TIMERS][:RURAL_PART_TIMERS]


def _rural(grids: Sequence[DrawnGrid]) -> list[DrawnGrid]:
    return [grid for grid in grids if not grid.urban and not grid.is_dedicated]


class LifeBook:
    """Seats people on grids and tells how it came to be."""

    def __init__(self, grids: Sequence[DrawnGrid], chance: Random) -> None:
        self._grids, self._chance, self._crowd = grids, chance, Crowd(chance)
        self._by_village: dict[str, list[DrawnGrid]] = defaultdict(list)
        for grid in grids:
            self._by_village[grid.community_code].append(grid)

    def lives(self) -> list[Life]:
        """Return everybody's life, the first day of service first."""
        seats = [*self._leader_seats(), *self._full_seats(), *self._vital_part_seats()]
        seats += self._more_seats(SERVING - len(seats))
        lives = [self._vacated(code, last) for code, last in VACATED.items()]
        lives += self._seated(seats)
        return sorted(lives, key=lambda life: (life.first_day, life.village, life.person.name))

    def _staffed(self) -> list[DrawnGrid]:
        empty = {TOWNSHIP_CODE + tail for tail in (*VACATED, *NEVER_STAFFED)}
        return [grid for grid in self._grids if grid.until is None and grid.code not in empty]

    def _part_timers_only(self) -> set[str]:
        special = {TOWNSHIP_CODE + tail for tail in (*URBAN_PART_TIMERS, *DEDICATED_PART_TIMERS)}
        return special | {grid.code for grid in part_time_grids(self._grids)}

    def _leader_seats(self) -> list[_Seat]:
        staffed = {grid.code for grid in self._staffed()}
        led = {
            village: tuple(g for g in grids if not g.is_dedicated and (g.code in staffed or g.until))
            for village, grids in self._by_village.items()
        }
        return [_Seat(village, grids, PART, LEADER) for village, grids in led.items() if grids]

    def _full_seats(self) -> list[_Seat]:
        part = self._part_timers_only()
        return [_Seat(g.community_code, (g,), FULL, WORKER) for g in self._staffed() if g.code not in part]

    def _vital_part_seats(self) -> list[_Seat]:
        part = self._part_timers_only()
        return [_Seat(g.community_code, (g,), PART, WORKER) for g in self._staffed() if g.code in part]

    def _more_seats(self, count: int) -> list[_Seat]:
        """Second people: full-timers on the large grids, then part-timers here and there."""
        staffed = self._staffed()
        part = self._part_timers_only()
        large = [g for g in staffed if (g.residents or 0) > 1200 and g.code not in part][:6]
        seats = [_Seat(g.community_code, (g,), FULL, WORKER) for g in large]
        others = self._chance.sample([g for g in staffed if not g.is_dedicated], count - len(seats))
        roles = (WORKER, WORKER, ASSISTANT)
        return seats + [_Seat(g.community_code, (g,), PART, roles[at % 3]) for at, g in enumerate(others)]

    def _seated(self, seats: Sequence[_Seat]) -> list[Life]:
        """Give every seat its holder, some a holder before, and make up the stories of moves and changes."""
        left = self._departures(seats)
        lives: list[Life] = []
        holders: list[tuple[_Seat, Life]] = []
        for at, seat in enumerate(seats):
            start = self._start(seat)
            if at in left:
                lives.append(self._life(seat, self._early(), left[at]))
                start = left[at] + timedelta(days=self._chance.randrange(1, 16))
            holders.append((seat, self._life(seat, start, None)))
        self._redraw(holders)
        self._change(holders)
        return [*lives, *(life for _seat, life in holders)]

    def _departures(self, seats: Sequence[_Seat]) -> dict[int, date]:
        """Return which seats somebody left, and on which last day; as many as make 300 people."""
        count = PEOPLE - len(seats) - len(VACATED)
        leaders = [at for at, seat in enumerate(seats) if seat.role is LEADER and seat.village not in REDRAWN]
        others = [at for at, seat in enumerate(seats) if seat.role is not LEADER and seat.since < REDRAWN_ON]
        chosen = self._chance.sample(others, count - LEADER_CHANGES) + self._chance.sample(leaders, LEADER_CHANGES)
        days = [*LATEST_LEAVERS, *(self._day(date(2022, 2, 1), date(2026, 9, 10)) for _ in chosen)]
        return dict(zip(chosen, days, strict=False))

    def _start(self, seat: _Seat) -> date:
        if seat.since > ROSTERS_ON:
            return self._day(seat.since, seat.since + timedelta(days=120))
        if self._chance.random() < 0.72:
            return self._early()
        return self._day(date(2021, 12, 1), date(2026, 8, 20))

    def _early(self) -> date:
        return self._day(date(2018, 6, 1), date(2021, 10, 31))

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self._chance.randrange((last - first).days + 1))

    def _life(self, seat: _Seat, start: date, end: date | None) -> Life:
        village = seat.grids[0].village
        leader = seat.role is LEADER
        person = self._crowd.invent(village, seat.kind, leader=leader, of_age_on=start)
        spell = EmploymentForm(
            kind=seat.kind,
            source=self._source(seat),
            started_on=start,
            ended_on=end,
            exit_reason=self._exit_reason(person, end) if end else None,
            document=f"侨办发〔{start.year}〕{start.month + 2}号" if seat.kind is FULL else None,
        )
        posts = [self._post(grid, seat.role, start, end) for grid in seat.grids]
        return Life(person, seat.village, [spell], posts)

    @staticmethod
    def _post(grid: DrawnGrid, role: AppointmentRole, start: date, end: date | None) -> Post:
        last = min(day for day in (grid.until, end, date.max) if day)
        return Post(grid.code, role, max(start, grid.since), None if last == date.max else last)

    def _source(self, seat: _Seat) -> WorkerSource:
        if seat.role is LEADER:
            return WorkerSource.COMMITTEE_MEMBER
        if seat.kind is FULL:
            return self._chance.choice([WorkerSource.CITY_PLAN] * 8 + [WorkerSource.OTHER])
        town = (WorkerSource.RESIDENTS_DELEGATE, WorkerSource.PROPERTY_STAFF, WorkerSource.VOLUNTEER)
        land = (WorkerSource.VILLAGERS_DELEGATE, WorkerSource.MEDIATOR, WorkerSource.POLICE_ASSISTANT)
        return self._chance.choice(town if seat.grids[0].urban else (*land, WorkerSource.COMMITTEE_MEMBER))

    def _exit_reason(self, person: Invented, end: date) -> ExitReason:
        if (end - person.birth_date).days > 59 * 365:
            return ExitReason.RETIRED
        often = [ExitReason.RESIGNED] * 8 + [ExitReason.TERM_ENDED] * 5 + [ExitReason.TRANSFERRED] * 3
        return self._chance.choice([*often, ExitReason.DISMISSED, ExitReason.DIED, ExitReason.OTHER])

    def _vacated(self, code: str, last: date) -> Life:
        grid = next(grid for grid in self._grids if grid.code == TOWNSHIP_CODE + code)
        return self._life(_Seat(grid.community_code, (grid,), FULL, WORKER), date(2021, 3, 1), last)

    def _redraw(self, holders: list[tuple[_Seat, Life]]) -> None:
        """Let those who served the grids that were given up move to new ones."""
        for village in REDRAWN:
            old = [grid for grid in self._by_village[village] if grid.until is not None]
            new = [life for seat, life in holders if seat.village == village and _is_new(seat)]
            for grid, life in zip(old, new, strict=False):
                start = self._day(date(2020, 1, 1), date(2021, 10, 31))
                life.spells[0] = replace(life.spells[0], started_on=start)
                to = replace(life.posts[0], start=REDRAWN_ON)
                life.posts[:] = [Post(grid.code, WORKER, max(start, grid.since), grid.until), to]

    def _change(self, holders: list[tuple[_Seat, Life]]) -> None:
        early = [
            life for seat, life in holders
            if seat.kind is FULL and life.first_day < date(2021, 11, 1) and len(life.posts) == 1
        ]  # fmt: skip
        chosen = self._chance.sample(early, MOVES + KIND_CHANGES)
        self._move(chosen[:MOVES])
        self._change_kinds(chosen[MOVES:])
        late = [
            life for seat, life in holders
            if seat.role is WORKER and seat.since == FIRST_DAY and date(2023, 6, 1) < life.first_day
        ]  # fmt: skip
        self._re_hire(self._chance.sample(late, RE_HIRES))

    def _move(self, lives: Sequence[Life]) -> None:
        staffed = [grid for grid in self._staffed() if grid.since < REDRAWN_ON]
        for at, life in enumerate(lives):
            day = LATEST_MOVES[at] if at < len(LATEST_MOVES) else self._day(date(2022, 3, 1), date(2026, 8, 31))
            now = life.posts[0]
            before = self._chance.choice([grid for grid in staffed if grid.code != now.code])
            life.posts[:] = [Post(before.code, now.role, now.start, day - ONE_DAY), replace(now, start=day)]

    def _change_kinds(self, lives: Sequence[Life]) -> None:
        for at, life in enumerate(lives):
            day = LATEST_KIND_CHANGE if at == 0 else self._day(date(2022, 6, 1), date(2026, 7, 31))
            spell = life.spells[0]
            reason = ExitReason.CHANGED_KIND
            part = replace(
                spell,
                kind=PART,
                source=WorkerSource.VOLUNTEER,
                ended_on=day - ONE_DAY,
                exit_reason=reason,
                document=None,
            )
            life.spells[:] = [part, replace(spell, started_on=day)]

    def _re_hire(self, lives: Sequence[Life]) -> None:
        for life in lives:
            spell, post = life.spells[0], life.posts[0]
            start, end = self._day(date(2019, 1, 1), date(2021, 6, 30)), self._day(date(2022, 1, 5), date(2022, 12, 31))
            first = replace(spell, started_on=start, ended_on=end, exit_reason=ExitReason.RESIGNED)
            life.spells.insert(0, first)
            life.posts.insert(0, replace(post, start=max(start, FIRST_DAY), end=end))


def _is_new(seat: _Seat) -> bool:
    return seat.role is WORKER and seat.kind is FULL and seat.since == REDRAWN_ON


GAPS: dict[int, dict[str, str | None]] = {
    11: {"mobile": None}, 97: {"mobile": None}, 171: {"mobile": None},
    23: {"education": None}, 64: {"education": None}, 130: {"education": None},
    41: {"political_status": None}, 88: {"political_status": None},
    152: {"id_number": None}, 160: {"id_number": None},
    35: {"education": "81"}, 119: {"education": "81"},
}  # fmt: skip


def with_gaps(lives: list[Life]) -> None:
    """Make the files as real ones are: a phone, a number, a party status that nobody has asked for yet."""
    serving = [life for life in lives if life.serving]
    for at, changes in GAPS.items():
        serving[at].person = replace(serving[at].person, **changes)  # type: ignore[arg-type]
