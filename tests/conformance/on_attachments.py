"""§11: attachments in pieces."""

from __future__ import annotations

import hashlib
import random

from tests.conformance.clause import clause, equal, expect
from tests.conformance.line import Answer
from tests.conformance.on_records import one
from tests.conformance.records import group, new, new_id, worker
from tests.conformance.stage import Office, Stage

_random = random.SystemRandom()


def content(size: int) -> tuple[str, bytes]:
    """Return random bytes and their name."""
    found = _random.randbytes(size)
    return "sha256:" + hashlib.sha256(found).hexdigest(), found


def patch(office: Office, name: str, piece: bytes, offset: int, *, last: bool, length: int | None = None) -> Answer:
    """Send a piece."""
    headers = {
        "Content-Type": "application/partial-upload",
        "Upload-Offset": str(offset),
        "Upload-Complete": "?1" if last else "?0",
    }
    if length is not None:
        headers["Upload-Length"] = str(length)
    return office.ask("PATCH", f"/attachments/{name}", piece, headers)


def state(answer: Answer) -> tuple[int, str, str]:
    """Return status, offset and whether it is all."""
    return answer.status, answer.headers.get("upload-offset", ""), answer.headers.get("upload-complete", "")


def head(office: Office, name: str) -> tuple[int, str, str]:
    """Return how much is there."""
    return state(office.ask("HEAD", f"/attachments/{name}"))


@clause("11", "In pieces: HEAD tells the offset, PATCH goes on there, GET gives it back, Range the rest of it")
def pieces(stage: Stage) -> str:
    office = stage.office
    name, whole = content(10_000)
    equal(head(office, name), (204, "0", "?0"), "before")
    equal(state(patch(office, name, whole[:4000], 0, last=False, length=10_000)), (204, "4000", "?0"), "first piece")
    equal(head(office, name), (204, "4000", "?0"), "between")
    equal(state(patch(office, name, whole[4000:], 4000, last=True)), (204, "10000", "?1"), "last piece")
    equal(head(office, name), (204, "10000", "?1"), "after")
    got = office.ask("GET", f"/attachments/{name}")
    equal((got.status, got.media(), got.body == whole), (200, "application/octet-stream", True), "content")
    rest = office.ask("GET", f"/attachments/{name}", None, {"Range": "bytes=9000-"})
    equal((rest.status, rest.body == whole[9000:]), (206, True), "the rest")
    return "10000 bytes in 2 pieces"


@clause("11", "A wrong offset: offset-mismatch, with the right one in Upload-Offset")
def wrong_offset(stage: Stage) -> None:
    office = stage.office
    name, whole = content(3000)
    patch(office, name, whole[:1000], 0, last=False)
    for offset in (0, 500, 2000):
        answer = patch(office, name, whole[offset : offset + 1000], offset, last=False)
        answer.problem("offset-mismatch")
        equal(answer.headers.get("upload-offset"), "1000", "Upload-Offset")
    equal(state(patch(office, name, whole[1000:], 1000, last=True)), (204, "3000", "?1"), "the rest")


@clause("11", "A piece sent again after the last one came: it is all there")
def last_again(stage: Stage) -> None:
    office = stage.office
    name, whole = content(2000)
    for _ in range(2):
        equal(state(patch(office, name, whole, 0, last=True)), (204, "2000", "?1"), "state")


@clause("11", "A hash that does not fit: hash-mismatch, and the pieces are dropped")
def wrong_hash(stage: Stage) -> None:
    office = stage.office
    name, whole = content(2000)
    patch(office, name, whole[:1000], 0, last=False)
    patch(office, name, b"x" * 1000, 1000, last=True).problem("hash-mismatch")
    equal(head(office, name), (204, "0", "?0"), "after")
    equal(office.ask("GET", f"/attachments/{name}").problem("not-found")["status"], 404, "status")
    equal(state(patch(office, name, whole, 0, last=True)), (204, "2000", "?1"), "once more")


