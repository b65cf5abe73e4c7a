"""A worker's whole file (档案) as plain data: sections of facts, tables and scanned pages of every feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gridadmin.domain.masking import mask_numbers_in
from gridadmin.i18n import Message

Word = Message | str


@dataclass(frozen=True)
class FileFacts:
    """Pairs of a name and a value, two beside each other; an empty value is a gap and is shown as one."""

    pairs: Sequence[tuple[Word, Word]]


@dataclass(frozen=True)
class FileTable:
    """A table; `shares`: the widths of its columns in proportion."""

    headings: Sequence[Word]
    rows: Sequence[Sequence[Word]]
    shares: Sequence[float] = ()
    title: Word = ""


@dataclass(frozen=True)
class FileWords:
    """A paragraph."""

    words: Word


@dataclass(frozen=True)
class FileScan:
    """A scanned page: the digest of its picture and what stands under it."""

    digest: str
    title: Word


Block = FileFacts | FileTable | FileWords


@dataclass(frozen=True)
class FileSection:
    """What one feature keeps about a person.

    Attributes:
        scans: pages that follow at the end of the file, under the title of the section.
    """

    key: str
    title: Message
    blocks: tuple[Block, ...] = ()
    scans: tuple[FileScan, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not self.blocks and not self.scans


@dataclass(frozen=True)
class WorkerFile:
    """The whole file of one person as of a day.

    Attributes:
        photo: the digest of the photo; None where there is none.
        unmasked: whether ID numbers and phones stand in full.
    """

    organisation: str
    practice: bool
    name: str
    status: Word
    photo: str | None
    as_of: date
    sections: tuple[FileSection, ...]
    unmasked: bool = False

    @property
    def scans(self) -> tuple[tuple[FileSection, FileScan], ...]:
        """Every scanned page with the section that it belongs to."""
        return tuple((section, scan) for section in self.sections for scan in section.scans)


def shown(word: Word) -> str:
    """Return a word in the language in use."""
    return word.text() if isinstance(word, Message) else word


def with_masked_words(section: FileSection) -> FileSection:
    """Return a section without the ID numbers and phones that somebody typed into remarks, reasons and statements."""
    return replace(section, blocks=tuple(_masked_block(block) for block in section.blocks))


def _masked_block(block: Block) -> Block:
    if isinstance(block, FileFacts):
        return replace(block, pairs=tuple((name, _masked_word(value)) for name, value in block.pairs))
    if isinstance(block, FileWords):
        return replace(block, words=_masked_word(block.words))
    return replace(block, rows=tuple(tuple(_masked_word(cell) for cell in row) for row in block.rows))


def _masked_word(word: Word) -> Word:
    if isinstance(word, str):
        return mask_numbers_in(word)
    values = {
        name: _masked_word(value) if isinstance(value, Message | str) else value for name, value in word.values.items()
    }
    return replace(word, values=values)
