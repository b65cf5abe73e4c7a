"""Opening the office for one verb, and showing how far long work is."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.config import Config, load_config
from gridadmin.domain.errors import NotFoundError
from gridadmin.i18n import N_, Message

if TYPE_CHECKING:
    from gridadmin.jobs.office import OpenOffice
    from gridadmin.jobs.progress import Progress

PRACTICE_WORDS = ("practice", "demo")


def config_of(words: Namespace) -> Config:
    """Return the configuration that the words ask for."""
    return load_config(None if words.office in PRACTICE_WORDS else words.office, words.key_file)


def is_practice(words: Namespace, config: Config) -> bool:
    """Return whether the practice office is meant: it needs no key, and is built where it is not there yet."""
    return words.office in PRACTICE_WORDS or (
        "://" not in config.office and Path(config.office).resolve() == config.practice.resolve()
    )


@contextmanager
def opened(words: Namespace) -> Iterator[OpenOffice]:
    """Open the office for a verb and close it whatever happens.

    Raises:
        NotFoundError: no office there. KeyRefusedError: no key file, or a wrong one. StorageError: a part of it is
            missing, damaged, newer, in use.
    """
    config = config_of(words)
    if is_practice(words, config):
        from gridadmin.jobs.practice import open_practice

        office = open_practice(config, progress_of(words))
    else:
        from gridadmin.jobs.opening import open_with_key_file

        _check_place(config)
        office = open_with_key_file(config.office, config.key_file)
    try:
        yield office
    finally:
        office.close()


def _check_place(config: Config) -> None:
    """Refuse a folder that holds nothing of an office, and name the offices that a mistyped word may have meant."""
    from gridadmin.jobs.opening import is_server
    from gridadmin.models.office_folder import is_office

    folder = Path(config.office)
    if is_server(config.office) or is_office(folder):
        return
    known = sorted({str(each.absolute()) for each in (config.home / "office", *_beside(folder)) if is_office(each)})
    if known:
        raise NotFoundError(
            N_("There is no office in {folder}. Offices are in: {known}; “practice” is the practice office."),
            folder=folder,
            known="、".join(known),
        )
    raise NotFoundError(
        N_("There is no office in {folder}. Name its folder with --office, or “practice” for the practice office."),
        folder=folder,
    )


def _beside(folder: Path) -> list[Path]:
    try:
        return list(folder.absolute().parent.iterdir())
    except OSError:
        return []


def progress_of(words: Namespace) -> Progress:
    """Return a progress that keeps one line on a terminal, and says nothing in a script."""
    from gridadmin.jobs.progress import Progress

    if words.json or not sys.stderr.isatty():
        return Progress()
    return Progress(_show)


def clear_progress(words: Namespace) -> None:
    """Take the line of a progress away whose end is not known beforehand."""
    if not words.json and sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _show(done: int, total: int, text: Message | None) -> None:
    count = f"{done}/{total}" if total else str(done or "")
    end = "\n" if total and done >= total else ""
    print(f"\r\x1b[K{text or ''} {count}", end=end, file=sys.stderr, flush=True)
