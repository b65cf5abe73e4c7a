"""The papers of a month's pay, and writing those that are chosen into a folder: all of them or none.

A feature adds its papers in a module of its own: a tuple of `MonthPaper` (see `pay_papers_terms`), named in
`MONTH_PAPERS` here. The window's dialog, `pay export` and the tests read this registry.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from uuid import UUID

from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError, StorageError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_papers import safe_file_name
from gridadmin.i18n import N_, Message
from gridadmin.jobs.bank_papers import BANK_PAPERS, why_no_bank_files
from gridadmin.jobs.insurance_papers import INSURANCE_PAPERS
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.pay_papers_cost import COST_PAPERS
from gridadmin.jobs.pay_papers_sheets import SHEETS
from gridadmin.jobs.pay_papers_slips import SLIP_PAPERS
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperFile, PaperOptions, PaperWork
from gridadmin.jobs.progress import Progress
from gridadmin.models.durable import PRIVATE
from gridadmin.models.storage import storage_errors
from gridadmin.services.pay_papers_year import read_paid_year

MONTH_PAPERS: tuple[MonthPaper, ...] = (*SHEETS, *SLIP_PAPERS, *COST_PAPERS, *INSURANCE_PAPERS, *BANK_PAPERS)
SHOWN_CLASHES = 3
Made = tuple[str, PaperFile]
"""The word of a paper, and a file of it."""


@dataclass(frozen=True)
class WrittenPapers:
    """What was written: the files, paper by paper in the order of the registry, and the run's check number."""

    folder: Path
    files: tuple[tuple[str, Path], ...]
    check: str


def month_paper(word: str) -> MonthPaper:
    """Return a paper by its word; NotFoundError names those that there are."""
    for paper in MONTH_PAPERS:
        if paper.word == word:
            return paper
    words = ", ".join(paper.word for paper in MONTH_PAPERS)
    raise NotFoundError(N_("There is no paper “{word}”; there are: {words}."), word=word, words=words)


def write_month_papers(
    office: OpenOffice, month: Month, words: Sequence[str], out: Path, options: PaperOptions | None = None,
    progress: Progress | None = None,
) -> WrittenPapers:  # fmt: skip
    """Write some papers of a month into a folder, which is made where it is not there.

    The files are made aside and renamed when all are ready: a cancel, an error or a crash leaves none of them. That
    they are exported is journaled, with whole ID numbers or without, before the first is there.

    Args:
        words: of the papers. out: the folder; or one file, where one of its ending is made.

    Raises:
        NotFoundError: no such paper, or no run. ConflictError: a file is there already; it is named.
        InvalidError: `out` is a file, and not just one of its ending is made.
        CancelledError: nothing was written. StorageError: the folder cannot be written to.
    """
    told = progress or Progress()
    papers = [month_paper(word) for word in dict.fromkeys(words)]
    work = PaperWork(office, month, options or PaperOptions(), told)
    check = (work.adjustments[0] if all(paper.of_adjustment for paper in papers) else work.paid).check

    def made() -> Iterator[Made]:
        for done, paper in enumerate(papers):
            told.report(done, len(papers), Message(paper.title))
            yield from ((paper.word, file) for file in paper.make(work))
        told.report(len(papers), len(papers))

    folder, files = (out.parent, _one_file(made(), out)) if out.suffix else (out, made())
    written = write_whole(folder, files, lambda: _journal(work, papers), may_replace=work.options.replace)
    return WrittenPapers(folder, written, check)


def write_usual_papers(
    office: OpenOffice, month: Month, out: Path, options: PaperOptions | None = None, progress: Progress | None = None
) -> tuple[WrittenPapers, Message | None]:
    """Write what each month needs, and the files for the bank where everybody can be paid through it.

    Return also why there are no files for the bank; None where there are.

    Raises:
        As `write_month_papers`.
    """
    why = why_no_bank_files(office, month)
    words = [paper.word for paper in MONTH_PAPERS if paper.is_chosen]
    words += [paper.word for paper in BANK_PAPERS] if why is None else []
    return write_month_papers(office, month, words, out, options, progress), why


def preview_paper(
    office: OpenOffice, month: Month, word: str, options: PaperOptions, progress: Progress | None = None
) -> bytes:
    """Return a paper's first PDF, as it would be written, to be looked at; no file, so nothing is journaled.

    Raises:
        NotFoundError: no such paper, no run, or nothing to be seen.
    """
    work = PaperWork(office, month, replace(options, full_numbers=False), progress or Progress())
    for file in month_paper(word).make(work):
        if file.name.endswith(".pdf"):
            return file.content
    raise NotFoundError(N_("This paper has no pages to look at; write it and open the file."))


