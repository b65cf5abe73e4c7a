"""What the tests of threats attack with, and where they look afterwards."""

from __future__ import annotations

import hashlib
import socket
from datetime import datetime, timedelta

from sqlalchemy import select

from gridadmin.city.tables import metadata
from gridadmin.city.words import utc_now
from tests.city_servers import Office, RunningCity


class SetClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now

    def later(self, **parts: float) -> None:
        self.now += timedelta(**parts)


def everything(city: RunningCity) -> str:
    """Return all that the city's database holds, as text."""
    with city.exchange.engine.connect() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def raw(city: RunningCity, *parts: bytes) -> bytes:
    """Send bytes on a connection and return all that comes back until it is closed; an abort gives nothing."""
    with socket.create_connection(("127.0.0.1", city.port), timeout=20) as connection:
        for part in parts:
            connection.sendall(part)
        received = bytearray()
        try:
            while block := connection.recv(65_536):
                received += block
        except ConnectionResetError:
            pass
        return bytes(received)


def upload(office: Office, content: bytes) -> str:
    """Send an attachment in pieces and return its path."""
    path = f"/attachments/sha256:{hashlib.sha256(content).hexdigest()}"
    for offset in range(0, len(content), 2**20):
        piece = content[offset : offset + 2**20]
        headers = {
            "Authorization": f"Bearer {office.token}",
            "Content-Type": "application/partial-upload",
            "Upload-Offset": str(offset),
            "Upload-Complete": "?1" if offset + len(piece) == len(content) else "?0",
        }
        assert office.city.ask("PATCH", path, piece, headers).status == 204
    return path


SECRET = "三七一五二五"
MALFORMED = [
    b"",
    b"{",
    b"nul",
    b"[]",
    b'"text"',
    b"\xff\xfe{}",
    b'{"schema": 1.0}',
    b'{"schema": NaN}',
    b'{"schema": 1e400}',
    b'{"schema": ' + b"9" * 5_000 + b"}",
    b'{"schema": 9007199254740992}',
    b"[" * 100_000,
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"schema": 1, "schema": 1}',
    b'{"schema": null}',
    b'{"schema": "\\u0000"}',
    b'{"more": "\\ud800"}',
    b'{"\\ud800' + b"x" * 2_000 + b'": 1.5}',
    b"{" + b",".join(b'"n%d":1' % n for n in range(200)) + b"}",
    ('{"scope": "' + SECRET + '"}').encode(),
    ('{"' + SECRET + '": 0.1}').encode(),
    ('{"' + SECRET + '": 1, "' + SECRET + '": 2}').encode(),
]

EVIL = '\r\n{"level":"info","event":"forged"}\x1b[2K'

PERSONAL = {
    "name": "欧阳某某",
    "id_number": "371525199001010019",
    "address": "冠县清泉街道某某村九十九号",
    "emergency_contact": "司马某",
    "emergency_phone": "13912345678",
    "remarks": "谁也不许知道",
}
