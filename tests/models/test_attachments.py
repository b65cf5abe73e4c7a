from __future__ import annotations

import io
import struct
import zlib
from hashlib import sha256

import pytest
from PIL import Image
from sqlalchemy import Engine, text

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.models import attachments


def picture(size: tuple[int, int] = (1600, 900), mode: str = "RGB", form: str = "JPEG", **options: object) -> bytes:
    image = Image.linear_gradient("L").resize(size).convert(mode)
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is large."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photo_comes_back_by_its_digest_and_is_kept_once(engine: Engine) -> None:
    attachments.create_table(engine)
    attachments.create_table(engine)
    with engine.begin() as connection:
        digest = attachments.put_photo(connection, picture())
        assert attachments.put_photo(connection, picture()) == digest
    with engine.connect() as connection:
        content = attachments.get(connection, digest)
        assert sha256(content).hexdigest() == digest
        assert attachments.digests(connection) == {digest}
        row = connection.execute(text("SELECT width, height FROM attachments")).one()
        assert tuple(row) == (1200, 675) == opened(content).size
        with pytest.raises(NotFoundError, match="0" * 64):
            attachments.get(connection, "0" * 64)
    with engine.begin() as connection:
        attachments.forget(connection, [digest])
        assert attachments.digests(connection) == set()


def test_small_photos_are_not_blown_up() -> None:
    assert attachments.encode_photo(picture((300, 400)))[1:] == (300, 400)


def test_metadata_are_stripped_and_the_picture_is_upright() -> None:
    image = Image.new("RGB", (80, 40), "red")
    image.paste("blue", (0, 0, 40, 40))
    exif = image.getexif()
    exif[0x0112] = 6  # turn by 90° clockwise to see it upright
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (36.0, 27.0, 0.0)
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20, quality=95)
    assert b"SecretCamera" in target.getvalue()
    jpeg, width, height = attachments.encode_photo(target.getvalue())
    assert (width, height) == (40, 80)
    result = opened(jpeg)
    assert not result.getexif()
    assert b"Exif" not in jpeg
    assert b"Secret" not in jpeg
    assert result.convert("RGB").getpixel((20, 5))[2] > 200  # type: ignore[index]
    assert result.convert("RGB").getpixel((20, 75))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("L", "JPEG"), ("CMYK", "JPEG"), ("RGB", "PNG"), ("RGBA", "PNG"), ("P", "PNG"), ("1", "PNG"), ("LA", "PNG"),
        ("RGB", "WEBP"), ("RGB", "BMP"), ("P", "GIF"), ("RGB", "TIFF"), ("I;16", "PNG"), ("RGB", "MPO"),
    ],
)  # fmt: skip
def test_every_usual_kind_of_picture_becomes_a_jpeg(mode: str, form: str) -> None:
    jpeg, *size = attachments.encode_photo(picture((1500, 500), mode, form))
    assert (opened(jpeg).format, opened(jpeg).mode, size) == ("JPEG", "RGB", [1200, 400])


def test_what_is_transparent_becomes_white_paper() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(target, "PNG")
    assert opened(attachments.encode_photo(target.getvalue())[0]).getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("size", "named"), [((10_000, 10_000), "100"), ((5001, 8000), "41"), ((20_000, 20_000), "400")]
)
def test_a_picture_with_too_many_pixels_is_refused_with_its_size(size: tuple[int, int], named: str) -> None:
    content = bomb(*size)
    assert len(content) < 1000
    with pytest.raises(InvalidError, match=f"has {named} megapixels; at most 40"):
        attachments.encode_photo(content)


def test_forty_megapixels_are_accepted() -> None:
    assert attachments.encode_photo(picture((8000, 5000)))[1:] == (1200, 750)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xd8\xff\xe0",
        picture()[:5000],
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        bomb(100, 100),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError, match="not a picture"):
        attachments.encode_photo(content)


def test_a_huge_file_is_refused_before_it_is_opened() -> None:
    with pytest.raises(InvalidError, match="61 MB"):
        attachments.encode_photo(bytes(61 * 2**20))
