"""Reaching the city: enrolling, one attempt to exchange, another connection, leaving.

Everything here may wait for a network. The window runs it on a thread of its own and gives steps that are done on the
database thread; the command line gives none, and the office itself does them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gridadmin.domain.errors import InvalidError, KeyRefusedError, NotFoundError
from gridadmin.domain.exchange import Connection, RoundResult
from gridadmin.i18n import N_, Message
from gridadmin.jobs.exchange import refuse_practice
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import is_server
from gridadmin.jobs.progress import Progress
from gridadmin.models.ids import new_id
from gridadmin.models.keyring_slot import SystemKeyring
from gridadmin.sync.attachments import Photos
from gridadmin.sync.enrolment import Application, Enrolled, change_connection, enrol, open_city, read_enrolled
from gridadmin.sync.leaving import leave_city
from gridadmin.sync.portions import Portions
from gridadmin.sync.rechecking import ask_for_recheck
from gridadmin.sync.round import exchange_once
from gridadmin.sync.rounds import final_stop, note_stop
from gridadmin.sync.steps import Steps

if TYPE_CHECKING:
    from gridadmin.sync.http import HttpCity

__all__ = [
    "Application",
    "CityLine",
    "Enrolled",
    "enrol_office",
    "leave_exchange",
    "read_connection",
    "recheck_next",
    "use_connection",
]


class OfficeSteps(Steps, Photos, Protocol):
    """How an attempt reaches the office: its database and its photos; OpenOffice is one."""


class CityLine:
    """The way to the city for as long as the office is open: token and portions outlast an attempt.

    Used by one thread at a time.
    """

    def __init__(self, office: OpenOffice, steps: OfficeSteps | None = None) -> None:
        self._office = office
        self._steps: OfficeSteps = steps or office
        self._enrolled: Enrolled | None = None
        self._city: HttpCity | None = None
        self._portions = Portions()

    def attempt(self, progress: Progress | None = None, *, by_itself: bool = False) -> RoundResult:
        """Exchange once, to its end. Expected errors of the exchange are its result.

        `by_itself`: nobody asked for it, so it leaves an exchange that has stopped as it is.

        Raises:
            NotFoundError: the office is not enrolled. CancelledError: it was stopped between two steps.
        """
        told = progress or Progress()
        stopped = self._steps.read(final_stop) if by_itself else None
        if stopped is not None:
            return RoundResult(complete=False, problem=stopped)
        enrolled = self._steps.read(read_enrolled)
        try:
            city = self._open(enrolled)
        except (KeyRefusedError, InvalidError) as error:  # lost credentials, settings that do not fit: for a person
            self._steps.exchange(note_stop, error.message)
            return RoundResult(complete=False, problem=error.message)
        return exchange_once(
            self._steps,
            city,
            now=self._office.clock,
            portions=self._portions,
            photos=self._steps,
            on_progress=lambda text, done, total: told.report(done, total, text),
        )

    def close(self) -> None:
        """Let go of the connection."""
        if self._city is not None:
            self._city.close()
        self._city = self._enrolled = None

    def _open(self, enrolled: Enrolled | None) -> HttpCity:
        if enrolled is None:
            raise NotFoundError(N_("This office does not exchange with a city yet. Enrol it first."))
        if self._city is None or enrolled != self._enrolled:
            self.close()
            self._city = open_city(
                enrolled, office_key=self._office.key, keyring=keyring_of(self._office), clock=self._office.clock
            )
            self._enrolled, self._portions = enrolled, Portions()
        return self._city


def enrol_office(
    office: OpenOffice, application: Application, steps: Steps | None = None, progress: Progress | None = None
) -> Enrolled:
    """Enrol the office's database at a city; what waits to be sent stays. The secrets go where the office keeps keys.

    Raises as `sync.enrolment.enrol`, and NotPermittedError for the practice office.
    """
    from gridadmin.sync.http import HttpCity
    from gridadmin.sync.signers import signer_of

    told = progress or Progress()
    refuse_practice(office)
    told.report(0, 1, Message(N_("Asking the city")))
    signer = signer_of(application.connection, application.signing_secret)
    city = HttpCity(application.connection, None, clock=office.clock, signer=signer)
    try:
        return enrol(
            steps or office, city, application, replica=new_id(), office_key=office.key, keyring=keyring_of(office)
        )
    finally:
        city.close()


def read_connection(office: OpenOffice, progress: Progress | None = None) -> Enrolled | None:
    """Return how the office is enrolled, without its secrets; None where it is not."""
    (progress or Progress()).check()
    return office.read(read_enrolled)


def use_connection(office: OpenOffice, connection: Connection, progress: Progress | None = None) -> None:
    """Reach the same city another way from now on; the credentials stay. InvalidError for settings that do not fit."""
    from gridadmin.sync.routes import open_route

    (progress or Progress()).check()
    open_route(connection).clear()  # what does not fit is found now, not at the next attempt
    office.exchange(change_connection, connection)
    office.on_changed(frozenset({"exchange"}))


def recheck_next(office: OpenOffice) -> None:
    """Have the next attempt look at every record, and not only at the sums that were kept; nothing before enrolment."""
    if office.read(read_enrolled) is not None:
        office.exchange(ask_for_recheck)


def leave_exchange(office: OpenOffice, progress: Progress | None = None) -> None:
    """Forget the credentials: nothing is exchanged until the office is enrolled again. Records and queue stay."""
    (progress or Progress()).check()
    office.exchange(leave_city, keyring_of(office))
    office.on_changed(frozenset({"exchange"}))


def keyring_of(office: OpenOffice) -> SystemKeyring | None:
    """Return the keyring that may keep the office's secrets: none where several computers share the database."""
    return None if is_server(office.location) else SystemKeyring()
