"""`backup` and `restore`."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.cli.opening import config_of, is_practice, opened
from gridadmin.cli.output import Document, emit, print_error, print_facts
from gridadmin.cli.words import Verbs, add_out, add_verb
from gridadmin.config import ENV_KEY_FILE, Config
from gridadmin.domain.errors import InvalidError, KeyRefusedError, StorageError
from gridadmin.i18n import N_, _

if TYPE_CHECKING:
    from gridadmin.jobs.office import OpenOffice
    from gridadmin.jobs.opening import Unlock


def add_verbs(verbs: Verbs) -> None:
    """Add `backup` and `restore`."""
    add_out(add_verb(verbs, "backup", _("make a verified backup"), run_backup), _("the backup file"))
    restore = add_verb(verbs, "restore", _("put a backup in the place of the office"), run_restore)
    restore.add_argument("file", metavar="FILE", type=Path, help=_("the backup file"))
    restore.add_argument(
        "--recovery-code", action="store_true", help=_("ask for the recovery code on the terminal, not for a password")
    )


def run_backup(words: Namespace) -> int:
    """Back up, open the backup again and check it."""
    from gridadmin.jobs.backups import back_up

    with opened(words) as office:
        report = back_up(office, words.out)
    document: Document = {
        "out": report.path,
        "size": report.size,
        "made": report.manifest.made,
        "anchor": report.manifest.journal_head,
        "rows": dict(report.manifest.rows),
        "photos": report.manifest.photos,
    }
    facts = {
        _("Backup"): document["out"],
        _("Bytes"): document["size"],
        _("Photos"): document["photos"],
        _("Anchor"): document["anchor"],
    }
    emit(words, document, lambda: print_facts(facts))
    return 0


def run_restore(words: Namespace) -> int:
    """Restore a backup; the office that stood there stays beside it."""
    from gridadmin.jobs.backups import restore_and_open

    config = config_of(words)
    if "://" in config.office and not is_practice(words, config):
        raise StorageError(N_("A shared office is restored on its database server, not from here."))
    location = str(config.practice if is_practice(words, config) else config.office)
    report, office = restore_and_open(words.file, location, _unlock(words, config))
    with closing(office):
        if words.recovery_code:
            _renew_password(office)
    document: Document = {
        "office": location,
        "file": words.file,
        "made": report.manifest.made,
        "anchor": report.manifest.journal_head,
        "rows": dict(report.manifest.rows),
        "kept": report.kept,
        "missing_photos": report.missing_photos,
    }
    facts = {
        _("Folder of the office"): document["office"],
        _("State of"): f"{report.manifest.made.astimezone():%Y-%m-%d %H:%M}",
        _("The office before is in"): document["kept"] or "—",
        _("Missing photos"): document["missing_photos"],
    }
    emit(words, document, lambda: print_facts(facts))
    return 0


def _unlock(words: Namespace, config: Config) -> Unlock:
    """Return how the backup is opened: a key file, else a secret that is typed on the terminal, never an argument."""
    from gridadmin.jobs.opening import PRACTICE_KEY

    key_file = config.practice / PRACTICE_KEY if is_practice(words, config) else config.key_file
    if key_file is not None and not words.recovery_code:
        return lambda slots: slots.unlock(key_file=key_file)
    if not sys.stdin.isatty():
        message = N_(
            "No key was given. Name a key file with --key-file or {variable}, or type a password on a terminal."
        )
        raise KeyRefusedError(message, variable=ENV_KEY_FILE)
    if words.recovery_code:
        return lambda slots: slots.unlock(recovery=_asked(_("Recovery code: ")))
    return lambda slots: slots.unlock(password=_asked(_("Password, as it was when the backup was made: ")))


def _asked(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise KeyRefusedError(N_("Nothing was typed. Nothing was changed.")) from None


def _renew_password(office: OpenOffice) -> None:
    """Ask for a new password, since the old one was forgotten; without one the recovery code is needed again."""
    from gridadmin.jobs.accounts import set_password

    prompt = _("New password for {name} (empty: set it at the next login): ").format(name=office.account_name)
    while True:
        first = _asked(prompt)
        if not first:
            return
        if first != _asked(_("The same again: ")):
            print_error(_("The two passwords differ."))
            continue
        try:
            set_password(office, first)
        except InvalidError as error:
            print_error(str(error))
        else:
            return