def write_year_statements(
    office: OpenOffice, year: int, only: Collection[UUID] | None, out: Path, options: PaperOptions | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:  # fmt: skip
    """Write the statements of a year's pay: a PDF with a page for each person, a workbook with a line for each.

    Args:
        only: these people; everybody where None. out: as `write_month_papers`.

    Raises:
        NotFoundError: nothing approved was paid. The others as `write_month_papers`.
    """
    from gridadmin.reports.pay_year import year_pdf, year_xlsx

    told, asked = progress or Progress(), options or PaperOptions()
    paper = PaperWork(office, Month(year, 1)).paper_office
    people = office.read(read_paid_year, year, only, full_numbers=asked.full_numbers)
    title = Message(N_("Year statement {year}"), {"year": year})

    def made() -> Iterator[Made]:
        name = safe_file_name(title.text())
        step = partial(told.report, total=len(people), text=title)
        yield "year", PaperFile(f"{name}.pdf", year_pdf(year, people, paper, office.today(), step))
        yield "year", PaperFile(f"{name}.xlsx", year_xlsx(year, people, paper, office.clock()))

    sentence = N_("Exported the year statements of pay {year} of {count} persons")
    if asked.full_numbers:
        sentence = N_("Exported the year statements of pay {year} of {count} persons with full ID numbers")
    event = Message(sentence, {"year": year, "count": len(people)})
    folder, files = (out.parent, _one_file(made(), out)) if out.suffix else (out, made())
    written = write_whole(folder, files, lambda: office.event(event), may_replace=asked.replace)
    return tuple(path for _word, path in written)


def preview_year_statements(
    office: OpenOffice, year: int, only: Collection[UUID] | None, progress: Progress | None = None
) -> bytes:
    """Return the statements of a year as they would be written, with masked numbers; no file, so nothing is journaled.

    Raises:
        NotFoundError: nothing approved was paid.
    """
    from gridadmin.reports.pay_year import year_pdf

    told, text = progress or Progress(), Message(N_("Year statement {year}"), {"year": year})
    people = office.read(read_paid_year, year, only)
    paper = PaperWork(office, Month(year, 1)).paper_office
    return year_pdf(year, people, paper, office.today(), partial(told.report, total=len(people), text=text))


def _one_file(made: Iterable[Made], out: Path) -> list[Made]:
    """Return the one file of an ending under the name that is wanted."""
    fitting = [(word, file) for word, file in made if PurePosixPath(file.name).suffix == out.suffix.lower()]
    if len(fitting) != 1:
        raise InvalidError(
            N_("{count} files ending in {ending} are made. Give a folder, not a file."),
            count=len(fitting), ending=out.suffix,
        )  # fmt: skip
    return [(word, PaperFile(out.name, file.content)) for word, file in fitting]


def write_whole(
    folder: Path, made: Iterable[Made], ready: Callable[[], object], *, may_replace: bool = False
) -> tuple[tuple[str, Path], ...]:
    """Write files into a folder, all or none; `ready` is called when all are made and before the first is there.

    Raises:
        ConflictError: a file is there already. StorageError: the folder cannot be written to.
    """
    with storage_errors(folder):
        new_folder = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".gridadmin-", dir=folder))
    try:
        with storage_errors(folder):
            written = [(word, _write(aside / "new", file)) for word, file in made]
        names = [(word, PurePosixPath(path.relative_to(aside / "new").as_posix())) for word, path in written]
        _refuse_clashes(folder, [name for _word, name in names], may_replace)
        ready()
        with storage_errors(folder):
            _place(aside, folder, [name for _word, name in names])
        return tuple((word, folder / name) for word, name in names)
    except BaseException:
        if new_folder:
            shutil.rmtree(aside, ignore_errors=True)
            with suppress(OSError):
                folder.rmdir()
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write(folder: Path, file: PaperFile) -> Path:
    name = PurePosixPath(file.name)
    if name.is_absolute() or ".." in name.parts or len(name.parts) > 2:
        raise StorageError(N_("{file} is no name of a file."), file=file.name)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE)
    with os.fdopen(descriptor, "wb") as out:
        out.write(file.content)
        out.flush()
        os.fsync(out.fileno())
    return path


def _refuse_clashes(folder: Path, names: Sequence[PurePosixPath], may_replace: bool) -> None:
    clashes = [] if may_replace else [str(name) for name in names if (folder / name).exists()]
    if clashes:
        shown = "、".join(clashes[:SHOWN_CLASHES]) + ("…" if len(clashes) > SHOWN_CLASHES else "")
        raise ConflictError(
            N_("{folder} has {files} already. Choose another folder, or allow that files are replaced."),
            folder=folder, files=shown,
        )  # fmt: skip


def _place(aside: Path, folder: Path, names: Sequence[PurePosixPath]) -> None:
    """Rename the new files into place; where one cannot be, take back those before it."""
    placed: list[PurePosixPath] = []
    try:
        for name in names:
            target, old = folder / name, aside / "old" / name
            target.parent.mkdir(exist_ok=True)
            if target.exists():
                old.parent.mkdir(parents=True, exist_ok=True)
                target.replace(old)
            placed.append(name)
            (aside / "new" / name).replace(target)
    except OSError:
        for name in placed:
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)
                if (aside / "old" / name).exists():
                    (aside / "old" / name).replace(folder / name)
        raise


def _journal(work: PaperWork, papers: Sequence[MonthPaper]) -> None:
    for paper in papers:
        if paper.keep is not None:
            paper.keep(work)
    titles = "、".join(Message(paper.title).text() for paper in papers)
    full = work.options.full_numbers and any(paper.has_numbers for paper in papers)
    sentence = N_("Exported papers of the pay of {month}: {titles}")
    if full:
        sentence = N_("Exported papers of the pay of {month} with full ID numbers: {titles}")
    work.office.event(Message(sentence, {"month": work.month, "titles": titles}))
