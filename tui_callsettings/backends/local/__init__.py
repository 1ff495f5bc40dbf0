"""The embedded account: one SQLite file, working offline."""
