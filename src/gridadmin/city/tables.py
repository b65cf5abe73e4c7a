"""The city's tables. The scope leads every key and index, so that one township's rows lie together and can be placed
on one of several servers; a request names one scope per statement, and every id was made by a caller.

Plain SQL types only, no sequence, trigger or foreign key: the same tables work on every relative of PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
)

metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})


class UtcMoment(TypeDecorator[datetime]):
    """A moment in UTC as sortable ISO text, so that it comes back as it was given on every engine."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store a moment."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment back."""
        return None if value is None else datetime.fromisoformat(value)


def _scope() -> Column[str]:
    return Column("scope", String(16), primary_key=True)


# The counter of a scope: locked by whoever writes in the scope, until the commit. `epoch` is the same in every row.
# `forgotten`: up to this seq, history keeps only the tags that a record still carries.
counter = Table(
    "counter",
    metadata,
    _scope(),
    Column("epoch", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("tag", BigInteger, nullable=False),
    Column("name", String(200), nullable=False),
    Column("forgotten", BigInteger, nullable=False),
)

# One row for every seq: its tag, and the group that was written with it. Where `mid` is null it is the mark of a push.
# `acts` and `ops` are canonical JSON, as pulls give them back; `actor` and `acted_at` are those of the last act.
# `whole`: `ops` are all that was sent.
history = Table(
    "history",
    metadata,
    _scope(),
    Column("seq", BigInteger, primary_key=True),
    Column("tag", BigInteger, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("author", String(8), nullable=False),
    Column("replica", Uuid),
    Column("mid", Uuid),
    Column("actor", String(200)),
    Column("acted_at", UtcMoment),
    Column("acts", Text),
    Column("ops", Text),
    Column("whole", Boolean, nullable=False),
)

# What was answered to each group. A null `body` is a plain “applied”. `placed`: its seq, or the mark of the push that
# brought it where it wrote nothing; `answered`: the mark of the newest push that was given this answer.
outcome = Table(
    "outcome",
    metadata,
    _scope(),
    Column("mid", Uuid, primary_key=True),
    Column("seq", BigInteger),
    Column("at", UtcMoment, nullable=False),
    Column("body", Text),
    Column("placed", BigInteger, nullable=False),
    Column("answered", BigInteger, nullable=False),
)

# The records. `fields`: canonical JSON without nulls. `hash`: row hash as a signed number, null for a tombstone.
# `made`: the seq that made the record; `origins`: canonical JSON, field -> seq of its last change where that is later.
record = Table(
    "record",
    metadata,
    _scope(),
    Column("type", String(64), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("ver", BigInteger, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("stand_in", Boolean, nullable=False),
    Column("hash", BigInteger),
    Column("made", BigInteger, nullable=False),
    Column("origins", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Index(None, "scope", "ver"),
)

# Which live record refers to what, by the value as it stands in the field: an id, or the hash of an attachment.
link = Table(
    "link",
    metadata,
    _scope(),
    Column("target", String(80), primary_key=True),
    Column("source", Uuid, primary_key=True),
    Column("field", String(64), primary_key=True),
    Column("type", String(64), nullable=False),
)

# Natural keys of live records, as SHA-256 of their canonical JSON: short, and no ID number stands here once more.
natural_key = Table(
    "natural_key",
    metadata,
    _scope(),
    Column("type", String(64), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("id", Uuid, nullable=False),
)

# Count and sum of the row hashes of live records, kept with every commit; the sum as a signed number.
digest = Table(
    "digest",
    metadata,
    _scope(),
    Column("type", String(64), primary_key=True),
    Column("live", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
)

# The offices' databases: what they last sent and fetched. `number`: of the last push, in `epoch`.
replica = Table(
    "replica",
    metadata,
    _scope(),
    Column("replica", Uuid, primary_key=True),
    Column("client_id", String(200), nullable=False),
    Column("schema", Integer, nullable=False),
    Column("program", String(80), nullable=False),
    Column("computer", String(80), nullable=False),
    Column("epoch", Uuid),
    Column("number", BigInteger),
    Column("pushed_at", UtcMoment),
    Column("pulled_at", UtcMoment),
    Column("pulled_seq", BigInteger),
    Column("diverged_at", UtcMoment),
)

# Heads of the offices' journals, as evidence: which hash an office showed for which entry, and when first.
anchor = Table(
    "anchor",
    metadata,
    _scope(),
    Column("replica", Uuid, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("at", UtcMoment, nullable=False),
)

# One-time codes. `prefix`: its first four signs, by which the township is found; `hash`: slow hash of the code.
code = Table(
    "code",
    metadata,
    _scope(),
    Column("prefix", String(4), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("issued_at", UtcMoment, nullable=False),
    Column("expires_at", UtcMoment, nullable=False),
    Column("used_at", UtcMoment),
    Column("tries", Integer, nullable=False),
    Index(None, "prefix"),
)

client = Table(
    "client",
    metadata,
    _scope(),
    Column("client_id", String(200), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("replica", Uuid, nullable=False),
    Column("enrolled_at", UtcMoment, nullable=False),
    Column("revoked_at", UtcMoment),
)

token = Table(
    "token",
    metadata,
    _scope(),
    Column("hash", String(64), primary_key=True),
    Column("client_id", String(200), nullable=False),
    Column("certificate", String(64)),
    Column("expires_at", UtcMoment, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    _scope(),
    Column("name", String(71), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("at", UtcMoment, nullable=False),
)

piece = Table(
    "piece",
    metadata,
    _scope(),
    Column("name", String(71), primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# The exchange by file. Whose key file was accepted, as canonical JSON; `sent`: packages written for it so far;
# `city_key`: fingerprint of the former keys by which it knows the city still, null for those in force.
partner = Table(
    "partner",
    metadata,
    _scope(),
    Column("replica", Uuid, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("keys", Text, nullable=False),
    Column("accepted_at", UtcMoment, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("city_key", String(64)),
)

# Packages that came: the cursors that were in them (canonical JSON, null for everything anew) and, until the next
# publication, the answers to their pushes; `wanted`: photos that the database lacked (canonical JSON); `expired`: its
# pushes may repeat what was had and forgotten, so that none of them was taken.
package = Table(
    "package",
    metadata,
    _scope(),
    Column("replica", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("cursors", Text),
    Column("replies", Text, nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("wanted", Text),
    Column("expired", Boolean),
)

# Who was given what: codes, credentials, revocations, publications, a new epoch, contradicting anchors.
audit = Table(
    "audit",
    metadata,
    _scope(),
    Column("id", Uuid, primary_key=True),
    Column("at", UtcMoment, nullable=False),
    Column("who", String(200), nullable=False),
    Column("what", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "scope", "at"),
)

# Who asked what (`city/access.py`): the address by its name, groups that came in, records that went out.
access = Table(
    "access",
    metadata,
    _scope(),
    Column("id", Uuid, primary_key=True),
    Column("at", UtcMoment, nullable=False),
    Column("who", String(200), nullable=False),
    Column("address", String(40), nullable=False),
    Column("status", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("given", Integer, nullable=False),
    Column("problem", String(40), nullable=False),
    Index(None, "scope", "at"),
)

# Nonces of signed requests, for as long as their time is accepted.
nonce = Table(
    "nonce",
    metadata,
    Column("app_key", String(200), primary_key=True),
    Column("nonce", String(32), primary_key=True),
    Column("at", UtcMoment, nullable=False),
)

# What holds for the whole database: the epoch, the version of these tables.
setting = Table(
    "setting", metadata, Column("name", String(40), primary_key=True), Column("value", String(200), nullable=False)
)

# Every table that holds rows of scopes; what a cluster distributes by `scope`.
BY_SCOPE = tuple(table for table in metadata.sorted_tables if "scope" in table.c)
