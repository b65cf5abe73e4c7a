"""How much of the database one office, or one computer of it, may take up.

The bounds lie far above what an office that works needs. What is counted is counted where something new comes, by the
rows of one scope; two requests at once may go over a bound by what they bring.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quotas:
    """Bounds of what is kept.

    Attributes:
        scope_attachments, scope_attachment_bytes: attachments of one township, those on their way among them.
        client_replicas: databases that may exchange with the credentials of one computer.
        client_tokens: tokens of one computer that have not run out.
    """

    scope_attachments: int = 20_000
    scope_attachment_bytes: int = 20 * 2**30
    client_replicas: int = 50
    client_tokens: int = 500


USUAL = Quotas()
