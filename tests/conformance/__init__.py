"""Does a server keep to docs/exchange.md? Clauses that any vendor can run against an own server.

    python -m tests.conformance https://address --code K7QM-3XHD-9PWA [--code …] [--json]

Needs Python and this folder. Every request is JSON written here by hand; nothing of gridadmin is imported.
"""
