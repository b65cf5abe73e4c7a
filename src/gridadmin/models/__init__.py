"""How things are stored: typed tables, the journal listener, storage, migrations."""
