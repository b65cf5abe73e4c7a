"""The exchange by file: key files once, then packages out and publications in (U盘交换)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError
from gridadmin.domain.exchange import PackageState, RoundResult
from gridadmin.i18n import N_, Message
from gridadmin.jobs.exchange import refuse_practice
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.sync.attachments import settle_photo
from gridadmin.sync.lease import Lease
from gridadmin.sync.package_line import accept_city_key, city_keys, package_keys, renew_keys, set_up_packages
from gridadmin.sync.packages import (
    Receipt,
    Submission,
    ask_for_all,
    read_package_state,
    read_publication,
    write_submission,
)
from gridadmin.sync.pruning import prune
from gridadmin.sync.rechecking import is_recheck_due, recheck
from gridadmin.sync.rounds import note_round
from gridadmin.wire.package_files import Package, read_package
from gridadmin.wire.package_keys import PublicKeys, read_key_file
from gridadmin.wire.packages import MOST_PACKAGE, PartKind

_NO_FILE = N_("There is no file {file}.")
_TOO_LARGE = N_("{file} is larger than any package. Nothing of it was used.")
_BY_THE_LINE = N_("The office exchanges with the city over the network right now. Wait until it is done, or stop it.")
_WROTE = N_("Wrote exchange package {number} for the city: {groups} changes")
_READ = N_("Read exchange package {number} of the city")
_RENEWED = N_("Made new keys for the exchange by file: {fingerprint}")
_ACCEPTED = N_("Accepted the city's key {fingerprint} for the exchange by file")


def write_office_key(office: OpenOffice, out: Path, progress: Progress | None = None) -> PublicKeys:
    """Write this database's key file, to be handed to the city; return the keys, for their fingerprint.

    Raises NotPermittedError for the practice office.
    """
    (progress or Progress()).check()
    refuse_practice(office)
    content = office.exchange(set_up_packages, office.key, os.urandom)
    write_file(out, content)
    return read_key_file(content)[1]


def renew_office_keys(office: OpenOffice, out: Path, progress: Progress | None = None) -> PublicKeys:
    """Make new keys in place of lost or stolen ones and write their key file; return them. It is journaled.

    The city refuses packages until it has accepted the new key file. Raises NotFoundError before there were any keys,
    ConflictError while the office exchanges by the line.
    """
    (progress or Progress()).check()
    refuse_practice(office)
    with _alone(office):
        content = office.exchange(renew_keys, office.key, os.urandom, office.clock())
    keys = read_key_file(content)[1]
    office.event(Message(_RENEWED, {"fingerprint": keys.spoken_fingerprint}))
    write_file(out, content)
    return keys


def accept_city(office: OpenOffice, path: Path, progress: Progress | None = None) -> PublicKeys:
    """Accept the city's key file; the fingerprint has to be compared by voice or paper. It is journaled."""
    (progress or Progress()).check()
    refuse_practice(office)
    office.exchange(set_up_packages, office.key, os.urandom)
    keys = office.exchange(accept_city_key, read_key_file(_content(path))[0])
    office.event(Message(_ACCEPTED, {"fingerprint": keys.spoken_fingerprint}))
    return keys


def package_state(office: OpenOffice, progress: Progress | None = None) -> PackageState:
    """Return how the exchange by file stands on this computer."""
    (progress or Progress()).check()
    return office.read(read_package_state, office.key)


def export_package(office: OpenOffice, out: Path, progress: Progress | None = None) -> Submission:
    """Write everything that waits, and what no receipt has answered, as a package for the city.

    Raises NotFoundError before the key files were exchanged, ConflictError while the office exchanges by the line.
    """
    told = progress or Progress()
    refuse_practice(office)
    told.report(0, 1, Message(N_("Writing the package")))
    here = office.photo_digests()
    with _alone(office):
        submission = office.exchange(write_submission, office.key, office.photo, here, office.clock(), os.urandom)
    write_file(out, submission.content)
    office.event(Message(_WROTE, {"number": submission.number, "groups": submission.groups}))
    return submission


def import_package(office: OpenOffice, path: Path, progress: Progress | None = None) -> Receipt:
    """Read a publication of the city: what it answers is settled, what it brings is applied, whole or not at all.

    Raises NotFoundError, PackageError, InvalidError, ConflictError with nothing used.
    """
    told = progress or Progress()
    told.report(0, 1, Message(N_("Reading {file}"), {"file": path.name}))
    keys, city = office.read(package_keys, office.key), office.read(city_keys)
    package = read_package(_content(path), keys, {city.fingerprint: city})
    with _alone(office):
        receipt = office.exchange(read_publication, package, office.clock())
        receipt = replace(receipt, photos=_keep_photos(office, package))
        if receipt.applied.differing or (not receipt.repeated and not receipt.rewound and _is_damaged(office, told)):
            office.exchange(ask_for_all)  # nobody can be asked for single records: the next one brings them all
    if not receipt.repeated:
        came = RoundResult(True, receipt.settled.sent, receipt.applied.records, recovered=receipt.rewound)
        office.exchange(note_round, came, office.clock())
        office.event(Message(_READ, {"number": receipt.number}))
    return receipt


def _alone(office: OpenOffice) -> Lease:
    """Let no attempt by the line be under way: what it has sent is still to be answered, and half a pull is staged."""
    lease = office.take_lease()
    if lease is None:
        raise ConflictError(_BY_THE_LINE)
    return lease


def _is_damaged(office: OpenOffice, progress: Progress) -> bool:
    """Look at every record and forget what is old, once a day as by the line; return whether a record was damaged."""
    if not office.read(is_recheck_due, office.clock()):
        return False
    damaged = recheck(office, office.clock, lambda what, done, total: progress.report(done, total, what))
    if not damaged:
        office.exchange(prune, office.clock())
    return damaged > 0


def _keep_photos(office: OpenOffice, package: Package) -> int:
    kept = 0
    digests = [part.sha256 for part in package.manifest.parts if part.kind is PartKind.ATTACHMENT]
    for digest, content in zip(digests, package.contents(PartKind.ATTACHMENT), strict=True):
        try:
            office.receive_photo(digest, content)
            kept += 1
        except InvalidError:
            continue  # what the city keeps under this name is no picture, and never will be one
        office.exchange(settle_photo, f"sha256:{digest}", arrived=True)
    return kept


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise NotFoundError(_NO_FILE, file=path)
    if path.stat().st_size > MOST_PACKAGE:
        raise InvalidError(_TOO_LARGE, file=path.name)
    return path.read_bytes()