@clause("11", "An attachment that is not all there, or not at all, is not-found")
def not_there(stage: Stage) -> None:
    office = stage.office
    name, whole = content(2000)
    office.ask("GET", f"/attachments/{name}").problem("not-found")
    patch(office, name, whole[:1000], 0, last=False)
    office.ask("GET", f"/attachments/{name}").problem("not-found")


@clause("11", "sm3 names are taken, too")
def sm3(stage: Stage) -> str:
    _, whole = content(500)
    try:
        name = "sm3:" + hashlib.new("sm3", whole).hexdigest()
    except ValueError:
        return "not tried: this Python has no SM3"
    equal(state(patch(stage.office, name, whole, 0, last=True)), (204, "500", "?1"), "state")
    return ""


@clause("11", "The empty attachment is one")
def empty(stage: Stage) -> None:
    name, whole = content(0)
    equal(state(patch(stage.office, name, whole, 0, last=True)), (204, "0", "?1"), "state")
    equal(stage.office.ask("GET", f"/attachments/{name}").status, 200, "status")


@clause("11", "A piece over chunk_bytes, a length over attachment_bytes: too-large; a name of another shape: malformed")
def limits(stage: Stage) -> None:
    office, told = stage.office, stage.capabilities["limits"]
    name, whole = content(told["chunk_bytes"] + 1)
    patch(office, name, whole, 0, last=False).problem("too-large")
    patch(office, name, b"x", 0, last=False, length=told["attachment_bytes"] + 1).problem("too-large")
    equal(head(office, name), (204, "0", "?0"), "after")
    patch(office, "sha256:abc", b"x", 0, last=True).problem("malformed")
    sound = {"Content-Type": "application/partial-upload", "Upload-Offset": "0", "Upload-Complete": "?0"}
    for wrong in ({"Upload-Offset": "-1"}, {"Upload-Offset": "x"}, {"Upload-Complete": "yes"}, {"Upload-Length": "x"}):
        office.ask("PATCH", f"/attachments/{name}", b"x", sound | wrong).problem("malformed")
    for header in ("Upload-Offset", "Upload-Complete"):
        partly = {each: value for each, value in sound.items() if each != header}
        office.ask("PATCH", f"/attachments/{name}", b"x", partly).problem("malformed")
    headers = {"Content-Type": "text/plain", "Upload-Offset": "0", "Upload-Complete": "?1"}
    office.ask("PATCH", f"/attachments/{name}", b"x", headers).problem("media")


@clause("11", "A record may come before its photo; the field's value is the SHA-256 in hex")
def before_photo(stage: Stage) -> None:
    office = stage.office
    name, whole = content(1000)
    equal(one(office, new("worker", new_id(), worker(photo=name.partition(":")[2])))["result"], "applied")
    equal(head(office, name), (204, "0", "?0"), "before")
    equal(state(patch(office, name, whole, 0, last=True)), (204, "1000", "?1"), "after")


@clause("11", "To another township an attachment is not there, even if it refers to it; what it sends itself is")
def other_township(stage: Stage) -> None:
    office, other = stage.office, stage.neighbour
    name, whole = content(1000)
    patch(office, name, whole, 0, last=True)
    other.apply(group(new("worker", new_id(), worker(photo=name.partition(":")[2]))))
    equal(head(other, name), (204, "0", "?0"), "the other's HEAD")
    other.ask("GET", f"/attachments/{name}").problem("not-found")
    equal(state(patch(other, name, whole[:400], 0, last=False)), (204, "400", "?0"), "the other's first piece")
    equal(state(patch(other, name, whole[400:], 400, last=True)), (204, "1000", "?1"), "the other's last piece")
    expect(other.ask("GET", f"/attachments/{name}").body == whole, "the other's content")


@clause("11", "Every replica of a township reads what one of them sent")
def other_replica(stage: Stage) -> None:
    office, other = stage.office, stage.twin
    name, whole = content(1000)
    patch(office, name, whole, 0, last=True)
    expect(other.ask("GET", f"/attachments/{name}").body == whole, "the other replica's content")
