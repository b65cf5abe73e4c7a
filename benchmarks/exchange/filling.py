"""A city that has been at work for years, made by SQL: records, acts and outcomes of many townships."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, text

from gridadmin.wire.scopes import Scope

TAG = 7  # of every seq that is made here
_WORKER = """
'{"address":"冠县崇文街道第' || k % 90 || '社区' || k % 40 || '号楼' || k % 3000 || '室","birth_date":"1980-01-01",'
|| '"ethnicity":"01","name":"王' || k || '","remarks":"走访巡查矛盾纠纷排查化解安全隐患政策宣传民生服务","sex":"1"}'
"""
# k: number of the record within its scope, from 1; seq: of the act that made it, `of` records each.
_NUMBERS = """
(SELECT k, CAST((k + CAST(:of AS bigint) - 1) / CAST(:of AS bigint) AS bigint) AS seq,
        CAST(md5(CAST(:scope AS text) || k) AS uuid) AS id
 FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS k) AS numbers
"""
_AT = "'2026-03-01T00:30:00.000000+00:00'"
_MID = "CAST(md5('mid' || CAST(:scope AS text) || seq) AS uuid)"
_RECORDS = f"""
INSERT INTO record (scope, type, id, ver, deleted, stand_in, hash, made, origins, fields)
SELECT :scope, 'worker', id, seq, false, false, k, seq, '{{}}', {_WORKER} FROM {_NUMBERS}
"""
_HISTORY = f"""
INSERT INTO history (scope, seq, tag, at, author, replica, mid, actor, acted_at, acts, ops, whole)
SELECT :scope, seq, {TAG}, {_AT}, 'township', NULL, {_MID}, '李敏', {_AT},
       '[{{"actor":"李敏","at":"2026-03-01T00:30:00.000000+00:00","id":"' || {_MID}
       || '","sentence":"Add worker"}}]',
       '[' || string_agg('{{"f":' || {_WORKER} || ',"id":"' || id || '","k":"new","t":"worker"}}', ',') || ']', true
FROM {_NUMBERS} GROUP BY seq
"""
_OUTCOMES = f"""
INSERT INTO outcome (scope, mid, seq, at, body, placed, answered)
SELECT DISTINCT :scope, {_MID}, seq, {_AT}, CAST(NULL AS text), seq, seq FROM {_NUMBERS}
"""


def fill(engine: Engine, scopes: Sequence[Scope], acts: int, of: int, after: int = 0) -> None:
    """Let each scope, which has a counter, go through so many acts that make `of` workers each; `after` so many."""
    for scope in scopes:
        words = {"scope": str(scope), "of": of, "first": after * of + 1, "last": (after + acts) * of}
        with engine.begin() as connection:
            for statement in (_RECORDS, _HISTORY, _OUTCOMES):
                connection.execute(text(statement), words)
            stands = {"scope": str(scope), "seq": after + acts, "live": (after + acts) * of}
            connection.execute(text(f"UPDATE counter SET seq = :seq, tag = {TAG} WHERE scope = :scope"), stands)
            connection.execute(text("DELETE FROM digest WHERE scope = :scope"), stands)
            connection.execute(text("INSERT INTO digest VALUES (:scope, 'worker', :live, 0)"), stands)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
        connection.execute(text("CHECKPOINT"))  # so that what is measured next does not wait for this on the disk
