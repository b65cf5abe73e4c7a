"""The first run: practice office, or the set-up of this township's own."""
