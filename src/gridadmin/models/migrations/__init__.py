"""Alembic migrations, each self-contained."""
