"""`init`: make an office. `demo`: the practice office, and the main job done on it without a window."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.cli.opening import config_of, progress_of
from gridadmin.cli.output import Document, emit, print_facts
from gridadmin.cli.words import Verbs, add_verb
from gridadmin.config import ENV_KEY_FILE, Config
from gridadmin.domain.errors import KeyRefusedError
from gridadmin.i18n import N_, _

if TYPE_CHECKING:
    from gridadmin.jobs.office import OpenOffice

FIRST_CLERK = "网格办"
FILES = "practice-files"


def add_verbs(verbs: Verbs) -> None:
    """Add `init` and `demo`."""
    init = add_verb(verbs, "init", _("make the office of a township"), run_init)
    init.add_argument("--township", metavar="CODE", required=True, help=_("9-digit code of the township"))
    init.add_argument("--clerk", metavar="NAME", default=FIRST_CLERK, help=_("name of the first account"))
    demo = add_verb(verbs, "demo", _("build the practice office, or do the main job on it"), run_demo)
    demo.add_argument("--rebuild", action="store_true", help=_("throw the practice office away and build it anew"))
    demo.add_argument(
        "--job",
        action="store_true",
        help=_("import, boards, monthly workbook, checks, journal: the main job, with files"),
    )


def run_init(words: Namespace) -> int:
    """Make an office whose first account is opened by a key file; print its recovery code, once."""
    from gridadmin.domain.accounts import OfficeSetup
    from gridadmin.jobs.opening import create_office
    from gridadmin.models.key_file import create_key_file
    from gridadmin.services.divisions import find_township
    from gridadmin.services.office import get_office, list_communities

    config = config_of(words)
    if config.key_file is None:
        message = N_("No key was given. Name a key file with --key-file or {variable}; one that is not there is made.")
        raise KeyRefusedError(message, variable=ENV_KEY_FILE)
    find_township(words.township)  # a wrong code is found out before a key file is made
    made = not config.key_file.exists()
    if made:
        create_key_file(config.key_file)
    try:
        office = create_office(config, OfficeSetup(words.township, words.clerk, key_file=config.key_file))
    except BaseException:
        if made:
            config.key_file.unlink()
        raise
    row, communities = office.read(get_office), office.read(list_communities)
    document: Document = {
        "office": config.office,
        "township_code": row.township_code,
        "township": row.township,
        "county": row.county,
        "communities": len(communities),
        "clerk": office.account_name,
        "key_file": str(config.key_file),
        "recovery_code": office.recovery_code,
    }
    office.close()
    emit(words, document, lambda: _print_init(document))
    return 0


def _print_init(document: Document) -> None:
    print_facts(
        {
            _("Folder of the office"): document["office"],
            _("Township"): f"{document['county']}{document['township']} {document['township_code']}",
            _("Communities"): document["communities"],
            _("First account"): document["clerk"],
            _("Key file"): document["key_file"],
            _("Recovery code"): document["recovery_code"],
        }
    )
    print(
        _("Print the recovery code and lock it away: it is shown this once, and opens the office if all keys are lost.")
    )


def run_demo(words: Namespace) -> int:
    """Build the practice office where it is missing, and do the main job on a copy of it where that was asked for."""
    from gridadmin.jobs.practice import REFERENCE_DAY, open_practice, practice_exists, remove_practice

    config = config_of(words)
    if words.rebuild:
        remove_practice(config.practice)
    built = not practice_exists(config.practice)
    office = open_practice(config, progress_of(words))
    try:
        document = _describe(office, config, built=built) | {"reference_day": REFERENCE_DAY}
    finally:
        office.close()
    if words.job:
        from gridadmin.jobs.practice_job import do_main_job

        document |= do_main_job(config.practice, config.home / FILES, progress_of(words))
    emit(words, document, lambda: _print_demo(document))
    return 0 if document.get("verify", {}).get("ok", True) else 1


def _describe(office: OpenOffice, config: Config, *, built: bool) -> Document:
    from gridadmin.services.grids import list_grids
    from gridadmin.services.office import get_office
    from gridadmin.services.workers import list_workers

    row = office.read(get_office)
    today = office.today()
    return {
        "office": str(config.practice),
        "built": built,
        "township_code": row.township_code,
        "township": row.township,
        "grids": len(office.read(list_grids, today)),
        "workers": len(office.read(list_workers, today)),
    }


def _print_demo(document: Document) -> None:
    facts = {
        _("Practice office"): document["office"],
        _("Township"): f"{document['township']} {document['township_code']}",
        _("Grids"): document["grids"],
        _("Persons"): document["workers"],
    }
    if "files" in document:
        report, check, journal = document["import"], document["check"], document["verify"]
        facts |= {
            _("Imported"): _(
                "{rows} rows: {new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected"
            ).format(**report),
            _("Boards"): document["boards"],
            _("Checks"): _("{met} met, {needs_person} to be decided by a person, {not_met} not met").format(**check),
            _("Journal"): _("{entries} entries, the chain holds").format(**journal),
        }
        facts |= {Path(path).name: path for path in document["files"].values()}
    print_facts(facts)
