"""The practice office's people: invented, with ID numbers of sequence 000-009, which are issued to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from gridadmin.domain.id_numbers import check_char
from gridadmin.domain.workers import EmploymentKind, Sex
from gridadmin.jobs.practice_grids import practice_words

HAN, HUI = "01", "03"
OTHER_PREFIXES = ("371502", "371525", "372501", "372523", "371523", "372526")
MOBILE = "1390000"


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist, with what a roster asks for; codes as in domain/codes.py."""

    name: str
    sex: Sex
    birth_date: date
    id_number: str | None
    ethnicity: str
    political_status: str | None
    education: str | None
    mobile: str | None
    address: str
    emergency_contact: str | None
    emergency_phone: str | None


class Crowd:
    """Invents people one after another, always the same ones for the same chance; no name, number or phone twice."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._names: set[str] = set()
        self._id_numbers: set[str] = set()
        self._phones = self._mobiles(MOBILE)
        self._special = self._special_names()

    def invent(self, village: str, kind: EmploymentKind, *, leader: bool, of_age_on: date) -> Invented:
        """Return somebody of a village, of an age and schooling that fit the post."""
        name, sex, ethnicity = self._name()
        birth_date = self._birth_date(kind, leader=leader, of_age_on=of_age_on)
        contact = self._chance.random() < 0.6
        return Invented(
            name=name,
            sex=sex,
            birth_date=birth_date,
            id_number=self._id_number(birth_date, sex),
            ethnicity=ethnicity,
            political_status=self._political_status(birth_date, leader=leader),
            education=self._education(birth_date, kind),
            mobile=next(self._phones),
            address=f"山东省阳谷县侨润街道{village}{self._chance.randrange(1, 380)}号",
            emergency_contact=self._plain_name(sex)[0] if contact else None,
            emergency_phone=next(self._phones) if contact else None,
        )

    def _mobiles(self, head: str) -> Iterator[str]:
        numbers = list(range(10000))
        self._chance.shuffle(numbers)
        return (f"{head}{number:04}" for number in numbers)

    def _special_names(self) -> Iterator[tuple[str, Sex, str] | None]:
        """The names that break other programs, spread thinly among plain ones."""
        words = practice_words()
        special = [(name, Sex(sex), HAN) for name, sex in [*words["rare_names"], *words["long_names"]]]
        special += [(name, Sex(sex), ethnicity) for name, sex, ethnicity in words["minority_names"]]
        self._chance.shuffle(special)
        for name in special:
            yield from (None for _ in range(self._chance.randrange(8, 16)))
            yield name

    def _name(self) -> tuple[str, Sex, str]:
        special = next(self._special, None)
        if special is not None:
            return special
        sex = Sex.MALE if self._chance.random() < 0.56 else Sex.FEMALE
        name, ethnicity = self._plain_name(sex)
        while name in self._names:
            name, ethnicity = self._plain_name(sex)
        self._names.add(name)
        return name, sex, ethnicity

    def _plain_name(self, sex: Sex) -> tuple[str, str]:
        words = practice_words()
        hui = self._chance.random() < 0.04
        surname = self._chance.choice(words["hui_surnames" if hui else "surnames"])
        given = self._chance.choice(words["male" if sex is Sex.MALE else "female"])
        return surname + given, HUI if hui else HAN

    def _birth_date(self, kind: EmploymentKind, *, leader: bool, of_age_on: date) -> date:
        young, old = (20, 48) if kind is EmploymentKind.FULL_TIME else (30, 63)
        young, old = (36, 60) if leader else (young, old)
        age = int(self._chance.triangular(young, old, (young + old) / 2))
        return of_age_on - timedelta(days=age * 365 + age // 4 + self._chance.randrange(1, 365))

    def _id_number(self, birth_date: date, sex: Sex) -> str:
        """The county's codes changed with the years: most adults of Yanggu have a number of the old prefecture."""
        if self._chance.random() < 0.12:
            prefix = self._chance.choice(OTHER_PREFIXES)
        elif birth_date.year <= 1981:
            prefix = "372521"
        else:
            prefix = "372522" if birth_date.year <= 1996 else "371521"
        for serial in range(10):
            if serial % 2 != (sex is Sex.MALE):
                continue
            first_17 = f"{prefix}{birth_date:%Y%m%d}{serial:03}"
            number = first_17 + check_char(first_17)
            if number not in self._id_numbers:
                self._id_numbers.add(number)
                return number
        raise AssertionError("five people of one sex, county and day: change the seed")

    def _political_status(self, birth_date: date, *, leader: bool) -> str:
        if leader:
            return self._chance.choice(("01", "01", "01", "01", "13"))
        if birth_date.year >= 1996 and self._chance.random() < 0.5:
            return "03"
        return self._chance.choice(("01", "01", "13", "13", "13", "13", "13", "02"))

    def _education(self, birth_date: date, kind: EmploymentKind) -> str:
        if kind is EmploymentKind.FULL_TIME:
            young = ("21", "21", "31", "31", "31", "41", "14")
            return self._chance.choice(young if birth_date.year >= 1985 else ("31", "31", "61", "41", "21"))
        return self._chance.choice(("61", "61", "71", "71", "41", "31", "44", "73" if birth_date.year < 1972 else "71"))
