"""The practice account: one SQLite file, working offline."""
