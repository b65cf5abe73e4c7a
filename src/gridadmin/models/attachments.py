"""Photos and scans: re-encoded on the way in, kept under the SHA-256 of what is kept; received ones as they came.

Beside an office file they live in a second encrypted file, so that a backup copies only what is new; in a shared
database in a table of it. The name of the file a picture came from is never used for anything.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    select,
)
from sqlalchemy import delete as sql_delete

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_PIXELS = 40_000_000
MAX_BYTES = 60 * 2**20
LONG_EDGE = 1200  # pixels of the longer side
JPEG_QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")

attachments = Table(
    "attachments",
    MetaData(),
    Column("sha256", String(64), primary_key=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("stored_at", DateTime, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

_TOO_MANY_PIXELS = N_(
    "The picture has {megapixels} megapixels; at most {limit} are accepted. "
    "Take the photo again with a smaller size, or send it to yourself by WeChat, which makes it smaller."
)
_TOO_MANY_BYTES = N_("The picture has {megabytes} MB; at most {limit} MB are accepted.")
_NO_PICTURE = N_("This is not a picture that can be read. JPEG, PNG, WebP, BMP, GIF and TIFF are.")
_ANOTHER = N_("What came for the picture {sha256} is another one. It was not kept.")
_NO_JPEG = N_("What came as a picture is no JPEG that can be read. It was not kept.")
_NOT_HERE = N_("The picture {sha256} is not in the office's files. Restore it from a backup, or take it again.")


def create_table(engine: Engine) -> None:
    """Make the table of the photos where it is missing."""
    attachments.create(engine, checkfirst=True)


def put_photo(connection: Connection, content: bytes, long_edge: int = LONG_EDGE) -> str:
    """Re-encode a picture, keep it, and return its SHA-256; keeping the same picture again changes nothing.

    `long_edge` is what the longer side of a larger one is brought to. Raises InvalidError for what is no picture, or
    too large a one.
    """
    jpeg, width, height = encode_photo(content, long_edge)
    digest = sha256(jpeg).hexdigest()
    _store(connection, digest, jpeg, (width, height))
    return digest


def keep_received(connection: Connection, digest: str, content: bytes) -> None:
    """Keep a photo that came from elsewhere byte for byte, since its name is the hash of its bytes.

    Raises InvalidError where it is another than the one named, no JPEG, or too large to be one of an office.
    """
    if sha256(content).hexdigest() != digest:
        raise InvalidError(_ANOTHER, sha256=digest)
    _store(connection, digest, content, measure_jpeg(content))


def _store(connection: Connection, digest: str, jpeg: bytes, size: tuple[int, int]) -> None:
    if connection.scalar(select(attachments.c.sha256).where(attachments.c.sha256 == digest)) is None:
        now = datetime.now(UTC).replace(tzinfo=None)
        row = {"sha256": digest, "width": size[0], "height": size[1], "stored_at": now, "content": jpeg}
        connection.execute(insert(attachments), row)


def get(connection: Connection, digest: str) -> bytes:
    """Return the JPEG with this SHA-256; raises NotFoundError."""
    content = connection.scalar(select(attachments.c.content).where(attachments.c.sha256 == digest))
    if content is None:
        raise NotFoundError(_NOT_HERE, sha256=digest)
    return bytes(content)


def digests(connection: Connection) -> set[str]:
    """Return the SHA-256 of every picture that is kept."""
    return set(connection.scalars(select(attachments.c.sha256)))


def forget(connection: Connection, gone: Iterable[str]) -> None:
    """Remove pictures whose time is over."""
    for digest in gone:
        connection.execute(sql_delete(attachments).where(attachments.c.sha256 == digest))


def encode_photo(content: bytes, long_edge: int = LONG_EDGE) -> tuple[bytes, int, int]:
    """Return a picture as JPEG with its width and height: upright, its longer side no longer, without any metadata.

    Decoding happens on pixels alone, so that neither place nor camera nor a hidden second picture is kept. Raises
    InvalidError.
    """
    with _decoding(content, FORMATS, _NO_PICTURE) as opened:
        upright = _upright(opened, long_edge)
    target = io.BytesIO()
    upright.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return target.getvalue(), upright.width, upright.height


def measure_jpeg(content: bytes) -> tuple[int, int]:
    """Return width and height of a JPEG after every pixel of it could be decoded; raises InvalidError."""
    with _decoding(content, ("JPEG",), _NO_JPEG) as opened:
        opened.load()
        return opened.width, opened.height


@contextmanager
def _decoding(content: bytes, formats: tuple[str, ...], no_picture: str) -> Iterator[Picture]:
    """Open a picture of somebody else's; whatever is wrong with it becomes InvalidError."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # process-wide, so that it holds wherever a picture is opened
    if len(content) > MAX_BYTES:
        raise InvalidError(_TOO_MANY_BYTES, megabytes=len(content) >> 20, limit=MAX_BYTES >> 20)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)  # a camera's slightly wrong EXIF, dropped anyway
            with Image.open(io.BytesIO(content), formats=formats) as opened:
                yield opened
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(error) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise InvalidError(no_picture) from error


def _upright(opened: Picture, long_edge: int) -> Picture:
    from PIL import Image, ImageOps

    opened.draft("RGB", (long_edge, long_edge))  # JPEG decodes large photos at a fraction of their size
    turned = ImageOps.exif_transpose(opened)
    if turned.has_transparency_data:
        paper = Image.new("RGBA", turned.size, "white")
        paper.alpha_composite(turned.convert("RGBA"))
        turned = paper
    pixels = turned.convert("RGB")
    pixels.thumbnail((long_edge, long_edge), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", pixels.size)
    clean.paste(pixels)
    return clean


def _too_many_pixels(error: Exception) -> InvalidError:
    found = re.search(r"\((\d+) pixels\)", str(error))
    pixels = int(found[1]) if found else MAX_PIXELS
    return InvalidError(_TOO_MANY_PIXELS, megapixels=-(-pixels // 1_000_000), limit=MAX_PIXELS // 1_000_000)
